"""Figures of an Arrow column held against limits, an array at a time."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from plancheck.arrowarrays import arrow, flags, numbers
from plancheck.limits import OUTCOMES, PLAIN_NUMBER, Limit, distance_columns, limit_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from plancheck.thresholds import ColumnType

_DIGITS = 38  # of a decimal of 128 bits
NONE = 255  # the outcome of a row that answers for no target
_CODE = {name: np.uint8(code) for code, name in enumerate(OUTCOMES)}
_Array = Any  # a NumPy array


class Values:
    """The figures of a column: `numbers` (Arrow for decimals, else NumPy), their floats, and which there are.

    `missing` and `endless` are masks of the rows without a figure and with an infinite one, None if there is none.
    `texts` are the rows of each cell of text that is no plain number, None if the column is none of text.
    """

    def __init__(self, array: Any, column: ColumnType) -> None:
        self.column, self.texts = column, None
        if pa.types.is_dictionary(array.type):
            array = array.dictionary_decode()
        if column.kind == "text":
            array, self.texts = _plain(array)
        missing = flags(array.is_null()) if array.null_count else None
        self.endless = None
        if column.kind == "decimal":
            self.numbers, self.missing = array, missing
            return
        self.numbers = numbers(array.fill_null(0) if array.null_count else array)
        if column.kind == "float" and not np.isfinite(self.numbers).all():
            self.endless = np.isinf(self.numbers)
            nan = np.isnan(self.numbers)
            missing = nan if missing is None else missing | nan
        self.missing = missing

    def take(self, rows: _Array) -> Values:
        """Return the figures of some rows."""
        chosen = object.__new__(Values)
        chosen.column, chosen.texts = self.column, None
        chosen.numbers = self.numbers.take(arrow(rows)) if self.column.kind == "decimal" else self.numbers[rows]
        chosen.missing = None if self.missing is None else self.missing[rows]
        chosen.endless = None if self.endless is None else self.endless[rows]
        return chosen

    def floats(self) -> _Array:
        """Return the figures as doubles, for the margin."""
        if self.column.kind == "decimal":
            return numbers(self.numbers.fill_null(0).cast(pa.float64()))
        return self.numbers.astype(np.float64, copy=False)


@frozen
class Ready:
    """Limits as arrays by the names of `limit_columns`, `fixed` the codes of outcomes (`NONE`: compare)."""

    columns: dict[str, Any]
    fixed: Any
    apart: bool  # some limits are not simply compared
    beyond: Any

    @classmethod
    def of(cls, limits: Sequence[Limit], column: ColumnType) -> Ready:
        """Return *limits*, and behind them one for the rows that answer for no target."""
        told = limit_columns(limits, column, margins=True)
        columns: dict[str, Any] = {}
        for name, cells in told.items():
            if name in ("low", "high"):
                columns[name] = _thresholds(cells, column)
            elif name == "always":
                columns[name] = np.array([*cells, False])
            elif name in ("least", "most", "size", "told", "doubt", "other_doubt", "unlike_low", "unlike_high"):
                columns[name] = _floats(cells)
        fixed = np.array([*(NONE if item.outcome is None else _CODE[item.outcome] for item in limits), NONE], np.uint8)
        beyond = np.array([*(_CODE[item.row.missed] for item in limits), _CODE["missed"]], np.uint8)
        return cls(columns, fixed, bool((fixed != NONE).any()), beyond if "beyond" in told else None)


def judged_values(places: _Array, values: Values, ready: Ready, *, margins: bool) -> tuple[_Array, _Array]:
    """Return the outcome codes of figures whose limits are at *places* (-1: none), and their margins."""
    beside = cache(lambda name: ready.columns[name][places])  # a limit of each row
    met = _met(places, values, ready, beside)
    outcomes = np.where(met, _CODE["met"], _CODE["missed"] if ready.beyond is None else ready.beyond[places])
    fixed = ready.fixed[places] if ready.apart else None
    compared = places >= 0
    for name in ("doubt", "other_doubt"):
        if name in ready.columns:
            outcomes[values.floats() == ready.columns[name][places]] = _CODE["unresolved"]
    if fixed is not None:
        outcomes = np.where(fixed == NONE, outcomes, fixed)
        compared &= fixed == NONE
    if "unlike_low" in ready.columns:
        low, high = (ready.columns[name][places] for name in ("unlike_low", "unlike_high"))
        unlike = (values.floats() >= low) & (values.floats() <= high)
        outcomes[unlike] = _CODE["not_comparable"]
        compared &= ~unlike
    if values.missing is not None:
        outcomes[values.missing] = _CODE["no_data"]
        compared &= ~values.missing
    if "always" in ready.columns:
        outcomes = np.where(ready.columns["always"][places], ready.fixed[places], outcomes)
    if values.endless is not None:
        outcomes[values.endless] = _CODE["unreadable"]
        compared &= ~values.endless
    outcomes[places < 0] = NONE
    return outcomes, _margins(values, ready, compared, beside) if margins else None


def _met(places: _Array, values: Values, ready: Ready, beside: Callable[[str], _Array]) -> _Array:
    ends = ready.columns
    if values.column.kind == "decimal":
        figures, at = values.numbers, arrow(np.where(places < 0, len(ready.fixed) - 1, places))
        inside = [pc.greater_equal(figures, ends["low"].take(at))] if "low" in ends else []
        inside += [pc.less_equal(figures, ends["high"].take(at))] if "high" in ends else []
        sides = [flags(side) for side in inside]
    else:
        sides = [values.numbers >= beside("low")] if "low" in ends else []
        sides += [values.numbers <= beside("high")] if "high" in ends else []
    if not sides:
        return np.ones(len(places), dtype=bool)  # what is compared lies within the bounds of the type
    return sides[0] & sides[1] if len(sides) > 1 else sides[0]


def _margins(values: Values, ready: Ready, compared: _Array, beside: Callable[[str], _Array]) -> _Array:
    """Return the distances to the bounds in the targets' units, NaN where nothing was compared."""
    ends, figures = ready.columns, values.floats()
    with np.errstate(invalid="ignore", over="ignore"):
        low, high = distance_columns(ends, values.column)
        sides = [figures - beside(low)] if low else []
        sides += [beside(high) - figures] if high else []
        margin = np.minimum(*sides) if len(sides) > 1 else sides[0] if sides else np.full(len(compared), np.nan)
        if "size" in ends:
            margin = margin * beside("size")
    if not compared.all():
        margin = np.where(compared, margin, beside("told") if "told" in ends else np.nan)
    return margin


