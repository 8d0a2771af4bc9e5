"""Files that are too large to load, as streams of Arrow batches: Parquet, CSV and TSV, folders and patterns, DuckDB.

Cells of CSV stay text, so that each is read as it was written.
"""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from attrs import frozen

from plancheck.databases import connected, quoted, table_of
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.inputs import encoding_of

Batches = Callable[[list[str]], Iterable[Any]]
PARQUET, TEXT, DATABASES = (".parquet", ".pq"), (".csv", ".tsv"), (".duckdb", ".db", ".ddb")
_BATCH = 1 << 17
_BLOCK = 1 << 23
_SAMPLE = 1 << 18


@frozen
class Stream:
    """Data that is read anew for each answer: its schema, and its batches with the columns asked for."""

    name: str
    schema: Any
    batches: Batches

    def distinct(self, column: str) -> set[object]:
        """Return the distinct cells of *column*."""
        return {cell for batch in self.batches([column]) for cell in batch.column(0).unique().to_pylist()}


def stream(data: str | os.PathLike[str] | Sequence[str | os.PathLike[str]], table: str | None = None) -> Stream:
    """Return the stream that files are: one, several, a folder with all below it, a pattern, a DuckDB file's *table*.

    Files of one stream have the same columns. Raises PlancheckError for what is not there or no such file.
    """
    given = [data] if isinstance(data, str | os.PathLike) else list(data)
    paths = [path for name in given for path in _paths(os.fspath(name))]
    if len(paths) == 1 and (table or Path(paths[0]).suffix.lower() in DATABASES):
        return _database(paths[0], table)
    opened = [_opened(path) for path in paths]
    first = opened[0]
    double = next((name for name, count in Counter(first.schema.names).items() if count > 1), None)
    if double is not None:
        details = {"reason": f"two columns are called {double or '—'}"}
        raise PlancheckError(Diagnostic(code="unusable-frame", file=first.name, details=details))
    for other in opened[1:]:
        if other.schema.names != first.schema.names or other.schema.types != first.schema.types:
            details = {"reason": f"its columns are not those of {first.name}"}
            raise PlancheckError(Diagnostic(code="unusable-frame", file=other.name, details=details))
    return Stream(first.name, first.schema, lambda columns: _in_turn(opened, columns))


def _in_turn(opened: Sequence[Stream], columns: list[str]) -> Iterator[Any]:
    for one in opened:
        try:
            yield from one.batches(columns)
        except pa.ArrowException as error:  # far down in the file
            raise _unread(error, one.name) from error


def _paths(name: str) -> list[str]:
    if os.path.isdir(name):
        found = [path for path in sorted(Path(name).rglob("*")) if path.suffix.lower() in (*PARQUET, *TEXT)]
        paths = [path.as_posix() for path in found if not path.name.startswith((".", "_"))]
    else:
        pattern = glob.has_magic(name) and not os.path.lexists(name)
        paths = sorted(glob.glob(name, recursive=True)) if pattern else [name]
    if not paths or not os.path.exists(paths[0]):
        raise PlancheckError(Diagnostic(code="file-not-found", file=name))
    return paths


def _opened(path: str) -> Stream:
    suffix = Path(path).suffix.lower()
    try:
        if suffix in PARQUET:
            return _parquet(path)
        if suffix in TEXT:
            return _text(path, "\t" if suffix == ".tsv" else ",")
    except pa.ArrowException as error:
        raise _unread(error, path) from error
    except OSError as error:
        details = {"reason": error.strerror or str(error)}
        raise PlancheckError(Diagnostic(code="not-readable", file=path, details=details)) from error
    details = {"reason": f"the endings that are read are {', '.join((*PARQUET, *TEXT, *DATABASES))}"}
    raise PlancheckError(Diagnostic(code="unread-data", file=path, details=details))


def _parquet(path: str) -> Stream:
    """Return a Parquet file, its columns of text as dictionaries: that is how they are stored."""
    with pq.ParquetFile(path) as file:
        plain = file.schema_arrow
    coded = [field.name for field in plain if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
    with pq.ParquetFile(path, read_dictionary=coded) as file:
        schema = file.schema_arrow.remove_metadata()

    def batches(columns: list[str]) -> Iterator[Any]:
        with pq.ParquetFile(path, read_dictionary=[name for name in coded if name in columns]) as file:
            yield from file.iter_batches(batch_size=_BATCH, columns=columns)

    return Stream(path, schema, batches)


def _text(path: str, delimiter: str) -> Stream:
    with open(path, "rb") as file:
        sample = file.read(_SAMPLE)
    if not sample.strip():
        raise PlancheckError(Diagnostic(code="empty-file", file=path))
    form = {
        "read_options": pacsv.ReadOptions(encoding=encoding_of(sample, path), block_size=_BLOCK),
        "parse_options": pacsv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
    }

    def opened(columns: list[str] | None) -> Any:
        names = columns or pacsv.open_csv(path, **form).schema.names
        types = dict.fromkeys(names, pa.string())
        cells = pacsv.ConvertOptions(column_types=types, include_columns=columns, strings_can_be_null=False)
        return pacsv.open_csv(path, **form, convert_options=cells)

    def batches(columns: list[str]) -> Iterator[Any]:
        with opened(columns) as reader:
            for batch in reader:
                yield from (batch.slice(start, _BATCH) for start in range(0, batch.num_rows, _BATCH))

    with opened(None) as reader:
        return Stream(path, reader.schema, batches)


def _database(path: str, table: str | None) -> Stream:
    """Return a table of a DuckDB file, which is opened for reading only."""

    def found(connection: Any, columns: list[str] | None, rest: str = "") -> Any:
        chosen = ", ".join(map(quoted, columns)) if columns else "*"
        return connection.sql(f"select {chosen} from {'.'.join(map(quoted, parts))} {rest}")

    def batches(columns: list[str]) -> Iterator[Any]:
        with connected(path) as connection:
            yield from found(connection, columns).to_arrow_reader(_BATCH)

    with connected(path) as connection:
        parts = table_of(connection, path, "duckdb", table)
        return Stream(f"{path}:{parts[-1]}", found(connection, None, "limit 0").to_arrow_table().schema, batches)


def _unread(error: Exception, path: str) -> PlancheckError:
    details = {"reason": " ".join(str(error).split())}
    return PlancheckError(Diagnostic(code="unread-data", file=path, details=details))
