"""The years that a text plans for, by its title, its headings, its date, and what it tells of."""

from __future__ import annotations

import re
from itertools import pairwise

from plancheck import tone
from plancheck.numerals import parse_numeral
from plancheck.outlines import TOLD, YEAR, one_of
from plancheck.patterns import compiled, deferred
from plancheck.titles import MIXED, first_lines

_YEAR_IN_TITLE = compiled(
    r"(?<!\d)((?:19|20)\d\d)年?(?!以?来)度?[^\n。]{0,30}?(?=要点|计划|方案|安排|任务|意见|总结|报告|工作会议|责任书|行动|讲话|打算|草案|思路|情况|公报)"
)
# 二、2022年工作安排 plans a year; 1.到2022年…达到目标 is a statement that names one.
_YEAR_OF_HEADING = compiled(r"(?!.{0,8}[到至])[^\d,，;；。]{0,8}((?:19|20)\d\d)年(?!底|末|前)[^\d,，;；。]{0,30}")
_HALF = deferred("半年|季度|[1-9]月")
# A line that says when the document was given.
_DATED = deferred(
    r"(?:[^\d\n]{0,8}[:：][ \t]*)?[(〔]?((?:19|20)\d\d)"
    r"(?:年\d{1,2}月\d{1,2}日|(?P<mark>[-/.])\d{1,2}(?P=mark)\d{1,2}(?!\d))"
)
# Years that a text on what is past may name and that are none of its own: those by when, spans, names of plans.
_BY_WHEN = deferred(r"到(?:19|20)\d\d年(?!的?\d)|(?:19|20)\d\d年?[-—~～至到](?:19|20)\d\d年?|《[^《》\n]{1,60}》")
# What was said or published on a day or at a meeting says when the text was written.
_DAY_TOLD = deferred(
    r"(?<![到至\d])((?:19|20)\d\d)年"
    r"(?:\d{1,2}月\d{1,2}日(?![之以]?前|[-—~至到])|(?:全[国省市区县])?[\u4e00-\u9fff]{2,12}?(?:工作会议|座谈会|发布会))"
)
_SPAN_END = deferred(r"(?<=年)[-—~至到](?:19|20)\d\d年")  # a plan for 2022年至2024年 begins in 2022
# In 在2020年的基础上降低 the year is what is compared with.
_BASE_YEAR = deferred(r"[在比较与](?:19|20)\d\d年[底末]?的?(?:实际|水平)?(?=基础上|[增提上下降减])")
_SPAN_OF_YEARS = compiled(r"(?:19|20)\d\d年?[-—~至到](?:19|20)\d\d|“?十[一二三四五六]五”?|第十[一二三四五六]个五年")


def years_planned(text: str, headings: list[str], *, leans_back: bool) -> tuple[int | None, int | None]:
    """Return the year that relative dates refer to and the first year planned for.

    They come from the title, else from a heading that looks ahead, else from the document's date, else from what the
    opening names most. A report on
    one year with the plan for the next is a plan for the next (2021年工作总结及2022年工作计划); a plan over several
    years has no single year.
    """
    lines = first_lines(text, 60)
    titled = [int(y) for line in lines if len(line) <= 80 for y in _years_in_title(line)][:4]
    ahead = one_of("ahead", "ahead_in_plans")
    headed = [int(m[1]) for name in headings if (m := _YEAR_OF_HEADING.fullmatch(name)) and ahead.search(m[0])]
    if titled:
        first = titled[0]
        year = max(year for year in (*titled, *headed) if first <= year <= first + 1)
        if year == first and any(
            MIXED.search(line) and not _HALF.search(line) for line in lines[:5] if len(line) <= 80
        ):
            year += 1  # 2021年工作总结及工作计划 plans 2022
        return year, year
    start = next((found for pair in pairwise([*lines, ""]) if (found := _start_of_span(*pair))), None)
    if start and not leans_back:
        return None, start
    opening = _SPAN_END.sub("", text[:3000])
    years = [int(year) for year in YEAR.findall(opening if leans_back else _BASE_YEAR.sub("", opening))]
    dated = next((int(m[1]) for line in lines[:15] if len(line) <= 40 and (m := _DATED.match(line))), None)
    told = [int(m[1]) + 1 for name in headings if (m := YEAR.search(name)) and TOLD.search(name)]
    named = max(set(years), key=lambda y: (years.count(y), y), default=None)
    if days := _DAY_TOLD.findall(text[:3000]):  # 2019年7月15日,…印发: what it plans is to come
        named = int(max(days))
    if leans_back and years:
        named = _year_behind(text) or max(years) + 1
    likely = min(headed, default=None) or dated or max(told, default=None) or named
    return likely, likely


def _year_behind(text: str) -> int | None:
    """Return the year behind all that a text on what is past tells of, but for what it wants by then.

    A year that it plans something for is that year itself: 2022年…完成, 2023年…计划新建.
    """
    lines = tone.sentences(text[:3000])
    told = [line if tone.counts(line) else _BY_WHEN.sub("", line) for line in lines]
    last = max((int(year) for line in told for year in YEAR.findall(line)), default=0)
    if not last:
        return None
    planned = any(f"{last}年" in line and tone.plans(line) and not tone.counts(line) for line in told)
    return last if planned else last + 1


def _start_of_span(line: str, following: str) -> int | None:
    """Return the first year of a plan over several that *line* names (2021-2025年, “十四五”规划)."""
    match = _SPAN_OF_YEARS.search(line)
    if not match or len(line) > 60 or not re.search("规划(?!免疫)|纲要|方案|计划(?!免疫)|行动", line + following):
        return None
    return int(match[0][:4]) if match[0][0].isdigit() else plan_end(match[0]) - 4


def _years_in_title(line: str) -> list[str]:
    return [] if _SPAN_OF_YEARS.search(line) else _YEAR_IN_TITLE.findall(line)


def plan_end(words: str) -> int:
    """Return the last year of a five-year plan; they end in years divisible by five.

    >>> plan_end("“十四五”末"), plan_end("第十三个五年")
    (2025, 2020)
    """
    number = re.search(r"[一二三四五六七八九]?十[一二三四五六七八九]?(?=五|个五年)", words)
    return 1955 + 5 * int(parse_numeral(number[0])) if number else 0
