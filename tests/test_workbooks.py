"""Workbooks: merged cells, what number formats show, formulas, hidden parts, several sheets, damage; XLSX and XLS."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from plancheck.errors import PlancheckError
from plancheck.observations import read_observations
from plancheck.observing import place_of
from plancheck.records import format_number

if TYPE_CHECKING:
    from pathlib import Path

    from plancheck.observations import Observations

openpyxl = pytest.importorskip("openpyxl")


def book(*sheets: tuple[str, list[list[object]]]) -> Any:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return workbook


def saved(workbook: Any, folder: Path, name: str = "data.xlsx") -> Path:
    path = folder / name
    workbook.save(path)
    return path


def told(read: Observations) -> list[tuple[object, ...]]:
    return [
        (o.indicator, None if o.value is None else format_number(o.value), o.unit, o.region, o.period)
        for o in read.items
    ]


def codes(read: Observations) -> list[str]:
    return [diagnostic.code for diagnostic in read.diagnostics]


LONG: list[list[object]] = [["指标", "单位", "2023年"], ["婴儿死亡率", "‰", 2.6], ["参保率", "%", 96]]


def test_every_observation_keeps_its_cell(tmp_path: Path) -> None:
    path = saved(book(("表1", LONG)), tmp_path)
    observation = read_observations(path).items[0]
    assert observation.source == f"{path.as_posix()}, sheet 表1, cell C2"
    assert (observation.sheet, observation.line, observation.column) == ("表1", 2, 3)
    assert place_of(observation) == {"file": path.as_posix(), "sheet": "表1", "line": 2, "column": 3}


def test_an_unreadable_cell_is_named(tmp_path: Path) -> None:
    path = saved(book(("表1", [*LONG, ["建档率", "%", "很多"]])), tmp_path)
    (found,) = read_observations(path).diagnostics
    assert found.place() == f"{path.as_posix()}, sheet 表1, cell C4"
    assert found.code == "not-a-number"


def test_merged_headers_title_and_notes(tmp_path: Path) -> None:
    workbook = book(
        (
            "表1",
            [
                ["2024年各区主要健康指标"],
                ["填报单位：某局", None, None, None, "单位：‰"],
                ["地区", "婴儿死亡率", None, "5岁以下儿童死亡率", None],
                [None, "上半年", "全年", "上半年", "全年"],
                ["江岸区", 2.5, 2.4, 3.5, 3.4],
                ["江汉区", 2.8, 2.7, 3.8, 3.7],
                ["注：含流动人口。"],
            ],
        )
    )
    sheet = workbook["表1"]
    for area in ("A1:E1", "A2:D2", "A3:A4", "B3:C3", "D3:E3", "A7:E7"):
        sheet.merge_cells(area)
    read = read_observations(saved(workbook, tmp_path))
    assert told(read)[:4] == [
        ("婴儿死亡率", "2.5", "‰", "江岸区", "2024年上半年"),
        ("婴儿死亡率", "2.4", "‰", "江岸区", "2024年"),
        ("5岁以下儿童死亡率", "3.5", "‰", "江岸区", "2024年上半年"),
        ("5岁以下儿童死亡率", "3.4", "‰", "江岸区", "2024年"),
    ]
    assert len(read.items) == 8
    assert codes(read) == []


def test_merged_names_hold_for_all_their_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["指标", "地区", "数值"],
        ["婴儿死亡率（‰）", "江岸区", 2.4],
        [None, "江汉区", 2.7],
        ["参保率（%）", "江岸区", 96],
    ]
    workbook = book(("表1", rows))
    workbook["表1"].merge_cells("A2:A3")
    assert told(read_observations(saved(workbook, tmp_path))) == [
        ("婴儿死亡率", "2.4", "‰", "江岸区", None),
        ("婴儿死亡率", "2.7", "‰", "江汉区", None),
        ("参保率", "96", "%", "江岸区", None),
    ]


def test_a_heading_merged_over_rows_between_groups_is_no_row(tmp_path: Path) -> None:
    rows: list[list[object]] = [*LONG[:1], ["妇幼健康", None, None], *LONG[1:]]
    workbook = book(("表1", rows))
    workbook["表1"].merge_cells("A2:C2")
    assert [o.indicator for o in read_observations(saved(workbook, tmp_path)).items] == ["婴儿死亡率", "参保率"]


@pytest.mark.parametrize("area", ["C2:C3", "B2:C2"])
def test_a_figure_in_merged_cells_is_given_to_none(tmp_path: Path, area: str) -> None:
    rows: list[list[object]] = [["地区", "参保率（%）", "建档率（%）"], ["江岸区", 96, 91], ["江汉区", 95, 90]]
    workbook = book(("表1", rows))
    workbook["表1"].merge_cells(area)
    read = read_observations(saved(workbook, tmp_path))
    assert codes(read) == ["merged-figure"]
    assert len(read.items) == 2


@pytest.mark.parametrize(
    ("stored", "form", "value", "unit"),
    [
        (0.95, "0%", "95", "%"),
        (0.9533, "0.0%", "95.33", "%"),
        (1, "0%", "100", "%"),
        (7.2, '0.0"‰"', "7.2", "‰"),
        (5800, '#,##0"人"', "5800", "人"),
        (5.8, '0.0"万人"', "58000", "人"),
        (58000, '0!.0,"万人"', "58000", "人"),
        (0.1 + 0.2, "0.00", "0.3", None),
        (1234.5, '"¥"#,##0.00', "1234.5", None),
        (13.7, "General", "13.7", None),
        ("95%", "@", "95", "%"),
        ("13.7", "General", "13.7", None),
        (-3.5, '0.0"%";[Red]-0.0"%"', "-3.5", "%"),
    ],
)
def test_what_a_cell_shows_counts(tmp_path: Path, stored: object, form: str, value: str, unit: str | None) -> None:
    workbook = book(("表1", [["指标", "数值"], ["a", stored]]))
    workbook["表1"]["B2"].number_format = form
    (observation,) = read_observations(saved(workbook, tmp_path)).items
    assert (format_number(observation.value or 0), observation.unit) == (value, unit)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stored", "form", "period"),
    [
        (datetime.date(2023, 1, 1), 'yyyy"年"', "2023年"),
        (datetime.date(2023, 6, 1), 'yyyy"年"m"月"', "2023年6月"),
        (datetime.datetime(2023, 12, 31), "yyyy-mm-dd", "2023-12-31"),
        (datetime.datetime(2023, 12, 31), 'yyyy"年"m"月"d"日"', "2023-12-31"),
        (2023, "General", "2023"),
        (2023, '0"年"', "2023年"),
    ],
)
def test_dates_are_periods_as_they_are_shown(tmp_path: Path, stored: object, form: str, period: str) -> None:
    workbook = book(("表1", [["指标", "年份", "数值"], ["a", stored, 1]]))
    workbook["表1"]["B2"].number_format = form
    assert read_observations(saved(workbook, tmp_path)).items[0].period == period


def test_a_share_under_a_heading_in_permille_is_refused(tmp_path: Path) -> None:
    workbook = book(("表1", [["指标", "数值（‰）"], ["a", 0.026]]))
    workbook["表1"]["B2"].number_format = "0.0%"
    assert codes(read_observations(saved(workbook, tmp_path))) == ["conflicting-units"]


def test_a_formula_without_a_stored_value_is_told(tmp_path: Path) -> None:
    path = saved(book(("表1", [["指标", "2022年", "2023年"], ["a", 1, "=B2*2"], ["b", 2, "=1/0"]])), tmp_path)
    read = read_observations(path)
    assert [(o.indicator, o.period) for o in read.items] == [("a", "2022年"), ("b", "2022年")]
    assert [(d.code, d.found, d.line, d.column) for d in read.diagnostics] == [
        ("formula-without-value", "=B2*2", 2, 3),
        ("formula-without-value", "=1/0", 3, 3),
    ]


def test_formulas_count_by_their_stored_values(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "data.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("表1")
        sheet.write_row(0, 0, ["指标", "数值"])
        sheet.write_row(1, 0, ["a"])
        sheet.write_formula(1, 1, "=0.5+0.45", workbook.add_format({"num_format": "0%"}), 0.95)
        sheet.write_row(2, 0, ["b"])
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    read = read_observations(path)
    assert told(read) == [("a", "95", "%", None, None)]
    assert [(d.code, d.found) for d in read.diagnostics] == [("not-a-number", "#DIV/0!")]


def test_hidden_sheets_are_left_out_and_hidden_rows_are_read_and_both_are_said(tmp_path: Path) -> None:
    workbook = book(("表1", LONG), ("旧数据", LONG))
    workbook["旧数据"].sheet_state = "hidden"
    workbook["表1"].row_dimensions[3].hidden = True
    path = saved(workbook, tmp_path)
    read = read_observations(path)
    assert len(read.items) == 2
    assert [(d.code, d.sheet) for d in read.diagnostics] == [("hidden-sheet", "旧数据"), ("hidden-cells", "表1")]
    assert len(read_observations(path, sheet="旧数据").items) == 2


def test_every_visible_sheet_is_read_and_its_name_tells_period_or_region(tmp_path: Path) -> None:
    rows: list[list[object]] = [["指标", "数值"], ["参保率", "96%"]]
    workbook = book(("说明", [["本表由各科室填报"]]), ("2022年", rows), ("江岸区", rows), ("Sheet3", []))
    read = read_observations(saved(workbook, tmp_path))
    assert [(o.region, o.period) for o in read.items] == [(None, "2022年"), ("江岸区", None)]
    assert [(d.code, d.sheet) for d in read.diagnostics] == [
        ("sheet-without-table", "说明"),
        ("sheet-without-table", "Sheet3"),
    ]


def test_a_sheet_that_nobody_understands_does_not_hide_the_others(tmp_path: Path) -> None:
    workbook = book(("表1", LONG), ("表2", [["科室", "甲", "乙"], ["门诊部", 1, 2]]))
    read = read_observations(saved(workbook, tmp_path))
    assert len(read.items) == 2
    assert [(d.code, d.sheet) for d in read.diagnostics] == [("undecided-layout", "表2")]
    with pytest.raises(PlancheckError, match="sheet 表2") as caught:
        read_observations(tmp_path / "data.xlsx", sheet="表2")
    assert caught.value.diagnostic.code == "undecided-layout"


def refusal(path: Path, **options: str) -> str:
    with pytest.raises(PlancheckError) as caught:
        read_observations(path, **options)  # type: ignore[arg-type]
    assert caught.value.diagnostic.render("zh")
    return caught.value.diagnostic.code


def test_workbooks_that_cannot_be_read(tmp_path: Path) -> None:
    good = saved(book(("表1", LONG)), tmp_path)
    assert refusal(good, sheet="表9") == "no-such-sheet"
    assert refusal(good, table="t") == "no-database"
    data = good.read_bytes()
    for name, content, code in [
        ("cut.xlsx", data[: len(data) // 2], "broken-file"),
        ("empty.xlsx", b"", "empty-file"),
        ("blank.xlsx", b" \n", "empty-file"),
        ("notes.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted-file"),
        ("odd.xls", b"\xd0\xcf\x11\xe0" + b"x" * 2000, "broken-file"),
        (
            "old.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "unread-workbook",
        ),
    ]:
        path = tmp_path / name
        path.write_bytes(content)
        assert refusal(path) == code, name
    binary = io.BytesIO()
    with zipfile.ZipFile(binary, "w") as package:
        package.writestr("xl/workbook.bin", b"")
    (tmp_path / "data.xlsb").write_bytes(binary.getvalue())
    assert refusal(tmp_path / "data.xlsb") == "unread-workbook"
    assert refusal(saved(book(("表1", [])), tmp_path, "none.xlsx")) == "no-value-column"


def test_a_sheet_with_a_format_down_to_its_last_row_is_no_burden(tmp_path: Path) -> None:
    workbook = book(("表1", LONG))
    workbook["表1"].row_dimensions[1_048_576].height = 20
    workbook["表1"]["XFD1048576"].number_format = "0%"
    assert len(read_observations(saved(workbook, tmp_path)).items) == 2


def old_book(folder: Path) -> Path:
    xlwt = pytest.importorskip("xlwt")
    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet("表1")
    sheet.write_merge(0, 0, 0, 2, "2023年主要指标")
    for column, text in enumerate(["指标", "单位", "完成值"]):
        sheet.write(1, column, text)
    percent, day = xlwt.XFStyle(), xlwt.XFStyle()
    percent.num_format_str, day.num_format_str = "0%", 'yyyy"年"'
    sheet.write(2, 0, "参保率")
    sheet.write(2, 2, 0.96, percent)
    sheet.write(3, 0, "床位数")
    sheet.write(3, 1, "张")
    sheet.write(3, 2, 5200)
    hidden = workbook.add_sheet("旧")
    hidden.visibility = 1
    path = folder / "data.xls"
    workbook.save(str(path))
    return path


def test_old_workbooks_read_like_new_ones(tmp_path: Path) -> None:
    path = old_book(tmp_path)
    read = read_observations(path)
    assert told(read) == [("参保率", "96", "%", None, "2023年"), ("床位数", "5200", "张", None, "2023年")]
    assert read.items[0].source == f"{path.as_posix()}, sheet 表1, cell C3"
    assert codes(read) == ["hidden-sheet"]
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 3])
    assert refusal(path) == "broken-file"
