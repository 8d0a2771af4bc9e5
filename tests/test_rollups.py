"""Figures of a region added up from those of its parts: sums of counts, rates anew, and never a guess."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plancheck.divisions import partitions
from plancheck.pipeline import check, parse
from plancheck.regions import regions_named
from plancheck.verdicts import Verdict

# 青山区 is a district of two cities.
WUHAN = sorted(key[6:].replace("青山区", "武汉市青山区") for key in partitions(regions_named("武汉市")[0])[-1])
TOILETS = "武汉市2017年工作要点\n新增农村户厕改造5.8万座。"
MATERNAL = "武汉市2017年工作要点\n孕产妇死亡率控制在18/10万以下。"


def rows(
    indicator: str, values: Any, unit: str | None, names: list[str] = WUHAN, **fields: Any
) -> list[dict[str, Any]]:
    figures = values if isinstance(values, list) else [values] * len(names)
    return [
        {"indicator": indicator, "value": value, "unit": unit, "region": name, "period": 2017, **fields}
        for name, value in zip(names, figures, strict=True)
    ]


def judge(text: str, data: list[dict[str, Any]], *, roll_up: bool = True, region: str | None = "武汉市") -> Verdict:
    return check(parse(text), data, roll_up=roll_up, region=region).results[0]


def test_counts_are_added_up_only_where_asked_for() -> None:
    data = rows("农村户厕改造", 5000, "座")
    assert judge(TOILETS, data, roll_up=False).reason == "other-region"
    result = judge(TOILETS, data)
    assert (result.verdict, result.margin) == ("met", 7000)
    assert result.observation is not None
    assert sorted(result.observation.summed) == WUHAN
    assert "added up over 13 regions" in result.message()
    assert "13个地区汇总" in result.message("zh")


def test_codes_and_paths_are_parts_too() -> None:
    codes = ["420102", "武汉市江汉区", *[name for name in WUHAN if name not in ("江岸区", "江汉区")]]
    assert judge(TOILETS, rows("农村户厕改造", 5000, "座", codes)).verdict == "met"
    assert judge(TOILETS, rows("农村户厕改造", 5000, "座", codes), region="420100").verdict == "met"


def test_a_missing_part_is_named_and_nothing_is_added_up() -> None:
    names = [name for name in WUHAN if name != "江岸区"]
    result = judge(TOILETS, rows("农村户厕改造", 5000, "座", names))
    assert (result.verdict, result.reason) == ("no_data", "roll-up-incomplete")
    assert "江岸区" in result.message()


def test_a_region_that_no_list_has_leaves_it_open() -> None:
    result = judge(TOILETS, rows("农村户厕改造", 5000, "座", [*WUHAN, "东湖高新区"]))
    assert (result.verdict, result.reason) == ("no_data", "roll-up-unknown")
    assert "东湖高新区" in result.message("zh")


BARE = [name.removeprefix("武汉市") for name in WUHAN]  # 青山区 without its city


@pytest.mark.parametrize("others", [(), ("黄石市",), ("湖北省",), ("全市",), ("南京市",)])
def test_a_name_that_two_cities_share_is_the_regions_own_where_nothing_points_elsewhere(others: tuple[str]) -> None:
    data = [*rows("农村户厕改造", 5000, "座", BARE), *rows("参保率", 95, "%", list(others))]
    result = judge(TOILETS, data)
    assert (result.verdict, result.margin) == ("met", 7000)
    note = next(found for found in result.diagnostics if found.code == "resolved-region")
    assert (note.found, note.details["path"]) == ("青山区", "湖北省武汉市青山区")


@pytest.mark.parametrize("others", [("包头市",), ("内蒙古自治区",), ("昆都仑区",), ("150204",), ("呼和浩特市",)])
def test_a_name_that_two_cities_share_leaves_it_open_where_the_data_names_the_other(others: tuple[str]) -> None:
    data = rows("农村户厕改造", [5000] * 13 + [1], "座", [*BARE, *others])
    result = judge(TOILETS, data)
    assert (result.reason, result.details["found"]) == ("roll-up-unknown", "青山区")


def test_a_shared_name_is_the_same_part_under_all_its_spellings() -> None:
    twice = [*rows("农村户厕改造", 5000, "座", BARE), *rows("农村户厕改造", 4000, "座", ["武汉市青山区"])]
    assert judge(TOILETS, twice).reason == "roll-up-conflict"
    rate = [*rows("孕产妇死亡数", [1, *[0] * 12], "人", BARE), *rows("活产数", 1000, "人", BARE)]
    result = judge(MATERNAL, rate)
    assert result.verdict == "met"
    assert "resolved-region" in {found.code for found in result.diagnostics}


def test_a_name_that_may_be_the_region_itself_is_no_part() -> None:
    result = judge("新增农村户厕改造5.8万座。", rows("农村户厕改造", 5, "座", ["恩施"]), region="恩施土家族苗族自治州")
    assert (result.verdict, result.reason) == ("no_data", "ambiguous-region")


def test_regions_elsewhere_are_no_parts() -> None:
    elsewhere = [*rows("农村户厕改造", 5000, "座"), *rows("农村户厕改造", 1, "座", ["鼓楼区"])]
    assert judge(TOILETS, elsewhere).verdict == "met"


def test_figures_of_parts_that_disagree_are_not_added_up() -> None:
    data = [*rows("农村户厕改造", 5000, "座"), *rows("农村户厕改造", 4000, "座", ["江岸区"])]
    assert judge(TOILETS, data).reason == "roll-up-conflict"


def test_the_regions_own_figure_goes_before_a_sum() -> None:
    data = [*rows("农村户厕改造", 5000, "座"), *rows("农村户厕改造", 100, "座", ["武汉市"])]
    result = judge(TOILETS, data)
    assert (result.verdict, result.observation and result.observation.summed) == ("missed", ())


@pytest.mark.parametrize(
    ("text", "name", "unit"),
    [
        (MATERNAL, "孕产妇死亡率", "/10万"),
        ("2017年，人均预期寿命达到80岁。", "人均预期寿命", "岁"),
        ("2017年，居民健康素养水平达到20%。", "居民健康素养水平", "%"),
        ("2017年，平均住院日控制在8天以下。", "平均住院日", "天"),
    ],
)
def test_rates_and_averages_are_never_added_up_or_averaged(text: str, name: str, unit: str) -> None:
    result = judge(text, rows(name, 10, unit))
    assert (result.verdict, result.reason) == ("no_data", "roll-up-rates")


def test_a_rate_is_computed_from_the_sums_of_its_parts() -> None:
    data = [*rows("孕产妇死亡数", [1, *[0] * 12], "人"), *rows("活产数", 1000, "人")]
    result = judge(MATERNAL, data)
    assert result.verdict == "met"
    assert result.observation is not None
    assert result.observation.value == Fraction(100_000, 13_000)
    assert result.flip is not None
    assert (result.flip.now, result.flip.count, result.flip.base) == (1, 3, 13_000)


def test_columns_of_numerator_and_denominator_are_added_up_too() -> None:
    data = rows("孕产妇死亡率", None, "/10万", numerator=1, denominator=10_000)
    result = judge(MATERNAL, data)
    assert result.observation is not None
    assert (result.verdict, result.observation.value) == ("met", 10)


def test_rates_in_different_units_are_not_put_together_from_their_sides() -> None:
    data = rows("孕产妇死亡率", None, "/10万", numerator=1, denominator=10_000)
    result = judge(MATERNAL, [{**row, "unit": "‰" if at else "/10万"} for at, row in enumerate(data)])
    assert (result.verdict, result.reason) == ("no_data", "roll-up-rates")


def test_counts_without_a_unit_are_added_up_as_they_are() -> None:
    result = judge(TOILETS, rows("农村户厕改造", 5000, None))
    assert (result.verdict, result.margin) == ("met", 7000)


def test_a_province_is_added_up_from_its_prefectures() -> None:
    hubei = next(parts for parts in partitions(regions_named("湖北省")[0]) if "420000武汉市" in parts)
    names = sorted(key[6:] for key in hubei)
    result = judge("2017年，培训乡村医生1000人。", rows("乡村医生", 100, "人", names), region="湖北省")
    assert (result.verdict, result.margin) == ("met", 100 * len(names) - 1000)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(0, 10_000), min_size=13, max_size=13),
    st.lists(st.sampled_from([0, 1, 2]), min_size=13, max_size=13),
)
def test_a_sum_is_exact_in_any_mix_of_units(counts: list[int], scales: list[int]) -> None:
    names = ("座", "万座", "亿座")
    data = [
        {"indicator": "农村户厕改造", "value": str(count), "unit": names[scale], "region": name, "period": 2017}
        for count, scale, name in zip(counts, scales, WUHAN, strict=True)
    ]
    total = sum(count * 10_000**scale for count, scale in zip(counts, scales, strict=True))
    result = judge(TOILETS, data)
    assert (result.verdict, result.margin) == ("met" if total >= 58_000 else "missed", total - 58_000)
