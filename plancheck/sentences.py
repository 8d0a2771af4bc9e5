"""The sentences of a document that can carry figures (step 1)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from operator import sub
from typing import TYPE_CHECKING

from attrs import frozen

from plancheck import damage, lexicon, resources
from plancheck.beginnings import beginning
from plancheck.patterns import compiled, deferred

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plancheck.documents import Document, Section

# A sentence with its end, where no figure can be damaged by it: a cell, what announces a tense.
SENTENCE = deferred(r"[^。！？!?\n]+[。！？!?]?")
_LONGEST = 10_000  # characters of a sentence, far more than any has
_PLACES = (deferred("[,，;；]"), deferred(r"[%‰、)]|[\u4e00-\u9fff](?=[\u4e00-\u9fff])"), deferred(r"\s"))
_PAGE_IN_FIGURE = compiled(r"\d[.,/]?\s*\n\s*\d{1,3}\s*\n\s*\Z")
_BULLETS = "◆◇▲★☆"
_PAGE_NUMBER = 12  # characters that it takes with its lines
_SECOND_HALF = deferred(r"[\d.,/][^,，;；。\n]*")


@frozen
class Sentence:
    """A sentence with a figure or a quantifier: its text as parsed, where it begins, the headings above it."""

    text: str
    start: int
    path: tuple[Section, ...]


def split(document: Document) -> Iterator[Sentence]:
    """Yield the sentences of *document* that can carry figures, without list numbers and headings' marks.

    `start` is an offset of `document.normalized.text`.
    """
    text, gate = document.normalized.text, _gate()
    starts = [section.start for section in document.sections]
    for start, end, found in _sentences(text):
        inside = document.sections[bisect_left(starts, start) : bisect_left(starts, end)]
        # 1.新建…;2.培训…: each item that a mark opens speaks for itself.
        begins = [start, *(section.body_start for section in inside)]
        for begin, stop in zip(begins, [*(section.start for section in inside), end], strict=True):
            begin += len(text[begin:stop]) - len(text[begin:stop].lstrip())
            begin += _half(text, begin)
            if (
                begin < stop
                and gate.search(text, max(begin, found), stop)
                and not _is_label(text, begin)
                and not document.is_furniture(begin)
            ):
                yield Sentence(text[begin:stop], begin, document.section_path(begin))


def _sentences(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where the sentences begin and end that hold what the gate asks for, and where they first do.

    That is perhaps in a heading, and what it asks for may go on across the end.

    Most sentences do not, so the gate leads from one to the next.
    """
    ends = _ends(text)
    reached = 0
    while found := _gate().search(text, reached):
        index = bisect_right(ends, found.start())
        reached = ends[index]
        yield ends[index - 1], reached - (text[reached - 1] == "\n"), found.start()


def _ends(text: str) -> list[int]:
    """Return where sentences end, and 0; what runs on for longer than any is divided, so that reading takes no memory.

    It is divided behind a mark, else behind a figure's sign or between two words, else anywhere.
    """
    ends = [0, *[match.end() for match in _end().finditer(text)], len(text)]
    if max(map(sub, ends[1:], ends)) <= 2 * _LONGEST:
        return ends
    divided = [0]
    for end in ends[1:]:
        while end - divided[-1] > 2 * _LONGEST:
            window = (divided[-1] + _LONGEST, divided[-1] + 2 * _LONGEST)
            places = (match.end() for place in _PLACES if (match := place.search(text, *window)))
            divided.append(next(places, window[1]))
        divided.append(end)
    return divided


@cache
def _end() -> re.Pattern[str]:
    """Return the pattern of the end of a sentence; a mark inside a damaged figure is none (0。44户, 9?%)."""
    goes_on = damage.goes_on(lexicon.figure_units())
    # One set of characters in front, to which `re` skips.
    return compiled(rf"[。！？!?\n{_BULLETS}](?:(?<=[{_BULLETS}])(?=[\u4e00-\u9fff])|(?<![{_BULLETS}])(?!{goes_on}))")


def _half(text: str, begin: int) -> int:
    """Return the length of the clause at *begin* if that begins with half a figure, behind a page number."""
    behind_line = begin > 0 and text[begin - 1].isspace()
    broken = behind_line and _PAGE_IN_FIGURE.search(text, max(0, begin - _PAGE_NUMBER), begin)
    match = _SECOND_HALF.match(text, begin) if broken else None
    return len(match[0]) if match else 0


# 2019-01-15 09:30 来源:…
_AT_TIME = deferred(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ \t]*\d{1,2}:\d\d(?::\d\d)?[ \t]*")


def _is_label(text: str, begin: int) -> bool:
    """Tell whether a line begins with a label of the website or file it comes from (发布时间:2019-01-15)."""
    behind = _AT_TIME.match(text, begin) if text.startswith(("19", "20"), begin) else None
    return bool(_labels().match(text, behind.end() if behind else begin))


@cache
def _labels() -> re.Pattern[str]:
    words = lexicon.alternatives(resources.rules("words.toml")["furniture"]["labels"])
    return compiled(rf"(?:[^\n。,，;；:]{{0,20}}[ \t|]+)?{words}[:：]")


@cache
def _gate() -> re.Pattern[str]:
    """Return what a sentence must hold to be worth parsing; a bare year is not enough."""
    numeral = rf"[一二两三四五六七八九十百千万亿](?:{lexicon.counted_pattern()}|成)"
    gate = (
        rf"(?<!\d)(?!(?:19|20)\d\d年)\d|达到?(?:[万亿]?[元人户个家]、?){{0,3}}以[上下内]|[%‰]|分之|全覆盖|{numeral}|一半|半数|过半|翻(?:了)?[一两三]?番|{lexicon.uncounted()}"
        rf"|(?:不低于|不高于|不少于|不超过|控制在|完成|达到|高于|低于).{{0,16}}?(?:下达|目标|水平|标准|要求|指标)"
    )
    return compiled(beginning(gate))
