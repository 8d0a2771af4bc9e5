from __future__ import annotations

import subprocess
import sys
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from plancheck import resources
from plancheck.catalog import Catalog, Key, load
from plancheck.catalogentries import Indicator, implied_multiplier
from plancheck.errors import PlancheckError
from plancheck.indicator_names import normalize_name, split_change
from plancheck.unit_names import canonical

if TYPE_CHECKING:
    from pathlib import Path

    from plancheck.records import Direction

CATALOG = load()
HEALTH = {
    "maternal-child",
    "disease-control",
    "chronic-disease",
    "public-health",
    "resources",
    "medical-services",
    "insurance-costs",
}
HEADLINES = [
    "国内生产总值",
    "人均国内生产总值",
    "居民消费价格",
    "工业生产者出厂价格",
    "城镇新增就业",
    "城镇调查失业率",
    "城镇登记失业率",
    "单位国内生产总值能耗",
    "能源消费总量",
    "单位国内生产总值二氧化碳排放",
    "非化石能源占能源消费总量比重",
    "粮食产量",
    "常住人口城镇化率",
    "规模以上工业增加值",
    "固定资产投资",
    "社会消费品零售总额",
    "货物进出口总额",
    "实际使用外资",
    "一般公共预算收入",
    "一般公共预算支出",
    "居民人均可支配收入",
    "城镇居民人均可支配收入",
    "农村居民人均可支配收入",
    "城乡居民收入比",
    "研发经费投入强度",
    "每万人口高价值发明专利拥有量",
    "数字经济核心产业增加值占GDP比重",
    "全员劳动生产率",
    "劳动年龄人口平均受教育年限",
    "九年义务教育巩固率",
    "高等教育毛入学率",
    "基本养老保险参保率",
    "森林覆盖率",
    "PM2.5",
    "空气质量优良天数比率",
    "地表水达到或好于Ⅲ类水体比例",
    "服务业增加值占GDP比重",
    "广义货币供应量",
    "耕地保有量",
]


# --- the shipped entries


def test_the_catalog_covers_health_and_the_headlines() -> None:
    assert sum(indicator.topic in HEALTH for indicator in CATALOG) >= 110
    assert len(CATALOG) >= 350
    assert [name for name in HEADLINES if CATALOG.resolve(name) is None] == []


@pytest.mark.parametrize("indicator", list(CATALOG), ids=lambda indicator: indicator.id)
def test_an_entry_is_sound(indicator: Indicator) -> None:
    assert indicator.unit is None or canonical(indicator.unit) == indicator.unit
    assert indicator.range[0] < indicator.range[1]
    assert 1949 <= indicator.source.year <= 2100
    assert CATALOG.get(indicator.id) is indicator
    names = [normalize_name(name) for name in (indicator.zh, *indicator.aliases, *indicator.change_names)]
    assert [name for name, times in Counter(names).items() if times > 1] == [], "a spelling that needs no alias"
    assert all(CATALOG.find(name) is indicator for name in indicator.names)


@pytest.mark.parametrize("indicator", [i for i in CATALOG if i.formula], ids=lambda indicator: indicator.id)
def test_the_units_of_a_formula_agree(indicator: Indicator) -> None:
    assert indicator.formula is not None
    over, under = CATALOG.get(indicator.formula.numerator), CATALOG.get(indicator.formula.denominator)
    assert over is not None
    assert under is not None
    whole, _, below = (indicator.unit or "").partition("/")
    if below:
        assert over.unit == whole
        assert below.endswith(str(under.unit))
    elif indicator.unit is not None:
        assert {over.unit, under.unit} in ({over.unit}, {"人次", "人"}, {"人次", "床日"}, {"人次", "台次"})
    assert implied_multiplier(indicator.unit) in (None, indicator.formula.multiplier)


def test_every_source_is_used_and_complete() -> None:
    sources = resources.rules("indicators/sources.toml")["sources"]
    used = {
        entry["source"]
        for file in resources.rule_files("indicators")
        for name, entry in resources.rules(file).items()
        if name != "sources"
    }
    assert used == set(sources)


def test_no_name_of_a_level_reads_as_the_change_of_another_indicator() -> None:
    for indicator in CATALOG:
        for name in indicator.names:
            split = split_change(name)
            assert split is None or CATALOG.find(split[0]) is None, name


def test_a_range_holds_what_was_reported_and_refuses_the_wrong_unit() -> None:
    for name, good, bad in (("孕产妇死亡率", 20, 1370), ("婴儿死亡率", 5, 35), ("人均预期寿命", 78, 7.8)):
        indicator = CATALOG.find(name)
        assert indicator is not None
        low, high = indicator.range
        assert low <= good <= high
        assert not low <= bad <= high


def test_formulas_compute_known_rates() -> None:
    for indicator_id, over, under, rate in (
        ("maternal-mortality", 16, 100_000, 16),
        ("beds-per-1000", 650_000, 100_000_000, Decimal("6.5")),
        ("length-of-stay", 850, 100, Decimal("8.5")),
        ("sex-ratio-at-birth", 113, 100, 113),
    ):
        formula = CATALOG.indicators[indicator_id].formula
        assert formula is not None
        assert Decimal(over) / under * formula.multiplier == rate


