"""Databases, queries, cursors, Parquet, folders and patterns as reported data."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from plancheck.errors import PlancheckError
from plancheck.observations import read_observations

if TYPE_CHECKING:
    from pathlib import Path

    from plancheck.errors import Diagnostic

ROWS = [("婴儿死亡率", 2.6, "‰", 2023), ("参保率", 96.0, "%", 2023)]
TOLD = [("婴儿死亡率", "2.6", "‰", "2023"), ("参保率", "96", "%", "2023")]


def told(data: object, **options: Any) -> list[tuple[object, ...]]:
    return [(o.indicator, str(o.value), o.unit, o.period) for o in read_observations(data, **options).items]


def refusal(data: object, **options: Any) -> Diagnostic:
    with pytest.raises(PlancheckError) as caught:
        read_observations(data, **options)
    return caught.value.diagnostic


def fill(connection: Any, *tables: str) -> None:
    for name in tables:
        table = name.replace('"', '""')
        connection.execute(f'CREATE TABLE "{table}" ("指标" VARCHAR, "数值" DOUBLE, "单位" VARCHAR, "年份" INTEGER)')
        for row in ROWS:
            connection.execute(f'INSERT INTO "{table}" VALUES (?, ?, ?, ?)', row)


@pytest.fixture(params=["duckdb", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"data.{request.param}"
    library: Any = sqlite3 if request.param == "sqlite" else pytest.importorskip("duckdb")
    connection = library.connect(str(path))
    fill(connection, "y2023", 'a "quoted" one')
    connection.commit()
    connection.close()
    return path


def test_a_table_of_a_database(database: Path) -> None:
    assert told(database, table="y2023") == TOLD
    assert told(f"{database}::y2023") == TOLD
    assert told(f'{database}::a "quoted" one') == TOLD
    read = read_observations(f"{database}::y2023")
    assert read.items[1].source == f"{database.as_posix()}::y2023:2"


def test_the_answer_to_a_query(database: Path) -> None:
    query = 'SELECT "指标", "数值" * 10 AS "数值", \'%\' AS "单位" FROM y2023 WHERE "数值" < 10'
    assert told(database, query=query) == [("婴儿死亡率", "26", "%", None)]


def test_a_database_is_asked_for_a_table_that_it_has(database: Path) -> None:
    assert refusal(database).code == "which-table"
    assert refusal(database, table="y2024").code == "no-such-table"
    assert "y2023" in refusal(database, table="y2024").message()
    assert refusal(database, query="SELECT nothing FROM nowhere").code == "bad-query"
    assert refusal(database, query='DELETE FROM "y2023"').code == "bad-query"
    assert len(told(database, table="y2023")) == 2


def test_the_only_table_needs_no_name(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    connection = sqlite3.connect(path)
    fill(connection, "only")
    connection.commit()
    connection.close()
    assert told(path) == TOLD
    (tmp_path / "odd.duckdb").write_bytes(b"12345678DUCK" + b"\0" * 100)
    assert refusal(tmp_path / "odd.duckdb").code == "broken-file"


def test_cursors_of_any_library() -> None:
    connection = sqlite3.connect(":memory:")
    fill(connection, "t")
    assert told(connection.execute('SELECT * FROM "t"')) == TOLD
    with pytest.raises(TypeError, match="execute a query"):
        read_observations(connection.cursor())
    duckdb = pytest.importorskip("duckdb")
    other = duckdb.connect()
    fill(other, "t")
    assert told(other.execute('SELECT * FROM "t"')) == TOLD
    assert told(other.sql('SELECT * FROM "t"')) == TOLD


def test_a_wide_answer() -> None:
    connection = sqlite3.connect(":memory:")
    cursor = connection.execute('SELECT \'江岸区\' AS 地区, 2.4 AS "婴儿死亡率(‰)", 96 AS "参保率(%)"')
    read = read_observations(cursor)
    assert [(o.indicator, str(o.value), o.unit, o.region) for o in read.items] == [
        ("婴儿死亡率", "2.4", "‰", "江岸区"),
        ("参保率", "96", "%", "江岸区"),
    ]


def parquet(path: Path, **columns: list[object]) -> Path:
    polars = pytest.importorskip("polars")
    path.parent.mkdir(parents=True, exist_ok=True)
    polars.DataFrame(columns).write_parquet(path)
    return path


def test_parquet_files_folders_and_patterns(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {"指标": ["参保率"], "数值": [96.5], "单位": ["%"]}
    for year in (2022, 2023):
        parquet(tmp_path / "all" / f"year={year}" / "part-0.parquet", **columns)
    (tmp_path / "all" / "notes.docx").write_bytes(b"")
    expected = [("参保率", "96.5", "%", "2022"), ("参保率", "96.5", "%", "2023")]
    assert told(tmp_path / "all") == expected
    assert told(str(tmp_path / "all" / "*" / "*.parquet")) == expected
    assert told(tmp_path / "all" / "year=2022" / "part-0.parquet") == expected[:1]
    assert refusal(str(tmp_path / "*.parquet")).code == "file-not-found"
    (tmp_path / "cut.parquet").write_bytes(b"PAR1" + b"\0" * 40)
    assert refusal(tmp_path / "cut.parquet").code == "broken-file"


def test_wide_frames(tmp_path: Path) -> None:
    path = parquet(tmp_path / "wide.parquet", 指标=["参保率"], 单位=["%"], **{"2022年": [95.0], "2023年": [96.0]})
    assert told(path) == [("参保率", "95", "%", "2022年"), ("参保率", "96", "%", "2023年")]
    polars = pytest.importorskip("polars")
    assert told(polars.scan_parquet(path)) == told(path)


def test_files_of_different_kinds_are_one_data_set(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("指标,2023年\n参保率,96%\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"地区": "江岸区", "婴儿死亡率(‰)": 2.4}\n', encoding="utf-8")
    path = parquet(tmp_path / "c.parquet", 指标=["建档率"], 数值=["91%"])
    read = read_observations([tmp_path / "a.csv", tmp_path / "b.jsonl", path])
    assert [o.indicator for o in read.items] == ["参保率", "婴儿死亡率", "建档率"]


@pytest.mark.parametrize("options", [["--quiet"], ["--rows", "summary", "--columns", "unit=unit"]])
def test_the_command_says_nothing_on_standard_error_of_a_database_that_it_could_read(
    options: list[str], tmp_path: Path
) -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect(str(tmp_path / "data.duckdb")) as connection:
        connection.execute("CREATE TABLE t AS SELECT '参保率' AS indicator, '96' AS value, '%' AS unit")
    (tmp_path / "plan.txt").write_text("参保率达到95%以上。", encoding="utf-8")
    call = [
        sys.executable,
        "-m",
        "plancheck",
        "check",
        str(tmp_path / "plan.txt"),
        str(tmp_path / "data.duckdb"),
        *options,
    ]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
