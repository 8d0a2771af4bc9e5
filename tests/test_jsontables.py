"""JSON that holds a table in other ways than as records: read where it is unambiguous, refused where it is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from plancheck import check, parse
from plancheck.errors import PlancheckError
from plancheck.observations import read_observations

if TYPE_CHECKING:
    from pathlib import Path

LONG = {"指标": ["婴儿死亡率", "参保率"], "数值": [3.4, 95.5], "单位": ["‰", "%"]}
READ = [("婴儿死亡率", "3.4", "‰"), ("参保率", "95.5", "%")]


def figures(path: Path, value: Any) -> list[tuple[str, str, str | None]]:
    path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return [(item.indicator, str(item.value), item.unit) for item in read_observations(path).items]


@pytest.mark.parametrize("orient", ["columns", "index", "split", "records", "table"])
def test_what_pandas_writes_is_read_in_every_form_that_names_its_columns(tmp_path: Path, orient: Any) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(LONG)
    assert figures(tmp_path / "data.json", frame.to_json(orient=orient, force_ascii=False)) == READ
    frame.index = ["a", "b"]
    assert figures(tmp_path / "data.json", frame.to_json(orient=orient, force_ascii=False)) == READ


@pytest.mark.parametrize(
    "value",
    [
        LONG,
        {"data": LONG},
        {"code": 0, "result": {"total": 2, "data": LONG}},
        [list(LONG), *map(list, zip(*LONG.values(), strict=True))],
        {"data": [list(LONG), *map(list, zip(*LONG.values(), strict=True))]},
        {"header": list(LONG), "rows": list(map(list, zip(*LONG.values(), strict=True)))},
        {"fields": [{"name": name} for name in LONG], "rows": [["婴儿死亡率", 3.4, "‰"], ["参保率", 95.5, "%"]]},
        {"列": list(LONG), "index": ["1", "2", "3"], "行": [["婴儿死亡率", 3.4, "‰"], ["参保率", 95.5, "%"], []]},
    ],
)
def test_lists_of_cells_and_columns_are_tables(tmp_path: Path, value: Any) -> None:
    assert figures(tmp_path / "data.json", value) == READ


def test_objects_by_region_are_a_wide_table(tmp_path: Path) -> None:
    value = {"江岸区": {"婴儿死亡率（‰）": 3.4, "参保率（%）": 95}, "江汉区": {"参保率（%）": 96}}
    (tmp_path / "data.json").write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    read = read_observations(tmp_path / "data.json").items
    assert [(item.indicator, item.value and str(item.value), item.region, item.line) for item in read] == [
        ("婴儿死亡率", "3.4", "江岸区", 2),
        ("参保率", "95", "江岸区", 2),
        ("婴儿死亡率", None, "江汉区", 6),
        ("参保率", "96", "江汉区", 6),
    ]


def test_places_are_those_of_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    path.write_text('{"指标": ["婴儿死亡率",\n "参保率"],\n "数值": [3.4,\n 95]}', encoding="utf-8")
    report = check(parse("参保率达到96%。"), path)
    assert "data.json:2" in report.results[0].message()
    path.write_text('[["指标", "数值"],\n\n ["婴儿死亡率", "多"],\n ["参保率", 95]]', encoding="utf-8")
    read = read_observations(path)
    assert [item.line for item in read.items] == [4]
    assert [note.line for note in read.diagnostics] == [3]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"指标": ["婴儿死亡率", "参保率"], "数值": [3.4]}, "uneven-columns"),
        ({"one": [["指标", "数值"], ["参保率", 95]], "other": [["指标", "数值"], ["参保率", 96]]}, "no-records"),
        ({"指标": {"0": "参保率", "1": "签约率"}, "数值": {"0": 95, "2": 70}}, "uneven-columns"),
        ({"columns": ["指标", "数值"], "data": [["参保率", 95, 96]]}, "ragged-row"),
        ({"one": LONG, "other": LONG}, "no-records"),
        ({"指标": "参保率", "数值": [95]}, "no-records"),
        ([[1, 2], [3, 4]], "no-indicator-column"),
        ([[[1]], 2], "not-a-record"),
    ],
)
def test_what_is_no_table_for_certain_is_refused(tmp_path: Path, value: Any, code: str) -> None:
    try:
        figures(tmp_path / "data.json", value)
        found = [note.code for note in read_observations(tmp_path / "data.json").diagnostics]
    except PlancheckError as error:
        found = [error.diagnostic.code]
    assert found[0] == code


@pytest.mark.parametrize(
    "text",
    [
        '{"rows": [["指标", "数值", "单位"]], "rows": [["指标", "数值", "单位"], ["参保率", 95, "%"]]}',
        '{"a": {"指标": "建档率"}, "a": {"指标": "参保率", "数值": 95, "单位": "%"}, "b": {"指标": "签约率"}}',
        '{"指标": ["建档率", "签约率"], "指标": ["参保率"], "数值": [95], "单位": ["%"]}',
    ],
)
def test_of_what_stands_under_the_same_key_the_last_counts(tmp_path: Path, text: str) -> None:
    assert figures(tmp_path / "data.json", text)[0] == ("参保率", "95", "%")


def test_records_beside_other_objects_stay_records(tmp_path: Path) -> None:
    records = [{"指标": "婴儿死亡率", "数值": 3.4, "单位": "‰"}, {"指标": "参保率", "数值": 95.5, "单位": "%"}]
    meta = {"a": {"x": 1}, "b": {"y": 2}, "names": ["x", "y"]}
    assert figures(tmp_path / "data.json", {"meta": meta, "data": records}) == READ
