"""What each field of a plan file may hold, and how a mistake in it is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args

from attrs import frozen

from plancheck.errors import codes
from plancheck.records import Comparison, Direction, Kind, Modality, Number, Role, parse_number
from plancheck.unit_names import UnknownUnit, canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NO_VALUE, NO_UNIT = "none", "-"


class Unfit(ValueError):  # noqa: N818 - named for what is wrong
    """A value that its field cannot hold; the text says what is expected."""


@frozen
class Field:
    """One field: how its value is read (raises Unfit), an example, and what stands for it where it is left out.

    `needed` tells whether this record has to have it. A `remark` is for readers of the file and is not kept.
    """

    read: Callable[[Any], Any]
    example: str
    absent: Any = None
    needed: Callable[[Mapping[str, Any]], bool] = lambda record: False
    remark: bool = False


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        msg = "a text"
        raise Unfit(msg)
    return value


def _any_text(value: object) -> str:
    if not isinstance(value, str):
        msg = "a text"
        raise Unfit(msg)
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        msg = "a list of texts"
        raise Unfit(msg)
    return tuple(value)


def _number(value: object) -> Number | None:
    """Return an exact number: of a bare figure, or of a text, which can be a fraction."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and Decimal(value).is_finite():
        return Decimal(value)
    try:
        return None if value == NO_VALUE else parse_number(_text(value))
    except (ValueError, ZeroDivisionError) as error:
        msg = "a number, a fraction, or none where the document has lost it"
        raise Unfit(msg) from error


def _unit(value: object) -> str | None:
    text = _text(value)
    try:
        return None if text == NO_UNIT else canonical(text)
    except UnknownUnit as error:
        near = ", ".join(error.suggestions)
        msg = f"a unit of rules/units.toml{', perhaps ' + near if near else ''}"
        raise Unfit(msg) from error


def _date(value: object) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(_text(value))
    except ValueError as error:
        msg = "a day"
        raise Unfit(msg) from error


def _whole(least: int, most: int | None = None) -> Callable[[object], int]:
    def read(value: object) -> int:
        if type(value) is not int or value < least or (most is not None and value > most):
            msg = f"a whole number from {least}" + ("" if most is None else f" to {most}")
            raise Unfit(msg)
        return value

    return read


def _one_of(*words: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in words:
            msg = f"one of {' '.join(words)}"
            raise Unfit(msg)
        return str(value)

    return read


def _details(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        msg = "a table of texts"
        raise Unfit(msg)
    return dict(value)


def _always(record: Mapping[str, Any]) -> bool:
    return True


def _has_value(record: Mapping[str, Any]) -> bool:
    return record.get("value", NO_VALUE) not in (NO_VALUE, None)


def _is_measured(record: Mapping[str, Any]) -> bool:
    """Tell whether a record has to say its value: JSON says null where there is none."""
    return "value" not in record and record.get("kind") != "reference"


PLAN: dict[str, Field] = {
    "schema_version": Field(lambda value: value, "schema_version = 1", remark=True),
    "source": Field(_text, 'source = "plan.txt"'),
    "title": Field(_text, 'title = "2025年工作要点"'),
    "year": Field(_whole(1900, 2999), "year = 2025"),
    "body": Field(_text, 'body = "武汉市卫生健康委员会"'),
    "region": Field(_text, 'region = "武汉市"'),
    "text": Field(_any_text, 'text = "…"'),
    "summary": Field(_text, 'summary = "…"', remark=True),
}
CONSTRAINT: dict[str, Field] = {
    "id": Field(_text, 'id = "参保率"', absent=""),
    "role": Field(_one_of(*get_args(Role)), 'role = "target"', absent="target"),
    "kind": Field(_one_of(*get_args(Kind)), 'kind = "level"', absent="level"),
    "indicator": Field(_text, 'indicator = "参保率"', needed=_always),
    "op": Field(_one_of(*get_args(Comparison)), 'op = ">="', needed=_always),
    "value": Field(_number, "value = 95", needed=_is_measured),
    "high": Field(_number, "high = 98"),
    "unit": Field(_unit, 'unit = "percent", or unit = "-" for a bare number'),
    "direction": Field(_one_of(*get_args(Direction)), 'direction = "down"'),
    "modality": Field(_one_of(*get_args(Modality)), 'modality = "must"', absent="plain"),
    "deadline": Field(_date, "deadline = 2025-12-31"),
    "start": Field(_whole(0), "start = 120"),
    "end": Field(_whole(0), "end = 128"),
    "diagnostics": Field(_texts, 'diagnostics = ["lost-separator"]', absent=()),
    "section": Field(_texts, 'section = ["二、主要指标"]', absent=()),
    "responsible": Field(_texts, 'responsible = ["市医保局"]', absent=()),
    "quote": Field(_any_text, 'quote = "参保率达到95%"', absent=""),
    "line": Field(_whole(1), "line = 12", absent=1),
    "period": Field(_text, 'period = "2024"'),
    "confirmed": Field(_texts, 'confirmed = ["people-daily"]', remark=True),
    "note": Field(_text, 'note = "agreed in March"', remark=True),
}
DIAGNOSTIC: dict[str, Field] = {
    "code": Field(lambda value: _one_of(*codes())(value), 'code = "lost-separator"', needed=_always),
    "file": Field(_text, 'file = "plan.txt"'),
    "line": Field(_whole(1), "line = 12"),
    "column": Field(_whole(1), "column = 5"),
    "end_column": Field(_whole(1), "end_column = 9"),
    "start": Field(_whole(0), "start = 120"),
    "end": Field(_whole(0), "end = 128"),
    "sheet": Field(_any_text, 'sheet = "1"'),
    "field": Field(_any_text, 'field = "value"'),
    "found": Field(_any_text, 'found = "95%90%"'),
    "readings": Field(_texts, 'readings = ["95", "9.5"]', absent=()),
    "details": Field(_details, 'details = { reason = "…" }', absent={}),
    "source_line": Field(_any_text, 'source_line = "…"'),
    **{name: Field(_any_text, f'{name} = "…"', remark=True) for name in ("severity", "message", "hint")},
}
REFERENCE: dict[str, Field] = {
    "id": Field(_text, 'id = "people-daily"', needed=_always),
    "title": Field(_text, 'title = "…"', needed=_always),
    "issuer": Field(_text, 'issuer = "国务院"', needed=_always),
    "year": Field(_whole(1900, 2999), "year = 2016"),
    "number": Field(_text, 'number = "国发〔2016〕77号"'),
    "section": Field(_text, 'section = "专栏1"'),
    "address": Field(_text, 'address = "https://…"'),
}
