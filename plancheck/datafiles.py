"""Files of reported data as rows of cells: CSV, TSV, JSON, JSON Lines, each row with its line.

A file that cannot be read at all raises `PlancheckError`; a row that cannot be read is a `Diagnostic` among the
rows, so that the rest is still judged. Encodings: UTF-8 and UTF-16 with their marks, UTF-8 without, GB18030.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from plancheck.cells import written
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.text import Source

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_KINDS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_BINARY = {
    b"PK\x03\x04": "an XLSX or ZIP file",
    b"\xd0\xcf\x11\xe0": "an old XLS or DOC file",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF file",
}


@frozen
class Row:
    """One row: the names of its columns, its cells in the same order, and where it stands (`line` from 1).

    `header` is the line that the names stand on; None for records, which each bring their own.
    """

    file: str
    line: int
    names: tuple[str, ...]
    cells: tuple[object, ...]
    header: int | None = None


def read_rows(path: str | os.PathLike[str]) -> Iterator[Row | Diagnostic]:
    """Return the rows of the file at *path*, and a diagnostic in the place of each row that cannot be read.

    The kind of file follows its ending, else its first character. Raises PlancheckError where there is no file,
    it is a folder, holds no text, is empty or breaks off.
    """
    file = Path(path)
    name = file.as_posix()
    text = _decode(_read(file, name), name)
    if not text.strip():
        raise PlancheckError(Diagnostic(code="empty-file", file=name))
    kind = _KINDS.get(file.suffix.lower()) or _guess(text)
    if kind == "json":
        return _json_rows(text, name)
    return _json_lines(text, name) if kind == "jsonl" else _separated(text, name, "\t" if kind == "tsv" else ",")


def mapping_row(record: object, file: str, line: int) -> Row | Diagnostic:
    """Return the row that the mapping *record* is, or the diagnostic that says that it is none."""
    if not isinstance(record, Mapping):
        return Diagnostic(code="not-a-record", file=file, line=line, found=written(record)[:200])
    return Row(file, line, tuple(str(name) for name in record), tuple(record.values()))


def _read(file: Path, name: str) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise PlancheckError(Diagnostic(code="file-not-found", file=name)) from error
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have, with a NUL in it
        if file.is_dir():
            raise PlancheckError(Diagnostic(code="not-a-file", file=name)) from error
        reason = getattr(error, "strerror", None) or str(error)
        raise PlancheckError(Diagnostic(code="not-readable", file=name, details={"reason": reason})) from error


def _decode(data: bytes, name: str) -> str:
    encodings = [encoding for mark, encoding in _MARKS if data.startswith(mark)] or ["utf-8", "gb18030"]
    known = next((what for mark, what in _BINARY.items() if data.startswith(mark)), None)
    if known is not None:
        raise _not_data(name, known)
    if b"\0" in data and encodings[0] != "utf-16":
        raise _not_data(name, "it holds NUL bytes", line=data[: data.index(b"\0")].count(b"\n") + 1)
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            place = data[: error.start].count(b"\n") + 1
            if encoding == "utf-8" and _is_damaged_utf8(data[: error.start]):
                break
    raise _not_data(name, f"it is neither UTF-8 nor {encodings[-1].upper()}", line=place)


def _is_damaged_utf8(sound: bytes) -> bool:
    """Tell whether Chinese characters in UTF-8 stand before the first bad byte; GB18030 does not look like that."""
    return sum(character > "\u07ff" for character in sound.decode("utf-8")) > 1


def _not_data(name: str, reason: str, line: int | None = None) -> PlancheckError:
    return PlancheckError(Diagnostic(code="not-data", file=name, line=line, details={"reason": reason}))


def _guess(text: str) -> str:
    start = text.lstrip()[:1]
    first = text.strip().partition("\n")[0]
    if start == "{":
        return "jsonl" if first.rstrip().endswith("}") and '"data"' not in first else "json"
    return "json" if start == "[" else "tsv" if "\t" in first and "," not in first else "csv"


def _separated(text: str, name: str, delimiter: str) -> Iterator[Row | Diagnostic]:
    """Yield the rows under the header, which is the first line that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names: tuple[str, ...] = ()
    header = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = tuple(next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            raise PlancheckError(
                Diagnostic(code="broken-table", file=name, line=line, details={"reason": str(error)})
            ) from error
        if not any(cell.strip() for cell in cells):
            continue
        if not names:
            names, header = _without_blank_end(cells), line
        else:
            yield _checked(Row(name, line, names, cells, header))


def _without_blank_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _checked(row: Row) -> Row | Diagnostic:
    """Return *row* as wide as its header; one with more cells may have a figure split in two (1,234) and is refused."""
    width = len(row.names)
    if any(str(cell).strip() for cell in row.cells[width:]):
        details = {"cells": str(len(row.cells)), "columns": str(width)}
        return Diagnostic(code="ragged-row", file=row.file, line=row.line, found=str(row.cells[width]), details=details)
    cells = row.cells[:width]
    return evolve(row, cells=(*cells, *("",) * (width - len(cells))))


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(parse_float=Decimal, parse_int=Decimal)


def _json_lines(text: str, name: str) -> Iterator[Row | Diagnostic]:
    decoder = _decoder()
    for line, content in enumerate(io.StringIO(text), start=1):
        if not content.strip():
            continue
        try:
            record = decoder.decode(content)
        except (ValueError, RecursionError) as error:
            details = {"reason": getattr(error, "msg", str(error))}
            yield Diagnostic(code="broken-json", file=name, line=line, found=content.strip(), details=details)
        else:
            yield mapping_row(record, name, line)


def _json_rows(text: str, name: str) -> Iterator[Row | Diagnostic]:
    """Yield the objects of a list, or of the list under "data", each with the line on which it begins."""
    source, decoder = Source(text, name), _decoder()
    try:
        decoder.decode(text)  # the whole must be sound before anything in it counts
        at = _start_of_list(text, decoder)
        if at is None:
            raise PlancheckError(Diagnostic(code="no-records", file=name))
        while text[at := _skip(text, at, " \t\r\n,")] != "]":
            record, end = decoder.raw_decode(text, at)
            yield mapping_row(record, name, source.place(at)[0])
            at = end
    except json.JSONDecodeError as error:
        raise _broken_json(name, error.msg, error.lineno, error.colno) from error
    except RecursionError as error:
        raise _broken_json(name, "it is nested too deeply") from error


def _broken_json(name: str, reason: str, line: int | None = None, column: int | None = None) -> PlancheckError:
    details = {"reason": reason}
    return PlancheckError(Diagnostic(code="broken-json", file=name, line=line, column=column, details=details))


def _start_of_list(text: str, decoder: json.JSONDecoder) -> int | None:
    """Return the offset behind the [ of the records: of the outermost list, or of that under the key "data"."""
    at = _skip(text, 0)
    if text[at] == "[":
        return at + 1
    if text[at] != "{":
        return None
    while text[at := _skip(text, at + 1, " \t\r\n,")] != "}":
        key, at = decoder.raw_decode(text, at)
        at = _skip(text, at, " \t\r\n:")
        if key == "data" and text[at] == "[":
            return at + 1
        at = decoder.raw_decode(text, at)[1] - 1
    return None


def _skip(text: str, at: int, characters: str = " \t\r\n") -> int:
    while text[at] in characters:
        at += 1
    return at
