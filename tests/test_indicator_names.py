from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plancheck import resources
from plancheck.indicator_names import (
    full_unit,
    near_names,
    normalize_name,
    normalize_names,
    split_change,
    with_head,
    without_comparison,
)

TABLE = resources.rules("indicator_names.toml")
WORDS = [
    *TABLE["places"]["dropped"],
    *TABLE["places"]["kept"],
    *TABLE["change"]["up"],
    *TABLE["change"]["down"],
    *(variant for group in ("anywhere", "front", "end") for variants in TABLE[group].values() for variant in variants),
]
PIECES = [
    "的",
    "孕产妇死亡率",
    "床位数",
    "5",
    "0",
    ".",
    "-",
    "～",
    "至",
    "岁",
    "（",
    "）",
    " ",
    "\u200b",
    "\n",
    "Ａ",
    "ß",
    "é",
    "%",
]
names = st.one_of(st.text(max_size=30), st.lists(st.sampled_from([*WORDS, *PIECES]), max_size=8).map("".join))
plain = st.lists(st.sampled_from("孕产妇死亡率床位数医生签约覆人口预期寿命"), min_size=2, max_size=12).map("".join)


@given(names)
def test_normalising_twice_changes_nothing(name: str) -> None:
    assert normalize_name(normalize_name(name)) == normalize_name(name)


@given(st.lists(names, max_size=5))
def test_many_names_are_normalised_as_one_by_one(some: list[str]) -> None:
    assert normalize_names(some) == [normalize_name(name) for name in some]


@given(plain, st.data())
def test_marks_that_say_nothing_change_nothing(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name)))
    mark = data.draw(
        st.sampled_from(["的", " ", "　", "“", "”", "（", "）", "、", "\u200b", "\ufeff", "·", "《", "\n"])
    )
    assert normalize_name(name[:at] + mark + name[at:]) == normalize_name(name)


@given(plain, st.sampled_from(TABLE["places"]["dropped"]))
def test_the_place_in_front_changes_nothing(name: str, place: str) -> None:
    assume(not (place + name).startswith(tuple(TABLE["places"]["kept"])))
    assert normalize_name(place + name) == normalize_name(name)


@given(plain, st.sampled_from(TABLE["change"]["up"] + TABLE["change"]["down"]))
def test_a_change_is_split_into_what_changes_and_which_way(name: str, word: str) -> None:
    assert split_change(name + word) == (normalize_name(name), "up" if word in TABLE["change"]["up"] else "down")


@given(names)
def test_splitting_ends_and_leaves_a_shorter_name(name: str) -> None:
    split = split_change(name)
    assert split is None or len(split[0]) < len(normalize_name(name))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("5岁以下儿童死亡率", "5 岁以下儿童的死亡率"),
        ("0-6岁儿童健康管理率", "0～6岁儿童健康管理率"),
        ("35-64岁妇女宫颈癌筛查率", "35岁至64岁妇女宫颈癌筛查率"),
        ("执业(助理)医师数", "执业（助理）医师数"),
        ("65岁及以上老年人健康管理率", "65岁以上老年人健康管理率"),
        ("个人卫生支出占卫生总费用比重", "个人卫生支出占卫生总费用的比例"),
        ("每千人口床位数", "每千常住人口拥有床位数"),
        ("Ⅲ类水体", "III类水体"),
        ("ＰＭ２．５浓度", "pm2.5浓度"),
        ("“两癌”筛查率", "两癌筛查率"),
    ],
)
def test_spellings_of_one_name_are_one(left: str, right: str) -> None:
    assert normalize_name(left) == normalize_name(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("2.5岁以下儿童", "25岁以下儿童"),
        ("15-49岁妇女", "1549岁妇女"),
        ("5岁及以下儿童", "5岁以下儿童"),
        ("全国文明城市", "文明城市"),
        ("全市场监管覆盖率", "场监管覆盖率"),
        ("每千人次费用", "每千人口次费用"),
        ("每千人口床位数", "每万人口床位数"),
        ("执业(助理)医师数", "执业医师数"),
        ("A+B", "AB"),
    ],
)
def test_different_names_stay_different(left: str, right: str) -> None:
    assert normalize_name(left) != normalize_name(right)


@pytest.mark.parametrize("name", ["", " ", "的", "。、", "全市", "每千人口", "比重", "增长", "同比增长"])
def test_names_that_are_hardly_any_are_read_without_fault(name: str) -> None:
    assert normalize_name(name) == normalize_name(normalize_name(name))
    assert split_change(name) is None or split_change(name) == ("同比", "up")
    assert without_comparison(name) in (normalize_name(name), normalize_name(name)[:2])


def test_a_head_is_taken_from_the_unit_only_where_the_name_has_none() -> None:
    assert with_head("床位数", "张/千人") == "每千人口床位数"
    assert with_head("每千名儿童床位数", "张/千人") == "每千名儿童床位数"
    assert with_head("床位数", "张") == with_head("床位数", None) == "床位数"
    assert full_unit("每千名老年人养老床位数", "张") == "张/千人"
    assert full_unit("户均耕地", "亩") == "亩/户"


def test_near_names_keep_their_spelling_and_order() -> None:
    assert near_names("婴儿死亡", ["全市 婴儿死亡率", "婴儿死亡率", "粮食产量"]) == ["全市 婴儿死亡率"]
    assert near_names("婴儿死亡率", []) == []
