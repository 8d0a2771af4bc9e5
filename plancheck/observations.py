"""Reported data of every kind as observations, each with the place it was read from.

Data is a path or several (CSV, TSV, JSON, JSON Lines), an iterable of mappings, or a frame. A row that cannot be
used becomes a diagnostic; the others are still read. A figure is never changed: its unit stays as the data gives it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from plancheck import cells, units
from plancheck.cells import Cell, read_cell, text_of
from plancheck.columns import find_columns
from plancheck.datafiles import Row, mapping_row, read_rows
from plancheck.derived import check_ratio, ratio
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.records import Observation, Part, Parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from plancheck.derived import Figure, Rate

    RateOf = Callable[[str], Rate | None]

MEMORY = "<data>"
_PATHS = (str, os.PathLike)


@frozen
class Observations:
    """The figures read from some data, in its order, and what was wrong with the rest of it."""

    items: tuple[Observation, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def read_observations(
    data: object, *, columns: Mapping[str, str] | None = None, rate_of: RateOf | None = None
) -> Observations:
    """Return the observations in *data*: a path or several, mappings, a pandas, Polars or PyArrow frame.

    *columns* names columns that the names in `rules/columns.toml` do not cover, as {"value": "完成值"}. *rate_of*
    says how an indicator is computed from numerator and denominator where the row has no unit.
    Raises PlancheckError where nothing can be read, TypeError for data of another kind.

    >>> read = read_observations([{"指标": "婴儿死亡率", "数值": "3.4‰", "年份": 2017}])
    >>> read.items[0].value, read.items[0].unit, read.items[0].period, read.items[0].source
    (Decimal('3.4'), '‰', '2017', '<data>:1')
    """
    items: list[Observation] = []
    diagnostics: list[Diagnostic] = []
    for found in _observations(_rows(data, columns), columns, rate_of or (lambda _: None)):
        if isinstance(found, Diagnostic):
            diagnostics.append(found)
        else:
            items.append(found)
    if not items and not any(diagnostic.severity == "error" for diagnostic in diagnostics):
        diagnostics.append(Diagnostic(code="no-rows", file=_name(data)))
    return Observations(tuple(items), tuple(diagnostics))


def source_of(file: str, line: int) -> str:
    """Return the place of a row as `Observation.source` writes it."""
    return f"{file}:{line}"


def place_of(observation: Observation) -> dict[str, Any]:
    """Return file and line of *observation* as the fields of a diagnostic.

    >>> place_of(Observation(indicator="剖宫产率", value=None, source="data.csv:4"))
    {'file': 'data.csv', 'line': 4}
    """
    file, colon, line = observation.source.rpartition(":")
    if colon and line.isdecimal():
        return {"file": file, "line": int(line)}
    return {"file": observation.source or None, "line": None}


def _name(data: object) -> str:
    return os.fspath(data).__str__() if isinstance(data, _PATHS) else MEMORY


def _rows(data: object, told: Mapping[str, str] | None) -> Iterator[Row | Diagnostic]:
    if isinstance(data, _PATHS):
        return read_rows(data)
    if not isinstance(data, list | tuple | Iterator):
        from plancheck.frames import frame_rows  # here, because it loads narwhals

        rows = frame_rows(data, told)
        if rows is not None:
            return rows
    if isinstance(data, Mapping | bytes | bytearray) or not isinstance(data, Iterable):
        msg = f"data is a path, several paths, mappings or a frame, not {type(data).__name__}"
        raise TypeError(msg)
    return _mixed_rows(data)


def _mixed_rows(data: Iterable[object]) -> Iterator[Row | Diagnostic]:
    for number, item in enumerate(data, start=1):
        if isinstance(item, _PATHS):
            yield from read_rows(item)
        else:
            yield mapping_row(item, MEMORY, number)


def _observations(
    rows: Iterator[Row | Diagnostic], told: Mapping[str, str] | None, rate_of: RateOf
) -> Iterator[Observation | Diagnostic]:
    known: dict[tuple[str, tuple[str, ...]], dict[str, int] | PlancheckError] = {}
    usable = None
    for row in rows:
        if isinstance(row, Diagnostic):
            yield row
            continue
        key = (row.file, row.names)
        if key not in known:
            known[key] = _columns(row, told)
        places = known[key]
        if isinstance(places, PlancheckError):  # records of JSON and mappings may each have names of their own
            usable = usable or places
            yield evolve(places.diagnostic, line=row.line)
            continue
        yield from _observation(row, places, rate_of)
    if known and usable and all(isinstance(places, PlancheckError) for places in known.values()):
        raise usable


def _columns(row: Row, told: Mapping[str, str] | None) -> dict[str, int] | PlancheckError:
    """Return the row's columns, or what is wrong with them if it is a record and others may be better."""
    try:
        return find_columns(row.names, row.file, row.header or row.line, told)
    except PlancheckError as error:
        if row.header:
            raise
        return error


