"""Checking: which figure answers for a target, what it is held against, and what cannot be judged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from plancheck.bounds import Policy
from plancheck.pipeline import check, parse
from plancheck.plans import Plan
from plancheck.records import Constraint
from plancheck.text import Source

if TYPE_CHECKING:
    from pathlib import Path

    from plancheck.verdicts import Report, Verdict


def target(indicator: str, op: str, value: str | None, unit: str | None, **fields: Any) -> Constraint:
    number = None if value is None else Fraction(value) if "/" in value else Decimal(value)
    known: dict[str, Any] = {"role": "target", "kind": "level", "start": 0, "end": 1, "id": indicator}
    return Constraint(indicator=indicator, op=op, value=number, unit=unit, **{**known, **fields})  # type: ignore[arg-type]


def plan(*targets: Constraint, year: int | None = 2017, region: str | None = "武汉市") -> Plan:
    return Plan(source=Source("…", "plan.txt"), constraints=targets, year=year, region=region)


def row(indicator: str, value: object, unit: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"indicator": indicator, "value": value, "unit": unit, **fields}


def judge(constraint: Constraint, *rows: dict[str, Any], **options: Any) -> Verdict:
    return check(plan(constraint), list(rows), **options).results[0]


MATERNAL = target("孕产妇死亡率", "<=", "13.7", "per_100k")
TOILETS = target("农村户厕改造", ">=", "58000", "座", deadline=date(2017, 12, 31))
SIGNED = target("家庭医生签约服务覆盖率", ">=", "30", "percent")


@pytest.mark.parametrize(
    ("value", "unit", "verdict", "margin"),
    [
        ("0.137‰", None, "met", "0"),
        ("0.0137%", None, "met", "0"),
        (13.7, None, "met", "0"),
        (13.7, "/10万", "met", "0"),
        (0.137, "‰", "met", "0"),
        (1.37, "1/万", "met", "0"),
        ("0.1370001‰", None, "missed", "-0.00001"),
        (13.700000000000001, None, "missed", "-0.000000000000001"),
        (12, "/10万", "met", "1.7"),
    ],
)
def test_a_rate_is_compared_exactly_in_any_unit(value: object, unit: str | None, verdict: str, margin: str) -> None:
    result = judge(MATERNAL, row("孕产妇死亡率", value, unit))
    assert (result.verdict, f"{result.margin:f}") == (verdict, margin)


def test_counted_work_is_compared_with_its_own_measure_word_only() -> None:
    assert judge(TOILETS, row("农村户厕改造", 58000, "座")).verdict == "met"
    assert judge(TOILETS, row("农村户厕改造", "5.8万座")).verdict == "met"
    assert judge(TOILETS, row("农村户厕改造", "5.8", "万座")).verdict == "met"
    people = judge(TOILETS, row("农村户厕改造", 58000, "人"))
    assert (people.verdict, people.margin) == ("not_comparable", None)
    assert people.message().endswith("人 and 座 cannot be compared")


@pytest.mark.parametrize(
    ("op", "bound", "name", "cell", "verdict"),
    [
        (">=", "40", "家庭医生签约率", "0.65", "not_comparable"),
        (">=", "40", "家庭医生签约率", "0.35", "missed"),  # so it is either way
        (">=", "40", "家庭医生签约率", "0.65%", "missed"),
        (">=", "40", "家庭医生签约率", "65", "met"),
        (">=", "100", "住院分娩率", "1", "not_comparable"),
        ("<=", "45", "剖宫产率", "0.5", "not_comparable"),
        ("<=", "45", "剖宫产率", "0.4", "met"),
        ("<=", "0.5", "婴儿死亡率", "0.4", "met"),  # 40% is out of all experience
        ("<=", "2", "漏报率", "0.5", "met"),  # 50% is farther from the bound than 0.5%
        ("~=", "95", "参保率", "0.95", "not_comparable"),
        ("<=", "0", "漏报率", "0.5", "missed"),
    ],
)
def test_a_bare_figure_that_may_be_a_share_of_one_is_judged_only_where_it_does_not_matter(
    op: str, bound: str, name: str, cell: str, verdict: str
) -> None:
    result = judge(target(name, op, bound, "percent"), row(name, cell))
    assert result.verdict == verdict
    assert result.reason == ("share" if verdict == "not_comparable" else verdict)


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [("0.12", "not_comparable"), ("0.1", "not_comparable"), ("0.09", "missed"), ("9", "missed"), ("12", "met")],
)
def test_a_bare_rise_may_be_a_share_of_one_too(cell: str, verdict: str) -> None:
    (result,) = parse("签约率提高10个百分点以上。").check([{"指标": "签约率提高幅度", "数值": cell}]).results
    assert result.verdict == verdict


@pytest.mark.parametrize("name", ["社区卫生服务中心", "规上企业数", "民办幼儿园总数", "县级医院建设"])
@pytest.mark.parametrize(("wanted", "unit"), [("家", "个"), ("所", "家"), ("个", "所"), ("家", "万个")])
def test_institutions_are_counted_alike_in_any_of_their_measure_words(name: str, wanted: str, unit: str) -> None:
    institutions, scale = target(name, ">=", "20000", wanted), 10_000 if unit == "万个" else 1
    met = judge(institutions, row(name, str(Decimal(20000) / scale), unit))
    missed = judge(institutions, row(name, str(Decimal(19999) / scale), unit))
    assert (met.verdict, met.margin, missed.verdict, missed.margin) == ("met", 0, "missed", -1)
    polars = pytest.importorskip("polars")
    frame = plan(institutions).compile().on(polars.DataFrame({"指标": [name], "数值": ["19999"], "单位": ["所"]}))
    assert frame.verdicts()["verdict"].to_list() == ["missed"]


@pytest.mark.parametrize(
    ("name", "wanted", "unit"),
    [
        ("中心村", "个", "家"),
        ("社区改造", "家", "个"),
        ("医院床位", "个", "家"),
        ("社区卫生服务中心", "家", "座"),
        ("社区卫生服务中心", "家", "人"),
        ("医院院长培训", "家", "个"),
    ],
)
def test_of_other_things_measure_words_stay_apart(name: str, wanted: str, unit: str) -> None:
    assert judge(target(name, ">=", "12", wanted), row(name, 12, unit)).verdict == "not_comparable"


@pytest.mark.parametrize("kind", ["csv", "pandas", "polars", "lazy", "pyarrow", "mappings"])
def test_every_kind_of_data_gives_the_same_report(tmp_path: Path, kind: str) -> None:
    rows = [
        row("孕产妇死亡率", "0.1370001‰", None, region="武汉市"),
        row("农村户厕改造", "58000", "人", region="武汉市"),
        row("家庭医生签约服务覆盖率", "30", "%", region="武汉市"),
    ]
    report = check(plan(MATERNAL, TOILETS, SIGNED), as_data(rows, kind, tmp_path))
    assert [result.verdict for result in report.results] == ["missed", "not_comparable", "met"]
    assert [str(result.margin) for result in report.results] == ["-0.00001", "None", "0"]


def as_data(rows: list[dict[str, Any]], kind: str, folder: Path) -> object:
    """Return *rows* as data of a kind."""
    if kind == "csv":
        lines = [",".join(rows[0]), *(",".join(str(cell or "") for cell in one.values()) for one in rows)]
        (folder / "data.csv").write_text("\n".join(lines), encoding="gb18030")
        return folder / "data.csv"
    if kind == "mappings":
        return iter(rows)
    library = pytest.importorskip("polars" if kind == "lazy" else kind)
    if kind == "pyarrow":
        return library.Table.from_pylist(rows)
    return (library.LazyFrame if kind == "lazy" else library.DataFrame)(rows)


def test_a_figure_without_a_unit_is_taken_to_be_in_the_targets_and_said_so() -> None:
    report = check(plan(MATERNAL), [row("孕产妇死亡率", 13.7)])
    assert [(d.code, d.severity, d.file, d.line) for d in report.diagnostics] == [("assumed-unit", "note", "<data>", 1)]
    assert "no unit given, taken as /10万" in report.results[0].message()
    assert "未写单位，按/10万处理" in report.results[0].message("zh")


def test_an_unknown_unit_is_not_comparable_and_a_diagnostic_with_its_place() -> None:
    report = check(plan(MATERNAL), [row("孕产妇死亡率", 13.7, "/十方")])
    assert report.results[0].verdict == "not_comparable"
    assert [(d.code, d.line, d.found) for d in report.diagnostics] == [("unknown-unit", 1, "/十方")]
    same = target("a", ">=", "3", "箩筐")
    assert judge(same, row("a", 3, "箩筐")).verdict == "met"


@pytest.mark.parametrize(("cell", "verdict"), [("66.7%", "met"), ("2/3", "met"), ("66.6%", "missed"), (0.7, "met")])
def test_a_target_that_is_a_fraction_is_a_share(cell: object, verdict: str) -> None:
    share = target("村卫生室配备一体机", ">=", "2/3", None)
    assert judge(share, row("村卫生室配备一体机", cell)).verdict == verdict
    assert judge(share, row("村卫生室配备一体机", 60)).verdict == "not_comparable"
    assert judge(share, row("村卫生室配备一体机", 60, "个")).verdict == "not_comparable"


@pytest.mark.parametrize(
    ("name", "value", "unit", "verdict"),
    [
        ("门诊次均药品费用下降", "3.2", "%", "met"),
        ("门诊次均药品费用增长率", "-3.2", "%", "met"),
        ("门诊次均药品费用增长率", "3.2", "%", "missed"),
        ("门诊次均药品费用同比降幅", "2.9", "%", "missed"),
        ("门诊次均药品费用", "180", "元", "no_data"),
        ("门诊次均药品费用", "-4", "个百分点", "unresolved"),
    ],
)
def test_a_change_is_held_against_a_change_in_its_direction(name: str, value: str, unit: str, verdict: str) -> None:
    fall = target("门诊次均药品费用", ">=", "3", "percent", kind="change", direction="down")
    result = judge(fall, row(name, value, unit))
    if verdict == "unresolved":  # percentage points are no per cent, but they are a change
        assert result.verdict in ("unresolved", "not_comparable")
    else:
        assert result.verdict == verdict


def test_percentage_points_are_a_change_whatever_the_name() -> None:
    rise = target("医疗服务收入占比", ">=", "2", "percentage_point", kind="change", direction="up")
    assert judge(rise, row("医疗服务收入占比", 1.6, "个百分点")).verdict == "missed"
    assert judge(rise, row("医疗服务收入占比", 35, "%")).reason == "level-only"
    level = target("医疗服务收入占比", ">=", "35", "percent")
    assert judge(level, row("医疗服务收入占比", 1.6, "个百分点")).reason == "change-only"
    fall = target("医疗服务收入占比", ">=", "2", "percentage_point", kind="change", direction="down")
    assert judge(fall, row("医疗服务收入占比", 2.5, "个百分点")).reason == "direction"


def test_level_and_change_meet_where_the_name_says_so() -> None:
    level = target("居民消费价格涨幅", "~=", "3", "percent")
    change = target("居民消费价格", "~=", "3", "percent", kind="change", direction="up")
    for constraint in (level, change):
        assert judge(constraint, row("居民消费价格涨幅", "2.9%")).verdict == "met"
        assert judge(constraint, row("CPI涨幅", "2.9%")).verdict == "met"
        assert judge(constraint, row("居民消费价格指数", "102.9")).verdict == "no_data"


@pytest.mark.parametrize(
    ("value", "unit", "verdict"), [(1, "次/月", "met"), (3, "次/季度", "met"), (11, "次/年", "missed")]
)
def test_a_frequency_is_compared_per_period(value: int, unit: str, verdict: str) -> None:
    monthly = target("检查", ">=", "1", "次/月", kind="frequency")
    assert judge(monthly, row("检查", value, unit)).verdict == verdict


def test_a_head_that_only_the_name_tells_belongs_to_the_unit() -> None:
    beds = target("每千人口医疗卫生机构床位数", ">=", "6.5", "张")
    assert judge(beds, row("每千人口医疗卫生机构床位数", 6.62, "张/千人")).verdict == "met"
    assert judge(beds, row("每千人口医疗卫生机构床位数", 66, "张/万人")).verdict == "met"
    assert judge(beds, row("每千人口医疗卫生机构床位数", 6.4, "张")).verdict == "missed"


def test_about_uses_the_policy_and_the_side_that_the_catalog_calls_better() -> None:
    births = target("出生人口性别比", "~=", "109", None)
    assert judge(births, row("出生人口性别比", "114.45")).verdict == "met"
    assert judge(births, row("出生人口性别比", "114.46")).verdict == "missed"
    assert judge(births, row("出生人口性别比", "80")).verdict == "met"
    strict = judge(births, row("出生人口性别比", "110"), policy=Policy(tolerance=0))
    assert strict.verdict == "missed"
    assert "about 109 (at most 109)" in strict.message()


@pytest.mark.parametrize(
    ("constraint", "reason"),
    [
        (target("a", ">=", None, "percent", diagnostics=("missing-value",)), "lost"),
        (target("a", "<=", None, "permille", diagnostics=("garbled-number",)), "garbled"),
        (target("a", "<=", "3", "permille", diagnostics=("count-mismatch",)), "pairing"),
        (target("a", ">=", None, None, kind="reference"), "reference"),
        (target("a", ">=", None, "批"), "vague"),
        (target("a", "range", "3", "家"), "range"),
    ],
)
def test_a_target_without_a_trusted_number_is_unresolved(constraint: Constraint, reason: str) -> None:
    result = judge(constraint, row("a", 3))
    assert (result.verdict, result.reason, result.observation) == ("unresolved", reason, None)


def test_names_match_by_alias_and_near_misses_are_only_offered() -> None:
    assert judge(MATERNAL, row("全市 孕产妇死亡比", 12)).verdict == "met"
    result = judge(MATERNAL, row("孕产妇死亡概率", 12))
    assert (result.verdict, result.details["near"]) == ("no_data", "孕产妇死亡概率")
    assert "names near it: 孕产妇死亡概率" in result.message()


def test_near_names_are_found_among_very_many() -> None:
    rows = [row(f"某项指标{number}", 1) for number in range(2000)] + [row("孕产妇死亡概率", 12)]
    assert judge(MATERNAL, *rows).details["near"] == "孕产妇死亡概率"


def test_each_of_several_targets_for_one_indicator_is_judged() -> None:
    early, late = (target("户厕", ">=", value, "座", deadline=due) for value, due in (
        ("3", date(2017, 6, 30)), ("5", date(2018, 12, 31))
    ))  # fmt: skip
    rows = [row("户厕", 4, "座", period="2017年上半年"), row("户厕", 4, "座", period="2018")]
    assert [result.verdict for result in check(plan(early, late), rows).results] == ["met", "missed"]


def test_a_bad_row_does_not_keep_the_rest_from_being_judged() -> None:
    report = check(plan(MATERNAL, SIGNED), [row("孕产妇死亡率", "很多"), row("家庭医生签约服务覆盖率", "31%")])
    assert [result.verdict for result in report.results] == ["no_data", "met"]
    assert [d.code for d in report.diagnostics] == ["not-a-number"]


def test_a_report_can_be_the_data() -> None:
    told = target("孕产妇死亡率", "=", "0.137", "permille", role="report", start=0, end=6, line=3)
    bounded = target("家庭医生签约服务覆盖率", ">=", "40", "percent", role="report", start=0, end=3)
    answer = Plan(source=Source("0.137‰，40%以上", "answer.txt"), constraints=(told, bounded), region="武汉市")
    report = plan(MATERNAL, SIGNED).check(answer)
    assert [result.verdict for result in report.results] == ["met", "met"]
    assert (
        report.results[1]
        .message()
        .endswith(
            "reported at least 40% (answer.txt:1), the target is at least 30%: met, "
            "with at least 10 percentage points to spare"
        )
    )
    assert (report.results[0].observation.start, report.results[0].observation.end) == (0, 6)  # type: ignore[union-attr]
    assert report.diagnostics == ()


def test_a_plan_without_targets_says_so() -> None:
    report: Report = check(plan(), [row("a", 1)])
    assert report.ok
    assert [d.code for d in report.diagnostics] == ["no-targets"]


def test_a_rate_from_its_parts_is_in_the_catalogs_unit() -> None:
    parts = {"指标": "孕产妇死亡率", "分子": 137, "分母": 1000000}
    result = check(plan(MATERNAL), [parts]).results[0]
    assert (result.verdict, result.observation.unit, str(result.margin)) == ("met", "per_100k", "0")  # type: ignore[union-attr]
    sexes = target("出生人口性别比", "<=", "113", None)
    assert judge(sexes, {"指标": "出生人口性别比", "分子": 1131, "分母": 1000}).verdict == "missed"


def test_the_relative_margin_is_a_share_of_the_bound_whatever_its_sign() -> None:
    growth = target("人口自然增长率", ">=", "-2", "permille")
    result = judge(growth, row("人口自然增长率", "-3‰"))
    assert (result.verdict, result.margin, result.relative_margin) == ("missed", -1, Decimal("-0.5"))
    zero = judge(target("感染", "<=", "0", "例"), row("感染", 1, "例"))
    assert (zero.verdict, zero.margin, zero.relative_margin) == ("missed", -1, None)
