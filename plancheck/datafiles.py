"""Files of reported data as rows of cells: CSV, TSV, JSON, JSON Lines, each row with its line.

A file that cannot be read at all raises `PlancheckError`; a row that cannot be read is a `Diagnostic` among the
rows, so that the rest is still judged.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from plancheck.cells import written
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.inputs import decode, read_input
from plancheck.text import Source

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

_KINDS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}


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

    "-" is standard input. The kind of file follows its ending, else its first character. Raises PlancheckError where
    there is no file, it is a folder, holds no text, is damaged or empty or breaks off.
    """
    read = read_input(path)
    text = decode(read, refusal="not-data", damaged=False)[0].removeprefix("\ufeff")
    kind, name = _KINDS.get(read.suffix) or _guess(text), read.name
    if kind == "json":
        return _json_rows(text, name)
    return _json_lines(text, name) if kind == "jsonl" else _separated(text, name, "\t" if kind == "tsv" else ",")


def mapping_row(record: object, file: str, line: int) -> Row | Diagnostic:
    """Return the row that the mapping *record* is, or the diagnostic that says that it is none."""
    if not isinstance(record, Mapping):
        return Diagnostic(code="not-a-record", file=file, line=line, found=written(record)[:200])
    return Row(file, line, tuple(str(name) for name in record), tuple(record.values()))


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
