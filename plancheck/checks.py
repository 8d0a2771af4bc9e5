"""The compiled check: a plan's targets with exact bounds for each unit of the data, run over any observations."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
from attrs import evolve, frozen

from plancheck.bounds import Interval, Policy, demanded
from plancheck.catalog import Catalog, Key, load
from plancheck.errors import Diagnostic
from plancheck.exact import shown, simplest
from plancheck.labels import unit_mark
from plancheck.matching import Match, match
from plancheck.observations import place_of, unknown_unit
from plancheck.periods import read_period
from plancheck.plans import BoundTarget, Plan, bind
from plancheck.scales import Scale, observed_key, observed_unit, scale_of
from plancheck.verdicts import Verdict, VerdictName
from plancheck.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from plancheck.records import Direction, Observation

_LOST = {
    "missing-value": "lost",
    "garbled-number": "garbled",
    "count-mismatch": "pairing",
    "bound-unstated": "unbounded",
    "period-total": "total",
    "unit-unstated": "unitless",
    "conflicting-units": "unitless",
}
_COMPARED = 300


@frozen(eq=False)
class Check:
    """A plan made ready once, to be run against any number of data sets; see `compile_check`."""

    targets: tuple[BoundTarget, ...]
    demands: tuple[Interval | None, ...]
    catalog: Catalog
    as_of: date | None = None
    _scales: dict[tuple[int, str | None, Direction | None], Scale] = attrs.field(factory=dict, init=False, repr=False)

    def run(self, observations: Iterable[Observation]) -> tuple[Verdict, ...]:
        """Return the verdict of each target, in the plan's order."""
        wanted = {target.key.name for target in self.targets}
        found: dict[Key, list[Observation]] = defaultdict(list)
        names: dict[str, None] = {}
        for observation in observations:
            names[observation.indicator] = None
            key = observed_key(self.catalog, observation.indicator, observation.unit)
            if key.name in wanted:
                found[key].append(observation)
        return tuple(self._judge(index, found, names) for index in range(len(self.targets)))

    def scale(self, index: int, observation: Observation) -> Scale:
        """Return how *observation* is measured against the target at *index*; each unit is converted once."""
        unit = observed_unit(observation.indicator, observation.unit)
        direction = observed_key(self.catalog, observation.indicator, observation.unit).direction
        key = (index, unit, direction)
        if key not in self._scales:
            self._scales[key] = scale_of(self.targets[index], self.demands[index] or Interval(), unit, direction)
        scale = self._scales[key]
        bare_share = unit is None and self.targets[index].is_share and (observation.value or 0) > 1
        return evolve(scale, problem="share") if bare_share else scale

    def _judge(self, index: int, found: Mapping[Key, list[Observation]], names: Iterable[str]) -> Verdict:
        target, demand = self.targets[index], self.demands[index]
        if demand is None:
            return _verdict(target, demand, "unresolved", self.undemanded(index))
        candidates = found.get(target.key)
        if not candidates:
            return self._absent(target, demand, found, names)
        result = match(target, candidates, lambda observation: self._measure(index, observation))
        if result.outcome == "found" and result.observation is not None:
            return self._compare(index, demand, result)
        return self._unmatched(target, demand, result, candidates)

    def _measure(self, index: int, observation: Observation) -> Fraction | None:
        scale = self.scale(index, observation)
        return None if scale.problem or observation.value is None else Fraction(observation.value) * scale.factor

    def _compare(self, index: int, demand: Interval, result: Match) -> Verdict:
        """Hold the figure against the bounds in its own unit; the margin alone is told in the target's."""
        target, observation = self.targets[index], result.observation
        assert observation is not None
        assert observation.value is not None
        scale, value = self.scale(index, observation), Fraction(observation.value)
        if scale.problem:
            return _incomparable(target, demand, result, scale.problem)
        met = scale.bounds.contains(value)
        end, distance = demand.nearest(value * scale.factor)
        note = (_assumed(target, observation),) if scale.assumed else ()
        name: VerdictName = "met" if met else "pending" if self.is_early(target) else "missed"
        verdict = _verdict(target, demand, name, name, result)
        return evolve(
            verdict,
            details={**verdict.details, "assumed": target.unit or ""} if scale.assumed else verdict.details,
            margin=simplest(distance),
            relative_margin=simplest(distance / abs(end)) if end else None,
            diagnostics=(*result.diagnostics, *note),
        )

    def _unmatched(
        self, target: BoundTarget, demand: Interval, result: Match, candidates: list[Observation]
    ) -> Verdict:
        early = self.is_early(target)
        if result.outcome == "part":
            return _verdict(target, demand, *(("pending", "part-pending") if early else ("unresolved", "part")), result)
        if result.outcome == "other-period" and early and _all_before(target, candidates):
            return _verdict(target, demand, "pending", "early", result)
        absent = result.outcome in ("no-figure", "other-region", "other-period")
        return _verdict(target, demand, "no_data" if absent else "unresolved", result.outcome, result)

    def _absent(
        self, target: BoundTarget, demand: Interval, found: Mapping[Key, list[Observation]], names: Iterable[str]
    ) -> Verdict:
        if evolve(target.key, aspect="level") in found:
            return _verdict(target, demand, "no_data", "level-only")
        if evolve(target.key, aspect="change") in found:
            return _verdict(target, demand, "no_data", "change-only")
        near = self.catalog.suggest(target.constraint.indicator, among=_alike(target.constraint.indicator, names))
        return _verdict(
            target, demand, "no_data", "absent", Match(outcome="no-figure", details={"near": ", ".join(near)})
        )

    def undemanded(self, index: int) -> str:
        """Return why the target at *index*, whose demand is None, demands nothing that could be checked."""
        constraint = self.targets[index].constraint
        lost = next((_LOST[code] for code in constraint.diagnostics if code in _LOST), None)
        if constraint.kind == "reference":
            return "reference"
        return lost or ("vague" if constraint.value is None else "range")

    def is_early(self, target: BoundTarget) -> bool:
        """Tell whether *target* is due after the day of the check."""
        return self.as_of is not None and target.due is not None and target.due > self.as_of


