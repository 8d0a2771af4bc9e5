"""Which data is a document: its reported figures and its tables count; everything else is a table."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from plancheck import check, parse
from plancheck.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from plancheck.verdicts import Report

PLAN = "江城市2025年工作要点\n2025年，婴儿死亡率控制在3‰以下，居民健康档案建档率达到90%以上。\n"
REPORT = "江城市2025年工作总结\n2025年，全市婴儿死亡率下降到2.4‰，居民健康档案建档率达到91.2%。\n"
TABLE = "地区\t婴儿死亡率（‰）\t居民健康档案建档率（%）\n全市\t2.4\t91.2\n"


def verdicts(report: Report) -> list[tuple[str, str]]:
    return [(result.constraint.indicator, result.verdict) for result in report.results]


MET = [("婴儿死亡率", "met"), ("居民健康档案建档率", "met")]


@pytest.mark.parametrize("name", ["report.txt", "report.md", "report"])
def test_a_text_that_reports_is_data(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(REPORT, encoding="gb18030")
    report = check(parse(PLAN), path)
    assert verdicts(report) == MET
    assert report.results[0].observation is not None
    assert report.results[0].observation.source == f"{path.as_posix()}:2"


@pytest.mark.parametrize("name", ["table.txt", "table", "table.tsv"])
def test_a_text_of_cells_is_a_table(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(TABLE, encoding="utf-8")
    report = check(parse(PLAN), [path])
    assert verdicts(report) == MET
    assert report.results[0].observation is not None
    assert report.results[0].observation.source == f"{path.as_posix()}:2, column 2"


def test_a_web_page_saved_as_a_workbook(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line.split())}</tr>" for line in TABLE.splitlines())
    path = tmp_path / "export.xls"
    path.write_text(f"<html><body><p>2025年情况</p><table>{rows}</table></body></html>", encoding="utf-8")
    assert verdicts(check(parse(PLAN), path)) == MET


def test_documents_and_tables_together(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(REPORT.replace("2.4‰", "3.4‰"), encoding="utf-8")
    (tmp_path / "table.csv").write_text("指标,数值\n居民健康档案建档率,91.2%\n", encoding="utf-8")
    report = check(parse(PLAN), [tmp_path / "report.txt", str(tmp_path / "table.csv")])
    assert verdicts(report) == [("婴儿死亡率", "missed"), ("居民健康档案建档率", "met")]


def test_the_command_takes_documents_and_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(PLAN, encoding="utf-8")
    for content in (REPORT, TABLE, '[{"指标": "婴儿死亡率", "数值": "2.4‰"}]'):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
        assert main(["check", str(plan), "-", "--lang", "en"]) == 0
        assert "2.4‰" in capsys.readouterr().out


def test_options_of_tables_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, data = tmp_path / "plan.txt", tmp_path / "data.csv"
    plan.write_text(PLAN, encoding="utf-8")
    data.write_text("名目,一片,二片\n婴儿死亡率（‰）,2.4,3.5\n", encoding="utf-8")
    call = ["check", str(plan), str(data), "--lang", "en"]
    assert main(call) == 2
    assert "--layout" in capsys.readouterr().err
    assert main([*call, "--layout", "regions-across", "--region", "二片"]) == 1
    assert main([*call, "--columns", "indicator=名目,value=一片"]) == 0
    capsys.readouterr()
    assert main([*call, "--columns", "indicator=名称,value=一片"]) == 2
    assert "no-such-column" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main([*call, "--columns", "color=红"])
    assert caught.value.code == 2


def page(above: str, *rows: str) -> str:
    """Return a web page with a table below what stands *above* it; cells are parted by blanks."""
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split())}</tr>" for row in rows)
    return f"{above}<table>{cells}</table>"


FIGURES = [("婴儿死亡率", "2.4"), ("居民健康档案建档率", "91.2")]


@pytest.mark.parametrize(
    "rows",
    [
        ["指标 2025年", "婴儿死亡率 2.4‰", "居民健康档案建档率 91.2%"],
        ["指标 单位 目标 2025年", "婴儿死亡率 ‰ ≤3 2.4", "居民健康档案建档率 % ≥90 91.2"],
        ["指标 2024年 2025年 增减", "婴儿死亡率（‰） 2.6 2.4 -0.2", "居民健康档案建档率（%） 89 91.2 2.2"],
    ],
)
@pytest.mark.parametrize("name", ["page.html", "page.xls", "table.md", "table.txt"])
def test_a_document_of_nothing_but_a_table_is_read_as_a_table_of_data(
    tmp_path: Path, name: str, rows: list[str]
) -> None:
    text = page("", *rows)
    if name == "table.md":
        lines = [f"| {' | '.join(row.split())} |" for row in rows]
        text = "\n".join([lines[0], "|".join(["", *("---" for _ in rows[0].split()), ""]), *lines[1:]])
        text = text.replace("91.2%", "**91.2%**")
    elif name == "table.txt":
        text = "\n".join("    ".join(row.split()) for row in rows)
    path = tmp_path / name
    path.write_text(text + "\n", encoding="utf-8")
    results = check(parse(PLAN), path).results
    assert [(r.constraint.indicator, r.verdict) for r in results] == MET
    assert [(r.constraint.indicator, str(r.observation.value)) for r in results if r.observation] == FIGURES


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ("<h1>2025年统计表</h1>", "met"),
        ("<h1>2024年统计表</h1>", "no_data"),
        ("<h1>江城市2025年统计公报</h1><p>总体平稳。</p><p>2024年各项指标</p>", "no_data"),
        ("<h1>江城市2024年统计公报</h1><p>总体平稳。</p><p>各项指标</p>", "no_data"),
        ("", "met"),
    ],
)
def test_the_figures_of_a_table_are_of_the_year_above_it(tmp_path: Path, above: str, found: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(page(above, "地区 婴儿死亡率（‰） 居民健康档案建档率（%）", "全市 2.4 91.2"), encoding="utf-8")
    assert {verdict for _, verdict in verdicts(check(parse(PLAN), path))} == {found}


@pytest.mark.parametrize(
    "text",
    [
        "各项工作顺利。\n",
        page("<h1>2025年主要目标</h1>", "指标 单位 2025年", "婴儿死亡率 ‰ 2.4"),
        page("", "指标 单位 目标值", "婴儿死亡率 ‰ 2.4"),
    ],
)
def test_a_document_without_a_reported_figure_says_so(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path, plan = tmp_path / "report.html", tmp_path / "plan.txt"
    path.write_text(f"<body>{text}</body>", encoding="utf-8")
    plan.write_text(PLAN, encoding="utf-8")
    assert [note.code for note in check(parse(PLAN), path).diagnostics] == ["no-rows"]
    assert main(["check", str(plan), str(path)]) == 2
    assert "no-rows" in capsys.readouterr().out


def test_a_note_below_a_table_of_a_document_says_that_its_figures_are_targets(tmp_path: Path) -> None:
    table = "| 指标 | 2025年 |\n| --- | --- |\n| 婴儿死亡率（‰） | 2.4 |\n\n来源：年报\n注：均为目标值。\n\n正文。\n"
    (tmp_path / "report.md").write_text(f"# 江城市2025年情况\n\n{table}", encoding="utf-8")
    report = check(parse(PLAN), tmp_path / "report.md")
    assert {verdict for _, verdict in verdicts(report)} == {"no_data"}
    assert ("note-of-targets", 8) in [(note.code, note.line) for note in report.diagnostics]
