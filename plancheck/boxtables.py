"""Tables drawn with the strokes of a box (│, ├──┼──┤), as texts of law and old text files have them.

A rule closes the cells above it; where it leaves a column out, the cell goes on below it and stands in both rows. The
lines of a cell are joined: 单 | 位 is 单位.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import Factory, define

from plancheck.grids import Grid, GridCell
from plancheck.patterns import deferred
from plancheck.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK = deferred(r"(?:^[ \t\u3000]*[│┃┌┏├┠┣└┗╔║╠╚][^\n]*(?:\n|\Z)){4,}", re.MULTILINE)
_EDGE = deferred(r"[│┃║├┼┤┌┬┐└┴┘┠┨┣┫╋┝┥┿╂┯┷┏┓┗┛┳┻╔╗╚╝╠╣╦╩╬╞╡╪]")
_RULE = deferred(r"[ \t\u3000]*[─━═┄┅-]+[ \t\u3000]*")
_EDGES = " \t\u3000\xa0\r\n"
_MOST_COLUMNS = 40
_FEWEST_ROWS = 2


@define(eq=False)
class _Draft:
    """A cell while its lines are read: where each of them stands, and what it says."""

    at: int
    pieces: list[tuple[int, str]] = Factory(list)

    def done(self) -> GridCell:
        text = "".join(piece for _, piece in self.pieces)
        spans = tuple(Span(start, start + len(piece)) for start, piece in self.pieces)
        if not spans:
            return GridCell("", Span(self.at, self.at))
        start, before = spans[0].start, ""
        for at, piece in self.pieces:  # a figure has its place even where words stand on another line
            if any(character.isdigit() for character in piece):
                start = at - len(before)
            before += piece
        return GridCell(text, Span(max(start, 0), max(start, 0) + len(text)), spans)


def grids_in_boxes(text: str) -> Iterator[Grid]:
    """Yield the tables of *text* that are drawn with strokes.

    >>> lines = "┌──┬──┐", "│指标│目标│", "├──┼──┤", "│覆盖率│90% │", "└──┴──┘"
    >>> (grid,) = grids_in_boxes("\\n".join(lines))
    >>> [[cell.text for cell in row] for row in grid.rows]
    [['指标', '目标'], ['覆盖率', '90%']]
    """
    if "─" not in text and "━" not in text and "═" not in text:
        return
    for block in _BLOCK.finditer(text):
        rows = _rows(text, block.start(), block.end())
        if len(rows) >= _FEWEST_ROWS:
            cells = [tuple(draft.done() for draft in row) for row in rows]
            yield Grid(tuple(cells), Span(block.start(), block.end()))


def _rows(text: str, start: int, end: int) -> list[list[_Draft]]:
    """Return the rows of the table between two offsets; none if its lines have not equally many columns."""
    lines = []
    for line in text[start:end].split("\n"):
        lines.append((start, line))
        start += len(line) + 1
    cut = [pieces for at, line in lines if len(pieces := _apart(at, line)) > 1]
    width = max(map(len, cut), default=0)
    if not 1 < width <= _MOST_COLUMNS or any(len(pieces) != width for pieces in cut):
        return []
    rows: list[list[_Draft]] = []
    row = [_Draft(at) for at, _ in cut[0]]
    for pieces in cut:
        ruled = [bool(_RULE.fullmatch(piece)) for _, piece in pieces]
        if any(ruled):
            if any(draft.pieces for draft in row):
                rows.append(row)
            row = [_Draft(at) if rule else draft for (at, _), rule, draft in zip(pieces, ruled, row, strict=True)]
        for (at, piece), rule, draft in zip(pieces, ruled, row, strict=True):
            if not rule and (words := piece.strip(_EDGES)):
                draft.pieces.append((at + piece.index(words), words))
    if any(draft.pieces for draft in row) and (not rows or row != rows[-1]):
        rows.append(row)
    return rows


def _apart(start: int, line: str) -> list[tuple[int, str]]:
    """Return what *line*, which begins at *start*, has between its strokes, each with its place."""
    edges = [match.start() for match in _EDGE.finditer(line)]
    return [(start + a + 1, line[a + 1 : b]) for a, b in pairwise(edges)]
