"""What a reported figure may stand for: the figure itself, all that was rounded to it, or all that it bounds.

A verdict is by the figure as it was reported, the plain reading. A figure that only bounds (90%以上, 约5万) has no
plain reading: it is judged by all the values that it may stand for.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from plancheck import units
from plancheck.bounds import Interval, Policy, is_counted

if TYPE_CHECKING:
    from plancheck.records import Observation


def stands_for(observation: Observation, policy: Policy | None = None) -> Interval:
    """Return all values that *observation* may stand for, in its own unit: a single one unless it only bounds.

    近 and 约 reach as far on both sides as the policy's tolerance. Raises ValueError for one without a figure.

    >>> from plancheck.records import Observation
    >>> some = Observation(indicator="签约率", value=Decimal(90), unit="%", op=">=")
    >>> stands_for(some)
    Interval(low=Fraction(90, 1), high=None, low_open=False, high_open=False)
    """
    if observation.value is None:
        msg = "an observation without a figure stands for no value"
        raise ValueError(msg)
    value = Fraction(observation.value)
    if observation.op in ("<", "<="):
        return Interval(high=value, high_open=observation.op == "<")
    if observation.op in (">", ">="):
        return Interval(low=value, low_open=observation.op == ">")
    if observation.op == "~=":
        reach = abs(value) * Fraction((policy or Policy()).tolerance)
        return Interval(value - reach, value + reach)
    if observation.op == "range" and observation.high is not None:
        other = Fraction(observation.high)
        return Interval(min(value, other), max(value, other))
    return Interval(value, value)


def half_step(observation: Observation, unit: str | None = None) -> Fraction:
    """Return how far from the figure the value may lie that was rounded to it: 0.005 for 4.42, 0 for a count.

    *unit* is what a figure without one is taken to be in. A computed rate is as exact as its parts. A whole number of
    counted things is exact, unless it was written in 万 (5.8万座 stands for 57,500 to 58,500).

    >>> from plancheck.records import Observation
    >>> half_step(Observation(indicator="婴儿死亡率", value=Decimal("4.42"), unit="‰"))
    Fraction(1, 200)
    >>> half_step(Observation(indicator="户厕", value=Decimal(58000), unit="座"))
    Fraction(0, 1)
    """
    if observation.op == "=" and observation.step is not None:
        return Fraction(observation.step) / 2
    if observation.op != "=" or observation.computed or not isinstance(observation.value, Decimal):
        return Fraction(0)
    exponent = int(observation.value.as_tuple().exponent)
    if exponent >= 0 and _is_count(observation.unit or unit):
        return Fraction(0)
    return Fraction(10) ** exponent / 2


def _is_count(unit: str | None) -> bool:
    """Tell whether whole numbers in *unit* are exact: 58,000座 are, 6万座 and 95% are rounded."""
    return unit is not None and is_counted(unit) and units.parse_unit(unit).scale <= 1


def meets(values: Interval, bounds: Interval) -> bool | None:
    """Tell whether *values*, all that a figure may stand for, lie within *bounds*; None if some do and some do not."""
    return True if values.within(bounds) else False if values.apart(bounds) else None


def sure_distance(values: Interval, demand: Interval) -> tuple[Fraction, Fraction]:
    """Return the end of *demand* that decides about *values*, and the distance that is certain.

    All values are on one side of it: inside, the smallest distance is certain, and outside the nearest value's.
    """
    ends = [end for end in (values.low, values.high) if end is not None]
    return min((demand.nearest(end) for end in ends), key=lambda found: abs(found[1]))


def within_rounding(bounds: Interval, value: Fraction, half: Fraction) -> bool:
    """Tell whether an end of *bounds* lies among the values that are rounded to *value*, so that it decides.

    >>> bound = Interval(high=Fraction(442, 100))
    >>> [within_rounding(bound, Fraction(value, 100), Fraction(1, 200)) for value in (441, 442, 443)]
    [False, True, False]
    """
    return any(end is not None and abs(end - value) < half for end in (bounds.low, bounds.high))