def _observation(row: Row, places: dict[str, int], rate_of: RateOf) -> Iterator[Observation | Diagnostic]:
    """Yield the row's observation, and what is to be said about it; a row without an indicator has neither figure."""
    texts = {
        role: text_of(row.cells[i]) for role, i in places.items() if role in ("indicator", "unit", "region", "period")
    }
    name = texts.get("indicator")
    if name is None:
        if any(text_of(cell) for cell in row.cells):
            yield Diagnostic(code="no-indicator", file=row.file, line=row.line)
        return
    read = {
        role: read_cell(row.cells[i]) for role, i in places.items() if role in ("value", "numerator", "denominator")
    }
    problems = [_unreadable(row, places[role], cell) for role, cell in read.items() if cell.code]
    if problems:
        yield from problems
        return
    figure = agreed(read.get("value", Cell()), texts.get("unit"))
    if figure is None:
        written = text_of(row.cells[places["value"]]) or ""
        details = {"column": texts.get("unit") or ""}
        yield Diagnostic(code="conflicting-units", file=row.file, line=row.line, found=written, details=details)
        return
    place = source_of(row.file, row.line)
    value, unit = figure.value, figure.unit
    rate = rate_of(name) if unit is None and "numerator" in read else None
    derived = ratio(read.get("numerator"), read.get("denominator"), unit, rate)
    if isinstance(derived, str):
        yield Diagnostic(code=derived, file=row.file, line=row.line, found=name, details={"unit": unit or ""})
        derived = None
    elif derived is not None and value is None:
        value, unit, _ = derived
    elif derived is not None and value is not None:
        yield from check_ratio(value, unit, derived, file=row.file, line=row.line)
    yield Observation(
        indicator=name,
        value=value,
        unit=unit,
        region=texts.get("region"),
        period=texts.get("period"),
        source=place,
        step=figure.step,
        computed=derived is not None and figure.value is None,
        parts=_parts(row, places, read, derived) if derived and derived[1] == unit else None,
    )


def _parts(row: Row, places: dict[str, int], read: dict[str, Cell], derived: Figure) -> Parts:
    """Return what the rate of a row is made of, by the names of the two columns."""
    source = source_of(row.file, row.line)
    sides = {
        role: Part(indicator=row.names[places[role]], value=read[role].value or Decimal(0), source=source)
        for role in ("numerator", "denominator")
    }
    return Parts(**sides, multiplier=derived[2])


def agreed(cell: Cell, column: str | None) -> Cell | None:
    """Return *cell* with the unit that it and the unit *column* give together, None if they contradict each other.

    >>> agreed(read_cell("3.4‰"), None), agreed(read_cell("3.4‰"), "座")
    (Cell(value=Decimal('3.4'), unit='‰', scaled=False, code=None), None)
    """
    if cell.unit is None and not cell.scaled:
        return evolve(cell, unit=column)
    if column is None or cell.value is None or cell.unit == column:
        return cell
    if not cells.is_unit(column):
        return None if cell.unit else evolve(cell, unit=column)
    if cell.unit is None:  # 5.8万 under 座 is 58,000; under 万座 the 万 stands twice
        return evolve(cell, unit=column) if units.parse_unit(column).scale <= 1 else None
    same = units.canonical(cell.unit) == units.canonical(column)
    return cell if same or (cell.scaled and units.comparable(cell.unit, column)) else None


def _unreadable(row: Row, position: int, cell: Cell) -> Diagnostic:
    name = row.names[position]
    if cell.code == "unknown-unit" and cell.unit:
        return evolve(unknown_unit(cell.unit), file=row.file, line=row.line, field=name)
    found = cells.written(row.cells[position])[:200]
    return Diagnostic(code=cell.code or "not-a-number", file=row.file, line=row.line, field=name, found=found)


@lru_cache(maxsize=4096)
def unknown_unit(text: str) -> Diagnostic:
    """Return the diagnostic of a unit that is none, with known ones near it; finding those takes a while, once."""
    try:
        units.canonical(text)
    except units.UnknownUnit as error:
        return error.diagnostic
    raise AssertionError(text)
