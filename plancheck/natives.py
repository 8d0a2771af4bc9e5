"""What each kind of frame does in its own way: the distinct cells of its columns, a small table beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_VIEW = "_plancheck_frame"


def distinct(frame: Any, groups: Sequence[Sequence[str]]) -> list[list[tuple[Any, ...]]]:
    """Return the distinct cells of each group of columns of a narwhals frame, lazy or not, in which there are few."""
    import narwhals.stable.v2 as nw

    if frame.implementation.is_polars():
        import polars as pl

        lazy = nw.to_native(frame.lazy())
        found = pl.collect_all([lazy.select(group).unique() for group in groups], engine="streaming")
        return [list(eager.iter_rows()) for eager in found]
    if frame.implementation.is_duckdb():  # narwhals numbers the rows of each group to have one of them
        return [nw.to_native(frame.select(*group)).distinct().fetchall() for group in groups]
    rows = []
    for group in groups:
        unique = frame.select(*group).unique()
        eager = unique.collect() if isinstance(unique, nw.LazyFrame) else unique
        rows.append(list(eager.iter_rows()))
    return rows


def sample(frame: Any, count: int) -> list[tuple[Any, ...]]:
    """Return the distinct rows among the first *count* of a lazy narwhals frame of Polars or DuckDB."""
    import narwhals.stable.v2 as nw

    native = nw.to_native(frame)
    if frame.implementation.is_duckdb():
        found: list[tuple[Any, ...]] = native.limit(count).distinct().fetchall()
        return found
    return list(native.head(count).unique().collect(engine="streaming").iter_rows())


def rows_of(frame: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a lazy narwhals frame of Polars or DuckDB, of which there are few."""
    import narwhals.stable.v2 as nw

    native = nw.to_native(frame)
    found: list[tuple[Any, ...]]
    found = native.fetchall() if frame.implementation.is_duckdb() else native.collect(engine="streaming").rows()
    return found


def beside(frame: Any, columns: Mapping[str, Sequence[object]], schema: Mapping[str, Any]) -> Any:
    """Return *columns* as a narwhals frame of the kind of *frame* and, where that has one, on its connection."""
    import narwhals.stable.v2 as nw

    data: dict[str, Any] = {name: list(values) for name, values in columns.items()}
    kind = frame.implementation
    if not isinstance(frame, nw.LazyFrame):
        return nw.from_dict(data, schema=schema, backend=nw.get_native_namespace(frame))
    if kind.is_polars():
        return nw.from_dict(data, schema=schema, backend="polars").lazy()
    if kind.is_duckdb():
        return nw.from_native(_relation(nw.to_native(frame), _arrow(data, schema)))
    if kind.is_pyspark():
        return nw.from_native(_spark(nw.to_native(frame), data, schema))
    eager = nw.from_dict(data, schema=schema, backend="pyarrow")
    return eager.lazy(kind)


def _arrow(data: Mapping[str, list[Any]], schema: Mapping[str, Any]) -> Any:
    """Return *data* as an Arrow table, made so that pandas is not loaded for it."""
    import narwhals.stable.v2 as nw
    import numpy as np
    import pyarrow as pa

    from plancheck.arrowarrays import arrow, texts

    kinds: dict[Any, Any] = {nw.Int64: np.int64, nw.Int32: np.int32, nw.Float64: np.float64, nw.Boolean: np.uint8}
    columns = {}
    for name, cells in data.items():
        kind = schema[name]
        missing = np.array([cell is None for cell in cells], dtype=bool)
        if kind == nw.String:
            columns[name] = texts(cells)
        elif kind in kinds:
            numbers = np.array([0 if cell is None else cell for cell in cells], kinds[kind])
            array = arrow(numbers, missing)
            columns[name] = array.cast(pa.bool_()) if kind == nw.Boolean else array
        else:
            columns[name] = pa.array(cells, pa.decimal128(kind.precision, kind.scale))
    return pa.table(columns)


def _relation(relation: Any, _plancheck_table: Any) -> Any:
    """Return an Arrow table as a relation on the connection of another: only a query from that one gets there."""
    # DuckDB finds the table by the name that it has here, unless the connection has one of that name itself
    return relation.query(_VIEW, "select * from _plancheck_table")


def _spark(frame: Any, data: Mapping[str, list[Any]], schema: Mapping[str, Any]) -> Any:
    import narwhals.stable.v2 as nw
    from pyspark.sql import types

    kinds: dict[Any, Any] = {
        nw.String: types.StringType,
        nw.Int64: types.LongType,
        nw.Int32: types.IntegerType,
        nw.Float64: types.DoubleType,
        nw.Boolean: types.BooleanType,
    }
    fields = []
    for name, dtype in schema.items():
        base = dtype if isinstance(dtype, type) else type(dtype)
        kind = types.DecimalType(dtype.precision, dtype.scale) if base is nw.Decimal else kinds[base]()
        fields.append(types.StructField(name, kind, True))
    rows = list(zip(*data.values(), strict=True))
    return frame.sparkSession.createDataFrame(rows, types.StructType(fields))
