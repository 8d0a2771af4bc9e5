"""Figures that look as if they were given in another unit: named beside the verdict, never corrected.

3.5 % of infant deaths is out of all experience, 3.5 ‰ is not. Only a unit that people use for the indicator is
suspected, and only where the plausible range tells orders of magnitude apart: with a range from 0 up, every figure
that is too large would do in some smaller unit.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from plancheck import units
from plancheck.errors import Diagnostic
from plancheck.exact import shown, simplest
from plancheck.observing import place_of
from plancheck.scales import observed_unit
from plancheck.unit_names import UnknownUnit, canonical
from plancheck.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plancheck.catalogentries import Range
    from plancheck.plans import BoundTarget
    from plancheck.records import Observation
    from plancheck.scales import Scale

# Shares are given in these; 成 and per_million are never slips of the pen.
USUAL_SHARES = ("percent", "permille", "per_100k")
_WHOLE = Fraction(100)  # a share of 1 is 100 percent


def suspicion(target: BoundTarget, observation: Observation, scale: Scale) -> Iterator[Diagnostic]:
    """Yield the diagnostic of a figure outside the plausible range that would lie within it in another unit.

    Range and factor are those of the indicator that *target* is about; a figure that only bounds, a computed rate and
    a change are not suspected.
    """
    key = target.key
    if key.indicator is None or key.aspect != "level" or observation.op != "=" or observation.computed:
        return
    own = key.indicator.unit
    unit = observed_unit(observation.indicator, observation.unit) or target.unit
    if own is None or unit is None or observation.value is None or scale.problem:
        return
    value = Fraction(observation.value)
    other = meant(value, unit, own, key.indicator.range)
    if other is None:
        return
    factor = _WHOLE if other == "" else units.factor(other, unit)
    low, high = (figure(end, own) for end in key.indicator.range)
    details = {
        "indicator": observation.indicator,
        "low": low,
        "high": high,
        "factor": shown(simplest(factor)),
        "other": figure(simplest(value * (1 if other else _WHOLE)), other or "percent"),
    }
    yield Diagnostic(
        code="suspicious-unit", found=figure(observation.value, unit), details=details, **place_of(observation)
    )


def meant(value: Fraction, unit: str, own: str, plausible: Range) -> str | None:
    """Return the unit in which *value* would be plausible although it is not in *unit*; "" is a share of 1.

    *own* is the unit of the indicator, in which the range is given; it is suspected first. None if the figure is
    plausible, or in no usual unit.

    >>> from decimal import Decimal
    >>> infants, delivery = (Decimal(0), Decimal(30)), (Decimal(50), Decimal(100))
    >>> meant(Fraction(35, 10), "percent", "permille", infants), meant(Fraction(58), "permille", "permille", infants)
    ('permille', None)
    >>> meant(Fraction(98, 100), "percent", "percent", delivery)
    ''
    """
    low, high = (Fraction(end) for end in plausible)
    try:
        if low <= value * units.factor(unit, own) <= high:
            return None
        if unit != own and low <= value <= high:
            return own
        if low <= 0:
            return None
        for other in _usual(unit, own):
            if low <= value * units.factor(other, own) <= high:
                return other
        is_share = units.comparable(own, "percent")
    except (units.NotComparable, UnknownUnit):
        return None
    return "" if unit == "percent" and is_share and low <= value * 100 * units.factor("percent", own) <= high else None


def _usual(unit: str, own: str) -> list[str]:
    """Return the units of the family that people use, those nearest to *unit* first."""
    family = USUAL_SHARES if units.comparable(own, "percent") else (own, *units.family(own))
    others = [name for name in family if canonical(name) != canonical(unit)]
    return sorted(others, key=lambda name: max(factor := abs(units.factor(name, unit)), 1 / factor))
