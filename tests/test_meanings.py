"""What a reported figure may stand for: rounding, figures that only bound, units that look mistaken."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancheck import parse
from plancheck.bounds import Interval, Policy
from plancheck.meanings import half_step, meets, stands_for
from plancheck.pipeline import check
from plancheck.plans import Plan
from plancheck.records import Constraint, Observation
from plancheck.reportedcells import read_reported
from plancheck.suspicions import meant
from plancheck.text import Source
from plancheck.verdicts import Verdict

numbers = st.decimals(0, 1000, places=2)
ops = st.sampled_from(["<=", "<", ">=", ">", "=", "~="])
bounding = st.sampled_from(["<=", "<", ">=", ">", "~=", "="])
ends = st.none() | st.fractions(-20, 20)
intervals = st.builds(Interval, ends, ends, st.booleans(), st.booleans())


def target(op: Any, value: Decimal, unit: str | None, indicator: str = "签约率", **fields: Any) -> Constraint:
    known: dict[str, Any] = {"role": "target", "kind": "level", "start": 0, "end": 1}
    return Constraint(indicator=indicator, op=op, value=value, unit=unit, **{**known, **fields})


def judge(constraint: Constraint, value: object, unit: str | None = None, **options: Any) -> Verdict:
    plan = Plan(source=Source("…"), constraints=(constraint,))
    row = {"indicator": constraint.indicator, "value": value, "unit": unit}
    return check(plan, [row], **options).results[0]


# --- rounding


@pytest.mark.parametrize(
    ("op", "bound", "value", "unit", "verdict", "within"),
    [
        ("<=", "4.42", "4.42", "‰", "met", True),
        ("<=", "4.42", "4.41", "‰", "met", False),
        ("<=", "4.42", "4.43", "‰", "missed", False),
        ("<=", "4.416", "4.42", "‰", "missed", True),
        ("<=", "4.425", "4.42", "‰", "met", False),
        (">=", "95", "95%", None, "met", True),
        (">=", "95", "95.0%", None, "met", True),
        (">=", "95", "94.9%", None, "missed", False),
        (">=", "95", "94.6%", None, "missed", False),
        (">=", "95", "95.4%", None, "met", False),
        (">=", "95.3", "95%", None, "missed", True),
        (">=", "58000", "58000", "座", "met", False),
        (">=", "58000", "5.8万", "座", "met", True),
        (">=", "58000", "5.75万", "座", "missed", False),
        (">=", "57800", "5.8", "万座", "met", True),
        (">=", "57800", "6", "万座", "met", True),
        ("<=", "6", "6", "人次", "met", False),
        (">=", "80", "80", "岁", "met", True),
    ],
)
def test_a_bound_among_the_values_rounded_to_a_figure(
    op: str, bound: str, value: str, unit: str | None, verdict: str, within: bool
) -> None:
    own = {"‰": "permille", None: "percent", "万座": "座"}.get(unit, unit)
    result = judge(target(op, Decimal(bound), own), value, unit)
    assert (result.verdict, result.within_rounding) == (verdict, within)
    assert ("within rounding" in result.message()) == within
    assert ("四舍五入" in result.message("zh")) == within
    assert result.to_dict()["within_rounding"] is within


@given(ops, numbers, st.decimals(0, 1000, places=1))
def test_rounding_matters_exactly_where_an_unrounded_value_would_be_judged_otherwise(
    op: str, bound: Decimal, value: Decimal
) -> None:
    result = judge(target(op, bound, "percent"), str(value), "%")
    half = Fraction(1, 20)
    limit = (
        [Fraction(bound) * Fraction(19, 20), Fraction(bound) * Fraction(21, 20)] if op == "~=" else [Fraction(bound)]
    )
    assert result.within_rounding == any(abs(end - Fraction(value)) < half for end in limit)


@given(numbers)
def test_a_float_counts_as_its_shortest_decimal(number: Decimal) -> None:
    written = Decimal(repr(float(number)).removesuffix(".0"))
    observation = Observation(indicator="a", value=written, unit="%")
    assert half_step(observation) == Fraction(10) ** int(written.as_tuple().exponent) / 2


# --- figures that only bound


@pytest.mark.parametrize(
    ("cell", "op", "value", "unit"),
    [
        ("90%以上", ">=", "90", "%"),
        ("90%及以上", ">=", "90", "%"),
        ("≥ 90%", ">=", "90", "%"),
        ("≧90", ">=", "90", None),
        ("超过3万人", ">", "30000", "人"),
        ("约5万", "~=", "50000", None),
        ("近 5万人", "~=", "50000", "人"),
        ("5万人左右", "~=", "50000", "人"),
        ("<0.01‰", "<", "0.01", "‰"),
        ("不足5例", "<", "5", "例"),
        ("控制在13.7/10万以内", "<=", "13.7", "/10万"),
        ("达到31%", "=", "31", "%"),
        ("稳定在99%以上", ">=", "99", "%"),
        ("31%", "=", "31", "%"),
    ],
)
def test_cells_that_only_bound(cell: str, op: str, value: str, unit: str | None) -> None:
    read = read_reported(cell)
    assert (read.code, read.op, str(read.value), read.unit) == (None, op, value, unit)


@pytest.mark.parametrize("cell", ["很多以上", "以上", "约", "增长5%", "按30%", "3以上以下5", "约abc", "5%和6%以上"])
def test_cells_that_say_something_else_stay_unreadable(cell: str) -> None:
    assert read_reported(cell).code is not None


@pytest.mark.parametrize(
    ("op", "bound", "cell", "verdict", "margin"),
    [
        (">=", "85", "90%以上", "met", "5"),
        (">=", "90", "90%以上", "met", "0"),
        (">", "90", "90%以上", "unresolved", None),
        (">", "90", "超过90%", "met", "0"),
        (">=", "95", "90%以上", "unresolved", None),
        ("<=", "85", "90%以上", "missed", "-5"),
        ("<", "90", "90%以上", "missed", "0"),
        ("<=", "90", "90%以上", "unresolved", None),
        (">=", "30", "约40%", "met", "8.0"),
        (">=", "40", "约40%", "unresolved", None),
        (">=", "50", "40%左右", "missed", "-8.0"),
        ("=", "40", "约40%", "unresolved", None),
        ("~=", "40", "40%以上", "unresolved", None),
    ],
)
def test_a_figure_that_only_bounds_is_judged_by_all_it_may_stand_for(
    op: str, bound: str, cell: str, verdict: str, margin: str | None
) -> None:
    result = judge(target(op, Decimal(bound), "percent"), cell)
    assert (result.verdict, None if result.margin is None else Fraction(result.margin)) == (
        verdict,
        None if margin is None else Fraction(margin),
    )
    assert not result.within_rounding
    assert result.reason == ("bounded" if verdict == "unresolved" else verdict)


def test_the_words_of_a_bounded_figure_are_in_the_sentence() -> None:
    result = judge(target(">=", Decimal(95), "percent"), "90%以上")
    assert "reported at least 90%" in result.message()
    assert "报告值不低于90%" in result.message("zh")
    assert result.to_dict()["observation"]["op"] == ">="


def test_about_reaches_as_far_as_the_policy_says() -> None:
    constraint = target(">=", Decimal(38), "percent")
    assert judge(constraint, "约40%").verdict == "met"
    assert judge(constraint, "约40%", policy=Policy(tolerance=Decimal("0.1"))).verdict == "unresolved"


def test_an_exact_figure_goes_before_one_that_keeps_to_it_and_conflicts_with_one_that_does_not() -> None:
    plan = Plan(source=Source("…"), constraints=(target(">=", Decimal(95), "percent"),))

    def verdict(*cells: str) -> Verdict:
        return check(plan, [{"indicator": "签约率", "value": cell} for cell in cells]).results[0]

    assert verdict("90%以上", "96%").verdict == "met"
    assert verdict("96%", "97%以上").reason == "conflict"
    assert verdict("90%以上", "92%以上").reason == "conflict"


@given(ops, numbers, bounding, numbers, st.fractions(0, 2000))
def test_a_verdict_on_bounds_holds_for_every_value_they_allow(
    op: str, bound: Decimal, reported: str, value: Decimal, actual: Fraction
) -> None:
    word = {"<=": "{}%以下", "<": "低于{}%", ">=": "{}%以上", ">": "超过{}%", "~=": "约{}%", "=": "{}%"}[reported]
    result = judge(target(op, bound, "percent"), word.format(value))
    observation = Observation(indicator="a", value=value, op=reported)  # type: ignore[arg-type]
    if stands_for(observation).contains(actual) and result.verdict != "unresolved":
        exact = judge(target(op, bound, "percent"), actual, "%")
        assert exact.verdict == result.verdict
        assert exact.margin is not None
        assert result.margin is not None
        assert abs(exact.margin) >= abs(Fraction(result.margin))


@given(intervals, intervals, st.fractions(-25, 25))
def test_within_and_apart_speak_of_every_number(left: Interval, right: Interval, number: Fraction) -> None:
    if left.contains(number):
        assert not (left.within(right) and not right.contains(number))
        assert not (left.apart(right) and right.contains(number))
        assert meets(left, right) is not (not right.contains(number))


# --- units that look mistaken


@pytest.mark.parametrize(
    ("value", "unit", "own", "low", "high", "expected"),
    [
        ("3.5", "percent", "permille", "0", "30", "permille"),
        ("0.35", "percent", "permille", "0", "30", None),
        ("58", "permille", "permille", "0", "30", None),
        ("5.8", "permille", "permille", "0", "30", None),
        ("13.7", "permille", "per_100k", "0", "400", "per_100k"),
        ("0.98", "percent", "percent", "50", "100", ""),
        ("98", "permille", "percent", "50", "100", "percent"),
        ("980", "percent", "percent", "50", "100", "permille"),
        ("65", "张/千人", "张/千人", "1", "20", "张/万人"),
        ("6.5", "张/千人", "张/千人", "1", "20", None),
        ("1089.3", "人", "人", "100000", "1600000000", "万人"),
        ("7.8", "岁", "岁", "55", "92", None),
    ],
)
def test_a_figure_out_of_all_experience_may_be_in_another_unit(
    value: str, unit: str, own: str, low: str, high: str, expected: str | None
) -> None:
    assert meant(Fraction(Decimal(value)), unit, own, (Decimal(low), Decimal(high))) == expected


def test_a_suspicion_stands_beside_the_verdict_and_changes_nothing() -> None:
    result = judge(target("<=", Decimal(4), "permille", "婴儿死亡率"), "3.5", "%")
    assert (result.verdict, result.margin) == ("missed", -31)
    assert [note.code for note in result.diagnostics] == ["suspicious-unit"]
    message = result.diagnostics[0].message()
    assert "3.5% is out of the plausible range of 0‰ to 30‰" in message
    assert "plausible as 3.5‰, 0.1 times as much" in message
    assert "若为3.5‰（0.1倍）则合理" in result.diagnostics[0].message("zh")


def test_nothing_is_suspected_of_changes_bounds_and_unknown_indicators() -> None:
    change = target(">=", Decimal(3), "percent", "婴儿死亡率", kind="change", direction="down")
    assert judge(change, "350", "%").diagnostics == ()
    assert judge(target("<=", Decimal(4), "permille", "婴儿死亡率"), "3.5%以下").diagnostics == ()
    assert judge(target("<=", Decimal(4), "permille", "鼠疫防控知识"), "3.5", "%").diagnostics == ()


@pytest.mark.parametrize(
    ("plan", "value", "verdict"),
    [
        ("婴儿死亡率控制在3‰以下。", "0.0048", "not_comparable"),
        ("婴儿死亡率控制在3‰以下。", "0.0028", "met"),
        ("婴儿死亡率控制在3‰以下。", "2.8", "met"),
        ("孕产妇死亡率控制在10/10万以下。", "0.00012", "not_comparable"),
        ("孕产妇死亡率控制在10/10万以下。", "0.0000800", "met"),
        ("某病发病率控制在5/万以内。", "0.0008", "not_comparable"),
    ],
)
def test_a_bare_figure_may_be_a_share_beside_rates_of_every_unit(plan: str, value: str, verdict: str) -> None:
    indicator = parse(plan).constraints[0].indicator
    (result,) = parse(plan).check([{"indicator": indicator, "value": value}]).results
    assert result.verdict == verdict
