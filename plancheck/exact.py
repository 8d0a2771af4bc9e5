"""Exact numbers: fractions back into decimals where they end, and rounded only where a person reads them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from plancheck.records import format_number

if TYPE_CHECKING:
    from plancheck.records import Number

_LARGE = ((12, "万亿"), (8, "亿"))
_MULTIPLES = ("百", "千", "万", "亿")  # a unit that begins so is itself so many: nobody writes 1亿万元
_PLACES = 2  # decimals of 亿 that a reader still takes in


def simplest(number: Fraction) -> Number:
    """Return *number* as a Decimal without trailing zeros if it ends, as it is if it does not.

    >>> simplest(Fraction(137, 1000)), simplest(Fraction(58000)), simplest(Fraction(1, 3))
    (Decimal('0.137'), Decimal('58000'), Fraction(1, 3))
    """
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return number
    places = max(twos, fives)
    digits = abs(number.numerator) * (10**places // number.denominator)
    return Decimal((int(number < 0), tuple(int(digit) for digit in str(digits)), -places))


def large_amount(number: Number, mark: str) -> str | None:
    """Return a large *number* as a reader writes it in front of the *mark* of its unit: in 亿 or 万亿.

    None if it is small, if that takes many digits, or if the unit is itself a multiple.

    >>> [large_amount(Decimal(digits), "元") for digits in ("8E+12", "-350000000", "123456789", "58000")]
    ['8万亿', '-3.5亿', None, None]
    >>> large_amount(Decimal("8E+12"), "万元")
    """
    for power, word in () if mark.startswith(_MULTIPLES) else _LARGE:
        amount = Fraction(number) / 10**power
        if abs(amount) >= 1 and (amount * 10**_PLACES).denominator == 1:
            return format_number(simplest(amount)) + word
    return None


def shown(number: Number, digits: int = 6) -> str:
    """Return *number* for a person: as it is if it ends soon, else rounded to *digits* significant digits after ≈.

    >>> shown(Decimal("13.70")), shown(Fraction(40, 3)), shown(Fraction(1, 2)), shown(Fraction(2000, 3000000))
    ('13.70', '≈13.3333', '0.5', '≈0.000666667')
    """
    exact = simplest(number) if isinstance(number, Fraction) else number
    if isinstance(exact, Decimal) and len(exact.as_tuple().digits) <= 2 * digits:
        return format_number(exact)
    context = Context(prec=digits, rounding=ROUND_HALF_UP)
    top, bottom = number.as_integer_ratio()
    return f"≈{format(context.divide(Decimal(top), Decimal(bottom)), 'f')}"
