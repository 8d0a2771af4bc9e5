"""Figures of a region added up from those of its parts, where the caller asks for it: counts as sums, rates anew.

A rate is computed from the sums of its parts and never an average of rates. The divisions in the data must make up the
region by one of the lists of `rules/regions.csv`; a name that no list has (a development zone) leaves it open whether
its figure is already in another one, and nothing is added up then. A name that several regions share (青山区) means the
one inside the region only if nothing in the data points to another.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from plancheck import units
from plancheck.catalog import Key
from plancheck.divisions import Region, partitions
from plancheck.errors import Diagnostic
from plancheck.exact import simplest
from plancheck.formulas import part_names
from plancheck.matching import Match, in_time, listed_few
from plancheck.observing import place_of
from plancheck.periods import period_key
from plancheck.records import Observation, Part, Parts
from plancheck.regions import is_whole, regions_named
from plancheck.scales import counted_alike, observed_unit
from plancheck.wholes import adds_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plancheck.catalog import Catalog
    from plancheck.plans import BoundTarget


@frozen
class _Sum:
    """What figures come to, in the unit asked for, the observations that it is the sum of, and what to say of them."""

    total: Fraction
    of: tuple[Observation, ...]
    notes: tuple[Diagnostic, ...] = ()


@frozen
class _Whole:
    """The region that a figure is wanted for, among all regions that the data names."""

    region: Region
    named: tuple[str, ...]

    def holds(self, part: Region) -> bool:
        return part.code != self.region.code and part.path.startswith(self.region.path)

    def meant(self, name: str) -> tuple[Region, ...]:
        """Return the divisions that *name* may mean: the one inside alone where nothing speaks for one outside."""
        divisions = regions_named(name)
        inside = [part for part in divisions if self.holds(part)]
        outside = [part for part in divisions if not self.holds(part)]
        return (inside[0],) if len(inside) == 1 and not any(map(self._may_be, outside)) else divisions

    def _may_be(self, other: Region) -> bool:
        """Tell whether the data may speak of *other*: it lies around the region, or the data names its province."""
        if self.region.path.startswith(other.path):
            return True
        certain = (found[0] for found in map(regions_named, self.named) if len(found) == 1)
        return any(
            region.code[:2] == other.code[:2]
            and not self.holds(region)
            and not self.region.path.startswith(region.path)
            for region in certain
        )


def rolled_up(target: BoundTarget, catalog: Catalog, found: Mapping[Key, Sequence[Observation]]) -> Match | None:
    """Return the figure of the target's region added up from those of its parts, or why it cannot be.

    *found* holds all observations by what they are about. None means that the data has none of parts of the region.
    """
    named = regions_named(target.region or "")
    if len(named) != 1 or target.key.aspect != "level":
        return None
    whole = _Whole(named[0], _regions_of(found))
    own = found.get(target.key, ())
    indicator = target.key.indicator
    sides = [found.get(Key(name=name), ()) for name in part_names(catalog, indicator)]
    if sides and all(sides) and indicator is not None and indicator.formula is not None:
        wanted = [catalog.indicators[name].unit for name in part_names(catalog, indicator)]
        return _rate(target, whole, sides, wanted, Fraction(indicator.formula.multiplier), indicator.unit)
    if own and all(o.parts is not None for o in own if o.value is not None) and len({o.unit for o in own}) == 1:
        parts = [o for o in own if o.parts is not None]
        if parts and parts[0].parts is not None:
            split = [[_side(o, side) for o in parts] for side in ("numerator", "denominator")]
            return _rate(target, whole, split, [None, None], parts[0].parts.multiplier, parts[0].unit)
    if not own:
        return None
    if not adds_up(target.constraint.indicator, target.unit):
        inside = [o for o in own if o.region and _inside(whole.meant(o.region), whole)]
        return _refused("roll-up-rates", target, inside) if inside else None
    total = _sum(target, whole, own, target.unit)
    if not isinstance(total, _Sum):
        return total
    first = total.of[0]
    rolled = evolve(first, value=simplest(total.total), unit=target.unit, op="=", step=None)
    return Match(outcome="found", observation=_of_whole(rolled, target, total.of), diagnostics=total.notes)


def _regions_of(found: Mapping[Key, Sequence[Observation]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(o.region for observations in found.values() for o in observations if o.region))


def _rate(
    target: BoundTarget,
    whole: _Whole,
    sides: Sequence[Sequence[Observation]],
    wanted: Sequence[str | None],
    multiplier: Fraction,
    unit: str | None,
) -> Match | None:
    sums = [_sum(target, whole, side, one) for side, one in zip(sides, wanted, strict=True)]
    above, below = sums
    if not isinstance(above, _Sum) or not isinstance(below, _Sum):
        return next((one for one in sums if not isinstance(one, _Sum)), None)
    if not below.total:
        return None
    parts = Parts(
        numerator=Part(indicator=above.of[0].indicator, value=simplest(above.total), source=above.of[0].source),
        denominator=Part(indicator=below.of[0].indicator, value=simplest(below.total), source=below.of[0].source),
        multiplier=multiplier,
    )
    rate = evolve(above.of[0], value=simplest(parts.rate), unit=unit, parts=parts, computed=True, step=None)
    rate = evolve(rate, indicator=target.constraint.indicator)
    notes = (*above.notes, *below.notes)
    return Match(outcome="found", observation=_of_whole(rate, target, above.of), diagnostics=notes)


def _sum(
    target: BoundTarget, whole: _Whole, observations: Sequence[Observation], unit: str | None
) -> _Sum | Match | None:
    """Return the sum of the figures of the divisions that make up *whole*, in *unit*, or why there is none."""
    usable = [o for o in observations if o.region is not None and o.value is not None and o.op == "="]
    timely, _ = in_time(target, usable)
    named = {o.region: whole.meant(o.region or "") for o in timely if not is_whole(o.region or "", None)}
    inside = [o for o in timely if _inside(named.get(o.region, ()), whole)]
    if not inside:
        return None
    doubtful = [o for o in timely if o.region in named and _may_lie_in(named[o.region], whole)]
    if doubtful:
        return _refused("roll-up-unknown", target, doubtful)
    by_division = {named[o.region][0].key: o for o in inside}
    periods = {period_key(o.period) if o.period else None for o in inside}
    if len(periods) > 1 or any(_differs(o, by_division[named[o.region][0].key]) for o in inside):
        return _refused("roll-up-conflict", target, inside)
    chosen = next((parts for parts in partitions(whole.region) if parts <= set(by_division)), None)
    if chosen is None:
        missing = min(
            (parts - set(by_division) for parts in partitions(whole.region)), key=len, default=frozenset[str]()
        )
        names = [key.lstrip("0123456789") for key in sorted(missing)]
        return Match(outcome="roll-up-incomplete", details={"wanted": whole.region.name, "found": listed_few(names)})
    of = tuple(sorted((by_division[key] for key in chosen), key=lambda o: named[o.region][0].code))
    factors = [_factor(o, unit, target) for o in of]
    numbers = [Fraction(o.value or 0) * factor for o, factor in zip(of, factors, strict=True) if factor is not None]
    notes = tuple(_resolved(o, named[o.region][0], whole) for o in of if len(regions_named(o.region or "")) > 1)
    return _Sum(sum(numbers, Fraction(0)), of, notes) if len(numbers) == len(of) else None


def _resolved(observation: Observation, part: Region, whole: _Whole) -> Diagnostic:
    details = {"path": part.path, "whole": whole.region.name}
    return Diagnostic(code="resolved-region", found=observation.region, details=details, **place_of(observation))


def _inside(named: tuple[Region, ...], whole: _Whole) -> bool:
    return len(named) == 1 and whole.holds(named[0])


def _may_lie_in(named: tuple[Region, ...], whole: _Whole) -> bool:
    """Tell whether a name may be that of a part and nobody can tell: no list has it, or several divisions do."""
    return not named or (len(named) > 1 and any(region.path.startswith(whole.region.path) for region in named))


def _differs(one: Observation, other: Observation) -> bool:
    return (one.value, one.unit) != (other.value, other.unit)


def _factor(observation: Observation, unit: str | None, target: BoundTarget) -> Fraction | None:
    own = observed_unit(observation.indicator, observation.unit)
    if unit == target.unit:
        own = counted_alike(own, target)
    if own is None or unit is None:
        return Fraction(1)
    try:
        return units.factor(own, unit)
    except (units.NotComparable, units.UnknownUnit):
        return None


def _side(observation: Observation, side: str) -> Observation:
    """Return one part of a rate as an observation of its own, at the place of the rate."""
    part: Part = getattr(observation.parts, side)
    return evolve(
        observation, indicator=part.indicator, value=part.value, unit=None, parts=None, computed=False, step=None
    )


def _of_whole(observation: Observation, target: BoundTarget, of: Sequence[Observation]) -> Observation:
    return evolve(observation, region=target.region, summed=tuple(o.region or "" for o in of))


def _refused(outcome: str, target: BoundTarget, observations: Sequence[Observation]) -> Match:
    details = {"wanted": target.region or "", "found": listed_few(o.region for o in observations)}
    return Match(outcome=outcome, details=details)  # type: ignore[arg-type]
