"""Files of reported data as sheets: CSV, TSV, JSON, JSON Lines, XLSX, XLS, Parquet, DuckDB and SQLite.

What a file is, its content tells first, then its ending. A file that cannot be read at all raises `PlancheckError`; a
line that cannot be read is a `Diagnostic` among the lines, so that the rest is still judged. The libraries for
workbooks, Parquet and DuckDB are extras; each is loaded when such a file comes.
"""

from __future__ import annotations

import csv
import glob
import io
import os
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from attrs import frozen

from plancheck.databases import DUCKDB, SQLITE, read_database
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.extras import needing
from plancheck.inputs import ENCRYPTED, OLD_OFFICE, PACKAGE, PARQUET, STANDARD_INPUT, Input, decode, read_input
from plancheck.jsonfiles import json_lines
from plancheck.jsontables import json_table
from plancheck.sheets import Line, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plancheck.jsonfiles import Row

ENDINGS = (
    ".csv .tsv .tab .json .jsonl .ndjson .xlsx .xlsm .xls .et .parquet .pq .duckdb .ddb .sqlite .sqlite3 .db".split()
)
_KINDS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_XML_BOOK = "urn:schemas-microsoft-com:office:spreadsheet"
_SEPARATORS = ",\t;|"
_LOOK_AT = 50  # lines that tell by what cells are separated


@frozen
class Choice:
    """Which table of a file is meant: a `sheet` of a workbook, a `table` of a database, the answer to a `query`."""

    sheet: str | None = None
    table: str | None = None
    query: str | None = None


def read_sheets(
    path: str | os.PathLike[str] | Input, choice: Choice | None = None
) -> Iterator[Sheet | Iterator[Row | Diagnostic]]:
    """Yield the sheets of the file at *path*, or the records of JSON; of a folder or a pattern those of all its files.

    "-" is standard input; "data.duckdb::table" is a table of a database. Raises PlancheckError where there is no
    file, or it holds no table, is damaged, protected, empty or of a kind that is not known.
    """
    choice = choice or Choice()
    if isinstance(path, Input) or path == STANDARD_INPUT:
        yield from _of_input(path if isinstance(path, Input) else read_input(path), choice)
        return
    name = str(os.fspath(path))
    name, table = _with_table(name)
    choice = Choice(choice.sheet, table or choice.table, choice.query)
    for file in data_files(name):
        yield from _of_file(file, choice, partitions(file))


def data_files(name: str) -> list[str]:
    """Return the files that *name* means, sorted.

    A folder means the files of data below it, a pattern those that fit. Raises PlancheckError where there is none.
    """
    if os.path.isdir(name):
        found = [
            os.path.join(place, file)
            for place, folders, names in os.walk(name)
            for file in names
            if PurePath(file).suffix.lower() in ENDINGS and not file.startswith((".", "~$", "_"))
        ]
        if not found:
            details = {"endings": ", ".join(ENDINGS)}
            raise PlancheckError(Diagnostic(code="no-documents", file=name, details=details))
        return sorted(found)
    if glob.has_magic(name) and not os.path.lexists(name):
        found = sorted(file for file in glob.glob(name, recursive=True) if os.path.isfile(file))
        if not found:
            raise PlancheckError(Diagnostic(code="file-not-found", file=name))
        return found
    return [name]


def partitions(file: str) -> dict[str, str]:
    """Return what the names of the folders of *file* say of all its rows, as year=2023 does.

    >>> partitions("data/year=2023/region=%E6%B1%9F%E5%B2%B8%E5%8C%BA/part-0.parquet")
    {'year': '2023', 'region': '江岸区'}
    """
    if "=" not in file:
        return {}
    from urllib.parse import unquote  # here, because it is needed so rarely and loads so much

    pairs = (part.partition("=") for part in PurePath(file).parts[:-1])
    return {unquote(name): unquote(value) for name, sign, value in pairs if sign}


def _with_table(name: str) -> tuple[str, str | None]:
    path, colons, table = name.rpartition("::")
    return (path, table) if colons and table and not os.path.lexists(name) else (name, None)


