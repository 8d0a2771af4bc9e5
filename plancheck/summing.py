"""What every report for people says alike: the order of verdicts, their signs, the totals, margins and places."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from plancheck.exact import shown
from plancheck.labels import label, phrase, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plancheck.plans import Plan
    from plancheck.records import Constraint, Number
    from plancheck.verdicts import Report, Verdict

# What a reader has to act on comes first.
ORDER = ("missed", "unresolved", "not_comparable", "no_data", "pending", "met")
MARKS = {"missed": "✗", "unresolved": "?", "not_comparable": "≠", "no_data": "∅", "pending": "…", "met": "✓"}


def by_urgency(results: Iterable[Verdict]) -> list[Verdict]:
    """Return *results* with what a reader has to act on first, each verdict's in the order of the plan."""
    return sorted(results, key=lambda result: ORDER.index(result.verdict))


def totals(report: Report, lang: str) -> str:
    """Return the closing line: how many targets there are, and how many have each verdict."""
    counts = Counter(str(result.verdict) for result in report.results)
    parts = [
        phrase("part", lang, count=counts[kind], verdict=label("verdict", kind, lang)) for kind in ORDER if counts[kind]
    ]
    if not parts:
        return phrase("no_targets", lang)
    key = "one_target" if len(report.results) == 1 else "targets"
    return phrase(key, lang, count=len(report.results), parts=phrase("comma", lang).join(parts))


def signed(number: Number) -> str:
    """Return a margin with its sign; an approximation keeps its mark in front.

    >>> from decimal import Decimal
    >>> from fractions import Fraction
    >>> signed(Decimal("0.40")), signed(Fraction(-1, 3))
    ('+0.40', '≈-0.333333')
    """
    size = shown(-number if number < 0 else number)
    mark = "≈" if size.startswith("≈") else ""
    return f"{mark}{'-' if number < 0 else '+' if number > 0 else ''}{size.removeprefix(mark)}"


def margin_text(result: Verdict) -> str:
    """Return the margin of *result* with its sign, "" where there is none."""
    return "" if result.margin is None else signed(result.margin)


def place(plan: Plan, constraint: Constraint) -> str:
    """Return where *constraint* stands, as compilers write it."""
    return f"{visible(plan.source.name)}:{constraint.line}"
