"""The bound table: for each spelling of the data's key columns, what the judge would find out row by row."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plancheck import parse
from plancheck.boundtable import BoundRow, bound_table
from plancheck.plans import Plan
from plancheck.records import Constraint, Observation
from plancheck.spellings import Spellings, known_spellings
from plancheck.text import Source

INDICATORS = ("孕产妇死亡率", "孕产妇 死亡比", "居民消费价格涨幅", "居民消费价格", "甲", "甲增长率")
UNITS = (None, "%", "‰", "1/10万", "座", "百分点", "没有这个单位", "—")
REGIONS = (None, "武汉市", "全市", "武汉 市", "江岸区", "合计")
PERIODS = (None, "2017", "2017年上半年", "2016年", "2017-12-31", "十三五", "2017-06-30", 2017)
VALUES = (None, Decimal("0.5"), Decimal("13.7"), Decimal("0.137"), Decimal("0.0137"), Fraction(2, 3), Decimal(-3))

targets = st.builds(
    Constraint,
    role=st.just("target"),
    kind=st.sampled_from(["level", "change"]),
    indicator=st.sampled_from(["孕产妇死亡率", "居民消费价格", "甲"]),
    op=st.sampled_from(["<=", "<", ">=", ">", "=", "~="]),
    value=st.sampled_from([None, Decimal("13.7"), Decimal("0.5"), Fraction(2, 3), Decimal(3)]),
    unit=st.sampled_from([None, "percent", "per_100k", "座"]),
    direction=st.sampled_from([None, "up", "down"]),
    start=st.just(0),
    end=st.just(1),
)


def outcome(row: BoundRow, value: Any) -> str | None:
    """What a figure beside the row's spellings comes to, as every engine has it."""
    if row.undemanded:
        return row.verdict
    if value is None:
        return "no_data"
    if row.unlike and row.unlike.contains(Fraction(value)):
        return "not_comparable"
    return row.verdict or ("met" if row.bounds.contains(Fraction(value)) else row.missed)


@given(
    st.lists(targets, min_size=1, max_size=3),
    st.sampled_from([None, "武汉市"]),
    st.sampled_from([None, 2017]),
    st.builds(
        Observation,
        indicator=st.sampled_from(INDICATORS),
        value=st.sampled_from(VALUES),
        unit=st.sampled_from(UNITS),
        region=st.sampled_from(REGIONS),
        period=st.sampled_from([None if period is None else str(period) for period in PERIODS]),
    ),
)
def test_the_table_says_of_a_row_what_the_judge_says_of_it_alone(
    constraints: list[Constraint], region: str | None, year: int | None, row: Observation
) -> None:
    plan = Plan(source=Source("…"), constraints=tuple(constraints), year=year, region=region)
    check = plan.compile()
    spellings = Spellings(pairs=((row.indicator, row.unit),), regions=(row.region,), periods=(row.period,))
    unit = None if row.unit == "—" else row.unit
    told = [verdict.verdict for verdict in check.run([Observation(**{**fields(row), "unit": unit})])]
    found = {bound.target: outcome(bound, row.value) for bound in bound_table(check, spellings).rows}
    for index, verdict in enumerate(told):
        if index in found:
            assert found[index] == verdict
        else:
            assert verdict in ("no_data", "unresolved")


def fields(row: Observation) -> dict[str, Any]:
    names = ("indicator", "value", "unit", "region", "period")
    return {name: getattr(row, name) for name in names}


def test_bounds_are_in_the_unit_of_the_data_and_exact() -> None:
    check = parse("2017年，孕产妇死亡率控制在13.7/10万以下。").compile()
    pairs = tuple(("孕产妇死亡率", unit) for unit in ("1/10万", "‰", "%", "座", None))
    rows = bound_table(check, Spellings(pairs=pairs)).rows
    assert [row.bounds.high for row in rows if row.verdict is None] == [
        Fraction(137, 10),
        Fraction(137, 1000),
        Fraction(137, 10000),
        Fraction(137, 10),
    ]
    assert [(row.unit, row.verdict, row.reason) for row in rows if row.verdict] == [("座", "not_comparable", "units")]
    assert [row.assumed for row in rows] == [False, False, False, False, True]


def test_known_spellings_all_mean_the_target() -> None:
    check = parse("2025年，居民消费价格涨幅控制在3%左右，每千人口床位数达到6.5张。").compile()
    table = bound_table(check, known_spellings(check))
    assert all(row.verdict is None for row in table.rows)
    assert {0, 1} == {row.target for row in table.rows}
    assert ("居民消费价格涨幅", "%", "2025年") in {(row.indicator, row.unit, row.period) for row in table.rows}


def test_a_plan_without_region_or_year_does_not_join_on_them() -> None:
    check = parse("孕产妇死亡率控制在13.7/10万以下。").compile()
    assert bound_table(check, Spellings(pairs=(), periods=("2016", "2017"))).keys == ("indicator", "unit")
