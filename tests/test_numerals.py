"""Numbers written in digits, in Chinese numerals and in both."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancheck.numerals import parse_fraction, parse_numeral, part_of, plain, shift

_DIGITS = "零一二三四五六七八九"


def spelled(number: int) -> str:
    """Return *number* in Chinese numerals, as it is read aloud."""
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            zero = "零" if 0 < low < unit // 10 else ""
            return spelled(high) + name + (zero + spelled(low) if low else "")
    text, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return text


@given(st.integers(1, 10**12 - 1))
def test_chinese_numerals_are_read_as_they_are_spelled(number: int) -> None:
    assert parse_numeral(spelled(number)) == number


@given(st.integers(1, 10**12 - 1))
def test_a_leading_ten_needs_no_one(number: int) -> None:
    text = spelled(number)
    assert parse_numeral(text.removeprefix("一") if text.startswith("一十") else text) == number


@given(st.lists(st.sampled_from(_DIGITS), min_size=2, max_size=8).filter(lambda digits: digits[0] != "零"))
def test_digits_in_a_row_are_read_one_by_one(digits: list[str]) -> None:
    assert parse_numeral("".join(digits)) == int("".join(str(_DIGITS.index(digit)) for digit in digits))


@given(st.decimals(0, 10**6, places=2), st.sampled_from([("", 1), ("百", 100), ("万", 10**4), ("亿", 10**8)]))
def test_digits_take_magnitudes_exactly(number: Decimal, magnitude: tuple[str, int]) -> None:
    name, factor = magnitude
    assert parse_numeral(f"{number:f}{name}") == number * factor
    assert parse_numeral(f"{number:,f}{name}") == number * factor
    assert parse_numeral(f"-{number:f}{name}") == -number * factor


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("二〇二五", 2025),
        ("两百零五", 205),
        ("十五", 15),
        ("万", 10_000),
        ("三点五", Decimal("3.5")),
        ("一亿二千万", 120_000_000),
        ("3万5千", 35_000),
        ("1亿2000万", 120_000_000),
        (" 12 ", 12),
    ],
)
def test_mixed_forms(text: str, number: int | Decimal) -> None:
    assert parse_numeral(text) == number


@pytest.mark.parametrize("text", ["", " ", "率", "3万5万", "3千5万", "三点", "三点x", "1.2.3", "5率", "-", "点五"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        parse_numeral(text)


@pytest.mark.parametrize(
    ("text", "fraction"),
    [("三分之二", Fraction(2, 3)), ("2/3", Fraction(2, 3)), ("十分之七", Fraction(7, 10)), ("半数", Fraction(1, 2))],
)
def test_fractions(text: str, fraction: Fraction) -> None:
    assert parse_fraction(text) == fraction


@pytest.mark.parametrize("text", ["1/0", "零分之一"])
def test_a_fraction_has_a_denominator(text: str) -> None:
    with pytest.raises(ValueError, match="denominator"):
        parse_fraction(text)


@given(st.integers(0, 99), st.sampled_from([("百", 100), ("千", 1000), ("十万", 100_000)]))
def test_shares_keep_their_base(number: int, base: tuple[str, int]) -> None:
    word, size = base
    assert part_of(f"{word}分之{number}") == (number, size)


@given(st.decimals(0, 10**6, places=3), st.integers(1, 10**8))
def test_shifting_is_exact_and_writes_no_exponent(number: Decimal, factor: int) -> None:
    assert Fraction(shift(number, factor)) == Fraction(number) * factor
    assert "E" not in f"{plain(Decimal(int(number)) * factor)}"
    assert shift(Fraction(2, 3), factor) == Fraction(2, 3) * factor
