"""Where things stand in a plan file: the line of each record and of each of its fields, for people who mend it.

TOML and JSON readers give values without places. This looks for them again, line by line or value by value, only when
there is a mistake to point at or when the file itself is the document that records point into.
"""

from __future__ import annotations

import json

from plancheck.patterns import deferred
from plancheck.text import Span

Place = tuple[str, int, str]  # the list that a record is in (constraints), its number there, its field or ""

_HEAD = deferred(r"[ \t]*\[\[?[ \t]*[\"']?(?P<list>[\w-]+)[\"']?[ \t]*\]\]?")
_KEY = deferred(r"[ \t]*[\"']?(?P<key>[\w-]+)[\"']?[ \t]*=[ \t]*")
_VALUE = deferred(r"'[^'\n]*'|\"(?:[^\"\\\n]|\\.)*\"|[^#\n\r]*")
_LONG = ("'''", '"""')


def toml_places(text: str) -> dict[Place, Span]:
    """Return where the records of a TOML text and their fields stand; a field's place is that of its value.

    >>> text = 'year = 2025\\n[[constraints]]\\nindicator = "参保率"\\nvalue = 95  # percent\\n'
    >>> places = toml_places(text)
    >>> places["constraints", 0, "value"].cut(text), places["", 0, "year"].cut(text)
    ('95', '2025')
    """
    places: dict[Place, Span] = {}
    counts: dict[str, int] = {}
    name, number, offset, inside = "", 0, 0, ""
    for line in text.splitlines(keepends=True):
        head, key = _HEAD.match(line), _KEY.match(line)
        if inside:
            inside = "" if inside in line else inside
        elif head is not None:
            name = head["list"]
            number = counts[name] = counts.get(name, -1) + 1
            places[name, number, ""] = Span(offset + head.start("list"), offset + head.end("list"))
        elif key is not None:
            value = _VALUE.match(line, key.end())
            end = value.end() if value else key.end()
            end = key.end() + len(line[key.end() : end].rstrip())
            places.setdefault((name, number, key["key"]), Span(offset + key.end(), offset + end))
            inside = next((mark for mark in _LONG if line[key.end() :].count(mark) == 1), "")
        offset += len(line)
    return places


def json_places(text: str) -> dict[Place, Span]:
    """Return where the records of a JSON text and their fields stand, as `toml_places` does.

    >>> text = '{"year": 2025, "constraints": [{"indicator": "参保率", "value": "95"}]}'
    >>> json_places(text)["constraints", 0, "value"].cut(text)
    '"95"'
    """
    places: dict[Place, Span] = {}
    for key, start, end in _members(text, text.find("{")):
        places["", 0, key] = Span(start, end)
        if text[start] == "[":
            for number, (first, last) in enumerate(_items(text, start)):
                places[key, number, ""] = Span(first, last)
                if text[first] == "{":
                    fields = _members(text, first)
                    places |= {(key, number, field): Span(left, right) for field, left, right in fields}
    return places


def _members(text: str, at: int) -> list[tuple[str, int, int]]:
    """Return the keys of the JSON object that starts at *at*, with the places of their values."""
    found = []
    at = _blank(text, at + 1)
    while text[at] != "}":
        key, end = _DECODER.raw_decode(text, at)
        start = _blank(text, _blank(text, end) + 1)  # behind the colon
        _, end = _DECODER.raw_decode(text, start)
        found.append((str(key), start, end))
        at = _next(text, end)
    return found


def _items(text: str, at: int) -> list[tuple[int, int]]:
    found = []
    at = _blank(text, at + 1)
    while text[at] != "]":
        _, end = _DECODER.raw_decode(text, at)
        found.append((at, end))
        at = _next(text, end)
    return found


def _next(text: str, at: int) -> int:
    at = _blank(text, at)
    return _blank(text, at + 1) if text[at] == "," else at


def _blank(text: str, at: int) -> int:
    while text[at] in " \t\n\r":
        at += 1
    return at


_DECODER = json.JSONDecoder()