# --- finding


@pytest.mark.parametrize(
    ("name", "indicator_id"),
    [
        ("孕产妇死亡率", "maternal-mortality"),
        ("全市 孕产妇的死亡比", "maternal-mortality"),
        ("“5 岁以下”儿童死亡率", "under-five-mortality"),
        ("五岁以下儿童死亡率", "under-five-mortality"),
        ("Maternal mortality ratio", "maternal-mortality"),
        ("maternal-mortality", "maternal-mortality"),
        ("每千常住人口执业（助理）医师数", "doctors-per-1000"),
        ("65岁以上老年人健康管理率", "elderly-health-management"),
        ("全国城镇调查失业率", "surveyed-unemployment"),
        ("ＧＤＰ", "gdp"),
        ("pm2.5", "pm25"),
    ],
)
def test_a_name_is_found_after_normalisation(name: str, indicator_id: str) -> None:
    found = CATALOG.find(name)
    assert found is not None
    assert found.id == indicator_id


@pytest.mark.parametrize(
    "name", ["孕产妇死亡概率", "孕产妇死亡率率", "死亡率", "农村孕产妇死亡率", "GDP增速", "全国文明城市", "", "。"]
)
def test_what_is_only_like_a_name_is_not_found(name: str) -> None:
    assert CATALOG.find(name) is None


def test_near_misses_are_offered() -> None:
    assert CATALOG.suggest("孕产妇死亡概率")[0] == "孕产妇死亡率"
    assert CATALOG.suggest("家庭医生签约服务人口的覆盖率", n=2)[0] == "家庭医生签约服务覆盖率"
    assert CATALOG.suggest("孕产妇死亡比例", among=["孕产妇死亡率 ", "粮食产量"]) == ["孕产妇死亡率 "]
    assert CATALOG.suggest("完全无关的东西甲乙丙丁") == []
    assert len(CATALOG.suggest("死亡率", n=5)) <= 5


# --- level and change


@pytest.mark.parametrize(
    ("named", "base", "direction"),
    [
        ("居民消费价格涨幅", "居民消费价格", "up"),
        ("居民消费价格指数涨幅", "CPI", "up"),
        ("CPI涨幅", "居民消费价格总水平", "up"),
        ("通货膨胀率", "居民消费价格", "up"),
        ("居民消费价格同比上涨", "居民消费价格", "up"),
        ("GDP增速", "地区生产总值", "up"),
        ("经济增长", "国内生产总值", "up"),
        ("国内生产总值比上年增长", "国内生产总值同比", "up"),
        ("单位GDP能耗降低率", "万元地区生产总值能耗", "down"),
        ("单位国内生产总值能源消耗降低", "单位GDP能耗", "down"),
        ("规模以上工业增加值增长", "规上工业增加值", "up"),
        ("目录里没有的收入增幅", "目录里没有的收入", "up"),
        ("全国粮食产量降幅", "粮食产量", "down"),
    ],
)
def test_a_level_named_as_a_change_meets_the_change(named: str, base: str, direction: Direction) -> None:
    level, change = CATALOG.key(named), CATALOG.key(base, "change", direction)
    assert level == change
    assert hash(level) == hash(change)
    assert level.aspect == "change"
    assert level.direction == change.direction == direction
    assert level.indicator is change.indicator


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("居民消费价格",), ("居民消费价格涨幅",)),
        (("国内生产总值",), ("国内生产总值", "change", "up")),
        (("国内生产总值年均增长",), ("国内生产总值增长",)),
        (("居民人均可支配收入实际增长",), ("居民人均可支配收入增长",)),
        (("GDP增速",), ("GDP增速", "change", "up")),
        (("人口自然增长率",), ("人口增长率",)),
        (("孕产妇死亡率",), ("孕产妇死亡数",)),
        (("能力提升",), ("能力",)),
    ],
)
def test_different_figures_have_different_keys(left: Any, right: Any) -> None:
    assert CATALOG.key(*left) != CATALOG.key(*right)


def test_every_indicator_meets_its_changes() -> None:
    for indicator in CATALOG:
        for word, direction in (("涨幅", "up"), ("同比增长", "up"), ("降低率", "down"), ("较上年减少", "down")):
            named = CATALOG.resolve(indicator.zh + word)
            assert named == CATALOG.resolve(indicator.zh, "change", direction)  # type: ignore[arg-type]
            assert named is not None
            assert (named.name, named.direction) == (indicator.id, direction)
        for name in indicator.change_names:
            assert CATALOG.resolve(name) == Key(name=indicator.id, aspect="change")


def test_a_change_of_a_change_is_one_whichever_way_it_is_told() -> None:
    key = CATALOG.key("GDP增速", "change", "up")
    assert key.aspect == "change of change"
    assert key == CATALOG.key("GDP增速上升")
    smaller = CATALOG.key("粮食产量降幅", "change", "down")
    assert (smaller.direction, smaller.better, smaller.plausible) == ("up", "neither", None)


