"""The compiled check on Dask: each partition is checked where it is, by codes; nothing is joined or moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plancheck.arrowengine import regions_in
from plancheck.arrowframes import PandasEngine
from plancheck.limits import OUTCOMES, Limit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plancheck.checks import Check

    Names = frozenset[str]
    Roles = dict[str, Any]


class DaskEngine:
    """A check against a Dask frame; the answers are Dask frames, which nothing has computed yet."""

    limits: tuple[Limit, ...] = ()  # they are known where the partitions are
    totals: frozenset[tuple[str, str]] = frozenset()

    def __init__(self, check: Check, frame: Any, roles: Mapping[str, Any], names: Mapping[str, str]) -> None:
        from dask.delayed import delayed

        self.frame = frame
        self.told = (check, dict(roles), dict(names))
        region = roles.get("region") if check.regional else None
        self.among = frozenset() if region is None else delayed(_regions)(frame[region].unique())

    def verdicts(self, keep: Sequence[Any] | None = None) -> Any:
        """Return the columns *keep* of the frame with target, verdict and margin."""
        return self._mapped(_verdicts, keep)

    def missed(self, keep: Sequence[Any] | None = None) -> Any:
        """Return the rows of `verdicts` that missed their target."""
        return self._mapped(_missed, keep)

    def summary(self) -> Any:
        """Return a row a target, with the number of rows of each outcome."""
        counts = self._mapped(_summary).repartition(npartitions=1)
        return counts.map_partitions(_added_up, meta=counts._meta)

    def _mapped(self, answer: Any, *options: Any) -> Any:
        empty = answer(self.frame._meta, frozenset(), *self.told, *options)
        return self.frame.map_partitions(answer, self.among, *self.told, *options, meta=empty)


def _regions(cells: Any) -> frozenset[str]:
    """Return the regions that all partitions name: a total in one of them may stand below rows of another."""
    return regions_in(cells.dropna().tolist())


def _verdicts(part: Any, among: Names, check: Check, roles: Roles, names: dict[str, str], keep: Any) -> Any:
    return PandasEngine(check, part, roles, names, among).verdicts(keep)


def _missed(part: Any, among: Names, check: Check, roles: Roles, names: dict[str, str], keep: Any) -> Any:
    return PandasEngine(check, part, roles, names, among).missed(keep)


def _summary(part: Any, among: Names, check: Check, roles: Roles, names: dict[str, str]) -> Any:
    return PandasEngine(check, part, roles, names, among).summary()


def _added_up(counts: Any) -> Any:
    """Return the counts of all partitions, one row a target."""
    sums = counts.groupby("target", as_index=False)[["rows", *OUTCOMES]].sum()
    named = counts[["target", "id", "indicator"]].drop_duplicates("target")
    return named.merge(sums, on="target").sort_values("target", ignore_index=True)
