"""The report as SARIF 2.1.0, which editors and code hosts read: a missed target or a diagnostic is a result.

What could not be judged is of the kind "open": evaluated, and not enough known to decide. Columns count code points.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import plancheck
from plancheck.labels import label, visible
from plancheck.places import has_lines, lines_of, uri

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from plancheck.errors import Diagnostic
    from plancheck.labels import Look
    from plancheck.plans import Plan
    from plancheck.verdicts import Report, Verdict

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
OPEN = ("unresolved", "not_comparable", "no_data")
LEVELS = {"error": "error", "warning": "warning", "note": "note"}


def sarif(report: Report, look: Look) -> dict[str, Any]:
    """Return the SARIF log of *report* as JSON types; a target that is met or pending is no result."""
    told = [result for result in report.results if result.verdict in ("missed", *OPEN)]
    results = [_target(result, report.plan, look.lang) for result in told]
    results += [_diagnostic(found, look.lang) for found in report.diagnostics]
    rules = [_verdict_rule(name, look.lang) for name in dict.fromkeys(result.verdict for result in told)]
    return _log(results, [*rules, *_rules(report.diagnostics, look.lang)], look.lang)


def sarif_diagnostics(plans: Sequence[Plan], look: Look) -> dict[str, Any]:
    """Return the SARIF log of what is doubtful in *plans* themselves."""
    found = [diagnostic for plan in plans for diagnostic in plan.diagnostics]
    return _log([_diagnostic(one, look.lang) for one in found], _rules(found, look.lang), look.lang)


def _log(results: list[dict[str, Any]], rules: list[dict[str, Any]], lang: str) -> dict[str, Any]:
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    for result in results:
        result["ruleIndex"] = numbers[result["ruleId"]]
    driver = {"name": "plancheck", "version": plancheck.__version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "language": {"en": "en-US", "zh": "zh-CN"}[lang],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _target(result: Verdict, plan: Plan, lang: str) -> dict[str, Any]:
    constraint = result.constraint
    line, column = plan.source.place(constraint.start)
    last_line, last_column = plan.source.place(constraint.end)
    words = plan.source.text[constraint.start : constraint.end]
    region: dict[str, Any] = {
        "startLine": line,
        "startColumn": column,
        "endLine": last_line,
        "endColumn": last_column,
        "charOffset": constraint.start,
        "charLength": constraint.end - constraint.start,
        "snippet": {"text": words},
    }
    judged = {"level": "warning" if constraint.modality == "aim" else "error"}
    undecided = {"kind": "open", "level": "none"}
    known = f"{result.verdict}\n{constraint.indicator}\n{constraint.quote}"
    found = {
        "ruleId": result.verdict,
        **(judged if result.verdict == "missed" else undecided),
        "message": {"text": result.message(lang)},
        "locations": [_location(plan.source.name, region if has_lines(plan.source.name) else None)],
        "partialFingerprints": {"target/v1": sha256(known.encode("utf-8", "replace")).hexdigest()},
        "properties": {"id": constraint.id, "indicator": constraint.indicator, "section": list(constraint.section)},
    }
    if result.observation is not None and result.observation.source:
        found["relatedLocations"] = [_related(result.observation.source)]
    return found


def _diagnostic(found: Diagnostic, lang: str) -> dict[str, Any]:
    region: dict[str, Any] | None = None
    if lines_of(found):
        region = {"startLine": found.line}
        if found.column is not None:
            region |= {"startColumn": found.column, "endColumn": max(found.end_column or 0, found.column + 1)}
        if found.start is not None and found.end is not None:
            region |= {"charOffset": found.start, "charLength": found.end - found.start}
    return {
        "ruleId": found.code,
        "level": LEVELS[found.severity],
        "message": {"text": f"{found.message(lang)} — {found.hint(lang)}"},
        "locations": [_location(found.file, region)] if found.file else [],
    }


def _related(source: str) -> dict[str, Any]:
    """Return the place of a figure in the data, as far as *source* ("data.csv:4") is one."""
    file, colon, line = source.rpartition(":")
    known = bool(colon) and line.isdecimal() and int(line) > 0 and has_lines(file)
    place = _location(file, {"startLine": int(line)}) if known else {}
    return {**place, "message": {"text": source}}


def _location(file: str, region: dict[str, Any] | None) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": uri(file)}}
    return {"physicalLocation": place if region is None else {**place, "region": region}}


def _verdict_rule(name: str, lang: str) -> dict[str, Any]:
    level = "error" if name == "missed" else "none"
    text = {"text": label("verdict", name, lang)}
    return {"id": name, "shortDescription": text, "defaultConfiguration": {"level": level}}


def _rules(diagnostics: Iterable[Diagnostic], lang: str) -> list[dict[str, Any]]:
    """Return a rule for each code, told by its first finding."""
    first = {found.code: found for found in reversed(list(diagnostics))}
    return [
        {
            "id": code,
            "shortDescription": {"text": visible(code.replace("-", " "))},
            "help": {"text": found.hint(lang)},
            "defaultConfiguration": {"level": LEVELS[found.severity]},
        }
        for code, found in sorted(first.items())
    ]
