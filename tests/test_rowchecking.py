"""`plancheck check --rows`: each row by itself, as the compiled check of the library judges it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from plancheck.cli import main

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

PLAN = "# 2017年工作计划\n\n2017年，婴儿死亡率要控制在3.5‰以下，力争住院分娩率达到99%以上。\n"
ROWS: dict[str, list[Any]] = {
    "指标": ["婴儿死亡率", "婴儿死亡率", "住院分娩率", "=床位数", "婴儿死亡率"],
    "数值": [3.4, 0.36, 98.0, 7.0, None],
    "单位": ["‰", "%", "%", "张", "‰"],
    "年份": ["2017", "2017", "2017", "2017", "2017"],
}


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    plan, data = tmp_path / "plan.md", tmp_path / "data.parquet"
    plan.write_text(PLAN, encoding="utf-8")
    pq.write_table(pa.table(ROWS), data, row_group_size=2)
    return str(plan), str(data)


def told(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    status = main(["check", *options, "--lang", "en"])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def test_a_summary_counts_the_rows_of_each_target(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = told(capsys, *files, "--rows", "summary")
    assert (status, out) == (1, "婴儿死亡率: 1 met, 1 missed, 1 no data\n住院分娩率: 1 missed\n")
    status, out, _ = told(capsys, *files, "--rows", "summary", "--format", "csv", "--fail-on", "none")
    rows = list(csv.DictReader(out.splitlines()))
    assert status == 0
    assert [(row["id"], row["rows"], row["met"], row["missed"]) for row in rows] == [
        ("婴儿死亡率", "3", "1", "1"),
        ("住院分娩率", "1", "0", "1"),
    ]


def test_rows_that_missed_keep_their_columns(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = told(capsys, *files, "--rows", "missed", "--format", "csv")
    rows = list(csv.DictReader(out.splitlines()))
    assert status == 1
    assert list(rows[0]) == ["指标", "数值", "单位", "年份", "target", "verdict", "margin"]
    assert [(row["指标"], row["数值"], row["target"], row["verdict"]) for row in rows] == [
        ("婴儿死亡率", "0.36", "婴儿死亡率", "missed"),
        ("住院分娩率", "98", "住院分娩率", "missed"),
    ]


def test_all_rows_are_shown_in_order(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = told(capsys, *files, "--rows", "all", "--format", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["数值"] for row in rows] == ROWS["数值"]
    assert [row["verdict"] for row in rows] == ["met", "missed", "missed", None, "no_data"]
    _, out, _ = told(capsys, *files, "--rows", "all", "--format", "tsv")
    assert [line.split("\t")[0].strip('"') for line in out.splitlines()][4] == "'=床位数"  # no spreadsheet runs it


def test_what_is_only_aimed_at_may_be_missed(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    plan = Path(files[0])
    plan.write_text(PLAN.replace("要控制在3.5", "要控制在3.7"), encoding="utf-8")
    for rows in (["summary"], ["missed", "--format", "csv"]):
        assert told(capsys, *files, "--rows", *rows)[0] == 1
        assert told(capsys, *files, "--rows", *rows, "--fail-on", "missed-firm")[0] == 0


def test_data_about_nothing_of_the_plan_does_not_pass(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    pq.write_table(pa.table({"指标": ["床位数"], "数值": [7.0]}), files[1])
    for rows in (["summary"], ["all", "--format", "csv"]):
        status, _, err = told(capsys, *files, "--rows", *rows)
        assert status == 2
        assert "no-row-answers" in err


@pytest.mark.parametrize(
    "options", [["--rows", "all"], ["--rows", "summary", "--roll-up"], ["--rows", "all", "--format", "html"]]
)
def test_what_makes_no_sense_is_refused(
    files: tuple[str, str], options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        told(capsys, *files, *options)
    assert ended.value.code == 2


def test_a_file_of_another_kind_is_named(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = told(capsys, files[0], files[0], "--rows", "summary")
    assert status == 2
    assert "unread-data" in err
