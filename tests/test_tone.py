"""What a text that says nothing of itself is: a plan, or an account of what is past."""

import pytest

from plancheck import parse, tone

REPORT = "2018年,全镇住院分娩418人,住院分娩率99.52%。\n2019年,改厕1246户,卫生厕所普及率达到87.36%。\n"


def test_all_years_of_a_text_that_only_tells_are_past() -> None:
    assert {constraint.role for constraint in parse(REPORT).constraints} == {"report"}


def test_one_sentence_that_looks_ahead_in_such_a_text_sets_a_target() -> None:
    roles = [constraint.role for constraint in parse(REPORT + "下一步,住院分娩率要保持在99%以上。").constraints]
    assert roles == ["report"] * 4 + ["target"]


def test_a_title_that_announces_a_plan_wins_over_the_look_of_the_figures() -> None:
    plan = parse("河口镇改厕工作方案\n改厕1246户,卫生厕所普及率达到87.36%。")
    assert {constraint.role for constraint in plan.constraints} == {"target"}


def test_a_heading_that_reports_use_as_well_does_not_make_a_plan() -> None:
    plan = parse("一、认真做好保健工作\n产前检查1837人,产前检查率93.17%。")
    assert {constraint.role for constraint in plan.constraints} == {"report"}


def test_the_date_of_a_notice_says_which_year_this_year_is() -> None:
    (found,) = parse("发布时间:2013-05-20 09:12\n今年要新建公厕30座。到2015年逐步完善。").constraints
    assert str(found.deadline) == "2013-12-31"


@pytest.mark.parametrize("text", ["加强免疫规划管理,接种儿童2417人。", "计划外生育1人,当年出生2417人。"])
def test_words_of_a_plan_inside_other_words_do_not_look_ahead(text: str) -> None:
    assert tone.counts(text)


def test_a_report_with_a_plan_behind_it_reports_up_to_the_plan() -> None:
    plan = parse(
        "清河区2021年卫生工作总结及工作计划\n2021年,我区卫生工作成效显著。门诊量达41万人次。\n"
        "一、工作开展情况\n新建卫生室6所。\n二、下年工作计划\n年底前新建卫生室4所。"
    )
    said = [(str(c.value), c.role, str(c.deadline)) for c in plan.constraints]
    assert said == [("410000", "report", "None"), ("6", "report", "None"), ("4", "target", "2022-12-31")]


def test_news_of_a_task_fulfilled_announces_no_plan() -> None:
    plan = parse("松江县圆满完成2020年监督抽检任务\n本年度抽取46家单位。累计抽检46家单位,下发意见书31份。")
    assert {constraint.role for constraint in plan.constraints} == {"report"}


def test_a_section_that_looks_back_is_not_turned_by_the_period_it_tells_of() -> None:
    plan = parse(
        "一、发展基础\n“十三五”期间,能力提升。2020年,每千人床位数达到5.4张。\n二、目标\n到2025年,每千人床位数达到6张。"
    )
    assert [constraint.role for constraint in plan.constraints] == ["report", "target"]


def test_a_report_says_until_when_it_counted() -> None:
    plan = parse(
        "《海宁市儿童规划(2003—2012)》是工作重点。\n到2007年,住院分娩率98.16%,产前检查率96.71%,访视率95.37%。"
        "建册率91.82%,体检率90.46%,建证率97.15%。"
    )
    assert {constraint.role for constraint in plan.constraints} == {"report"}


def test_what_was_published_on_a_day_plans_for_the_years_behind_it() -> None:
    plan = parse("2018年5月16日,市政府印发规划。参检率目标为2021年<24%,2026年<20%,2026年后不再下降。")
    assert [str(constraint.deadline) for constraint in plan.constraints] == ["2021-12-31", "2026-12-31"]


def test_a_plan_named_in_news_stays_a_plan() -> None:
    plan = parse(
        "目前,患者已达3000余万人。近年来,防控能力有所提高。\n防治方案(2024—2030年)提出,到2030年将完善体系,知晓率达到60%及以上。"
    )
    assert [constraint.role for constraint in plan.constraints] == ["report", "target"]


def test_a_year_of_records_is_told() -> None:
    plan = parse(
        "收成再创新高\n2022年粮食总产量2381.6万吨,连续5年稳定在2300万吨以上。\n蔬菜产量超1200万吨,连续3年增加。"
    )
    assert {constraint.role for constraint in plan.constraints} == {"report"}


def test_money_obtained_is_told_and_not_aimed_at() -> None:
    plan = parse("近年来,服务不断延伸。2021年以来累计争取省级资金826万元,建成驿站14所。\n推行改造,建成友善医院9家。")
    assert {constraint.role for constraint in plan.constraints} == {"report"}


def test_what_was_said_at_a_meeting_tells_which_five_years_are_past() -> None:
    plan = parse(
        "在2016年全国卫生工作会议上,提出到2020年婴儿死亡率降至7.5‰。\n"
        "“十二五”期间,指标改善。婴儿死亡率从2010年的13.1‰下降到2015年的8.1‰。"
    )
    assert [constraint.role for constraint in plan.constraints] == ["target", "report"]
