"""Rates over small counts: the number of events at which a verdict turns into the other.

16/10万 over 6,000 births is one death: such a verdict hangs on single events, and the report says so.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from attrs import frozen

from plancheck.bounds import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plancheck.records import Observation

FEW = 5  # events; the sentence about a verdict names the turning point only if it is no farther away


@frozen
class Flip:
    """Where a verdict turns: at `count` events instead of `now`, of those that `name` counts, out of `base`."""

    name: str
    now: int
    count: int
    base: int

    @property
    def events(self) -> int:
        """How many events away the other verdict is."""
        return abs(self.count - self.now)

    @property
    def is_near(self) -> bool:
        """Tell whether the verdict hangs on a few single events."""
        return self.events <= FEW


def flip(observation: Observation, bounds: Interval, half: Fraction = Fraction(0)) -> Flip | None:
    """Return where the verdict on a rate turns, None if its parts are not known or no count would turn it.

    *bounds* are in the observation's unit. A reported rate may be off from what its parts come to by *half*, its
    rounding; one that disagrees with its parts has no turning point that could be told.

    >>> from decimal import Decimal
    >>> from plancheck.records import Observation, Part, Parts
    >>> deaths, births = Part(indicator="死亡数", value=Decimal(1)), Part(indicator="活产数", value=Decimal(6000))
    >>> parts = Parts(numerator=deaths, denominator=births, multiplier=Fraction(100_000))
    >>> rate = Observation(indicator="死亡率", value=parts.rate, unit="/10万", parts=parts, computed=True)
    >>> flip(rate, Interval(high=Fraction(18)))
    Flip(name='死亡数', now=1, count=2, base=6000)
    """
    parts = observation.parts
    if parts is None or observation.value is None or observation.op != "=":
        return None
    if observation.computed and observation.step:  # rounded parts count no single events
        return None
    now, base = Fraction(parts.numerator.value), Fraction(parts.denominator.value)
    if now.denominator > 1 or base.denominator > 1 or now < 0 or base <= 0 or not parts.multiplier:
        return None
    if abs(parts.rate - Fraction(observation.value)) > half:
        return None
    wanted = bounds.times(base / parts.multiplier)
    met = bounds.contains(Fraction(observation.value))
    if wanted.contains(now) != met:  # rounding decides, which the verdict says
        return None
    turning = [count for count in _turning(wanted, int(now), met=met) if count >= 0]
    if not turning:
        return None
    count = min(turning, key=lambda at: abs(at - now))
    return Flip(parts.numerator.indicator, int(now), count, int(base))


def _turning(wanted: Interval, now: int, *, met: bool) -> Iterator[int]:
    """Yield the whole numbers nearest to *now* on the other side of each end of *wanted*."""
    if wanted.high is not None:
        last = ceil(wanted.high) - 1 if wanted.high_open else floor(wanted.high)
        if met:
            yield last + 1
        elif now > last and wanted.contains(Fraction(last)):
            yield last
    if wanted.low is not None:
        first = floor(wanted.low) + 1 if wanted.low_open else ceil(wanted.low)
        if met:
            yield first - 1
        elif now < first and wanted.contains(Fraction(first)):
            yield first
