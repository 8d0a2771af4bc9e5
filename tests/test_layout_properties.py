"""A random set of figures laid out in a random layout comes back exactly."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from plancheck.observations import read_observations
from plancheck.records import format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

Key = tuple[str, str, str]  # indicator, region, period
INDICATORS = {
    "孕产妇死亡率": "1/10万",
    "婴儿死亡率": "‰",
    "5岁以下儿童死亡率": "‰",
    "居民健康档案建档率": "%",
    "医疗卫生机构床位数": "张",
    "农村户厕改造数": "座",
}
REGIONS = ["江岸区", "江汉区", "硚口区", "全市", "合计", "蔡甸区", "武汉市", "黄石", "新洲区"]
PERIODS = ["2019年", "2020年", "2021年", "2022年", "2023年上半年", "2023年1-9月", "2024年一季度"]
FIGURES = st.decimals(0, 10**6, places=2, allow_nan=False).map(lambda figure: format(figure.normalize(), "f"))


def some(values: Sequence[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=4, unique=True)


@st.composite
def data(draw: st.DrawFn) -> dict[Key, str]:
    """Return a figure for each of some indicators, regions and periods; some of them are said to be missing."""
    axes = [draw(some(list(names))) for names in (INDICATORS, REGIONS, PERIODS)]
    return {key: draw(FIGURES | st.sampled_from(["—", ""])) for key in product(*axes)}


def around(rows: list[list[str]], title: bool, notes: bool) -> list[list[str]]:
    width = max(map(len, rows))
    above = [["主要指标完成情况表"], ["填报单位：某局", *[""] * (width - 2), "制表时间：见封面"]] if title else []
    below = [["注：口径见统计制度。"], ["填表人：王某", *[""] * (width - 2), "审核：李某"]] if notes else []
    return [*above, *rows, *below]


def read_back(rows: list[list[str]]) -> Counter[tuple[Any, ...]]:
    read = read_observations(rows)
    assert {diagnostic.code for diagnostic in read.diagnostics} <= {"no-rows"}
    return Counter(
        (o.indicator, format_number(o.value), o.unit, o.region, o.period) for o in read.items if o.value is not None
    )


def wanted(figures: dict[Key, str]) -> Counter[tuple[Any, ...]]:
    return Counter(
        (name, figure, INDICATORS[name], region, period)
        for (name, region, period), figure in figures.items()
        if figure not in ("—", "")
    )


def axis(figures: dict[Key, str], at: int) -> list[str]:
    return list(dict.fromkeys(key[at] for key in figures))


@settings(max_examples=40)
@given(data(), st.booleans(), st.booleans(), st.permutations(["指标", "单位", "地区", "时期", "数值"]))
def test_long_tables(figures: dict[Key, str], title: bool, notes: bool, names: list[str]) -> None:
    rows = [names]
    for (indicator, region, period), figure in figures.items():
        cells = {"指标": indicator, "单位": INDICATORS[indicator], "地区": region, "时期": period, "数值": figure}
        rows.append([cells[name] for name in names])
    assert read_back(around(rows, title, notes)) == wanted(figures)


@settings(max_examples=40)
@given(data(), st.booleans(), st.booleans(), st.sampled_from(["指标", "指标名称", "项目", ""]))
def test_periods_across(figures: dict[Key, str], title: bool, notes: bool, head: str) -> None:
    rows = [[head, "单位", "地区", *axis(figures, 2)]]
    for indicator in axis(figures, 0):
        for region in axis(figures, 1):
            cells = [figures[indicator, region, period] for period in axis(figures, 2)]
            rows.append([indicator, INDICATORS[indicator], region, *cells])
    assert read_back(around(rows, title, notes)) == wanted(figures)


@settings(max_examples=40)
@given(data(), st.booleans(), st.booleans())
def test_regions_across_with_the_unit_in_the_name(figures: dict[Key, str], title: bool, notes: bool) -> None:
    rows = [["指标", "年份", *axis(figures, 1)]]
    for indicator in axis(figures, 0):
        for period in axis(figures, 2):
            cells = [figures[indicator, region, period] for region in axis(figures, 1)]
            rows.append([f"{indicator}（{INDICATORS[indicator]}）", period, *cells])
    assert read_back(around(rows, title, notes)) == wanted(figures)


@settings(max_examples=40)
@given(data(), st.booleans(), st.booleans(), st.booleans())
def test_indicators_across(figures: dict[Key, str], title: bool, notes: bool, own_row: bool) -> None:
    names = axis(figures, 0)
    rows = [["地区", "年份", *(name if own_row else f"{name}({INDICATORS[name]})" for name in names)]]
    rows += [["", "", *(f"（{INDICATORS[name]}）" for name in names)]] if own_row else []
    for region in axis(figures, 1):
        for period in axis(figures, 2):
            rows.append([region, period, *(figures[name, region, period] for name in names)])
    assert read_back(around(rows, title, notes)) == wanted(figures)


@settings(max_examples=40)
@given(data(), st.booleans(), st.booleans(), st.booleans())
def test_two_lines_of_header(figures: dict[Key, str], title: bool, notes: bool, blanks: bool) -> None:
    """Indicators over periods: the upper heading stands over all of its columns, or only over the first."""
    names, periods = axis(figures, 0), axis(figures, 2)
    upper = [f"{name}（{INDICATORS[name]}）" for name in names for _ in periods]
    if blanks:
        upper = [text if at % len(periods) == 0 else "" for at, text in enumerate(upper)]
    rows = [["地区", *upper], ["", *(period for _ in names for period in periods)]]
    for region in axis(figures, 1):
        cells = [figures[name, region, period] for name in names for period in periods]
        rows.append([region, *cells])
    assert read_back(around(rows, title, notes)) == wanted(figures)


@settings(max_examples=40)
@given(data(), st.booleans(), st.booleans())
def test_regions_over_periods(figures: dict[Key, str], title: bool, notes: bool) -> None:
    regions, periods = axis(figures, 1), axis(figures, 2)
    rows = [
        ["指标", "单位", *(region for region in regions for _ in periods)],
        ["", "", *(period for _ in regions for period in periods)],
    ]
    for name in axis(figures, 0):
        cells = [figures[name, region, period] for region in regions for period in periods]
        rows.append([name, INDICATORS[name], *cells])
    assert read_back(around(rows, title, notes)) == wanted(figures)


@given(st.lists(st.lists(st.text("指标数值地区年%‰1/10万2023合计：注-", max_size=6), max_size=5), max_size=8))
def test_any_rows_give_figures_diagnostics_or_a_refusal(rows: list[list[str]]) -> None:
    from plancheck.errors import PlancheckError

    try:
        read = read_observations(rows)
    except (PlancheckError, TypeError):
        return
    assert all(diagnostic.render() for diagnostic in read.diagnostics)
