"""A compiled check against data of any size and kind: the verdict of each row, counts by target, the rows that missed.

The judge (`checks.Check.run`) looks at observations one by one. This looks at columns: each row of the data gets, for
each target that it answers for, the verdict which the judge would give if the row were the only one.
"""

from __future__ import annotations

import os
from fractions import Fraction
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from plancheck.cells import text_of
from plancheck.columns import find_columns
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.exact import simplest
from plancheck.extras import FRAMES, needing
from plancheck.labels import unit_mark
from plancheck.natives import distinct
from plancheck.observing import unknown_unit
from plancheck.records import format_number
from plancheck.reportedcells import read_reported
from plancheck.targetrows import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from plancheck.checks import Check
    from plancheck.limits import Limit

FRAME = "<frame>"
ADDED = ("target", "verdict", "margin")
_OF_RECORDS = {"role", "modality", "indicator", "value"}


@frozen(kw_only=True, repr=False)
class FrameCheck:
    """A check bound to data, with three answers that are computed when they are asked for, each by itself.

    All come back in the kind of the data; of a lazy frame they are lazy, and their rows are in no certain order.
    """

    _check: Check
    _bound: Any
    _refuse: Callable[[], None]
    _name: str = FRAME

    def __repr__(self) -> str:
        return f"<FrameCheck of {len(self._check.targets)} targets: verdicts(), missed(), summary()>"

    @property
    def _engine(self) -> Any:
        """The engine, once no row is known to hold a target."""
        self._refuse()
        return self._bound

    def verdicts(self, keep: Sequence[str] | None = None) -> Any:
        """Return the data with the columns `target`, `verdict` and `margin`; its own columns are as they were.

        *keep* names those of its own columns that come back, by default all.

        `target` is the position of the target in the plan's targets, from 0. A row that answers for no target stays,
        with all three empty; one that answers for several is there once for each. `verdict` is that of the judge for
        the row alone (of a total, beside the regions that the data names), or `unreadable` where its cell holds no
        figure that can be read (很多, infinity). `margin` is the signed distance to the bound in the target's unit, a
        float for looking and sorting, empty where nothing was compared.
        """
        with needing("frames", *FRAMES):
            return self._engine.verdicts(keep)

    def missed(self, keep: Sequence[str] | None = None) -> Any:
        """Return the rows of `verdicts` that missed their target."""
        with needing("frames", *FRAMES):
            return self._engine.missed(keep)

    def summary(self) -> Any:
        """Return a row a target: `target`, `id`, `indicator`, `rows`, and how many of the rows have each verdict.

        A target for which the data has no row is there with zeros. Asked first of a lazy frame of Polars or DuckDB, it
        is counted right away, in the pass that looks at what the data spells.
        """
        with needing("frames", *FRAMES):
            return self._engine.summary()

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Return what is doubtful in the spellings and the type of the data, as far as an answer has looked at them.

        These are units that are none or are assumed, bounds that a column of floats cannot tell apart, and totals that
        may be of another region than a target; and the marks of notes behind figures in columns of text.
        """
        found = [note for item in self._engine.limits for note in _notes(self._check, item)]
        found += [_of_others(*total) for total in sorted(self._engine.totals)]
        return tuple({_told_once(note): evolve(note, file=self._name) for note in found}.values())


def _notes(check: Check, item: Limit) -> Iterator[Diagnostic]:
    row = item.row
    target = check.targets[row.target]
    name, unit = text_of(row.indicator) or "", text_of(row.unit)
    if item.cell and (mark := read_reported(item.cell).mark):
        yield Diagnostic(code="note-mark", found=mark, details={"figure": item.cell})
    for doubt in item.ends.doubts:
        ends = [end for end in (row.bounds.low, row.bounds.high) if end is not None]
        bound = min(ends, key=lambda end: abs(end - Fraction(doubt)))
        details = {"indicator": name, "bound": f"{format_number(simplest(bound))}{unit or ''}"}
        yield Diagnostic(code="between-figures", found=repr(doubt), details=details)
    if row.assumed:
        yield Diagnostic(code="assumed-unit", found="…", details={"indicator": name, "unit": unit_mark(target.unit)})
    if row.reason == "unknown-unit" and unit:
        yield unknown_unit(unit)


def _told_once(note: Diagnostic) -> tuple[object, ...]:
    return (note.code, note.found, *(note.details.values() if note.code != "note-mark" else ()))


def _of_others(word: str, region: str) -> Diagnostic:
    return Diagnostic(code="total-of-others", found=word, details={"wanted": region, "found": word, "beside": "…"})


def check_frame(
    check: Check,
    data: object,
    *,
    table: str | None = None,
    columns: Mapping[str, str] | None = None,
    prefix: str = "",
) -> FrameCheck:
    """Return *check* bound to the frame *data*: pandas, Polars (eager, lazy), PyArrow, DuckDB, Dask, PySpark.

    A path or several, a folder and a pattern are files of Parquet, CSV or TSV, or one of DuckDB with its *table*. They
    are read in batches and never held whole; verdicts and missed rows are then readers of PyArrow batches.
    *columns* names columns that `rules/columns.toml` does not know, as {"value": "完成值"}; *prefix* goes before the
    names of the columns that are added. Looks at nothing but the columns' names and types: the first answer collects
    the distinct cells of the key columns. Raises PlancheckError where the columns of *data* cannot be used, TypeError
    for what is no frame; its answers raise PlancheckError (targets-among-rows) where a column 类型, kind or the like
    calls a row's figure a target.

    >>> import pandas
    >>> from plancheck import parse
    >>> check = parse("2017年，婴儿死亡率控制在3.5‰以下。").compile()
    >>> data = pandas.DataFrame({"指标": ["婴儿死亡率", "床位数"], "数值": [0.36, 7.0], "单位": ["%", "张"]})
    >>> check_frame(check, data).verdicts()[["数值", "verdict", "margin"]].head(1)
       数值 verdict  margin
    0  0.36  missed    -0.1
    """
    with needing("frames", *FRAMES):
        if _is_path(data):
            from plancheck.sources import stream

            source = stream(data, table)  # type: ignore[arg-type]
            roles, added = _roles(list(source.schema.names), source.name, columns, prefix)
            from plancheck.arrowframes import StreamEngine

            refuse = refusal(source.schema.names, roles, source.name, source.distinct)
            return FrameCheck(
                check=check, bound=StreamEngine(check, source, roles, added), refuse=refuse, name=source.name
            )
        frame = _frame(data)
        own = list(frame.collect_schema().names())
        roles, added = _roles(own, FRAME, columns, prefix)
        refuse = refusal(own, roles, FRAME, lambda column: (cell for (cell,) in distinct(frame, [[column]])[0]))
        return FrameCheck(check=check, bound=_engine(check, frame, roles, added), refuse=refuse)


def _is_path(data: object) -> bool:
    paths = data if isinstance(data, list | tuple) and data else [data]
    return all(isinstance(path, str | os.PathLike) for path in paths)


def _roles(
    own: list[Any], name: str, columns: Mapping[str, str] | None, prefix: str
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the column of each role, and the names of those that are added."""
    names = tuple(str(column) for column in own)
    added = {role: prefix + role for role in ADDED}
    taken = [column for column in added.values() if column in names]
    if taken:
        raise PlancheckError(Diagnostic(code="column-taken", file=name, field=taken[0]))
    if set(names) >= _OF_RECORDS:  # written by extract: no engine tells its rows apart
        raise PlancheckError(Diagnostic(code="targets-among-rows", file=name, field="role", found="target"))
    places = find_columns(names, name, None, columns)
    if "value" not in places:
        raise PlancheckError(Diagnostic(code="parts-only", file=name, field="value"))
    return {role: own[place] for role, place in places.items()}, added


