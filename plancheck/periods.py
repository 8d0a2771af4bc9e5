"""Periods as data names them, and when a figure of one answers for a target."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

from attrs import frozen

from plancheck.patterns import compiled, deferred
from plancheck.text import HALF_WIDTH

_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
_FORMS = [
    compiled(pattern)
    for pattern in (
        rf"{_YEAR}(?:年度?|年?全年|\.0)?",
        rf"{_YEAR}(?:年|[-/.])(?P<month>0?[1-9]|1[0-2])(?:月份?)?",
        rf"{_YEAR}(?P<month>0[1-9]|1[0-2])",
        rf"{_YEAR}(?:年|[-/.])(?P<month>0?[1-9]|1[0-2])(?:月|[-/.])(?P<day>0?[1-9]|[12]\d|3[01])日?",
        rf"{_YEAR}(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])",
        rf"{_YEAR}-?[Mm](?P<month>0?[1-9]|1[0-2])",
        rf"{_YEAR}年?-?(?:第?(?P<quarter>[1-4一二三四])季度?|[Qq](?P<q>[1-4]))",
        rf"{_YEAR}年?-?(?:(?P<half>[上下])半年度?|[HhSs](?P<h>[12]))",
        rf"{_YEAR}年?(?P<first>0?[1-9]|1[0-2])月?[-~—–至到](?P<last>0?[1-9]|1[0-2])月份?",
        rf"{_YEAR}年?前(?P<months>[1-9]|1[0-2])个月",
        rf"{_YEAR}年?(?:前(?P<quarters>[二三23])个?|[一1][-~—–至到](?P<to>[二三四2-4]))季度",
    )
]
# As of a day (截至2017年6月底), summed since the beginning of the year (2017年6月累计), a single month (6月当月).
_AS_OF = compiled(r"(?:截[至止]?[到至]?|至)?(.+?)(?:底|末|止|终|期末)|截[至止][到至]?(.+)")
_YEAR_TO_DATE = compiled(r"(.+?)(?:止)?(?:累计|合计|累计数)")
_SINGLE = compiled(r"(.+月)份?(?:当月|单月|本月)")
# What names a time, in digits or Chinese numerals; five digits are a day as Excel counts days.
_DATED = deferred(r"(?s:.*(?:19|20|21)\d\d.*|\d{2}年?度?|\d{5}|.*[〇零○一二三四五六七八九]{4}年.*)")


@frozen(order=True)
class Period:
    """The days from `start` to `end`, both included."""

    start: date
    end: date

    def reaches(self, due: date) -> bool:
        """Tell whether a figure of this period answers for a target due on *due*.

        It does in the same year if it is a day on or after *due*, or runs from the beginning of the year up to *due*
        or beyond it. A figure of some months of the year does not.
        """
        whole = self.start == self.end or (self.start.month, self.start.day) == (1, 1)
        return self.start.year == due.year and whole and self.end >= due


@lru_cache(maxsize=4096)
def read_period(text: str) -> Period | None:
    """Return the days that *text* names, None if it names none that are known.

    >>> read_period("2017年") == read_period("2017") == read_period("2017年1-12月")
    True
    >>> read_period("2017年上半年").end, read_period("2017-12-31").start, read_period("十三五")
    (datetime.date(2017, 6, 30), datetime.date(2017, 12, 31), None)
    >>> read_period("截至2017年6月底").start, read_period("2017年6月累计").start, read_period("2017年6月当月").start
    (datetime.date(2017, 6, 30), datetime.date(2017, 1, 1), datetime.date(2017, 6, 1))
    """
    folded = "".join(text.translate(HALF_WIDTH).removesuffix(" 00:00:00").split())
    if as_of := _AS_OF.fullmatch(folded):
        found = _days(as_of[1] or as_of[2])
        return None if found is None else Period(found.end, found.end)
    if to_date := _YEAR_TO_DATE.fullmatch(folded):
        found = _days(to_date[1])
        return None if found is None else Period(date(found.start.year, 1, 1), found.end)
    single = _SINGLE.fullmatch(folded)
    return _days(single[1] if single else folded)


def _days(folded: str) -> Period | None:
    for form in _FORMS:
        match = form.fullmatch(folded)
        if match is not None:
            return _period(match)
    return None


def _period(match: re.Match[str]) -> Period | None:
    parts = match.groupdict()
    year = int(parts["year"])
    if parts.get("day"):
        try:
            day = date(year, int(parts["month"]), int(parts["day"]))
        except ValueError:  # 30 February
            return None
        return Period(day, day)
    first, last = _months(parts)
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1])) if first <= last else None


def _months(parts: dict[str, str | None]) -> tuple[int, int]:
    if parts.get("first") and parts.get("last"):
        return int(parts["first"] or 1), int(parts["last"] or 12)
    if months := parts.get("months"):
        return 1, int(months)
    if quarters := parts.get("quarters") or parts.get("to"):
        return 1, 3 * (_QUARTERS.get(quarters) or int(quarters))
    if month := parts.get("month"):
        return int(month), int(month)
    if quarter := parts.get("quarter") or parts.get("q"):
        number = _QUARTERS.get(quarter) or int(quarter)
        return 3 * number - 2, 3 * number
    if half := parts.get("half") or parts.get("h"):
        return (1, 6) if half in ("上", "1") else (7, 12)
    return 1, 12


@lru_cache(maxsize=4096)
def is_unread_time(text: str) -> bool:
    """Tell whether *text* names a time in a way that `read_period` does not know.

    >>> [is_unread_time(text) for text in ("45291", "2023年（初步）", "二〇二三年", "2023", "十三五", "第一批")]
    [True, True, True, False, False, False]
    """
    return read_period(text) is None and _DATED.fullmatch("".join(text.translate(HALF_WIDTH).split())) is not None


def period_key(text: str) -> object:
    """Return what two names of one period have in common: its days if *text* names any, else the text.

    >>> period_key("2017年") == period_key("2017"), period_key("十三五 ")
    (True, '十三五')
    """
    return read_period(text) or "".join(text.translate(HALF_WIDTH).split())
