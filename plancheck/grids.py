"""Tables in a document as rows of cells with their places, and the plain text that documents of other formats become.

The text of a web page, a Word file or a PDF is laid out here: a paragraph a line, a row of a table a line, its cells
between strokes (`| 婴儿死亡率 | ‰ | ≤3.5 |`). That text is what offsets and lines refer to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Factory, define, frozen

from plancheck.patterns import deferred
from plancheck.text import Source, Span

# Raised digits of other formats, which belong to a unit (km², μg/m³) or are numbers of notes.
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plancheck.errors import Diagnostic

_BLANKS = deferred(r"[^\S\n\u3000]+")
_GAP = "  "  # what is left of a tab and of several blanks: such a gap may part the columns of a table
_EDGES = " \t\r\n\u3000\u200b\ufeff"
_STROKE = str.maketrans({"|": "｜"})
# Signs of the font Symbol, which Word and its PDFs write in a private range.
_SYMBOLS = {0xF0B3: "≥", 0xF0A3: "≤", 0xF0BB: "≈", 0xF0B1: "±", 0xF0B4: "×", 0xF0B7: "•", 0x200B: ""}


@frozen
class GridCell:
    """One cell: its text, the span it covers in the source, and the spans of the paragraphs in it."""

    text: str
    span: Span
    lines: tuple[Span, ...] = ()


@frozen
class Grid:
    """A table: rows of equally many cells, and the span of the whole. A merged cell stands in each of its places."""

    rows: tuple[tuple[GridCell, ...], ...]
    span: Span


@frozen
class Contents:
    """What a file holds: its text, the tables in it, and what was doubtful in reading it."""

    source: Source
    grids: tuple[Grid, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@define(eq=False)
class DraftCell:
    """A cell to be laid out: its paragraphs. The same object in several places is one merged cell."""

    lines: list[str] = Factory(list)


@define
class Draft:
    """The text of a document while it is laid out, block by block.

    >>> draft = Draft()
    >>> draft.paragraph("一、目标")
    >>> draft.table([[DraftCell(["指标"]), DraftCell(["2025年"])], [DraftCell(["建档率"]), DraftCell(["≥90%"])]])
    >>> contents = draft.finish("plan.docx")
    >>> contents.source.line(3), contents.grids[0].rows[1][1].span.cut(contents.source.text)
    ('| 建档率 | ≥90% |', '≥90%')
    """

    _parts: list[str] = Factory(list)
    _length: int = 0
    _grids: list[Grid] = Factory(list)

    def paragraph(self, text: str) -> None:
        """Add a paragraph, one line for each line of *text*; a blank one adds nothing."""
        for line in text.split("\n"):
            tidy = tidied(line)
            if tidy:
                self._write(tidy + "\n")

    def table(self, rows: Sequence[Sequence[DraftCell]]) -> None:
        """Add a table; one of a single column is a frame around paragraphs, which are added instead."""
        width = max((len(row) for row in rows), default=0)
        if width < 2:
            for cell in dict.fromkeys(cell for row in rows for cell in row):
                self.paragraph("\n".join(cell.lines))
            return
        start = self._length
        written: dict[DraftCell, GridCell] = {}
        grid = tuple(self._row([*row, *(DraftCell() for _ in range(width - len(row)))], written) for row in rows)
        self._grids.append(Grid(grid, Span(start, self._length - 1)))

    def finish(self, name: str, diagnostics: tuple[Diagnostic, ...] = ()) -> Contents:
        """Return what was laid out, as the contents of the file *name*."""
        return Contents(Source("".join(self._parts), name), tuple(self._grids), diagnostics)

    @property
    def is_blank(self) -> bool:
        """Tell that nothing has been laid out."""
        return not self._length

    def _row(self, cells: Sequence[DraftCell], written: dict[DraftCell, GridCell]) -> tuple[GridCell, ...]:
        self._write("|")
        row = []
        for cell in cells:
            self._write(" ")
            if cell not in written:
                written[cell] = self._cell(cell)
            row.append(written[cell])
            self._write(" |")
        self._write("\n")
        return tuple(row)

    def _cell(self, cell: DraftCell) -> GridCell:
        lines = [tidied(line).translate(_STROKE) for text in cell.lines for line in text.split("\n")]
        lines = [line for line in lines if line]
        spans, start = [], self._length
        for line in lines:
            spans.append(Span(start, start + len(line)))
            start += len(line) + 1
        text = " ".join(lines)
        self._write(text)
        return GridCell(text, Span(self._length - len(text), self._length), tuple(spans))

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def tidied(line: str) -> str:
    """Return *line* without blanks at its ends, a tab or several blanks in it as two.

    >>> tidied(" \uf0b3 95%\t约束性 ")
    '≥ 95%  约束性'
    """
    line = line.translate(_SYMBOLS).strip(_EDGES)
    return _BLANKS.sub(lambda run: " " if len(run[0]) == 1 and run[0] != "\t" else _GAP, line)
