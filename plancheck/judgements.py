"""One target held against one figure: the verdict, its exact margin, and what the verdict hangs on."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve

from plancheck.errors import Diagnostic
from plancheck.events import flip
from plancheck.exact import shown, simplest
from plancheck.labels import unit_mark
from plancheck.meanings import half_step, meets, stands_for, sure_distance, within_rounding
from plancheck.observing import place_of, unknown_unit
from plancheck.suspicions import suspicion
from plancheck.verdicts import Verdict
from plancheck.wording import reported

if TYPE_CHECKING:
    from plancheck.bounds import Interval, Policy
    from plancheck.matching import Match
    from plancheck.plans import BoundTarget
    from plancheck.records import Observation
    from plancheck.scales import Scale
    from plancheck.verdicts import VerdictName


def judged(
    target: BoundTarget, demand: Interval, scale: Scale, result: Match, *, policy: Policy | None, early: bool
) -> Verdict:
    """Return the verdict of *target*, which demands *demand*, by the figure that *result* found.

    The figure is held against the bounds in its own unit; the margin alone is told in the target's. A figure that only
    bounds is met if all that it may stand for is, missed if nothing is, else unresolved. *early* makes a miss pending.
    """
    observation = result.observation
    assert observation is not None
    if scale.problem:
        return _incomparable(target, demand, result, scale.problem)
    values = stands_for(observation, policy)
    met = meets(values, scale.bounds)
    if met is None:
        return verdict_of(target, demand, "unresolved", "bounded", result)
    name: VerdictName = "met" if met else "pending" if early else "missed"
    measured = values.times(scale.factor)
    end, distance = sure_distance(measured, demand)
    half = half_step(observation, target.unit)
    value = Fraction(observation.value or 0)
    verdict = verdict_of(target, demand, name, name, result)
    notes = [_assumed(target, observation)] if scale.assumed else []
    return evolve(
        verdict,
        details={**verdict.details, **({"assumed": target.unit or ""} if scale.assumed else {})},
        margin=simplest(distance),
        relative_margin=simplest(distance / abs(end)) if end else None,
        within_rounding=within_rounding(scale.bounds, value, half),
        flip=flip(observation, scale.bounds, half),
        measured=measured,
        diagnostics=(*result.diagnostics, *notes, *suspicion(target, observation, scale)),
    )


def verdict_of(
    target: BoundTarget, demand: Interval | None, verdict: VerdictName, reason: str, result: Match | None = None
) -> Verdict:
    """Return the verdict with what the sentence about it needs: when it is due, and how far 左右 may reach."""
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
        demand=demand,
        details=details,
        diagnostics=result.diagnostics if result else (),
    )


def _incomparable(target: BoundTarget, demand: Interval, result: Match, problem: str) -> Verdict:
    observation = result.observation
    assert observation is not None
    sides = {"left": observation.unit or "—", "right": target.constraint.unit or "—"}
    verdict = verdict_of(target, demand, "unresolved" if problem == "direction" else "not_comparable", problem, result)
    notes = list(verdict.diagnostics)
    if problem == "unknown-unit" and observation.unit:
        notes.append(evolve(unknown_unit(observation.unit), **place_of(observation)))
    return evolve(verdict, details={**verdict.details, **sides}, diagnostics=tuple(notes))


def _assumed(target: BoundTarget, observation: Observation) -> Diagnostic:
    details = {"indicator": observation.indicator, "unit": unit_mark(target.unit)}
    found = reported(evolve(observation, unit=None))
    return Diagnostic(code="assumed-unit", found=found, details=details, **place_of(observation))
