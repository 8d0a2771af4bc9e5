"""The summary of a lazy frame in one pass: its rows are counted by guessed limits, and what was not guessed is told.

A lazy frame has to be read once to know what it spells and once more to judge its rows. Its first rows, and the plan,
mostly spell all that there is: the limits for that are a guess. The counting itself checks it, for it gives each
spelling that led nowhere, too; where one of those is about a target after all, its rows are counted in a second pass.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from plancheck.engines import GROUPS, FrameEngine
from plancheck.limits import limit_columns
from plancheck.natives import rows_of, sample
from plancheck.spellings import Spellings, likely_spellings
from plancheck.verdictcolumns import own, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plancheck.limits import Limit

_SAMPLE = 1 << 15
_MANY = 1 << 12  # so many combinations of cells are looked up apart, before anything is counted
_BETWEEN = "\x1f"
_Cells = tuple[Any, ...]  # of all keys
_Counts = Counter[tuple[int, str]]  # of rows, by target and outcome


class OnePassEngine(FrameEngine):
    """A check against a lazy frame of Polars or DuckDB, the summary of which looks and counts at once."""

    def summary(self) -> Any:
        """Return a row a target, with the number of rows of each outcome."""
        counts = None if "spelled" in vars(self) else self._counts()
        return super().summary() if counts is None else nw.to_native(self.counted(counts))

    def _counts(self) -> _Counts | None:
        """Return the counts, None where what the data spells has to be known before: of that there is no guess.

        Of regions each decides what others mean, and a cell that is no plain number is read by itself.
        """
        roles = tuple(self.keys)
        if not roles or {"region", "cell"} & set(roles):
            return None
        first = sample(self._key_columns(), _SAMPLE)
        if len(first) > _MANY:
            return None
        guessed = self._found(roles, first)
        limits = tuple(self.limits_of(self._likely(guessed)))
        places = self._led_by(limits)
        places += set(guessed) - set(places)
        counts, met, texts = self._tallied(limits, places)
        parts = [text.split(_BETWEEN) for text in texts]
        if any(len(cells) != len(roles) for cells in parts):
            return None  # one of the cells has in it what stands between them
        others = self._found(roles, map(self._cells, parts))
        self.spelled = self._groups([*met, *others])
        return self._with_others(counts, set(places), set(others))

    def _with_others(self, counts: _Counts, places: set[_Cells], others: set[_Cells]) -> _Counts | None:
        """Return *counts* with the rows of *others*, which none of *places* was met by, None if they cannot be told."""
        limits = [*self.limits_of(self._groups([*others]))]
        pairs = [(item, cells) for item, cells in zip(limits, self._led_by(limits), strict=True) if cells in others]
        if not pairs:
            return counts
        missed, led = (list(column) for column in zip(*pairs, strict=True))
        if places & set(led):
            return None  # a cell is missing in some rows and empty in others, which from now on is the same
        return counts + self._tallied(missed, led, asked=True)[0]

    def _tallied(
        self, limits: Sequence[Limit], places: Sequence[_Cells], *, asked: bool = False
    ) -> tuple[_Counts, list[_Cells], list[str]]:
        """Return the counts by *limits*, the *places* that rows met, and what those spell that met none.

        Places are cells of all keys, the first of them those of the limits; the others lead to none. Rows that met no
        place are gone where only those are *asked* for that did.
        """
        keys = {role: [cells[at] for cells in places] for at, role in enumerate(self.keys)}
        names = limit_columns(limits, self.column, margins=False)
        nothing = [None] * (len(places) - len(limits))
        columns: dict[str, list[Any]] = {name: [*cells, *nothing] for name, cells in names.items()}
        columns["target"] = [*range(len(places))]  # each place is told apart, whichever target it leads to
        both = self._beside_limits(keys, columns, asked=asked)
        cells = [own(role).fill_null(self._filled(role, None)).cast(nw.String) for role in keys]
        told = both.select(
            place=own("target"),
            outcome=verdict(names, self.column, self.words),
            spelled=nw.when(own("target").is_null()).then(nw.concat_str(cells, separator=_BETWEEN)),
        )
        found = rows_of(told.group_by("place", "outcome", "spelled").agg(rows=nw.len()))
        counts: _Counts = Counter()
        for place, outcome, _, count in found:
            if place is not None and place < len(limits):
                counts[limits[place].row.target, outcome] += count
        met = {place for place, _, _, _ in found if place is not None}
        return counts, [places[place] for place in met], [text for place, _, text, _ in found if place is None]

    def _likely(self, rows: Sequence[_Cells]) -> list[list[tuple[Any, ...]]]:
        """Return the cells of each of `GROUPS` in *rows*, and those that are likely beside them."""
        found, regions, periods = self._groups(rows)
        if self.numeric.get("indicator", True):  # no column in which a name could stand
            return [found, regions, periods]
        seen = Spellings(pairs=tuple(row[:2] for row in found), periods=tuple(cell for (cell,) in periods))
        likely = likely_spellings(self.check, seen)
        return [[(*pair, None) for pair in likely.pairs], regions, [(cell,) for cell in likely.periods]]

    def _led_by(self, limits: Sequence[Limit]) -> list[_Cells]:
        """Return the cells of all keys that lead to each of *limits*."""
        return [*zip(*self.cells_of(limits).values(), strict=True)]

    def _cells(self, parts: Sequence[str]) -> _Cells:
        """Return the cells of all keys out of their texts."""
        cells = {role: int(part) if self.numeric[role] else part for role, part in zip(self.keys, parts, strict=True)}
        return tuple(None if cell == self._filled(role, None) else cell for role, cell in cells.items())

    def _groups(self, rows: Sequence[_Cells]) -> list[list[tuple[Any, ...]]]:
        """Return the distinct cells of each of `GROUPS` in *rows* of all keys."""
        places = [[place for place, role in enumerate(self.keys) if role in group] for group in GROUPS]
        return [
            self._found(group, [tuple(row[place] for place in at) for row in rows])
            for group, at in zip(GROUPS, places, strict=True)
        ]
