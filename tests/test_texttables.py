"""Tables in plain text as scrapers leave them."""

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
