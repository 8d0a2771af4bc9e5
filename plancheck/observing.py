"""One figure of a table as an observation: what its cells say together, and where it stands."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from attrs import evolve

from plancheck import cells, units
from plancheck.cells import Cell, text_of
from plancheck.derived import check_ratio, ratio
from plancheck.errors import Diagnostic, cell_place
from plancheck.records import Observation, Part, Parts
from plancheck.reportedcells import comma_readings, read_marked, read_reported
from plancheck.sheets import Sheet
from plancheck.unit_names import is_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from plancheck.derived import Figure as Rated
    from plancheck.derived import Rate
    from plancheck.tablefigures import Figure

    RateOf = Callable[[str], Rate | None]


def observed(figure: Figure, sheet: Sheet | str, rate_of: RateOf) -> Iterator[Observation | Diagnostic]:
    """Yield the observation that *figure* of *sheet* is, and what is to be said about it.

    *rate_of* gives what a name is a rate of, where the table holds its parts.
    """
    place = _place(figure, sheet)
    read = _read(figure)
    problems = [_unreadable(field, written, cell, place) for field, written, cell in read.values() if cell.code]
    if problems:
        yield from problems
        return
    value_cell = read["value"][2]
    told = figure.unit or (figure.fallback if value_cell.unit is None and not value_cell.scaled else None)
    reported = agreed(value_cell, told)
    if reported is None:
        details = {"column": told or ""}
        yield Diagnostic(code="conflicting-units", found=text_of(figure.cell) or "", details=details, **place)
        return
    name, value, unit = figure.indicator, reported.value, reported.unit
    parts = {role: cell for role, (_, _, cell) in read.items()}
    rate = rate_of(name) if unit is None and "numerator" in parts else None
    derived = ratio(parts.get("numerator"), parts.get("denominator"), unit, rate)
    if isinstance(derived, str):
        yield Diagnostic(code=derived, found=name, details={"unit": unit or ""}, **place)
        derived = None
    elif derived is not None and value is None:
        value, unit, _ = derived
    elif derived is not None and value is not None and reported.op == "=":
        for found in check_ratio(value, unit, derived, file=place["file"], line=place["line"]):
            yield evolve(found, **place)
    source = _source(place, figure)
    for mark in dict.fromkeys(cell.mark for _, _, cell in read.values() if cell.mark):
        yield Diagnostic(code="note-mark", found=mark, details={"figure": text_of(figure.cell) or ""}, **place)
    yield Observation(
        indicator=name,
        value=value,
        unit=unit,
        region=figure.region,
        period=figure.period,
        source=source,
        step=reported.step,
        op=reported.op,
        high=reported.high,
        computed=derived is not None and reported.value is None,
        parts=_parts(figure, parts, derived, source) if derived and derived[1] == unit else None,
        sheet=place.get("sheet"),
        line=figure.line,
        column=figure.column,
        unplaced=figure.unplaced,
    )


def _read(figure: Figure) -> dict[str, tuple[str, object, Cell]]:
    """Return the heading, the cell and what it says, of the figure and of the parts of its rate."""
    given = {"value": (figure.field, figure.cell), "numerator": figure.numerator, "denominator": figure.denominator}
    return {
        role: (pair[0], pair[1], (read_reported if role == "value" else read_marked)(pair[1]))
        for role, pair in given.items()
        if pair is not None
    }


def _parts(figure: Figure, read: Mapping[str, Cell], rate: Rated, source: str) -> Parts:
    """Return what the rate of a row is made of, by the names of the two columns."""
    sides = {
        role: Part(indicator=given[0], value=read[role].value or Decimal(0), source=source)
        for role, given in (("numerator", figure.numerator), ("denominator", figure.denominator))
        if given
    }
    return Parts(**sides, multiplier=rate[2])


def _place(figure: Figure, sheet: Sheet | str) -> dict[str, Any]:
    """Return the fields of a diagnostic that say where a figure stands."""
    if isinstance(sheet, Sheet) and sheet.name:
        return {"file": sheet.file, "sheet": sheet.name, "line": figure.line, "column": figure.column}
    return {"file": sheet if isinstance(sheet, str) else sheet.file, "line": figure.line}


def _source(place: Mapping[str, Any], figure: Figure) -> str:
    if place.get("sheet"):
        return str(place["file"]) + cell_place(place["sheet"], figure.line, figure.column)
    source = source_of(place["file"], figure.line)
    return f"{source}, column {figure.column}" if figure.is_wide else source


def agreed(cell: Cell, column: str | None) -> Cell | None:
    """Return *cell* with the unit that it and the unit *column* give together, None if they contradict each other.

    >>> agreed(read_marked("3.4‰"), None) == read_marked("3.4‰"), agreed(read_marked("3.4‰"), "座")
    (True, None)
    """
    if cell.unit is None and not cell.scaled:
        return evolve(cell, unit=column)
    if column is None or cell.value is None or cell.unit == column:
        return cell
    if not is_unit(column):
        return None if cell.unit else evolve(cell, unit=column)
    if cell.unit is None:  # 5.8万 under 座 is 58,000; under 万座 the 万 stands twice
        return evolve(cell, unit=column) if units.parse_unit(column).scale <= 1 else None
    same = units.canonical(cell.unit) == units.canonical(column)
    return cell if same or (cell.scaled and units.comparable(cell.unit, column)) else None


def _unreadable(field: str, cell: object, read: Cell, place: Mapping[str, Any]) -> Diagnostic:
    if read.code == "unknown-unit" and read.unit:
        return evolve(unknown_unit(read.unit), field=field, **place)
    found = cells.written(cell)[:200]
    code = "formula-without-value" if found.startswith("=") else read.code or "not-a-number"
    details = {"readings": ", ".join(comma_readings(text_of(cell) or ""))} if code == "doubtful-comma" else {}
    return Diagnostic(code=code, field=field, found=found, details=details, **place)


@lru_cache(maxsize=4096)
def unknown_unit(text: str) -> Diagnostic:
    """Return the diagnostic of a unit that is none, with known ones near it; finding those takes a while, once."""
    try:
        units.canonical(text)
    except units.UnknownUnit as error:
        return error.diagnostic
    raise AssertionError(text)


def source_of(file: str, line: int) -> str:
    """Return the place of a line as `Observation.source` writes it."""
    return f"{file}:{line}"


def place_of(observation: Observation) -> dict[str, Any]:
    """Return file, line, and sheet and column if it has them, of *observation* as the fields of a diagnostic.

    >>> place_of(Observation(indicator="剖宫产率", value=None, source="data.csv:4"))
    {'file': 'data.csv', 'line': 4}
    """
    if observation.sheet:
        file = observation.source.removesuffix(cell_place(observation.sheet, observation.line, observation.column))
        return {"file": file, "sheet": observation.sheet, "line": observation.line, "column": observation.column}
    file, colon, line = observation.source.partition(", column ")[0].rpartition(":")
    if colon and line.isdecimal():
        return {"file": file, "line": int(line)}
    return {"file": observation.source or None, "line": None}
