"""Thresholds of a column's type decide as rational arithmetic does on the figure as the column carries it."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from plancheck import units
from plancheck.bounds import Interval
from plancheck.thresholds import FLOAT32, FLOAT64, TEXT, ColumnType, Ends, decimals, ends, whole

from .awkward import Table, target, told
from .engineframes import KINDS, arrow, found

RATES = ("percent", "permille", "per_10k", "per_100k")
bounds = st.one_of(
    st.fractions(max_denominator=10**9),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9).map(Fraction),
    st.integers(-(2**70), 2**70).map(Fraction),
    st.floats(allow_nan=False, allow_infinity=False).map(Fraction),
)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = draw(st.one_of(st.none(), bounds)), draw(st.one_of(st.none(), bounds))
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Interval(low, high, draw(st.booleans()), draw(st.booleans()))


def met(told: Ends, value: Any) -> bool:
    return (told.low is None or value >= told.low) and (told.high is None or value <= told.high)


def beside(interval: Interval, kind: Any) -> list[Any]:
    """Return the floats of a type at the ends of *interval* and next to them."""
    limit = float(np.finfo(kind).max) / 2
    near = [kind(max(-limit, min(limit, end))) for end in (interval.low, interval.high) if end is not None]
    return [
        other
        for value in near
        for other in (value, np.nextafter(value, -kind(np.inf)), np.nextafter(value, kind(np.inf)))
    ]


def decides(column: ColumnType, interval: Interval, values: list[Any]) -> None:
    told = ends(interval, column)
    for value in values:
        if math.isfinite(value) and float(value) not in told.doubts:
            written = Fraction(str(value)) if isinstance(value, np.floating | float) else Fraction(value)
            assert met(told, float(value) if isinstance(value, np.floating) else value) == interval.contains(written)


@settings(max_examples=300)
@given(intervals(), st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=4))
def test_doubles(interval: Interval, values: list[float]) -> None:
    near = [float(value) for value in beside(interval, np.float64)]
    decides(FLOAT64, interval, [*values, *near])
    decides(TEXT, interval, [*values, *near])
    assert not ends(interval, TEXT).doubts


@settings(max_examples=300)
@given(intervals(), st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), max_size=4))
def test_singles(interval: Interval, values: list[float]) -> None:
    with np.errstate(over="ignore"):
        decides(FLOAT32, interval, [*map(np.float32, values), *beside(interval, np.float32)])


@given(intervals(), st.integers(-(2**63), 2**63 - 1), st.sampled_from([8, 16, 32, 64]), st.booleans())
def test_whole_numbers(interval: Interval, value: int, bits: int, signed: bool) -> None:
    column = whole(bits, signed=signed)
    near = [math.floor(end) + step for end in (interval.low, interval.high) if end is not None for step in (-1, 0, 1)]
    inside = [number for number in (value, *near, column.least, column.most) if column.least <= number <= column.most]
    decides(column, interval, inside)


@given(intervals(), st.decimals(places=3, min_value=-999999, max_value=999999), st.integers(0, 6))
def test_decimals(interval: Interval, value: Decimal, places: int) -> None:
    column = decimals(12, places)
    step = Decimal(1).scaleb(-places)
    near = [
        Decimal(math.floor(end / Fraction(step))) * step for end in (interval.low, interval.high) if end is not None
    ]
    around = [number + shift for number in near for shift in (-step, 0, step)]
    inside = [number for number in (value.quantize(step), *around) if abs(number) < Decimal(10) ** (12 - places)]
    decides(column, interval, inside)


@given(st.decimals(places=4, min_value=0, max_value=10**6), st.sampled_from(RATES), st.sampled_from(RATES))
def test_a_figure_of_few_digits_on_the_bound_is_on_it_in_every_unit(bound: Decimal, mine: str, other: str) -> None:
    exact = units.convert(Fraction(bound), mine, other)
    shown = Decimal(exact.numerator) / Decimal(exact.denominator)
    told = ends(Interval(Fraction(exact), Fraction(exact)), FLOAT64)
    assert not told.doubts
    assert met(told, float(shown))


@settings(max_examples=40)
@given(
    st.sampled_from(["<=", "<", ">=", ">", "=", "~="]),
    st.decimals(places=3, min_value=-1000, max_value=1000),
    st.sampled_from(RATES),
    st.sampled_from(RATES),
    st.sampled_from(["float64", "float32", "int64", "decimal", "text"]),
    st.sampled_from([0, "0.001", "-0.001", "7"]),
)
def test_random_plans_units_and_types_on_every_kind_of_frame(
    op: str, bound: Decimal, mine: str, other: str, kind: str, off: Any
) -> None:
    exact = Fraction(units.convert(Fraction(bound), mine, other)) + Fraction(off)
    value: Any = Decimal(exact.numerator) / Decimal(exact.denominator)
    held = {"float64": float, "float32": np.float32, "int64": round, "text": lambda number: format(number, "f")}
    value = held.get(kind, lambda number: round(number, 6))(value)
    table = Table(targets=(target(op, bound, mine),), rows=(("甲率", value, other, None, None),), type=kind)
    column = arrow(table)["value"]
    assert isinstance(column, pa.ChunkedArray)
    assert {kind: found(table.check().on(frame(table)).verdicts()) for kind, frame in KINDS.items()} == dict.fromkeys(
        KINDS, told(table)
    )
