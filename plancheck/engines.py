"""The compiled check on a frame of any kind: one join with the bound table and one comparison, through narwhals.

Lazy frames stay lazy: only the distinct cells of the key columns are collected, once. The data's columns come back as
they are. Keys are compared as text (whole numbers as such), so that categories, dictionaries and long strings join.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Literal

import narwhals.stable.v2 as nw

from plancheck.boundtable import BoundRow, bound_table, totals_of_others
from plancheck.cells import text_of
from plancheck.limits import OUTCOMES, PLAIN_NUMBER, Limit, cell_limits, limit, limit_columns
from plancheck.natives import beside, distinct
from plancheck.spellings import Cell, Spellings
from plancheck.thresholds import FLOAT32, FLOAT64, TEXT, ColumnType, decimals, whole
from plancheck.verdictcolumns import OWN, beyond, margin, own, verdict, word, words_of

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from plancheck.checks import Check

GROUPS = (("indicator", "unit", "cell"), ("region",), ("period",))  # key columns whose cells are read together
_BLANK = -(2**63)  # stands for a missing whole number
_STRANGE = _BLANK + 1  # stands for a number that names nothing: no year is 2017.5
_ODD = "?"  # how the check spells it
_LARGEST = 2.0**53
_TYPES = {f"Int{bits}": whole(bits, signed=True) for bits in (8, 16, 32, 64)}
_TYPES |= {f"UInt{bits}": whole(bits, signed=False) for bits in (8, 16, 32)}
_TYPES |= {"Float32": FLOAT32, "Float64": FLOAT64}


def column_type(dtype: Any) -> ColumnType:
    """Return how figures of a narwhals type are compared; what is no number is read as text, cell by cell."""
    if dtype == nw.Decimal and dtype.precision and dtype.scale is not None:
        return decimals(dtype.precision, dtype.scale)
    return _TYPES.get(str(dtype), TEXT)


class FrameEngine:
    """A check against one frame: which of its columns hold what, and the limits for all that they spell.

    *roles* gives the column of each role, *names* those that are added.
    """

    def __init__(self, check: Check, frame: Any, roles: Mapping[str, str], names: Mapping[str, str]) -> None:
        self.check, self.frame, self.names = check, frame, names
        self.words = words_of(frame.implementation)
        schema = frame.collect_schema()
        self.dtype = schema[roles["value"]]
        self.column = column_type(self.dtype)
        wanted = ["indicator", "unit", *(["region"] if check.regional else []), *(["period"] if check.dated else [])]
        self.keys = {role: _key(roles[role], schema[roles[role]]) for role in wanted if role in roles}
        self.numeric = {role: schema[roles[role]].is_numeric() for role in self.keys}
        self.number = nw.col(roles["value"])
        if self.column.kind == "text":
            text = self.number.cast(nw.String)
            plain = text.str.contains(PLAIN_NUMBER)
            self.number = nw.when(plain).then(text).otherwise(nw.lit(None, dtype=nw.String)).cast(nw.Float64)
            self.keys["cell"] = nw.when(~plain).then(text).otherwise(nw.lit("")).fill_null("")
            self.numeric["cell"] = False
        self.totals: set[tuple[str, str]] = set()

    @cached_property
    def spelled(self) -> list[list[tuple[Any, ...]]]:
        """The distinct cells of each of `GROUPS`, as they are joined; this collects them."""
        return self._distinct(*GROUPS)

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """The limits for all that the data spells."""
        regions = tuple(_cell(row[0]) for row in self.spelled[1])
        among = frozenset(name for cell in regions if (name := text_of(cell)))
        self.totals = totals_of_others(regions, (target.region for target in self.check.targets), among)
        return tuple(self.limits_of(self.spelled))

    def verdicts(self, keep: Sequence[str] | None = None) -> Any:
        """Return the columns *keep* of the frame with target, verdict and margin, in the caller's kind."""
        return nw.to_native(self._judged(keep))

    def missed(self, keep: Sequence[str] | None = None) -> Any:
        """Return the rows of `verdicts` that missed their target."""
        return nw.to_native(self._judged(keep, only="missed"))

    def summary(self) -> Any:
        """Return a row a target, with the number of rows of each outcome."""
        target, outcome = nw.col(self.names["target"]), nw.col(self.names["verdict"])
        counted = self._judged((), margins=False, only="asked").group_by(target, outcome).agg(rows=nw.len())
        # few rows from here on: texts are quicker to ask about than to turn into codes
        counted = counted.select("rows", target=target.cast(nw.Int64), verdict=outcome.cast(nw.String))
        rows = nw.col("rows").cast(nw.Int64)
        split = [nw.when(nw.col("verdict") == name).then(rows).otherwise(0).sum().alias(name) for name in OUTCOMES]
        counts = counted.group_by("target").agg(rows.sum(), *split)
        filled = [nw.col(name).fill_null(0).cast(nw.Int64) for name in ("rows", *OUTCOMES)]
        return nw.to_native(self._targets().join(counts, on="target", how="left").with_columns(*filled).sort("target"))

    def counted(self, counts: Counter[tuple[int, str]]) -> Any:
        """Return the summary where so many rows of a target have an outcome, as a narwhals frame."""
        targets = range(len(self.check.targets))
        split = {name: [counts[target, name] for target in targets] for name in OUTCOMES}
        return self._targets(rows=[sum(row) for row in zip(*split.values(), strict=True)], **split)

    def _targets(self, **counts: Sequence[int]) -> Any:
        """Return a row a target, with *counts* by name."""
        items = [bound.constraint for bound in self.check.targets]
        columns: dict[str, Sequence[object]] = {
            "target": range(len(items)),
            "id": [item.id for item in items],
            "indicator": [item.indicator for item in items],
            **counts,
        }
        schema = {"target": nw.Int64, "id": nw.String, "indicator": nw.String, **dict.fromkeys(counts, nw.Int64)}
        return beside(self.frame, columns, schema)

    def limits_of(self, spelled: Sequence[Sequence[tuple[Any, ...]]]) -> Iterator[Limit]:
        """Yield the limits for the cells of each of `GROUPS` that are *spelled*."""
        regions, periods = (tuple(_cell(row[0]) for row in rows) for rows in spelled[1:])
        cells: dict[str, list[tuple[Cell, Cell]]] = defaultdict(list)
        for row in spelled[0]:
            cells[row[2] or ""].append((_cell(row[0]), _cell(row[1])))

        @cache
        def rows_of(*pairs: tuple[Cell, Cell]) -> tuple[BoundRow, ...]:
            return bound_table(self.check, Spellings(pairs=pairs, regions=regions, periods=periods)).rows

        for bound in rows_of(*cells.pop("", ())):
            yield limit(bound, self.column)
        policy = self.check.policy
        for cell, pairs in cells.items():
            for indicator, unit in pairs:
                yield from cell_limits(cell, unit, lambda own, name=indicator: rows_of((name, own)), policy)  # type: ignore[misc]

    def _distinct(self, *groups: tuple[str, ...]) -> list[list[tuple[Any, ...]]]:
        """Return the distinct cells of each group of key columns, None for a column that there is not.

        A column with a missing cell is joined with something in its place; others are joined as they are.
        """
        there = [[OWN + role for role in group if role in self.keys] for group in groups]
        answers = iter(distinct(self._key_columns(), [group for group in there if group]))
        return [self._found(group, next(answers) if known else []) for group, known in zip(groups, there, strict=True)]

    def _key_columns(self) -> Any:
        return self.frame.select(**{OWN + role: expr for role, expr in self.keys.items()})

    def _found(self, group: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Return the distinct cells of a group whose columns, as many as there are, hold *rows*."""
        known = [role for role in group if role in self.keys]
        if not known:
            return [(None,) * len(group)]
        named = [dict(zip(known, row, strict=True)) for row in rows]
        for role in known:
            if any(row[role] is None for row in named):
                self.keys[role] = self.keys[role].fill_null(self._filled(role, None))
        filled = (tuple(self._filled(role, row[role]) if role in row else None for role in group) for row in named)
        return list(dict.fromkeys(filled))

    def cells_of(self, limits: Iterable[Limit]) -> dict[str, list[Any]]:
        """Return the cells of each key column that lead to *limits*."""
        items = tuple(limits)
        return {
            role: [self._filled(role, item.cell if role == "cell" else getattr(item.row, role)) for item in items]
            for role in self.keys
        }

    def _filled(self, role: str, cell: Any) -> Any:
        """Return what stands for *cell* in a key: a number in one of numbers, and something for one that is missing."""
        if self.numeric[role] and cell == _ODD:
            return _STRANGE
        if cell is None:
            return _BLANK if self.numeric[role] else ""
        return cell

    def _judged(
        self, keep: Sequence[str] | None, *, margins: bool = True, only: Literal["missed", "asked"] | None = None
    ) -> Any:
        """Return the columns *keep* of the frame with its verdicts, and if asked their margins.

        *only* leaves the rows that a target asks for, or of these the ones that missed it: told, where the bounds are
        simply compared, before any verdict is.
        """
        names = limit_columns(self.limits, self.column, margins=margins)
        both = self._beside_limits(self.cells_of(self.limits), names, asked=only is not None)
        outside = beyond(names, self.column) if only == "missed" else None
        sure = outside is not None and "beyond" not in names
        both = both if outside is None else both.filter(outside)
        outcome = word("missed", self.words) if sure else verdict(names, self.column, self.words)
        columns = {self.names["target"]: own("target"), self.names["verdict"]: outcome}
        if margins:
            columns[self.names["margin"]] = margin(names, self.column)
        judged = both.select(*(list(self.frame.collect_schema()) if keep is None else keep), **columns)
        if only != "missed" or sure:
            return judged
        return judged.filter(nw.col(self.names["verdict"]) == word("missed", self.words))

    def _beside_limits(self, keys: Mapping[str, list[Any]], columns: Mapping[str, list[Any]], *, asked: bool) -> Any:
        """Return the frame with its figures and the *columns* of the limits to which its *keys* lead, a row for each.

        Rows that meet none stay, but may be gone where only those are wanted that are *asked* for.
        """
        types = {role: nw.Int64 if self.numeric[role] else nw.String for role in keys}
        ready = {**self.keys, "number": self.number}
        keyed = self.frame.with_columns(**{OWN + name: expr for name, expr in ready.items()})
        table = self._table({**keys, **columns}, types)
        return self._joined(keyed, table, [OWN + role for role in keys], asked=asked)

    def _joined(self, frame: Any, table: Any, keys: list[str], *, asked: bool) -> Any:
        return frame.join(table, on=keys, how="inner" if asked else "left")

    def _table(self, columns: Mapping[str, list[Any]], types: Mapping[str, Any]) -> Any:
        """Return *columns*, of the limits or with the *types* told, as a frame of the caller's kind."""
        threshold = {"float": nw.Float64, "text": nw.Float64, "int": nw.Int64, "decimal": self.dtype}[self.column.kind]
        known = {**_KINDS, **dict.fromkeys(("low", "high", "unlike_low", "unlike_high"), threshold), **types}
        schema = {OWN + name: known.get(name, nw.Float64) for name in columns}
        told = [name for name in ("outcome", "beyond") if name in columns]
        table = beside(self.frame, {OWN + name: cells for name, cells in columns.items()}, schema)
        return table.with_columns(own(name).cast(self.words) for name in told) if told else table


_KINDS = {"target": nw.Int32, "outcome": nw.String, "beyond": nw.String, "always": nw.Boolean}


def _key(name: str, dtype: Any) -> Any:
    """Return the cells of a key column as they are joined: whole numbers as such, everything else as text."""
    column = nw.col(name)
    if dtype == nw.String:
        return column
    if not dtype.is_numeric():
        return column.cast(nw.String)
    if dtype.is_integer():
        return column.cast(nw.Int64)
    number = column.cast(nw.Float64)
    missing = number.is_null() | number.is_nan()
    whole_number = nw.when(missing).then(0.0).otherwise(number)
    strange = (whole_number.abs() >= _LARGEST) | (whole_number != whole_number.round(0))
    cell = nw.when(strange).then(0.0).otherwise(whole_number).cast(nw.Int64)
    return nw.when(missing).then(_BLANK).otherwise(nw.when(strange).then(_STRANGE).otherwise(cell))


def _cell(cell: Any) -> Cell:
    """Return what a joined key stands for."""
    if isinstance(cell, int):
        return None if cell == _BLANK else _ODD if cell == _STRANGE else cell
    return cell
