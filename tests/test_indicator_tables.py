"""Tables of indicators: every row a target with its unit, bound and day, in every format, however awkward the table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import plancheck
from plancheck.tablecells import read_figure
from plancheck.tablecolumns import last_year_of_plan
from plancheck.texttables import grids_in

if TYPE_CHECKING:
    from plancheck import Constraint, Plan

TITLE = "青河市“十四五”卫生健康发展规划\n一、发展目标\n"


def piped(*rows: str, title: str = TITLE, behind: str = "") -> Plan:
    """The plan of a table in strokes; cells are parted by blanks in *rows*, and _ is a blank cell."""
    lines = ["| " + " | ".join("" if cell == "_" else cell for cell in row.split()) + " |" for row in rows]
    return plancheck.parse(title + "\n".join(lines) + "\n" + behind)


def line(constraint: Constraint) -> str:
    """A constraint in the notation of the golden files, with the year of a report."""
    value = "?" if constraint.value is None else str(constraint.value)
    value += f"..{constraint.high}" if constraint.high is not None else ""
    amount = f"{constraint.op} {value} {constraint.unit or '-'} {constraint.direction or ''}".strip()
    flags = [constraint.modality] if constraint.modality != "plain" else []
    flags += [f"by:{constraint.deadline}"] if constraint.deadline else []
    flags += [f"in:{constraint.period}"] if constraint.period else []
    flags += [f"!{code}" for code in constraint.diagnostics]
    return " | ".join([f"{constraint.role} {constraint.kind}", constraint.indicator, amount, *flags])


def lines(plan: Plan) -> list[str]:
    for constraint in plan:
        assert plan.source.text[constraint.start : constraint.end] in constraint.quote
        assert plan.source.line(constraint.line).find(plan.source.text[constraint.start : constraint.end]) >= 0
    return [line(constraint) for constraint in plan]


def codes(plan: Plan) -> list[str]:
    return [diagnostic.code for diagnostic in plan.diagnostics]


HEAD = "指标 单位 2020年基期 2025年目标 属性"


# --- the usual table ---


def test_a_row_is_a_target_and_its_baseline_a_report() -> None:
    plan = piped(HEAD, "孕产妇死亡率 1/10万 9.8 9.0 约束性", "人均预期寿命 岁 78.1 79.2 预期性")
    assert lines(plan) == [
        "report level | 孕产妇死亡率 | = 9.8 per_100k | in:2020",
        "target level | 孕产妇死亡率 | <= 9.0 per_100k | must | by:2025-12-31",
        "report level | 人均预期寿命 | = 78.1 岁 | in:2020",
        "target level | 人均预期寿命 | >= 79.2 岁 | by:2025-12-31",
    ]
    assert {constraint.section for constraint in plan} == {("一、发展目标",)}
    assert [constraint.id for constraint in plan][:2] == ["孕产妇死亡率", "孕产妇死亡率#2"]
    assert plan.constraints[1].quote == "孕产妇死亡率 | 1/10万 | 9.8 | 9.0 | 约束性"


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("≥95", ">= 95 percent"),
        ("＞95%", "> 95 percent"),
        ("≤8％", "<= 8 percent"),
        ("<8", "< 8 percent"),
        ("95以上", ">= 95 percent"),
        ("低于8%", "< 8 percent"),
        ("8%左右", "~= 8 percent"),
        ("30-35", "range 30..35 percent"),
        ("30%～35%", "range 30..35 percent"),
        ("稳定在95%以上", ">= 95 percent"),
        ("控制在8以内", "<= 8 percent"),
        ("全覆盖", ">= 100 percent"),
        ("1,200", ">= 1200 percent | !bound-unstated"),
    ],
)
def test_the_sign_in_the_cell_is_the_bound(cell: str, amount: str) -> None:
    (found,) = lines(piped("指标 单位 2025年目标", f"甲率 % {cell}"))
    assert found == "target level | 甲率 | " + amount.replace(" | ", " | by:2025-12-31 | ") + (
        "" if "!" in amount else " | by:2025-12-31"
    )


@pytest.mark.parametrize(
    ("name", "unit", "cell", "amount"),
    [
        ("婴儿死亡率（‰）", "_", "3", "<= 3 permille"),
        ("婴儿死亡率(单位：‰)", "_", "3", "<= 3 permille"),
        ("每千人口执业（助理）医师数", "人", "3.2", ">= 3.2 人/千人"),
        ("每千人口床位数（张）", "_", "7.1", ">= 7.1 张/千人"),
        ("城镇新增就业", "万人", "6", ">= 60000 人"),
        ("城镇新增就业", "人", "6万", ">= 60000 人"),
        ("城镇新增就业", "万人", "6万人", ">= 60000 人"),
        ("居民人均可支配收入", "万元", "4.5", ">= 45000 元/人"),
        ("孕产妇死亡率", "_", "9.0/10万", "<= 9.0 per_100k"),
        ("PM2.5浓度", "微克/立方米", "30", "<= 30 微克/立方米"),
    ],
)
def test_the_unit_comes_from_its_column_the_name_or_the_cell(name: str, unit: str, cell: str, amount: str) -> None:
    (found,) = piped("指标 单位 2025年目标", f"{name} {unit} {cell}")
    assert line(found).split(" | ")[2] == amount
    assert found.indicator == name.split("（‰")[0].split("(单位")[0].split("（张")[0].replace("（", "(").replace(
        "）", ")"
    )


def test_the_unit_may_stand_in_the_head_or_above_the_table() -> None:
    (found,) = piped("指标 2025年目标（%）", "健康素养水平 31")
    assert (found.unit, found.op) == ("percent", ">=")
    (found,) = piped("指标 2025年目标", "婴儿死亡率 3", title=TITLE + "表1 主要指标（单位：‰）\n")
    assert (found.unit, found.section) == ("permille", ("一、发展目标", "表1 主要指标（单位：‰）"))


def test_a_row_of_units_below_the_head_belongs_to_it() -> None:
    plan = piped("指标 2020年 2025年 属性", "_ （%） （%） _", "健康素养水平 25 31 预期性")
    assert lines(plan) == [
        "report level | 健康素养水平 | = 25 percent | in:2020",
        "target level | 健康素养水平 | >= 31 percent | by:2025-12-31",
    ]


# --- growth and totals ---


def test_growth_is_a_change() -> None:
    head = "指标 单位 2020年 2025年 年均增长（%） 属性"
    plan = piped(head, "地区生产总值 亿元 1000 1400 7左右 预期性", "单位GDP能耗 吨标准煤/万元 0.5 _ -3.5 约束性")
    assert lines(plan)[1:] == [
        "target level | 地区生产总值 | >= 140000000000 元 | by:2025-12-31",
        "target change | 地区生产总值 | ~= 7 percent up | by:2025-12-31",
        "report level | 单位GDP能耗 | = 0.5 吨标准煤/万元 | in:2020",
        "target change | 单位GDP能耗 | >= 3.5 percent down | must | by:2025-12-31",
    ]


def test_a_name_that_says_a_change_is_not_changed_once_more() -> None:
    plan = piped("指标 单位 2025年 年均/累计 属性", "单位GDP能源消耗降低 % _ 〔13.5〕 约束性")
    assert lines(plan) == [
        "target level | 单位GDP能源消耗降低 | >= 13.5 percent | must | by:2025-12-31 | !period-total"
    ]


def test_brackets_are_totals_of_the_period_and_judge_no_year() -> None:
    plan = piped("指标 单位 2025年 累计 属性", "城镇新增就业 万人 _ 〔6〕 预期性", "人均预期寿命 岁 79 [1.1] 预期性")
    assert lines(plan) == [
        "target change | 城镇新增就业 | >= 60000 人 up | by:2025-12-31 | !period-total",
        "target level | 人均预期寿命 | >= 79 岁 | by:2025-12-31",
        "target change | 人均预期寿命 | >= 1.1 岁 up | by:2025-12-31 | !period-total",
    ]
    plan = piped("指标 单位 2025年目标", "城镇新增就业 万人 〔6〕")
    report = plan.check([{"指标": "城镇新增就业", "数值": "12000人", "年份": "2025"}])
    assert report.results[0].verdict == "unresolved"


def test_round_brackets_are_totals_only_where_a_note_says_so() -> None:
    rows = ("指标 单位 2025年目标", "城镇新增就业 万人 (6)")
    assert codes(piped(*rows)) == ["unread-cell"]
    assert lines(piped(*rows, behind="注：括号内为五年累计数。\n"))[0].endswith("!period-total")


def test_growth_without_a_unit_is_not_guessed() -> None:
    plan = piped("指标 单位 2020年 2025年 年均增长", "粮食产量 万吨 50 52 1.2")
    assert lines(plan)[-1] == "target change | 粮食产量 | >= 1.2 - up | by:2025-12-31 | !unit-unstated"


# --- what is doubtful is told ---


def test_a_bare_figure_of_an_unknown_indicator_has_no_certain_side() -> None:
    plan = piped("指标 单位 2025年目标", "河道保洁覆盖里程 公里 120")
    assert lines(plan) == ["target level | 河道保洁覆盖里程 | >= 120 公里 | by:2025-12-31 | !bound-unstated"]
    assert codes(plan) == ["bound-unstated"]
    report = plan.check([{"指标": "河道保洁覆盖里程", "数值": "150公里"}])
    assert report.results[0].verdict == "unresolved"
    assert "on which side" in report.results[0].message()


@pytest.mark.parametrize(
    ("cell", "code", "value"),
    [
        ("9.0①", "garbled-number", None),
        ("≥", "missing-value", None),
        ("%以上", "missing-value", None),
        ("9.0万座", "conflicting-units", None),
    ],
)
def test_a_cell_that_cannot_be_trusted_has_a_code_and_no_value(cell: str, code: str, value: None) -> None:
    plan = piped("指标 单位 2025年目标", f"孕产妇死亡率 1/10万 {cell}")
    (found,) = plan
    assert (found.diagnostics, found.value) == ((code,), value)
    assert codes(plan) == [code]


def test_a_footnote_that_is_there_is_no_digit() -> None:
    rows = ("指标 单位 2025年目标", "孕产妇死亡率② 1/10万 9.0①")
    (doubtful,) = piped(*rows).diagnostics
    assert doubtful.readings == ("9.0", "9.01")
    (found,) = piped(*rows, behind="注：①按常住人口计算。②略。\n")
    assert (found.indicator, found.value, found.diagnostics) == ("孕产妇死亡率", Decimal("9.0"), ())


def test_words_are_told_and_blanks_are_not() -> None:
    plan = piped(HEAD, "健康素养水平 % 25 稳步提高 预期性", "剖宫产率 % — _ 预期性", "建档率 % / ≥90 _")
    assert [(d.code, d.found) for d in plan.diagnostics] == [("unread-cell", "稳步提高")]
    assert [found.indicator for found in plan.targets] == ["建档率"]


def test_an_unknown_unit_is_told() -> None:
    plan = piped("指标 单位 2025年目标", "建档率 平米儿 ≥90")
    assert [(d.code, d.found) for d in plan.diagnostics] == [("unknown-unit", "平米儿")]


def test_a_figure_without_a_name_is_told() -> None:
    plan = piped("序号 指标 单位 2025年目标", "1 建档率 % ≥90", "2 _ % ≥80")
    assert (codes(plan), len(plan)) == (["no-indicator"], 1)


# --- which columns are targets ---


def test_years_are_told_apart_by_the_plan() -> None:
    rows = ("指标 单位 2020年 2022年 2025年", "建档率 % ≥80 ≥85 ≥90")
    assert [found.role for found in piped(*rows)] == ["report", "target", "target"]
    annual = piped("指标 单位 2024年 2025年", "建档率 % 88 ≥90", title="青河市2025年工作要点\n")
    assert [(found.role, found.period) for found in annual] == [("report", "2024"), ("target", None)]
    bulletin = piped("指标 单位 2023年 2024年", "建档率 % 88 90", title="青河市2024年卫生健康事业发展统计公报\n")
    assert [(found.role, found.period) for found in bulletin] == [("report", "2023"), ("report", "2024")]


def test_years_that_nobody_can_tell_apart_are_not_read() -> None:
    plan = piped("指标 单位 2023年 2024年", "建档率 % 88 90", title="")
    assert (len(plan), codes(plan)) == (0, ["column-unread", "column-unread"])
    assert [found.role for found in plancheck.parse(plan.source.text, year=2024)] == ["report", "target"]


def test_of_columns_for_parts_only_that_for_the_whole_counts() -> None:
    plan = piped("指标 单位 2025年目标（全市） 2025年目标（甲县）", "建档率 % ≥90 ≥85")
    assert [str(found.value) for found in plan] == ["90"]
    assert codes(plan) == ["column-unread"]


def test_a_reported_column_beside_targets() -> None:
    plan = piped("指标 单位 2024年目标 2024年完成情况 责任单位", "建档率 % ≥90 91.5 基层科、妇幼科", title="")
    assert lines(plan) == [
        "target level | 建档率 | >= 90 percent | by:2024-12-31",
        "report level | 建档率 | = 91.5 percent | in:2024",
    ]
    assert plan.constraints[0].responsible == ("基层科", "妇幼科")
    report = plan.check(plan)
    assert [result.verdict for result in report.results] == ["met"]


def test_a_baseline_does_not_answer_for_a_later_target() -> None:
    plan = piped(HEAD, "孕产妇死亡率 1/10万 8.0 9.0 约束性")
    assert [result.verdict for result in plan.check(plan).results] == ["no_data"]


# --- names and groups ---


def test_groups_numbers_and_parts() -> None:
    plan = piped(
        "类别 序号 主要指标 单位 2025年目标",
        "一、健康水平 _ _ _ _",
        "_ 1 1.人均预期寿命 岁 79.2",
        "二、约束性指标 _ _ _ _",
        "_ 2 （2）孕产妇死亡率 1/10万 ≤9.0",
        "_ 3 每千人口医师数 人 ≥3.2",
        "_ _ 其中：中医 人 ≥0.6",
    )
    assert lines(plan) == [
        "target level | 人均预期寿命 | >= 79.2 岁 | by:2025-12-31",
        "target level | 孕产妇死亡率 | <= 9.0 per_100k | must | by:2025-12-31",
        "target level | 每千人口医师数 | >= 3.2 人/千人 | must | by:2025-12-31",
        "target level | 每千人口医师数(中医) | >= 0.6 人/千人 | must | by:2025-12-31",
    ]
    assert plan.constraints[0].section == ("一、发展目标", "健康水平")


def test_the_finest_indicator_is_the_indicator() -> None:
    plan = piped("一级指标 二级指标 三级指标 单位 目标值", "健康水平 妇幼健康 婴儿死亡率 ‰ ≤3")
    assert [(found.indicator, str(found.deadline)) for found in plan] == [("婴儿死亡率", "2025-12-31")]


def test_the_last_year_of_a_five_year_plan() -> None:
    assert [last_year_of_plan(text) for text in ("“十三五”末", "十五五规划", "2025年")] == [2020, 2030, None]


# --- where tables stand ---


def test_figures_of_a_table_are_not_read_twice_and_the_order_is_that_of_the_text() -> None:
    before, behind = "到2025年，签约率达到40%以上。\n", "新建医院5所，培训医生200名。\n"
    plan = piped(HEAD, "建档率 % 80 ≥90 约束性", title=TITLE + before, behind=behind)
    assert [found.indicator for found in plan] == ["签约率", "建档率", "建档率", "医院", "医生"]
    assert sorted(found.start for found in plan) == [found.start for found in plan]


@pytest.mark.parametrize("gap", ["\t", "    ", "　　"])
def test_plain_text_with_tabs_or_gaps(gap: str) -> None:
    rows = ["指标|单位|2020年基期|2025年目标", "婴儿死亡率|‰|3.1|3", "建档率|%|80|≥90"]
    plan = plancheck.parse("二、目标\n" + "\n".join(row.replace("|", gap) for row in rows) + "\n新建医院5所。")
    assert [(found.indicator, found.role, str(found.value)) for found in plan] == [
        ("婴儿死亡率", "report", "3.1"),
        ("婴儿死亡率", "target", "3"),
        ("建档率", "report", "80"),
        ("建档率", "target", "90"),
        ("医院", "target", "5"),
    ]


def test_a_missing_cell_is_found_by_where_the_others_stand() -> None:
    text = "指标        单位    2020年基期    2025年目标\n建档率      %                     ≥90\n签约率      %       30            ≥40\n"  # noqa: E501
    assert [(found.indicator, found.role) for found in plancheck.parse(text)] == [
        ("建档率", "target"),
        ("签约率", "report"),
        ("签约率", "target"),
    ]
    unclear = "指标  单位  2020年基期  2025年目标\n很长很长很长很长的建档率  %  ≥90\n"
    plan = plancheck.parse(unclear)
    assert (len(plan), codes(plan)) == (0, ["unread-cell"])


def test_a_head_that_is_set_apart_is_one_word() -> None:
    plan = plancheck.parse("序号  指  标  单  位  2025年目标值\n1  建档率  %  ≥90\n2  签约率  %  ≥40\n")
    assert [(found.indicator, found.unit) for found in plan] == [("建档率", "percent"), ("签约率", "percent")]


def test_markdown_without_outer_strokes() -> None:
    plan = plancheck.parse("指标 | 2025年目标\n--- | ---:\n建档率 | ≥90%\n\n甲|乙")
    assert [(found.indicator, found.unit) for found in plan] == [("建档率", "percent")]


def test_other_tables_are_read_cell_by_cell() -> None:
    plan = piped(
        "序号 工作任务 责任单位", "1 签约率达到40%以上 基层科", "2 95%以上的乡镇卫生院建成中医馆 医政科", "3 1/10万 9.5"
    )
    assert [(found.indicator, str(found.value)) for found in plan] == [
        ("签约率", "40"),
        ("乡镇卫生院建成中医馆", "95"),
    ]


@pytest.mark.parametrize("gap", ["|", "    "])
def test_a_sentence_next_to_a_table_of_even_lines_is_not_taken_for_a_row(gap: str) -> None:
    rows = [f"第{number}项医疗卫生服务覆盖率指标*%*{50 + number}*{60 + number}" for number in range(12)]
    head = "指标                        *单位*2020年基期*2025年目标"
    table = "\n".join(gap.join(["", *row.split("*"), ""]).strip(" ") for row in (head, *rows))
    plan = plancheck.parse(f"{TITLE}{table}\n到2025年，新建医院5所，建档率达到90%以上。\n")
    assert [found.indicator for found in plan][-2:] == ["医院", "建档率"]
    assert len(plan) == 26


def test_a_target_is_due_where_the_table_says_so() -> None:
    (found,) = piped("指标 单位 到2022年底目标", "建档率 % ≥90")
    assert found.deadline == date(2022, 12, 31)


# --- properties ---

CELLS = st.text(alphabet="0123456789.%‰≥≤<>-~—〔〕[]()（）万人以上左右年 ①", max_size=12)


@given(cells=st.lists(CELLS, min_size=4, max_size=4))
def test_any_cells_give_constraints_or_diagnostics_inside_the_text(cells: list[str]) -> None:
    text = "指标|单位|2020年基期|2025年目标\n---|---|---|---\n甲率|%|3|4\n" + "|".join(cells) + "\n"
    plan = plancheck.parse(text)
    assert len(plan) >= 2
    assert all(0 <= found.start <= found.end <= len(text) for found in plan)
    assert all(diagnostic.render() for diagnostic in plan.diagnostics)


@given(number=st.decimals(0, 10**6, places=2), sign=st.sampled_from(["≥", "≤", ">", "<", ""]))
def test_a_number_in_a_cell_comes_back_exactly(number: Decimal, sign: str) -> None:
    figure = read_figure(f"{sign}{number}%")
    assert figure is not None
    assert (figure.value, figure.unit) == (number, "%")
    assert figure.op == {"≥": ">=", "≤": "<=", "": None}.get(sign, sign)


@given(text=st.text(alphabet="指标目\t  |-\n年2025%a", max_size=200))
def test_tables_in_any_text_have_cells_inside_it(text: str) -> None:
    for grid in grids_in(text):
        assert len({len(row) for row in grid.rows}) == 1
        for cell in (cell for row in grid.rows for cell in row):
            assert cell.span.cut(text) == cell.text
