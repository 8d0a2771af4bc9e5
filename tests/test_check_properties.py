"""What must hold for every figure, unit, order of rows and kind of data."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plancheck import units
from plancheck.pipeline import check
from plancheck.plans import Plan
from plancheck.records import Constraint, format_number
from plancheck.text import Source

RATES = ("percent", "permille", "per_10k", "per_100k")
INDICATORS = ("孕产妇死亡率", "签约率", "甲", "乙")
decimals = st.decimals(min_value=0, max_value=10_000, places=4, allow_nan=False)
ops = st.sampled_from(["<=", "<", ">=", ">", "=", "~="])


def plan(*targets: Constraint) -> Plan:
    return Plan(source=Source("…"), constraints=targets, year=2017)


def target(op: Any, value: Decimal | Fraction, unit: str | None, indicator: str = "甲") -> Constraint:
    return Constraint(role="target", kind="level", indicator=indicator, op=op, value=value, unit=unit, start=0, end=1)


def verdict(constraint: Constraint, value: object, unit: str | None) -> str:
    return check(plan(constraint), [{"indicator": "甲", "value": value, "unit": unit}]).results[0].verdict


@given(ops, decimals, decimals, st.sampled_from(RATES), st.sampled_from(RATES))
def test_units_do_not_change_a_verdict(op: str, bound: Decimal, value: Decimal, mine: str, other: str) -> None:
    converted = units.convert(value, mine, other)
    assert isinstance(converted, Decimal)
    constraint = target(op, bound, mine)
    assert verdict(constraint, format_number(value), mine) == verdict(constraint, format_number(converted), other)


@given(ops, decimals, st.sampled_from(RATES), st.sampled_from(RATES))
def test_a_value_on_the_bound_is_exactly_on_it_in_every_unit(op: str, bound: Decimal, mine: str, other: str) -> None:
    converted = float(units.convert(bound, mine, other))
    if Decimal(repr(converted)) != units.convert(bound, mine, other):
        return  # a float cannot carry the figure
    assert verdict(target(op, bound, mine), converted, other) == ("missed" if op in ("<", ">") else "met")


@given(ops, decimals, st.floats(0, 1e6), st.sampled_from(RATES), st.sampled_from(RATES))
def test_the_verdict_is_that_of_rational_arithmetic(
    op: str, bound: Decimal, value: float, mine: str, other: str
) -> None:
    number = Fraction(Decimal(repr(value))) * units.factor(other, mine)
    limit = Fraction(bound)
    expected = {
        "<=": number <= limit,
        "<": number < limit,
        ">=": number >= limit,
        ">": number > limit,
        "=": number == limit,
        "~=": abs(number - limit) <= limit / 20,
    }
    assert verdict(target(op, bound, mine), value, other) == ("met" if expected[op] else "missed")


@given(st.sampled_from(["<=", "<", ">=", ">"]), decimals, decimals, decimals)
def test_bounds_are_monotone(op: str, bound: Decimal, value: Decimal, step: Decimal) -> None:
    better = value - step if op in ("<=", "<") else value + step
    constraint = target(op, bound, "percent")
    if verdict(constraint, str(value), "%") == "met":
        assert verdict(constraint, format(better, "f"), "%") == "met"


rows_of_anything = st.lists(
    st.fixed_dictionaries(
        {
            "indicator": st.sampled_from(INDICATORS),
            "value": st.sampled_from(["30", "3%", "0.137‰", "—", "很多", "5.8万", "13.7"]),
            "unit": st.sampled_from([None, "%", "‰", "座", "xyz"]),
            "region": st.sampled_from([None, "武汉市", "江岸区", "全市"]),
            "period": st.sampled_from([None, "2017", "2016", "2017年上半年", "十三五"]),
        }
    ),
    max_size=8,
)
TARGETS = (
    target("<=", Decimal("13.7"), "per_100k", "孕产妇死亡率"),
    target(">=", Decimal(30), "percent", "签约率"),
    target(">=", Decimal(58000), "座", "甲"),
    target(">=", Fraction(2, 3), None, "乙"),
)


@given(st.data(), rows_of_anything)
def test_the_order_of_rows_does_not_change_a_verdict(data: st.DataObject, rows: list[dict[str, Any]]) -> None:
    shuffled = data.draw(st.permutations(rows))
    one, other = (check(plan(*TARGETS), list(some)).results for some in (rows, shuffled))
    assert [(r.verdict, r.reason, r.margin) for r in one] == [(r.verdict, r.reason, r.margin) for r in other]


@given(rows_of_anything)
def test_every_target_has_a_verdict_and_a_sentence_and_the_report_travels(rows: list[dict[str, Any]]) -> None:
    report = check(plan(*TARGETS), rows)
    assert sum(report.summary.values()) == len(TARGETS)
    for result in report.results:
        assert all(result.message(lang) for lang in ("en", "zh"))
        assert (result.margin is not None) == (result.verdict in ("met", "missed"))
    assert len(report.to_dict()["diagnostics"]) == len(report.diagnostics)


@settings(max_examples=25, deadline=None)
@given(rows_of_anything)
def test_frames_of_all_kinds_give_the_verdicts_of_mappings(rows: list[dict[str, Any]]) -> None:
    pandas, polars, pyarrow = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    columns = ("indicator", "value", "unit", "region", "period")
    data = {name: [row[name] for row in rows] for name in columns}
    schema = dict.fromkeys(columns, polars.String)
    expected = [result.verdict for result in check(plan(*TARGETS), rows).results]
    for frame in (
        pandas.DataFrame(data, columns=list(columns)),
        polars.DataFrame(data, schema=schema),
        polars.LazyFrame(data, schema=schema),
        pyarrow.table(data, schema=pyarrow.schema([(name, pyarrow.string()) for name in columns])),
    ):
        assert [result.verdict for result in check(plan(*TARGETS), frame).results] == expected