def _plain(array: Any) -> tuple[Any, dict[str, _Array]]:
    """Return the plain numbers of a column as floats, and the rows of each cell that is none."""
    text = array if pa.types.is_large_string(array.type) else _as_text(array)
    plain = pc.match_substring_regex(text, PLAIN_NUMBER)
    figures = pc.if_else(plain, text, pa.scalar(None, text.type)).cast(pa.float64())
    rows = np.flatnonzero(flags(pc.invert(plain)))
    coded = text.take(arrow(rows)).dictionary_encode()
    codes = numbers(coded.indices)
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=len(coded.dictionary)))
    parts = np.split(rows[order], ends[:-1]) if len(rows) else []
    return figures, dict(zip(coded.dictionary.to_pylist(), parts, strict=True))


def _as_text(array: Any) -> Any:
    try:
        return array.cast(pa.large_string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array([None if cell is None else str(cell) for cell in array.to_pylist()], pa.large_string())


def _thresholds(cells: list[Any], column: ColumnType) -> Any:
    if column.kind == "decimal":
        digits = len(str(column.most))
        kind = pa.decimal128 if digits <= _DIGITS else pa.decimal256
        return pa.array([*cells, cells[-1]], kind(digits, column.places))
    return np.array([*cells, cells[-1]], np.int64 if column.kind == "int" else np.float64)


def _floats(cells: list[Any]) -> _Array:
    return np.array([*(np.nan if cell is None else cell for cell in cells), np.nan], np.float64)
