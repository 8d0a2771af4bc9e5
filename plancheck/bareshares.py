"""Figures without a unit that may be shares of 1: 0.65 beside a target of 40 % is 65 % as likely as 0.65 %.

Offices export what their sheets show as 65% as 0.65. A figure without a unit is taken to be in the target's, and a note
says so; but where the other reading is plausible too and has the other verdict, nothing can be said for certain.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from plancheck import units
from plancheck.bounds import Interval
from plancheck.unit_names import UnknownUnit

if TYPE_CHECKING:
    from plancheck.plans import BoundTarget

# What a share of 1 is in each; 0.12 may be a rise by 12 percentage points.
_WHOLES = {"percent": 100, "permille": 1000, "per_10k": 10_000, "per_100k": 100_000, "percentage_point": 100}
_NEAR = 10  # an indicator without a plausible range is taken to lie within so many times its bound
_NO_SHARE = Interval(low=Fraction(1), low_open=True)


def unlike(target: BoundTarget, bounds: Interval) -> Interval | None:
    """Return which figures without a unit cannot be held against *target*, None if each can.

    *bounds* is what the target demands of figures in its own unit. Beside a target that is a fraction (2/3以上) figures
    above 1 are no shares. Beside one in percent, ‰ or per 100,000 it is the figures up to 1 that are plausible as
    shares of 1 and that meet the target as such and miss it in its own unit, or the other way round.

    >>> from plancheck import parse
    >>> check = parse("参保率达到40%以上。").compile()
    >>> found = unlike(check.targets[0], check.demands[0])
    >>> [found.contains(Fraction(value)) for value in ("0.39", "0.4", "1", "40")]
    [False, True, True, False]
    """
    if target.is_share:
        return _NO_SHARE
    ends = [end for end in (bounds.low, bounds.high) if end is not None]
    whole = _WHOLES.get(target.unit or "")
    plausible = _plausible(target, ends) if whole and ends else None
    if plausible is None or whole is None:
        return None
    if bounds.low is None:
        assert bounds.high is not None
        turned = Interval(bounds.high / whole, bounds.high, not bounds.high_open, bounds.high_open)
    else:
        turned = _common(bounds.times(Fraction(1, whole)), Interval(high=bounds.low, high_open=not bounds.low_open))
    shares = Interval(max(plausible[0], Fraction(0)) / whole, min(plausible[1] / whole, Fraction(1)))
    found = _common(turned, shares)
    assert found.low is not None
    assert found.high is not None
    empty = found.low > found.high or (found.low == found.high and (found.low_open or found.high_open))
    return None if empty or found.high <= 0 else found


def _plausible(target: BoundTarget, ends: list[Fraction]) -> tuple[Fraction, Fraction] | None:
    """Return between which figures in its unit the target is plausible: by the catalog, else by its own bounds."""
    key = target.key
    if key.plausible is None or target.unit == "percentage_point":  # ranges of changes are those of relative ones
        return (min(ends) / _NEAR, max(ends) * _NEAR) if min(ends) > 0 else None
    own = key.indicator.unit if key.indicator and key.aspect == "level" else "percent"
    try:
        factor = units.factor(own, target.unit or own)
    except (units.NotComparable, UnknownUnit):
        return None
    low, high = (Fraction(end) * factor for end in key.plausible)
    return low, high


def _common(one: Interval, other: Interval) -> Interval:
    """Return the numbers that are in both intervals; its low end is above its high end if there are none."""
    lows = [(found.low, found.low_open) for found in (one, other) if found.low is not None]
    highs = [(found.high, not found.high_open) for found in (one, other) if found.high is not None]
    low, low_open = max(lows, default=(None, False))
    high, high_closed = min(highs, default=(None, True))
    return Interval(low, high, low_open, not high_closed)
