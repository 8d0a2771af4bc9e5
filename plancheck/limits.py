"""Rows of the bound table made ready for a column of figures: thresholds of its type, and floats for the margin."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from attrs import evolve, frozen

from plancheck.bounds import Interval
from plancheck.boundtable import BoundRow
from plancheck.cells import text_of
from plancheck.meanings import meets, stands_for, sure_distance
from plancheck.observing import agreed
from plancheck.records import Observation
from plancheck.reportedcells import read_reported
from plancheck.thresholds import ColumnType, Ends, as_float, ends, extremes, nearest
from plancheck.verdicts import VERDICTS, VerdictName

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from plancheck.bounds import Policy
    from plancheck.records import Number
    from plancheck.spellings import Cell
    from plancheck.thresholds import Threshold

Outcome = VerdictName | Literal["unreadable"]
OUTCOMES: tuple[Outcome, ...] = (*VERDICTS, "unreadable")
# A text of so few digits is the only such text that its nearest double stands for; all others are read one by one.
PLAIN_NUMBER = r"^-?[0-9]{1,9}(\.[0-9]{1,6})?$"
_DISTANCES = (("low", "least"), ("high", "most"))


@frozen(kw_only=True)
class Limit:
    """A row of the bound table with its thresholds, as `row.bounds` says, in the type of the column.

    `low` and `high` are the bounds as floats and `size` the factor, from which the margin of a figure v is the smaller
    of (v - low) * size and (high - v) * size. `cell` is the text of a cell that was read by itself, "" for all others;
    its `outcome` and `margin` are known.
    """

    row: BoundRow
    ends: Ends = Ends()
    low: float | None = None
    high: float | None = None
    size: float = 1.0
    cell: str = ""
    outcome: Outcome | None = None
    margin: float | None = None


def limit(row: BoundRow, column: ColumnType) -> Limit:
    """Return *row* made ready for figures of *column*'s type."""
    if row.verdict is not None:
        return Limit(row=row, outcome=row.verdict)
    low, high = (None if end is None else nearest(end, column) for end in (row.bounds.low, row.bounds.high))
    return Limit(row=row, ends=ends(row.bounds, column), low=low, high=high, size=as_float(abs(row.factor)))


def judged(row: BoundRow, value: Number | None, values: Interval | None = None) -> tuple[Outcome, Fraction | None]:
    """Return what a figure beside the spellings of *row* comes to, and its distance to the bound in the target's unit.

    *values* is all that a figure which only bounds may stand for.

    >>> from plancheck.bounds import Interval
    >>> judged(BoundRow(indicator="婴儿死亡率", unit="‰", target=0, bounds=Interval(high=Fraction(3))), Fraction(2))
    ('met', Fraction(1, 1))
    """
    if row.undemanded and row.verdict:
        return row.verdict, None
    if value is None:
        return "no_data", None
    number = Fraction(value)
    if row.unlike and row.unlike.contains(number):
        return "not_comparable", None
    if row.verdict:
        return row.verdict, None
    values = values or Interval(number, number)
    met = meets(values, row.bounds)
    if met is None:
        return "unresolved", None
    return "met" if met else row.missed, sure_distance(values, row.bounds)[1] * abs(row.factor)


def cell_limits(
    cell: str, unit: Cell, rows_in: Callable[[str | None], Iterable[BoundRow]], policy: Policy | None = None
) -> list[Limit]:
    """Return what a cell of text beside the cell *unit* comes to for each row that its own unit leads to.

    *rows_in* gives the rows of the bound table for a unit: that of the cell, if it has one, else that of the column.
    """
    read, column = read_reported(cell), text_of(unit)
    figure = None if read.code else agreed(read, column)
    if figure is None:
        rows = [evolve(row, unit=unit) for row in rows_in(column)]
        return [Limit(row=row, cell=cell, outcome="unreadable") for row in rows]
    found = []
    values = None
    if figure.op != "=" and figure.value is not None:
        values = stands_for(Observation(indicator="", value=figure.value, op=figure.op, high=figure.high), policy)
    for row in rows_in(figure.unit):
        outcome, margin = judged(row, figure.value, values)
        distance = None if margin is None else as_float(margin)
        found.append(Limit(row=evolve(row, unit=unit), cell=cell, outcome=outcome, margin=distance))
    return found


def limit_columns(limits: Sequence[Limit], column: ColumnType, *, margins: bool) -> dict[str, list[Any]]:
    """Return the columns of *limits* that tell something: a plan of upper bounds needs no lower ones.

    `low` and `high` are thresholds of *column*'s type, `least` and `most` the bounds as floats, for the margin; where
    those are the same, the thresholds are there alone (`distance_columns`).
    """
    float_ends = column.kind in ("float", "text")
    bottom, top = (-math.inf, math.inf) if float_ends else extremes(column)
    apart = [_apart(item.row, column, bottom, top) for item in limits]
    columns: dict[str, tuple[list[Any], Any]] = {
        "low": ([bottom if item.ends.low is None else item.ends.low for item in limits], bottom),
        "high": ([top if item.ends.high is None else item.ends.high for item in limits], top),
        "beyond": ([item.row.missed for item in limits], "missed"),
        "outcome": ([item.outcome for item in limits], None),
        "always": ([bool(item.cell) or item.row.undemanded for item in limits], False),
        "unlike_low": ([low for low, _ in apart], top),
        "unlike_high": ([high for _, high in apart], bottom),
        "doubt": ([(*item.ends.doubts, None)[0] for item in limits], None),
        "other_doubt": ([(*item.ends.doubts, None, None)[1] for item in limits], None),
    }
    if margins:
        columns["least"] = ([-math.inf if item.low is None else item.low for item in limits], -math.inf)
        columns["most"] = ([math.inf if item.high is None else item.high for item in limits], math.inf)
        columns["size"] = ([item.size for item in limits], 1.0)
        columns["told"] = ([item.margin for item in limits], None)
    telling = {name: cells for name, (cells, usual) in columns.items() if any(cell != usual for cell in cells)}
    for threshold, distance in _DISTANCES if float_ends else ():
        if telling.get(threshold) == telling.get(distance):
            telling.pop(distance, None)
    return {"target": [item.row.target for item in limits], **telling}


def _apart(row: BoundRow, column: ColumnType, bottom: Threshold, top: Threshold) -> tuple[Threshold, Threshold]:
    """Return between which values of the column figures cannot be compared; from top to bottom is none."""
    if row.unlike is None:
        return top, bottom
    found = ends(row.unlike, column)
    return bottom if found.low is None else found.low, top if found.high is None else found.high


def distance_columns(names: Collection[str], column: ColumnType) -> tuple[str | None, str | None]:
    """Return which of the columns *names* hold the lower and the upper bounds as floats, for the margin.

    Those are the thresholds where each is the bound itself, as of a column of floats it mostly is.
    """
    shared = column.kind in ("float", "text")
    found = [next((name for name in (own, at if shared else own) if name in names), None) for at, own in _DISTANCES]
    return found[0], found[1]
