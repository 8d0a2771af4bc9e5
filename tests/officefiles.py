"""Word files and PDFs that the tests build: paragraphs, tables with merged cells, page furniture, passwords."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as WordDocument

Rows = "Sequence[Sequence[str]]"
Span = tuple[tuple[int, int], tuple[int, int]]  # (column, row) of two corners of a merged cell


def word(*blocks: str | Rows, merged: Sequence[Span] = ()) -> bytes:
    """Return a Word file of paragraphs and tables; *merged* cells are those of every table."""
    import docx

    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            _word_table(document, block, merged)
    return saved(document)


def saved(document: WordDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _word_table(document: WordDocument, rows: Rows, merged: Sequence[Span]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
    for (left, top), (right, bottom) in merged:
        kept = table.cell(top, left).text
        table.cell(top, left).merge(table.cell(bottom, right)).text = kept


def pdf(*blocks: str | Rows, merged: Sequence[Span] = (), furniture: bool = True, password: str | None = None) -> bytes:
    """Return a PDF of paragraphs and ruled tables, by default with a head and a page number on each page."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    font = _font()
    body = ParagraphStyle("body", fontName=font, fontSize=14, leading=24, firstLineIndent=28, wordWrap="CJK")
    head = ParagraphStyle("head", parent=body, firstLineIndent=0)
    flow: list[Any] = []
    for block in blocks:
        if block == "\f":
            flow.append(PageBreak())
        elif isinstance(block, str):
            flow.append(Paragraph(block, body if block.endswith("。") else head))
        else:
            flow.append(_pdf_table(block, merged))
    out = io.BytesIO()
    draw = _furniture if furniture else lambda *_: None
    SimpleDocTemplate(out, pagesize=A4, encrypt=password).build(flow, onFirstPage=draw, onLaterPages=draw)
    return out.getvalue()


def pictures(pages: int = 1) -> bytes:
    """Return a PDF whose pages are scanned: a drawing and no text."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    for _ in range(pages):
        canvas.rect(100, 100, 300, 500, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@cache
def _font() -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


def _pdf_table(rows: Rows, merged: Sequence[Span]) -> Any:
    from reportlab.lib import colors
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, Table, TableStyle

    style = ParagraphStyle("cell", fontName=_font(), fontSize=11, leading=14, wordWrap="CJK")
    table = Table([[Paragraph(text, style) for text in row] for row in rows])
    spans = [("SPAN", first, last) for first, last in merged]
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), *spans]))
    return table


def _furniture(canvas: Any, document: Any) -> None:
    canvas.saveState()
    canvas.setFont(_font(), 10)
    canvas.drawCentredString(300, 30, f"— {document.page} —")
    canvas.drawString(80, 800, "青河市人民政府公报")
    canvas.restoreState()
