"""JSON that holds a table in other ways than as records: lists of cells, columns, objects of cells by two names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from plancheck.columns import shown
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.headings import role_of
from plancheck.jsonfiles import Row, decoded, places_in, records_in
from plancheck.sheets import Line, Sheet
from plancheck.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_HEADERS = ("columns", "header", "headers", "fields", "cols", "names", "column_names", "表头", "字段", "列")
_NAMES = ("name", "title", "label", "field", "名称", "列名")  # of a column that is an object itself
_DEPTH = 3  # of the objects that a table is looked for in


@frozen
class _Found:
    """A table in a JSON text: the kind of its form, the keys that lead to it, names of columns that stand apart."""

    form: Literal["records", "cells", "split", "columns", "objects"]
    path: tuple[str, ...]
    names: tuple[str, ...] = ()


def json_table(text: str, name: str) -> Sheet | Iterator[Row | Diagnostic]:
    """Return what the JSON *text* of the file *name* holds: a sheet, or records where names stand beside the cells.

    Besides a list of records these are tables: a list of lists of cells, the header first; names and lists of cells
    apart (as pandas writes with orient="split"); an object of columns, or of rows, each an object or list of cells. A
    line is that on which the row begins, or the cell of its first column. Raises PlancheckError for broken JSON.

    >>> text = '{"指标": ["婴儿死亡率", "参保率"],\\n "数值": [3.4, 95]}'
    >>> [(row.line, row.cells) for row in json_table(text, "data.json")]
    [(1, ('婴儿死亡率', Decimal('3.4'))), (1, ('参保率', Decimal('95')))]
    """
    value = decoded(text, name)
    tables = list(_tables(value))
    sure = [found for found in tables if found.form in ("records", "cells", "split")]
    chosen = sure or tables
    if len(chosen) != 1 or chosen[0].form == "records":
        return records_in(text, name)
    (found,) = chosen
    for key in found.path:
        value = value[key]
    if found.form == "columns":
        return _of_columns(value, _lines(text, (*found.path, next(iter(value)))), name)
    lines = _lines(text, found.path)
    if found.form == "cells":
        return Sheet(name, (Line(line, tuple(row)) for line, row in zip(lines, value, strict=True)))
    if found.form == "split":
        return _of_rows(found.names, value, lines, name)
    return _of_objects(value, lines, name)


def _lines(text: str, path: Sequence[str]) -> list[int]:
    source = Source(text)
    return [source.place(at)[0] for at in places_in(text, path)]


def _tables(value: Any, path: tuple[str, ...] = ()) -> Iterator[_Found]:
    """Yield the tables in *value*; in an object that is one nothing else is looked for."""
    if isinstance(value, list):
        if value and all(isinstance(row, list) and _are_cells(row) for row in value):
            yield _Found("cells", path)
        elif value and isinstance(value[0], dict):
            yield _Found("records", path)
    elif isinstance(value, dict):
        apart = _names_apart(value)
        if apart:
            yield _Found("split", (*path, apart[0]), apart[1])
        elif len(value) > 1 and all(isinstance(item, list) and item and _are_cells(item) for item in value.values()):
            yield _Found("columns", path)
        elif len(value) > 1 and all(
            isinstance(item, dict) and item and _are_cells(item.values()) for item in value.values()
        ):
            yield _Found("columns" if _is_by_column(value) else "objects", path)
        elif len(path) < _DEPTH:
            for key, item in value.items():
                yield from _tables(item, (*path, key))


def _are_cells(found: Any) -> bool:
    return not any(isinstance(cell, list | dict) for cell in found)


def _names_apart(value: Mapping[str, Any]) -> tuple[str, tuple[str, ...]] | None:
    """Return the key of the only list of lists of cells in an object, with the names of columns beside it."""
    rows = [
        key
        for key, item in value.items()
        if isinstance(item, list) and item and all(isinstance(row, list) and _are_cells(row) for row in item)
    ]
    if len(rows) != 1:
        return None
    width = max(map(len, value[rows[0]]))
    headers = {key: names for key, item in value.items() if (names := _header(item))}
    fitting = [key for key, names in headers.items() if len(names) == width]
    called = [key for key in headers if key.lower() in _HEADERS]
    told = [key for key in called if key in fitting] or fitting or called
    return (rows[0], headers[told[0]]) if len(told) == 1 else None


def _header(item: Any) -> tuple[str, ...]:
    """Return the names of columns that a list gives, as texts or as objects with a name; () if it gives none."""
    if not isinstance(item, list):
        return ()
    names = [
        next((cell[key] for key in _NAMES if key in cell), None) if isinstance(cell, dict) else cell for cell in item
    ]
    texts = tuple(name for name in names if isinstance(name, str))
    return texts if len(texts) == len(names) else ()


def _is_by_column(value: Mapping[str, Mapping[str, Any]]) -> bool:
    """Tell whether the outer names of objects of cells are those of columns, and the inner ones number the rows."""
    return _are_numbers(next(iter(value.values()))) or any(map(role_of, value))


def _are_numbers(names: Mapping[str, Any]) -> bool:
    return list(names) == [str(number) for number in range(len(names))]


def _of_columns(columns: Mapping[str, Any], lines: Sequence[int], name: str) -> Iterator[Row | Diagnostic]:
    if uneven := _uneven(columns):
        details = {"names": shown(uneven)}
        raise PlancheckError(Diagnostic(code="uneven-columns", file=name, details=details))
    first = next(iter(columns.values()))
    for number, (line, key) in enumerate(zip(lines, first, strict=True)):
        cells = (cells[number] if isinstance(cells, list) else cells.get(key) for cells in columns.values())
        yield Row(name, line, tuple(columns), tuple(cells))


def _uneven(columns: Mapping[str, Any]) -> list[str]:
    """Return how many cells each column has, or which rows not all of them name; nothing if they hold the same rows."""
    objects = [cells for cells in columns.values() if isinstance(cells, dict)]
    if objects:
        shared = set(objects[0]).intersection(*objects)
        return [f"{key}.{row}" for key, cells in columns.items() for row in cells if row not in shared]
    sizes = {key: len(cells) for key, cells in columns.items()}
    return [f"{key} {size}" for key, size in sizes.items()] if len(set(sizes.values())) > 1 else []


def _of_rows(
    names: tuple[str, ...], rows: Sequence[Sequence[Any]], lines: Sequence[int], name: str
) -> Iterator[Row | Diagnostic]:
    for line, row in zip(lines, rows, strict=True):
        if len(row) > len(names):
            details = {"cells": str(len(row)), "columns": str(len(names))}
            yield Diagnostic(code="ragged-row", file=name, line=line, found=str(row[len(names)]), details=details)
        else:
            yield Row(name, line, names, (*row, *(None,) * (len(names) - len(row))))


def _of_objects(
    value: Mapping[str, Mapping[str, Any]], lines: Sequence[int], name: str
) -> Sheet | Iterator[Row | Diagnostic]:
    """Return rows that are only numbered as records, rows that have names of their own as a sheet."""
    names = tuple(dict.fromkeys(inner for row in value.values() for inner in row))
    rows = [tuple(row.get(inner) for inner in names) for row in value.values()]
    if _are_numbers(value) or any(map(role_of, names)):
        return _of_rows(names, rows, lines, name)
    header = Line(lines[0], (None, *names))
    return Sheet(
        name, iter([header, *(Line(at, (key, *row)) for at, key, row in zip(lines, value, rows, strict=True))])
    )
