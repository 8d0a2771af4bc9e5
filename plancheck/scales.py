"""How figures of the data are held against targets: what they are about, and thresholds in the unit of the data."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from plancheck import resources, units
from plancheck.bareshares import unlike
from plancheck.bounds import Interval
from plancheck.catalog import Catalog, Key
from plancheck.indicator_names import full_unit
from plancheck.unit_table import unit_table

if TYPE_CHECKING:
    from plancheck.plans import BoundTarget
    from plancheck.records import Direction

_POINTS = "percentage_point"


@frozen
class Scale:
    """How a figure of the data is held against a target: `factor` takes it to the target's unit and direction.

    `bounds` is what the target demands in the unit of the data. `problem` is the reason why there is no such thing;
    `assumed` tells that the data has no unit and is taken to be in the target's; figures in `unlike` are then not
    comparable.
    """

    factor: Fraction = Fraction(1)
    bounds: Interval = Interval()
    problem: str | None = None
    assumed: bool = False
    unlike: Interval | None = None


def scale_of(target: BoundTarget, demand: Interval, unit: str | None, direction: Direction | None) -> Scale:
    """Return how figures in *unit* (of `observed_unit`), of a change in *direction* if of one, meet *demand*.

    The thresholds are converted, exactly; a figure never is.
    """
    if target.key.direction == "down" and direction is None:
        return Scale(problem="direction")
    sign = target.key.sign_of(direction)
    try:
        factor = sign * _factor(unit, target)
    except units.NotComparable:
        return Scale(problem="units")
    except units.UnknownUnit as error:
        return Scale(problem="unknown-unit" if error.text == unit else "units")
    bounds = demand.times(1 / factor)
    apart = unlike(target, bounds) if unit is None and factor == 1 else None
    return Scale(factor, bounds, assumed=unit is None and target.unit is not None, unlike=apart)


@lru_cache(maxsize=65536)
def observed_key(catalog: Catalog, name: str, unit: str | None) -> Key:
    """Return what an observation is about; percentage points are a change, even where the name is of the level."""
    canonical = observed_unit(name, unit)
    key = catalog.key(name, unit=canonical)
    points = canonical is not None and key.aspect == "level" and _is_points(canonical)
    return evolve(key, aspect="change") if points else key


def _is_points(unit: str) -> bool:
    """Tell whether *unit* is percentage points or a part of them; the table knows, without the unit library."""
    try:
        over = units.parse_unit(unit).over
    except units.UnknownUnit:
        return False
    return over == (_POINTS,) or unit_table().entries[over[0]].of == (_POINTS,)


@lru_cache(maxsize=65536)
def observed_unit(name: str, unit: str | None) -> str | None:
    """Return the unit of an observation as records write it, as it stands if it is unknown."""
    if unit is None:
        return None
    try:
        return full_unit(name, units.canonical(unit))
    except units.UnknownUnit:
        return unit


def counted_alike(unit: str | None, target: BoundTarget) -> str | None:
    """Return *unit* in the measure word of *target* where the two count the same: 万家 is 万个 of an institution.

    Any other unit is returned as it is.
    """
    if unit is None or unit == target.unit or not target.unit:
        return unit
    words = alike(target.constraint.indicator)
    own, wanted = (next((word for word in words if name.endswith(word)), None) for name in (unit, target.unit))
    return unit.removesuffix(own) + wanted if own and wanted else unit


@lru_cache(maxsize=4096)
def alike(name: str) -> tuple[str, ...]:
    """Return the measure words that count the same behind *name*: several of institutions, else none.

    >>> alike("社区卫生服务中心数"), alike("农村户厕改造")
    (('个', '家', '所'), ())
    """
    rule = resources.rules("indicator_names.toml")["institutions"]
    heads = tuple(head + tail for head in rule["heads"] for tail in ("", *rule["tails"]))
    return tuple(rule["words"]) if name.endswith(heads) else ()


def _factor(unit: str | None, target: BoundTarget) -> Fraction:
    """Return how many of the target's unit one of *unit* is; a figure without a unit is in the target's."""
    if unit is None or unit == target.unit:
        return Fraction(1)
    if target.is_share:
        return units.factor(unit, "percent") / 100
    return units.factor(counted_alike(unit, target), target.unit)
