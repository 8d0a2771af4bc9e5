"""The report as an Excel workbook: verdicts with conditional formatting, diagnostics. The only importer of XlsxWriter.

Texts are written as texts, so that none becomes a formula or a link. Numbers are Excel's, for sorting: the exact ones
are in the JSON. The same report gives the same bytes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter

from plancheck.labels import bound, for_xml, label, phrase
from plancheck.summing import MARKS, ORDER, by_urgency, place, totals
from plancheck.wording import marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plancheck.labels import Look
    from plancheck.verdicts import Report, Verdict

# What a cell of a column holds, and how wide the column is.
COLUMNS = {
    "verdict": 16,
    "indicator": 28,
    "target": 16,
    "reported": 16,
    "margin": 12,
    "relative": 12,
    "modality": 9,
    "deadline": 12,
    "section": 28,
    "body": 24,
    "region": 12,
    "time": 10,
    "place": 20,
    "source": 20,
    "reason": 70,
    "words": 70,
}
FINDINGS = {"severity": 10, "code": 22, "place": 28, "message": 60, "hint": 60}
COLOURS = {
    "met": ("#1a7439", "#dcf1e2"),
    "missed": ("#b3261e", "#fbdedb"),
    "unresolved": ("#7a3c9e", "#efe2f6"),
    "not_comparable": ("#855300", "#fbebce"),
    "no_data": ("#56606c", "#e6e9ed"),
    "pending": ("#0a60b8", "#d9e9fa"),
}
_LONGEST = 32_767  # characters in a cell; Excel refuses a file with more
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(report: Report, look: Look) -> bytes:
    """Return *report* as an XLSX file in the language of *look*."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"title": _text(report.plan.headline), "created": datetime(2000, 1, 1, tzinfo=UTC)})
        _verdicts(book, report, look.lang)
        _findings(book, report, look.lang)
    return out.getvalue()


def _verdicts(book: Any, report: Report, lang: str) -> None:
    sheet = _sheet(book, label("column", "verdict", lang), COLUMNS, lang)
    formats = {
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "relative": book.add_format({"num_format": "0.0%", "valign": "top"}),
        "margin": book.add_format({"num_format": "+General;-General;0", "valign": "top"}),
    }
    last = len(report.results)
    for line, result in enumerate(by_urgency(report.results), start=1):
        for column, (name, value) in enumerate(_cells(result, report, lang).items()):
            if isinstance(value, float):
                sheet.write_number(line, column, value, formats[name])
            else:
                sheet.write_string(line, column, _text(value), formats["text"])
    if last:
        sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
        for verdict in ORDER:
            ink, ground = COLOURS[verdict]
            rule = {"type": "cell", "criteria": "==", "value": f'"{_shown(verdict, lang)}"'}
            sheet.conditional_format(
                1, 0, last, 0, {**rule, "format": book.add_format({"font_color": ink, "bg_color": ground})}
            )
        first = list(COLUMNS).index("margin")
        below = {"type": "cell", "criteria": "<", "value": 0}
        red = book.add_format({"font_color": COLOURS["missed"][0], "bold": True})
        sheet.conditional_format(1, first, last, first + 1, {**below, "format": red})
    sheet.write_string(last + 2, 0, totals(report, lang))


def _findings(book: Any, report: Report, lang: str) -> None:
    sheet = _sheet(book, phrase("diagnostics", lang), FINDINGS, lang)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for line, found in enumerate(report.diagnostics, start=1):
        texts = (
            label("severity", found.severity, lang),
            found.code,
            found.place(lang),
            found.message(lang),
            found.hint(lang),
        )
        for column, text in enumerate(texts):
            sheet.write_string(line, column, _text(text), wrapped)
    if report.diagnostics:
        sheet.autofilter(0, 0, len(report.diagnostics), len(FINDINGS) - 1)


def _sheet(book: Any, title: str, columns: dict[str, int], lang: str) -> Any:
    sheet = book.add_worksheet(title)
    head = book.add_format({"bold": True, "bg_color": "#eef1f5", "bottom": 1, "valign": "top"})
    for number, (name, width) in enumerate(columns.items()):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, label("column", name, lang), head)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _shown(verdict: str, lang: str) -> str:
    return f"{MARKS[verdict]} {label('verdict', verdict, lang)}"


def _cells(result: Verdict, report: Report, lang: str) -> dict[str, str | float]:
    constraint, observation = result.constraint, result.observation
    numbers = {"margin": result.margin, "relative": result.relative_margin}
    cells: dict[str, str | float] = {
        "verdict": _shown(result.verdict, lang),
        "indicator": constraint.indicator,
        "target": bound(constraint, report.plan.source.text),
        "reported": "" if observation is None else marked(observation, lang),
        **{name: "" if number is None else float(number) for name, number in numbers.items()},
        "modality": label("modality", constraint.modality, lang),
        "deadline": constraint.deadline.isoformat() if constraint.deadline else "",
        "section": " > ".join(constraint.section),
        "body": _joined(constraint.responsible),
        "region": (observation.region if observation else None) or "",
        "time": (observation.period if observation else None) or "",
        "place": place(report.plan, constraint),
        "source": observation.source if observation else "",
        "reason": result.message(lang),
        "words": constraint.quote,
    }
    return cells


def _joined(names: Sequence[str]) -> str:
    return "、".join(names)


def _text(value: str | float) -> str:
    text = for_xml(str(value))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
