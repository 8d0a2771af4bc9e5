"""Digits that are torn off a longer figure are no value."""

from __future__ import annotations

import pytest

from plancheck.pipeline import parse
from plancheck.text import display_width

TORN = (
    "签约率达到0.2??%。",
    "签约率达到9□%。",
    "签约率达到9_.5%以上。",
    "签约率达到9\ufffd%以上。",
    "签约率达到9?%以上。",
    "签约率达到9*%以上。",
    "签约率控制在2○.5‰以内。",
    "死亡率不低于O.26/万。",
    "死亡率控制在2l.7/10万以内。",
    "死亡率达到15·67‰左右。",
    "死亡率控制在9/□以内。",
    "死亡率不低于×/3。",
    "死亡率控制在**/10万以内。",
    "死亡率控制在12.416.02以内。",
    "签约率达到25。53%。",
    "户厕改造达到0。44户。",
    "管理率减少616. 03个百分点。",
    "建成床位达到1,76O张。",
    "投资额达到6,940,00？元。",
    "每千人口床位数达到2.93-*.95张。",
    "贷款余额控制在l09530-109540元。",
    "签约率达到O%。",
    "签约率下降0.3%以。",
    "死亡率控制在38.9/10",
    "藏书量不少于2",
)
WHOLE = (
    ("2×66万千瓦机组投产，新增站点3个。", 3),
    ("●新建养老院3所。", 3),
    ("签约率达到90%以。", 90),
    ("新增1,234张床位。", 1234),
    ("新增12台X光机。", 12),
    ("新增核磁共振仪2台，×光机3台。", 2),
    ("签约率达到90%·满意率达到95%。", 90),
    ("建设5G基站120座。", 120),
    ("每千人口床位数达到7.1张/千人。", "7.1"),
)


@pytest.mark.parametrize("text", TORN)
def test_a_torn_figure_has_no_value_and_says_so(text: str) -> None:
    found = parse(text).constraints
    assert [constraint.value for constraint in found] == [None] * len(found) != []
    assert all(constraint.diagnostics for constraint in found)


@pytest.mark.parametrize(("text", "value"), WHOLE)
def test_a_whole_figure_beside_such_a_sign_keeps_its_value(text: str, value: int | str) -> None:
    assert str(parse(text).constraints[0].value) == str(value)
    assert parse(text).constraints[0].diagnostics == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("签约率、管理率分别不低于、5%。", [None, 5]),
        ("签约率、管理率、建档率分别达到5%、、7%以上。", [5, None, 7]),
        ("签约率、管理率分别达到5%、左右。", [5, None]),
    ],
)
def test_an_empty_place_in_a_list_shifts_no_figure(text: str, values: list[int | None]) -> None:
    found = parse(text).constraints
    assert [c.value for c in found] == values
    assert [c.diagnostics for c in found] == [() if value else ("missing-value",) for value in values]


def test_two_names_and_one_figure_are_told_apart_by_nobody() -> None:
    found = parse("学校及医院处理率分别不低于47.040%。").constraints
    assert {c.diagnostics for c in found} == {("count-mismatch",)}


@pytest.mark.parametrize(
    "text", ["到20161月6日，签约率达到5%。", "到203511月22日签约率达到5%。", "4年7月16日签约率达到5%。"]
)
def test_a_torn_date_dates_nothing_and_says_so(text: str) -> None:
    (found,) = parse(text).constraints
    assert (found.indicator, found.deadline, found.diagnostics) == ("签约率", None, ("garbled-date",))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("投资额达到1,890\r\n,000元。", 1890000, "元"),
        ("投资额达到1,890,\n\u200b\n000元。", 1890000, "元"),
        ("藏书量达到0.\n27册。", "0.27", "册"),
        ("死亡率控制在百分之零\n点五。", "0.5", "percent"),
        ("签约率提高5个百\n分点。", 5, "percentage_point"),
        ("绿地面积达到5平方\n公里。", 5, "平方公里"),
    ],
)
def test_a_line_break_inside_a_figure_is_no_break(text: str, value: int | str, unit: str) -> None:
    (found,) = parse(text).constraints
    assert (str(found.value), found.unit, found.diagnostics) == (str(value), unit, ())


def test_a_page_of_figures_run_together_is_one_that_cannot_be_read() -> None:
    (found,) = parse("签约率达到" + "5%" * 3_000).constraints
    assert (found.value, found.diagnostics) == (None, ("garbled-number",))


@pytest.mark.parametrize("text", ["0～l/10万～8", "0到09至\ufffd/10万/10万‰12.5", "签约率达到1-1-**/10万1,234万"])
def test_a_torn_end_of_a_range_breaks_nothing(text: str) -> None:
    assert all(constraint.value is None for constraint in parse(text))


def test_hard_wrapped_lines_are_one_paragraph_whatever_the_width_of_their_digits() -> None:
    said = (
        "完善工作机制，加强部门协同，形成齐抓共管局面。确保签约率提高到５７６７．３１‰（其中偏远乡镇达到５．７５‰）；"
        "管理率提高到９５．５％以上，住户贷款余额稳定在4,761,220,000元左右；服务站点超过６４．２公里。"
    )
    text, line, column = "", "", 0
    for character in said * 4:
        line, column = line + character, column + display_width(character)
        if column >= 43:
            text, line, column = f"{text}{line}\r\n", "", 0
    found = parse(text + line).constraints
    expected = parse(said * 4).constraints
    fields = [(c.indicator, c.op, c.value, c.unit, c.modality, c.diagnostics) for c in found]
    assert fields == [(c.indicator, c.op, c.value, c.unit, c.modality, c.diagnostics) for c in expected]
    assert len(fields) == 20


def test_a_ratio_is_told_and_never_read_as_its_second_number() -> None:
    plan = parse("师生比不低于1:14，医护比提高到1∶1.3以上。", year=2023)
    assert list(plan) == []
    assert [(d.code, d.found) for d in plan.diagnostics] == [("unread-ratio", "1:14"), ("unread-ratio", "1∶1.3")]
