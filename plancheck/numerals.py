"""Exact numbers from digits and Chinese numerals, as they are written in running text."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plancheck.records import Number

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10_000, "亿": 100_000_000}
DENOMINATORS = {"百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 1_000_000}
_PART = re.compile(r"([\d,]+(?:\.\d+)?)([十百千万亿]*)")


def parse_numeral(text: str) -> Decimal:
    """Return the number that *text* writes in digits, Chinese numerals or both; raise ValueError if none.

    >>> [str(parse_numeral(t)) for t in ("1,234.5", "5.8万", "1亿2000万", "3万5千", "二十", "两百零五", "一点二亿")]
    ['1234.5', '58000', '120000000', '35000', '20', '205', '120000000']
    """
    text = text.strip()
    if text.isascii() and text.replace(".", "", 1).isdecimal():
        return Decimal(text)
    if not text:
        msg = "an empty text is no number"
        raise ValueError(msg)
    if text[0] == "-":
        return -parse_numeral(text[1:])
    if text[0].isascii() and text[0].isdigit():
        return _mixed(text)
    whole, point, decimals = text.partition("点")
    number = _chinese(whole)
    if point:
        plain_decimals = decimals.rstrip("十百千万亿")
        scale, decimals = decimals[len(plain_decimals) :], plain_decimals
        if not decimals or any(c not in DIGITS for c in decimals):
            msg = f"{text!r} is no number"
            raise ValueError(msg)
        number += Decimal("0." + "".join(str(DIGITS[c]) for c in decimals))
        number = plain(number * _scale(scale)) if scale else number
    return number


def parse_fraction(text: str) -> Fraction:
    """Return the fraction that *text* writes: 2/3, 三分之二, 一半, 半数; raise ValueError if none.

    >>> parse_fraction("三分之二"), parse_fraction("2/3"), parse_fraction("一半")
    (Fraction(2, 3), Fraction(2, 3), Fraction(1, 2))
    """
    if "半" in text:
        return Fraction(1, 2)
    if "分之" in text:
        lower, upper = text.split("分之")
        return _ratio(_exactly(upper), _exactly(lower))
    upper, lower = text.split("/")
    return _ratio(int(upper), int(lower))


def part_of(text: str) -> tuple[Decimal, int]:
    """Return number and base of a share written in words: 百分之九十五 is 95 of 100.

    >>> part_of("百分之九十五"), part_of("千分之3.5"), part_of("十万分之十五")
    ((Decimal('95'), 100), (Decimal('3.5'), 1000), (Decimal('15'), 100000))
    """
    base, number = text.split("分之")
    return parse_numeral(number), DENOMINATORS.get(base) or int(parse_numeral(base))


def shift(number: Number, factor: int) -> Number:
    """Return *number* times *factor*, written without exponent."""
    if isinstance(number, Fraction):
        return number * factor
    return plain(number * factor)


def plain(number: Decimal) -> Decimal:
    """Return *number* without trailing zeros that only scaling has brought: 58000.0 becomes 58000."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _ratio(upper: int, lower: int) -> Fraction:
    if lower == 0:
        msg = "a fraction cannot have the denominator 0"
        raise ValueError(msg)
    return Fraction(upper, lower)


def _exactly(text: str) -> int:
    return int(parse_numeral(text))


def _scale(characters: str) -> int:
    factor = 1
    for character in characters:
        factor *= SMALL.get(character) or LARGE[character]
    return factor


def _mixed(text: str) -> Decimal:
    """Digits with magnitudes: 5.8万, 1亿2000万, 3万5千; magnitudes must fall from part to part."""
    total, position, last = Decimal(0), 0, None
    for match in _PART.finditer(text):
        factor = _scale(match[2])
        if match.start() != position or (last is not None and factor >= last):
            break
        figure = Decimal(match[1].replace(",", ""))
        total += figure if factor == 1 else plain(figure * factor)
        position, last = match.end(), factor
    if position != len(text):
        msg = f"{text!r} is no number"
        raise ValueError(msg)
    return total


def _chinese(text: str) -> Decimal:
    if not text or any(c not in DIGITS and c not in SMALL and c not in LARGE for c in text):
        msg = f"{text!r} is no number"
        raise ValueError(msg)
    if len(text) > 1 and all(c in DIGITS for c in text):  # 二〇二五
        return Decimal("".join(str(DIGITS[c]) for c in text))
    total = part = section = digit = 0  # `part` is what stands below the next 亿
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in SMALL:
            section += (digit or 1) * SMALL[character]
            digit = 0
        elif character == "亿":
            total += (part + section + digit or 1) * LARGE[character]
            part = section = digit = 0
        else:
            part = (part + section + digit or 1) * LARGE[character]
            section = digit = 0
    return Decimal(total + part + section + digit)
