"""Tables whose cells one blank parts, a row a line or all rows in one line, as text copied out of a page has them.

A blank parts words of prose, too: a table is there only below a line whose words head the columns of a table of
indicators, and a line is a row only where its last words fit those columns. Lines such as 参保率(%):≥95 are a table,
too: their brackets say the unit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plancheck.linetables import (
    EDGES,
    FEWEST_ROWS,
    LINE,
    MOST_SKIPPED,
    Kind,
    Line,
    bare_header,
    fits,
    grid_of,
    header_at,
    rows_from,
    stripped,
)
from plancheck.patterns import deferred
from plancheck.text import BULLETS
from plancheck.unit_names import is_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plancheck.grids import Grid

_WORD = deferred(r"[^\s\u3000]+")
_ITEM = deferred(
    r"^[ \t\u3000]*(?:[(（]?\d{1,2}[)）.、．]|[①-⑳]"
    rf"|[—–{BULLETS}-]{{1,2}})?[ \t]*"
    r"(?P<name>[^\s:：,，。;；]{2,30}[(（](?P<unit>[^()（）\s]{1,10})[)）])[ \t]*[:：][ \t]*"
    r"(?P<figure>[^\s。;；，,\d]{0,8}\d[^\s。;；，,]{0,8})[。;；]?[ \t\r]*$",
    re.MULTILINE,
)
_NO_HEADER = "。"  # which ends the header where all words of its line belong to it
_HEADER = deferred(
    r"^[ \t]*(?=[^\n]*(?:指标|项目|名称|内容|任务|indicator))(?=[^\n]*(?:20\d\d|目标|规划|计划|预期|单位|属性))"
    r"[^\s。，；,;]{1,20}(?: [^\s。；;]{1,20}){2,}[^\n]*$",
    re.MULTILINE,
)


def grids_of_blanks(text: str, headers: frozenset[str]) -> Iterator[Grid]:
    """Yield the tables of *text* whose cells one blank parts; *headers* are those of a column of indicators.

    >>> lines = "领域 指标 2019年 2024年 属性", "服务 建档率(%) 85 90 预期性", "签约率(%) 70 75 约束性"
    >>> (grid,) = grids_of_blanks("\\n".join(lines), frozenset({"指标"}))
    >>> [[cell.text for cell in row] for row in grid.rows[1:]]
    [['服务', '建档率(%)', '85', '90', '预期性'], ['', '签约率(%)', '70', '75', '约束性']]
    """
    reached = 0
    for match in _HEADER.finditer(text):
        words = _words(match.start(), match[0])
        at = next((i for i, (_, _, word) in enumerate(words) if bare_header(word) in headers), None)
        if at is None or match.start() < reached:
            continue
        behind, header, kinds = header_at([*words, (match.end(), match.end(), _NO_HEADER)], at)
        if "figure" not in kinds or kinds[-1] == "indicator":
            continue
        rows = list(rows_from(words, behind, kinds) if behind < len(words) else _rows(text, match.end() + 1, kinds))
        if sum(len(row) == len(kinds) for row in rows) >= FEWEST_ROWS:
            yield grid_of([header, *rows])
            reached = rows[-1][-1][1]


def grids_of_lists(text: str) -> Iterator[Grid]:
    """Yield the lists of indicators with their units in brackets as tables: 参保率(%):≥95.

    >>> (grid,) = grids_of_lists("1.参保率(%):≥95\\n2.托位数(个):3600")
    >>> [[cell.text for cell in row] for row in grid.rows[1:]]
    [['参保率(%)', '≥95'], ['托位数(个)', '3600']]
    """
    if not any(mark in text for mark in (")：", "）：", "):", "）:")):
        return
    block: list[list[Line]] = []
    end = 0
    for match in _ITEM.finditer(text):
        if not (is_unit(match["unit"]) and fits(match["figure"], "figure")):
            continue
        if block and text[end : match.start()].strip():
            yield _list_of(block)
            block = []
        end = match.end()
        block.append([(*match.span(part), match[part]) for part in ("name", "figure")])
    if block:
        yield _list_of(block)


def _list_of(block: list[list[Line]]) -> Grid:
    """Return the lines of a list below the header that a table of them would have."""
    start = block[0][0][0]
    return grid_of([[(start, start, "指标"), (start, start, "目标")], *block])


def _words(start: int, line: str) -> list[Line]:
    return [(start + word.start(), start + word.end(), word[0]) for word in _WORD.finditer(line)]


def _rows(text: str, start: int, kinds: list[Kind]) -> Iterator[list[Line]]:
    """Yield the rows below a header: lines that fit its columns, and in one cell each line between them."""
    skipped: list[Line] = []
    while start < len(text):
        match = LINE.match(text, start)
        line = match[0] if match else ""
        row = _row(_words(start, line), kinds)
        if row:
            yield from ([before] for before in skipped)
            skipped = []
            yield row
        elif line.strip(EDGES):
            skipped.append(stripped(start, line))
            if len(skipped) > MOST_SKIPPED or line.rstrip().endswith("。"):
                return
        start += len(line) + 1


def _row(words: list[Line], kinds: list[Kind]) -> list[Line]:
    """Return the cells of a row, counted from its end; those in front that span several rows may be missing."""
    place = kinds.index("indicator")
    size = len(kinds) - place - 1
    left, right = words[: len(words) - size], words[len(words) - size :]
    if not left or len(right) < size or not _are_values([text for _, _, text in right], kinds[place + 1 :]):
        return []
    front: list[Line] = []
    if place and kinds[0] == "number" and fits(left[0][2], "number"):
        front, left = left[:1], left[1:]
    groups = min(place - len(front), len(left) - 1)
    blank = (words[0][0], words[0][0], "")
    front += [blank] * (place - len(front) - groups) + left[: max(groups, 0)]
    name = left[max(groups, 0) :]
    if not name or not fits(name[-1][2], "indicator"):
        return []
    return [*front, (name[0][0], name[-1][1], " ".join(word for _, _, word in name)), *right]


def _are_values(texts: list[str], kinds: list[Kind]) -> bool:
    """Tell whether words fit the columns behind that of the indicators; of the figures one is enough."""
    pairs = list(zip(texts, kinds, strict=True))
    figures = [fits(text, kind) for text, kind in pairs if kind == "figure"]
    return any(figures) and all(fits(text, kind) for text, kind in pairs if kind != "figure")
