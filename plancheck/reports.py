"""Answers in the formats of the command: a dict of one function a format, each from values to text.

Formats for machines need nothing but the standard library; the tables for people need rich. The module of a format is
loaded when that format is asked for.
"""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

from attrs import asdict, evolve, fields

from plancheck.errors import Diagnostic, PlancheckError
from plancheck.extras import needing
from plancheck.flat import separated, write
from plancheck.labels import Look, disarm, phrase
from plancheck.records import Constraint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import ModuleType

    from plancheck.comparisons import PlanComparison
    from plancheck.packs import Pack
    from plancheck.plans import Plan
    from plancheck.verdicts import Report

    Chosen = Sequence[tuple[Plan, Sequence[Constraint]]]

CSV_COLUMNS = ("id", *(field.name for field in fields(Constraint) if field.name != "id"), "file")


def render_report(report: Report, form: str = "text", look: Look | None = None) -> str:
    """Return *report* in the format *form*, a key of `REPORT_FORMATS`.

    `json` is the whole report as one object, `jsonl` one result a line; `csv` and `tsv` have one row a target and the
    columns `plancheck.flat.COLUMNS`; `junit`, `sarif` and `github` are what build servers, editors and workflows show.
    `text` needs rich; without it a `PlancheckError` with the code missing-extra says what to install.
    """
    return REPORT_FORMATS[form](report, look or Look())


def render_workbook(report: Report, look: Look | None = None) -> bytes:
    """Return *report* as an Excel workbook (the format xlsx), with a sheet of verdicts and one of diagnostics.

    Raises PlancheckError with the code missing-extra if XlsxWriter is not there (the extra `excel`).
    """
    found: bytes = _with_extra("excelreport", "xlsxwriter", "excel").workbook(report, look or Look())
    return found


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


def render_comparison(comparison: PlanComparison, form: str = "text", look: Look | None = None) -> str:
    """Return the comparison of two plans in the format *form*: text, json, jsonl (a target a line) or markdown."""
    return COMPARISON_FORMATS[form](comparison, look or Look())


def render_packs(packs: Sequence[Pack], form: str = "text", look: Look | None = None) -> str:
    """Return the list of *packs* in the format *form*: text or json."""
    if form == "json":
        return _json([asdict(pack) for pack in packs])
    lang = (look or Look()).lang
    width = max(len(pack.name) for pack in packs)
    lines = (f"{pack.name:{width}}  {phrase('pack', lang, **_pack_words(pack))}\n" for pack in packs)
    return "".join(lines)


def _pack_words(pack: Pack) -> dict[str, str]:
    return {"title": pack.title, "body": pack.body, "count": str(pack.targets)}


def _report_json(report: Report, look: Look) -> str:
    return _json(report.to_dict(look.lang))


def _report_jsonl(report: Report, look: Look) -> str:
    return _lines(result.to_dict(look.lang) for result in report.results)


def _report_text(report: Report, look: Look) -> str:
    return str(_with_extra("textreport", "rich", "cli").report_text(report, look))


def _report_csv(report: Report, look: Look) -> str:
    return separated(report, look.lang, ",")


def _report_tsv(report: Report, look: Look) -> str:
    return separated(report, look.lang, "\t")


def _report_html(report: Report, look: Look) -> str:
    return str(_with_extra("webreport", "jinja2", "html").html(report, look))


def _report_markdown(report: Report, look: Look) -> str:
    from plancheck.markdown import markdown

    return markdown(report, look)


def _report_junit(report: Report, look: Look) -> str:
    from plancheck.junit import junit

    return junit(report, look)


def _report_sarif(report: Report, look: Look) -> str:
    from plancheck.sarif import sarif

    return _json(sarif(report, look))


def _report_github(report: Report, look: Look) -> str:
    from plancheck.annotations import github

    return github(report, look)


def _comparison_text(comparison: PlanComparison, look: Look) -> str:
    return str(_with_extra("comparisontext", "rich", "cli").comparison_text(comparison, look))


def _comparison_json(comparison: PlanComparison, look: Look) -> str:
    return _json(comparison.to_dict(look.lang))


def _comparison_jsonl(comparison: PlanComparison, look: Look) -> str:
    return _lines(result.to_dict(look.lang) for result in comparison.results)


def _comparison_markdown(comparison: PlanComparison, look: Look) -> str:
    from plancheck.markdown import comparison_markdown

    return comparison_markdown(comparison, look)


def _records(chosen: Chosen) -> list[dict[str, Any]]:
    return [{**constraint.to_dict(), "file": plan.source.name} for plan, some in chosen for constraint in some]


def _constraints_json(chosen: Chosen, _: Look) -> str:
    return _json(_records(chosen))


def _constraints_jsonl(chosen: Chosen, _: Look) -> str:
    return _lines(_records(chosen))


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
    return str(_tables().constraint_table(chosen, look))


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
    return _json([diagnostic.to_dict(look.lang) for plan in plans for diagnostic in plan.diagnostics])


def _diagnostics_jsonl(plans: Sequence[Plan], look: Look) -> str:
    return _lines(diagnostic.to_dict(look.lang) for plan in plans for diagnostic in plan.diagnostics)


def _diagnostics_sarif(plans: Sequence[Plan], look: Look) -> str:
    from plancheck.sarif import sarif_diagnostics

    return _json(sarif_diagnostics(plans, look))


def _diagnostics_github(plans: Sequence[Plan], look: Look) -> str:
    from plancheck.annotations import diagnostic_annotations

    return diagnostic_annotations((found for plan in plans for found in plan.diagnostics), look)


REPORT_FORMATS: dict[str, Callable[[Report, Look], str]] = {
    "text": _report_text,
    "json": _report_json,
    "jsonl": _report_jsonl,
    "csv": _report_csv,
    "tsv": _report_tsv,
    "markdown": _report_markdown,
    "html": _report_html,
    "junit": _report_junit,
    "sarif": _report_sarif,
    "github": _report_github,
}
CONSTRAINT_FORMATS: dict[str, Callable[[Chosen, Look], str]] = {
    "table": _constraints_table,
    "jsonl": _constraints_jsonl,
    "json": _constraints_json,
    "csv": _constraints_csv,
    "toml": _constraints_toml,
    "txt": _constraints_txt,
}
COMPARISON_FORMATS: dict[str, Callable[[PlanComparison, Look], str]] = {
    "text": _comparison_text,
    "json": _comparison_json,
    "jsonl": _comparison_jsonl,
    "markdown": _comparison_markdown,
}
DIAGNOSTIC_FORMATS: dict[str, Callable[[Sequence[Plan], Look], str]] = {
    "text": _diagnostics_text,
    "json": _diagnostics_json,
    "jsonl": _diagnostics_jsonl,
    "sarif": _diagnostics_sarif,
    "github": _diagnostics_github,
}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _lines(values: Iterable[Any]) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def _with_extra(module: str, library: str, extra: str) -> ModuleType:
    """Return the *module* of ours that needs *library*, or say which extra installs it."""
    with needing(extra, library):
        return import_module(f"plancheck.{module}")


def _tables() -> ModuleType:
    return _with_extra("tables", "rich", "cli")
