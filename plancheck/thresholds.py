"""Exact bounds as thresholds of a column's type: a closed pair of ends that decides as rational arithmetic would.

A float stands for the shortest decimal that denotes it. Shortest decimals are in the order of their floats, and a
decimal lies between those of two floats exactly as its nearest float does: so the float nearest to the bound decides
about every other float, and about itself if it denotes the bound (13.7 does; 1/3, or 16777217 in 32 bits, is denoted by
none). Where it does not, a figure that was written as the bound and one beside it may both have become that float: it
is in doubt.
"""

from __future__ import annotations

import math
import struct
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from attrs import frozen

from plancheck.bounds import Interval

Threshold = float | int | Decimal


@frozen
class ColumnType:
    """The type of a column of figures: `float` of 32 or 64 bits, `int` of the values `least` to `most`, or `decimal`.

    A decimal has `places` behind the point and its digits lie between `least` and `most`, point left out. The floats of
    `text` are known to be denoted by the figures as written, so that none is in doubt.
    """

    kind: Literal["float", "int", "decimal", "text"]
    bits: int = 64
    least: int = 0
    most: int = 0
    places: int = 0


@frozen
class Ends:
    """A figure v of the column is met if `low` <= v <= `high`, both of the column's type; None is no limit.

    Where no value can be met, `low` is above `high`. `doubts` are the values of which the column cannot tell on which
    side of the bound they were written.
    """

    low: Threshold | None = None
    high: Threshold | None = None
    doubts: tuple[float, ...] = ()


FLOAT64 = ColumnType("float")
FLOAT32 = ColumnType("float", bits=32)
TEXT = ColumnType("text")


def whole(bits: int, *, signed: bool) -> ColumnType:
    """Return the type of a column of whole numbers.

    >>> whole(8, signed=True)
    ColumnType(kind='int', bits=8, least=-128, most=127, places=0)
    """
    least = -(2 ** (bits - 1)) if signed else 0
    return ColumnType("int", bits, least, least + 2**bits - 1)


def decimals(digits: int, places: int) -> ColumnType:
    """Return the type of a column of decimals with so many digits, of which so many *places* behind the point."""
    return ColumnType("decimal", 0, 1 - 10**digits, 10**digits - 1, places)


def extremes(column: ColumnType) -> tuple[Threshold, Threshold]:
    """Return the least and the greatest value of a column of whole numbers or decimals."""
    return _step(column.least, column), _step(column.most, column)


def ends(bounds: Interval, column: ColumnType) -> Ends:
    """Return *bounds* as thresholds of *column*'s type: for each value of the column the same verdict, exactly.

    >>> ends(Interval(high=Fraction(137, 10)), FLOAT64), ends(Interval(low=Fraction(7, 2)), whole(64, signed=True)).low
    (Ends(low=None, high=13.7, doubts=()), 4)
    >>> ends(Interval(high=Fraction(137, 10), high_open=True), FLOAT64).high
    13.699999999999998
    >>> ends(Interval(low=Fraction(2, 3)), FLOAT64).doubts, ends(Interval(high=Fraction(10)), decimals(6, 2)).high
    ((0.6666666666666666,), Decimal('10.00'))
    """
    return _whole_ends(bounds, column) if column.kind in ("int", "decimal") else _float_ends(bounds, column)


def as_float(number: Fraction) -> float:
    """Return the double nearest to *number*, infinity if it is beyond all."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def nearest(number: Fraction, column: ColumnType) -> float:
    """Return the double nearest to *number*, of those that a column of 32-bit floats can hold if it is one."""
    return _nearest_single(number) if column.bits == 32 and column.kind == "float" else as_float(number)


def _whole_ends(bounds: Interval, column: ColumnType) -> Ends:
    """Return the ends in steps of the column, as whole numbers are: the last step that is still met."""
    step = Fraction(1, 10**column.places)
    low, high = column.least, column.most
    if bounds.low is not None:
        low = max(low, math.floor(bounds.low / step) + 1 if bounds.low_open else math.ceil(bounds.low / step))
    if bounds.high is not None:
        high = min(high, math.ceil(bounds.high / step) - 1 if bounds.high_open else math.floor(bounds.high / step))
    if low > column.most or high < column.least or low > high:
        low, high = column.most, column.least
    return Ends(
        None if bounds.low is None and low <= high else _step(low, column),
        None if bounds.high is None and low <= high else _step(high, column),
    )


def _step(number: int, column: ColumnType) -> Threshold:
    if column.kind == "int":
        return number
    return Decimal((int(number < 0), tuple(int(digit) for digit in str(abs(number))), -column.places))


def _float_ends(bounds: Interval, column: ColumnType) -> Ends:
    low, low_doubt = _float_end(bounds.low, column, 1, is_open=bounds.low_open)
    high, high_doubt = _float_end(bounds.high, column, -1, is_open=bounds.high_open)
    return Ends(low, high, tuple(dict.fromkeys(doubt for doubt in (low_doubt, high_doubt) if doubt is not None)))


def _float_end(
    bound: Fraction | None, column: ColumnType, inwards: int, *, is_open: bool
) -> tuple[float | None, float | None]:
    """Return the last float that meets *bound*, and that float if it is in doubt; infinities are no figures.

    *inwards* is the direction from the bound to what meets it: 1 from a lower end, -1 from an upper one.
    """
    if bound is None:
        return None, None
    near = nearest(bound, column)
    if math.isinf(near):
        return near, None
    denoted = Fraction(repr(near)) if column.bits == 64 else Fraction(_shortest_single(near))
    beyond = is_open if denoted == bound else (denoted - bound) * inwards < 0
    end = math.nextafter(near, inwards * math.inf) if beyond else near
    return end, None if denoted == bound or column.kind == "text" else near


def _single(number: float) -> float:
    """Return the 32-bit float nearest to a double."""
    try:
        return float(struct.unpack("f", struct.pack("f", number))[0])
    except OverflowError:
        return math.copysign(math.inf, number)


def _nearest_single(number: Fraction) -> float:
    """Return the 32-bit float nearest to *number*, rounded once: rounding to a double first may go the other way."""
    double = as_float(number)
    rounded = _single(double)
    if math.isinf(rounded) or math.isinf(double) or Fraction(double) == number:
        return rounded
    near = (_single(math.nextafter(double, -math.inf)), rounded, _single(math.nextafter(double, math.inf)))
    return min(near, key=lambda candidate: abs(Fraction(candidate) - number) if math.isfinite(candidate) else number)


def _shortest_single(number: float) -> str:
    """Return the shortest decimal that denotes a 32-bit float."""
    texts = (f"{number:.{digits}g}" for digits in range(1, 10))
    return next(text for text in texts if _single(float(text)) == number)
