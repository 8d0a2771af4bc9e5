"""Which of the reported figures answers for a target: by region and period, and only where there is no doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs
from attrs import frozen

from plancheck.errors import Diagnostic
from plancheck.observing import place_of
from plancheck.periods import read_period
from plancheck.regions import is_total, is_whole, listed, may_be, region_key, regions_named, same_region
from plancheck.wording import reported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from plancheck.bounds import Interval
    from plancheck.plans import BoundTarget
    from plancheck.records import Observation

Outcome = Literal[
    "found",
    "part",
    "no-figure",
    "other-region",
    "ambiguous-region",
    "total-of-others",
    "other-period",
    "conflict",
    "several-regions",
    "several-periods",
    "roll-up-incomplete",
    "roll-up-unknown",
    "roll-up-conflict",
    "roll-up-rates",
]
_SHOWN = 5
Measured = tuple["Observation", "Interval | None"]


@frozen(kw_only=True)
class Match:
    """What was found for a target: the observation that answers for it, or why there is none."""

    outcome: Outcome
    observation: Observation | None = None
    details: dict[str, str] = attrs.field(factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()


def match(
    target: BoundTarget, observations: Sequence[Observation], measure: Callable[[Observation], Interval | None]
) -> Match:
    """Return which of *observations*, all of the target's indicator, answers for *target*.

    An observation without a region or period answers for any; a target without one takes the only one that the data
    has, or the one that stands for the whole (全市, 合计). *measure* gives all values that a figure may stand
    for, in the target's unit, None where it does not convert: such a figure counts only if there is no other. A figure
    that only bounds (90%以上) gives way to an exact one that keeps to it. Figures that disagree are never chosen from.
    """
    observations = own_figures(observations, target.region)
    here = [
        o for o in observations if o.region is None or target.region is None or same_region(o.region, target.region)
    ]
    if not here:
        return _elsewhere(target, observations)
    answering, partial = in_time(target, here)
    if not answering and not partial:
        return Match(outcome="other-period", details=_others(_year(target), (o.period for o in here)))
    answering = _nearest_in_time(answering, target)
    figures = [o for o in answering or partial if o.value is not None]
    if not figures:
        return Match(outcome="no-figure", observation=(answering or partial)[0])
    if not answering:
        return Match(outcome="part", observation=max(figures, key=_end))
    measured = [(o, measure(o)) for o in figures]
    comparable = [pair for pair in measured if pair[1] is not None]
    return _only(target, comparable or measured)


def own_figures(observations: Sequence[Observation], region: str | None) -> Sequence[Observation]:
    """Return *observations*, of one indicator, without those that are not of *region* because a table names it itself.

    A table that has a figure of the region says which one that is: beside it a total (合计) is of more, and a figure
    without a region is of another.
    """
    if region is None or not any(map(_is_loose, observations)):
        return observations
    naming = {table_of(o) for o in observations if not _is_loose(o) and same_region(o.region or "", region)}
    return [o for o in observations if not (_is_loose(o) and table_of(o) in naming)] if naming else observations


def _is_loose(observation: Observation) -> bool:
    return observation.region is None or is_total(observation.region)


def table_of(observation: Observation) -> tuple[object, object]:
    """Return what tells the table of *observation* from others: its file and its sheet."""
    place = place_of(observation)
    return place["file"], place.get("sheet")


def _elsewhere(target: BoundTarget, observations: Sequence[Observation]) -> Match:
    """Return that the figures are of other regions, or that one may be of this one and nobody can tell."""
    wanted = target.region or ""
    for observation in observations:
        doubt = may_be(observation.region or "", wanted)
        if doubt:
            details = {"wanted": wanted, "found": observation.region or "", "candidates": listed(doubt)}
            place = place_of(observation)
            note = Diagnostic(code="ambiguous-region", found=observation.region, details=details, **place)
            return Match(outcome="ambiguous-region", details=details, diagnostics=(note,))
    return Match(outcome="other-region", details=_others(wanted, (o.region for o in observations)))


def _by_name_only(target: BoundTarget, observation: Observation) -> list[Diagnostic]:
    """Return the note that region names are the same, where several divisions have that name."""
    name = observation.region
    if name is None or target.region is None or is_whole(name, target.region) or len(regions_named(name)) < 2:
        return []
    details = {"candidates": listed(regions_named(name))}
    return [Diagnostic(code="unqualified-region", found=name, details=details, **place_of(observation))]


def in_time(target: BoundTarget, observations: Iterable[Observation]) -> tuple[list[Observation], list[Observation]]:
    """Return the observations whose period answers for the target, and those of a part of its year only."""
    answering: list[Observation] = []
    partial: list[Observation] = []
    for observation in observations:
        if observation.period is None or target.due is None:
            answering.append(observation)
            continue
        period = read_period(observation.period)
        if period is None or period.start.year != target.due.year:
            continue
        (answering if period.reaches(target.due) else partial).append(observation)
    return answering, partial


def _nearest_in_time(answering: list[Observation], target: BoundTarget) -> list[Observation]:
    """Leave out figures of longer times, where others end nearer to the day on which the target is due."""
    ends = {o.period: period.end for o in answering if o.value is not None and (period := read_period(o.period or ""))}
    if target.due is None or not ends:
        return answering
    return [o for o in answering if ends.get(o.period, min(ends.values())) == min(ends.values())]


def _only(target: BoundTarget, figures: list[Measured]) -> Match:
    """Return the one figure that all agree on, else which of region, period or figure they differ in."""
    figures = _sharpest(figures)
    if target.region is None and _disagree(figures):
        whole = [(o, number) for o, number in figures if o.region is not None and is_whole(o.region, None)]
        figures = whole or figures
    first = figures[0][0]
    if not _disagree(figures):
        notes = [_note("duplicate-observation", first, o) for o, _ in figures[1:] if _same_place(first, o)]
        return Match(outcome="found", observation=first, diagnostics=(*notes, *_by_name_only(target, first)))
    regions = {None if o.region is None else region_key(o.region): o.region for o, _ in figures}
    periods = {o.period: o.period for o, _ in figures}
    for code, names, free in (
        ("several-regions", regions, target.region is None),
        ("several-periods", periods, target.due is None),
    ):
        if free and len(names) > 1:
            details = {"found": listed_few(name for name in names.values()), "indicator": first.indicator}
            note = Diagnostic(code=code, found=details["found"], details=details, **place_of(first))
            return Match(outcome=code, details=details, diagnostics=(note,))  # type: ignore[arg-type]
    other = next(o for o, number in figures if _disagree([figures[0], (o, number)]))
    shown = listed_few(f"{reported(o)} ({o.source})" for o in (first, other))
    return Match(
        outcome="conflict", details={"found": shown}, diagnostics=(_note("conflicting-observations", first, other),)
    )


def _sharpest(figures: list[Measured]) -> list[Measured]:
    """Leave out figures that only bound where exact ones of the same place and time keep to them."""
    exact = [(o, values) for o, values in figures if values is not None and o.op == "="]
    return [
        (o, values)
        for o, values in figures
        if o.op == "="
        or values is None
        or not any(_same_place(o, other) and sharp.within(values) for other, sharp in exact)
    ]


def _disagree(figures: Sequence[Measured]) -> bool:
    return len({(values, None) if values is not None else (o.value, o.unit) for o, values in figures}) > 1


def _same_place(left: Observation, right: Observation) -> bool:
    return region_key(left.region or "") == region_key(right.region or "") and left.period == right.period


def _note(code: str, first: Observation, second: Observation) -> Diagnostic:
    details = {"indicator": second.indicator, "first": first.source, "other": reported(first)}
    return Diagnostic(code=code, found=reported(second), details=details, **place_of(second))


def _others(wanted: str, names: Iterable[str | None]) -> dict[str, str]:
    return {"wanted": wanted, "found": listed_few(name or "" for name in names)}


def _year(target: BoundTarget) -> str:
    if target.due is None:
        return ""
    return str(target.due.year) if (target.due.month, target.due.day) == (12, 31) else target.due.isoformat()


def _end(observation: Observation) -> str:
    period = read_period(observation.period or "")
    return period.end.isoformat() if period else ""


def listed_few(names: Iterable[str | None]) -> str:
    """Return a few of *names*, each once, on one line.

    >>> listed_few(["江岸区", None, "江岸区"])
    '江岸区, —'
    """
    distinct = list(dict.fromkeys(name or "—" for name in names))
    return ", ".join([*distinct[:_SHOWN], *(["…"] if len(distinct) > _SHOWN else [])])
