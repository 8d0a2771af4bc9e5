"""Plan files of every format as text with their tables, or a clear error that says what is wrong with them.

What a file is, its content tells, not its name: offices send web pages called .doc. The libraries for web pages, Word
files and PDFs are the extra `files`; each is loaded when such a file comes.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from attrs import evolve

from plancheck.errors import Diagnostic, PlancheckError
from plancheck.extras import needing
from plancheck.grids import Contents
from plancheck.inputs import ENCRYPTED, OLD_OFFICE, PACKAGE, PDF, PDF_WITHIN, Input, decode, read_input
from plancheck.text import Source
from plancheck.texttables import grids_in

if TYPE_CHECKING:
    import os

# Endings by which documents are found in folders. What the last ones hold cannot be read, which is then said.
ENDINGS = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".shtml", ".xhtml", ".docx", ".pdf")
UNREADABLE_ENDINGS = (".doc", ".wps", ".rtf", ".odt", ".docm", ".ofd", ".mht", ".mhtml")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|div|table|p)\b",
    re.I | re.S,
)
_HTML_ENDINGS = (".html", ".htm", ".shtml", ".xhtml")


def read_contents(path: str | os.PathLike[str], encoding: str | None = None) -> Contents:
    """Return the text of the file at *path* ("-" is standard input), the tables in it, and what was doubtful.

    Of text files the text is theirs, line ends as they are; without *encoding*, UTF-8, UTF-16 with its mark, GB18030
    and Big5 are told apart. Of web pages, Word files and PDFs it is what `plancheck.grids` lays out. Raises
    PlancheckError where the file is missing, empty, damaged, protected or no document, or its library is missing.
    """
    return contents_of(read_input(path), encoding)


def contents_of(read: Input, encoding: str | None = None) -> Contents:
    """Return what `read_contents` does, of a file whose bytes were read."""
    if read.data.startswith(PACKAGE) and is_word_file(read):
        return _with_library(read, "docx", "DOCX")
    if PDF in read.data[:PDF_WITHIN]:
        return _with_library(read, "pdfplumber", "PDF")
    if read.data.startswith(OLD_OFFICE) and ENCRYPTED in read.data:
        raise PlancheckError(Diagnostic(code="encrypted-file", file=read.name))
    text, found = decode(read, encoding)
    if read.suffix in _HTML_ENDINGS or is_web_page(text):
        return _with_library(read, "lxml", "HTML", text, found)
    return Contents(Source(text, read.name), grids_in(text), found)


def is_web_page(text: str) -> bool:
    """Tell whether *text* is HTML by its beginning, whatever its file is called."""
    return bool(_HTML.match(text.removeprefix("\ufeff")))


def is_word_file(read: Input) -> bool:
    """Tell whether a ZIP package is a Word file; a broken one is if it is called so."""
    import zipfile  # here, because most documents are none

    try:
        with zipfile.ZipFile(io.BytesIO(read.data)) as package:
            return any(name.startswith("word/") for name in package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return read.suffix == ".docx"


def _with_library(read: Input, library: str, form: str, text: str = "", found: tuple[Diagnostic, ...] = ()) -> Contents:
    """Return the contents that the reader of *form* finds, with the tables that it did not see as such."""
    with needing("files", library, "lxml", "pdfminer", file=read.name, form=form):
        if form == "HTML":
            from plancheck.webpages import read_page

            return read_page(text, read.name, found)
        if form == "DOCX":
            from plancheck.wordfiles import read_word

            contents = read_word(read.data, read.name)
        else:
            from plancheck.pdffiles import read_pdf

            contents = read_pdf(read.data, read.name)
    drawn = [grid.span for grid in contents.grids]
    others = [
        grid
        for grid in grids_in(contents.source.text)
        if not any(grid.span.start < span.end and span.start < grid.span.end for span in drawn)
    ]
    return evolve(contents, grids=(*contents.grids, *others))
