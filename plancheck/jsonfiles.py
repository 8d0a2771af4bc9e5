"""JSON and JSON Lines as rows of cells, each record with the line on which it begins."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from attrs import frozen

from plancheck.cells import written
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@frozen
class Row:
    """One record: the names of its columns, its cells in the same order, and where it begins (`line` from 1)."""

    file: str
    line: int
    names: tuple[str, ...]
    cells: tuple[object, ...]


def mapping_row(record: object, file: str, line: int) -> Row | Diagnostic:
    """Return the row that the mapping *record* is, or the diagnostic that says that it is none."""
    if not isinstance(record, Mapping):
        return Diagnostic(code="not-a-record", file=file, line=line, found=written(record)[:200])
    return Row(file, line, tuple(str(name) for name in record), tuple(record.values()))


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(parse_float=Decimal, parse_int=Decimal)


def json_lines(text: str, name: str) -> Iterator[Row | Diagnostic]:
    """Yield the object on each line of *text*, and a diagnostic in the place of each that is none."""
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


def decoded(text: str, name: str) -> Any:
    """Return what the JSON *text* says; raise PlancheckError where it is broken: it must be sound before any counts."""
    try:
        return _decoder().decode(text)
    except json.JSONDecodeError as error:
        raise _broken_json(name, error.msg, error.lineno, error.colno) from error
    except RecursionError as error:
        raise _broken_json(name, "it is nested too deeply") from error


def records_in(text: str, name: str) -> Iterator[Row | Diagnostic]:
    """Yield the objects of the list in *text*, which is sound JSON, each with the line on which it begins."""
    source, decoder = Source(text, name), _decoder()
    at = _start_of_list(text, decoder)
    if at is None:
        raise PlancheckError(Diagnostic(code="no-records", file=name))
    while text[at := _skip(text, at, " \t\r\n,")] != "]":
        record, end = decoder.raw_decode(text, at)
        yield mapping_row(record, name, source.place(at)[0])
        at = end


def places_in(text: str, path: Sequence[str]) -> list[int]:
    """Return where the values begin in the list or object that the keys *path* lead to, in sound JSON.

    Of values under the same key the last counts, as it does for `decoded`.

    >>> places_in('{"rows": [[1],\\n [2]]}', ["rows"])
    [10, 16]
    """
    decoder = _decoder()
    places = dict(_members(text, _skip(text, 0), decoder))
    for wanted in path:
        places = dict(_members(text, places[wanted], decoder))
    return list(places.values())


def _members(text: str, at: int, decoder: json.JSONDecoder) -> Iterator[tuple[str | int, int]]:
    """Yield where each value of the list or object at *at* begins, behind its number or its key."""
    is_object, at, numbers = text[at] == "{", at + 1, count()
    while text[at := _skip(text, at, " \t\r\n,")] not in "]}":
        key: str | int = next(numbers)
        if is_object:
            key, at = decoder.raw_decode(text, at)
            at = _skip(text, at, " \t\r\n:")
        yield key, at
        at = decoder.raw_decode(text, at)[1]


def _broken_json(name: str, reason: str, line: int | None = None, column: int | None = None) -> PlancheckError:
    details = {"reason": reason}
    return PlancheckError(Diagnostic(code="broken-json", file=name, line=line, column=column, details=details))


_DEPTH = 3  # of the objects that a list of records is looked for in


def _start_of_list(text: str, decoder: json.JSONDecoder) -> int | None:
    """Return the offset behind the [ of the records.

    That is the outermost list, the one under the key "data", or the only list of objects in the objects of the file, as
    services answer: {"data": {"total": 2, "rows": [...]}}.
    """
    at = _skip(text, 0)
    if text[at] == "[":
        return at + 1
    if text[at] != "{":
        return None
    lists = []
    for keys, start in _lists(text, at, decoder):
        if keys == ("data",):
            return start
        if text[_skip(text, start)] == "{":
            lists.append(start)
    return lists[0] if len(lists) == 1 else None


def _lists(
    text: str, at: int, decoder: json.JSONDecoder, above: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """Yield the lists under the keys of the object at *at*, and of the objects in it: their keys, where they begin."""
    for key, start in _members(text, at, decoder):
        if text[start] == "[":
            yield (*above, key), start + 1
        elif text[start] == "{" and len(above) < _DEPTH:
            yield from _lists(text, start, decoder, (*above, key))


def _skip(text: str, at: int, characters: str = " \t\r\n") -> int:
    while text[at] in characters:
        at += 1
    return at
