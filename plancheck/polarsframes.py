"""The compiled check on a Polars frame in memory: its cells become codes once, and each row's code leads to its limit.

Nothing is joined by text: the keys of a row are one whole number, and what stands beside it is looked up in a few small
columns. Rows stay in order.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import polars as pl

from plancheck.engines import FrameEngine
from plancheck.limits import OUTCOMES
from plancheck.verdictcolumns import OWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plancheck.checks import Check

_SAMPLE = 1 << 16
_ROOM = 1 << 20  # so many combinations of cells have a place each, however few the rows are
_PLACE = OWN + "place"


class PolarsEngine(FrameEngine):
    """A check against a Polars frame in memory; *names* are those of the columns that are added."""

    def __init__(self, check: Check, frame: Any, roles: Mapping[str, str], names: Mapping[str, str]) -> None:
        self.coded: _Coded | None = None
        super().__init__(check, nw.from_native(frame.lazy()), roles, names)

    @cached_property
    def places(self) -> pl.Series | None:
        """The place of each row's limits, None where the rows are joined with them by text."""
        limits = self.limits  # for these the cells are looked at, which gives the codes
        coded, self.coded = self.coded, None
        return None if coded is None else self._placed(coded, self.cells_of(limits), len(limits))

    def verdicts(self, keep: Sequence[str] | None = None) -> Any:
        """Return the columns *keep* of the frame with target, verdict and margin."""
        return super().verdicts(keep).collect()

    def missed(self, keep: Sequence[str] | None = None) -> Any:
        """Return the rows of `verdicts` that missed their target."""
        return super().missed(keep).collect()

    def summary(self) -> Any:
        """Return a row a target, with the number of rows of each outcome."""
        target, outcome = pl.col(self.names["target"]), pl.col(self.names["verdict"])
        judged = nw.to_native(self._judged((), margins=False, only="asked")).filter(target.is_not_null())
        both = target.cast(pl.UInt32) * len(OUTCOMES) + outcome.to_physical()  # one number is grouped twice as fast
        found = judged.select(both.alias("both")).group_by("both").agg(pl.len()).collect().rows()
        split = ((divmod(code, len(OUTCOMES)), count) for code, count in found)
        counts = Counter({(at, OUTCOMES[code]): count for (at, code), count in split})
        return nw.to_native(self.counted(counts)).collect()

    def _distinct(self, *groups: tuple[str, ...]) -> list[list[tuple[Any, ...]]]:
        if "cell" in self.keys:
            return super()._distinct(*groups)
        keyed = self._keyed()
        coded = _Coded(keyed)
        if prod(coded.sizes) > max(_ROOM, len(keyed)):
            return super()._distinct(*groups)
        self.coded = coded
        return coded.distinct(groups)

    def _keyed(self) -> pl.DataFrame:
        """Return the cells of the keys, with something in the place of those that are missing."""
        select = [expr.alias(role) for role, expr in self.keys.items()]
        keyed: pl.DataFrame = nw.to_native(self.frame.select(*select)).collect()
        missing = [role for role in self.keys if keyed[role].null_count()]
        return keyed.with_columns(pl.col(role).fill_null(self._filled(role, None)) for role in missing)

    def _placed(self, coded: _Coded, cells: Mapping[str, Sequence[Any]], count: int) -> pl.Series:
        """Return the place of each row's limits, of which there are *count* with these *cells*, or *count* for none."""
        codes = pl.Series("code", coded.codes_of(cells, count), dtype=pl.UInt32)
        limits = codes.to_frame().with_row_index("place")
        first = limits.unique("code", keep="first")
        self.several = len(first) < len(limits)
        self.first = limits.join(first, on="code", how="left")["place_right"]
        places = pl.repeat(count, prod(coded.sizes), dtype=pl.UInt32, eager=True)
        return places.scatter(first["code"], first["place"]).gather(coded.codes).alias(_PLACE)

    def _beside_limits(self, keys: Mapping[str, list[Any]], columns: Mapping[str, list[Any]], *, asked: bool) -> Any:
        if self.places is None:
            return super()._beside_limits(keys, columns, asked=asked)
        placed = nw.to_native(self.frame.with_columns(**{OWN + "number": self.number})).with_columns(self.places)
        table = nw.to_native(self._table(columns, {})).collect()
        if self.several:
            limits = nw.from_native(table.with_columns(self.first.alias(_PLACE)).lazy())
            return self._joined(nw.from_native(placed), limits, [_PLACE], asked=asked)
        rows = pl.Series([*range(len(table)), None], dtype=pl.UInt32)
        return nw.from_native(placed.with_columns(pl.lit(cells.gather(rows)).gather(_PLACE) for cells in table))

    def _joined(self, frame: Any, table: Any, keys: list[str], *, asked: bool) -> Any:
        left, right = nw.to_native(frame), nw.to_native(table)
        return nw.from_native(left.join(right, on=keys, how="inner" if asked else "left", maintain_order="left"))


