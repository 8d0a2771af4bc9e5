"""What a row of a table of indicators says beside its figures, as a plan and as data."""

from __future__ import annotations

import pytest

from plancheck import check, parse

MARKS = ["☆", "★", "△", "▲", "※", "*", "◆", "①", "⑪", "►", "3.", "（四）", "五、", "六."]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_in_front_of_a_name_is_no_part_of_it(mark: str) -> None:
    head = "云河市健康行动主要指标\n指标\t单位\t2022年基期\t2027年目标\n"
    text = f"{head}{mark}成人吸烟率\t%\t27\t≤22\n{mark} 急救站\t个\t6\t9\n"
    plan = parse(text)
    assert {found.indicator for found in plan.constraints} == {"成人吸烟率", "急救站"}


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_in_front_of_a_name_in_data_is_no_part_of_it(mark: str) -> None:
    rows = [{"指标": f"{mark}成人吸烟率", "数值": "21%", "年份": "2027"}]
    (result,) = check(parse("到2027年，成人吸烟率控制在22%以内。"), rows).results
    assert result.verdict == "met"