def test_keys_know_sign_better_side_and_plausible_range() -> None:
    fall = CATALOG.key("单位GDP能耗", "change", "down")
    growth = CATALOG.key("单位GDP能耗增长率")
    assert (fall.sign_of(growth.direction), growth.sign_of(fall.direction), fall.sign_of("down")) == (-1, -1, 1)
    assert CATALOG.key("单位GDP能耗").sign_of("down") == 1
    assert (fall.better, growth.better, CATALOG.key("单位GDP能耗").better) == ("higher", "lower", "lower")
    assert CATALOG.key("目录外的事").better == "neither"
    assert CATALOG.key("居民消费价格", "change", "down").better == "neither"
    assert growth.plausible == (Decimal(-40), Decimal(20))
    assert fall.plausible == (Decimal(-20), Decimal(40))
    assert CATALOG.key("婴儿死亡率").plausible == (Decimal(0), Decimal(30))
    assert CATALOG.key("婴儿死亡率", "change", "down").plausible is None
    assert CATALOG.key("目录外的事").plausible is None


def test_names_outside_the_catalog_have_keys_too() -> None:
    key = CATALOG.key("全市鼠疫的防控知识")
    assert key == CATALOG.key("鼠疫防控知识")
    assert (key.name, key.indicator) == ("鼠疫防控知识", None)
    assert CATALOG.resolve("鼠疫防控知识") is None


def test_references_and_frequencies_are_about_the_level() -> None:
    assert CATALOG.key("剖宫产率", "reference") == CATALOG.key("剖宫产率")
    assert CATALOG.key("督战", "frequency") == CATALOG.key("督战")


def test_a_unit_tells_the_head_that_a_name_lacks() -> None:
    assert CATALOG.key("医疗卫生机构床位", unit="张/千人").name == "beds-per-1000"
    assert CATALOG.key("医疗卫生机构床位", unit="张").name == "beds"
    assert CATALOG.key("基本公共卫生服务经费", unit="元/人").name == "public-health-funds"
    assert CATALOG.key("全员劳动生产率", unit="元/人").name == "labour-productivity"
    assert CATALOG.key("护师", unit="人/千人") == CATALOG.key("每千常住人口护师")


@pytest.mark.parametrize(
    ("name", "unit", "full"),
    [
        ("每千人口床位数", "张", "张/千人"),
        ("医疗卫生机构每千人口床位数", "张", "张/千人"),
        ("居民人均可支配收入", "万元", "万元/人"),
        ("城乡居民医保财政补助标准", "元", "元/人"),
        ("人均住院费用", "元/人", "元"),
        ("人均预期寿命", "岁", "岁"),
        ("婴儿死亡率", "permille", "permille"),
        ("目录外的每万人口岗位数", "个", "个/万人"),
        ("目录外的岗位数", "个", "个"),
        ("PM2.5", "毫克/立方米", "毫克/立方米"),
        ("婴儿死亡率", None, None),
    ],
)
def test_name_and_unit_tell_the_whole_unit(name: str, unit: str | None, full: str | None) -> None:
    assert CATALOG.full_unit(name, unit) == full


# --- loading


def test_loading_is_lazy_and_shared_and_leaves_pint_alone() -> None:
    assert load() is load(())
    code = (
        "import sys; from plancheck import catalog; assert not catalog._shipped.cache_info().currsize;"
        "catalog.load().key('GDP增速'); assert not {'pint', 'pandas', 'polars', 'narwhals'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_catalog_iterates_over_its_indicators() -> None:
    assert isinstance(CATALOG, Catalog)
    assert len(list(CATALOG)) == len(CATALOG) == len(CATALOG.indicators)
    assert CATALOG.get("no-such-id") is None


def test_an_own_file_adds_spellings_to_an_indicator(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        "[maternal-mortality]\naliases = ['母亲死亡水平']\nchange_names = ['母亲安全改善']\n", encoding="utf-8"
    )
    catalog = load(own)
    assert catalog.find("母亲死亡水平") is catalog.find("孕产妇死亡率")
    assert "母亲死亡水平" in catalog.indicators["maternal-mortality"].names
    assert catalog.key("母亲安全改善").aspect == "change"
    assert len(catalog) == len(CATALOG)
    assert CATALOG.find("母亲死亡水平") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[maternal-mortality]\naliases = ['婴儿死亡率']\n", "shared-name"),
        ("[no-such-indicator]\naliases = ['婴儿死亡比']\n", "entry-missing-field"),
        ("[maternal-mortality]\naliases = '婴儿死亡比'\n", "entry-names"),
        ("[maternal-mortality]\naliases = ['婴儿死亡比']\nunit = 'permille'\n", "entry-missing-field"),
    ],
)
def test_wrong_additions_are_refused_at_their_place(tmp_path: Path, text: str, code: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(PlancheckError) as caught:
        load(own)
    assert (caught.value.diagnostic.code, caught.value.diagnostic.file) == (code, own.as_posix())