class _Coded:
    """The cells of each key column, each once, and the codes of the rows: the places of their cells in them."""

    def __init__(self, keyed: pl.DataFrame) -> None:
        step = max(1, len(keyed) // _SAMPLE)
        self.cells = {column.name: column.gather_every(step).unique() for column in keyed}
        codes = keyed.lazy().select(_codes(pl.col(name), cells) for name, cells in self.cells.items()).collect()
        for name in codes.columns:
            if codes[name].null_count():
                codes = codes.with_columns(self._completed(keyed[name], codes[name]))
        self.by_column = codes
        self.sizes = [max(1, len(cells)) for cells in self.cells.values()]

    def _completed(self, column: pl.Series, codes: pl.Series) -> pl.Series:
        """Return the *codes* of *column* with those of the cells that were not in the sample."""
        rows = codes.is_null().arg_true()
        rare = column.gather(rows)
        self.cells[column.name] = self.cells[column.name].append(rare.unique())
        found = rare.to_frame().select(_codes(pl.col(column.name), self.cells[column.name]))
        return codes.scatter(rows, found.to_series())

    @cached_property
    def codes(self) -> pl.Series:
        """Return the code of each row, one number for all its keys."""
        code: Any = pl.lit(0, dtype=pl.UInt32)
        for name, size in zip(self.cells, self.sizes, strict=True):
            code = code * size + pl.col(name)
        return self.by_column.select(code.cast(pl.UInt32).alias("code")).to_series()

    def distinct(self, groups: Sequence[Sequence[str]]) -> list[list[tuple[Any, ...]]]:
        """Return the distinct cells of each group of key columns, None for a column that there is not."""
        rest, cells = pl.col("code"), {}
        for name, size in reversed([*zip(self.cells, self.sizes, strict=True)]):
            cells[name] = pl.lit(self.cells[name]).gather(rest % size)
            rest = rest // size
        there = pl.repeat(False, prod(self.sizes), eager=True).scatter(self.codes, True).arg_true()
        found = there.alias("code").to_frame().select(**cells)
        columns = [[pl.col(role) if role in cells else pl.lit(None).alias(role) for role in group] for group in groups]
        return [found.select(group).unique().rows() for group in columns]

    def codes_of(self, cells: Mapping[str, Sequence[Any]], count: int) -> list[int]:
        """Return the codes of *count* rows with *cells* in the key columns."""
        codes = [0] * count
        for name, size in zip(self.cells, self.sizes, strict=True):
            known = {cell: place for place, cell in enumerate(self.cells[name])}
            codes = [code * size + known[cell] for code, cell in zip(codes, cells[name], strict=True)]
        return codes


def _codes(column: pl.Expr, cells: pl.Series) -> pl.Expr:
    """Return the places of a column's cells in *cells*, null for one that is not there."""
    if cells.dtype == pl.String:
        return column.cast(pl.Enum(cells), strict=False).to_physical().cast(pl.UInt32)
    return column.replace_strict(cells, range(len(cells)), default=None, return_dtype=pl.UInt32)
