"""What a path leads to: its bytes, and the text they hold; or a clear error that says what is wrong with them.

Plans and reported data are read here alike: `-` is standard input, and UTF-8, UTF-16 with its mark, GB18030 and Big5
are told apart.
"""

from __future__ import annotations

import codecs
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from plancheck.errors import Diagnostic, PlancheckError

if TYPE_CHECKING:
    import os

STANDARD_INPUT = "-"
# Encodings other than Unicode, with the first bytes of their frequent characters (the first level of GB 2312 and of
# Big5). Text read in the wrong one of them falls among the rare characters.
ENCODINGS = {"gb18030": (0xB0, 0xD7), "big5": (0xA4, 0xC6)}
# What files of other formats begin with, and what an old container holds whose content is encrypted.
PACKAGE, OLD_OFFICE, PDF, PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"PAR1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
PDF_WITHIN = 1024  # bytes of something else that may stand before a PDF
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_KINDS = {
    PACKAGE: "a DOCX, XLSX or ZIP file",
    OLD_OFFICE: "an old DOC or XLS file",
    PDF: "a PDF file",
    PARQUET: "a Parquet file",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"{\\rtf": "an RTF file",
}
_DAMAGE = 0.01  # more bad bytes than one in a hundred are another encoding, not damage
_FREQUENT = 0.5  # of the Chinese characters that must be frequent ones: less is no text
_CHINESE = "\u2e80"  # from here on characters are Chinese, or of its neighbours


@frozen
class Input:
    """The bytes of one file, under the `name` that reports give it. Cannot be read twice where it is a stream."""

    data: bytes
    name: str

    @property
    def suffix(self) -> str:
        """Return the ending of the name in small letters, ".csv", or "" if it has none."""
        return Path(self.name).suffix.lower()


def read_input(path: str | os.PathLike[str]) -> Input:
    """Return what the file at *path* holds ("-" is standard input).

    Raises PlancheckError where there is no such file, it is a folder, cannot be opened or is empty.
    """
    data, name = _read(path)
    if not data.strip():
        raise PlancheckError(Diagnostic(code="empty-file", file=name))
    return Input(data, name)


def _read(path: str | os.PathLike[str]) -> tuple[bytes, str]:
    if path == STANDARD_INPUT:
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


def decode(
    read: Input, encoding: str | None = None, *, refusal: str = "not-text", damaged: bool = True
) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return the text of *read*, line ends and the mark of UTF-8 as they are, and what was doubtful in decoding it.

    *encoding* overrules detection. Raises PlancheckError with the code *refusal* where the bytes are no text, and
    unless *damaged* also where a few of them are not; with wrong-encoding where they are not in *encoding*, or it is
    none. An empty text raises it with the code empty-file.
    """
    text, found = _decode(read, encoding, refusal, damaged)
    if not text.strip("\ufeff \t\r\n\u3000"):
        raise PlancheckError(Diagnostic(code="empty-file", file=read.name))
    return text, found


def encoding_of(sample: bytes, name: str) -> str:
    """Return the encoding of a text of which *sample* is the beginning; raise PlancheckError if it is no text.

    >>> encoding_of("指标,数值".encode("gb18030"), "data.csv")
    'gb18030'
    """
    if sample.startswith(_UTF16):
        return "utf-16"
    whole = sample[: sample.rfind(b"\n") + 1] or sample
    read = Input(whole, name)
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError as error:
        decode(read, damaged=False)
        shares = {encoding: _frequent(whole, encoding) for encoding in ENCODINGS}
        if not any(shares.values()):
            raise _refused(read, "not-text", "it is in no encoding that is known", error.start) from error
        return max(shares, key=lambda encoding: shares[encoding])
    return "utf-8"


def _decode(read: Input, encoding: str | None, refusal: str, damaged: bool) -> tuple[str, tuple[Diagnostic, ...]]:
    data = read.data
    kind = next((what for mark, what in _KINDS.items() if data.startswith(mark)), None)
    if kind:
        raise _refused(read, refusal, f"it is {kind}")
    if encoding:
        return _decode_as(read, encoding, "wrong-encoding"), ()
    if data.startswith(_UTF16):
        return _decode_as(read, "utf-16", refusal), ()
    if b"\0" in data:
        raise _refused(read, refusal, "it holds NUL bytes", data.index(b"\0"))
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        return _other(read, error.start, refusal, damaged)


def _other(read: Input, bad: int, refusal: str, damaged: bool) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return text that is not clean UTF-8 from byte *bad* on: UTF-8 or GB18030 with a few bad bytes, or another."""
    chinese = sum(character >= _CHINESE for character in read.data[:bad].decode("utf-8")) > 1
    if damaged and (repaired := _repaired(read, "utf-8", bad)):
        return repaired
    if damaged or not chinese:  # Chinese before the bad byte is UTF-8 with damage; GB18030 does not look like that
        shares = {encoding: _frequent(read.data, encoding) for encoding in ENCODINGS}
        best = max(shares, key=lambda encoding: shares[encoding])
        if shares[best] >= _FREQUENT:
            return _decode_as(read, best, refusal), ()
    if damaged and (repaired := _repaired(read, "gb18030", bad)):
        return repaired
    raise _refused(read, refusal, f"it is neither UTF-8 nor {' nor '.join(map(str.upper, ENCODINGS))}", bad)


def _frequent(data: bytes, encoding: str) -> float:
    """Return which share of the Chinese characters of *data* in *encoding* is frequent ones, 0 if it is not in it."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return 0
    first, last = ENCODINGS[encoding]
    wide = Counter(character for character in text if character >= _CHINESE)
    encoded = {character: character.encode(encoding) for character in wide}
    frequent = (wide[c] for c, code in encoded.items() if len(code) == 2 and first <= code[0] <= last)
    return sum(frequent) / max(1, wide.total())


def _repaired(read: Input, encoding: str, bad: int) -> tuple[str, tuple[Diagnostic, ...]] | None:
    """Return the text with U+FFFD for its bad bytes if they are few and most of the rest is Chinese, else None."""
    text = read.data.decode(encoding, "replace")
    count = text.count("\ufffd")
    wide = sum(character >= _CHINESE for character in text) - count
    letters = sum(character.isalpha() for character in text)
    if not 0 < count <= _DAMAGE * len(text) or not wide or 2 * wide < letters:
        return None
    if encoding != "utf-8":
        bad = len(text[: text.index("\ufffd")].encode(encoding))
    return text, (Diagnostic(code="bad-bytes", file=read.name, line=_line(read, bad), details={"count": str(count)}),)


def _decode_as(read: Input, encoding: str, refusal: str) -> str:
    try:
        return read.data.decode(encoding)
    except LookupError as error:
        raise _refused(read, refusal, f"there is no encoding {encoding!r}") from error
    except UnicodeDecodeError as error:
        raise _refused(read, refusal, f"it is not {encoding.upper()}", error.start) from error


def _line(read: Input, offset: int) -> int:
    return read.data[:offset].count(b"\n") + 1


def _refused(read: Input, code: str, reason: str, offset: int | None = None) -> PlancheckError:
    line = None if offset is None else _line(read, offset)
    return PlancheckError(Diagnostic(code=code, file=read.name, line=line, details={"reason": reason}))
