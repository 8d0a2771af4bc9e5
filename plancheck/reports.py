"""Reports in the formats of the command: a dict of one function a format, each from values to text.

Formats for machines need nothing but the standard library; the tables for people need rich. The module of a format is
loaded when that format is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plancheck.extras import with_extra
from plancheck.flat import separated
from plancheck.jsontexts import json_lines, json_text
from plancheck.labels import Look

if TYPE_CHECKING:
    from collections.abc import Callable

    from plancheck.comparisons import PlanComparison
    from plancheck.verdicts import Report


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
    found: bytes = with_extra("excelreport", "xlsxwriter", "excel").workbook(report, look or Look())
    return found


def render_comparison(comparison: PlanComparison, form: str = "text", look: Look | None = None) -> str:
    """Return the comparison of two plans in the format *form*: text, json, jsonl (a target a line) or markdown."""
    return COMPARISON_FORMATS[form](comparison, look or Look())


def _report_json(report: Report, look: Look) -> str:
    return json_text(report.to_dict(look.lang))


def _report_jsonl(report: Report, look: Look) -> str:
    return json_lines(result.to_dict(look.lang) for result in report.results)


def _report_text(report: Report, look: Look) -> str:
    return str(with_extra("textreport", "rich", "cli").report_text(report, look))


def _report_csv(report: Report, look: Look) -> str:
    return separated(report, look.lang, ",")


def _report_tsv(report: Report, look: Look) -> str:
    return separated(report, look.lang, "\t")


def _report_html(report: Report, look: Look) -> str:
    return str(with_extra("webreport", "jinja2", "html").html(report, look))


def _report_markdown(report: Report, look: Look) -> str:
    from plancheck.markdown import markdown

    return markdown(report, look)


def _report_junit(report: Report, look: Look) -> str:
    from plancheck.junit import junit

    return junit(report, look)


def _report_sarif(report: Report, look: Look) -> str:
    from plancheck.sarif import sarif

    return json_text(sarif(report, look))


def _report_github(report: Report, look: Look) -> str:
    from plancheck.annotations import github

    return github(report, look)


def _comparison_text(comparison: PlanComparison, look: Look) -> str:
    return str(with_extra("comparisontext", "rich", "cli").comparison_text(comparison, look))


def _comparison_json(comparison: PlanComparison, look: Look) -> str:
    return json_text(comparison.to_dict(look.lang))


def _comparison_jsonl(comparison: PlanComparison, look: Look) -> str:
    return json_lines(result.to_dict(look.lang) for result in comparison.results)


def _comparison_markdown(comparison: PlanComparison, look: Look) -> str:
    from plancheck.markdown import comparison_markdown

    return comparison_markdown(comparison, look)


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
COMPARISON_FORMATS: dict[str, Callable[[PlanComparison, Look], str]] = {
    "text": _comparison_text,
    "json": _comparison_json,
    "jsonl": _comparison_jsonl,
    "markdown": _comparison_markdown,
}
