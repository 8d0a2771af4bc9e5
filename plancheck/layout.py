"""The line breaks and page furniture that only lay a text out: where a hard-wrapped sentence goes on."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from plancheck.patterns import compiled, deferred
from plancheck.text import BULLETS, display_width

if TYPE_CHECKING:
    from collections.abc import Iterator

_SLACK = 6  # columns by which a full line may fall short: a mark that may not begin the next line, narrow digits
_SHARE = 0.25  # of the lines that must be full before a text counts as hard-wrapped
_FEWEST = 8  # lines by which a width can be told
_HEAD = 3  # lines that may stand above a text
_NARROWEST, _WIDEST = 30, 120  # columns of a printed line
_BEGINS = deferred(
    r"[ \t\u3000]|[一二三四五六七八九十]{1,3}[、.]|第[一二三四五六七八九十百\d]+[章节篇条部]"
    r"|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．](?!\d)|[①-⑳]|[—-]{2}"
    rf"|[{BULLETS}|]|附件|【"
)
_ENDS = deferred(r"[。！？!?：:；;）)】|]\s*$")
_STOPS = deferred(r"[。！？!?：:）)】|]\s*$")  # in a full line a semicolon ends nothing
_OPENING = 10  # lines in which a website's labels, the title and the issuer stand, each on a line of its own
_TITLE_ENDS = deferred(r"(?:要点|计划|规划|方案|报告|总结|意见|通知|办法|公报|纲要|安排)\s*$")
_LABEL = deferred(r"[\u4e00-\u9fff]{2,6}[:：]")
_COUNTER = compiled(r"(\d{1,3})[、.]")
_LINE = compiled(r"[^\n]+")
_LONG = 100  # characters of a page that was saved as one line
_PAGE = compiled(
    r"^\s*(?:[—–-]+\s*\d{1,4}\s*[—–-]+|\d{1,4}\s*/\s*\d{1,4}"
    r"|第?\s*\d{1,4}\s*页(?:\s*[共/]\s*\d{1,4}\s*页?)?)\s*$"
)
_FOLIO = compiled(r"\s*\d{1,3}\s*$")  # a bare number: of a page only between words, for it may be half a figure
_NUMBER_ALONE = compiled(r"\s*[0-9０-９][0-9０-９.．,，—~～-]{0,14}[%％‰]?\s*")
_UNIT_FIRST = deferred(
    r"\s*(?:[，,。；;、）)%％‰]|[万亿千百余多]|以[上下内]|左右"
    r"|[年月日元人个家户亩吨座处名项所条公平立套场次件例米头只株栋张台辆起倍岁])"
)
_NO_BEGINNING = deferred(r"[，。、；）％%‰]|[,.;)](?!\s)")
_FEWEST_NUMBERS = 5  # numbers on lines of their own that tell how a text was laid out
_FAR = 150  # characters between the numbers of two pages, more than between those of a list
_WORDS_BEHIND = deferred(r"[^\W\d_]|[)），、。；,;%‰]")


def wraps(text: str, printed: str | None = None) -> Iterator[tuple[int, int]]:
    """Yield the stretches of *text* that only lay it out: breaks inside a wrapped paragraph, with page numbers in them.

    Nothing is yielded for a text whose lines are its paragraphs. *printed* is the text of the same length as it was
    laid out, where *text* has characters of another width.

    >>> page = "这一年全市上下团结一心克难奋进各项工作\\n取得了新的明显成效，新建村卫生室四十\\n" * 5 + "— 3 —\\n六家。"
    >>> [page[a:b] for a, b in wraps(page)][-1]
    '\\n— 3 —\\n'
    """
    whole = ((match.start(), match[0].rstrip()) for match in _LINE.finditer(text))
    lines = [(start, start + len(line), line) for start, line in whole]
    yield from _furniture(lines)
    yield from _scattered(lines)
    printed = printed or text
    written = [line for line in lines if line[2].strip() and not _PAGE.match(line[2])]
    longest = max(written, key=lambda line: len(line[2]), default=(0, 0, ""))
    if display_width(printed[longest[0] : longest[1]]) > _WIDEST + _SLACK:
        return  # a paragraph on one line: nothing is wrapped, which most texts show so without measuring every line
    widths = [display_width(printed[start:end]) for start, end, _ in written]
    texts = [line for _, _, line in written]
    width, count = _width(texts, widths), _count(texts)
    if not (width or count):
        return
    for index, ((_, end, line), (start, _, following)) in enumerate(pairwise(written)):
        if index < _OPENING and (_TITLE_ENDS.search(line) or _LABEL.match(following)):
            continue
        full = width and widths[index] >= width - _SLACK and not _STOPS.search(line)
        if (full or (len(line) == count and line[-1] not in "。！？!?：")) and not _BEGINS.match(following):
            yield end, start


def _furniture(lines: list[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    """Yield page numbers between two halves of a sentence, and the counters that document sites put before each page.

    A counter is a number with a mark before text that goes on from the line before: 提供疗卫生医\n2、机构规划.
    """
    folios = [start for start, _, line in lines if _FOLIO.match(line)]
    around = zip([-2 * _FAR, *folios], folios, [*folios[1:], len(lines) and lines[-1][1] + 2 * _FAR], strict=False)
    apart = {here for before, here, after in around if min(here - before, after - here) > _FAR}
    for before, here, after in zip(lines, lines[1:], lines[2:], strict=False):
        folio = here[0] in apart and _between_words(before[2], after[2])
        if not (_PAGE.match(here[2]) or folio):
            continue
        if _goes_on(before[2]) and not _BEGINS.match(after[2]):
            yield before[1], after[0]
    expected = 2
    for (_, end, line), (start, _, following) in pairwise(lines):
        counter = _COUNTER.match(following)
        if counter and int(counter[1]) == expected:
            expected += 1
            if _goes_on(line) and len(line) >= _LONG:
                yield end, start + counter.end()


def _scattered(lines: list[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    """Yield the breaks around numbers, where a site gives each number in a sentence a line of its own.

    新建大棚\n40\n个、冷库\n3\n座: what follows begins with a unit or a mark, as no cell of a table does.
    """
    found = [
        (before, here, after)
        for before, here, after in zip(lines, lines[1:], lines[2:], strict=False)
        if _NUMBER_ALONE.fullmatch(here[2]) and _UNIT_FIRST.match(after[2])
    ]
    if len(found) < _FEWEST_NUMBERS:
        return
    for before, here, after in found:
        if not _ENDS.search(before[2]):
            yield before[1], here[0]
        yield here[1], after[0]


def _between_words(before: str, after: str) -> bool:
    return not re.search(r"[\d０-９.．,/／]\s*$", before) and bool(_WORDS_BEHIND.match(after))


def _goes_on(line: str) -> bool:
    """Tell whether *line* ends inside a sentence."""
    return len(line.strip()) >= _NARROWEST // 2 and not _ENDS.search(line)


def _width(lines: list[str], widths: list[int]) -> int | None:
    """Return the columns of a full line, or None where the text is not hard-wrapped; *widths* are those of *lines*."""
    if len(widths) < _FEWEST:
        return None
    width = sorted(widths)[int(len(widths) * 0.9)]
    if not _NARROWEST <= width <= _WIDEST or max(widths) > width + _SLACK:
        return None
    full = [line for line, columns in zip(lines, widths, strict=True) if columns >= width - _SLACK]
    body = zip(lines[_HEAD:], widths[_HEAD:], strict=True)  # path, date and title are short lines of their own
    unfinished = sum(columns >= width - _SLACK and not _ENDS.search(line) for line, columns in body)
    return width if len(full) >= _SHARE * len(widths) and unfinished >= 3 else None


def _count(lines: list[str]) -> int | None:
    """Return the characters of a full line, or None where the text is not broken after so many, whatever they are.

    A program that breaks so leaves marks at the beginning of lines, where nobody who writes or prints a text has them.
    """
    count = max(map(len, lines), default=0)
    full = [following for line, following in pairwise(lines) if len(line) == count]
    if not _NARROWEST // 2 <= count <= _WIDEST or len(full) < _SHARE * len(lines):
        return None
    return count if sum(bool(_NO_BEGINNING.match(following)) for following in full) > 1 else None