def _of_file(file: str, choice: Choice, constants: dict[str, str]) -> Iterator[Sheet | Iterator[Row | Diagnostic]]:
    head = _first_bytes(file)
    shown = Path(file).as_posix()
    library = "duckdb" if head[8:12] == DUCKDB else "sqlite3" if head.startswith(SQLITE) else None
    if library:
        sheets: Iterable[Sheet | Iterator[Row | Diagnostic]] = [
            read_database(shown, library, choice.table, choice.query)
        ]
    elif head.startswith(PARQUET):
        from plancheck.frames import parquet_sheet  # here, because it loads narwhals

        sheets = [parquet_sheet(shown)]
    else:
        sheets = _of_input(read_input(file), choice)
    for sheet in sheets:
        if isinstance(sheet, Sheet):
            sheet.constants = constants
        yield sheet


def _first_bytes(file: str) -> bytes:
    try:
        with open(file, "rb") as opened:
            return opened.read(16)
    except (OSError, ValueError):
        return b""  # read_input says what is wrong


def _of_input(read: Input, choice: Choice) -> Iterable[Sheet | Iterator[Row | Diagnostic]]:
    if choice.query or choice.table:
        raise PlancheckError(Diagnostic(code="no-database", file=read.name))
    if read.data.startswith(PACKAGE):
        return _with_library(read, choice, "openpyxl")
    if read.data.startswith(OLD_OFFICE):
        if ENCRYPTED in read.data:
            raise PlancheckError(Diagnostic(code="encrypted-file", file=read.name))
        return _with_library(read, choice, "xlrd")
    if choice.sheet is not None:
        raise PlancheckError(
            Diagnostic(code="no-such-sheet", file=read.name, found=choice.sheet, details={"names": "—"})
        )
    text = decode(read, refusal="not-data", damaged=False)[0].removeprefix("\ufeff")
    if _XML_BOOK in text[:4096]:
        raise PlancheckError(Diagnostic(code="unread-workbook", file=read.name, found="Excel 2003 XML"))
    kind = _KINDS.get(read.suffix) or _guess(text)
    if kind in ("json", "jsonl"):
        return [(json_table if kind == "json" else json_lines)(text, read.name)]
    return [Sheet(read.name, _separated(text, read.name, _separator(text, "\t" if kind == "tsv" else ",")))]


def _with_library(read: Input, choice: Choice, library: str) -> list[Sheet]:
    with needing("excel", library, file=read.name, form="XLSX" if library == "openpyxl" else "XLS"):
        if library == "openpyxl":
            from plancheck.workbooks import read_workbook

            return read_workbook(read.data, read.name, choice.sheet)
        from plancheck.oldworkbooks import read_old_workbook

        return read_old_workbook(read.data, read.name, choice.sheet)


def _guess(text: str) -> str:
    start = text.lstrip()[:1]
    first = text.strip().partition("\n")[0]
    if start == "{":
        return "jsonl" if first.rstrip().endswith("}") and '"data"' not in first else "json"
    return "json" if start == "[" else "tsv" if "\t" in first and "," not in first else "csv"


def _separator(text: str, usual: str) -> str:
    """Return what separates cells: the *usual* mark, or one that stands in more of the first lines and in most.

    A comma that only some lines have is that of a figure or of a sentence: "11,5" between semicolons.
    """
    lines = text[:100_000].splitlines()[:_LOOK_AT]
    found = {mark: sum(mark in line for line in lines) for mark in _SEPARATORS}
    best = max(found, key=lambda mark: found[mark])
    return usual if found[usual] >= found[best] or 2 * found[best] < len(lines) else best


def _separated(text: str, name: str, delimiter: str) -> Iterator[Line | Diagnostic]:
    """Yield the lines of a text, each with the number of its first line in the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise PlancheckError(
                Diagnostic(code="broken-table", file=name, line=line, details={"reason": str(error)})
            ) from error
        yield Line(line, tuple(cells))
