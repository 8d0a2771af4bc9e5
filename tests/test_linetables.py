from __future__ import annotations

import plancheck


def test_lines_that_explain_a_row_and_rows_without_a_figure_do_not_end_a_table() -> None:
    head = ("领域", "序号", "指标", "基期水平", "2024年目标值", "2030年目标值", "指标性质")
    first = ("(一)合理膳食", "1", "居民素养水平(%)", "17.4", "≥26", "≥33", "预期性")
    notes = ("说明:由监测得出。", "计算方法:具备素养的人数/监测总人数×100%。", "2", "建立专家库", "实现", "约束性")
    last = ("3", "无烟单位比例(%)", "22.5", "≥85", "≥95", "预期性")
    plan = plancheck.parse("甘棠县健康行动主要指标\n\n" + "\n\n".join((*head, *first, *notes, *last)))
    assert [str(found.value) for found in plan] == ["17.4", "26", "33", "22.5", "85", "95"]
    assert {found.indicator for found in plan} == {"居民素养水平", "无烟单位比例"}


def test_headings_of_groups_between_header_and_rows_are_no_columns() -> None:
    lines = (
        "类别",
        "指标",
        "2010年实绩",
        "2015年目标",
        "一、产出增长",
        "粮食总产(万吨)",
        "81",
        "85",
        "造林(万亩)(5年累计)",
        "2",
        "3",
    )
    plan = plancheck.parse("\n\n  ".join(lines), year=2011)
    assert [(c.role, c.indicator, str(c.value), c.unit) for c in plan.constraints] == [
        ("report", "粮食总产", "810000", "吨"),
        ("target", "粮食总产", "850000", "吨"),
        ("report", "造林(5年累计)", "20000", "亩"),
        ("target", "造林(5年累计)", "30000", "亩"),
    ]


def test_a_column_of_totals_may_have_nothing_but_brackets_and_a_note_for_its_header() -> None:
    head = ("指标", "| 2015年", "| 2020年", "| 〔累计〕1", "| 属性", "|")
    rows = (
        "绿地率(%)",
        "| 31。4",
        "| >36",
        "| -",
        "| 约束性",
        "|",
        "扬尘下降(%)",
        "| -",
        "| -",
        "| 〔16〕",
        "| 预期性",
    )
    plan = plancheck.parse("江城市十三五绿化主要指标\n" + "\n".join((*head, *rows)), year=2016)
    assert [(c.role, c.indicator, f"{c.op} {c.value}", c.modality) for c in plan.constraints] == [
        ("report", "绿地率", "= 31.4", "plain"),
        ("target", "绿地率", "> 36", "must"),
        ("target", "扬尘下降", ">= 16", "plain"),
    ]


def test_a_rate_per_population_is_a_unit_like_any_other() -> None:
    rows = "指标 单位 2020年 2025年 性质", "产妇死亡率 1/10万 13.2 ≤11 约束性", "床位数 张/千人 4.8 6.1 预期性"
    spaced = plancheck.parse("甘棠县“十四五”卫生健康主要指标\n" + "\n".join(rows))
    lines = plancheck.parse("甘棠县“十四五”卫生健康主要指标\n" + "\n".join(rows).replace(" ", "\n"))
    for plan in (spaced, lines):
        assert [(str(found.value), found.unit) for found in plan][:2] == [("13.2", "per_100k"), ("11", "per_100k")]
        assert len(plan) == 4
