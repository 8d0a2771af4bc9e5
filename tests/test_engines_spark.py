"""The compiled check on Spark: data in several partitions, results equal to the judge's row by row."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from plancheck.limits import OUTCOMES

from .awkward import Table, all_tables, merged, told
from .engineframes import arrow, found, rows_of

pytestmark = pytest.mark.filterwarnings("ignore")  # those of Spark's own libraries
if shutil.which("java") is None:
    pytest.skip("Spark needs a JRE", allow_module_level=True)
sql = pytest.importorskip("pyspark.sql")

# A job takes a second or two: of the merged tables, those with most rows of each type.
TABLES = list({table.type: table for table in sorted(merged(all_tables()), key=lambda table: len(table.rows))}.values())


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    """A session of two threads that cuts its data into three."""
    builder = sql.SparkSession.builder.master("local[2]").appName("plancheck")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "3",
        "spark.default.parallelism": "3",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.driver.memory": "1g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    yield spark
    spark.stop()


def frame(session: Any, table: Table) -> Any:
    from pyspark.sql import types

    kinds = {"float64": types.DoubleType(), "float32": types.FloatType(), "int64": types.LongType()}
    kinds |= {"int8": types.ByteType(), "decimal": types.DecimalType(20, 6), "text": types.StringType()}
    columns = arrow(table)
    fields = [
        types.StructField(
            name,
            kinds[table.type] if name == "value" else types.LongType() if name == "place" else types.StringType(),
        )
        for name in columns.column_names
    ]
    rows = [tuple(row.values()) for row in columns.to_pylist()]
    return session.createDataFrame(rows, types.StructType(fields)).repartition(3)


@pytest.mark.parametrize("number", range(len(TABLES)))
def test_spark_has_the_verdicts_of_the_judge(number: int, session: Any) -> None:
    table = TABLES[number]
    data = frame(session, table)
    checked = table.check().on(data)
    verdicts = checked.verdicts(["place"])
    assert type(verdicts) is type(data)
    assert found(verdicts) == told(table)


def test_the_summary_of_spark_counts_every_row(session: Any) -> None:
    table = max(TABLES, key=lambda table: len(table.rows))
    expected = [verdict for _, at, verdict in told(table) if at is not None]
    rows = rows_of(table.check().on(frame(session, table)).summary())
    assert {name: sum(row[name] for row in rows) for name in OUTCOMES} == {
        name: expected.count(name) for name in OUTCOMES
    }
