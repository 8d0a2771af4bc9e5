"""Periods as data names them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancheck.periods import Period, read_period

YEAR = Period(date(2017, 1, 1), date(2017, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2017",
        "2017年",
        "2017年度",
        "２０１７",
        "2017.0",
        "2017 年",
        "2017年1-12月",
        "2017年1月至12月",
        "2017年全年",
        "2017年合计",
    ],
)
def test_whole_years(text: str) -> None:
    assert read_period(text) == YEAR


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2017-12-31", "2017-12-31", "2017-12-31"),
        ("2017/6/1", "2017-06-01", "2017-06-01"),
        ("2017年6月1日", "2017-06-01", "2017-06-01"),
        ("20170601", "2017-06-01", "2017-06-01"),
        ("2017-12-31 00:00:00", "2017-12-31", "2017-12-31"),
        ("2017-02", "2017-02-01", "2017-02-28"),
        ("2016年2月", "2016-02-01", "2016-02-29"),
        ("201702", "2017-02-01", "2017-02-28"),
        ("2017Q3", "2017-07-01", "2017-09-30"),
        ("2017年第三季度", "2017-07-01", "2017-09-30"),
        ("2017年上半年", "2017-01-01", "2017-06-30"),
        ("2017H2", "2017-07-01", "2017-12-31"),
        ("2017年1-5月", "2017-01-01", "2017-05-31"),
        ("截至2017年6月底", "2017-06-30", "2017-06-30"),
        ("截止到2017年6月末", "2017-06-30", "2017-06-30"),
        ("2017年底", "2017-12-31", "2017-12-31"),
        ("2017年末", "2017-12-31", "2017-12-31"),
        ("2017年终", "2017-12-31", "2017-12-31"),
        ("至2017年6月底", "2017-06-30", "2017-06-30"),
        ("截至2017年6月30日", "2017-06-30", "2017-06-30"),
        ("截至2017-06-30", "2017-06-30", "2017-06-30"),
        ("2017年6月30日止", "2017-06-30", "2017-06-30"),
        ("2017年三季度末", "2017-09-30", "2017-09-30"),
        ("2017年6月累计", "2017-01-01", "2017-06-30"),
        ("2017年1-6月累计", "2017-01-01", "2017-06-30"),
        ("2017年6月当月", "2017-06-01", "2017-06-30"),
        ("2017年6月份当月", "2017-06-01", "2017-06-30"),
        ("2017年前三季度", "2017-01-01", "2017-09-30"),
        ("2017年一至三季度", "2017-01-01", "2017-09-30"),
        ("2017年1-3季度", "2017-01-01", "2017-09-30"),
        ("2017年前6个月", "2017-01-01", "2017-06-30"),
        ("2017M06", "2017-06-01", "2017-06-30"),
        ("2017-S1", "2017-01-01", "2017-06-30"),
        ("2017年二季", "2017-04-01", "2017-06-30"),
    ],
)
def test_parts_of_a_year(text: str, start: str, end: str) -> None:
    assert read_period(text) == Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "十三五",
        "17",
        "2017-13",
        "2017-02-30",
        "2017年9-3月",
        "2016-2020",
        "1017",
        "20171",
        "截至6月底",
        "6月末",
        "底",
        "累计",
        "截至",
    ],
)
def test_what_names_no_known_days(text: str) -> None:
    assert read_period(text) is None


@pytest.mark.parametrize(
    ("period", "due", "answers"),
    [
        ("2017", "2017-12-31", True),
        ("2017", "2017-06-01", True),
        ("2017", "2018-12-31", False),
        ("2017-12-31", "2017-12-31", True),
        ("2017-06-30", "2017-12-31", False),
        ("2017年底", "2017-12-31", True),
        ("截至2017年6月底", "2017-12-31", False),
        ("截至2017年6月底", "2017-06-30", True),
        ("2017年6月当月", "2017-06-30", False),
        ("2017年6月累计", "2017-06-30", True),
        ("2017年上半年", "2017-06-30", True),
        ("2017年上半年", "2017-12-31", False),
        ("2017Q4", "2017-12-31", False),
        ("2017年1-6月", "2017-06-01", True),
    ],
)
def test_which_period_answers_for_what_is_due(period: str, due: str, answers: bool) -> None:
    read = read_period(period)
    assert read is not None
    assert read.reaches(date.fromisoformat(due)) is answers


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_is_read_as_itself(day: date) -> None:
    assert read_period(day.isoformat()) == read_period(f"{day.year}年{day.month}月{day.day}日") == Period(day, day)


@given(st.text() | st.text("2017年月日季度上下半Q-/.至一四 0123456789"))
def test_any_text_names_days_or_none(text: str) -> None:
    period = read_period(text)
    assert period is None or period.start <= period.end
