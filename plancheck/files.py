"""Plan files as text: found, opened and decoded, or a clear error that says what is wrong with them."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from plancheck.errors import Diagnostic, PlancheckError
from plancheck.text import Source

if TYPE_CHECKING:
    import os

ENCODINGS = ("gb18030", "big5")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_KINDS = {
    b"PK\x03\x04": "a DOCX, XLSX or ZIP file",
    b"\xd0\xcf\x11\xe0": "an old DOC or XLS file",
    b"%PDF": "a PDF file",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"{\\rtf": "an RTF file",
}
_DAMAGE = 0.01  # more bad bytes than one in a hundred are another encoding, not damage


def read_bytes(path: str | os.PathLike[str]) -> tuple[bytes, str]:
    """Return the bytes of the file at *path* ("-" is standard input) and the name to report them under.

    Raises PlancheckError where there is no such file, it is a folder or cannot be opened.
    """
    if path == "-":
        return sys.stdin.buffer.read(), "<stdin>"
    file = Path(path)
    name = file.as_posix()
    try:
        return file.read_bytes(), name
    except FileNotFoundError as error:
        raise PlancheckError(Diagnostic(code="file-not-found", file=name)) from error
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have, with a NUL in it
        if file.is_dir():
            raise PlancheckError(Diagnostic(code="not-a-file", file=name)) from error
        reason = getattr(error, "strerror", None) or str(error)
        raise PlancheckError(Diagnostic(code="not-readable", file=name, details={"reason": reason})) from error


def read_source(path: str | os.PathLike[str], encoding: str | None = None) -> tuple[Source, tuple[Diagnostic, ...]]:
    """Return the text of the file at *path*, and what was doubtful in decoding it.

    Line ends stay as they are, so that offsets are those of the file's text. Without *encoding*, UTF-8, UTF-16 with
    its mark, GB18030 and Big5 are told apart. Raises PlancheckError where the file is missing, empty or no text.
    """
    data, name = read_bytes(path)
    if not data.strip():
        raise PlancheckError(Diagnostic(code="empty-file", file=name))
    text, found = _decode(data, name, encoding)
    if not text.strip("\ufeff \t\r\n\u3000"):
        raise PlancheckError(Diagnostic(code="empty-file", file=name))
    return Source(text, name), found


def _decode(data: bytes, name: str, encoding: str | None) -> tuple[str, tuple[Diagnostic, ...]]:
    kind = next((what for mark, what in _KINDS.items() if data.startswith(mark)), None)
    if kind:
        raise _no_text(name, f"it is {kind}")
    if encoding:
        return _decode_as(data, name, encoding), ()
    if data.startswith(_UTF16):
        return _decode_as(data, name, "utf-16"), ()
    if b"\0" in data:
        raise _no_text(name, "it holds NUL bytes", data[: data.index(b"\0")].count(b"\n") + 1)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
    return _other(data, name, line)


def _other(data: bytes, name: str, line: int) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return text that is not clean UTF-8: slightly damaged UTF-8 with a diagnostic, else what detection finds."""
    repaired = data.decode("utf-8", "replace")
    bad = repaired.count("\ufffd")
    if bad <= _DAMAGE * len(repaired) and any(c > "\u2e80" for c in repaired if c != "\ufffd"):
        return repaired, (Diagnostic(code="bad-bytes", file=name, line=line, details={"count": str(bad)}),)
    from charset_normalizer import from_bytes  # here, because clean UTF-8 does not need it

    best = from_bytes(data, cp_isolation=list(ENCODINGS)).best()
    if best is None:
        raise _no_text(name, f"it is neither UTF-8 nor {' nor '.join(e.upper() for e in ENCODINGS)}", line)
    return _decode_as(data, name, best.encoding), ()


def _decode_as(data: bytes, name: str, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError as error:
        raise _no_text(name, f"there is no encoding {encoding!r}") from error
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _no_text(name, f"it is not {encoding.upper()}", line) from error


def _no_text(name: str, reason: str, line: int | None = None) -> PlancheckError:
    return PlancheckError(Diagnostic(code="not-text", file=name, line=line, details={"reason": reason}))
