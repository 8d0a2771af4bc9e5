"""The headings of a text, numbered and plain, and whether what stands below them looks back or ahead."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from plancheck import resources
from plancheck.patterns import compiled, deferred
from plancheck.titles import first_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NUMERAL = "一二三四五六七八九十百"
_OPENING = re.compile(rf"[。\n:;](?=[ \t]*[第{_NUMERAL}\d(①②③④⑤⑥⑦⑧⑨⑩])")  # where a heading may follow
_NUMBERED = (
    rf"(?:"
    rf"(?P<l1>第[{_NUMERAL}\d]+[章编部篇](?:分)?|[{_NUMERAL}]{{1,3}}、(?![{_NUMERAL}]{{1,2}}[、级类]))"
    rf"|(?P<l2>第[{_NUMERAL}\d]+节|\([{_NUMERAL}]{{1,3}}\))"
    rf"|(?P<l3>\d{{1,2}}(?:、|\.(?!\d)|\.(?=(?:19|20)\d\d年|100%|\d+(?:个|家|所|名|座|项|人|户|台|张))))"
    rf"|(?P<l4>\(\d{{1,2}}\)|[①②③④⑤⑥⑦⑧⑨⑩])"
    rf")[ \t]*(?=(?P<title>[^\n。]{{0,150}}))"
)
_HEADING = compiled(
    rf"(?:^|(?<=[。\n])|(?<=[:;])(?=[{_NUMERAL}]{{1,3}}、|\([{_NUMERAL}]{{1,3}}\)))[ \t]*{_NUMBERED}", re.MULTILINE
)
_MARK = deferred(_NUMBERED)
_RUN_TOGETHER = 24  # characters of a heading up to which another may stand behind it in its line
# A heading without a number stands above all numbered ones: 2018年工作回顾 on a line of its own.
_PLAIN_HEADING = compiled(  # begins with a character that `re` skips to
    r"\n[ \t]*(?P<title>(?:(?:19|20)\d\d年|过去|今后|五年|一年|回顾|总结|展望)"
    r"(?![^\n]*(?:日前|[不未]|控制在|达到|完成率))[^\n。,，;；:]{0,24}?"
    r"(?:回顾|总结|情况|成绩|成就|安排|打算|目标|任务|思路|计划|要点|重点|工作|展望)|过去[一五三]年)[ \t]*(?=\n|\Z)"
)
_NEXT_MARK = compiled(rf"\([{_NUMERAL}]{{1,3}}\)|(?<=[^\d])\d{{1,2}}[、.](?!\d)")
YEAR = compiled(r"(?<!\d)((?:19|20)\d\d)年")
TOLD = compiled(
    r"回顾|工作总结|(?:完成|执行|进展|开展|工作)情况|主要成[就绩效]|年(?:度|主要|重点)?(?:工作)?(?:成[就绩效]|亮点)"
)
_TO_COME = compiled(
    r"展望|安排|打算|计划(?!.{0,4}(?:完成|执行)情况)|任务(?!.{0,4}完成情况)|目标(?!.{0,4}完成情况)|思路|要点"
)


@frozen
class Section:
    """A heading: where it begins, how deep it is (0 without a number, else 1 to 4), its title, where it leads.

    `review` tells that the figures below it are reports (True) or targets (False), None that it says neither.
    """

    start: int
    level: int
    title: str
    body_start: int
    review: bool | None


class Mark(NamedTuple):
    """Where a heading begins, its level and its number as written, its title, and where that begins."""

    start: int
    level: int
    number: str
    title: str
    body_start: int


def marks_in(text: str) -> list[Mark]:
    """Return the headings of *text*, in its order.

    >>> [(mark.level, mark.number, mark.title) for mark in marks_in("要点\\n一、目标\\n(一)妇幼健康\\n覆盖率达到90%。")]
    [(1, '一、', '目标'), (2, '(一)', '妇幼健康')]
    """
    return sorted([*_numbered_marks(text), *_plain_marks(text)])


def sections_of(marks: Iterable[Mark], first_year: int | None, *, undeclared: bool) -> tuple[Section, ...]:
    """Return the sections under *marks* of a text that plans from *first_year* on.

    *undeclared* tells that no line of its opening says what kind of text it is.
    """
    return tuple(
        Section(
            mark.start,
            mark.level,
            mark.number + mark.title,
            mark.body_start,
            _looks_back(mark.title, mark.level, first_year, undeclared=undeclared),
        )
        for mark in marks
    )


def _numbered_marks(text: str) -> Iterator[Mark]:
    reached = 0
    for place in (0, *(opening.end() for opening in _OPENING.finditer(text))):
        match = _HEADING.match(text, place) if place >= reached else None
        while match:
            reached = match.end()
            group = next(name for name in ("l1", "l2", "l3", "l4") if match[name])
            following = _NEXT_MARK.search(match["title"])
            title = match["title"][: following.start()] if following else match["title"]
            yield Mark(match.start(group), int(group[1]), match[group], title.strip(), match.start("title"))
            # 一、工作目标(一)加强服务1.新建…: headings that have lost the line ends between them.
            short = following and following.start() <= _RUN_TOGETHER
            match = _MARK.match(text, match.start("title") + following.start()) if following and short else None


def _plain_marks(text: str) -> Iterator[Mark]:
    """Yield the headings without a number; the first lines are the title and its kin."""
    opening = len("\n".join(first_lines(text, 3)))
    for match in _PLAIN_HEADING.finditer(text, len("\n".join(first_lines(text, 1)))):
        if match.start() < opening and "回顾" not in match["title"]:
            continue
        yield Mark(match.start("title"), 0, "", match["title"].strip(), match.start("title"))


def _looks_back(title: str, level: int, first_year: int | None, *, undeclared: bool) -> bool | None:
    """Tell whether a heading announces a review (True) or a plan (False); None where it says neither.

    A year in it decides (2021年主要工作 in a plan for 2022). Below the first level only a plain word for a review
    counts: 这是…成效显著的一年 is one of many.
    """
    head = re.split(r"[,，;；]", title)[0]
    year = YEAR.search(head)
    if TOLD.search(head) and not _TO_COME.search(head):
        return True
    if year and first_year:
        return int(year[1]) < first_year
    if len(head) <= 30 and one_of("review").search(head):
        return True if level == 1 or re.search("回顾|总结|完成情况|成就|基础|现状", head) else None
    if level > 1:
        return None
    ahead = one_of("ahead") if undeclared else one_of("ahead", "ahead_in_plans")
    return False if ahead.search(head) else None


@cache
def one_of(*lists: str) -> re.Pattern[str]:
    """Return the pattern of any word of these *lists* of `rules/words.toml`.

    >>> one_of("review").search("2024年工作回顾") is not None
    True
    """
    words = resources.rules("words.toml")["roles"]
    return compiled("|".join(re.escape(word) for name in lists for word in words[name]))
