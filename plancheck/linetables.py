"""Tables whose cells stand on a line each, as text taken out of a web page or a PDF has them.

Nothing but the order of the lines says which cell stands in which column, so a row counts only where each of its lines
fits the column that it would stand in. A line that fits nowhere makes a row of its own: it names a group, or its
figure is complained of.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from plancheck import resources
from plancheck.grids import Grid, GridCell
from plancheck.patterns import deferred
from plancheck.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LINE = deferred(r"[^\r\n]+")
EDGES = " \t\u3000\xa0\ufeff\u200b|"
_LONGEST_HEADER, _LONGEST_CELL, _LONGEST_NAME = 16, 30, 60
_MOST_COLUMNS = 12
FEWEST_ROWS = 2
MOST_SKIPPED = 8  # lines that fit nowhere, behind which the table is over
_YEAR = deferred(r"(?:19|20)\d\d年?[^。；]{0,10}|“?十[一二三四五六七八九]五”?[^。；]{0,8}")
_BRACKET = deferred(r"[\[〔［【(（][^\[\]〔〕［］【】()（）]{1,20}[\]〕］】)）]")
_FIGURE = deferred(
    r"[≥≤<>=＞＜≧≦~～≈]?(?:约|近|达到?|提高|降低|增长|下降|增加|减少|上升|新增|累计|超过|不低于|不少于|不超过|不高于|控制在|小于|大于|低于|高于)?"
    r"[\[〔［【(（]?[-+－]?\d[\d.,，/。]*[^\u4e00-\u9fff\n]{0,12}[\u4e00-\u9fff/]{0,8}[^\u4e00-\u9fff\n]{0,2}"
    r"|[—–\-－―一…/*]{1,3}|持平|完成[^\d，,。]{0,12}|[^\d，,。]{0,6}(?:下达|考核)[^\d，,。]{0,8}"
)
_UNIT = deferred(
    r"[^\d，,。；;：:]{1,8}|\d{1,3}[万千]?[^\d，,。；;：:]{1,6}|[^，,。；;：:\u4e00-\u9fff]{1,4}"
    r"|[\u4e00-\u9fff1]{0,2}/\d{1,3}[万千]?[\u4e00-\u9fff]{0,2}"
)
_NATURE = deferred(r"(?:预期|约束|指导|引导|参考|倡导)(?:性|型)?(?:指标)?|[—–\-－/]")
_BARE_YEAR = deferred(r"(?:19|20)\d\d年?")
_NUMBERED = deferred(r"[一二三四五六七八九十]{1,2}、|[(（][一二三四五六七八九十]{1,2}[)）]")
_WORDS = deferred(r"[\u4e00-\u9fffA-Za-z]")
_DIGIT = deferred(r"\d")
_NOTE = deferred(r"(?:说明|注释?|备注|计算(?:方法|公式)|指标解释|数据来源)[:：]")  # on the row above it

Kind = Literal["indicator", "unit", "nature", "figure", "number", "other"]
Line = tuple[int, int, str]


def grids_of_lines(text: str, headers: frozenset[str]) -> Iterator[Grid]:
    """Yield the tables of *text* that have one cell a line; *headers* are those of a column of indicators.

    >>> lines = "指标", "单位", "2025年", "建档率", "%", "90以上", "签约率", "%", "75"
    >>> (grid,) = grids_of_lines("\\n".join(lines), frozenset({"指标"}))
    >>> [[cell.text for cell in row] for row in grid.rows]
    [['指标', '单位', '2025年'], ['建档率', '%', '90以上'], ['签约率', '%', '75']]
    """
    firsts = ("[", "〔", "［", "【", "(", "（", *{header[0] for header in headers})
    bare = (line.strip(EDGES) for line in text.replace("\r", "\n").split("\n"))
    if not any(bare_header(line) in headers for line in bare if line.startswith(firsts)):
        return
    lines = [stripped(match.start(), match[0]) for match in LINE.finditer(text)]
    lines = [line for line in lines if line[2]]
    reached = 0
    for at, (begin, _, line) in enumerate(lines):
        if begin >= reached and bare_header(line) in headers:
            start, header, kinds = header_at(lines, at)
            rows = list(rows_from(lines, start, kinds)) if "figure" in kinds else []
            if sum(len(row) == len(kinds) for row in rows) >= FEWEST_ROWS:
                yield grid_of([header, *rows])
                reached = rows[-1][-1][1]


def stripped(start: int, line: str) -> Line:
    """Return *line*, which begins at *start*, without the blanks at its ends."""
    first = len(line) - len(line.lstrip(EDGES))
    text = line.strip(EDGES)
    return start + first, start + first + len(text), text


def bare_header(header: str) -> str:
    """Return *header* without blanks and without what it has in brackets, unless that is all of it."""
    return _BRACKET.sub("", "".join(header.split())) or header


def header_at(lines: Sequence[Line], at: int) -> tuple[int, list[Line], list[Kind]]:
    """Return the line behind a header, its cells and what their columns hold; *at* is where 指标 stands."""
    first = at
    while (
        first and at - first < _MOST_COLUMNS and _known().get(bare_header(lines[first - 1][2])) in ("number", "other")
    ):
        first -= 1
    cells: list[Line] = []
    kinds: list[Kind] = []
    for place in range(first, min(len(lines), first + 2 * _MOST_COLUMNS)):
        start, end, text = lines[place]
        if cells and _BRACKET.fullmatch(text) and not _BARE_YEAR.fullmatch(cells[-1][2]):  # [累计] below 年均增速
            cells[-1] = (cells[-1][0], end, cells[-1][2] + text)
            continue
        kind = _kind(text)
        if kind is None or (kind == "indicator" and place > at):
            return place, cells, kinds
        cells.append((start, end, text))
        kinds.append(kind)
    return len(lines), cells, []


def _kind(header: str) -> Kind | None:
    """Return what the column under *header* holds, None if it heads none."""
    bare = bare_header(header)
    if bare.isdecimal() and len(bare) == 1:  # 〔累计〕1: a note behind a header that is all in brackets
        bare = "".join(header.split())[:-1]
    known = _known().get(bare)
    if known or len(bare) > _LONGEST_HEADER or _NUMBERED.match(bare):  # 一、经济增长 names a group
        return known
    if _YEAR.fullmatch(bare) or any(word in bare for word in _words_of_figures()):
        return "figure"
    return None


@cache
def _known() -> dict[str, Kind]:
    columns = resources.rules("tables.toml")["columns"]
    kinds: dict[str, Kind] = {}
    for role in ("indicator", "unit", "nature", "responsible", "other"):
        kind: Kind = role if role in ("indicator", "unit", "nature") else "other"  # type: ignore[assignment]
        kinds |= dict.fromkeys(columns[role], kind)
    return kinds | dict.fromkeys(("序号", "编号", "号"), "number")


@cache
def _words_of_figures() -> tuple[str, ...]:
    words = resources.rules("tables.toml")["words"]
    return tuple(word for role in ("reported", "change", "target") for word in words[role])


def rows_from(lines: Sequence[Line], at: int, kinds: list[Kind]) -> Iterator[list[Line]]:
    """Yield the rows from line *at* on: whole ones, and single lines between them that fit nowhere."""
    skipped: list[Line] = []
    merged = kinds[:1] == ["other"]  # a cell for several rows, which has a line of its own or none
    while at < len(lines):
        if row := _row(lines, at, kinds) or (_row(lines, at, kinds[1:]) if merged else []):
            yield from ([line] for line in skipped)
            skipped = []
            at += len(row)
            yield row if len(row) == len(kinds) else [(row[0][0], row[0][0], ""), *row]
            continue
        text = lines[at][2]
        if nothing := 1 if _NOTE.match(text) else _without_figure(lines, at, kinds):
            at += nothing
            continue
        skipped.append(lines[at])
        if len(skipped) > max(MOST_SKIPPED, 3 * len(kinds)) or len(text) > _LONGEST_NAME or text.endswith("。"):
            return
        at += 1


def _without_figure(lines: Sequence[Line], at: int, kinds: list[Kind]) -> int:
    """Return how many lines from *at* on are a row that asks for a deed, not for a figure: 建立机制 | 实现 | 约束性."""
    if "nature" in kinds:
        for size in (2, 3):
            row = [text for _, _, text in lines[at : at + size]]
            if len(row) == size and _NATURE.fullmatch(row[-1]) and not any(map(_DIGIT.search, row)):
                return size
    return 0


def _row(lines: Sequence[Line], at: int, kinds: list[Kind]) -> list[Line]:
    """Return the lines from *at* on if each fits its column, else none."""
    row = list(lines[at : at + len(kinds)])
    return row if len(row) == len(kinds) and all(map(fits, [text for _, _, text in row], kinds)) else []


def fits(text: str, kind: Kind) -> bool:
    """Tell whether *text* can be a cell of a column of that *kind*."""
    if kind == "indicator":
        plain = bool(_WORDS.search(text)) and not _FIGURE.fullmatch(text) and not _NATURE.fullmatch(text)
        return plain and len(text) <= _LONGEST_NAME and not re.match(r"[一二三四五六七八九十]{1,2}、", text)
    if kind == "figure":
        return len(text) <= _LONGEST_CELL and bool(_FIGURE.fullmatch(text)) and not _NATURE.fullmatch(text.strip("—-"))
    if kind == "unit":
        return bool(_UNIT.fullmatch(text)) and not _NATURE.fullmatch(text.strip("—-"))
    if kind == "nature":
        return bool(_NATURE.fullmatch(text))
    if kind == "number":
        return text.rstrip(".、").isdecimal()
    return len(text) <= _LONGEST_CELL and not _FIGURE.fullmatch(text)


def grid_of(rows: Sequence[Sequence[Line]]) -> Grid:
    """Return *rows* as a table; short ones are filled up with empty cells."""
    width = max(map(len, rows))
    grid = []
    for row in rows:
        cells = [GridCell(text, Span(start, end), (Span(start, end),)) for start, end, text in row]
        empty = GridCell("", Span(row[-1][1], row[-1][1]))
        grid.append((*cells, *[empty] * (width - len(cells))))
    return Grid(tuple(grid), Span(rows[0][0][0], max(end for row in rows for _, end, _ in row)))
