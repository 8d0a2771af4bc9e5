"""How one target stands to another: bounds, days, force, and amounts for a whole."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from plancheck import Observation, Plan, Relation, compare, parse
from plancheck.bounds import Interval
from plancheck.checks import compile_check
from plancheck.relations import compared, ranked
from plancheck.testing import constraints
from plancheck.text import Source
from plancheck.units import factor, times

if TYPE_CHECKING:
    from plancheck.records import Constraint
    from plancheck.relations import Ranking

SHARES = ["percent", "permille", "per_10k", "per_100k"]
OTHER_SIDE = {Relation.STRICTER: Relation.LOOSER, Relation.EQUAL: Relation.EQUAL}


def ranking(lower: str, upper: str, where: str = "same") -> Ranking:
    """Return how the one target of a text stands to that of another one."""
    below, above = compile_check(parse(lower)), compile_check(parse(upper))
    assert below.targets[0].key == above.targets[0].key
    demands = [check.demands[0] for check in (below, above)]
    assert demands[0] is not None
    assert demands[1] is not None
    return ranked(below.targets[0], demands[0], above.targets[0], demands[1], where)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lower", "upper", "relation", "margin"),
    [
        ("婴儿死亡率控制在3.2‰以下", "婴儿死亡率控制在0.32%以下", "equal", "0"),
        ("婴儿死亡率低于3.2‰", "婴儿死亡率控制在3.2‰以下", "stricter", "0"),
        ("婴儿死亡率控制在3.2‰以下", "婴儿死亡率低于3.2‰", "looser", "0"),
        ("婴儿死亡率控制在3.3‰以下", "婴儿死亡率控制在0.32%以下", "looser", "-0.01"),
        ("签约率达到75%以上", "签约率达到3/4以上", "equal", "0"),
        ("签约率达到2/3以上", "签约率达到60%以上", "stricter", None),
        ("签约率全覆盖", "签约率达到95%", "stricter", "5"),
        ("签约率达到80%-85%", "签约率达到82%以上", "looser", "-2"),
        ("签约率达到85%", "签约率达到80%-90%", "not_comparable", "neither"),
        ("签约率不超过85%", "签约率达到80%", "not_comparable", "sides"),
        ("单位GDP能耗下降4%", "单位GDP能耗下降3%以上", "stricter", "1"),
        ("单位GDP能耗上升1%以内", "单位GDP能耗下降3%以上", "looser", None),
        ("新建门诊部6家", "新建门诊部5个", "stricter", "1"),
        ("新建门诊部6家", "新建门诊部5平方米", "not_comparable", "units"),
    ],
)
def test_bounds(lower: str, upper: str, relation: str, margin: str | None) -> None:
    found = ranking(lower + "。", upper + "。")
    assert found.relation == relation
    if relation == "not_comparable":
        assert found.reason == margin
    elif margin is not None:
        assert found.margin == Decimal(margin)


@pytest.mark.parametrize(
    ("lower", "upper", "relation", "reason"),
    [
        ("6月底前签约率达到75%", "签约率达到75%", "stricter", "stricter"),
        ("签约率达到75%", "6月底前签约率达到75%", "looser", "looser"),
        ("6月底前签约率达到70%", "签约率达到75%", "not_comparable", "mixed"),
        ("到2027年，签约率达到70%", "签约率达到75%", "looser", "looser"),
        ("力争签约率达到75%", "签约率达到75%", "looser", "looser"),
        ("签约率达到75%", "力争签约率达到75%", "stricter", "stricter"),
        ("确保签约率达到75%", "签约率达到75%", "equal", "equal"),
        ("力争签约率达到80%", "签约率达到75%", "not_comparable", "mixed"),
        ("到2027年，新建公厕70座", "新建公厕75座", "not_comparable", "other-period"),
        ("6月底前新建公厕75座", "新建公厕75座", "stricter", "stricter"),
        ("到2027年，地区生产总值增长6%", "地区生产总值增长5%", "not_comparable", "other-period"),
    ],
)
def test_days_and_force(lower: str, upper: str, relation: str, reason: str) -> None:
    title = "清河市2026年工作要点\n"
    found = ranking(f"{title}{lower}。", f"{title}{upper}。")
    assert (found.relation, found.reason) == (relation, reason)


@pytest.mark.parametrize(
    ("lower", "upper", "where", "relation", "reason"),
    [
        ("新建公厕12座", "新建公厕90座", "inside", "not_comparable", "whole"),
        ("新建公厕90座", "新建公厕90座", "inside", "equal", "equal"),
        ("新建公厕95座", "新建公厕90座", "inside", "stricter", "stricter"),
        ("新建公厕12座", "新建公厕90座", "same", "looser", "looser"),
        ("新建公厕12座", "新建公厕12座", "unknown", "equal", "equal"),
        ("新建公厕12座", "新建公厕90座", "unknown", "not_comparable", "whole"),
        ("医疗费用控制在3亿元以内", "医疗费用控制在5亿元以内", "inside", "not_comparable", "whole"),
        ("次均医疗费用控制在310元以内", "次均医疗费用控制在300元以内", "inside", "looser", "looser"),
        ("每千人口床位数达到6张", "每千人口床位数达到6.5张", "inside", "looser", "looser"),
        ("人均预期寿命达到79岁", "人均预期寿命达到80岁", "inside", "looser", "looser"),
        ("每月开展一次防汛演练", "每月开展两次防汛演练", "inside", "not_comparable", "whole"),
    ],
)
def test_an_amount_for_the_whole_judges_no_part(lower: str, upper: str, where: str, relation: str, reason: str) -> None:
    found = ranking(f"{lower}。", f"{upper}。", where)
    assert (found.relation, found.reason) == (relation, reason)


def test_what_is_undated_on_one_side_is_not_ranked() -> None:
    assert ranking("签约率达到70%。", "到2027年，签约率达到75%。").reason == "undated"
    assert ranking("到2027年，签约率达到80%。", "签约率达到75%。").reason == "undated"
    assert ranking("签约率达到70%。", "签约率达到75%。").relation is Relation.LOOSER


def test_shares_of_something_around_a_region_are_no_rates_of_it() -> None:
    found = ranking("进出口总额占全省比重达到4%。", "进出口总额占全省比重达到5%。", "inside")
    assert found.reason == "whole"


# --- what holds for all targets ---


def plan_of(constraint: Constraint) -> Plan:
    return Plan(source=Source("", "plan.toml"), constraints=(constraint,), region="云河市")


def related(lower: Constraint, upper: Constraint) -> Relation:
    return compare(plan_of(lower), plan_of(upper)).results[0].relation


ANY = constraints()
RATES = st.builds(
    lambda one, unit: evolve(one, kind="level", direction=None, indicator="建档率", unit=unit),
    ANY,
    st.sampled_from(SHARES),
)


@st.composite
def pairs(draw: st.DrawFn, among: st.SearchStrategy[Constraint] = ANY) -> tuple[Constraint, Constraint]:
    """Return two targets for one indicator that differ in some of figure, comparison, unit, day and force."""
    first, second = draw(among), draw(among)
    fields = draw(st.sets(st.sampled_from(["value", "op", "deadline", "modality"])))
    other = evolve(first, **{name: getattr(second, name) for name in fields})
    if other.op == "range":
        other = evolve(other, high=other.value + 1 if other.value is not None else None)
    if other.unit in SHARES:
        other = evolve(other, unit=draw(st.sampled_from(SHARES)))
    return first, other


@given(constraints())
def test_a_plan_is_equal_to_itself(constraint: Constraint) -> None:
    assert related(constraint, constraint) is Relation.EQUAL


@given(pairs())
def test_what_is_stricter_one_way_is_looser_the_other(pair: tuple[Constraint, Constraint]) -> None:
    there, back = related(*pair), related(*reversed(pair))
    if there in OTHER_SIDE:
        assert back is OTHER_SIDE[there]
    if there is Relation.LOOSER:
        assert back in (Relation.STRICTER, Relation.NOT_COMPARABLE)


@given(pairs(RATES), st.sampled_from(SHARES))
def test_the_unit_changes_no_relation(pair: tuple[Constraint, Constraint], unit: str) -> None:
    lower, upper = pair
    by = factor(lower.unit, unit)
    ends = [None if end is None else times(end, by) for end in (lower.value, lower.high)]
    converted = evolve(lower, value=ends[0], high=ends[1], unit=unit)
    assert related(converted, upper) is related(lower, upper)
    assert related(converted, lower) is Relation.EQUAL


@given(pairs(), st.decimals(-20, 20, places=3), st.booleans())
def test_what_meets_the_stricter_bound_meets_the_looser_one(
    pair: tuple[Constraint, Constraint], off: Decimal, from_upper: bool
) -> None:
    lower, upper = (evolve(side, deadline=None, modality="plain") for side in pair)
    (result,) = compare(plan_of(lower), plan_of(upper)).results
    assume(result.relation.holds and lower.value is not None and upper.value is not None)
    near = times(upper.value, factor(upper.unit, lower.unit)) if from_upper else lower.value
    value = abs(Fraction(near) + Fraction(off))
    change = {"up": "上升", "down": "下降", None: ""}[lower.direction] if lower.kind == "change" else ""
    datum = Observation(indicator=lower.indicator + change, value=value, unit=lower.unit)
    verdicts = [compile_check(plan_of(side)).run([datum])[0].verdict for side in (lower, upper)]
    if verdicts[0] == "met":
        assert verdicts[1] == "met"


ends = st.none() | st.fractions(-9, 9, max_denominator=4)
intervals = st.builds(Interval, ends, ends, st.booleans(), st.booleans()).filter(
    lambda one: (one.low, one.high) != (None, None) and (one.low is None or one.high is None or one.low < one.high)
)


@given(intervals, intervals, intervals)
def test_stricter_than_what_is_stricter_is_stricter(one: Interval, two: Interval, three: Interval) -> None:
    steps = compared(one, two)[0], compared(two, three)[0]
    if all(step.holds for step in steps):
        whole = compared(one, three)[0]
        assert whole is (Relation.STRICTER if Relation.STRICTER in steps else Relation.EQUAL)
