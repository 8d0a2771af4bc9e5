"""The compiled check: a plan's targets with exact bounds for each unit of the data, run over any observations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs
from attrs import evolve, frozen

from plancheck.bounds import Interval, Policy, demanded
from plancheck.catalog import Catalog, Key, load
from plancheck.formulas import Computed, compared, computed_rates, part_names
from plancheck.judgements import judged, verdict_of
from plancheck.matching import Match, match
from plancheck.meanings import stands_for
from plancheck.misuse import refuse_misuse
from plancheck.periods import read_period
from plancheck.plans import BoundTarget, Plan, bind
from plancheck.regions import is_whole, region_key
from plancheck.scales import Scale, observed_key, observed_unit, scale_of
from plancheck.totalrows import Totals
from plancheck.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from plancheck.compiled import FrameCheck
    from plancheck.records import Direction, Observation

    Found = Mapping[Key, list[Observation]]

_LOST = {
    "missing-value": "lost",
    "garbled-number": "garbled",
    "count-mismatch": "pairing",
    "bound-unstated": "unbounded",
    "period-total": "total",
    "unit-unstated": "unitless",
    "conflicting-units": "unitless",
}
# Outcomes of reported figures beside which a computed one may answer.
_ABSENT = (
    *("no-figure", "other-region", "ambiguous-region", "other-period", "total-of-others"),
    *("roll-up-incomplete", "roll-up-unknown", "roll-up-conflict", "roll-up-rates"),
)
_SILENT = ("no-figure", "part", "other-region", "ambiguous-region", "other-period")


@frozen(eq=False, repr=False)
class Check:
    """A plan made ready once, to be run against any number of data sets; see `compile_check`."""

    targets: tuple[BoundTarget, ...]
    demands: tuple[Interval | None, ...]
    catalog: Catalog
    as_of: date | None = None
    policy: Policy | None = None
    roll_up: bool = False
    regional: bool = attrs.field(init=False)  # a target names a region, so that regions of the data matter
    dated: bool = attrs.field(init=False)  # a target is due at some time, so that periods of the data matter
    _scales: dict[tuple[int, str | None, Direction | None], Scale] = attrs.field(factory=dict, init=False)

    @regional.default
    def _names_a_region(self) -> bool:
        return any(target.region is not None for target in self.targets)

    @dated.default
    def _names_a_time(self) -> bool:
        return any(target.due is not None for target in self.targets)

    def __repr__(self) -> str:
        return f"<Check of {len(self.targets)} targets>"

    def run(self, observations: Iterable[Observation]) -> tuple[Verdict, ...]:
        """Return the verdict of each target, in the plan's order."""
        wanted = {target.key.name for target in self.targets}
        wanted |= {name for target in self.targets for name in part_names(self.catalog, target.key.indicator)}
        found: dict[Key, list[Observation]] = defaultdict(list)
        names: dict[str, None] = {}
        totals = Totals()
        for observation in observations:
            names[observation.indicator] = None
            totals.note(observation)
            key = observed_key(self.catalog, observation.indicator, observation.unit)
            if key.name in wanted:
                found[key].append(observation)

        @cache
        def of(region: str | None) -> tuple[Found, Found]:
            return totals.sorted_out(found, region)

        verdicts = []
        for index, target in enumerate(self.targets):
            own, others = of(target.region)
            other = totals.beside(others[target.key], target.region or "") if target.key in others else None
            verdicts.append(self._judge(index, own, names, other))
        return tuple(verdicts)

    def on(self, data: object, **options: Any) -> FrameCheck:
        """Return this check bound to a frame of any size and kind; *options* are those of `compiled.check_frame`."""
        from plancheck.compiled import check_frame  # here, because it loads narwhals

        return check_frame(self, data, **options)

    def run_regions(self, observations: Iterable[Observation]) -> dict[str, tuple[Verdict, ...]]:
        """Return the verdicts of all targets by the figures of each region that the data names, in its order.

        A word for the whole (全市, 合计) is no region. Figures that name none answer for none here.
        """
        names: dict[str, str] = {}
        parts: dict[str, list[Observation]] = defaultdict(list)
        for observation in observations:
            if observation.region is not None and not is_whole(observation.region, None):
                key = region_key(observation.region)
                names.setdefault(key, observation.region)
                parts[key].append(observation)
        return {
            name: evolve(self, targets=tuple(evolve(target, region=name) for target in self.targets)).run(parts[key])
            for key, name in names.items()
        }

    def scale(self, index: int, observation: Observation) -> Scale:
        """Return how *observation* is measured against the target at *index*; each unit is converted once."""
        unit = observed_unit(observation.indicator, observation.unit)
        direction = observed_key(self.catalog, observation.indicator, observation.unit).direction
        key = (index, unit, direction)
        if key not in self._scales:
            self._scales[key] = scale_of(self.targets[index], self.demands[index] or Interval(), unit, direction)
        scale = self._scales[key]
        value = Fraction(observation.value or 0)
        return evolve(scale, problem="share") if scale.unlike and scale.unlike.contains(value) else scale

    def _judge(self, index: int, found: Found, names: Iterable[str], totals: Match | None) -> Verdict:
        """Return the verdict of one target by what was *found*; *totals* are those that may be of other regions."""
        target, demand = self.targets[index], self.demands[index]
        if demand is None:
            return verdict_of(target, demand, "unresolved", self.undemanded(index))
        candidates = found.get(target.key, [])
        computed = computed_rates(self.catalog, target.key, found, target.region)
        result = self._answer(index, candidates, computed)
        if self.roll_up and (result is None or result.outcome in ("other-region", "ambiguous-region")):
            from plancheck.rollups import rolled_up  # here, because it is rarely asked for

            result = rolled_up(target, self.catalog, found) or result
        if totals and (result is None or result.outcome in ("other-region", "ambiguous-region")):
            result = totals
        if result is None:
            return evolve(self._absent(target, demand, found, names), diagnostics=computed.diagnostics)
        if result.outcome == "found" and result.observation is not None:
            scale = self.scale(index, result.observation)
            return judged(target, demand, scale, result, policy=self.policy, early=self.is_early(target))
        return self._unmatched(target, demand, result, candidates)

    def _answer(self, index: int, candidates: list[Observation], computed: Computed) -> Match | None:
        """Return the reported figure that answers for a target, else the one that is computed from reported parts."""
        target = self.targets[index]

        def matched(figures: Sequence[Observation]) -> Match | None:
            return match(target, figures, lambda observation: self._measure(index, observation)) if figures else None

        result = matched(candidates)
        if result is not None and result.outcome == "found" and result.observation is not None:
            indicator = target.key.indicator
            if indicator is None or target.key.aspect != "level":
                return result
            observation, notes = compared(result.observation, computed, indicator, target.region)
            return evolve(result, observation=observation, diagnostics=(*result.diagnostics, *notes))
        other = matched(tuple(computed.rates.values()))
        if other is not None and (result is None or (other.outcome == "found" and result.outcome in _SILENT)):
            result = other
        return result and evolve(result, diagnostics=(*result.diagnostics, *computed.diagnostics))

    def _measure(self, index: int, observation: Observation) -> Interval | None:
        """Return all values that *observation* may stand for, in the target's unit; None if it does not convert."""
        scale = self.scale(index, observation)
        if scale.problem or observation.value is None:
            return None
        return stands_for(observation, self.policy).times(scale.factor)

    def _unmatched(
        self, target: BoundTarget, demand: Interval, result: Match, candidates: list[Observation]
    ) -> Verdict:
        early = self.is_early(target)
        if result.outcome == "part":
            return verdict_of(
                target, demand, *(("pending", "part-pending") if early else ("unresolved", "part")), result
            )
        if result.outcome == "other-period" and early and _all_before(target, candidates):
            return verdict_of(target, demand, "pending", "early", result)
        absent = result.outcome in _ABSENT
        return verdict_of(target, demand, "no_data" if absent else "unresolved", result.outcome, result)

    def _absent(
        self, target: BoundTarget, demand: Interval, found: Mapping[Key, list[Observation]], names: Iterable[str]
    ) -> Verdict:
        if evolve(target.key, aspect="level") in found:
            return verdict_of(target, demand, "no_data", "level-only")
        if evolve(target.key, aspect="change") in found:
            return verdict_of(target, demand, "no_data", "change-only")
        near = self.catalog.suggest(target.constraint.indicator, among=names)
        return verdict_of(
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
    roll_up: bool = False,
) -> Check:
    """Return the check that *plan* demands: its targets bound to the catalog, each with its exact bounds.

    *region* takes the place of the plan's own; with *roll_up* its figure may be added up from those of its parts.
    Without *as_of* nothing is pending: the clock is never asked.
    """
    refuse_misuse("plan", plan=plan, catalog=catalog, policy=policy, region=region, as_of=as_of)
    known = catalog or load()
    targets = bind(plan, known, region)
    demands = tuple(demanded(target.constraint, target.key.better, policy) for target in targets)
    return Check(targets, demands, known, as_of, policy, roll_up)


def _all_before(target: BoundTarget, observations: Iterable[Observation]) -> bool:
    periods = [read_period(observation.period or "") for observation in observations]
    return target.due is not None and all(period is not None and period.end < target.due for period in periods)
