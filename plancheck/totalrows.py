"""Figures of totals (合计, 全市), and of no region, that may not be those of the region asked for.

The other rows of their table tell. A row that names no region below rows that do is theirs, the region's as a whole or
nobody knows whose: merged cells are exported as blanks.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import Factory, define

from plancheck.errors import Diagnostic
from plancheck.matching import Match, listed_few, table_of
from plancheck.observing import place_of
from plancheck.regions import is_whole, same_region
from plancheck.totals import may_stand_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plancheck.catalog import Key
    from plancheck.records import Observation

    Found = Mapping[Key, list[Observation]]


@define
class Totals:
    """What tables name beside their totals: all regions of each."""

    _names: dict[tuple[object, object], set[str]] = Factory(lambda: defaultdict(set))
    _some: bool = False

    def note(self, observation: Observation) -> None:
        """Take the region of *observation* for one that its table names."""
        if observation.region is not None and not is_whole(observation.region, None):
            self._names[table_of(observation)].add(observation.region)
        elif observation.region is not None or observation.unplaced:
            self._some = True

    def sorted_out(self, found: Found, region: str | None) -> tuple[Found, Found]:
        """Return the observations *found* without the totals that are of another region than *region*, and those."""
        if region is None or not self._some:
            return found, {}
        own: dict[Key, list[Observation]] = defaultdict(list)
        others: dict[Key, list[Observation]] = defaultdict(list)
        for key, observations in found.items():
            for observation in observations:
                (others if self._is_of_others(observation, region) else own)[key].append(observation)
        return own, others

    def _is_of_others(self, observation: Observation, region: str) -> bool:
        name = observation.region
        if name is None:
            return observation.unplaced and bool(self._names[table_of(observation)])
        if not is_whole(name, None) or not same_region(name, region):
            return False
        return not may_stand_for(name, region, frozenset(self._names[table_of(observation)]))

    def beside(self, totals: Sequence[Observation], region: str) -> Match:
        """Return that the data has only *totals*, which may not be of *region*, with what stands beside them."""
        first = totals[0]
        names = listed_few(sorted(self._names[table_of(first)]))
        details = {"wanted": region, "found": first.region or "—", "beside": names}
        note = Diagnostic(code="total-of-others", found=first.region or "—", details=details, **place_of(first))
        return Match(outcome="total-of-others", details=details, diagnostics=(note,))
