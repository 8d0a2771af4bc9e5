"""Plans and reports as notebooks show them: one table without style sheets, scripts or anything from the network."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from plancheck.labels import bound, label, locale_language, phrase, visible
from plancheck.summing import MARKS, ORDER, by_urgency, margin_text
from plancheck.wording import marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from plancheck.plans import Plan
    from plancheck.records import Constraint
    from plancheck.verdicts import Report, Verdict

MOST_ROWS = 200
PLAN_COLUMNS = ("place", "role", "indicator", "bound", "modality", "deadline", "remarks")
REPORT_COLUMNS = ("verdict", "indicator", "target", "reported", "margin", "place")


def plan_html(plan: Plan, lang: str | None = None) -> str:
    """Return the constraints of *plan* as an HTML table in *lang*, "en" or "zh" (default: the locale's).

    >>> from plancheck import parse
    >>> "<td>覆盖率</td><td>≥ 90%</td>" in plan_html(parse("覆盖率达到90%以上。"), "en")
    True
    """
    lang = lang or locale_language()
    rows = (_plan_row(constraint, plan, lang) for constraint in plan.constraints[:MOST_ROWS])
    caption = " · ".join(str(fact) for fact in (plan.title or plan.source.name, plan.year, plan.body) if fact)
    return _table(caption, PLAN_COLUMNS, rows, len(plan.constraints), lang)


def report_html(report: Report, lang: str | None = None) -> str:
    """Return the verdicts of *report* as an HTML table, those to act on first; the closing line counts them."""
    lang = lang or locale_language()
    results = by_urgency(report.results)
    rows = (_verdict_row(result, lang, report.plan) for result in results[:MOST_ROWS])
    counts = [
        phrase("part", lang, count=n, verdict=label("verdict", name, lang))
        for name in ORDER
        if (n := sum(result.verdict == name for result in results))
    ]
    caption = f"{report.plan.title or report.plan.source.name} · {phrase('comma', lang).join(counts)}"
    return _table(caption, REPORT_COLUMNS, rows, len(results), lang)


def _plan_row(constraint: Constraint, plan: Plan, lang: str) -> list[str]:
    return [
        f"{plan.source.name}:{constraint.line}",
        label("role", constraint.role, lang),
        constraint.indicator,
        bound(constraint, plan.source.text),
        label("modality", constraint.modality, lang),
        constraint.deadline.isoformat() if constraint.deadline else "",
        " ".join(constraint.diagnostics),
    ]


def _verdict_row(result: Verdict, lang: str, plan: Plan) -> list[str]:
    observation = result.observation
    return [
        f"{MARKS[result.verdict]} {label('verdict', result.verdict, lang)}",
        result.constraint.indicator,
        bound(result.constraint, plan.source.text),
        "" if observation is None else marked(observation, lang),
        margin_text(result),
        f"{plan.source.name}:{result.constraint.line}",
    ]


def _table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], total: int, lang: str) -> str:
    """Return the table; every text is escaped, and characters that turn writing around are made visible."""
    head = "".join(f'<th scope="col">{escape(label("column", name, lang))}</th>' for name in columns)
    body = "".join(f"<tr>{''.join(f'<td>{escape(visible(cell))}</td>' for cell in row)}</tr>" for row in rows)
    more = f"<p>{escape(phrase('more_rows', lang, count=total - MOST_ROWS))}</p>" if total > MOST_ROWS else ""
    head = f"<caption>{escape(visible(caption))}</caption><thead><tr>{head}</tr></thead>"
    return f"<table>{head}<tbody>{body}</tbody></table>{more}"
