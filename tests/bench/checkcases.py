"""What `tests.bench.check` measures: the compiled check and the best hand-written code, on data of one file.

A case is a function of the file: it gets its data ready and returns what is to be timed, a function of the pull
(`verdicts`, `missed`, `summary`). Both sides answer with all rows' target, verdict and margin, those of the missed
rows, or counts by target, and hold the answer in memory.
"""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from plancheck.checks import Check

    Run = Callable[[str], Any]

BIND = "binding"
INDICATORS = [f"第{number:02d}项重点工作任务的完成率" for number in range(20)]
YEARS = list(range(2016, 2026))
REGIONS = 3000
UNITS = {"percent": 1, "‰": 10, "1/10万": 1000}


def bound(indicator: int, year: int) -> Decimal:
    return Decimal(200 + 30 * indicator + (year - 2016) * 7) / 10


def write(path: str, rows: int, seed: int = 1) -> None:
    """Write a Parquet file: 21 indicators, of which the plan has 20, and a tenth of the rows in other units."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    random = np.random.default_rng(seed)
    names = pa.array([*INDICATORS, "另一项无人问津的工作完成率"])
    units, factors = pa.array(list(UNITS)), np.array(list(UNITS.values()))
    regions, years = pa.array([f"第{number:04d}县" for number in range(REGIONS)]), pa.array([str(y) for y in YEARS])
    writer = None
    for start in range(0, rows, 1 << 20):
        count = min(1 << 20, rows - start)
        unit = random.choice(3, count, p=[0.9, 0.05, 0.05])
        columns = {
            "indicator": names.take(pa.array(random.integers(0, 21, count))),
            "unit": units.take(pa.array(unit)),
            "region": regions.take(pa.array(random.integers(0, REGIONS, count))),
            "period": years.take(pa.array(random.integers(0, 10, count))),
            "value": np.round(random.integers(0, 10000, count) / 100 * factors[unit], 2),
        }
        table = pa.table(columns)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()


def check() -> Check:
    """Return the check of 200 targets, 20 indicators in 10 years."""
    from plancheck.plans import Plan
    from plancheck.records import Constraint
    from plancheck.text import Source

    targets = tuple(
        Constraint(
            role="target",
            kind="level",
            indicator=name,
            op=">=",
            value=bound(place, year),
            unit="percent",
            deadline=date(year, 12, 31),
            start=0,
            end=1,
        )
        for place, name in enumerate(INDICATORS)
        for year in YEARS
    )
    return Plan(source=Source("…"), constraints=targets).compile()


def bounds() -> dict[str, list[Any]]:
    """Return the bounds as an expert would write them down: a row for each indicator, unit and year."""
    rows = [
        (name, unit, str(year), place * 10 + year - 2016, float(bound(place, year) * factor), 1 / factor)
        for place, name in enumerate(INDICATORS)
        for year in YEARS
        for unit, factor in UNITS.items()
    ]
    names = ("indicator", "unit", "period", "target", "bound", "size")
    return dict(zip(names, (list(column) for column in zip(*rows, strict=True)), strict=True))


def ready() -> Check:
    """Return the compiled check, with what is loaded once: modules, and the units, which whoever reads a plan needs."""
    import plancheck.arrowframes
    import plancheck.engines
    import plancheck.sources  # noqa: F401
    from plancheck.unit_table import unit_table

    unit_table()
    return check()


def pulls_of(data: Callable[[], Any], held: Callable[[str, Any], Any] = lambda _, answer: answer) -> Run:
    """Return what gives each pull of the compiled check on *data*, *held* in memory.

    The check is bound at the first pull, or at `BIND`: then it looks at what the data spells, and makes bounds of it.
    """
    compiled = ready()
    bound = cache(lambda: compiled.on(data()))

    def run(pull: str) -> Any:
        if pull == BIND:
            return bound().diagnostics
        return held(pull, bound().summary() if pull == "summary" else getattr(bound(), pull)([]))

    return run


def ours_parquet(path: str) -> Run:
    return pulls_of(lambda: path, lambda pull, answer: answer if pull == "summary" else answer.read_all())


def ours_polars(path: str) -> Run:
    import polars as pl

    data = pl.read_parquet(path)
    return pulls_of(lambda: data)


def ours_lazy(path: str) -> Run:
    import polars as pl

    return pulls_of(lambda: pl.scan_parquet(path), lambda _, answer: answer.collect(engine="streaming"))


def ours_pyarrow(path: str) -> Run:
    import pyarrow.parquet as pq

    data = pq.read_table(path)
    return pulls_of(lambda: data)


def ours_pandas(path: str) -> Run:
    import pandas as pd

    data = pd.read_parquet(path)
    return pulls_of(lambda: data)


def ours_duckdb(path: str) -> Run:
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"create table data as select * from '{path}'")
    return pulls_of(lambda: connection.table("data"), lambda _, answer: answer.to_arrow_table())


def _polars(frame: Any, pull: str) -> Any:
    import polars as pl

    judged = frame.join(pl.LazyFrame(bounds()), on=["indicator", "unit", "period"], how="left").select(
        "target",
        verdict=pl.when(pl.col("value") >= pl.col("bound"))
        .then(pl.lit("met"))
        .when(pl.col("target").is_not_null())
        .then(pl.lit("missed")),
        margin=(pl.col("value") - pl.col("bound")) * pl.col("size"),
    )
    if pull == "missed":
        return judged.filter(pl.col("verdict") == "missed")
    if pull == "summary":
        met = (pl.col("verdict") == "met").sum()
        return judged.filter(pl.col("target").is_not_null()).group_by("target").agg(rows=pl.len(), met=met)
    return judged


def hand_polars_parquet(path: str) -> Run:
    import polars as pl

    return lambda pull: _polars(pl.scan_parquet(path), pull).collect(engine="streaming")


def hand_polars(path: str) -> Run:
    import polars as pl

    data = pl.read_parquet(path)
    return lambda pull: _polars(data.lazy(), pull).collect()


SQL = """
select target, case when value >= bound then 'met' when target is not null then 'missed' end as verdict,
    (value - bound) * size as margin
