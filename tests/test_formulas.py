"""Rates computed from reported parts: exact, said to be computed, and compared with what is reported."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancheck.pipeline import check, parse
from plancheck.verdicts import Verdict

MATERNAL = "2017年，孕产妇死亡率控制在18/10万以下。"
BEDS = "2017年，每千人口医疗卫生机构床位数达到6张。"


def row(indicator: str, value: object, unit: str | None = "人", **fields: Any) -> dict[str, Any]:
    return {"indicator": indicator, "value": value, "unit": unit, "period": 2017, **fields}


def judge(text: str, *rows: dict[str, Any], **options: Any) -> Verdict:
    return check(parse(text), list(rows), **options).results[0]


DEATHS, BIRTHS = row("孕产妇死亡数", 1), row("活产数", 6000)


def codes(result: Verdict) -> list[str]:
    return [diagnostic.code for diagnostic in result.diagnostics]


def test_a_rate_is_computed_from_its_parts_and_the_verdict_says_so() -> None:
    result = judge(MATERNAL, DEATHS, BIRTHS)
    assert (result.verdict, result.margin) == ("met", Fraction(4, 3))
    assert result.observation is not None
    assert (result.observation.value, result.observation.unit, result.observation.computed) == (
        Fraction(50, 3),
        "per_100k",
        True,
    )
    assert "computed ≈16.6667/10万 from 孕产妇死亡数 1 (<data>:1) / 活产数 6000 (<data>:2)" in result.message()
    assert "由孕产妇死亡数 1（<data>:1）与活产数 6000（<data>:2）之比算得≈16.6667/10万" in result.message("zh")
    parts = result.to_dict()["observation"]["parts"]
    assert parts["numerator"] == {"indicator": "孕产妇死亡数", "value": "1", "source": "<data>:1"}
    assert parts["multiplier"] == "100000"


def test_it_is_told_at_how_many_events_the_verdict_turns() -> None:
    result = judge(MATERNAL, DEATHS, BIRTHS)
    assert result.to_dict()["flip"] == {"name": "孕产妇死亡数", "now": 1, "count": 2, "base": 6000, "events": 1}
    assert result.message().endswith("it turns at 孕产妇死亡数 2 (now 1, of 6000)")
    missed = judge(MATERNAL, row("孕产妇死亡数", 3), BIRTHS)
    assert missed.verdict == "missed"
    assert missed.flip is not None
    assert missed.flip.count == 1


def test_far_from_the_bound_the_sentence_is_silent_about_events() -> None:
    result = judge("2017年，住院分娩率达到90%。", row("住院分娩活产数", 5999), BIRTHS)
    assert result.verdict == "met"
    assert result.flip is not None
    assert (result.flip.events, result.flip.is_near) == (600, False)
    assert "turns" not in result.message()


@pytest.mark.parametrize(
    ("deaths", "births"),
    [
        (DEATHS, row("活产数", 6000, period=2016)),
        (row("孕产妇死亡数", 1, region="江岸区"), row("活产数", 6000, region="江汉区")),
        (DEATHS, row("活产数", None)),
        (DEATHS, row("活产数", 6000, "张")),
    ],
)
def test_parts_of_different_places_times_or_kinds_make_no_rate(deaths: Any, births: Any) -> None:
    assert judge(MATERNAL, deaths, births).verdict == "no_data"


def test_regions_and_periods_of_parts_may_be_spelled_differently() -> None:
    result = judge(
        MATERNAL, row("孕产妇死亡数", 1, region="武汉市"), row("活产数", 6000, region="420100", period="2017年度")
    )
    assert result.verdict == "met"


def test_words_for_the_whole_are_the_region_of_the_plan() -> None:
    parts = row("孕产妇死亡数", 1, region="全市"), row("活产数", 6000, region="武汉市")
    assert judge(MATERNAL, *parts, region="420100").verdict == "met"
    assert judge(MATERNAL, *parts, region="江岸区").verdict == "no_data"
    reported = row("孕产妇死亡率", "18.7", "/10万", region="武汉")
    assert codes(judge(MATERNAL, *parts, reported, region="武汉市")) == ["derived-disagrees"]


def test_parts_that_disagree_make_no_rate() -> None:
    result = judge(MATERNAL, DEATHS, BIRTHS, row("活产数", 6001))
    assert (result.verdict, codes(result)) == ("no_data", ["conflicting-observations"])


def test_a_denominator_of_nothing_makes_no_rate() -> None:
    result = judge(MATERNAL, DEATHS, row("活产数", 0))
    assert (result.verdict, codes(result)) == ("no_data", ["zero-denominator"])


def test_a_rate_out_of_all_experience_is_not_used() -> None:
    result = judge(BEDS, row("床位数", 58000, "张"), row("常住人口", "968.2", None))
    assert result.verdict == "no_data"


def test_a_share_of_more_than_the_whole_is_not_used_and_a_rate_of_few_births_is() -> None:
    managed = judge("2017年，孕产妇系统管理率达到90%。", row("孕产妇系统管理人数", 6500), BIRTHS)
    assert (managed.verdict, codes(managed)) == ("no_data", ["derived-implausible"])
    few = judge(MATERNAL, DEATHS, row("活产数", 200))
    assert (few.verdict, few.flip and few.flip.count) == ("missed", 0)
    unitless = judge(MATERNAL, row("孕产妇死亡数", 1, None), row("活产数", 200, None))
    assert (unitless.verdict, codes(unitless)) == ("no_data", ["derived-implausible"])


def test_a_reported_rate_is_judged_and_compared_with_its_parts() -> None:
    agreeing = judge(MATERNAL, row("孕产妇死亡率", "16.67", "/10万"), DEATHS, BIRTHS)
    assert (agreeing.verdict, codes(agreeing)) == ("met", [])
    assert agreeing.observation is not None
    assert (agreeing.observation.computed, agreeing.flip and agreeing.flip.count) == (False, 2)
    differing = judge(MATERNAL, row("孕产妇死亡率", "18.67", "/10万"), DEATHS, BIRTHS)
    assert (differing.verdict, codes(differing), differing.flip) == ("missed", ["derived-disagrees"], None)
    other_unit = judge(MATERNAL, row("孕产妇死亡率", "0.1667", "‰"), DEATHS, BIRTHS)
    assert (other_unit.verdict, codes(other_unit)) == ("met", [])
    assert other_unit.flip == agreeing.flip


@pytest.mark.parametrize(
    ("rate", "births", "now"),
    [
        ("16.67", 6000, 1),
        ("16.7", 6000, 1),
        ("33.3", 6000, 2),
        ("17", 6000, 1),
        ("16", 6000, None),
        ("17", 600_000, None),
    ],
)
def test_a_reported_rate_over_few_births_is_known_to_be_so_many_deaths(rate: str, births: int, now: int | None) -> None:
    result = judge(MATERNAL, row("孕产妇死亡率", rate, "/10万"), row("活产数", births))
    assert (result.flip and result.flip.now) == now
    if now is not None:
        assert result.to_dict()["observation"]["parts"]["numerator"]["source"] == ""
        assert result.observation is not None
        assert not result.observation.computed


def test_a_computed_rate_answers_where_the_reported_one_is_of_another_year() -> None:
    result = judge(MATERNAL, row("孕产妇死亡率", 20, "/10万", period=2016), DEATHS, BIRTHS)
    assert (result.verdict, result.observation and result.observation.computed) == ("met", True)


def test_rounded_parts_make_a_rounded_rate() -> None:
    result = judge(BEDS, row("医疗卫生机构床位数", "5.8万", "张"), row("常住人口", "968.2", "万人"))
    assert (result.verdict, result.within_rounding, result.flip) == ("missed", True, None)


def test_columns_of_numerator_and_denominator_are_parts_too() -> None:
    rows = [{"indicator": "孕产妇死亡率", "numerator": 1, "denominator": 6000, "year": 2017}]
    result = judge(MATERNAL, *rows)
    assert (result.verdict, result.flip and result.flip.count) == ("met", 2)
    assert "from numerator 1 / denominator 6000 (<data>:1)" in result.message()


counts = st.integers(0, 60)
bases = st.integers(5000, 100_000)
bounds = st.integers(1, 60)


@given(counts, bases, bounds, st.sampled_from(["以下", "以上"]))
def test_verdict_margin_and_turning_point_are_those_of_fractions(count: int, base: int, bound: int, side: str) -> None:
    text = f"2017年，孕产妇死亡率{'控制在' if side == '以下' else '达到'}{bound}/10万{side}。"
    result = judge(text, row("孕产妇死亡数", count), row("活产数", base))
    rate = Fraction(count * 100_000, base)

    def meets(number: int) -> bool:
        exact = Fraction(number * 100_000, base)
        return exact <= bound if side == "以下" else exact >= bound

    assert result.verdict == ("met" if meets(count) else "missed")
    assert result.margin is not None
    assert Fraction(result.margin) == (bound - rate if side == "以下" else rate - bound)
    assert result.flip is not None or count == 0 or not any(map(meets, range(count)))
    if result.flip is not None:
        turn, step = result.flip.count, 1 if result.flip.count > count else -1
        assert meets(turn) != meets(count)
        assert all(meets(number) == meets(count) for number in range(count, turn, step))


@given(st.decimals(0, 100, places=2), counts, bases)
def test_a_reported_rate_disagrees_exactly_beyond_its_rounding(rate: Decimal, count: int, base: int) -> None:
    result = judge(MATERNAL, row("孕产妇死亡率", str(rate), "/10万"), row("孕产妇死亡数", count), row("活产数", base))
    exact = Fraction(count * 100_000, base)
    differs = abs(exact - Fraction(rate)) > Fraction(1, 200)
    assert ("derived-disagrees" in codes(result)) == differs