def _engine(check: Check, frame: Any, roles: Mapping[str, Any], added: Mapping[str, str]) -> Any:
    """Return the engine for the kind of *frame*: look-ups by code where its cells are at hand, else the join."""
    import narwhals.stable.v2 as nw

    kind = frame.implementation
    eager = isinstance(frame, nw.DataFrame)
    if eager and (kind.is_pyarrow() or kind.is_pandas()) and find_spec("pyarrow") and find_spec("numpy"):
        from plancheck.arrowframes import PandasEngine, TableEngine

        return (PandasEngine if kind.is_pandas() else TableEngine)(check, frame.to_native(), roles, added)
    if kind.is_dask():
        from plancheck.daskengine import DaskEngine

        return DaskEngine(check, frame.to_native(), roles, added)
    if eager and kind.is_polars():
        from plancheck.polarsframes import PolarsEngine

        return PolarsEngine(check, frame.to_native(), roles, added)
    if not eager and (kind.is_polars() or kind.is_duckdb()):
        from plancheck.onepass import OnePassEngine

        return OnePassEngine(check, frame, roles, added)
    from plancheck.engines import FrameEngine

    return FrameEngine(check, frame, roles, added)


def _frame(data: object) -> Any:
    import narwhals.stable.v2 as nw

    try:
        frame: Any = nw.from_native(data, pass_through=True)
        usable = isinstance(frame, nw.DataFrame | nw.LazyFrame)
        if usable:
            frame.collect_schema()
    except (nw.exceptions.NarwhalsError, ValueError) as error:  # such as two columns of one name
        details = {"reason": " ".join(str(error).split())}
        raise PlancheckError(Diagnostic(code="unusable-frame", file=FRAME, details=details)) from error
    if not usable:
        msg = f"data is a frame that narwhals understands, not {type(data).__name__}"
        raise TypeError(msg)
    return frame
