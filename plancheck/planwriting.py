"""Plans written as TOML and JSON, for people to review and edit; `plancheck.planfiles` reads them back."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import asdict

from plancheck.planfields import CONSTRAINT, NO_UNIT, NO_VALUE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plancheck.errors import Diagnostic
    from plancheck.plans import Plan
    from plancheck.records import Constraint

_REMARK = """\
A plan that plancheck reads: one table [[constraints]] a target. Change, add or delete what is wrong; docs/compile.md
describes the fields. start and end are places in the source; a record of your own needs none.
"""


def to_json(plan: Plan, *, text: bool = False) -> str:
    """Return *plan* as JSON that `plancheck.read_plan` reads back: `Plan.to_dict`, with all of each diagnostic.

    With *text* the document's text is in it too, and nothing at all is lost. `rules/schemas/plan.schema.json` is the
    JSON Schema.
    """
    record = plan.to_dict()
    record["diagnostics"] = [
        {**shown, **_whole(diagnostic)}
        for shown, diagnostic in zip(record["diagnostics"], plan.diagnostics, strict=True)
    ]
    if text:
        record["text"] = plan.source.text
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def to_toml(plan: Plan, *, text: bool = False) -> str:
    """Return *plan* as TOML that `plancheck.read_plan` reads back; fields with their usual value are left out.

    With *text* the document's text is in it too, and nothing at all is lost.

    >>> from plancheck import parse
    >>> print(to_toml(parse("2025年，参保率达到95%以上。", name="plan.txt")))  # doctest: +ELLIPSIS
    # A plan that plancheck reads: ...
    schema_version = 1
    source = "plan.txt"
    title = "2025年，参保率达到95%以上。"
    year = 2025
    <BLANKLINE>
    [[constraints]]
    id = "参保率"
    indicator = "参保率"
    op = ">="
    value = 95
    unit = "percent"
    deadline = 2025-12-31
    start = 11
    end = 14
    quote = "2025年，参保率达到95%以上。"
    <BLANKLINE>
    """
    import tomlkit  # here, because reading a plan needs only the standard library

    top = tomlkit.document()
    for line in _REMARK.splitlines():
        top.add(tomlkit.comment(line))
    record = plan.to_dict()
    names = ("schema_version", "source", "title", "year", "body", "region")
    for name in names:
        if record[name] is not None:
            top.add(name, record[name])
    if text:
        top.add("text", plan.source.text)
    for key, tables in (
        ("constraints", map(_constraint, plan.constraints)),
        ("diagnostics", map(_diagnostic, plan.diagnostics)),
    ):
        array = tomlkit.aot()
        for fields in tables:
            table = tomlkit.table()
            for name, value in fields.items():
                table.add(name, tomlkit.value(format(value, "f")) if isinstance(value, Decimal) else value)
            array.append(table)
        if len(array):
            top.add(key, array)
    return tomlkit.dumps(top)


def _constraint(constraint: Constraint) -> dict[str, Any]:
    """Return what the table of *constraint* says: its fields in order, without those that have their usual value."""
    record = constraint.to_dict()
    fields: dict[str, Any] = {}
    for name, field in CONSTRAINT.items():
        if field.remark:
            continue
        value = getattr(constraint, name)
        if name == "value":
            fields[name] = NO_VALUE if value is None else _bare(value, record[name])
        elif name == "high" and value is not None:
            fields[name] = _bare(value, record[name])
        elif name == "unit" and value is None and constraint.value is not None:
            fields[name] = NO_UNIT
        elif value != field.absent:
            fields[name] = list(value) if isinstance(value, tuple) else value
    return fields


def _bare(value: object, written: str) -> object:
    return value if isinstance(value, Decimal) else written


def _diagnostic(diagnostic: Diagnostic) -> Mapping[str, Any]:
    fields = _whole(diagnostic)
    return {name: value for name, value in fields.items() if value not in (None, [], {})}


def _whole(diagnostic: Diagnostic) -> dict[str, Any]:
    """Return every field of *diagnostic*, those too that only its texts show."""
    fields = asdict(diagnostic)
    return {**fields, "readings": list(diagnostic.readings), "details": dict(diagnostic.details)}
