"""Word files (DOCX) as text with their tables, as they read when all tracked changes are accepted.

Numbers that Word counts itself (一、 （二） 3.) are written out, because the outline depends on them. Notes at the
foot of pages, headers, footers and hidden text are left out. Only this module imports docx.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from plancheck.errors import Diagnostic, PlancheckError
from plancheck.grids import SUPERSCRIPTS, Contents, Draft, DraftCell
from plancheck.wordnumbers import Numbers, W

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXT = (f"{W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t")
_SKIPPED = {
    f"{W}{name}" for name in ("del", "moveFrom", "rt", "pPr", "tblPr", "tcPr", "trPr", "instrText", "delText")
} | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_WRITTEN = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_WRAPPERS = {f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}
_LARGEST = 500_000_000  # bytes unpacked; what is larger is no plan


def read_word(data: bytes, name: str) -> Contents:
    """Return the contents of the Word file whose bytes are *data*.

    Raises PlancheckError where the file is damaged (broken-file) or holds no text (empty-file).
    """
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > _LARGEST:
                raise ValueError("it unpacks to more than 500 MB")
        part = docx.Document(io.BytesIO(data)).part
        draft = Draft()
        _blocks(part.element.body, draft, Numbers(part))
    except Exception as error:  # what a damaged file makes the library raise cannot be listed
        details = {"reason": str(error) or type(error).__name__}
        raise PlancheckError(Diagnostic(code="broken-file", file=name, details=details)) from error
    if draft.is_blank:
        raise PlancheckError(Diagnostic(code="empty-file", file=name))
    return draft.finish(name)


def _blocks(container: Any, draft: Draft, numbers: Numbers) -> None:
    """Lay out the paragraphs and tables in *container*, in order."""
    for element in _children(container):
        if element.tag == f"{W}p":
            draft.paragraph(numbers.of(element) + _text(element))
            for box in _boxes(element):
                _blocks(box, draft, numbers)
        elif element.tag == f"{W}tbl":
            _table(element, draft, numbers)


def _children(container: Any) -> Iterator[Any]:
    """Yield the elements in *container*, through the wrappers that Word puts around some."""
    for element in container:
        if element.tag in _WRAPPERS:
            yield from _children(element)
        else:
            yield element


def _text(paragraph: Any) -> str:
    """Return the text of a paragraph, with raised digits as such; that of text boxes is not in it."""
    parts: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag in _SKIPPED or element.tag == f"{W}txbxContent" or _is_hidden(element):
            continue
        if element.tag in _TEXT:
            parts.append(_raised(element, element.text or ""))
        elif element.tag == f"{W}sym":
            parts.append(chr(int(element.get(f"{W}char") or "20", 16)))
        elif element.tag in _WRITTEN and element.get(f"{W}type") != "page":
            parts.append(_WRITTEN[element.tag])
        waiting.extend(reversed(element))
    return "".join(parts)


def _is_hidden(run: Any) -> bool:
    properties = run.find(f"{W}rPr") if run.tag == f"{W}r" else None
    vanish = None if properties is None else properties.find(f"{W}vanish")
    return vanish is not None and vanish.get(f"{W}val") not in ("0", "false")


def _raised(element: Any, text: str) -> str:
    run = element.getparent()
    properties = run.find(f"{W}rPr") if run.tag == f"{W}r" else None
    align = None if properties is None else properties.find(f"{W}vertAlign")
    return text.translate(SUPERSCRIPTS) if align is not None and align.get(f"{W}val") == "superscript" else text


def _boxes(paragraph: Any) -> list[Any]:
    """Return the text boxes anchored in a paragraph; each is stored twice, for new and for old versions of Word."""
    found = paragraph.iter(f"{W}txbxContent")
    return [box for box in found if not any(above.tag in _SKIPPED for above in box.iterancestors())]


def _table(table: Any, draft: Draft, numbers: Numbers) -> None:
    rows = [row for row in _children(table) if row.tag == f"{W}tr" and not _is_deleted(row)]
    if next(table.iterdescendants(f"{W}tbl"), None) is not None:  # it lays out others
        for row in rows:
            for cell in _cells(row):
                _blocks(cell, draft, numbers)
        return
    grid: list[list[DraftCell]] = []
    for row in rows:
        line: list[DraftCell] = [DraftCell() for _ in range(_number(row, "trPr", "gridBefore", 0))]
        for cell in _cells(row):
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            above = grid[-1][len(line)] if goes_on and grid and len(line) < len(grid[-1]) else None
            here = above or DraftCell([numbers.of(p) + _text(p) for p in _children(cell) if p.tag == f"{W}p"])
            line += [here] * _number(cell, "tcPr", "gridSpan", 1)
        grid.append(line)
    draft.table(grid)


def _cells(row: Any) -> list[Any]:
    return [cell for cell in _children(row) if cell.tag == f"{W}tc"]


def _is_deleted(row: Any) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _number(element: Any, properties: str, name: str, default: int) -> int:
    found = element.find(f"{W}{properties}/{W}{name}")
    text = "" if found is None else found.get(f"{W}val", "")
    return min(int(text), 100) if text.isdecimal() else default