from {data} left join bounds using (indicator, unit, period)
"""


def _duckdb(connection: Any, data: str, pull: str) -> Any:
    query = SQL.format(data=data)
    if pull == "missed":
        query = f"select * from ({query}) where verdict = 'missed'"
    if pull == "summary":
        query = f"""select target, count(*) as rows, count(*) filter (verdict = 'met') as met
            from ({query}) where target is not null group by target"""
    return connection.sql(query).to_arrow_table()


def _connection() -> Any:
    import duckdb
    import pyarrow as pa

    connection = duckdb.connect()
    table = pa.table(bounds())
    connection.register("arrow", table)
    connection.execute("create table bounds as select * from arrow")
    return connection


def hand_duckdb_parquet(path: str) -> Run:
    connection = _connection()
    return lambda pull: _duckdb(connection, f"'{path}'", pull)


def hand_duckdb(path: str) -> Run:
    connection = _connection()
    connection.execute(f"create table data as select * from '{path}'")
    return lambda pull: _duckdb(connection, "data", pull)


def hand_pyarrow(path: str) -> Run:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    data, table = pq.read_table(path), pa.table(bounds())

    def run(pull: str) -> Any:
        both = data.select(["indicator", "unit", "period", "value"]).join(
            table, ["indicator", "unit", "period"], join_type="left outer"
        )
        met = pc.greater_equal(both["value"], both["bound"])
        if pull == "summary":
            asked = pa.table({"target": both["target"], "met": met}).filter(pc.is_valid(both["target"]))
            return asked.group_by("target").aggregate([("met", "sum"), ("met", "count")])
        margin = pc.multiply(pc.subtract(both["value"], both["bound"]), both["size"])
        judged = pa.table({"target": both["target"], "verdict": pc.if_else(met, "met", "missed"), "margin": margin})
        return judged.filter(pc.invert(met)) if pull == "missed" else judged

    return run


def hand_pandas(path: str) -> Run:
    import numpy as np
    import pandas as pd

    data, table = pd.read_parquet(path), pd.DataFrame(bounds())

    def run(pull: str) -> Any:
        both = data.merge(table, on=["indicator", "unit", "period"], how="left")
        met = both["value"] >= both["bound"]
        asked = both["target"].notna()
        if pull == "summary":
            return met[asked].groupby(both["target"][asked]).agg(["size", "sum"])
        margin = (both["value"] - both["bound"]) * both["size"]
        verdict = np.select([met, asked], ["met", "missed"], default=None)
        judged = pd.DataFrame({"target": both["target"], "verdict": verdict, "margin": margin})
        return judged[asked & ~met] if pull == "missed" else judged

    return run


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]))
