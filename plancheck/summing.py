"""What every report for people says alike: the order of verdicts, their signs, the totals, margins and places."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from plancheck.exact import shown
from plancheck.labels import is_bare, label, phrase, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plancheck.plans import Plan
    from plancheck.records import Constraint, Number
    from plancheck.verdicts import Report, Verdict

# What a reader has to act on comes first.
ORDER = ("missed", "unresolved", "not_comparable", "no_data", "pending", "met")
MARKS = {"missed": "✗", "unresolved": "?", "not_comparable": "≠", "no_data": "∅", "pending": "…", "met": "✓"}

_STATEMENT_ENDS = re.compile(r"[。；;！？\r\n]")


def by_urgency(results: Iterable[Verdict]) -> list[Verdict]:
    """Return *results* with what a reader has to act on first, each verdict's in the order of the plan."""
    return sorted(results, key=lambda result: ORDER.index(result.verdict))


def totals(report: Report, lang: str) -> str:
    """Return the closing line: how many targets there are, and how many have each verdict."""
    return counted("verdict", ORDER, (result.verdict for result in report.results), lang)


def counted(group: str, order: Iterable[str], found: Iterable[str], lang: str) -> str:
    """Return how many targets there are, and of each kind how many, in *order*; *group* is that of the kinds' labels.

    >>> counted("verdict", ORDER, ["met", "met", "missed"], "en")
    '3 targets: 1 missed, 2 met'
    """
    counts = Counter(map(str, found))
    parts = [
        phrase("part", lang, count=counts[kind], verdict=label(group, kind, lang)) for kind in order if counts[kind]
    ]
    if not parts:
        return phrase("no_targets", lang)
    key = "one_target" if counts.total() == 1 else "targets"
    return phrase(key, lang, count=counts.total(), parts=phrase("comma", lang).join(parts))


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


def as_written(constraint: Constraint, text: str, reach: int) -> tuple[str, str, str]:
    """Return the statement around a figure as the plan words it: what stands before it, the figure, what behind.

    At most *reach* characters of either side. Where the words are not at hand the first part is all that there is.
    """
    start, end = constraint.start, constraint.end
    # a plan file without its document, or one that is its own and shows no more than "value = 95"
    if not text[start:end] or (not constraint.quote and is_bare(text[start:end])):
        return visible(constraint.quote), "", ""
    before = _STATEMENT_ENDS.split(text[max(0, start - 4 * reach) : start])[-1].lstrip()
    behind = _STATEMENT_ENDS.split(text[end : end + 4 * reach])[0].rstrip()
    if len(before) > reach:
        before = "…" + before[-reach:].split("，", 1)[-1]
    if len(behind) > reach:
        behind = behind[:reach].rsplit("，", 1)[0] + "…"
    return visible(before), visible(text[start:end]), visible(behind)
