"""The line breaks and page furniture that only lay a text out: where a hard-wrapped sentence goes on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plancheck.text import display_width

if TYPE_CHECKING:
    from collections.abc import Iterator

_SLACK = 6  # columns by which a full line may fall short: a mark that may not begin the next line, narrow digits
_SHARE = 0.25  # of the lines that must be full before a text counts as hard-wrapped
_NARROWEST, _WIDEST = 30, 120  # columns of a printed line
_BEGINS = re.compile(
    r"[ \t\u3000]|[一二三四五六七八九十]{1,3}[、.]|第[一二三四五六七八九十百\d]+[章节篇条部]|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,2}[.、．](?!\d)|[①-⑩]|[—-]{2}|[●■▲◆·•]|附件|【"
)
_ENDS = re.compile(r"[。！？!?：:；;）)】]\s*$")
_PAGE = re.compile(r"^\s*(?:[—–-]+\s*\d{1,4}\s*[—–-]+|第?\s*\d{1,4}\s*页(?:\s*[共/]\s*\d{1,4}\s*页?)?|\d{1,4}\s*/\s*\d{1,4})\s*$")


def wraps(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of *text* that only lay it out: breaks inside a wrapped paragraph, with page numbers in them.

    Nothing is yielded for a text whose lines are its paragraphs.

    >>> page = "这一年全市上下团结一心克难奋进各项工作\\n取得了新的明显成效，新建村卫生室四十\\n" * 3 + "— 3 —\\n六家。"
    >>> [page[a:b] for a, b in wraps(page)][-1]
    '\\n— 3 —\\n'
    """
    lines = [(match.start(), match.end(), match[0]) for match in re.finditer(r"[^\n]+", text)]
    written = [line for line in lines if line[2].strip() and not _PAGE.match(line[2])]
    width = _width([line for _, _, line in written])
    if not width:
        return
    for (_, end, line), (start, _, following) in zip(written, written[1:], strict=False):
        full = display_width(line.rstrip()) >= width - _SLACK
        if full and not _ENDS.search(line) and not _BEGINS.match(following):
            yield end, start


def _width(lines: list[str]) -> int | None:
    """Return the columns of a full line, or None where the text is not hard-wrapped."""
    widths = sorted(display_width(line.rstrip()) for line in lines)
    if len(widths) < 4:
        return None
    width = widths[int(len(widths) * 0.9)]
    if not _NARROWEST <= width <= _WIDEST or widths[-1] > width + _SLACK:
        return None
    full = sum(w >= width - _SLACK for w in widths)
    unfinished = sum(display_width(line.rstrip()) >= width - _SLACK and not _ENDS.search(line) for line in lines)
    return width if full >= _SHARE * len(widths) and unfinished >= 3 else None
