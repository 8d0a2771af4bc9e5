"""Places in files as other tools name them: the path as a URI, and lines only where the file has them.

Offsets and lines of a plan refer to its text. Of a web page, a Word file or a PDF that text was taken out, so that
its lines are not the file's: an editor that jumped there would show something else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from plancheck.errors import Diagnostic

_TAKEN_OUT = (".html", ".htm", ".shtml", ".xhtml", ".docx", ".pdf", ".xlsx", ".xlsm", ".xls", ".parquet")


def has_lines(file: str | None) -> bool:
    """Tell whether line and column of a place lead into *file* itself.

    >>> has_lines("plan.txt"), has_lines("plan.PDF"), has_lines(None)
    (True, False, False)
    """
    return file is not None and not file.lower().endswith(_TAKEN_OUT)


def uri(file: str) -> str:
    """Return the path of *file* as a URI reference.

    >>> uri("工作 要点.txt"), uri("plans\\\\2025.txt")
    ('%E5%B7%A5%E4%BD%9C%20%E8%A6%81%E7%82%B9.txt', 'plans/2025.txt')
    """
    return quote(file.replace("\\", "/"), safe="/.-_~")


def lines_of(diagnostic: Diagnostic) -> bool:
    """Tell whether *diagnostic* has a line that leads into its file."""
    return diagnostic.line is not None and diagnostic.sheet is None and has_lines(diagnostic.file)
