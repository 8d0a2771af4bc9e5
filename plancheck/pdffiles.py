"""PDF files as text with their tables: lines put together into paragraphs, page furniture left out.

Tables are those with ruled lines; what stands in columns without lines keeps its gaps as two blanks, as plain text has
them. Only this module imports pdfplumber.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from plancheck.errors import Diagnostic, PlancheckError
from plancheck.grids import Contents, Draft
from plancheck.pdfpages import PageLine, PageTable, joined, read_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PAGE_NUMBER = re.compile(r"[—–\-\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/共]\s*\d{1,4}\s*页?)?[—–\-\s]*")


def read_pdf(data: bytes, name: str) -> Contents:
    """Return the contents of the PDF whose bytes are *data*.

    Raises PlancheckError where the file is damaged (broken-file), wants a password (encrypted-file), or has pictures
    of text and no text (no-text-layer). Single pages of that kind are a diagnostic.
    """
    import pdfplumber

    pages: list[list[PageLine | PageTable]] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                pages.append(read_page(page))
                page.close()
    except Exception as error:  # what a damaged file makes the library raise cannot be listed
        raise PlancheckError(_refusal(error, name)) from error
    blank = [number for number, page in enumerate(pages, start=1) if not page]
    if len(blank) == len(pages):
        raise PlancheckError(Diagnostic(code="no-text-layer", file=name))
    found = tuple(Diagnostic(code="page-without-text", file=name, details={"page": str(number)}) for number in blank)
    return _laid_out(_without_furniture(pages)).finish(name, found)


def _refusal(error: Exception, name: str) -> Diagnostic:
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    causes = (error, error.__cause__, *error.args)
    if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in causes):
        return Diagnostic(code="encrypted-file", file=name)
    return Diagnostic(code="broken-file", file=name, details={"reason": str(error) or type(error).__name__})


def _without_furniture(pages: list[list[PageLine | PageTable]]) -> list[list[PageLine | PageTable]]:
    """Return the pages without page numbers, and without first and last lines that most pages share."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_shape(line) for line in (page[:1] + page[-1:]) if isinstance(line, PageLine)})
    often = {shape for shape, count in edges.items() if count >= max(2, len(pages) / 2)}

    def is_furniture(block: PageLine | PageTable) -> bool:
        return isinstance(block, PageLine) and bool(_shape(block) in often or _PAGE_NUMBER.fullmatch(block.text))

    kept = []
    for page in pages:
        first, last = 0, len(page)
        while first < min(2, last) and is_furniture(page[first]):
            first += 1
        while last > max(first, len(page) - 2) and is_furniture(page[last - 1]):
            last -= 1
        kept.append(page[first:last])
    return kept


def _shape(line: PageLine) -> str:
    return re.sub(r"\d+", "0", "".join(line.text.split()))


def _laid_out(pages: list[list[PageLine | PageTable]]) -> Draft:
    """Lay the pages out: lines that fill their column go on in the next, and a table on the next page."""
    draft = Draft()
    for block in _joined_tables(pages):
        if isinstance(block, str):
            draft.paragraph(block)
        else:
            draft.table(block)
    return draft


def _joined_tables(pages: list[list[PageLine | PageTable]]) -> Iterator[str | PageTable]:
    table: PageTable = []
    for block in _paragraphs([block for page in pages for block in page]):
        if isinstance(block, str):
            if table:
                yield table
            table = []
            yield block
        elif table and len(table[0]) == len(block[0]):
            repeated = [[cell.lines for cell in row] for row in table[: len(block)]]
            same = 0
            while same < len(repeated) - 1 and [cell.lines for cell in block[same]] == repeated[same]:
                same += 1
            table += block[same:]
        else:
            if table:
                yield table
            table = block
    if table:
        yield table


def _paragraphs(blocks: Sequence[PageLine | PageTable]) -> Iterator[str | PageTable]:
    lines: list[PageLine] = []
    for block in blocks:
        if isinstance(block, PageLine) and lines and lines[-1].runs_on(block):
            lines.append(block)
            continue
        if lines:
            yield joined([line.text for line in lines])
        lines = [block] if isinstance(block, PageLine) else []
        if not isinstance(block, PageLine):
            yield block
    if lines:
        yield joined([line.text for line in lines])
