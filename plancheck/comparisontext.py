"""A comparison of two plans for a terminal: what is looser first, the words of both plans, and why. Imports rich."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from plancheck.labels import label, phrase
from plancheck.relationrows import CELLS, RELATION_MARKS, relation_cells, relation_totals
from plancheck.relations import Relation
from plancheck.tables import drawn, fitted, row, title
from plancheck.textreport import findings, indented, statement_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

    from plancheck.comparisons import PlanComparison, TargetComparison
    from plancheck.labels import Look

STYLES = {
    Relation.LOOSER: "bold red",
    Relation.NOT_COMPARABLE: "yellow",
    Relation.ABSENT: "cyan",
    Relation.STRICTER: "green",
    Relation.EQUAL: "green",
}
_QUIET = (Relation.LOOSER, Relation.NOT_COMPARABLE)
_RIGHT = (2, 3)


def comparison_text(comparison: PlanComparison, look: Look) -> str:
    """Return the comparison: looser targets first, each with the words of both plans and the reason; totals last.

    A `quiet` look keeps to what is looser or cannot be compared, without reasons; a `verbose` one tells all of them.
    """
    shown = [relation for relation in Relation if look.detail != "quiet" or relation in _QUIET]
    groups = {kind: [result for result in comparison.results if result.relation is kind] for kind in shown}
    cells = {kind: [["", *relation_cells(result, comparison)] for result in groups[kind]] for kind in shown}
    heads = ["", *(label("column", name, look.lang) for name in CELLS)]
    widths = fitted([heads, *(line for lines in cells.values() for line in lines)], (4, 5), look.width)
    widths[0] = 1
    parts: list[RenderableType] = [title(comparison.lower)]
    parts.append(Text(phrase("measured_by", look.lang, name=title(comparison.upper).plain)))
    if any(groups.values()):
        parts += ["", row(heads, widths, ["dim"] * len(heads), _RIGHT)]
    for kind, results in groups.items():
        if results:
            parts.append(Text(f"{label('relation', kind, look.lang)} ({len(results)})", STYLES[kind]))
        for result, line in zip(results, cells[kind], strict=True):
            parts.append(row([RELATION_MARKS[kind], *line[1:]], widths, [STYLES[kind]] * 2, _RIGHT))
            parts += _reasons(result, comparison, look)
        parts += [""] if results else []
    told = [] if look.detail == "quiet" else findings(comparison.diagnostics, look)
    return drawn([*parts, *told, Text(relation_totals(comparison, look.lang), "bold")], look)


def _reasons(result: TargetComparison, comparison: PlanComparison, look: Look) -> list[RenderableType]:
    """Return what stands below a row: the words of both plans with carets, and the reason without the name above it."""
    resolved = any(answer.resolved for answer in result.answers)
    brief = result.relation not in _QUIET and look.detail != "verbose"
    if look.detail == "quiet" or (brief and not resolved and not result.details.get("near")):
        return []
    style = STYLES[result.relation]
    lines: list[Text] = []
    if not brief:
        for answer in result.answers:
            lines += statement_lines(answer.constraint, comparison.lower, look.width, style)
        lines += statement_lines(result.constraint, comparison.upper, look.width, style)
    name = result.constraint.indicator
    return indented([*lines, Text(result.message(look.lang).removeprefix(f"{name}: ").removeprefix(f"{name}："))])
