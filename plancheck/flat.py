"""A report as rows of one table, for CSV, TSV and spreadsheets: a row a target, numbers exact.

Columns have the names that `Report.to_frame` gives them. A text that a spreadsheet would run as a formula gets an
apostrophe in front: the words of a plan and of data come from elsewhere.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any

from plancheck.records import format_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plancheck.records import Number
    from plancheck.verdicts import Report, Verdict

COLUMNS = (
    "id",
    "verdict",
    "indicator",
    "kind",
    "op",
    "bound",
    "high",
    "unit",
    "direction",
    "modality",
    "deadline",
    "value",
    "value_unit",
    "region",
    "period",
    "source",
    "margin",
    "relative_margin",
    "within_rounding",
    "message",
    "section",
    "responsible",
    "file",
    "line",
    "quote",
)
NUMBERS = {"bound", "high", "value", "margin", "relative_margin"}
# Texts of our own, which may begin with a sign: ">=" and "=" are comparisons.
OUR_WORDS = {"verdict", "kind", "op", "direction", "modality", "deadline", *NUMBERS}
# Spreadsheets take full-width signs for the narrow ones, and look past blanks.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\0")


def rows(report: Report, lang: str) -> list[dict[str, Any]]:
    """Return a mapping a target, with the keys `COLUMNS`: texts, the line a whole number, None where nothing is.

    Exact numbers are texts as `format_number` writes them.
    """
    return [_row(result, report.plan.source.name, lang) for result in report.results]


def separated(report: Report, lang: str, delimiter: str) -> str:
    """Return the report as lines of cells between *delimiter*, with a header; safe to open in a spreadsheet."""
    return write(COLUMNS, rows(report, lang), delimiter=delimiter)


def write(
    columns: Iterable[str], records: Iterable[dict[str, Any]], *, delimiter: str = ",", header: bool = True
) -> str:
    """Return *records* as lines of cells; every text but our own words is kept from being run as a formula."""
    out = StringIO()
    writer = csv.DictWriter(out, list(columns), delimiter=delimiter, lineterminator="\n")
    if header:
        writer.writeheader()
    writer.writerows({name: _cell(name, value) for name, value in record.items()} for record in records)
    return out.getvalue()


def guarded(text: str) -> str:
    """Return *text* so that no spreadsheet runs it.

    >>> guarded("=HYPERLINK(1)"), guarded(" ＝1+1"), guarded("婴儿死亡率")
    ("'=HYPERLINK(1)", "' ＝1+1", '婴儿死亡率')
    """
    risky = text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)
    return f"'{text}" if risky else text


def _cell(name: str, value: Any) -> Any:
    if isinstance(value, list):
        value = " > ".join(value)
    if not isinstance(value, str) or name in OUR_WORDS:
        return value
    return guarded(value).replace("\r\n", "\n").replace("\r", "\n")  # a bare one would end the row unquoted


def _row(result: Verdict, file: str, lang: str) -> dict[str, Any]:
    constraint, observation = result.constraint, result.observation
    row: dict[str, Any] = {name: getattr(constraint, name, None) for name in COLUMNS}
    row |= {name: getattr(observation, name, None) for name in ("region", "period", "source")}
    numbers = {
        "bound": constraint.value,
        "high": constraint.high,
        "value": observation.value if observation else None,
        "margin": result.margin,
        "relative_margin": result.relative_margin,
    }
    row |= {name: _written(number) for name, number in numbers.items()}
    row |= {
        "verdict": result.verdict,
        "deadline": constraint.deadline.isoformat() if constraint.deadline else None,
        "value_unit": observation.unit if observation else None,
        "within_rounding": "true" if result.within_rounding else "false",
        "message": result.message(lang),
        "section": " > ".join(constraint.section),
        "responsible": "、".join(constraint.responsible),
        "file": file,
    }
    return row


def _written(number: Number | None) -> str | None:
    return None if number is None else format_number(number)
