"""The report as Markdown that GitHub, GitLab and chat tools render: totals, and a table with what is not met first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plancheck.labels import bound, label, phrase, visible
from plancheck.relationrows import RELATION_COLUMNS, RELATION_MARKS, relation_cells, relation_totals
from plancheck.relations import Relation
from plancheck.summing import MARKS, by_urgency, margin_text, place, totals
from plancheck.wording import marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plancheck.comparisons import PlanComparison
    from plancheck.errors import Diagnostic
    from plancheck.labels import Look
    from plancheck.plans import Plan
    from plancheck.verdicts import Report, Verdict

COLUMNS = ("verdict", "indicator", "target", "reported", "margin", "place", "reason")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~!$&])")


def markdown(report: Report, look: Look) -> str:
    """Return the report as Markdown; words of plan and data cannot end a cell, mark up, link or mention anybody."""
    lang = look.lang
    lines = [f"## {escaped(report.plan.headline)}", "", f"**{totals(report, lang)}**", ""]
    if report.results:
        lines += _line([label("column", name, lang) for name in COLUMNS])
        lines += ["| --- | --- | ---: | ---: | ---: | --- | --- |"]
        for result in by_urgency(report.results):
            lines += _line(_cells(result, report.plan, lang))
        lines += [""]
    return "\n".join([*lines, *_findings(report.diagnostics, lang)])


def comparison_markdown(comparison: PlanComparison, look: Look) -> str:
    """Return the comparison of two plans as Markdown, a row for each target of the upper one, the looser first."""
    lang = look.lang
    lower, upper = (escaped(plan.headline) for plan in (comparison.lower, comparison.upper))
    lines = [
        f"## {lower}",
        "",
        phrase("measured_by", lang, name=upper),
        "",
        f"**{relation_totals(comparison, lang)}**",
        "",
    ]
    if comparison.results:
        lines += _line([label("column", name, lang) for name in RELATION_COLUMNS])
        lines += ["| --- | --- | ---: | ---: | --- | --- | --- |"]
        ordered = sorted(comparison.results, key=lambda result: tuple(Relation).index(result.relation))
        for result in ordered:
            marked_relation = f"{RELATION_MARKS[result.relation]} {label('relation', result.relation, lang)}"
            reason = "" if result.relation is Relation.EQUAL else escaped(result.message(lang))
            lines += _line([marked_relation, *map(escaped, relation_cells(result, comparison)), reason])
        lines += [""]
    return "\n".join([*lines, *_findings(comparison.diagnostics, lang)])


def _findings(diagnostics: Sequence[Diagnostic], lang: str) -> list[str]:
    lines = [f"### {phrase('diagnostics', lang)} ({len(diagnostics)})", ""] if diagnostics else []
    for found in diagnostics:
        severity = label("severity", found.severity, lang)
        told = f"{found.message(lang)} — {found.hint(lang)}"
        lines.append(f"- {severity} `{found.code}` {escaped(found.place(lang))}: {escaped(told)}")
    return [*lines, ""] if lines else []


def escaped(text: str) -> str:
    """Return *text* on one line, so that Markdown shows it as it is.

    >>> escaped("a|b <script> *x*")
    'a\\\\|b \\\\<script\\\\> \\\\*x\\\\*'
    """
    text = _SPECIAL.sub(r"\\\1", visible(text))
    return text.replace("@", "@\u2060").replace("://", ":\u2060//").replace("www.", "www\u2060.")


def _line(cells: Sequence[str]) -> list[str]:
    return [f"| {' | '.join(cells)} |"]


def _cells(result: Verdict, plan: Plan, lang: str) -> list[str]:
    constraint, observation = result.constraint, result.observation
    return [
        f"{MARKS[result.verdict]} {label('verdict', result.verdict, lang)}",
        escaped(constraint.indicator),
        escaped(bound(constraint, plan.source.text)),
        "" if observation is None else escaped(marked(observation, lang)),
        margin_text(result),
        escaped(place(plan, constraint)),
        "" if result.verdict == "met" and not result.is_close else escaped(result.message(lang)),
    ]
