"""Regions as data names them: names, codes, paths, the whole, and names that say nothing for certain."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancheck import PlancheckError, check, parse
from plancheck.divisions import Region, divisions, partitions
from plancheck.regions import is_whole, may_be, region_key, regions_named, same_region

any_division = st.sampled_from(divisions())


def judged(region: str, wanted: str) -> Any:
    rows = [{"indicator": "婴儿死亡率", "value": "3‰", "region": region, "year": 2017}]
    return check(parse("2017年，婴儿死亡率控制在3.5‰以下。"), rows, region=wanted).results[0]


def test_regions_are_the_same_by_name_or_as_the_whole() -> None:
    assert same_region("武汉市", " 武汉市 ")
    assert same_region("全市", "武汉市")
    assert same_region("全市", "420100")
    assert same_region("全市", "武汉")
    assert same_region("合计", "武汉市")
    assert same_region("全区", "广西壮族自治区")
    assert same_region("全国", "中国")
    assert not same_region("全省", "武汉市")
    assert not same_region("江岸区", "武汉市")
    assert is_whole("全市", None)
    assert not is_whole("武汉市", None)


@pytest.mark.parametrize(
    "name",
    [
        "江岸区",
        "420102",
        "420102000000",
        "武汉市江岸区",
        "湖北省武汉市江岸区",
        "湖北武汉江岸区",
        "湖北省/武汉市/江岸区",
    ],
)
def test_one_district_in_many_spellings(name: str) -> None:
    assert same_region(name, "420102")
    assert judged(name, "武汉市江岸区").verdict == "met"


@pytest.mark.parametrize(
    ("name", "code"), [("湖北", "420000"), ("武汉", "420100"), ("内蒙古", "150000"), ("海南", "460000")]
)
def test_official_short_forms(name: str, code: str) -> None:
    assert [region.code for region in regions_named(name)] == [code]


@pytest.mark.parametrize("name", ["鼓楼区", "朝阳区", "吉林", "朝阳", "恩施", "江北区"])
def test_a_name_that_several_divisions_have_names_none(name: str) -> None:
    found = regions_named(name)
    assert len(found) > 1
    assert not any(same_region(name, region.code) for region in found)
    result = judged(name, found[0].code)
    assert (result.verdict, result.reason) == ("no_data", "ambiguous-region")
    assert all(region.code in result.message(lang) for region in found for lang in ("en", "zh"))


def test_the_same_ambiguous_name_on_both_sides_is_one_region_with_a_note() -> None:
    result = judged("鼓楼区", "鼓楼区")
    assert (result.verdict, [note.code for note in result.diagnostics]) == ("met", ["unqualified-region"])


def test_a_part_is_not_the_whole_and_the_whole_is_not_a_part() -> None:
    assert judged("江岸区", "武汉市").reason == "other-region"
    assert judged("武汉市", "江岸区").reason == "other-region"
    assert judged("襄阳市", "武汉市").reason == "other-region"


def test_a_division_that_got_another_code_is_the_same() -> None:
    assert same_region("232701", "232761") is False  # 232701 is 漠河市 today
    assert region_key("加格达奇区") == region_key("232761")
    assert may_be("江岸区", "江汉区") == ()


@given(any_division)
def test_every_division_is_found_by_its_path_and_is_where_its_code_says(region: Region) -> None:
    assert region.key in {found.key for found in regions_named(region.path)}
    assert region.parent is None or region.path.startswith(regions_named(region.parent)[0].path)


@given(any_division, any_division)
def test_two_codes_are_the_same_region_only_if_they_are_one_division(left: Region, right: Region) -> None:
    here, there = regions_named(left.code)[0], regions_named(right.code)[0]
    assert same_region(left.code, right.code) == (here.key == there.key)


@given(st.text() | st.text("省市区县武汉江岸鼓楼0123456789/-", max_size=12))
def test_any_text_names_divisions_or_none(text: str) -> None:
    assert isinstance(regions_named(text), tuple)
    assert same_region(text, text)


def test_partitions_follow_the_lists_of_their_years() -> None:
    hangzhou = partitions(regions_named("杭州市")[0])
    names = [{key[6:] for key in parts} for parts in hangzhou]
    assert any("下城区" in some and "临平区" not in some for some in names)
    assert any("临平区" in some and "下城区" not in some for some in names)


def test_a_province_is_made_of_prefectures_or_of_counties() -> None:
    hubei = partitions(regions_named("湖北省")[0])
    assert any("420000武汉市" in parts for parts in hubei)
    assert any("420100江岸区" in parts and "420000武汉市" not in parts for parts in hubei)
    assert all("420000仙桃市" in parts for parts in hubei)


# --- the region that is asked for ---


def asked(region: str, *named: str, text: str = "2017年，婴儿死亡率控制在3.5‰以下。") -> Any:
    rows = [{"indicator": "婴儿死亡率", "value": "3‰", "region": name, "year": 2017} for name in named]
    return check(parse(text), rows, region=region)


@pytest.mark.parametrize("region", ["武汗市", "420999", "开发区", " "])
def test_a_region_that_nobody_knows_is_refused(region: str) -> None:
    with pytest.raises(PlancheckError) as refused:
        asked(region, "武汉市", "东湖高新区")
    assert refused.value.diagnostic.code == "unknown-region"


def test_where_no_name_is_near_those_of_plan_and_data_are_offered() -> None:
    with pytest.raises(PlancheckError) as refused:
        asked("999999", "云河市", "云河市东区")
    assert refused.value.diagnostic.details["near"] == "云河市, 云河市东区"


def test_a_refused_region_is_offered_the_nearest_names_and_none_is_taken() -> None:
    with pytest.raises(PlancheckError) as refused:
        asked("云合市", "云河市", "云河市东区")
    assert refused.value.diagnostic.details["near"].startswith("云河市")


@pytest.mark.parametrize("region", ["东湖高新区", "东湖 高新区", "武汉", "420100", "鼓楼区", "全市", "黄石市"])
def test_a_region_of_the_data_or_of_the_lists_is_known(region: str) -> None:
    assert len(asked(region, "武汉市", "东湖高新区").results) == 1


def test_a_region_of_the_plan_is_known_without_data() -> None:
    plan = "云河高新区2017年卫生健康工作要点\n\n婴儿死亡率控制在3.5‰以下。"
    assert parse(plan).region == "云河高新区"
    assert asked("云河高新区", text=plan).results[0].verdict == "no_data"
