"""A published text with its outline: sections, plan year, body, region (the start of the flow)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import frozen

from plancheck import resources, tone
from plancheck.normalize import Normalized, normalize
from plancheck.numerals import parse_numeral
from plancheck.patterns import compiled
from plancheck.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_MARK = compiled(_NUMBERED)
_RUN_TOGETHER = 24  # characters of a heading up to which another may stand behind it in its line
# A heading without a number stands above all numbered ones: 2018年工作回顾 on a line of its own.
_PLAIN_HEADING = compiled(
    r"^[ \t]*(?P<title>(?:(?:19|20)\d\d年|过去|今后|五年|一年|回顾|总结|展望)"
    r"(?![^\n]*(?:日前|[不未]|控制在|达到|完成率))[^\n。,，;；:]{0,24}?"
    r"(?:回顾|总结|情况|成绩|成就|安排|打算|目标|任务|思路|计划|要点|重点|工作|展望)|过去[一五三]年)[ \t]*$",
    re.MULTILINE,
)
_SHORT = 3000  # characters of a notice or a piece of news
# A line of the opening that says what kind of text it is: one that sets what is to be reached.
_DECLARED = compiled(
    r"(?:要点|计划(?!生育|免疫)|规划|方案|意见|纲要|打算|安排|任务书?|目标|责任[书状]|办法|细则|标准|通知|决定|规定|行动)"
    r"[^\n。,，;；:]{0,12}$"
)
# Cells of a table, which has columns of what was reached: their figures look counted and say nothing of the text.
_CELLS = compiled(r"^[ \t]*(?:[^\n]*[|\t][^\n]*|[≥≤<>]?[\d.,]+[%‰]?[\u4e00-\u9fff]{0,3})[ \t]*$", re.MULTILINE)
_NEXT_MARK = compiled(rf"\([{_NUMERAL}]{{1,3}}\)|(?<=[^\d])\d{{1,2}}[、.](?!\d)")
_YEAR_IN_TITLE = compiled(
    r"(?<!\d)((?:19|20)\d\d)年?(?!以?来)度?[^\n。]{0,30}?(?=要点|计划|方案|安排|任务|意见|总结|报告|工作会议|责任书|行动|讲话|打算|草案|思路|情况|公报)"
)
_YEAR = compiled(r"(?<!\d)((?:19|20)\d\d)年")
# 二、2022年工作安排 plans a year; 1.到2022年…达到目标 is a statement that names one.
_YEAR_OF_HEADING = compiled(r"(?!.{0,8}[到至])[^\d,，;；。]{0,8}((?:19|20)\d\d)年(?!底|末|前)[^\d,，;；。]{0,30}")
_ACHIEVED = compiled("圆满|顺利完成|超额|提前|召开|举行|取得|获评|通过")  # news, not a plan
_MIXED = compiled(
    r"(?:总结|回顾|汇报|完成情况|工作情况)[^。]{0,4}(?:和|及|与|暨|、|以及|并|,)[^。]{0,16}(?:计划|安排|打算|思路|要点|任务|谋划)"
)
_HALF = compiled("半年|季度|[1-9]月")
# A line that says when the document was given.
_DATED = compiled(
    r"(?:[^\d\n]{0,8}[:：][ \t]*)?[(〔]?((?:19|20)\d\d)"
    r"(?:年\d{1,2}月\d{1,2}日|(?P<mark>[-/.])\d{1,2}(?P=mark)\d{1,2}(?!\d))"
)
# Years that a text on what is past may name and that are none of its own: those by when, spans, names of plans.
_BY_WHEN = compiled(r"到(?:19|20)\d\d年(?!的?\d)|(?:19|20)\d\d年?[-—~～至到](?:19|20)\d\d年?|《[^《》\n]{1,60}》")
# What was said or published on a day or at a meeting says when the text was written.
_DAY_TOLD = compiled(
    r"(?<![到至\d])((?:19|20)\d\d)年"
    r"(?:\d{1,2}月\d{1,2}日(?![之以]?前|[-—~至到])|(?:全[国省市区县])?[\u4e00-\u9fff]{2,12}?(?:工作会议|座谈会|发布会))"
)
_SPAN_END = compiled(r"(?<=年)[-—~至到](?:19|20)\d\d年")  # a plan for 2022年至2024年 begins in 2022
_TOLD = compiled(r"回顾|工作总结|(?:完成|执行|进展|开展|工作)情况|主要成[就绩效]")
_TO_COME = compiled(
    r"展望|安排|打算|计划(?!.{0,4}(?:完成|执行)情况)|任务(?!.{0,4}完成情况)|目标(?!.{0,4}完成情况)|思路|要点"
)
_SPAN_OF_YEARS = compiled(r"(?:19|20)\d\d年?[-—~至到](?:19|20)\d\d|“?十[一二三四五六]五”?|第十[一二三四五六]个五年")
_BODY = compiled(
    r"[\u4e00-\u9fff]{2,20}?(?:卫生健康委员会|卫生和计划生育委员会|卫生计生委|卫生健康委|卫健委|发展和改革委员会|人民政府|管委会|委员会|[\u4e00-\u9fff]局|厅)(?:办公室)?"
)
_REVIEW_TITLE = compiled(
    "总结|公报|(?:评估|考核结果|执行情况|形势|统计)(?:分析)?报告|分析报告|自查报告|述职|情况(?:汇报|通报|分析)"
)
_REGION = compiled(r"([\u4e00-\u9fff]{2,7}?(?:自治区|自治州|省|市|州|盟|县|区|旗))")
_RESPONSIBLE = re.compile(
    r"(?:责任|牵头|配合|主责|承办|主办|协办)(?:处室|单位|部门|科室|股室|领导|人)?[:](?P<bodies>[^\n()】]{2,300})[)】]?"
)
# Where lines end; a page number inside a sentence ends none.
_LINE_ENDS = compiled(r"(?<![。；;！!？?:：)）】\n])\n[ \t]*\d{1,4}[ \t]*\n|\n")
_SEPARATOR = compiled(r"[、,，;；\s]+|(?:责任|牵头|配合)(?:处室|单位|部门|科室)[:]")


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


@frozen(slots=False)
class Document:
    """A text as read, the form of it that is parsed, and what its outline says.

    Up to `told_until` a report with a plan behind it is a report. `year` is what relative dates refer to, `first_year`
    the first year planned for: what lies before it is past.
    Offsets in `sections` and in `section_path` are offsets of `normalized.text`.
    """

    source: Source
    normalized: Normalized
    sections: tuple[Section, ...]
    title: str | None
    year: int | None
    body: str | None
    region: str | None
    review_title: bool = False
    leans_back: bool = False
    undeclared: bool = False
    told_until: int = 0
    first_year: int | None = None

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.start for section in self.sections]

    @cached_property
    def _numbered_starts(self) -> list[int]:
        return [section.start for section in self.sections if section.level]

    @cached_property
    def _paths(self) -> list[tuple[Section, ...]]:
        """For each section the headings above it and itself, outermost first."""
        paths: list[tuple[Section, ...]] = []
        path: tuple[Section, ...] = ()
        for section in self.sections:
            path = (*(above for above in path if above.level < section.level), section)
            paths.append(path)
        return paths

    def section_path(self, offset: int) -> tuple[Section, ...]:
        """Return the headings that *offset* stands under, outermost first."""
        index = bisect_right(self._section_starts, offset)
        return self._paths[index - 1] if index else ()

    @cached_property
    def _responsible(self) -> list[tuple[int, int, tuple[str, ...]]]:
        found: list[tuple[int, int, tuple[str, ...]]] = []
        text, reached = self.normalized.text, 0
        for match in _RESPONSIBLE.finditer(text):
            bodies = tuple(name for name in _SEPARATOR.split(match["bodies"]) if name)
            bracket = match.start() > reached and text[match.start() - 1] in "(【"
            reached = match.end()
            found.append((match.start() - bracket, reached, bodies))
        return found

    @cached_property
    def _responsible_starts(self) -> list[int]:
        return [start for start, _, _ in self._responsible]

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.start() for match in _LINE_ENDS.finditer(self.normalized.text) if match[0] == "\n"]

    def responsible(self, offset: int) -> tuple[str, ...]:
        """Return the bodies named at the end of the passage that *offset* stands in."""
        index = bisect_right(self._responsible_starts, offset)
        if index == len(self._responsible):
            return ()
        start, _, bodies = self._responsible[index]
        if bisect_left(self._line_ends, start) - bisect_left(self._line_ends, offset) > 1:
            return ()
        heads = self._numbered_starts
        return () if bisect_right(heads, offset) < bisect_left(heads, start) else bodies

    def is_furniture(self, offset: int) -> bool:
        """Tell whether *offset* stands in a note on who is responsible."""
        index = bisect_right(self._responsible_starts, offset) - 1
        return index >= 0 and offset < self._responsible[index][1]


def read_document(source: Source, *, year: int | None = None) -> Document:
    """Return the document of *source*; *year* overrules the plan year that the text gives.

    >>> document = read_document(Source("江城市2025年卫生健康工作要点\\n一、目标\\n覆盖率达到90%。"))
    >>> document.year, document.region, [section.title for section in document.sections]
    (2025, '江城市', ['一、目标'])
    """
    normalized = normalize(source.text)
    text = normalized.text
    title = _title(text)
    marks = sorted([*_marks(text), *_plain_marks(text)])
    undeclared = not _declares(text)
    told = text if undeclared else _CELLS.sub("", text) if len(text) <= _SHORT else ""
    leans_back = bool(told) and tone.leans_back(told)
    plan_year, first_year = _years_planned(text, [name for _, _, name, _ in marks], leans_back=leans_back)
    if year:
        plan_year = first_year = year
    sections = tuple(
        Section(start, level, mark + name, body_start, _looks_back(name, level, first_year, undeclared=undeclared))
        for start, (level, mark), name, body_start in marks
    )
    ahead = (section.start for section in sections if section.review is False and section.level <= 1)
    told_until = next(ahead, len(text)) if title and _MIXED.search(title) else 0
    body = next((m[0] for line in _first_lines(text, 25) if len(line) < 40 and (m := _BODY.search(line))), None)
    return Document(
        source=source,
        normalized=normalized,
        sections=sections,
        title=title,
        year=plan_year,
        first_year=first_year,
        body=body,
        region=_region(title) or _region(body),
        review_title=bool(
            title
            and _REVIEW_TITLE.search(title)
            and "。" not in title
            and not re.search("要点|计划(?!生育)|方案|打算|安排", title)
        ),
        leans_back=leans_back,
        undeclared=undeclared,
        told_until=told_until,
    )


def plan_end(words: str) -> int:
    """Return the last year of a five-year plan; they end in years divisible by five.

    >>> plan_end("“十四五”末"), plan_end("第十三个五年")
    (2025, 2020)
    """
    number = re.search(r"[一二三四五六七八九]?十[一二三四五六七八九]?(?=五|个五年)", words)
    return 1955 + 5 * int(parse_numeral(number[0])) if number else 0


def _region(text: str | None) -> str | None:
    match = _REGION.match(text or "")
    return match[1] if match else None


def _marks(text: str) -> Iterator[tuple[int, tuple[int, str], str, int]]:
    """Yield where each heading begins, its level and mark, its title, and where its title begins."""
    reached = 0
    for place in (0, *(opening.end() for opening in _OPENING.finditer(text))):
        match = _HEADING.match(text, place) if place >= reached else None
        while match:
            reached = match.end()
            group = next(name for name in ("l1", "l2", "l3", "l4") if match[name])
            following = _NEXT_MARK.search(match["title"])
            title = match["title"][: following.start()] if following else match["title"]
            yield match.start(group), (int(group[1]), match[group]), title.strip(), match.start("title")
            # 一、工作目标(一)加强服务1.新建…: headings that have lost the line ends between them.
            short = following and following.start() <= _RUN_TOGETHER
            match = _MARK.match(text, match.start("title") + following.start()) if following and short else None


def _plain_marks(text: str) -> Iterator[tuple[int, tuple[int, str], str, int]]:
    """Yield the headings without a number; the first lines are the title and its kin."""
    opening = len("\n".join(_first_lines(text, 3)))
    for match in _PLAIN_HEADING.finditer(text, len("\n".join(_first_lines(text, 1)))):
        if match.start() < opening and "回顾" not in match["title"]:
            continue
        yield match.start("title"), (0, ""), match["title"].strip(), match.start("title")


def _looks_back(title: str, level: int, first_year: int | None, *, undeclared: bool) -> bool | None:
    """Tell whether a heading announces a review (True) or a plan (False); None where it says neither.

    A year in it decides (2021年主要工作 in a plan for 2022). Below the first level only a plain word for a review
    counts: 这是…成效显著的一年 is one of many.
    """
    head = re.split(r"[,，;；]", title)[0]
    year = _YEAR.search(head)
    if _TOLD.search(head) and not _TO_COME.search(head):
        return True
    if year and first_year:
        return int(year[1]) < first_year
    if len(head) <= 30 and _one_of("review").search(head):
        return True if level == 1 or re.search("回顾|总结|完成情况|成就|基础|现状", head) else None
    if level > 1:
        return None
    ahead = _one_of("ahead") if undeclared else _one_of("ahead", "ahead_in_plans")
    return False if ahead.search(head) else None


@cache
def _one_of(*lists: str) -> re.Pattern[str]:
    """Return the pattern of any word of these *lists* of `rules/words.toml`."""
    words = resources.rules("words.toml")["roles"]
    return compiled("|".join(re.escape(word) for name in lists for word in words[name]))


def _declares(text: str) -> bool:
    """Tell whether one of the first lines announces a plan or who must keep to what follows."""
    lines = (line for line in _first_lines(text, 12) if len(line) <= 80)
    return any(_DECLARED.search(line) and not _ACHIEVED.search(line) for line in lines)


def _first_lines(text: str, count: int) -> list[str]:
    return [line.strip() for line in text[:4000].split("\n") if line.strip()][:count]


def _title(text: str) -> str | None:
    """Return the first line that reads like a title; a website's path and labels do not."""
    lines = _first_lines(text, 60)
    plain = [
        line for line in lines if 4 <= len(line) <= 60 and not re.search(r"[>|:。?？]|浏览|首页|版权|您|来源", line)
    ]
    closing = (
        r"(?:要点|计划|规划|方案|报告|总结|意见|纲要|讲话|打算|安排|任务|目标|措施|公报)(?:\(.{1,8}\))?(?:的?通知)?$"
    )
    named = [line for line in plain if re.search(closing, line)]
    return next(iter(named or plain or lines), None)


