"""What targets demand as intervals, and what a policy decides."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancheck.bounds import Interval, Policy, demanded, is_counted
from plancheck.exact import shown, simplest
from plancheck.records import Constraint

numbers = st.fractions(min_value=-1000, max_value=1000)
ends = st.none() | numbers
intervals = st.builds(Interval, numbers, ends, st.booleans(), st.booleans()) | st.builds(Interval, ends, numbers)


def target(op: str, value: str | None, unit: str | None = "percent", **fields: Any) -> Constraint:
    number = None if value is None else Fraction(value) if "/" in value else Decimal(value)
    known: dict[str, Any] = {"role": "target", "kind": "level", "indicator": "a", "start": 0, "end": 1}
    return Constraint(op=op, value=number, unit=unit, **{**known, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("op", "inside", "outside"),
    [
        ("<=", ["4", "-1", "3.999"], ["4.001"]),
        ("<", ["3.999"], ["4", "5"]),
        (">=", ["4", "5"], ["3.999"]),
        (">", ["4.001"], ["4", "3"]),
        ("=", ["4", "4.0"], ["3.999", "4.001"]),
        ("~=", ["3.8", "4", "4.2"], ["3.7999", "4.2001"]),
    ],
)
def test_every_comparison_is_an_interval(op: str, inside: list[str], outside: list[str]) -> None:
    interval = demanded(target(op, "4"))
    assert interval is not None
    assert all(interval.contains(Fraction(number)) for number in inside)
    assert not any(interval.contains(Fraction(number)) for number in outside)


@pytest.mark.parametrize(
    ("unit", "kind", "inside"),
    [
        ("家", "level", True),
        ("万人次", "level", True),
        ("次/月", "frequency", True),
        ("家", "change", False),
        ("percent", "level", False),
        ("张/千人", "level", False),
        ("元", "level", False),
        (None, "level", False),
    ],
)
def test_a_range_over_counted_work_has_no_upper_end(unit: str | None, kind: str, inside: bool) -> None:
    interval = demanded(target("range", "2", unit, high=Decimal(4), kind=kind))
    assert interval is not None
    assert interval.contains(Fraction(5)) is inside
    assert interval.contains(Fraction(2))
    assert interval.contains(Fraction(4))
    assert not interval.contains(Fraction(1))


def test_about_is_open_on_the_better_side_and_as_wide_as_the_policy_says() -> None:
    about = target("~=", "200")
    assert demanded(about, "higher") == Interval(Fraction(190), None)
    assert demanded(about, "lower") == Interval(None, Fraction(210))
    assert demanded(about, "neither", Policy(tolerance=0.1)) == Interval(Fraction(180), Fraction(220))
    assert demanded(about, policy=Policy(tolerance=Fraction(1, 3))) == Interval(Fraction(400, 3), Fraction(800, 3))
    assert demanded(target("~=", "-200")) == Interval(Fraction(-210), Fraction(-190))


def test_a_tolerance_is_a_share() -> None:
    for wrong in (-0.1, Decimal("NaN"), Decimal("Infinity"), -1):
        with pytest.raises(ValueError, match="tolerance"):
            Policy(tolerance=wrong)
    for wrong in ("0.1", None, True):
        with pytest.raises(TypeError, match="tolerance"):
            Policy(tolerance=wrong)  # type: ignore[arg-type]
    assert Policy(tolerance=0).tolerance == 0


@pytest.mark.parametrize(
    "constraint",
    [
        target(">=", None),
        target("<=", None, kind="reference"),
        target("<=", "3", kind="reference"),
        target("<=", "3", diagnostics=("garbled-number",)),
        target("<=", "3", diagnostics=("count-mismatch",)),
        target("range", "3"),
        target("range", "3", high=Decimal(2)),
    ],
)
def test_a_target_without_a_number_of_its_own_demands_nothing(constraint: Constraint) -> None:
    assert demanded(constraint) is None


def test_a_number_with_a_lost_separator_or_date_is_still_a_number() -> None:
    assert demanded(target("<=", "3", diagnostics=("lost-separator", "garbled-date"))) == Interval(high=Fraction(3))
    assert demanded(target(">=", "2/3", None)) == Interval(low=Fraction(2, 3))


def test_what_counts() -> None:
    names = ("座", "人", "批", "天", "公里", "xyz", "percentage_point", "张/千人", "次/月")
    assert [name for name in names if is_counted(name)] == ["座", "人", "批", "次/月"]


@given(intervals, numbers, st.fractions(min_value=-50, max_value=50).filter(bool))
def test_scaling_interval_and_number_alike_changes_nothing(
    interval: Interval, number: Fraction, factor: Fraction
) -> None:
    assert interval.times(factor).contains(number * factor) == interval.contains(number)


@given(intervals, numbers)
def test_the_distance_is_positive_inside_and_negative_outside(interval: Interval, number: Fraction) -> None:
    _, distance = interval.nearest(number)
    assert distance < 0 or interval.contains(number) or distance == 0
    assert distance <= 0 or interval.contains(number)


@given(st.fractions())
def test_the_simplest_form_is_the_same_number(number: Fraction) -> None:
    assert Fraction(simplest(number)) == number


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20))
def test_what_is_shown_is_the_number_or_near_it(number: Decimal) -> None:
    text = shown(number)
    assert "e" not in text.lower()
    exact = Fraction(number)
    assert abs(Fraction(text.removeprefix("≈")) - exact) <= abs(exact) / 10**5
