"""A lower body's plan held against the upper one's: which of its targets answer, and whether they are as strict."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from plancheck.checks import compile_check
from plancheck.comparisons import Answer, PlanComparison, TargetComparison
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.exact import shown, simplest
from plancheck.labels import bound, unit_mark
from plancheck.matching import listed_few
from plancheck.misuse import refuse_misuse
from plancheck.nesting import nesting
from plancheck.references import resolve
from plancheck.relations import Ranking, Reason, Relation, ranked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plancheck.bounds import Interval, Policy
    from plancheck.catalog import Catalog, Key
    from plancheck.checks import Check
    from plancheck.nesting import Nesting
    from plancheck.plans import BoundTarget, Plan
    from plancheck.references import Resolution


def compare(
    lower: Plan,
    upper: Plan,
    *,
    region: str | None = None,
    upper_region: str | None = None,
    policy: Policy | None = None,
    catalog: Catalog | None = None,
) -> PlanComparison:
    """Return how *lower*, the plan of a lower body, stands to each target of *upper*: at least as strict, or looser.

    A target answers one of the upper plan if it is of the same indicator, by name or the catalog's aliases; nothing
    like it decides. It is stricter where its bound, in the upper one's unit, allows nothing that the upper one forbids,
    and it is due no later and no less firm; looser where it allows more. A rate for a region is one for its parts; an
    amount for the whole (5.8万座) judges no part of it. References to the upper plan (不低于省下达目标) get its bounds.

    *region* and *upper_region* take the place of the plans' regions. Raises PlancheckError if the one does not lie in
    the other.

    >>> from plancheck import parse
    >>> province = parse("江南省2025年工作要点\\n婴儿死亡率控制在3‰以下，签约率达到75%，新建卫生院90所。")
    >>> city = parse("云河市2025年工作要点\\n婴儿死亡率控制在0.25%以下，签约率达到70%，新建卫生院12所。")
    >>> found = compare(city, province)
    >>> [(str(result.relation), result.reason) for result in found.results]
    [('stricter', 'stricter'), ('looser', 'looser'), ('not_comparable', 'whole')]
    >>> found.looser[0].message().partition(": looser, ")[2]
    'the bound is wider by 5 percentage points'
    """
    options = {"region": region, "upper_region": upper_region, "policy": policy, "catalog": catalog}
    refuse_misuse("lower", "upper", lower=lower, upper=upper, **options)
    where, unplaced = _nested(lower, upper, region or lower.region, upper_region or upper.region)
    resolution = resolve(lower, upper, catalog=catalog, region=region, upper_region=upper_region)
    below = compile_check(resolution.plan, catalog=catalog, policy=policy, region=region)
    above = compile_check(upper, catalog=catalog, policy=policy, region=upper_region)
    pairs = _Pairs(below, above, lower.source.name, _taken(resolution), where)
    results = _told_apart(pairs, [_result(pairs, n, upper.source.name) for n in range(len(above.targets))])
    notes = [Diagnostic(code="no-targets", file=plan.source.name) for plan in (lower, upper) if not plan.targets]
    if where == "unknown" and any(result.reason == "whole" for result in results):
        notes.append(unplaced)
    notes += [note for note in resolution.diagnostics if note.code != "resolved-reference"]  # the answer tells that
    diagnostics = (*lower.diagnostics, *upper.diagnostics, *notes)
    return PlanComparison(lower=resolution.plan, upper=upper, results=results, diagnostics=diagnostics)


def _nested(lower: Plan, upper: Plan, own: str | None, around: str | None) -> tuple[Nesting, Diagnostic]:
    """Return how the region *own* lies to *around*, with what to tell where nobody knows.

    Raises PlancheckError where it lies elsewhere.
    """
    where = nesting(own, around)
    regions = Diagnostic(
        code="region-outside" if where == "outside" else "region-unplaced",
        file=lower.source.name,
        found=own or "—",
        details={"region": around or "—", "upper": upper.source.name},
    )
    if where == "outside":
        raise PlancheckError(regions)
    return where, regions


def _taken(resolution: Resolution) -> frozenset[int]:
    """Return which of the lower plan's targets, counted without its reports, have their bound from the upper plan."""
    positions = [number for number, constraint in enumerate(resolution.plan) if constraint.role == "target"]
    return frozenset(positions.index(number) for number in resolution.answers)


