"""Reported data of every kind as observations, each with the place it was read from.

Data is a path or several, an iterable of mappings or rows, a frame or a cursor; its tables may be long or wide. A row
or cell that cannot be used becomes a diagnostic; the others are still read. A figure is never changed: its unit stays
as the data gives it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from plancheck.catalog import load
from plancheck.databases import is_cursor, read_cursor
from plancheck.datafiles import Choice, read_sheets
from plancheck.datatables import read_all
from plancheck.errors import Diagnostic
from plancheck.figureheadings import LAYOUTS, Reading
from plancheck.inputs import Input
from plancheck.jsonfiles import mapping_row
from plancheck.observing import observed, place_of
from plancheck.periods import is_unread_time
from plancheck.records import Observation
from plancheck.sheets import Line, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from plancheck.derived import Rate
    from plancheck.figureheadings import LayoutName
    from plancheck.jsonfiles import Row
    from plancheck.observing import RateOf

MEMORY = "<data>"
_PATHS = (str, os.PathLike)
_OF_TARGETS = ("rows-of-targets", "table-of-targets", "note-of-targets")


@frozen
class Observations:
    """The figures read from some data, in its order, and what was wrong with the rest of it."""

    items: tuple[Observation, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def read_observations(
    data: object,
    *,
    columns: Mapping[str, str] | None = None,
    layout: LayoutName | None = None,
    sheet: str | None = None,
    table: str | None = None,
    query: str | None = None,
    rate_of: RateOf | None = None,
    is_indicator: Callable[[str], bool] | None = None,
) -> Observations:
    """Return the observations in *data*: a path or several, mappings, rows, a frame, a DB-API cursor.

    A path leads to CSV, TSV, JSON, JSON Lines, XLSX, XLS, Parquet, DuckDB or SQLite, or to a folder of such files, or
    is a pattern; "data.duckdb::table" is a table of a database. Tables are long or wide (`docs/data.md`).

    *columns* names columns that the names in `rules/columns.toml` do not cover, as {"value": "完成值"}. *layout* (one
    of `LAYOUTS`) tells how tables are laid out, where that is not clear. *sheet* names the sheet of a workbook, *table*
    the table of a database, *query* is asked of one. *rate_of* says how an indicator is computed from numerator and
    denominator where the row has no unit; *is_indicator* tells names of indicators, which decides where they stand in
    a wide table (default: those of the catalog).
    Raises PlancheckError where nothing can be read, TypeError for data of another kind.

    >>> read = read_observations([{"指标": "婴儿死亡率", "数值": "3.4‰", "年份": 2017}])
    >>> read.items[0].value, read.items[0].unit, read.items[0].period, read.items[0].source
    (Decimal('3.4'), '‰', '2017', '<data>:1')
    """
    if layout not in (None, *LAYOUTS):
        msg = f"a layout is one of {', '.join(LAYOUTS)}, not {layout!r}"
        raise ValueError(msg)
    reading = Reading(columns or {}, layout, is_indicator or _in_catalog)
    found = _collected(_sheets(data, reading, Choice(sheet, table, query)), reading, rate_of)
    if not found.items and not any(d.severity == "error" or d.code in _OF_TARGETS for d in found.diagnostics):
        return Observations((), (*found.diagnostics, Diagnostic(code="no-rows", file=_name(data))))
    return found


def read_sheet(
    sheet: Sheet,
    /,
    *,
    columns: Mapping[str, str] | None = None,
    layout: LayoutName | None = None,
    rate_of: RateOf | None = None,
    is_indicator: Callable[[str], bool] | None = None,
    **_: object,
) -> Observations:
    """Return the observations in one *sheet* that is at hand; what else `read_observations` may be told has no say."""
    return _collected([sheet], Reading(columns or {}, layout, is_indicator or _in_catalog), rate_of)


def _collected(
    sheets: Iterable[Sheet | Iterator[Row | Diagnostic]], reading: Reading, rate_of: RateOf | None
) -> Observations:
    items: list[Observation] = []
    diagnostics: list[Diagnostic] = []
    doubts = _Doubts()
    for sheet, found in read_all(sheets, reading):
        for result in [found] if isinstance(found, Diagnostic) else observed(found, sheet, rate_of or _unknown_rate):
            if isinstance(result, Diagnostic):
                diagnostics += doubts.kept(result)
            else:
                items.append(result)
                diagnostics += doubts.about(result, sheet)
    return Observations(tuple(items), tuple(diagnostics))


@define
class _Doubts:
    """What is told once of the rows of a table: a period that cannot be read, a row without region below a region's."""

    told: set[tuple[object, ...]] = field(factory=set)
    sheet: Sheet | str | None = None
    region: str | None = None  # of the last row of the sheet that has one

    def about(self, observation: Observation, sheet: Sheet | str) -> Iterator[Diagnostic]:
        if sheet is not self.sheet and sheet != self.sheet:
            self.sheet, self.region = sheet, None
        period = observation.period
        if period is not None and is_unread_time(period):
            yield from self._once("unread-period", period, observation)
        if observation.region is not None:
            self.region = observation.region
        elif self.region is not None:
            yield from self._once("row-without-region", self.region, observation, each=False)

    def kept(self, note: Diagnostic) -> Iterator[Diagnostic]:
        """Yield *note* unless it is one about a mark that was told of in the same table."""
        key = (note.code, note.file, note.sheet, note.found)
        if note.code != "note-mark" or key not in self.told:
            self.told.add(key)
            yield note

    def _once(self, code: str, found: str, observation: Observation, *, each: bool = True) -> Iterator[Diagnostic]:
        place = place_of(observation)
        key = (code, place["file"], found if each else place.get("sheet"))
        if key not in self.told:
            self.told.add(key)
            yield Diagnostic(code=code, found=found, **place)


