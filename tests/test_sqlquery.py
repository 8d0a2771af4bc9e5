"""The check as a query: run on DuckDB it gives the judge's verdicts; every dialect reads back what it is given."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import sqlglot
from attrs import evolve
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from plancheck import parse
from plancheck.checks import Check, compile_check
from plancheck.cli import main
from plancheck.errors import PlancheckError
from plancheck.exports import DIALECTS, export
from plancheck.plans import Plan
from plancheck.records import Constraint, Observation
from plancheck.spellings import known_spellings
from plancheck.sqlquery import to_sql
from plancheck.text import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
Row = tuple[str | None, str | None, str | None, str | None, str | None]
# A query takes a second to write and to run, so that shrinking an example would take minutes.
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
TARGETS = [
    ("孕产妇死亡率", "level", None, "per_100k"),
    ("婴儿死亡率", "level", None, "permille"),
    ("参保率", "level", None, "percent"),
    ("参保率", "change", "up", "percentage_point"),
    ("门诊次均药品费用", "change", "down", "percent"),
    ("农村户厕改造", "level", None, "座"),
    ("社区卫生服务中心", "level", None, "家"),
    ("每千人口医疗卫生机构床位数", "level", None, "张/千人"),
    ("固定资产投资", "level", None, "元"),
    ("卫生院建成中医馆", "level", None, None),
]
NUMBERS = st.sampled_from(["0.35", "3.5", "3.50", "12", "13.7", "2", "95", "0.12", "1", "66.7", "0.67", "120", "300"])


def rows_of(check: Check, rows: Sequence[Row], kind: str = "VARCHAR", **options: Any) -> list[Any]:
    """Return what the query finds, with the number of the row first, or the summary."""
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE data (n INT, indicator TEXT, value {kind}, unit TEXT, region TEXT, period TEXT)")
    if rows:
        connection.executemany(
            "INSERT INTO data VALUES (?, ?, ?, ?, ?, ?)", [(number, *row) for number, row in enumerate(rows)]
        )
    keep = () if options.get("query") == "summary" else ("n",)
    return connection.execute(to_sql(check, keep=keep, **options)).fetchall()


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    found = []
    for number, (name, kind, direction, unit) in enumerate(
        draw(st.lists(st.sampled_from(TARGETS), min_size=1, max_size=3, unique=True))
    ):
        op = draw(st.sampled_from(["<=", "<", ">=", ">", "=", "~=", "range"]))
        value: Decimal | Fraction = Decimal(draw(NUMBERS))
        if unit is None:
            value, op = draw(st.sampled_from([Fraction(2, 3), Fraction(1, 2)])), draw(st.sampled_from([">=", "<"]))
        found.append(
            Constraint(
                role="target",
                kind=kind,  # type: ignore[arg-type]
                indicator=name,
                op=op,  # type: ignore[arg-type]
                value=None if draw(st.integers(0, 9)) == 0 and op != "range" else value,
                high=value + Decimal(draw(NUMBERS)) if op == "range" and isinstance(value, Decimal) else None,
                unit=unit,
                direction=direction,  # type: ignore[arg-type]
                deadline=draw(st.sampled_from([None, date(2025, 6, 30), date(2025, 12, 31), date(2026, 12, 31)])),
                start=0,
                end=1,
                id=f"t{number}",
            )
        )
    region = draw(st.sampled_from([None, "武汉市", "云河市", "湖北省"]))
    year = draw(st.sampled_from([None, 2025]))
    return Plan(source=Source(""), constraints=tuple(found), region=region, year=year)


@st.composite
def tables(draw: st.DrawFn, check: Check) -> list[Row]:
    pairs = known_spellings(check).pairs
    names = sorted({str(name) for name, _ in pairs} | {"剖宫产率", "参保率", "参保率提高"})
    units = [*sorted({str(unit) for _, unit in pairs if unit}), "个百分点", "吨", "%", None, None, "—"]
    paired = st.sampled_from(pairs) if pairs else st.tuples(st.sampled_from(names), st.none())
    free = st.tuples(st.sampled_from(names), st.sampled_from(units))
    values = NUMBERS | st.sampled_from([None, "", "nan", "—", "1e-2", "-3"])
    regions = st.sampled_from([None, "武汉市", "420100", "全市", "合计", "黄石市", " 云河市", "—", "江岸区", "湖北省"])
    periods = st.sampled_from(
        [None, "2025", "2025年", "2025-06-30", "2025年上半年", "2025-12", "2026", "2024", "2024年", "2025年1-9月"]
    )
    rows = []
    for _ in range(draw(st.integers(1, 6))):
        name, unit = draw(paired | free)
        rows.append((name, draw(values), unit, draw(regions), draw(periods)))
    return rows


def observation(row: Row) -> Observation:
    name, value, unit, region, period = (None if cell in ("", "—", "nan") else cell for cell in row)
    number = None if value is None else Decimal(value)
    text = str(name)
    place = region and region.strip()
    return Observation(indicator=text, value=number, unit=unit, region=place, period=period, unplaced=place is None)


def judged(
    check: Check, index: int, row: Row, beside: Sequence[str | None] = ()
) -> tuple[str, str, float | None] | None:
    """Return the judge's verdict on one row, None where the row answers for another target, region or time.

    *beside* are the regions that the other rows name: a total among them is that of their region.
    """
    others = (observation(("无关的数", "1", None, region, None)) for region in beside)
    verdict = check.run([observation(row), *others])[index]
    if verdict.reason in (
        "absent",
        "level-only",
        "change-only",
        "other-region",
        "ambiguous-region",
        "other-period",
        "total-of-others",
    ):
        return None
    if verdict.reason == "early":
        return None
    margin = None if verdict.margin is None else float(verdict.margin)
    return verdict.verdict, verdict.reason, margin


@settings(deadline=None, max_examples=25, phases=QUICK)
@given(data=st.data())
def test_each_row_has_the_verdict_of_the_judge(data: st.DataObject) -> None:
    plan = data.draw(plans())
    check = compile_check(plan, as_of=data.draw(st.sampled_from([None, date(2025, 8, 1)])))
    rows = data.draw(tables(check))
    found = {(row[-1], row[0]): row for row in rows_of(check, rows)}
    for index, target in enumerate(check.targets):
        for number, row in enumerate(rows):
            expected = judged(check, index, row, [region for *_, region, _ in rows])
            got = found.get((number, target.constraint.id))
            if check.demands[index] is None and got is None:
                continue  # what demands nothing is unresolved whatever the data says
            if expected is not None and check.demands[index] is None:
                assert got is not None
                assert got[6] == "unresolved"
                continue
            assert (got is None) == (expected is None), (target, row, expected, got)
            if got is not None and expected is not None:
                assert (got[6], got[7]) == expected[:2], (target, row)
                assert (got[8] is None) == (expected[2] is None)
                assert got[8] is None or float(got[8]) == pytest.approx(expected[2], rel=1e-9, abs=1e-9)


@settings(deadline=None, max_examples=25, phases=QUICK)
@given(data=st.data())
def test_the_summary_has_the_verdicts_of_the_judge(data: st.DataObject) -> None:
    plan = data.draw(plans())
    check = compile_check(plan, as_of=data.draw(st.sampled_from([None, date(2025, 8, 1)])))
    rows = data.draw(tables(check))
    expected = check.run(map(observation, rows))
    found = rows_of(check, rows, query="summary")
    assert [row[0] for row in found] == [verdict.constraint.id for verdict in expected]
    for row, verdict in zip(found, expected, strict=True):
        if verdict.reason == "other-period" and row[3] == "early":
            continue  # the judge lets figures of other regions speak against a target that is not due yet
        assert row[2] == verdict.verdict, (verdict.constraint, rows)
        if verdict.margin is not None:
            assert float(row[-1]) == pytest.approx(float(verdict.margin), rel=1e-9, abs=1e-9)
        if verdict.reason in ("conflict", "several-regions", "several-periods", "units", "share", "part"):
            assert row[3] == verdict.reason


@pytest.mark.parametrize("region", ["湖北省", "武汉市", "江岸区", "宜昌市", "全国", "内蒙古自治区", "东莞市", "云河市"])
def test_the_query_tells_of_which_region_a_total_is_as_the_judge_does(region: str) -> None:
    tables = [
        ["江岸区", "江汉区"],
        ["武汉市", "黄石市"],
        ["武汉市", "江岸区"],
        ["湖北省", "江岸区"],
        ["江岸区", "东湖高新区"],
        ["花桥街道", "台北街道"],
        ["青山区", "昆都仑区"],
        ["江岸区", "浦东新区"],
        ["湖北省", "湖南省"],
        ["城市", "农村"],
        ["甲县", "乙县"],
        ["石龙镇"],
        ["全省", "黄石市"],
        [],
    ]
    plan = evolve(parse("婴儿死亡率控制在3.3‰以下。"), region=region)
    check = compile_check(plan)
    for names in tables:
        rows: list[Row] = [("婴儿死亡率", "3.2", "‰", name, None) for name in (*names, "合计", "全市", "全省", None)]
        expected = [judged(check, 0, row, [row[3] for row in rows]) is not None for row in rows]
        found = {row[-1] for row in rows_of(check, rows)}
        assert [number in found for number in range(len(rows))] == expected, (region, names)


@pytest.mark.parametrize("query", ["rows", "summary"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_parses_its_own_query(dialect: str, query: Any) -> None:
    check = parse("2025年，婴儿死亡率控制在3.5‰以下，门诊次均药品费用下降3%以上，新建卫生院12所。").compile()
    text = to_sql(
        check, dialect=dialect, table="health.figures", columns={"value": "数值", "region": "地区"}, query=query
    )
    tree = sqlglot.parse_one(text, dialect=dialect)
    assert {table.name for table in tree.find_all(sqlglot.exp.Table)} >= {"figures"}
    assert "数值" in {column.name for column in tree.find_all(sqlglot.exp.Column)}


@pytest.mark.parametrize("kind", ["DOUBLE", "FLOAT", "DECIMAL(18, 4)", "VARCHAR"])
def test_a_figure_counts_as_written_whatever_its_type(kind: str) -> None:
    check = parse("婴儿死亡率控制在3.3‰以下。").compile()
    rows: list[Row] = [
        ("婴儿死亡率", value, unit, None, None) for value, unit in (("3.3", "‰"), ("0.33", "%"), ("3.4", "‰"))
    ]
    assert [row[6] for row in sorted(rows_of(check, rows, kind), key=lambda row: row[-1])] == ["met", "met", "missed"]


def test_not_a_number_and_null_are_no_figure_and_infinity_is_none_that_can_be_read() -> None:
    check = parse("婴儿死亡率控制在3.3‰以下。").compile()
    rows: list[Row] = [("婴儿死亡率", value, "‰", None, None) for value in ("nan", None, "inf")]
    found = sorted(rows_of(check, rows, "DOUBLE"), key=lambda row: row[-1])
    assert [row[7] for row in found] == ["no-figure", "no-figure", "unread"]


def test_a_bound_that_does_not_end_decides_as_itself() -> None:
    check = parse("三分之二以上的卫生院建成中医馆。").compile()
    name = check.targets[0].constraint.indicator
    values = ["66.666666666666666666", "66.666666666666666667", "66.7"]
    rows: list[Row] = [(name, value, "%", None, None) for value in values]
    assert [row[6] for row in sorted(rows_of(check, rows), key=lambda row: row[-1])] == ["missed", "met", "met"]


def test_a_cell_that_the_query_cannot_read_is_never_judged() -> None:
    check = parse("户厕改造5万座。").compile()
    name = check.targets[0].constraint.indicator
    (row,) = rows_of(check, [(name, "5.2万", "座", None, None)])
    assert (row[6], row[7]) == ("unresolved", "unread")
    (summary,) = rows_of(check, [(name, "5.2万", "座", None, None)], query="summary")
    assert summary[2:4] == ("unresolved", "unread")


def test_names_of_the_caller_cannot_change_the_query() -> None:
    check = parse("参保率达到95%以上。").compile()
    evil = 'x"; DROP TABLE data; --'
    connection = duckdb.connect()
    connection.execute('CREATE TABLE data (indicator TEXT, "x""; DROP TABLE data; --" DOUBLE)')
    connection.execute("INSERT INTO data VALUES ('参保率', 96)")
    columns = {"value": evil}
    assert connection.execute(to_sql(check, columns=columns)).fetchall()[0][6] == "met"


def test_texts_of_the_plan_are_texts_in_every_dialect() -> None:
    target = parse("参保率达到95%以上。").constraints[0]
    plan = Plan(source=Source(""), constraints=(evolve(target, id="it's a \\' -- \\"),))
    for dialect in DIALECTS:
        tree = sqlglot.parse_one(export(plan, "sql", dialect=dialect), dialect=dialect)
        texts = {
            literal.name.replace("\\\\", "\\") for literal in tree.find_all(sqlglot.exp.Literal)
        }  # Spark's stay doubled
        assert "it's a \\' -- \\" in texts, dialect


def test_a_plan_without_targets_is_no_query() -> None:
    with pytest.raises(PlancheckError, match="no-targets"):
        export(parse("去年参保率达95%。"), "sql")


def test_the_command_writes_the_query(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = str(ROOT / "examples" / "plan.txt")
    options = ["--table", "health.figures", "--columns", "value=数值,unit=单位", "--keep", "id", "--summary"]
    assert main(["compile", plan, "--to", "sql", "--dialect", "postgres", *options]) == 0
    assert sqlglot.parse_one(capsys.readouterr().out, dialect="postgres")
    for wrong in (
        ["--columns", "figure=x"],
        ["--columns", "numerator=x"],
        ["--to", "toml", "--table", "x"],
        ["--dialect", "oracle"],
    ):
        with pytest.raises(SystemExit) as told:
            main(["compile", plan, "--to", "sql", *wrong])
        assert told.value.code == 2


def test_percentage_points_beside_the_name_of_a_change_cannot_be_compared_with_its_share() -> None:
    check = compile_check(parse("2025年，门诊次均药品费用下降3%以上，剖宫产率不超过40%。"))
    rows: list[Row] = [
        ("门诊次均药品费用跌幅", "3.5", "个百分点", None, "2025"),
        ("剖宫产率", "2", "个百分点", None, "2025"),
    ]
    found = {row[-1]: (row[6], row[7]) for row in rows_of(check, rows)}
    assert found == {0: ("not_comparable", "units")}
    assert judged(check, 0, rows[0]) == ("not_comparable", "units", None)
    assert judged(check, 1, rows[1]) is None


@pytest.mark.parametrize("query", ["rows", "summary"])
def test_rows_that_say_that_they_hold_targets_are_left_out_where_their_column_is_named(query: Any) -> None:
    check = parse("参保率达到95%以上。").compile()
    connection = duckdb.connect()
    connection.execute("CREATE TABLE data (indicator TEXT, value DOUBLE, 类型 TEXT)")
    connection.execute("INSERT INTO data VALUES ('参保率', 97, ' 计划'), ('参保率', 94, '实际'), ('参保率', 94, NULL)")
    columns = {"value": "value", "kind": "类型"}
    found = connection.execute(to_sql(check, columns=columns, query=query)).fetchall()
    assert [row[6 if query == "rows" else 2] for row in found] == (["missed"] * 2 if query == "rows" else ["missed"])
    unnamed = to_sql(check, columns={"value": "value"}, query=query)
    assert unnamed.startswith("-- Rows that hold targets count as reported")
    assert len(connection.execute(unnamed).fetchall()) == (3 if query == "rows" else 1)
