"""Tables in plain text that are drawn with the strokes of a box."""

from __future__ import annotations

import plancheck
from plancheck.boxtables import grids_in_boxes

TABLE = """┌──┬────┬───┬─────┬─────┐
│序│ 指标 │ 单 │2020年 │2025年 │
│ │名称 │ 位 │ 现 值 │目标值 │
├──┼────┼───┼─────┼─────┤
│1 │绿化覆 │% │ 38.5 │≥41 │
│ │盖率 │ │ │ │
├──┼────┼───┼─────┼─────┤
│2 │蔬菜单产│元 │东片8200│≥9900 │
│ │ │ ├─────┼─────┤
│ │ │ │西片7100│≥8800 │
└──┴────┴───┴─────┴─────┘
"""


def test_the_lines_of_a_cell_are_joined_and_rules_close_it() -> None:
    (grid,) = grids_in_boxes(TABLE)
    rows = [[cell.text for cell in row] for row in grid.rows]
    assert rows[0] == ["序", "指标名称", "单位", "2020年现 值", "2025年目标值"]
    assert rows[1] == ["1", "绿化覆盖率", "%", "38.5", "≥41"]


def test_a_cell_below_which_no_rule_runs_stands_in_both_rows() -> None:
    (grid,) = grids_in_boxes(TABLE)
    assert [[cell.text for cell in row[1:]] for row in grid.rows[2:]] == [
        ["蔬菜单产", "元", "东片8200", "≥9900"],
        ["蔬菜单产", "元", "西片7100", "≥8800"],
    ]
    assert grid.rows[2][1].span == grid.rows[3][1].span


def test_figures_have_their_place_and_unit() -> None:
    plan = plancheck.parse(TABLE, year=2021)
    said = [(c.role, c.indicator, str(c.value), c.unit, TABLE[c.start : c.end]) for c in plan.constraints]
    assert ("report", "绿化覆盖率", "38.5", "percent", "38.5") in said
    assert ("target", "绿化覆盖率", "41", "percent", "41") in said
    assert ("target", "蔬菜单产", "8800", "元", "8800") in said


def test_lines_of_unlike_width_and_lone_strokes_are_no_table() -> None:
    assert not list(grids_in_boxes("┌──┐\n│甲│\n│乙│丙│\n└──┘\n"))
    assert not list(grids_in_boxes("指标│目标\n──\n"))
