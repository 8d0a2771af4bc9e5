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
