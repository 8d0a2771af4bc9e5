"""Tables of databases, answers to queries, and Parquet files as sheets; the only importer of duckdb and sqlite3.

A table has names of columns and no header. Databases are opened for reading only.
"""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING, Any

from plancheck.columns import shown
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.extras import needing
from plancheck.sheets import Line, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DUCKDB, SQLITE = b"DUCK", b"SQLite format 3\0"
_AT_ONCE = 4096  # rows taken from a cursor
_TABLES = {
    "duckdb": "SELECT schema_name || '.' || table_name, table_name FROM duckdb_tables() WHERE NOT internal "
    "UNION ALL SELECT schema_name || '.' || view_name, view_name FROM duckdb_views() WHERE NOT internal",
    "sqlite3": "SELECT 'main.' || name, name FROM sqlite_master WHERE type IN ('table', 'view') "
    "AND name NOT LIKE 'sqlite_%'",
}


def read_database(path: str, library: str, table: str | None, query: str | None) -> Sheet:
    """Return *table* of the database at *path*, or the answer to *query*; without both, its only table.

    *library* is "duckdb" or "sqlite3". Raises PlancheckError where the file is no such database, a table is not there
    or has to be named, or the query is refused.
    """
    name = f"{path}::{table}" if table else path
    with closing(connected(path, library)) as connection:
        if query is None:
            chosen = table_of(connection, path, library, table)
            query = f"SELECT * FROM {'.'.join(map(quoted, chosen))}"
            name = f"{path}::{chosen[-1]}"
        try:
            cursor = connection.cursor()
            cursor.execute(query)
            names, rows = column_names(cursor), cursor.fetchall()
        except Exception as error:  # each library has errors of its own
            details = {"reason": " ".join(str(error).split())[:200]}
            raise PlancheckError(Diagnostic(code="bad-query", file=path, details=details)) from error
    return Sheet(name, _lines(iter(rows)), names=names)


def read_cursor(cursor: Any, file: str) -> Sheet:
    """Return the rows that a DB-API *cursor* still holds; raise TypeError if nothing was executed on it."""
    if cursor.description is None:
        msg = "the cursor holds no rows: execute a query on it first"
        raise TypeError(msg)

    def rows() -> Iterator[Sequence[object]]:
        while some := cursor.fetchmany(_AT_ONCE):
            yield from some

    return Sheet(file, _lines(rows()), names=column_names(cursor))


def is_cursor(data: object) -> bool:
    """Tell whether *data* is a DB-API cursor: it describes its columns and hands out rows."""
    return hasattr(data, "description") and callable(getattr(data, "fetchmany", None))


def column_names(cursor: Any) -> tuple[str, ...]:
    """Return the names of a cursor's columns."""
    return tuple(str(column[0]) for column in cursor.description or ())


def _lines(rows: Iterator[Sequence[object]]) -> Iterator[Line]:
    return (Line(number, tuple(row)) for number, row in enumerate(rows, start=1))


def quoted(name: str) -> str:
    """Return *name* as queries write the name of a table or a column."""
    return '"' + name.replace('"', '""') + '"'


def connected(path: str, library: str = "duckdb") -> Any:
    """Return a connection to the database at *path*, for reading only; raise PlancheckError if it is none."""
    try:
        if library == "sqlite3":
            import sqlite3

            return sqlite3.connect(
                f"{os.path.abspath(path).replace('?', '%3f').replace('#', '%23')}".join(("file:", "?mode=ro")), uri=True
            )
        with needing("duckdb", "duckdb", file=path, form="DuckDB"):
            import duckdb
        return duckdb.connect(path, read_only=True)
    except PlancheckError:
        raise
    except Exception as error:  # damaged, locked by a writer, of a later version
        details = {"reason": " ".join(str(error).split())[:200]}
        raise PlancheckError(Diagnostic(code="broken-file", file=path, details=details)) from error


def table_of(connection: Any, path: str, library: str, wanted: str | None) -> list[str]:
    """Return the parts of the name of the table that is *wanted*, or of the only one; raise PlancheckError without."""
    try:
        rows = connection.cursor().execute(_TABLES[library]).fetchall()
    except Exception as error:
        details = {"reason": " ".join(str(error).split())[:200]}
        raise PlancheckError(Diagnostic(code="broken-file", file=path, details=details)) from error
    found = [(str(whole), str(name)) for whole, name in rows]
    chosen = [pair for pair in found if wanted is None or wanted in pair]
    if len(chosen) == 1:
        whole, name = chosen[0]
        return [whole[: -len(name) - 1], name]
    details = {"names": shown(name for _, name in found) or "—"}
    code = "which-table" if len(chosen) > 1 else "no-such-table" if wanted else "no-rows"
    raise PlancheckError(Diagnostic(code=code, file=path, found=wanted, details=details))
