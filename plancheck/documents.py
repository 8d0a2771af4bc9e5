"""A published text with its outline: sections, plan year, body, region (the start of the flow)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from attrs import frozen

from plancheck import tone
from plancheck.normalize import Normalized, normalize
from plancheck.outlines import Section, marks_in, sections_of
from plancheck.patterns import compiled
from plancheck.planyears import years_planned
from plancheck.text import Source
from plancheck.titles import MIXED, body_of, declares, is_review, region_of, title_of

__all__ = ["Document", "Section", "read_document"]

_SHORT = 3000  # characters of a notice or a piece of news
# Cells of a table, which has columns of what was reached: their figures look counted and say nothing of the text.
_CELLS = compiled(r"^[ \t]*(?:[^\n]*[|\t][^\n]*|[≥≤<>]?[\d.,]+[%‰]?[\u4e00-\u9fff]{0,3})[ \t]*$", re.MULTILINE)
_RESPONSIBLE = re.compile(
    r"(?:责任|牵头|配合|主责|承办|主办|协办)(?:处室|单位|部门|科室|股室|领导|人)?[:](?P<bodies>[^\n()】]{2,300})[)】]?"
)
# Where lines end; a page number inside a sentence ends none. It begins with the character that `re` skips to.
_LINE_ENDS = compiled(r"\n(?:(?<![。；;！!？?:：)）】\n]\n)[ \t]*\d{1,4}[ \t]*\n)?")
_SEPARATOR = compiled(r"[、,，;；\s]+|(?:责任|牵头|配合)(?:处室|单位|部门|科室)[:]")


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
    title = title_of(text)
    marks = marks_in(text)
    undeclared = not declares(text)
    told = text if undeclared else _CELLS.sub("", text) if len(text) <= _SHORT else ""
    leans_back = bool(told) and tone.leans_back(told)
    plan_year, first_year = years_planned(text, [mark.title for mark in marks], leans_back=leans_back)
    if year:
        plan_year = first_year = year
    sections = sections_of(marks, first_year, undeclared=undeclared)
    ahead = (section.start for section in sections if section.review is False and section.level <= 1)
    told_until = next(ahead, len(text)) if title and MIXED.search(title) else 0
    body = body_of(text)
    return Document(
        source=source,
        normalized=normalized,
        sections=sections,
        title=title,
        year=plan_year,
        first_year=first_year,
        body=body,
        region=region_of(title) or region_of(body),
        review_title=is_review(title),
        leans_back=leans_back,
        undeclared=undeclared,
        told_until=told_until,
    )
