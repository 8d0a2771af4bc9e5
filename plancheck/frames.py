"""Data frames of every kind, through narwhals: reported data out of them, results into them.

Frame libraries are loaded here only, and only when a frame is at hand or asked for. pandas, Polars (eager and lazy)
and PyArrow are tried by the tests; whatever else narwhals understands is collected as it does it.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from plancheck.columns import find_columns
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.sheets import Line, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Backend = Literal["pandas", "polars", "pyarrow"]
NAME = "<frame>"
BACKENDS: tuple[Backend, ...] = ("pandas", "polars", "pyarrow")


def frame_sheet(data: object, told: Mapping[str, str] | None = None, name: str = NAME) -> Sheet | None:
    """Return the rows of the frame *data*, counted from 1, None if it is no frame.

    Of a table with one figure a row, only the columns that the check needs are collected; *told* names columns.
    """
    import narwhals.stable.v2 as nw

    try:
        frame: Any = nw.from_native(data, pass_through=True)
        if not isinstance(frame, nw.DataFrame | nw.LazyFrame):
            return None
        schema = frame.collect_schema()
    except (nw.exceptions.NarwhalsError, ValueError) as error:  # such as two columns of one name
        details = {"reason": " ".join(str(error).split())}
        raise PlancheckError(Diagnostic(code="unusable-frame", file=name, details=details)) from error
    names = tuple(schema)
    try:
        columns = find_columns(tuple(str(name) for name in names), name, None, told)
        needed = [names[position] for position in columns.values()]
    except PlancheckError:
        needed = list(names)  # another layout, or none: whoever reads the rows says so
    # A 32-bit float stands for its own shortest decimal, which only its library knows: 0.1, not 0.10000000149011612.
    frame = frame.select(
        nw.col(column).cast(nw.String) if schema[column] == nw.Float32 else nw.col(column) for column in needed
    )
    collected = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    lines = (Line(number, tuple(cells)) for number, cells in enumerate(collected.iter_rows(), start=1))
    return Sheet(name, lines, names=tuple(str(column) for column in needed))


def parquet_sheet(path: str, told: Mapping[str, str] | None = None) -> Sheet:
    """Return the rows of the Parquet file at *path*, through the first library of frames that is installed.

    Raises PlancheckError where there is none, or the file is damaged.
    """
    backends: tuple[Literal["polars", "pyarrow"], ...] = ("polars", "pyarrow")
    backend = next((name for name in backends if find_spec(name)), None)
    if backend is None:
        details = {"format": "Parquet", "library": "polars", "extra": "frames"}
        raise PlancheckError(Diagnostic(code="missing-reader", file=path, details=details))
    import narwhals.stable.v2 as nw

    try:
        frame: Any = nw.read_parquet(path, backend=backend)
    except Exception as error:  # each library has errors of its own
        details = {"reason": " ".join(str(error).split())[:200]}
        raise PlancheckError(Diagnostic(code="broken-file", file=path, details=details)) from error
    sheet = frame_sheet(nw.to_native(frame), told, path)
    assert sheet is not None
    return sheet


def to_frame(columns: Mapping[str, Sequence[object]], kinds: Mapping[str, type], backend: Backend | None = None) -> Any:
    """Return a native frame with *columns*, whose types *kinds* gives: str, float (with None), int, bool (without).

    *backend* is "pandas", "polars" or "pyarrow", by default the first of them that is installed. Raises
    PlancheckError with the code no-frame-library if it is not.
    """
    if backend is not None and backend not in BACKENDS:
        msg = f"a frame comes from {', '.join(BACKENDS)}, not from {backend!r}"
        raise ValueError(msg)
    chosen = next((name for name in ([backend] if backend else BACKENDS) if find_spec(name)), None)
    if chosen is None:
        details = {"libraries": backend or ", ".join(BACKENDS)}
        raise PlancheckError(Diagnostic(code="no-frame-library", details=details))
    import narwhals.stable.v2 as nw

    types: dict[type, Any] = {str: nw.String, int: nw.Int64, float: nw.Float64, bool: nw.Boolean}
    schema = {name: types[kinds[name]] for name in columns}
    data: dict[str, Any] = {name: list(values) for name, values in columns.items()}
    return nw.from_dict(data, schema=schema, backend=chosen).to_native()