def compile_check(
    plan: Plan,
    *,
    catalog: Catalog | None = None,
    policy: Policy | None = None,
    region: str | None = None,
    as_of: date | None = None,
) -> Check:
    """Return the check that *plan* demands: its targets bound to the catalog, each with its exact bounds.

    *region* takes the place of the plan's own. Without *as_of* nothing is pending: the clock is never asked.
    """
    known = catalog or load()
    targets = bind(plan, known, region)
    demands = tuple(demanded(target.constraint, target.key.better, policy) for target in targets)
    return Check(targets, demands, known, as_of)


def _verdict(
    target: BoundTarget, demand: Interval | None, verdict: VerdictName, reason: str, result: Match | None = None
) -> Verdict:
    details = dict(result.details) if result else {}
    if target.due:
        details["due"] = target.due.isoformat()
    if demand and target.constraint.op == "~=":
        ends = {"low": demand.low, "high": demand.high}
        details |= {side: shown(simplest(end)) for side, end in ends.items() if end is not None}
    return Verdict(
        constraint=target.constraint,
        verdict=verdict,
        reason=reason,
        observation=result.observation if result else None,
        details=details,
        diagnostics=result.diagnostics if result else (),
    )


def _incomparable(target: BoundTarget, demand: Interval, result: Match, problem: str) -> Verdict:
    observation = result.observation
    assert observation is not None
    sides = {"left": observation.unit or "—", "right": target.constraint.unit or "—"}
    verdict = _verdict(target, demand, "unresolved" if problem == "direction" else "not_comparable", problem, result)
    notes = list(verdict.diagnostics)
    if problem == "unknown-unit" and observation.unit:
        notes.append(evolve(unknown_unit(observation.unit), **place_of(observation)))
    return evolve(verdict, details={**verdict.details, **sides}, diagnostics=tuple(notes))


def _assumed(target: BoundTarget, observation: Observation) -> Diagnostic:
    details = {"indicator": observation.indicator, "unit": unit_mark(target.unit)}
    return Diagnostic(
        code="assumed-unit", found=figure(observation.value, None), details=details, **place_of(observation)
    )


def _all_before(target: BoundTarget, observations: Iterable[Observation]) -> bool:
    periods = [read_period(observation.period or "") for observation in observations]
    return target.due is not None and all(period is not None and period.end < target.due for period in periods)


def _alike(name: str, names: Iterable[str]) -> list[str]:
    """Return the few of many *names* that share most pairs of characters with *name*: a quick first look."""
    names = list(names)
    if len(names) <= _COMPARED:
        return names
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    return sorted(names, key=lambda other: -sum(pair in other for pair in pairs))[:_COMPARED]