def _unknown_rate(name: str) -> Rate | None:
    return None


def _in_catalog(name: str) -> bool:
    return load().resolve(name) is not None


def _name(data: object) -> str:
    if isinstance(data, Input):
        return data.name
    return os.fspath(data).__str__() if isinstance(data, _PATHS) else MEMORY


def _sheets(data: object, reading: Reading, choice: Choice) -> Iterator[Sheet | Iterator[Row | Diagnostic]]:
    if isinstance(data, str | os.PathLike | Input):
        yield from read_sheets(data, choice)
        return
    if is_cursor(data):
        yield read_cursor(data, MEMORY)
        return
    if not isinstance(data, list | tuple | Iterator):
        from plancheck.frames import frame_sheet  # here, because it loads narwhals

        sheet = frame_sheet(data, reading.columns)
        if sheet is not None:
            yield sheet
            return
    if isinstance(data, Mapping | bytes | bytearray) or not isinstance(data, Iterable):
        msg = f"data is a path, several paths, mappings, rows, a frame or a cursor, not {type(data).__name__}"
        raise TypeError(msg)
    yield from _mixed(iter(data), reading, choice)


def _mixed(data: Iterator[object], reading: Reading, choice: Choice) -> Iterator[Sheet | Iterator[Row | Diagnostic]]:
    """Yield what is in several paths, mappings or rows; rows are lists of cells, the header first."""
    numbered = enumerate(data, start=1)
    for number, item in numbered:
        rest = chain([(number, item)], numbered)
        if isinstance(item, _PATHS):
            yield from _sheets(item, reading, choice)
        elif isinstance(item, list | tuple):
            yield Sheet(MEMORY, (Line(at, tuple(row)) for at, row in rest if isinstance(row, Iterable)))
        else:
            yield _records(rest)


def _records(items: Iterator[tuple[int, object]]) -> Iterator[Row | Diagnostic]:
    for number, item in items:
        if isinstance(item, _PATHS):
            msg = "data holds paths or mappings, not both"
            raise TypeError(msg)
        yield mapping_row(item, MEMORY, number)
