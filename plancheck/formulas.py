"""Rates computed from reported parts: 孕产妇死亡率 out of 孕产妇死亡数 and 活产数, by the catalog's formula, exactly.

Both parts must be of one region and one period, each with one figure. The computed rate answers for a target that no
reported rate answers for; a reported one is compared with it.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
from attrs import evolve, frozen

from plancheck import units
from plancheck.bounds import is_counted
from plancheck.catalog import Key
from plancheck.errors import Diagnostic
from plancheck.exact import shown, simplest
from plancheck.matching import own_figures
from plancheck.meanings import half_step
from plancheck.observing import place_of
from plancheck.periods import period_key
from plancheck.records import Observation, Part, Parts
from plancheck.regions import is_whole, region_key
from plancheck.scales import observed_unit
from plancheck.wording import figure, reported

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plancheck.catalog import Catalog
    from plancheck.catalogentries import Indicator

_WHOLE = Fraction(100)
Place = tuple[str | None, object]  # region and period as they are compared


@frozen
class Computed:
    """The rates computed for one indicator, by place, and what kept others from being computed.

    `bases` has the parts of a rate where only the denominator is reported; its numerators are yet to be told.
    """

    rates: dict[Place, Observation]
    diagnostics: tuple[Diagnostic, ...] = ()
    bases: dict[Place, Parts] = attrs.field(factory=dict)


def place_key(observation: Observation, wanted: str | None = None) -> Place:
    """Return region and period of *observation* such that two that name the same are equal.

    A word for the whole (全市) is that of the region *wanted*, where it can be.
    """
    region = observation.region
    if region is not None:
        region = region_key(wanted if wanted is not None and is_whole(region, wanted) else region)
    return region, None if observation.period is None else period_key(observation.period)


def part_names(catalog: Catalog, indicator: Indicator | None) -> tuple[str, ...]:
    """Return the ids of the indicators that the formula of *indicator* needs; none if it has no formula.

    >>> from plancheck.catalog import load
    >>> part_names(load(), load().find("孕产妇死亡率"))
    ('maternal-deaths', 'live-births')
    """
    formula = indicator.formula if indicator else None
    return (formula.numerator, formula.denominator) if formula else ()


def computed_rates(
    catalog: Catalog, key: Key, found: Mapping[Key, Sequence[Observation]], region: str | None = None
) -> Computed:
    """Return the rates that *found*, all observations by key, gives for the level of the indicator of *key*.

    *region* is the one of the target, for which 全市 and the like stand in the data.

    Parts without a unit are taken to be in those of the catalog, and only if the rate is plausible then: 968 people may
    be 9.68 million. A share of more than the whole is none in any case. Other rates of given units stand as they come
    out, since one death among 240 births is out of all experience and true.
    """
    indicator = key.indicator
    if indicator is None or indicator.formula is None or key.aspect != "level":
        return Computed({})
    sides = [catalog.indicators[name] for name in part_names(catalog, indicator)]
    notes: list[Diagnostic] = []
    parts = [own_figures(found.get(Key(name=side.id), ()), region) for side in sides]
    figures = [_by_place(part, region, notes) for part in parts]
    rates: dict[Place, Observation] = {}
    for place, above in figures[0].items():
        below = figures[1].get(place)
        if below is None:
            continue
        rate = _rate(indicator, sides, (above, below), Fraction(indicator.formula.multiplier))
        if isinstance(rate, Observation):
            rates[place] = rate
        else:
            notes += rate
    bases = {
        place: _base(sides, below, Fraction(indicator.formula.multiplier))
        for place, below in figures[1].items()
        if place not in figures[0]
    }
    return Computed(rates, tuple(notes), {place: base for place, base in bases.items() if base is not None})


def compared(
    observation: Observation, computed: Computed, indicator: Indicator, region: str | None = None
) -> tuple[Observation, tuple[Diagnostic, ...]]:
    """Return a reported rate of *indicator* with its parts, where there are any, or with what is wrong with them.

    Where only the denominator is reported, the numerator is the one whole number that comes to the reported rate, if
    only one does.
    """
    if observation.value is None or observation.op != "=" or observation.parts is not None:
        return observation, ()
    place = place_key(observation, region)
    rate, base = computed.rates.get(place), computed.bases.get(place)
    own = observed_unit(observation.indicator, observation.unit)
    unit = own or indicator.unit
    try:
        factor = units.factor(indicator.unit, unit)
    except (units.NotComparable, units.UnknownUnit):
        return observation, ()
    if rate is None or rate.parts is None:
        whole = base and _whole_numerator(observation, evolve(base, multiplier=base.multiplier * factor), unit)
        return (evolve(observation, parts=whole), ()) if whole else (observation, ())
    parts = evolve(rate.parts, multiplier=rate.parts.multiplier * factor)
    room = half_step(observation, unit) + half_step(rate) * abs(factor)
    if abs(parts.rate - Fraction(observation.value)) <= room:
        return evolve(observation, parts=parts), ()
    details = {
        "indicator": observation.indicator,
        "derived": figure(simplest(parts.rate), unit),
        "numerator": _told(parts.numerator),
        "denominator": _told(parts.denominator),
    }
    note = Diagnostic(code="derived-disagrees", found=reported(observation), details=details, **place_of(observation))
    return observation, (note,)


def _base(sides: Sequence[Indicator], below: Observation, multiplier: Fraction) -> Parts | None:
    """Return the parts of a rate over an exact number of counted things, its numerator 0; else None."""
    unit = observed_unit(below.indicator, below.unit)
    exact = isinstance(below.value, Decimal) and below.value > 0 and not half_step(below, sides[1].unit)
    if not exact or below.value is None or not is_counted(sides[0].unit) or unit not in (None, sides[1].unit):
        return None
    numerator = Part(indicator=sides[0].zh, value=Decimal(0))
    denominator = Part(indicator=below.indicator, value=below.value, source=below.source)
    return Parts(numerator=numerator, denominator=denominator, multiplier=multiplier)


def _whole_numerator(observation: Observation, base: Parts, unit: str | None) -> Parts | None:
    """Return *base* with the one whole numerator that is rounded to a reported rate, None if several are or none is."""
    half, step = half_step(observation, unit), base.multiplier / Fraction(base.denominator.value)
    value = Fraction(observation.value or 0)
    count = round(value / step)
    if count < 0 or abs(count * step - value) > half or step <= 2 * half:
        return None
    return evolve(base, numerator=evolve(base.numerator, value=Decimal(count)))


def _by_place(
    observations: Sequence[Observation], region: str | None, notes: list[Diagnostic]
) -> dict[Place, Observation]:
    """Return the one figure of each place; where figures disagree there is none, and *notes* say so."""
    places: dict[Place, list[Observation]] = defaultdict(list)
    for observation in observations:
        if observation.value is not None and observation.op == "=":
            places[place_key(observation, region)].append(observation)
    single: dict[Place, Observation] = {}
    for place, figures in places.items():
        first = figures[0]
        other = next((o for o in figures if (o.value, o.unit) != (first.value, first.unit)), None)
        if other is None:
            single[place] = first
        else:
            details = {"indicator": other.indicator, "first": first.source, "other": reported(first)}
            code, at = "conflicting-observations", place_of(other)
            notes.append(Diagnostic(code=code, found=reported(other), details=details, **at))
    return single


def _rate(
    indicator: Indicator, sides: Sequence[Indicator], figures: tuple[Observation, Observation], multiplier: Fraction
) -> Observation | list[Diagnostic]:
    """Return the rate of two figures, or what is wrong with them (nothing, if a unit is simply another one)."""
    numbers: list[Fraction] = []
    halves: list[Fraction] = []
    for side, observation in zip(sides, figures, strict=True):
        unit = observed_unit(observation.indicator, observation.unit)
        try:
            factor = Fraction(1) if unit is None else units.factor(unit, side.unit)
        except (units.NotComparable, units.UnknownUnit):
            return []
        numbers.append(Fraction(observation.value or 0) * factor)
        halves.append(half_step(observation, side.unit) * factor)
    above, below = figures
    if not numbers[1]:
        return [Diagnostic(code="zero-denominator", found=below.indicator, **place_of(below))]
    parts = Parts(
        numerator=Part(indicator=above.indicator, value=simplest(numbers[0]), source=above.source),
        denominator=Part(indicator=below.indicator, value=simplest(numbers[1]), source=below.source),
        multiplier=multiplier,
    )
    if not _is_credible(indicator, parts.rate, told=None not in (above.unit, below.unit)):
        details = {"numerator": _told(parts.numerator), "denominator": _told(parts.denominator)}
        found = figure(simplest(parts.rate), indicator.unit)
        return [Diagnostic(code="derived-implausible", found=found, details=details, **place_of(above))]
    return Observation(
        indicator=indicator.zh,
        value=simplest(parts.rate),
        unit=indicator.unit,
        region=above.region,
        period=above.period,
        source=above.source,
        step=_step(numbers, halves, multiplier),
        parts=parts,
        computed=True,
    )


def _is_credible(indicator: Indicator, rate: Fraction, *, told: bool) -> bool:
    low, high = (Fraction(end) for end in indicator.range)
    beyond = indicator.unit == "percent" and rate > max(high, _WHOLE)
    return low <= rate <= high or (told and not beyond)


def _step(numbers: Sequence[Fraction], halves: Sequence[Fraction], multiplier: Fraction) -> Fraction | None:
    """Return how wide the rate is that rounded parts may have (常住人口 of 1089.3万人), None if both are exact."""
    least = numbers[1] - halves[1]
    if not any(halves) or least <= 0:
        return None
    return 2 * ((numbers[0] + halves[0]) / least - numbers[0] / numbers[1]) * multiplier


def _told(part: Part) -> str:
    return f"{part.indicator} {shown(part.value)}"
