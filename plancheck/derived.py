"""Rates computed from their parts: a numerator over a denominator, exactly, in the unit that is asked for."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from plancheck import units
from plancheck.errors import Diagnostic
from plancheck.exact import shown, simplest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plancheck.cells import Cell
    from plancheck.records import Number

Figure = tuple["Number", str | None, Fraction]  # the rate, its unit, what the bare quotient was multiplied with
Rate = tuple[str | None, Fraction | None]  # a unit, and what the quotient is multiplied with if a formula says so


def ratio(
    numerator: Cell | None, denominator: Cell | None, unit: str | None, rate: Rate | None = None
) -> Figure | str | None:
    """Return the rate, its unit and multiplier, None without both parts, or the code of what is wrong with them.

    The rate is exact and given in *unit*: 12 of 90,000 in per_100k, or 650 beds over 100,000 people in 张/千人.
    Where the data has no unit, *rate* says how the catalog computes it; without either it is in percent.

    >>> from plancheck.cells import read_cell
    >>> ratio(read_cell(12), read_cell("9万"), "1/10万"), ratio(read_cell(650), read_cell(100000), "张/千人")
    ((Fraction(40, 3), '1/10万', Fraction(100000, 1)), (Decimal('6.5'), '张/千人', Fraction(1000, 1)))
    """
    if numerator is None or denominator is None or numerator.value is None or denominator.value is None:
        return None
    if not denominator.value:
        return "zero-denominator"
    if unit is None:
        unit, multiplier = rate or ("percent", None)
    else:
        multiplier = None
    multiplier = multiplier or _multiplier(unit)
    if multiplier is None:
        return "ratio-unit"
    return simplest(Fraction(numerator.value) / Fraction(denominator.value) * multiplier), unit, multiplier


def check_ratio(value: Number, unit: str | None, derived: Figure, *, file: str, line: int) -> Iterator[Diagnostic]:
    """Yield the diagnostic of a reported rate that is not what its parts come to, rounded as it was written."""
    if unit is None or unit != derived[1]:
        return
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else None
    half = Fraction(10) ** exponent / 2 if isinstance(exponent, int) else Fraction(0)
    if abs(Fraction(value) - Fraction(derived[0])) > half:
        details = {"reported": shown(value), "derived": shown(derived[0]), "unit": unit}
        yield Diagnostic(code="ratio-disagrees", file=file, line=line, found=shown(value), details=details)


def _multiplier(unit: str | None) -> Fraction | None:
    """Return how many of *unit* the bare quotient 1 is: 100 for percent, 1000 for 张/千人; None if it is no rate."""
    if unit is None:
        return None
    try:
        parsed = units.parse_unit(unit)
        return 1 / parsed.scale if parsed.under else 100 * units.factor("percent", unit)
    except (units.UnknownUnit, units.NotComparable):
        return None
