"""Files as streams of batches: every kind, what cannot be read, and that nothing is held whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from attrs import evolve

from plancheck import PlancheckError, parse
from plancheck.checks import Check
from plancheck.cli import main
from plancheck.sources import stream

from .awkward import Table, all_tables, told
from .engineframes import arrow, found

TABLES = all_tables()
PLAN = "2017年，婴儿死亡率控制在3.5‰以下，住院分娩率达到99%以上。"
CSV = "指标,数值,单位,年份\n婴儿死亡率,3.4,‰,2017\n婴儿死亡率,0.36,%,2017\n住院分娩率,—,%,2017\n床位数,7,张,2017\n"


def check() -> Check:
    return parse(PLAN).compile()


def verdicts(data: Any, **options: Any) -> list[str | None]:
    checked = check().on(data, **options)
    return [row["verdict"] for row in checked.verdicts([]).read_all().to_pylist()]


@pytest.mark.parametrize("number", range(0, len(TABLES), 3))
def test_a_parquet_file_has_the_verdicts_of_the_judge(number: int, tmp_path: Path) -> None:
    table = TABLES[number]
    pq.write_table(arrow(table), tmp_path / "data.parquet", row_group_size=3)
    checked = table.check().on(tmp_path / "data.parquet")
    assert found(checked.verdicts().read_all()) == told(table)
    assert found(checked.missed().read_all()) == [row for row in told(table) if row[2] == "missed"]


@pytest.mark.parametrize("table", [table for table in TABLES if table.type == "text" and table.rows])
def test_a_csv_file_has_the_verdicts_of_the_judge(table: Table, tmp_path: Path) -> None:
    columns = arrow(table)
    plain = pa.table({name: columns[name].cast(pa.string()) for name in columns.column_names})
    pacsv.write_csv(plain, tmp_path / "data.csv")
    checked = table.check().on(tmp_path / "data.csv")
    assert [row[1:] for row in found(checked.verdicts().read_all())] == [row[1:] for row in told(table)]


@pytest.mark.parametrize("table", [table for table in TABLES if table.rows][::9])
def test_a_table_of_a_duckdb_file_has_the_verdicts_of_the_judge(table: Table, tmp_path: Path) -> None:
    columns = arrow(table)
    with duckdb.connect(str(tmp_path / "data.duckdb")) as connection:
        connection.register("columns", columns)
        connection.execute('create table "my data" as select * from columns')
    checked = table.check().on(tmp_path / "data.duckdb", table="my data")
    assert found(checked.verdicts().read_all()) == told(table)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_the_encodings_of_offices(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(CSV, encoding=encoding)
    assert verdicts(tmp_path / "data.csv") == ["met", "missed", "no_data", None]


def test_folders_patterns_and_lists_are_one_stream(tmp_path: Path) -> None:
    for name in ("2016/a.csv", "2017/b.csv", "2017/c.tsv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        text = CSV.replace(",", "\t") if name.endswith("tsv") else CSV
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(verdicts(tmp_path)) == 12
    assert len(verdicts(str(tmp_path / "*" / "*.csv"))) == 8
    assert len(verdicts([tmp_path / "2016" / "a.csv", tmp_path / "2017" / "c.tsv"])) == 8


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("指标,数值\n婴儿死亡率,3.4\n", encoding="utf-8")
    (tmp_path / "data.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and nothing else")
    (tmp_path / "data.doc").write_bytes(b"?")
    (tmp_path / "image.csv").write_bytes(b"\x89PNG\x00\x00")
    (tmp_path / "image.duckdb").write_bytes(b"\x89PNG\x00\x00")
    (tmp_path / "empty.csv").write_text("\n\n", encoding="utf-8")
    (tmp_path / "ragged.csv").write_text("指标,数值\n婴儿死亡率,3,4\n", encoding="utf-8")
    (tmp_path / "double.csv").write_text("指标,数值,数值\n婴儿死亡率,3.4,3.6\n", encoding="utf-8")
    with duckdb.connect(str(tmp_path / "data.duckdb")):
        pass
    for data, code, options in (
        (tmp_path / "none.parquet", "file-not-found", {}),
        (tmp_path / "*.json", "file-not-found", {}),
        (tmp_path / "broken.parquet", "unread-data", {}),
        (tmp_path / "data.doc", "unread-data", {}),
        (tmp_path / "empty.csv", "empty-file", {}),
        (tmp_path / "ragged.csv", "unread-data", {}),
        (tmp_path / "double.csv", "unusable-frame", {}),
        (tmp_path / "double.csv", "unusable-frame", {"columns": {"value": "数值"}}),
        (tmp_path / "other.csv", "column-of-two-roles", {"columns": {"value": "数值", "unit": "数值"}}),
        (tmp_path / "image.csv", "not-text", {}),
        ([tmp_path / "data.csv", tmp_path / "other.csv"], "unusable-frame", {}),
        (tmp_path / "data.duckdb", "no-such-table", {"table": "none"}),
        (tmp_path / "data.duckdb", "no-rows", {}),
        (tmp_path / "image.duckdb", "broken-file", {}),
        (tmp_path / "data.csv", "no-such-column", {"columns": {"value": "完成值"}}),
    ):
        with pytest.raises(PlancheckError) as raised:
            check().on(data, **options)
        assert raised.value.diagnostic.code == code, data


def test_a_row_far_down_that_is_too_long_is_told_as_wrong_data(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("指标,数值\n" + "婴儿死亡率,3.4‰\n" * 400_000 + "婴儿死亡率,3,4\n", encoding="utf-8")
    with pytest.raises(PlancheckError) as raised:
        check().on(path).summary()
    assert raised.value.diagnostic.code == "unread-data"


def test_what_is_told_of_a_file_names_it(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("指标,数值\n婴儿死亡率,3.4\n", encoding="utf-8")
    checked = check().on(path)
    checked.summary()
    (note,) = checked.diagnostics
    assert (note.code, note.file) == ("assumed-unit", str(path))
    assert "  " not in note.message()


def test_a_stream_is_read_anew_for_each_answer(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(CSV, encoding="utf-8")
    checked = check().on(tmp_path / "data.csv")
    first, second = checked.summary(), checked.summary()
    assert first.equals(second)
    assert first.column("rows").to_pylist() == [2, 1]
    assert [batch.num_rows for batch in stream(tmp_path / "data.csv").batches(["数值"])] == [4]


def test_a_parquet_file_is_checked_without_loading_pandas(tmp_path: Path) -> None:
    table = pa.table({"指标": ["婴儿死亡率"], "数值": [3.4], "单位": ["‰"]})
    pq.write_table(table, tmp_path / "data.parquet")
    code = f"""
