"""Tables in plain text whose cells one blank parts."""

from __future__ import annotations

import plancheck
from plancheck.spacedtables import grids_of_blanks

HEADERS = frozenset({"指标", "主要指标"})


def cells(text: str) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in grid.rows] for grid in grids_of_blanks(text, HEADERS)]


def said(text: str) -> list[tuple[str, str, str, str | None]]:
    plan = plancheck.parse(text, year=2021)
    return [(c.role, c.indicator, f"{c.op} {c.value}", c.unit) for c in plan.constraints]


def test_a_cell_for_several_rows_stands_in_the_first_of_them() -> None:
    text = "领域 指标 2019年 2024年 属性\n产业 服务业占比(%) 48 52 预期性\n高技术占比(%) 9 13 预期性\n"
    (table,) = cells(text)
    assert table[2] == ["", "高技术占比(%)", "9", "13", "预期性"]


def test_a_numbered_row_may_have_a_blank_in_its_name() -> None:
    text = "序号 指标 单位 2025年\n1 每千人口 托位数 个 4\n2 参保率 % 96\n"
    (table,) = cells(text)
    assert table[1] == ["1", "每千人口 托位数", "个", "4"]


def test_all_rows_may_stand_in_one_line() -> None:
    (table,) = cells("主要指标 单位 2020年 2025年 绿地率 % 35 38 漏损率 % 12 9")
    assert table[1:] == [["绿地率", "%", "35", "38"], ["漏损率", "%", "12", "9"]]


def test_prose_below_a_title_is_no_table() -> None:
    assert cells("主要指标 2025年 目标\n到2025年,绿地率达到38%。\n漏损率控制在9%以内。\n") == []


def test_figures_among_totals_that_are_bounded_are_levels() -> None:
    text = (
        "领域 指标 2019年 2024年 年均/累计 属性\n"
        "民生 调查失业率(%) 5.4 — <6 预期性\n安全 粮食产能(万吨) — >70 — 约束性\n绿色 能耗降低(%) — — 〔15〕 约束性\n"
    )
    assert said(text) == [
        ("report", "调查失业率", "= 5.4", "percent"),
        ("target", "调查失业率", "< 6", "percent"),
        ("target", "粮食产能", "> 700000", "吨"),
        ("target", "能耗降低", ">= 15", "percent"),
    ]


def test_lines_between_rows_stand_by_themselves() -> None:
    text = "指标 单位 2025年\n一、教育\n毛入园率 % 93\n二、环境\n优良天数 天 310\n"
    assert [len([cell for cell in row if cell]) for row in cells(text)[0]] == [3, 1, 3, 1, 3]


def test_a_list_of_indicators_with_their_units_in_brackets_is_a_table() -> None:
    text = "1.参保率（%）：≥96\n2.能耗降低（%）：〔13〕\n3.漏损率（%）：控制在9以内\n4.每千人口托位数（个）：4.2\n"
    text = f"江城市规划主要指标\n{text}➤村医年学习时长（小时）：≥120\n联系人（手机）：13800\n"
    assert said(text) == [
        ("target", "参保率", ">= 96", "percent"),
        ("target", "能耗降低", ">= 13", "percent"),
        ("target", "漏损率", "<= 9", "percent"),
        ("target", "每千人口托位数", ">= 4.2", "个/千人"),
        ("target", "村医年学习时长", ">= 120", "小时"),
    ]


def test_the_part_of_an_indicator_behind_its_unit_is_in_that_unit() -> None:
    text = "指标 2019年 2024年 增速或[累计] 属性\n绿地率(%) 31 35 [4] 预期性\n污染物减少(%):氨氮 — — [7] 约束性\n"
    assert said(text)[-1] == ("target", "污染物减少:氨氮", ">= 7", "percent")
