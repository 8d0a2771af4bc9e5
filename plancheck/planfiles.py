"""Plans as files that people review and edit: read back from TOML and JSON without loss, or refused with a remedy.

`plancheck.planwriting` writes them; `docs/compile.md` describes the format. What records hold is checked field by
field, because a slip of the hand must not become another target.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import tomli
from attrs import evolve, frozen

from plancheck.errors import Diagnostic, PlancheckError, at
from plancheck.planfields import CONSTRAINT, DIAGNOSTIC, PLAN, REFERENCE, Field, Unfit
from plancheck.planplaces import json_places, toml_places
from plancheck.plans import SCHEMA_VERSION, Plan
from plancheck.records import Constraint
from plancheck.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

ENDINGS = (".toml", ".json")
_TOML = re.compile(r"\s*(?:#[^\n]*\n\s*)*schema_version\s*=")
_JSON = re.compile(r'\s*\{\s*"schema_version"')
_LISTS = {"constraints": CONSTRAINT, "diagnostics": DIAGNOSTIC, "references": REFERENCE}


def is_plan_file(data: bytes, suffix: str) -> bool:
    """Tell whether the bytes of a file are a plan in TOML or JSON: by its ending, or by what it begins with.

    >>> is_plan_file(b"# reviewed\\nschema_version = 1", ".txt"), is_plan_file("参保率达到95%".encode(), ".txt")
    (True, False)
    """
    start = data[:4096].decode("utf-8-sig", errors="replace")
    return suffix in ENDINGS or _TOML.match(start) is not None or _JSON.match(start) is not None


def read_plan_text(text: str, name: str = "<text>") -> Plan:
    """Return the plan that *text* (TOML or JSON) holds; *name* is that of its file.

    Where the file names the document that it was made from (`source`), places refer to that document, whose text is
    the key `text` or nothing. Otherwise the file itself is the document, and a record's place is that of its figure.
    Raises PlancheckError, with line and remedy, for the first thing that no plan file may hold.

    >>> plan = read_plan_text('''
    ... schema_version = 1
    ... [[constraints]]
    ... indicator = "参保率"
    ... op = ">="
    ... value = 95
    ... unit = "percent"
    ... ''', "plan.toml")
    >>> plan.targets[0].line, plan.check([{"indicator": "参保率", "value": "95.1%"}]).ok
    (6, True)
    """
    file = _File(text.removeprefix("\ufeff"), name)
    top = file.load()
    if top.get("schema_version") != SCHEMA_VERSION:
        found = top.get("schema_version", "—")
        raise file.refusal("plan-version", ("", 0, "schema_version"), found=str(found), known=str(SCHEMA_VERSION))
    fields = file.fields(top, PLAN, "")
    records = {key: [file.record(key, i, item) for i, item in enumerate(_list(file, top, key))] for key in _LISTS}
    made_from = fields.pop("source")
    source = Source(fields.pop("text") or "", made_from) if made_from else Source(file.text, name)
    constraints = [
        _constraint(file, number, record, placed=bool(made_from))
        for number, record in enumerate(records["constraints"])
    ]
    return Plan(
        source=source,
        constraints=_named(file, constraints),
        diagnostics=tuple(Diagnostic(**record) for record in records["diagnostics"]),
        title=fields["title"],
        year=fields["year"],
        body=fields["body"],
        region=fields["region"],
    )


@frozen
class _File:
    """The text of a plan file, which knows where its records stand when one has to be refused."""

    text: str
    name: str

    @property
    def is_json(self) -> bool:
        return self.text.lstrip().startswith("{")

    def places(self) -> Mapping[tuple[str, int, str], Span]:
        return json_places(self.text) if self.is_json else toml_places(self.text)

    def load(self) -> dict[str, Any]:
        try:
            if self.is_json:
                return dict(json.loads(self.text, parse_float=Decimal))
            return tomli.loads(self.text, parse_float=Decimal)
        except json.JSONDecodeError as error:
            found = Diagnostic(code="broken-json", file=self.name, line=error.lineno, column=error.colno)
            raise PlancheckError(evolve(found, details={"reason": error.msg})) from error
        except tomli.TOMLDecodeError as error:
            found = Diagnostic(code="bad-toml", file=self.name, line=error.lineno, details={"reason": str(error)})
            raise PlancheckError(found) from error
        except RecursionError as error:
            found = Diagnostic(code="broken-json", file=self.name, details={"reason": "it is nested too deeply"})
            raise PlancheckError(found) from error

    def record(self, key: str, number: int, record: object) -> dict[str, Any]:
        if not isinstance(record, dict):
            raise self.refusal("plan-field", (key, number, ""), field=key, expected="a table", example=f"[[{key}]]")
        return self.fields(record, _LISTS[key], key, number)

    def fields(self, record: dict[str, Any], known: Mapping[str, Field], key: str, number: int = 0) -> dict[str, Any]:
        """Return the value of every known field of *record*, with what stands for those that it leaves out."""
        for name in record:
            if name not in known and (key or name not in _LISTS):
                near = get_close_matches(name, known, n=1) or [", ".join(known)]
                raise self.refusal("plan-unknown-field", (key, number, name), field=name, near=near[0])
        values = {}
        for name, field in known.items():
            if record.get(name) is None:
                if field.needed(record):
                    raise self.refusal("plan-missing-field", (key, number, ""), field=name, example=field.example)
                values[name] = field.absent
                continue
            try:
                values[name] = field.read(record[name])
            except Unfit as error:
                details = {"expected": str(error), "example": field.example}
                place = (key, number, name)
                raise self.refusal("plan-field", place, found=_shown(record[name]), field=name, **details) from error
        return {name: value for name, value in values.items() if not known[name].remark}

    def refusal(self, code: str, place: tuple[str, int, str], found: str = "", **details: str) -> PlancheckError:
        """Return the error *code* at *place*: a field, else its record."""
        try:
            places = self.places()
        except (ValueError, IndexError, RecursionError):  # a key that stands there twice, say
            places = {}
        span = places.get(place) or places.get((*place[:2], "")) or Span(0, 0)
        diagnostic = at(Source(self.text, self.name), span, code, field=details.pop("field", None), details=details)
        return PlancheckError(evolve(diagnostic, found=found) if found else diagnostic)


def _list(file: _File, top: dict[str, Any], key: str) -> list[Any]:
    found = top.get(key, [])
    if not isinstance(found, list):
        place = ("", 0, key) if file.is_json else (key, 0, "")
        raise file.refusal("plan-field", place, field=key, expected="a list", example=f"[[{key}]]")
    return found


def _constraint(file: _File, number: int, fields: dict[str, Any], *, placed: bool) -> Constraint:
    """Return the constraint that checked *fields* make; one without a place stands where its figure is in the file."""
    place = ("constraints", number)
    if fields["op"] == "range" and fields["value"] is not None and fields["high"] is None:
        raise file.refusal("plan-missing-field", (*place, ""), field="high", example="high = 20")
    if fields["kind"] == "change" and fields["direction"] is None:
        raise file.refusal("plan-missing-field", (*place, ""), field="direction", example='direction = "down"')
    start, end = fields.pop("start"), fields.pop("end")
    if start is None or end is None or end < start:
        if (start, end) != (None, None):
            example = "start = 120 and end = 128"
            raise file.refusal(
                "plan-field", (*place, "start"), field="start, end", expected="a range forward", example=example
            )
        start = end = 0
        if not placed:
            places = file.places() if len(file.text) else {}
            span = places.get((*place, "value")) or places.get((*place, "")) or Span(0, 0)
            start, end = span.start, span.end
            fields["line"] = Source(file.text).place(start)[0]
    return Constraint(start=start, end=end, **fields)


def _named(file: _File, constraints: list[Constraint]) -> tuple[Constraint, ...]:
    """Return *constraints* with an id each: their own, else the indicator's name, numbered where that is taken."""
    own = [constraint.id for constraint in constraints if constraint.id]
    seen: set[str] = set()
    for number, constraint in enumerate(constraints):
        if constraint.id and constraint.id in seen:
            raise file.refusal("plan-duplicate-id", ("constraints", number, "id"), id=constraint.id)
        seen.add(constraint.id)
    taken, named = set(own), []
    for constraint in constraints:
        name, number = constraint.id or constraint.indicator, 1
        while not constraint.id and name in taken:
            number += 1
            name = f"{constraint.indicator}#{number}"
        taken.add(name)
        named.append(evolve(constraint, id=name))
    return tuple(named)


def _shown(value: object) -> str:
    return value if isinstance(value, str) else str(value)
