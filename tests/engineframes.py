"""Awkward tables as frames of every kind, and the verdicts out of what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from .awkward import ROLES, Table, Told

if TYPE_CHECKING:
    from collections.abc import Callable

VALUE = {
    "float64": pa.float64(),
    "float32": pa.float32(),
    "int64": pa.int64(),
    "int8": pa.int8(),
    "decimal": pa.decimal128(20, 6),
    "text": pa.string(),
}


def arrow(table: Table) -> pa.Table:
    """Return the table as Arrow has it, with a column `place` that counts its rows."""
    key = {"text": pa.string(), "large": pa.large_string(), "year": pa.string()}.get(table.keys)
    key = key or pa.dictionary(pa.int32(), pa.string())
    columns = {"place": pa.array(range(len(table.rows)), pa.int64())}
    for at, role in enumerate(ROLES):
        if role in table.absent:
            continue
        kind = VALUE[table.type] if role == "value" else pa.int64() if (role, table.keys) == ("period", "year") else key
        columns[role] = pa.array([row[at] for row in table.rows], kind)
    return pa.table(columns)


def polars(table: Table) -> Any:
    import polars as pl

    return pl.from_arrow(arrow(table))


def duckdb(table: Table) -> Any:
    import duckdb as db

    return db.connect().from_arrow(arrow(table))


def pandas_of_arrow(table: Table) -> Any:
    import pandas as pd

    return arrow(table).to_pandas(types_mapper=pd.ArrowDtype)


KINDS: dict[str, Callable[[Table], Any]] = {
    "pyarrow": arrow,
    "pandas": lambda table: arrow(table).to_pandas(),
    "pandas on arrow": pandas_of_arrow,
    "polars": polars,
    "polars lazy": lambda table: polars(table).lazy(),
    "duckdb": duckdb,
}


def rows_of(frame: Any) -> list[dict[str, Any]]:
    """Return the rows of a frame that came back, whatever its kind."""
    import narwhals.stable.v2 as nw

    found = nw.from_native(frame)
    eager = found.collect() if isinstance(found, nw.LazyFrame) else found
    names = eager.columns
    return [dict(zip(names, row, strict=True)) for row in eager.iter_rows()]


def none(cell: Any) -> Any:
    """Return *cell*, None for the missing values of pandas."""
    return None if str(cell) in ("None", "nan", "<NA>") else cell


def margins(frame: Any) -> list[tuple[int, int, float | None]]:
    """Return place, target and margin of each row of a frame of verdicts that answers for a target, in order."""
    rows = [(row["place"], none(row["target"]), none(row["margin"])) for row in rows_of(frame)]
    return sorted(
        (int(place), int(at), None if margin is None else float(margin)) for place, at, margin in rows if at is not None
    )


def found(frame: Any) -> list[Told]:
    """Return place, target and verdict of each row of a frame of verdicts, in order."""
    rows = [(row["place"], none(row["target"]), none(row["verdict"])) for row in rows_of(frame)]
    return sorted(
        ((int(place), None if at is None else int(at), verdict) for place, at, verdict in rows),
        key=lambda row: (row[0], -1 if row[1] is None else row[1]),
    )
