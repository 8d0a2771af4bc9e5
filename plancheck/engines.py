"""The compiled check on a frame of any kind: one join with the bound table and one comparison, through narwhals.

Lazy frames stay lazy: only the distinct cells of the key columns are collected, once. The data's columns come back as
they are. Keys are compared as text (whole numbers as such), so that categories, dictionaries and long strings join.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from plancheck.boundtable import BoundRow, bound_table
from plancheck.limits import OUTCOMES, PLAIN_NUMBER, Limit, cell_limits, limit, limit_columns
from plancheck.natives import beside, distinct, joined
from plancheck.spellings import Cell, Spellings
from plancheck.thresholds import FLOAT32, FLOAT64, TEXT, ColumnType, decimals, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from plancheck.checks import Check

_OWN = "_plancheck_"
_BLANK = -(2**63)  # stands for a missing whole number
_STRANGE = _BLANK + 1  # stands for a number that names nothing: no year is 2017.5
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

    *roles* gives the column of each role, *names* those that are added; *ordered* keeps the rows of Polars in order.
    """

    def __init__(
        self, check: Check, frame: Any, roles: Mapping[str, str], names: Mapping[str, str], *, ordered: bool = False
    ) -> None:
        self.check, self.frame, self.names, self.ordered = check, frame, names, ordered
        schema = frame.collect_schema()
        self.dtype = schema[roles["value"]]
        self.column = column_type(self.dtype)
        wanted = ["indicator", "unit", *(["region"] if check.regional else []), *(["period"] if check.dated else [])]
        self.columns = {role: roles[role] for role in (*wanted, "value") if role in roles}
        self.keys = {role: _key(roles[role], schema[roles[role]]) for role in wanted if role in roles}
        self.numeric = {role: schema[roles[role]].is_numeric() for role in self.keys}
        self.number = nw.col(roles["value"])
        if self.column.kind == "text":
            text = self.number.cast(nw.String)
            plain = text.str.contains(PLAIN_NUMBER)
            self.number = nw.when(plain).then(text).otherwise(nw.lit(None, dtype=nw.String)).cast(nw.Float64)
            self.keys["cell"] = nw.when(~plain).then(text).otherwise(nw.lit("")).fill_null("")
            self.numeric["cell"] = False
        self.limits = tuple(self._limits())

    def verdicts(self, keep: Sequence[str] | None = None) -> Any:
        """Return the columns *keep* of the frame with target, verdict and margin, in the caller's kind."""
        return nw.to_native(self._chosen(self._judged(keep, margins=True), keep))

    def missed(self, keep: Sequence[str] | None = None) -> Any:
        """Return the rows of `verdicts` that missed their target."""
        missed = self._judged(keep, margins=True).filter(nw.col(self.names["verdict"]) == "missed")
        return nw.to_native(self._chosen(missed, keep))

    def _chosen(self, judged: Any, keep: Sequence[str] | None) -> Any:
        return judged if keep is None else judged.select(*keep, *self.names.values())

    def summary(self) -> Any:
        """Return a row a target, with the number of rows of each outcome."""
        target, verdict = self.names["target"], self.names["verdict"]
        judged = self._judged((), margins=False).filter(~nw.col(target).is_null()).select(target, verdict)
        counted = judged.group_by(target, verdict).agg(nw.len().cast(nw.Int64).alias("rows"))
        split = [nw.when(nw.col(verdict) == name).then(nw.col("rows")).otherwise(0).alias(name) for name in OUTCOMES]
        sums = [nw.col(name).sum() for name in ("rows", *OUTCOMES)]
        counts = counted.with_columns(*split).group_by(target).agg(*sums).rename({target: "target"})
        every = joined(self._targets(), counts, ["target"])
        filled = [nw.col(name).fill_null(0).cast(nw.Int64) for name in ("rows", *OUTCOMES)]
        return nw.to_native(every.with_columns(*filled).sort("target"))

    def _targets(self) -> Any:
        items = [bound.constraint for bound in self.check.targets]
        columns: dict[str, Sequence[object]] = {
            "target": list(range(len(items))),
            "id": [item.id for item in items],
            "indicator": [item.indicator for item in items],
        }
        return beside(self.frame, columns, {"target": nw.Int64, "id": nw.String, "indicator": nw.String})

    def _limits(self) -> Iterator[Limit]:
        """Yield the limits for all that the data spells; this collects the distinct cells of its key columns."""
        found = self._distinct(("indicator", "unit", "cell"), ("region",), ("period",))
        regions, periods = (tuple(_cell(row[0]) for row in rows) for rows in found[1:])
        cells: dict[str, list[tuple[Cell, Cell]]] = defaultdict(list)
        for row in found[0]:
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
        keyed = self.frame.select(**{_OWN + role: expr for role, expr in self.keys.items()})
        there = [[role for role in group if role in self.keys] for group in groups]
        asked = [[_OWN + role for role in group] for group in there if group]
        answers = iter(distinct(keyed, asked))
        found = []
        for group, known in zip(groups, there, strict=True):
            rows = [dict(zip(known, row, strict=True)) for row in (next(answers) if known else [()])]
            for role in known:
                if any(row[role] is None for row in rows):
                    self.keys[role] = self.keys[role].fill_null(self._filled(role, None))
            filled = [tuple(self._filled(role, row[role]) if role in row else None for role in group) for row in rows]
            found.append(list(dict.fromkeys(filled)))
        return found

    def _filled(self, role: str, cell: Any) -> Any:
        if cell is None:
            return _BLANK if self.numeric[role] else ""
        return cell

    def _judged(self, keep: Sequence[str] | None, *, margins: bool) -> Any:
        """Return the columns *keep* of the frame joined with the limits, with its verdicts."""
        table, own = self._table(margins=margins)
        wanted = None if keep is None else list(dict.fromkeys([*keep, *self.columns.values()]))
        frame = self.frame if wanted is None else self.frame.select(*wanted)
        frame = frame.with_columns(**{_OWN + role: expr for role, expr in self.keys.items()})
        both = joined(frame, table, [_OWN + role for role in self.keys], ordered=self.ordered)
        both = both.with_columns(**{_OWN + "number": self.number})
        columns = {self.names["target"]: _own("target"), self.names["verdict"]: self._verdict(own)}
        if margins:
            columns[self.names["margin"]] = self._margin(own)
        spent = [_OWN + name for name in (*self.keys, "number", *own)]
        return both.with_columns(**columns).drop(spent)

    def _table(self, *, margins: bool) -> tuple[Any, tuple[str, ...]]:
        """Return the limits as a frame of the caller's kind, and the names of its columns without the keys."""
        schema: dict[str, Any] = {}
        data: dict[str, list[object]] = {}
        for role in self.keys:
            cells = [item.cell if role == "cell" else getattr(item.row, role) for item in self.limits]
            schema[_OWN + role] = nw.Int64 if self.numeric[role] else nw.String
            data[_OWN + role] = [(_BLANK if self.numeric[role] else "") if cell is None else cell for cell in cells]
        own = limit_columns(self.limits, self.column, margins=margins)
        threshold = {"float": nw.Float64, "text": nw.Float64, "int": nw.Int64, "decimal": self.dtype}[self.column.kind]
        for name, cells in own.items():
            data[_OWN + name] = cells
            schema[_OWN + name] = threshold if name in ("low", "high") else _KINDS.get(name, nw.Float64)
        return beside(self.frame, data, schema), tuple(own)

    def _verdict(self, own: tuple[str, ...]) -> Any:
        """Return the verdict of a row; what most rows come to is asked first."""
        number = _own("number")
        inside = [number >= _own("low")] if "low" in own else []
        inside += [number <= _own("high")] if "high" in own else []
        missed = _own("beyond") if "beyond" in own else nw.lit("missed")
        decided = nw.when(*inside).then(nw.lit("met")).otherwise(missed) if inside else nw.lit("met")
        for name in ("doubt", "other_doubt"):
            if name in own:
                decided = nw.when(number == _own(name)).then(nw.lit("unresolved")).otherwise(decided)
        if "outcome" in own:
            decided = nw.when(~_own("outcome").is_null()).then(_own("outcome")).otherwise(decided)
        if "share_only" in own:
            decided = nw.when(_own("share_only"), number > 1).then(nw.lit("not_comparable")).otherwise(decided)
        odd = endless = nw.lit("no_data")
        if self.column.kind == "float":
            endless = number.abs() == nw.lit(math.inf)
            odd = nw.when(endless).then(nw.lit("unreadable")).otherwise(odd)
        decided = nw.when(self._figure()).then(decided).otherwise(odd)
        if "always" in own:
            told = _own("outcome")
            if self.column.kind == "float":
                told = nw.when(endless).then(nw.lit("unreadable")).otherwise(told)
            decided = nw.when(_own("always")).then(told).otherwise(decided)
        return nw.when(~_own("target").is_null()).then(decided)

    def _figure(self) -> Any:
        """Tell whether there is a figure that is finite: less itself it is 0, as nothing else is."""
        number = _own("number")
        return number - number == 0 if self.column.kind == "float" else ~number.is_null()

    def _margin(self, own: tuple[str, ...]) -> Any:
        """Return the distance to the bound in the target's unit, null where nothing was compared."""
        number = _own("number").cast(nw.Float64)
        ends = [number - _own("least")] if "least" in own else []
        ends += [_own("most") - number] if "most" in own else []
        margin = nw.min_horizontal(*ends) if len(ends) > 1 else ends[0] if ends else nw.lit(None, dtype=nw.Float64)
        margin = margin * _own("size") if "size" in own else margin
        compared = [self._figure()] if self.column.kind == "float" else []
        compared += [_own("outcome").is_null()] if "outcome" in own else []
        margin = nw.when(*compared).then(margin) if compared else margin
        if "share_only" in own:
            margin = nw.when(~(_own("share_only") & (_own("number") > 1))).then(margin)
        if "told" in own:
            margin = nw.when(~_own("told").is_null()).then(_own("told")).otherwise(margin)
        return margin


class PolarsEngine:
    """A check against a Polars frame in memory: as of a lazy one, computed at once; its rows stay in order."""

    def __init__(self, check: Check, frame: Any, roles: Mapping[str, str], names: Mapping[str, str]) -> None:
        self.engine = FrameEngine(check, nw.from_native(frame.lazy()), roles, names, ordered=True)
        self.limits = self.engine.limits

    def verdicts(self, keep: Sequence[str] | None = None) -> Any:
        """Return the columns *keep* of the frame with target, verdict and margin."""
        return self.engine.verdicts(keep).collect()

    def missed(self, keep: Sequence[str] | None = None) -> Any:
        """Return the rows of `verdicts` that missed their target."""
        return self.engine.missed(keep).collect()

    def summary(self) -> Any:
        """Return a row a target, with the number of rows of each outcome."""
        return self.engine.summary().collect()


_KINDS = {"target": nw.Int64, "outcome": nw.String, "beyond": nw.String, "always": nw.Boolean, "share_only": nw.Boolean}


def _own(name: str) -> Any:
    return nw.col(_OWN + name)


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
        return None if cell == _BLANK else "?" if cell == _STRANGE else cell
    return cell
