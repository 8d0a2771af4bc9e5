"""The compiled check on Arrow columns: each distinct cell is looked at once, each row is a few array look-ups.

Key columns come as dictionaries (Parquet stores them so): a row's codes lead through one small table to its limits, so
that no text is compared row by row. Memory is that of one batch. This is the path for files, PyArrow and pandas; it
gives what `engines.FrameEngine` gives, and the tests hold the two together.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from attrs import frozen

from plancheck.arrowarrays import numbers
from plancheck.boundtable import BoundRow, bound_table, in_region, in_time, totals_of_others
from plancheck.cells import text_of
from plancheck.columnar import Ready, Values, judged_values
from plancheck.limits import Limit, cell_limits, limit
from plancheck.regions import is_whole
from plancheck.spellings import Cell, Spellings
from plancheck.thresholds import FLOAT32, FLOAT64, TEXT, ColumnType, decimals, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from plancheck.checks import Check

_KEYS = ("indicator", "unit", "region", "period")
_UNKNOWN = -2
_INT32 = 2**31
_Array = Any  # a NumPy array


@frozen
class Judged:
    """Rows of a batch with their outcomes: `rows` is their positions, None for all in order.

    `targets` are positions in the plan's targets (-1: none), `outcomes` codes of `OUTCOMES` or `columnar.NONE`, and
    `margins` are NaN where nothing was compared.
    """

    rows: _Array | None
    targets: _Array
    outcomes: _Array
    margins: _Array


def column_type(kind: Any) -> ColumnType:
    """Return how figures of an Arrow type are compared; what is no number is read as text, cell by cell."""
    if pa.types.is_decimal(kind) and kind.scale >= 0:
        return decimals(kind.precision, kind.scale)
    if pa.types.is_integer(kind) and kind != pa.uint64():
        return whole(kind.bit_width, signed=pa.types.is_signed_integer(kind))
    return {pa.float64(): FLOAT64, pa.float32(): FLOAT32}.get(kind, TEXT)


def coded(array: Any) -> Any:
    """Return an Arrow array as a dictionary of its cells."""
    return array if pa.types.is_dictionary(array.type) else array.dictionary_encode()


class Coder:
    """A check over batches of one schema: what it has learnt of their spellings, and the limits for these.

    *among* gives the regions that all batches name; it is asked only where one has a total or a row without region.
    """

    def __init__(self, check: Check, kind: Any, among: Callable[[], frozenset[str]]) -> None:
        self.check, self.column, self._among = check, column_type(kind), among
        self.limits: list[Limit] = []
        self._follow: list[int] = []  # the next limit of the same spellings, -1: none
        self._codes: dict[str, dict[Hashable, int]] = {role: {} for role in _KEYS}
        self._cells: dict[str, list[Cell]] = {role: [] for role in _KEYS}
        self._table = np.full((1, 1, 1, 1), _UNKNOWN, dtype=np.int32)
        self._read: dict[tuple[int, str], int] = {}
        self._regions = tuple({target.region for target in check.targets})
        self._dues = tuple({target.due for target in check.targets})
        self._ready: tuple[Ready, _Array, _Array] | None = None
        self.totals: set[tuple[str, str]] = set()  # those of others, each with the region that it may not stand for

    def judge(self, columns: dict[str, Any], *, margins: bool) -> Iterator[Judged]:
        """Yield the outcomes of a batch, Arrow arrays by role: of all rows, then of those with further targets."""
        count = len(columns["value"])
        codes, at = self._combined({role: self._encoded(role, columns.get(role)) for role in _KEYS}, count)
        places, values = self._places(codes, at), Values(columns["value"], self.column)
        if values.texts is not None:
            self._read_texts(codes[at], places, values.texts)
        rows: _Array | None = None
        while True:
            ready, follow, targets = self._arrays()
            outcomes, distances = judged_values(places, values, ready, margins=margins)
            yield Judged(rows, targets[places], outcomes, distances)
            chosen = np.flatnonzero(follow[places] >= 0)
            if not chosen.size:
                return
            rows = chosen if rows is None else rows[chosen]
            places, values = follow[places[chosen]], values.take(chosen)

    def _encoded(self, role: str, array: Any) -> tuple[_Array, _Array | None]:
        """Return the codes of a column's cells, and which of them each row has; None is the first, of no column."""
        if array is None:
            return np.array([self._code(role, None)], dtype=np.int32), None
        array = coded(array)
        cells, indices = array.dictionary.to_pylist(), array.indices
        if indices.null_count or not cells:
            cells.append(None)
        codes = np.array([self._code(role, cell) for cell in cells], dtype=np.int32)
        if indices.null_count:
            indices = indices.cast(pa.int64()).fill_null(len(cells) - 1)
        return codes, numbers(indices)

    def _code(self, role: str, cell: Cell) -> int:
        """Return the code of a cell; regions and periods that answer for the same targets share one."""
        meaning: Hashable = cell
        if role == "region":
            name = text_of(cell)
            among = self._beside(name)
            meaning = tuple(in_region(name, region, among) for region in self._regions)
            self.totals |= totals_of_others([name], self._regions, among)
        if role == "period":
            meaning = tuple(in_time(text_of(cell), due) for due in self._dues)
        known = self._codes[role]
        if meaning not in known:
            known[meaning] = len(known)
            self._cells[role].append(cell)
        return known[meaning]

    def _beside(self, name: str | None) -> frozenset[str]:
        doubtful = self.check.regional and (name is None or is_whole(name, None))
        return self._among() if doubtful else frozenset()

    def _known(self, regions: Iterable[Cell]) -> frozenset[str]:
        return frozenset().union(*(self._beside(text_of(region)) for region in regions))

    def _combined(self, encoded: Mapping[str, tuple[_Array, _Array | None]], count: int) -> tuple[_Array, _Array]:
        """Return codes for all keys together, positions in the flat table, and which of them each row has.

        Where the cells of a batch have few combinations, each has a code and the rows say which is theirs; else each
        row has one of its own.
        """
        self._make_room()
        _, *steps = self._table.shape
        cells, rows = [encoded[role][0] for role in _KEYS], [encoded[role][1] for role in _KEYS]
        if math.prod(map(len, cells)) > count:
            cells = [own if at is None else own[at] for own, at in zip(cells, rows, strict=True)]
            return np.broadcast_to(_one_number(cells, steps, self._table.size), (count,)), np.arange(count)
        spread = [own.reshape([-1 if role == axis else 1 for role in range(4)]) for axis, own in enumerate(cells)]
        codes = _one_number(spread, steps, self._table.size).reshape(-1)
        at = _one_number([0 if own is None else own for own in rows], [len(own) for own in cells[1:]], codes.size)
        return codes, np.broadcast_to(at, (count,))

    def _make_room(self) -> None:
        """Let the table grow until each known cell has a place."""
        needed = [len(self._cells[role]) for role in _KEYS]
        if any(size > room for size, room in zip(needed, self._table.shape, strict=True)):
            shape = [1 << (size - 1).bit_length() for size in needed]
            shape = [max(pair) for pair in zip(shape, self._table.shape, strict=True)]
            grown = np.full(shape, _UNKNOWN, dtype=np.int32)
            grown[tuple(slice(0, room) for room in self._table.shape)] = self._table
            self._table = grown
            self._read.clear()

    def _places(self, codes: _Array, at: _Array) -> _Array:
        flat = self._table.reshape(-1)
        places = flat[codes][at]
        if len(places) and places.min() == _UNKNOWN:
            self._learn(np.unique(codes[at[places == _UNKNOWN]]))
            places = flat[codes][at]
        return places

    def _learn(self, codes: _Array) -> None:
        """Look up the pairs of indicator and unit in *codes*, with all regions and periods known so far."""
        places = {role: range(len(self._cells[role])) for role in ("region", "period")}
        pairs = {(int(code[0]), int(code[1])) for code in zip(*np.unravel_index(codes, self._table.shape), strict=True)}
        for indicator, unit in pairs:
            self._table[indicator, unit, : len(places["region"]), : len(places["period"])] = -1
        spelled = {(self._cells["indicator"][i], self._cells["unit"][u]): (i, u) for i, u in pairs}
        regions, periods = ({self._cells[role][at]: at for at in places[role]} for role in ("region", "period"))
        rows = bound_table(
            self.check,
            Spellings(pairs=tuple(spelled), regions=tuple(regions), periods=tuple(periods), among=self._known(regions)),
        ).rows
        for row in rows:
            at = spelled[row.indicator, row.unit]
            here = [regions[row.region]] if self.check.regional else list(places["region"])
            then = [periods[row.period]] if self.check.dated else list(places["period"])
            for region in here:
                for period in then:
                    self._table[(*at, region, period)] = self._add(
                        limit(row, self.column), int(self._table[(*at, region, period)])
                    )

    def _add(self, item: Limit, follow: int) -> int:
        """Keep a limit, which the limit at *follow* stands behind, and return its position."""
        self.limits.append(item)
        self._follow.append(follow)
        self._ready = None
        return len(self.limits) - 1

    def _read_texts(self, codes: _Array, places: _Array, texts: dict[str, _Array]) -> None:
        """Lead the rows of each cell of *texts* that answers for a target to limits of its own."""
        for text, rows in texts.items():
            for code in np.unique(codes[rows]).tolist():
                if (code, text) not in self._read:
                    self._read[code, text] = self._read_text(code, text)
                places[rows[codes[rows] == code]] = self._read[code, text]

    def _read_text(self, code: int, text: str) -> int:
        at = np.unravel_index(code, self._table.shape)
        indicator, unit, region, period = (self._cells[role][int(place)] for role, place in zip(_KEYS, at, strict=True))

        def rows_in(own: str | None) -> tuple[BoundRow, ...]:
            among = self._known([region])
            spelled = Spellings(pairs=((indicator, own),), regions=(region,), periods=(period,), among=among)
            return bound_table(self.check, spelled).rows

        place = -1
        for item in cell_limits(text, unit, rows_in, self.check.policy):
            place = self._add(item, place)
        return place

    def _arrays(self) -> tuple[Ready, _Array, _Array]:
        """Return the limits as arrays, which follow which, and their targets; the last is for rows about no target."""
        if self._ready is None:
            follow = np.array([*self._follow, -1], dtype=np.int32)
            targets = np.array([*(item.row.target for item in self.limits), -1], dtype=np.int32)
            self._ready = Ready.of(self.limits, self.column), follow, targets
        return self._ready


def _one_number(digits: Sequence[_Array], steps: Sequence[int], size: int) -> _Array:
    """Return *digits* as one number, of which there are *size*; *steps* are how many there are of all but the first."""
    number = np.asarray(digits[0], dtype=np.int32 if size < _INT32 else np.int64)
    for digit, step in zip(digits[1:], steps, strict=True):
        number = number * step + digit
    return number
