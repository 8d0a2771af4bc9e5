"""Tables in plain text as scrapers leave them."""

import plancheck
from plancheck.texttables import grids_in


def test_a_table_as_a_scraper_leaves_it_has_its_moved_rows_back() -> None:
    text = (
        "类别 | 序号 | 指标名称 | 单位 | 2025年 |\n"
        "健康水平 | 1 | 人均预期寿命 | 岁 | 81 |\n"
        "2 | 婴儿死亡率 | ‰ | <4.5 | |\n"
        "服务 | 3 | 每千人口床位数 | 张 | 6.1 |\n"
        "4 | 医护比 | ≥1.2 | | |\n"
    )
    (grid,) = grids_in(text)
    assert [[cell.text for cell in row] for row in grid.rows[1:]] == [
        ["健康水平", "1", "人均预期寿命", "岁", "81"],
        ["", "2", "婴儿死亡率", "‰", "<4.5"],
        ["服务", "3", "每千人口床位数", "张", "6.1"],
        ["", "4", "医护比", "", "≥1.2"],
    ]


def test_strokes_between_words_of_a_website_make_no_table() -> None:
    assert grids_in("首页 | 要闻 | 公开\n服务 | 互动 | 数据\n") == ()


LINES = """“十四五”节水灌溉规划
到2025年,灌区面貌明显改善。
主要指标表

指  标

2020年

2025年

属性

一、灌溉水平

1.渠系衬砌率(%)

61.4

75以上

约束性

2.喷灌面积(万亩)

1.8

3.2

预期性

其中:山区

平原

0.4

0.9

3.水费收缴率(%)

93.7

98

预期性
本规划自印发之日起施行。
"""


def test_a_table_with_a_cell_a_line_is_read_and_what_fits_nowhere_is_told() -> None:
    plan = plancheck.parse(LINES, year=2021)
    read = [(c.role, c.indicator, c.op, str(c.value), c.unit) for c in plan]
    assert read == [
        ("report", "渠系衬砌率", "=", "61.4", "percent"),
        ("target", "渠系衬砌率", ">=", "75", "percent"),
        ("report", "喷灌面积", "=", "18000", "亩"),
        ("target", "喷灌面积", ">=", "32000", "亩"),
        ("report", "水费收缴率", "=", "93.7", "percent"),
        ("target", "水费收缴率", ">=", "98", "percent"),
    ]
    assert [d.code for d in plan.diagnostics if d.code == "unread-cell"] == ["unread-cell", "unread-cell"]


def test_lines_below_a_word_for_indicators_make_no_table_of_their_own() -> None:
    assert grids_in("指标\n单位\n说明\n甲\n乙\n丙\n") == ()
    assert grids_in("指标\n2025年\n建档率达到90%。\n签约率达到80%。\n") == ()


def test_changes_of_a_plan_that_is_over_are_reported() -> None:
    rows = "指 标 |\n2015年 完成 |\n2020年 完成 |\n“十三五”年均增长(%) |\n属性 |\n|\n一、灌溉 |\n|||||\n"
    rows += "灌溉面积(万亩) |\n21 |\n26.4 |\n4.7 |\n预期性 |\n|\n管护经费(万元) |\n300 |\n360 |\n3.7 |\n预期性 |\n|\n"
    plan = plancheck.parse("某县国民经济和社会发展第十四个五年规划纲要\n" + rows, year=2021)
    assert [(c.role, c.kind, str(c.value)) for c in plan] == [
        ("report", "level", "210000"),
        ("report", "level", "264000"),
        ("report", "change", "4.7"),
        ("report", "level", "3000000"),
        ("report", "level", "3600000"),
        ("report", "change", "3.7"),
    ]


def test_rows_of_a_table_may_stand_apart() -> None:
    head = "        指 标               2025 年      属 性\n\n"
    rows = "   1.托养率(%)               >85         预期性\n\n\n   2.培训人数(万人)          >3          预期性\n"
    plan = plancheck.parse(f"某市“十四五”助残规划\n{head}{rows}", year=2021)
    assert [(c.indicator, c.op, str(c.value), c.unit) for c in plan] == [
        ("托养率", ">", "85", "percent"),
        ("培训人数", ">", "30000", "人"),
    ]
