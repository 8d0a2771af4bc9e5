"""What a target demands, as an interval: exact, in the target's unit or in the data's.

An interval covers every comparison: at most 13.7 is everything up to 13.7 with the end in, more than 300 is everything
above it with the end out. A threshold is converted into the data's unit; a figure is never rewritten.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from plancheck import resources, units
from plancheck.records import UNTRUSTED, Constraint, Number
from plancheck.unit_table import unit_table

if TYPE_CHECKING:
    from plancheck.catalogentries import Better


def _number(value: float | Number) -> Number:
    """Take a float for the shortest decimal that denotes it, as figures in data are taken."""
    if isinstance(value, Decimal | Fraction):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        msg = f"a tolerance is a number, not {value!r}"
        raise TypeError(msg)
    return Decimal(repr(value))


@frozen(kw_only=True)
class Policy:
    """What a check has to decide that no plan states.

    `tolerance` is how far from the target's value a figure may lie where the plan says 左右 or 约, as a share of that
    value; on the side that the catalog calls better it may lie at any distance.

    >>> Policy(tolerance=0.1)
    Policy(tolerance=Decimal('0.1'))
    """

    tolerance: Number = attrs.field(default=Decimal("0.05"), converter=_number)

    @tolerance.validator
    def _check_tolerance(self, _: object, value: Number) -> None:
        if (isinstance(value, Decimal) and not value.is_finite()) or value < 0:
            msg = f"a tolerance is a share of 0 or more, not {value}"
            raise ValueError(msg)


@frozen
class Interval:
    """All numbers from `low` to `high`; a missing end is no limit, an open end does not belong to it.

    >>> Interval(high=Fraction(137, 10)).contains(Fraction(137, 10))
    True
    """

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False

    def contains(self, value: Fraction) -> bool:
        """Tell whether *value* lies in the interval."""
        above = self.low is None or (value > self.low if self.low_open else value >= self.low)
        below = self.high is None or (value < self.high if self.high_open else value <= self.high)
        return above and below

    def within(self, other: Interval) -> bool:
        """Tell whether every number of this interval lies in *other*."""
        low = other.low is None or (
            self.low is not None
            and (self.low > other.low or (self.low == other.low and (self.low_open or not other.low_open)))
        )
        high = other.high is None or (
            self.high is not None
            and (self.high < other.high or (self.high == other.high and (self.high_open or not other.high_open)))
        )
        return low and high

    def apart(self, other: Interval) -> bool:
        """Tell whether no number of this interval lies in *other*."""
        return _before(self, other) or _before(other, self)

    def nearest(self, value: Fraction) -> tuple[Fraction, Fraction]:
        """Return the end that decides about *value*, and the distance to it: positive inside, negative outside."""
        ends = [(self.low, value - self.low)] if self.low is not None else []
        ends += [(self.high, self.high - value)] if self.high is not None else []
        return min(ends, key=lambda end: end[1])

    def times(self, factor: Fraction) -> Interval:
        """Return the interval with all its numbers multiplied; a negative *factor* turns it round."""
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        if factor < 0:
            return Interval(high, low, self.high_open, self.low_open)
        return Interval(low, high, self.low_open, self.high_open)


def _before(left: Interval, right: Interval) -> bool:
    """Tell whether every number of *left* is smaller than every number of *right*."""
    if left.high is None or right.low is None:
        return False
    return left.high < right.low or (left.high == right.low and (left.high_open or right.low_open))


def demanded(constraint: Constraint, better: Better = "neither", policy: Policy | None = None) -> Interval | None:
    """Return what *constraint* demands, in its own unit, None if its number is not there or cannot be trusted.

    *better* is the side of the figure that the catalog prefers (`Key.better`). For a change the interval is over its
    size in the target's direction. A range over counted work is met from its lower end up, any other is closed.

    >>> around = Constraint(role="target", kind="level", indicator="户厕", op="~=", value=Decimal(200), unit="座",
    ...     start=0, end=4)
    >>> demanded(around).low, demanded(around).high, demanded(around, "higher").high
    (Fraction(190, 1), Fraction(210, 1), None)
    """
    if constraint.value is None or constraint.kind == "reference" or set(constraint.diagnostics) & set(UNTRUSTED):
        return None
    value = Fraction(constraint.value)
    if constraint.op == "~=":
        return _around(value, better, policy or Policy())
    if constraint.op == "range":
        return _range(constraint, value)
    if constraint.op == "=":
        return Interval(value, value)
    if constraint.op in ("<", "<="):
        return Interval(high=value, high_open=constraint.op == "<")
    return Interval(low=value, low_open=constraint.op == ">")


@lru_cache(maxsize=4096)
def is_counted(unit: str | None) -> bool:
    """Tell whether *unit* counts work or things (座, 人次, 次/月), and is no rate, amount or measure.

    Units of which there are averages (岁) count nothing.

    >>> is_counted("家"), is_counted("次/月"), is_counted("percent"), is_counted("张/千人"), is_counted("岁")
    (True, True, False, False, False)
    """
    if unit is None or unit in resources.rules("indicator_names.toml")["rates"]["averages"]:
        return False
    try:
        parsed = units.parse_unit(unit)
    except units.UnknownUnit:
        return False
    kinds = [unit_table().entries[name].kind for name in parsed.over]
    periods = [unit_table().entries[name].kind for name in parsed.under]
    return set(kinds) <= {"count", "action"} and set(periods) <= {"time"}


def _around(value: Fraction, better: Better, policy: Policy) -> Interval:
    reach = abs(value) * Fraction(policy.tolerance)
    low = None if better == "lower" else value - reach
    return Interval(low, None if better == "higher" else value + reach)


def _range(constraint: Constraint, low: Fraction) -> Interval | None:
    if constraint.high is None or Fraction(constraint.high) < low:
        return None
    counted = constraint.kind in ("level", "frequency") and is_counted(constraint.unit)
    return Interval(low, None if counted else Fraction(constraint.high))
