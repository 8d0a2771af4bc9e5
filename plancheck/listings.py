"""What plans hold, in the formats of the command: constraints, diagnostics and packs, a dict of one function a format.

Formats for machines need nothing but the standard library; the table for people needs rich.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import asdict, evolve, fields

from plancheck.errors import Diagnostic, PlancheckError
from plancheck.extras import with_extra
from plancheck.flat import write
from plancheck.jsontexts import json_lines, json_text
from plancheck.labels import Look, disarm, phrase
from plancheck.records import Constraint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from plancheck.packs import Pack
    from plancheck.plans import Plan

    Chosen = Sequence[tuple[Plan, Sequence[Constraint]]]

CSV_COLUMNS = ("id", *(field.name for field in fields(Constraint) if field.name != "id"), "file")


def render_constraints(chosen: Chosen, form: str = "table", look: Look | None = None) -> str:
    """Return the constraints chosen from each plan in the format *form*: table, jsonl, json, csv, toml or txt.

    `toml` is one plan to edit. The machine formats hold every field of `Constraint.to_dict` and, last, the `file` that
    the record is from; `txt` is the text that offsets and lines refer to, as it was read or taken out of a format.
    """
    return CONSTRAINT_FORMATS[form](chosen, look or Look())


def stream_constraints(chosen: Iterable[tuple[Plan, Sequence[Constraint]]], form: str, look: Look) -> Iterator[str]:
    """Yield what `render_constraints` returns in pieces: of lines (jsonl, csv) one a plan, of other formats the whole.

    So an answer of lines needs no more memory for a thousand plans than for one.
    """
    if form == "jsonl":
        yield from (_constraints_jsonl([one], look) for one in chosen)
    elif form == "csv":
        yield _csv([], header=True)
        yield from (_csv(_records([one])) for one in chosen)
    else:
        yield render_constraints(list(chosen), form, look)


def render_diagnostics(plans: Sequence[Plan], form: str = "text", look: Look | None = None) -> str:
    """Return the diagnostics of *plans* in the format *form*: text, json, jsonl, sarif or github."""
    return DIAGNOSTIC_FORMATS[form](plans, look or Look())


def render_packs(packs: Sequence[Pack], form: str = "text", look: Look | None = None) -> str:
    """Return the list of *packs* in the format *form*: text or json."""
    if form == "json":
        return json_text([asdict(pack) for pack in packs])
    lang = (look or Look()).lang
    width = max(len(pack.name) for pack in packs)
    lines = (f"{pack.name:{width}}  {phrase('pack', lang, **_pack_words(pack))}\n" for pack in packs)
    return "".join(lines)


def _pack_words(pack: Pack) -> dict[str, str]:
    return {"title": pack.title, "body": pack.body, "count": str(pack.targets)}


def _records(chosen: Chosen) -> list[dict[str, Any]]:
    return [{**constraint.to_dict(), "file": plan.source.name} for plan, some in chosen for constraint in some]


def _constraints_json(chosen: Chosen, _: Look) -> str:
    return json_text(_records(chosen))


def _constraints_jsonl(chosen: Chosen, _: Look) -> str:
    return json_lines(_records(chosen))


def _constraints_csv(chosen: Chosen, _: Look) -> str:
    return _csv(_records(chosen), header=True)


def _csv(records: Iterable[dict[str, Any]], *, header: bool = False) -> str:
    return write(CSV_COLUMNS, records, header=header)


def _constraints_txt(chosen: Chosen, _: Look) -> str:
    return "\n".join(plan.source.text for plan, _ in chosen)


def _constraints_toml(chosen: Chosen, _: Look) -> str:
    from plancheck.exports import export

    if len(chosen) > 1:
        raise PlancheckError(Diagnostic(code="several-plans", file=chosen[1][0].source.name))
    return export(evolve(chosen[0][0], constraints=tuple(chosen[0][1])), "toml")


def _constraints_table(chosen: Chosen, look: Look) -> str:
    return str(with_extra("tables", "rich", "cli").constraint_table(chosen, look))


def _diagnostics_text(plans: Sequence[Plan], look: Look) -> str:
    found = [diagnostic for plan in plans for diagnostic in plan.diagnostics]
    files = phrase("comma", look.lang).join(plan.source.name for plan in plans)
    key = ("no_findings", "one_finding")[len(found)] if len(found) < 2 else "findings"
    blocks = [
        *(diagnostic.render(look.lang) for diagnostic in found),
        phrase(key, look.lang, count=len(found), files=files),
    ]
    return disarm("\n\n".join(blocks)) + "\n"


def _diagnostics_json(plans: Sequence[Plan], look: Look) -> str:
    return json_text([diagnostic.to_dict(look.lang) for plan in plans for diagnostic in plan.diagnostics])


def _diagnostics_jsonl(plans: Sequence[Plan], look: Look) -> str:
    return json_lines(diagnostic.to_dict(look.lang) for plan in plans for diagnostic in plan.diagnostics)


def _diagnostics_sarif(plans: Sequence[Plan], look: Look) -> str:
    from plancheck.sarif import sarif_diagnostics

    return json_text(sarif_diagnostics(plans, look))


def _diagnostics_github(plans: Sequence[Plan], look: Look) -> str:
    from plancheck.annotations import diagnostic_annotations

    return diagnostic_annotations((found for plan in plans for found in plan.diagnostics), look)


CONSTRAINT_FORMATS: dict[str, Callable[[Chosen, Look], str]] = {
    "table": _constraints_table,
    "jsonl": _constraints_jsonl,
    "json": _constraints_json,
    "csv": _constraints_csv,
    "toml": _constraints_toml,
    "txt": _constraints_txt,
}
DIAGNOSTIC_FORMATS: dict[str, Callable[[Sequence[Plan], Look], str]] = {
    "text": _diagnostics_text,
    "json": _diagnostics_json,
    "jsonl": _diagnostics_jsonl,
    "sarif": _diagnostics_sarif,
    "github": _diagnostics_github,
}