import sys
from plancheck import parse
checked = parse("2017年，婴儿死亡率控制在3.5‰以下。").compile().on({str(tmp_path / "data.parquet")!r})
rows = checked.verdicts([]).read_all().to_pylist()
print(rows[0]["verdict"], checked.missed().read_all().num_rows, checked.summary()["met"], "pandas" in sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert run.stdout.split()[:2] == ["met", "0"]
    assert run.stdout.split()[-1] == "False"


@pytest.mark.parametrize("region", ["武汉市", "湖北省"])
def test_a_total_in_front_of_the_rows_that_tell_whose_it_is(region: str, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    districts = "".join(f"婴儿死亡率,3.{at % 10}‰,{name}\n" for at, name in enumerate(["江岸区", "江汉区"] * 300_000))
    path.write_text("指标,数值,地区\n婴儿死亡率,3.2‰,合计\n" + districts, encoding="utf-8")
    check = evolve(parse("婴儿死亡率控制在4‰以内。"), region=region).compile().on(path)
    (row,) = check.summary().to_pylist()
    assert row["met"] == (region == "武汉市")
    assert ("total-of-others" in {note.code for note in check.diagnostics}) == (region == "湖北省")


def test_what_extract_writes_of_a_plan_is_no_reported_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plan.txt").write_text("2017年工作要点\n" + PLAN, encoding="utf-8")
    path = tmp_path / "records.csv"
    assert main(["extract", str(tmp_path / "plan.txt"), "--format", "csv", "-o", str(path)]) == 0
    with pytest.raises(PlancheckError, match="targets-among-rows"):
        check().on(path)
    assert main(["check", str(tmp_path / "plan.txt"), str(path), "--rows", "summary"]) == 2
    assert "targets-among-rows" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["计划", "实际"])
def test_a_file_whose_rows_call_themselves_targets_is_refused(word: str, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text(f"指标,数值,单位,类型\n婴儿死亡率,3.6,‰,实际\n婴儿死亡率,3.5,‰,{word}\n", encoding="utf-8")
    if word == "实际":
        assert sum(row["rows"] for row in check().on(path).summary().to_pylist()) == 2
        return
    with pytest.raises(PlancheckError, match="targets-among-rows"):
        check().on(path).verdicts()
