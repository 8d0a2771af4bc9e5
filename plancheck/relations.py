"""How one target stands to another of the same indicator: stricter, equal, looser, or not to be ranked, and why.

A target has three sides: its bound, the day on which it is due, and its force (力争 aims, all else is firm). One target
is stricter than another if no side of it is looser and one is stricter; where the sides disagree nothing is ranked.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from plancheck import units
from plancheck.bounds import Interval
from plancheck.exact import simplest
from plancheck.scales import counted_alike
from plancheck.wholes import judges_parts

if TYPE_CHECKING:
    from plancheck.nesting import Nesting
    from plancheck.plans import BoundTarget
    from plancheck.records import Number


class Relation(StrEnum):
    """How a lower plan stands to a target of the upper one.

    `absent`: it has no target for the indicator; `not_comparable`: it has one that cannot be ranked, for a reason.

    >>> Relation.LOOSER, str(Relation.LOOSER), Relation.LOOSER.turned
    (<Relation.LOOSER: 'looser'>, 'looser', <Relation.STRICTER: 'stricter'>)
    """

    LOOSER = "looser"
    NOT_COMPARABLE = "not_comparable"
    ABSENT = "absent"
    STRICTER = "stricter"
    EQUAL = "equal"

    @property
    def turned(self) -> Relation:
        """The relation seen from the other target."""
        return {Relation.LOOSER: Relation.STRICTER, Relation.STRICTER: Relation.LOOSER}.get(self, self)

    @property
    def holds(self) -> bool:
        """Whether the lower target is at least as strict."""
        return self in (Relation.STRICTER, Relation.EQUAL)


Reason = Literal[
    "stricter",
    "equal",
    "looser",
    "units",  # the units measure different things
    "sides",  # one bounds from below, the other from above
    "neither",  # neither range lies in the other
    "whole",  # an amount for a region judges no part of it
    "undated",  # only one of them says by when
    "other-period",  # amounts and changes of different years
    "mixed",  # stricter on one side and looser on another
    "lower-unresolved",
    "upper-unresolved",
    "conflict",  # several targets of the lower plan disagree
    "ambiguous",  # several targets of the upper plan have one name, and the lower plan does not stand alike to them
    "absent",
    "level-only",
    "change-only",
]


@frozen(kw_only=True)
class Ranking:
    """How a target stands to another, side by side; `margin` is how much tighter its bound is, in the other's unit."""

    relation: Relation
    reason: Reason
    bound: Relation | None = None
    deadline: Relation | None = None
    force: Relation | None = None
    margin: Number | None = None


def ranked(
    lower: BoundTarget, lower_demand: Interval, upper: BoundTarget, upper_demand: Interval, where: Nesting = "same"
) -> Ranking:
    """Return how *lower* stands to *upper*, two targets with equal keys, of which each demands an interval in its unit.

    *where* says how the region of the one lies to that of the other: an amount for a region (5.8万座) judges a part of
    it only if the part alone comes up to the whole, and amounts and changes of different years are not ranked.

    >>> from plancheck import parse
    >>> from plancheck.checks import compile_check
    >>> low, high = (compile_check(parse(f"婴儿死亡率控制在{figure}以下。")) for figure in ("2.5‰", "0.3%"))
    >>> found = ranked(low.targets[0], low.demands[0], high.targets[0], high.demands[0])
    >>> found.relation, found.margin
    (<Relation.STRICTER: 'stricter'>, Decimal('0.05'))
    """
    factor = _factor(lower, upper)
    if factor is None:
        return Ranking(relation=Relation.NOT_COMPARABLE, reason="units")
    if (lower.due is None) != (upper.due is None):
        return Ranking(relation=Relation.NOT_COMPARABLE, reason="undated")
    demand = lower_demand.times(factor)
    if _years_differ(lower, upper) and not (_is_steady(upper) and _is_steady(lower)):
        return Ranking(relation=Relation.NOT_COMPARABLE, reason="other-period")
    if where != "same" and not _judges_parts(upper) and not _covers_the_whole(demand, upper_demand, where):
        return Ranking(relation=Relation.NOT_COMPARABLE, reason="whole")
    bound, reason = compared(demand, upper_demand)
    if bound is Relation.NOT_COMPARABLE:
        return Ranking(relation=bound, reason=reason)
    return _together(bound, _of_days(lower, upper), _of_force(lower, upper), _margin(demand, upper_demand))