@frozen(slots=False)
class _Pairs:
    """Both plans made ready: which targets of the lower one have their bound from the upper, and where it lies."""

    below: Check
    above: Check
    lower_name: str
    taken: frozenset[int]
    where: Nesting

    @cached_property
    def named(self) -> dict[Key, list[int]]:
        """The positions of the lower targets for each indicator."""
        return _by_name(self.below.targets)

    def answer(self, number: int, upper_number: int) -> Answer:
        """Return how the lower target *number* answers the upper one *upper_number*."""
        lower, upper = self.below.targets[number], self.above.targets[upper_number]
        demand, upper_demand = self.below.demands[number], self.above.demands[upper_number]
        place = f"{self.lower_name}:{lower.constraint.line}"
        details = {**_told("lower", lower, demand), **_told("upper", upper, upper_demand), "lower_place": place}
        ranking = Ranking(relation=Relation.NOT_COMPARABLE, reason="lower-unresolved")
        if upper_demand is None:
            ranking = evolve(ranking, reason="upper-unresolved")
        elif demand is None:
            details["why"] = self.below.undemanded(number)
        else:
            ranking = ranked(lower, demand, upper, upper_demand, self.where)
        resolved = number in self.taken
        return Answer(constraint=lower.constraint, place=place, ranking=ranking, resolved=resolved, details=details)


def _told(side: str, target: BoundTarget, demand: Interval | None) -> dict[str, str]:
    """Return what a sentence says of one side: its unit, when it is due, how far 左右 may reach."""
    told = {"unit": unit_mark(target.unit) or "—", "due": target.due.isoformat() if target.due else ""}
    if demand is not None and target.constraint.op == "~=":
        ends = {"low": demand.low, "high": demand.high}
        told |= {end: shown(simplest(number)) for end, number in ends.items() if number is not None}
    return {f"{side}_{name}": text for name, text in told.items()}


def _result(pairs: _Pairs, number: int, file: str) -> TargetComparison:
    target = pairs.above.targets[number]
    place = f"{file}:{target.constraint.line}"
    answers = tuple(pairs.answer(position, number) for position in pairs.named.get(target.key, ()))
    relation, reason, details = _deciding(answers) if answers else (Relation.ABSENT, *_absent(pairs, number))
    if pairs.above.demands[number] is None:
        relation, reason = Relation.NOT_COMPARABLE, "upper-unresolved"
        details = {"why": pairs.above.undemanded(number)}
    return TargetComparison(
        constraint=target.constraint, place=place, relation=relation, reason=reason, answers=answers, details=details
    )


def _told_apart(pairs: _Pairs, results: list[TargetComparison]) -> tuple[TargetComparison, ...]:
    """Return *results*; of upper targets with one name and day none is ranked if answers stand differently to them."""
    for numbers in _namesakes(pairs.above.targets):
        alike = [results[number] for number in numbers if results[number].answers]
        if len({(result.relation.holds, result.relation is Relation.LOOSER) for result in alike}) < 2:
            continue
        found = listed_few(f"{bound(result.constraint, '')} ({result.place})" for result in alike)
        for number in numbers:
            if results[number].relation.holds or results[number].relation is Relation.LOOSER:
                results[number] = evolve(
                    results[number],
                    relation=Relation.NOT_COMPARABLE,
                    reason="ambiguous",
                    details={"found": found},
                )
    return tuple(results)


def _namesakes(targets: Sequence[BoundTarget]) -> Iterator[list[int]]:
    """Yield the positions of targets for one indicator that are due on one day, or of which one names none."""
    for numbers in _by_name(targets).values():
        days = {targets[number].due for number in numbers}
        if None in days:
            yield numbers
        else:
            yield from ([number for number in numbers if targets[number].due == day] for day in days)


def _by_name(targets: Sequence[BoundTarget]) -> dict[Key, list[int]]:
    named: dict[Key, list[int]] = defaultdict(list)
    for number, target in enumerate(targets):
        named[target.key].append(number)
    return named


def _deciding(answers: tuple[Answer, ...]) -> tuple[Relation, Reason, dict[str, str]]:
    """Return what the answers to one target come to: all hold for the lower body; of those that do, the equal one."""
    holding = [answer for answer in answers if answer.relation.holds]
    against = [answer for answer in answers if answer.ranking.bound is Relation.LOOSER]
    for answer in holding:
        other = next((one for one in against if _same_day(one, answer)), None)
        if other is not None:
            found = listed_few(f"{bound(one.constraint, '')} ({one.place})" for one in (answer, other))
            return Relation.NOT_COMPARABLE, "conflict", {"found": found}
    order = (Relation.EQUAL, Relation.STRICTER, Relation.NOT_COMPARABLE, Relation.LOOSER)
    best = min(answers, key=lambda answer: order.index(answer.relation))
    return best.relation, best.ranking.reason, best.details


def _same_day(one: Answer, other: Answer) -> bool:
    days = {answer.details["lower_due"] for answer in (one, other)}
    return len(days) == 1 or "" in days


def _absent(pairs: _Pairs, number: int) -> tuple[Reason, dict[str, str]]:
    key, targets = pairs.above.targets[number].key, pairs.below.targets
    aspects = {target.key.aspect for target in targets if target.key.name == key.name}
    if aspects:
        return ("level-only" if "level" in aspects else "change-only"), {}
    name = pairs.above.targets[number].constraint.indicator
    near = pairs.below.catalog.suggest(name, among=[target.constraint.indicator for target in targets])
    return "absent", {"near": ", ".join(near)}
