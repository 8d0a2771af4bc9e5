"""Reported data: every kind of file and object, each figure with its place, and what is wrong with the rest."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plancheck import cells
from plancheck.errors import PlancheckError
from plancheck.observations import read_observations
from plancheck.observing import place_of
from plancheck.pipeline import parse
from plancheck.records import Observation

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "指标,数值,单位,地区,年份\n"
ROWS = "孕产妇死亡率,13.7,/10万,武汉市,2017\n农村户厕改造,5.8万,座,武汉市,2017\n"
RECORDS = [
    {"indicator": "孕产妇死亡率", "value": 13.7, "unit": "/10万", "region": "武汉市", "period": 2017},
    {"indicator": "农村户厕改造", "value": "5.8万", "unit": "座", "region": "武汉市", "period": 2017},
]
FIGURES = [
    ("孕产妇死亡率", Decimal("13.7"), "/10万", "武汉市", "2017"),
    ("农村户厕改造", Decimal(58000), "座", "武汉市", "2017"),
]


def figures(items: tuple[Observation, ...]) -> list[tuple[object, ...]]:
    return [(o.indicator, o.value, o.unit, o.region, o.period) for o in items]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_in_every_encoding(tmp_path: Path, encoding: str, end: str) -> None:
    file = tmp_path / "data.csv"
    file.write_bytes((HEADER + ROWS).replace("\n", end).encode(encoding))
    read = read_observations(file)
    assert figures(read.items) == FIGURES
    assert [o.source for o in read.items] == [f"{file.as_posix()}:2", f"{file.as_posix()}:3"]
    assert read.diagnostics == ()


def test_tsv_and_other_names_of_columns(tmp_path: Path) -> None:
    for name in ("data.tsv", "data.txt"):
        (tmp_path / name).write_text(
            "Indicator Name\tACTUAL\tunit_measure\n孕产妇死亡率\t13.7\t/10万\n", encoding="utf-8"
        )
        assert figures(read_observations(str(tmp_path / name)).items)[0][:3] == FIGURES[0][:3]


def test_json_lists_keep_the_line_of_each_record(tmp_path: Path) -> None:
    file = tmp_path / "data.json"
    for whole in (RECORDS, {"meta": {"data": "x", "n": [1, {}]}, "data": RECORDS}):
        file.write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")
        read = read_observations(file)
        assert figures(read.items) == FIGURES
        for observation in read.items:
            line = place_of(observation)["line"]
            assert observation.indicator in file.read_text("utf-8").splitlines()[line]


@pytest.mark.parametrize(
    ("whole", "found"),
    [
        ({"code": 0, "tags": ["a"], "none": [], "data": {"total": 2, "rows": RECORDS}}, True),
        ({"result": {"page": {"records": RECORDS}, "sort": [1, 2]}}, True),
        ({"rows": [{"id": 1}], "data": RECORDS}, True),
        ({"city": {"rows": RECORDS}, "country": {"rows": RECORDS}}, False),
        ({"a": {"b": {"c": {"d": {"e": RECORDS}}}}}, False),
        ({"data": {"rows": []}}, False),
    ],
)
def test_the_only_list_of_objects_in_an_answer_of_a_service_is_read(tmp_path: Path, whole: object, found: bool) -> None:
    file = tmp_path / "data.json"
    file.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    if found:
        assert figures(read_observations(file).items) == FIGURES
    else:
        with pytest.raises(PlancheckError) as caught:
            read_observations(file)
        assert caught.value.diagnostic.code == "no-records"


def test_json_figures_keep_every_digit(tmp_path: Path) -> None:
    file = tmp_path / "data.json"
    file.write_text('[{"indicator": "a", "value": 0.13700000000000000000001}]', encoding="utf-8")
    assert str(read_observations(file).items[0].value) == "0.13700000000000000000001"


def test_json_lines_keep_going_past_a_bad_line(tmp_path: Path) -> None:
    file = tmp_path / "data.jsonl"
    lines = [json.dumps(record, ensure_ascii=False) for record in RECORDS]
    file.write_text("\n".join([lines[0], "{broken", "", "7", lines[1]]), encoding="utf-8")
    read = read_observations(file)
    assert figures(read.items) == FIGURES
    assert [(d.code, d.line) for d in read.diagnostics] == [("broken-json", 2), ("not-a-record", 4)]


def test_several_files_are_one_data_set(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADER + ROWS, encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps(RECORDS), encoding="utf-8")
    read = read_observations([tmp_path / "a.csv", str(tmp_path / "b.json")])
    assert figures(read.items) == FIGURES * 2


def test_mappings_may_each_have_their_own_columns() -> None:
    read = read_observations(iter([{"指标": "a", "数值": 1}, {"value": 2, "indicator": "b"}, {"x": 1}, 5]))
    assert [(o.indicator, o.value, o.source) for o in read.items] == [("a", 1, "<data>:1"), ("b", 2, "<data>:2")]
    assert [(d.code, d.line) for d in read.diagnostics] == [("no-indicator-column", 3), ("not-a-record", 4)]


def frames() -> list[object]:
    pandas, polars, pyarrow = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    texts = [{key: str(value) for key, value in record.items()} for record in RECORDS]
    return [
        pandas.DataFrame(texts),
        pandas.DataFrame(texts).astype("category"),
        polars.DataFrame(texts),
        polars.LazyFrame(texts),
        polars.DataFrame(texts, schema_overrides={"indicator": polars.Categorical}),
        pyarrow.Table.from_pylist(texts),
    ]


def test_frames_of_every_kind_read_alike() -> None:
    for frame in frames():
        read = read_observations(frame)
        assert figures(read.items) == FIGURES, type(frame)
        assert [o.source for o in read.items] == ["<frame>:1", "<frame>:2"]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_float_columns_stand_for_their_shortest_decimals_and_nan_for_none(dtype: str) -> None:
    pandas, polars, pyarrow = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    numpy = pytest.importorskip("numpy")
    columns = {"indicator": ["a", "b", "c"], "value": numpy.array([13.7, float("nan"), 0.137], dtype=dtype)}
    for frame in (
        pandas.DataFrame(columns),
        polars.DataFrame(columns),
        pyarrow.table(columns),
        polars.LazyFrame(columns),
    ):
        values = [o.value for o in read_observations(frame).items]
        assert values == [Decimal("13.7"), None, Decimal("0.137")], type(frame)


def test_the_kind_of_data_is_told_if_it_is_none() -> None:
    for data in (None, 7, {"indicator": "a", "value": 1}, b"indicator"):
        with pytest.raises(TypeError, match="data is a path"):
            read_observations(data)


def test_columns_can_be_told() -> None:
    rows = [{"名目": "a", "数值": 1, "完成值": 2}]
    assert read_observations(rows, columns={"indicator": "名目", "value": "完成值"}).items[0].value == 2
    bodies = [{"单位": "a", "计量单位": "%", "数值": 1}]  # 单位 is a body as well as a unit
    assert read_observations(bodies, columns={"indicator": "单位"}).items[0].unit == "%"
    with pytest.raises(PlancheckError, match="no column 名字; the columns are: 名目, 数值, 完成值"):
        read_observations(rows, columns={"indicator": "名字"})
    with pytest.raises(ValueError, match="columns are told for"):
        read_observations(rows, columns={"color": "名目"})


@pytest.mark.parametrize(
    ("cell", "column", "expected"),
    [
        ("95", "%", ("95", "%")),
        ("95%", "%", ("95", "%")),
        ("95%", "percent", ("95", "%")),
        ("95%", None, ("95", "%")),
        ("5.8万", "座", ("58000", "座")),
        ("5.8万座", "座", ("58000", "座")),
        ("5.8万元", "万元", ("58000", "元")),
        ("5.8", "万座", ("5.8", "万座")),
        ("7.2‰", "%", None),
        ("5.8万", "万座", None),
        ("5人", "座", None),
    ],
)
def test_cell_and_column_give_the_unit_together(
    cell: str, column: str | None, expected: tuple[str, str] | None
) -> None:
    read = read_observations([{"indicator": "a", "value": cell, "unit": column}])
    assert [(str(o.value), o.unit) for o in read.items] == ([expected] if expected else [])
    assert [d.code for d in read.diagnostics] == ([] if expected else ["conflicting-units"])


@pytest.mark.parametrize(
    ("row", "value", "unit"),
    [
        ({"分子": 12, "分母": "9万", "单位": "1/10万"}, Fraction(40, 3), "1/10万"),
        ({"分子": 12, "分母": 96000, "单位": "‰"}, Decimal("0.125"), "‰"),
        ({"分子": 1, "分母": 3}, Fraction(100, 3), "percent"),
        ({"numerator": 650, "denominator": 100000, "unit": "张/千人"}, Decimal("6.5"), "张/千人"),
        ({"分子": None, "分母": 3}, None, None),
    ],
)
def test_rates_are_computed_exactly_from_their_parts(row: dict[str, object], value: object, unit: str | None) -> None:
    observation = read_observations([{"indicator": "a", **row}]).items[0]
    assert (observation.value, observation.unit) == (value, unit)


def test_the_catalog_says_how_a_rate_is_computed_where_the_data_does_not() -> None:
    rows = [{"indicator": "出生人口性别比", "numerator": 1125, "denominator": 1000}]
    read = read_observations(rows, rate_of=lambda _: (None, Fraction(100)))
    assert (read.items[0].value, read.items[0].unit) == (Decimal("112.5"), None)


@pytest.mark.parametrize(
    ("reported", "code"),
    [("13.33", None), ("13.3", None), ("13", None), ("13.34", "ratio-disagrees"), (12, "ratio-disagrees")],
)
def test_a_reported_rate_is_compared_with_its_parts(reported: object, code: str | None) -> None:
    row = {"indicator": "a", "value": reported, "numerator": 12, "denominator": 90000, "unit": "/10万"}
    read = read_observations([row])
    assert read.items[0].value == Decimal(str(reported))
    assert [d.code for d in read.diagnostics] == ([code] if code else [])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"value": "很多"}, "not-a-number"),
        ({"value": "7.2xyz"}, "unknown-unit"),
        ({"value": float("inf")}, "not-finite"),
        ({"numerator": 1, "denominator": 0}, "zero-denominator"),
        ({"numerator": 1, "denominator": 7, "unit": "座"}, "ratio-unit"),
        ({"numerator": "x", "denominator": 7}, "not-a-number"),
        ({"indicator": " ", "value": 7}, "no-indicator"),
    ],
)
def test_a_bad_row_is_a_diagnostic_with_its_place_and_the_rest_is_read(row: dict[str, object], code: str) -> None:
    read = read_observations([{"indicator": "a", **row}, {"indicator": "b", "value": 1}])
    assert [(d.code, d.file, d.line) for d in read.diagnostics] == [(code, "<data>", 1)]
    assert all(d.message(lang) and d.hint(lang) for d in read.diagnostics for lang in ("en", "zh"))
    assert [o.indicator for o in read.items if o.value is not None] == ["b"]


def test_a_row_that_calls_its_figure_a_target_reports_nothing() -> None:
    rows = [
        ["指标", "类别", "数值"],
        ["参保率", "目标值", "95%"],
        ["参保率", "实际值", "93%"],
        ["建档率", "目标值", "60%"],
    ]
    read = read_observations(rows)
    assert [(found.indicator, str(found.value)) for found in read.items] == [("参保率", "93")]
    assert [(note.code, note.line, note.found) for note in read.diagnostics] == [("rows-of-targets", 2, "目标值")]


def test_a_name_that_several_columns_have_and_a_column_of_two_roles_are_refused() -> None:
    rows = [["指标", "数值", "数值"], ["参保率", "96%", "90%"]]
    for columns, code in (
        ({"indicator": "指标", "value": "数值"}, "ambiguous-column"),
        ({"indicator": "指标", "value": "指标"}, "column-of-two-roles"),
    ):
        with pytest.raises(PlancheckError) as raised:
            read_observations(rows, columns=columns)
        assert raised.value.diagnostic.code == code


def test_a_whole_heading_goes_before_one_that_it_is_a_part_of() -> None:
    rows = [["指标", "数值", "数值"], ["", "", "上年"], ["参保率", "96%", "90%"]]
    read = read_observations(rows, columns={"indicator": "指标", "value": "数值"})
    assert [str(found.value) for found in read.items] == ["96"]


def test_a_row_without_a_region_below_one_of_a_region_is_told_once() -> None:
    rows = [
        ["地区", "年份", "婴儿死亡率(‰)", "参保率(%)"],
        ["", "2021", "4.8", "94"],
        ["全市", "2022", "4.6", "95"],
        ["", "2023", "4.2", "96"],
        ["", "2024", "4.1", "97"],
    ]
    read = read_observations(rows)
    assert [found.region for found in read.items] == [None, None, "全市", "全市", None, None, None, None]
    assert [(note.code, note.line, note.found) for note in read.diagnostics] == [("row-without-region", 4, "全市")]


@pytest.mark.parametrize("header", ["本期", "本期值", "本年", "当年", "当期"])
def test_the_figure_of_the_period_stands_beside_that_of_a_year_ago(header: str) -> None:
    read = read_observations([["指标", "单位", header, "上年同期"], ["参保率", "%", "95", "93"]])
    assert [str(found.value) for found in read.items] == ["95"]


def test_a_heading_of_a_year_and_what_was_reached_stands_beside_that_of_the_target() -> None:
    rows = [["指标", "单位", "2025年目标", "2025年完成"], ["参保率", "%", "95", "93"], ["建档率", "%", "60", "64"]]
    read = read_observations(rows)
    assert [(found.indicator, str(found.value), found.period) for found in read.items] == [
        ("参保率", "93", "2025年"),
        ("建档率", "64", "2025年"),
    ]


def test_what_extract_writes_of_a_plan_is_no_reported_data() -> None:
    plan = parse("2025年，参保率达到95%以上。")
    report = plan.check([constraint.to_dict() for constraint in plan.targets])
    assert [result.verdict for result in report.results] == ["no_data"]
    assert "rows-of-targets" in {note.code for note in report.diagnostics}


def test_data_without_a_figure_says_so() -> None:
    pandas = pytest.importorskip("pandas")
    for data in ([], pandas.DataFrame({"indicator": [], "value": []})):
        assert [d.code for d in read_observations(data).diagnostics] == ["no-rows"]


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["指标", "value", "单位", "分子", "分母", "年份"]), st.text(max_size=8) | st.none()
        )
    )
)
@example([{"指标": "NIL", "value": "NULL"}])
def test_rows_of_any_text_give_observations_or_diagnostics(rows: list[dict[str, str | None]]) -> None:
    rows.append({"指标": "a", "value": "1"})
    read = read_observations(rows)
    lines = {place_of(o)["line"] for o in read.items} | {d.line for d in read.diagnostics}
    silent = [row for number, row in enumerate(rows, start=1) if number not in lines]
    assert not any(cells._name(row.get("指标") or "") and row.get("value") for row in silent)  # NIL, NULL: nothing lost
    assert all(d.render() and d.render("zh") for d in read.diagnostics)
