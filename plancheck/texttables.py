"""Tables written in plain text: rows between strokes, as Markdown has them, and rows with tabs or gaps of blanks.

Strokes make a table anywhere. Tabs and gaps make one only below a line that heads a table of indicators, because they
stand for much else.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from plancheck import resources
from plancheck.boxtables import grids_in_boxes
from plancheck.grids import Grid, GridCell
from plancheck.linetables import grids_of_lines
from plancheck.patterns import deferred
from plancheck.spacedtables import grids_of_blanks, grids_of_lists
from plancheck.text import PLAIN, Span, display_width

if TYPE_CHECKING:
    from collections.abc import Iterator

_STROKES = deferred(r"^[^\n]*\|[^\n]*$", re.MULTILINE)
_RULE = deferred(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*")
_LINE = deferred(r"[^\r\n]*")
_TAB, _GAP, _NARROW_GAP = (deferred(pattern) for pattern in (r"\t", r"[ \u3000\xa0]{2,}", r"[ \u3000\xa0]{2,}|\u3000"))
_FIGURE = deferred(r"[≥≤<>＜＞=]*\d")
_DIGIT = deferred(r"\d")
_MOST_COLUMNS = 100
_BLANK_LINES = 2  # that may part two rows
_EDGES = " \t\u3000\xa0\ufeff"
_BRACKETED = deferred(r"[(（\[〔][^()（）\[\]〔〕]*[)）\]〕]")


def grids_in(text: str) -> tuple[Grid, ...]:
    """Return the tables written in *text*, in order.

    >>> (grid,) = grids_in("指标\\t单位\\t2025年目标\\n建档率\\t%\\t≥90\\n")
    >>> [[cell.text for cell in row] for row in grid.rows], grid.rows[1][2].span
    ([['指标', '单位', '2025年目标'], ['建档率', '%', '≥90']], Span(start=20, end=23))
    """
    found: list[Grid] = []
    if _may_hold_tables().search(text):
        heads = heads_indicators()
        found = [*_with_strokes(text), *_with_gaps(text), *grids_of_lines(text, heads), *grids_of_blanks(text, heads)]
        found += (*grids_in_boxes(text), *grids_of_lists(text))
    grids: list[Grid] = []
    for grid in sorted(found, key=lambda grid: grid.span):
        if not grids or grid.span.start >= grids[-1].span.end:
            grids.append(grid)
    return tuple(grids)


def folded(header: str) -> str:
    """Return the text of a header as headers are compared: half width, without blanks.

    >>> folded("2020 年（基期）")
    '2020年(基期)'
    """
    return "".join(header.translate(PLAIN).split())


def without_brackets(header: str) -> str:
    """Return a folded header without what it has in brackets, unless that is all of it."""
    return _BRACKETED.sub("", header) or header


@cache
def heads_indicators() -> frozenset[str]:
    """Return the headers of a column of indicators."""
    return frozenset(resources.rules("tables.toml")["columns"]["indicator"])


@cache
def _two_letter_headers() -> frozenset[str]:
    columns = resources.rules("tables.toml")["columns"].values()
    return frozenset(name for names in columns for name in names if len(name) == 2)


@cache
def _may_hold_tables() -> re.Pattern[str]:
    """Return what a text must hold to be searched: a stroke, or a header behind the beginning of a line."""
    return re.compile(r"\||指[ \u3000]*标|项[ \u3000]*目|名[ \u3000]*称|内[ \u3000]*容|indicator")


# --- strokes ---


def _with_strokes(text: str) -> Iterator[Grid]:
    block: list[tuple[int, str]] = []
    for match in _STROKES.finditer(text):
        if block and text[block[-1][0] + len(block[-1][1]) : match.start()].strip("\r") != "\n":
            yield from _stroked(block)
            block = []
        block.append((match.start(), match[0].rstrip("\r")))
    yield from _stroked(block)


def _stroked(block: list[tuple[int, str]]) -> Iterator[Grid]:
    """Yield the table of lines with strokes, if they are one: closed by strokes, or with a rule below the first."""
    closed = all(line.strip().startswith("|") for _, line in block)
    rules = [_RULE.fullmatch(line) for _, line in block]
    if len(block) < 2 or block[0][1].count("|") > _MOST_COLUMNS:
        return
    lines = [at for at, rule in zip(block, rules, strict=True) if not rule]
    rows = [_between_strokes(start, line) for start, line in lines]
    if not (closed or rules[1]):
        rows = _scraped(rows)
    if rows and max(map(len, rows)) > 1:
        yield _grid(rows)


def _scraped(rows: list[list[GridCell]]) -> list[list[GridCell]]:
    """Return the rows of a table as a scraper leaves it, from its header on; none if it is none.

    Where a cell of the first columns spans several rows, the later rows have moved to the left by it; the number that
    each row of an indicator has tells by how much.
    """
    top = next((at for at, row in enumerate(rows) if _heads(row)), len(rows))
    if top == len(rows):
        return rows if _is_row_of_bounds(rows) else []
    header = [folded(cell.text) for cell in rows[top]]
    unit = next((at for at, text in enumerate(header) if without_brackets(text) in ("单位", "计量单位")), 0)
    numbered = next((at for at, text in enumerate(header) if text in ("序号", "编号")), 0)
    found = [rows[top]]
    for row in rows[top + 1 :]:
        if numbered and row[0].text.strip().isdecimal():
            blank = GridCell("", Span(row[0].span.start, row[0].span.start))
            moved = [blank] * numbered + row
            row = moved[: len(header)] if not any(cell.text for cell in moved[len(header) :]) else row
        if unit and len(row) > unit + 1 and _FIGURE.match(row[unit].text) and not any(c.text for c in row[unit + 1 :]):
            row = [*row[:unit], GridCell("", Span(row[unit].span.start, row[unit].span.start)), *row[unit:-1]]
        found.append(row)
    return found


def _is_row_of_bounds(rows: list[list[GridCell]]) -> bool:
    """Tell whether two lines are names and below each what bounds it: 建档率|报告率, ≥90%|≥95%."""
    if len(rows) != 2 or not 1 < len(rows[0]) == len(rows[1]):
        return False
    names = all(cell.text and not _DIGIT.search(cell.text.partition("(")[0]) for cell in rows[0])
    return names and all(map(_FIGURE.match, (cell.text for cell in rows[1])))


def _heads(row: list[GridCell]) -> bool:
    return len(row) > 2 and any(without_brackets(folded(cell.text)) in heads_indicators() for cell in row)


def _between_strokes(start: int, line: str) -> list[GridCell]:
    inner = line.strip()
    first = line.index(inner) + inner.startswith("|")
    last = line.rindex("|") if inner.endswith("|") and len(inner) > 1 else len(line)
    cuts = [at for at in range(first, last) if line[at] == "|" and line[at - 1 : at] != "\\"]
    return [_cell(line, start, a, b) for a, b in zip([first, *(at + 1 for at in cuts)], [*cuts, last], strict=True)]


# --- tabs and gaps ---


def _with_gaps(text: str) -> Iterator[Grid]:
    reached = 0
    for match in _may_hold_tables().finditer(text):
        if match.start() < reached or match[0] == "|":
            continue
        start = text.rfind("\n", reached, match.start()) + 1 or reached
        header = _line(text, start)
        reached = start + len(header) + 1
        gap = _TAB if "\t" in header.strip() else _GAP
        cells = _respaced(_apart(header, start, gap), text)
        if not 2 <= len(cells) <= _MOST_COLUMNS or not any(
            without_brackets(folded(cell.text)) in heads_indicators() for cell in cells
        ):
            continue
        rows = [cells, *_rows(text, reached, cells, gap)]
        if len(rows) > 1:
            yield _grid(rows)
            reached = max(reached, max(cell.span.end for row in rows for cell in row))


def _respaced(cells: list[GridCell], text: str) -> list[GridCell]:
    """Return the cells of a header with those joined that are one word set apart (指    标)."""
    found: list[GridCell] = []
    for cell in cells:
        joined = [*found[-1:], cell]
        word = "".join(part.text for part in joined)
        if len(word) == 2 and len(joined) == 2 and word in _two_letter_headers():
            span = Span(found[-1].span.start, cell.span.end)
            found[-1] = GridCell(span.cut(text), span, (span,))
        else:
            found.append(cell)
    return found


def _rows(text: str, start: int, head: list[GridCell], gap: re.Pattern[str]) -> Iterator[list[GridCell]]:
    """Yield the rows below a header: lines with gaps, and single words between such lines, which name a group."""
    columns = [_extent(text, cell) for cell in head]
    blank = 0
    while start < len(text):
        line = _line(text, start)
        cells = _apart(line, start, gap)
        if not line.strip(_EDGES) and blank < _BLANK_LINES:  # in a page's text each row stands by itself
            blank += 1
            start += len(line) + 1
            continue
        blank = 0
        if len(cells) < 2:
            behind = start + len(line) + 1
            following = _apart(_line(text, behind), behind, gap)
            if not line.strip(_EDGES) or len(following) < 2 or len(line) > 40:
                return
        yield cells if gap is _TAB else _aligned(text, cells, columns)
        start += len(line) + 1


def _aligned(text: str, cells: list[GridCell], columns: list[tuple[int, int]]) -> list[GridCell]:
    """Return *cells* under the columns of the header, by number or by place; in one cell if that is not clear."""
    if len(cells) in (1, len(columns)):
        return cells
    line = text[cells[0].span.start : cells[-1].span.end]
    closer = _apart(line, cells[0].span.start, _NARROW_GAP)
    if len(closer) == len(columns):
        return closer
    under: dict[int, GridCell] = {}
    for cell in cells:
        left, right = _extent(text, cell)
        near = [i for i, (a, b) in enumerate(columns) if left < b and a < right]
        if len(near) != 1 or near[0] in under:
            return [_cell(text[cells[0].span.start : cells[-1].span.end], cells[0].span.start, 0, None)]
        under[near[0]] = cell
    end = cells[-1].span.end
    return [under.get(i) or GridCell("", Span(end, end)) for i in range(len(columns))]


def _extent(text: str, cell: GridCell) -> tuple[int, int]:
    """Return the columns of a screen that a cell takes."""
    start = text.rfind("\n", 0, cell.span.start) + 1
    left = display_width(text[start : cell.span.start])
    return left, left + display_width(cell.text)


def _line(text: str, start: int) -> str:
    match = _LINE.match(text, start)
    return match[0] if match else ""


def _apart(line: str, start: int, gap: re.Pattern[str]) -> list[GridCell]:
    """Return the cells of *line*, which begins at *start*; blanks at its ends part nothing, but a tab does."""
    edge = len(line) - len(line.lstrip(_EDGES.replace("\t", "") if gap is _TAB else _EDGES))
    last = len(line.rstrip(_EDGES))
    cuts = [match.span() for match in gap.finditer(line, edge, last)]
    return [
        _cell(line, start, a, b)
        for a, b in zip([edge, *(end for _, end in cuts)], [*(begin for begin, _ in cuts), last], strict=True)
    ]


def _cell(line: str, start: int, first: int, last: int | None) -> GridCell:
    """Return the cell that *line*, which begins at *start* of the text, has between two of its offsets."""
    text = line[first:last]
    first += len(text) - len(text.lstrip(_EDGES))
    text = text.strip(_EDGES)
    span = Span(start + first, start + first + len(text))
    return GridCell(text, span, (span,) if text else ())


def _grid(rows: list[list[GridCell]]) -> Grid:
    width = max(map(len, rows))
    whole = [
        (*row, *(GridCell("", Span(row[-1].span.end, row[-1].span.end)) for _ in range(width - len(row))))
        for row in rows
    ]
    return Grid(tuple(whole), Span(rows[0][0].span.start, max(cell.span.end for cell in rows[-1])))