def _years_planned(text: str, headings: list[str], *, leans_back: bool) -> tuple[int | None, int | None]:
    """Return the year that relative dates refer to and the first year planned for.

    They come from the title, else from a heading that looks ahead, else from the document's date, else from what the
    opening names most. A report on
    one year with the plan for the next is a plan for the next (2021年工作总结及2022年工作计划); a plan over several
    years has no single year.
    """
    lines = _first_lines(text, 60)
    titled = [int(y) for line in lines if len(line) <= 80 for y in _years_in_title(line)][:4]
    ahead = _one_of("ahead", "ahead_in_plans")
    headed = [int(m[1]) for name in headings if (m := _YEAR_OF_HEADING.match(name)) and ahead.search(m[0])]
    if titled:
        first = titled[0]
        year = max(year for year in (*titled, *headed) if first <= year <= first + 1)
        if year == first and any(
            _MIXED.search(line) and not _HALF.search(line) for line in lines[:5] if len(line) <= 80
        ):
            year += 1  # 2021年工作总结及工作计划 plans 2022
        return year, year
    start = next((found for pair in pairwise([*lines, ""]) if (found := _start_of_span(*pair))), None)
    if start and not leans_back:
        return None, start
    years = [int(year) for year in _YEAR.findall(_SPAN_END.sub("", text[:3000]))]
    dated = next((int(m[1]) for line in lines[:15] if len(line) <= 40 and (m := _DATED.match(line))), None)
    told = [int(m[1]) + 1 for name in headings if (m := _YEAR.search(name)) and _TOLD.search(name)]
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
    last = max((int(year) for line in told for year in _YEAR.findall(line)), default=0)
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