def compared(lower: Interval, upper: Interval) -> tuple[Relation, Reason]:
    """Return how the interval *lower* stands to *upper*, and the reason: all that a stricter one allows the other does.

    >>> compared(Interval(high=Fraction(3)), Interval(high=Fraction(4)))[0]
    <Relation.STRICTER: 'stricter'>
    >>> compared(Interval(Fraction(85), Fraction(95)), Interval(low=Fraction(90)))[0]
    <Relation.LOOSER: 'looser'>
    >>> compared(Interval(high=Fraction(3)), Interval(low=Fraction(3)))[1]
    'sides'
    """
    inside, around = lower.within(upper), upper.within(lower)
    if inside:
        return (Relation.EQUAL, "equal") if around else (Relation.STRICTER, "stricter")
    if around:
        return Relation.LOOSER, "looser"
    if upper.low is not None and upper.high is not None:
        return Relation.NOT_COMPARABLE, "neither"
    # of an upper bound on one side only the same side of the other counts: 85 % to 95 % does not promise 90 %
    own = lower.low if upper.high is None else lower.high
    return (Relation.NOT_COMPARABLE, "sides") if own is None else (Relation.LOOSER, "looser")


def _years_differ(lower: BoundTarget, upper: BoundTarget) -> bool:
    return lower.due is not None and upper.due is not None and lower.due.year != upper.due.year


def _is_steady(target: BoundTarget) -> bool:
    """Tell whether the figure is one of a state, which a year's end shows, and no amount or change of a time."""
    return _judges_parts(target) and target.key.aspect == "level"


def _judges_parts(target: BoundTarget) -> bool:
    return judges_parts(target.constraint.indicator, target.unit, target.constraint.value)


def _covers_the_whole(lower: Interval, upper: Interval, where: Nesting) -> bool:
    """Tell whether what *lower* asks of a part answers for the whole: the part alone does as much, or both are one."""
    if where == "unknown" and lower == upper:
        return True
    return upper.high is None and lower.low is not None and lower.within(upper)


def _factor(lower: BoundTarget, upper: BoundTarget) -> Fraction | None:
    """Return how many of the unit of *upper* one of *lower* is, in its direction; None if they do not convert."""
    sign = upper.key.sign_of(lower.key.direction)
    if lower.is_share or upper.is_share:
        return sign * Fraction(_of_share(lower) / _of_share(upper)) if _of_share(lower) and _of_share(upper) else None
    try:
        return sign * units.factor(counted_alike(lower.unit, upper), upper.unit)
    except (units.NotComparable, units.UnknownUnit):
        return None


def _of_share(target: BoundTarget) -> Fraction:
    """Return which part of a whole one of the target's unit is; 0 where it is none."""
    if target.is_share:
        return Fraction(1)
    try:
        return units.factor(target.unit, "percent") / 100
    except (units.NotComparable, units.UnknownUnit):
        return Fraction(0)


def _of_days(lower: BoundTarget, upper: BoundTarget) -> Relation:
    if lower.due is None or upper.due is None or lower.due == upper.due:
        return Relation.EQUAL
    return Relation.STRICTER if lower.due < upper.due else Relation.LOOSER


def _of_force(lower: BoundTarget, upper: BoundTarget) -> Relation:
    aims, upper_aims = (target.constraint.modality == "aim" for target in (lower, upper))
    if aims == upper_aims:
        return Relation.EQUAL
    return Relation.LOOSER if aims else Relation.STRICTER


def _together(bound: Relation, deadline: Relation, force: Relation, margin: Number | None) -> Ranking:
    ways = {bound, deadline, force} - {Relation.EQUAL}
    sides = Ranking(relation=Relation.EQUAL, reason="equal", bound=bound, deadline=deadline, force=force, margin=margin)
    if not ways:
        return sides
    if len(ways) > 1:
        return evolve(sides, relation=Relation.NOT_COMPARABLE, reason="mixed")
    (relation,) = ways
    return evolve(sides, relation=relation, reason="stricter" if relation is Relation.STRICTER else "looser")


def _margin(lower: Interval, upper: Interval) -> Number | None:
    """Return how far the ends that both have lie apart, positive on the tighter side; of two the less tight one."""
    apart = [lower.low - upper.low] if lower.low is not None and upper.low is not None else []
    apart += [upper.high - lower.high] if lower.high is not None and upper.high is not None else []
    return simplest(min(apart)) if apart else None
