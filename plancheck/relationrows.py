"""What every answer for people says of a comparison of two plans: its columns, signs, cells and totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plancheck.labels import bound, visible
from plancheck.relations import Relation
from plancheck.summing import counted

if TYPE_CHECKING:
    from plancheck.comparisons import PlanComparison, TargetComparison

CELLS = ("indicator", "lower", "upper", "lower_place", "upper_place")
RELATION_COLUMNS = ("relation", *CELLS, "reason")
RELATION_MARKS = {
    Relation.LOOSER: "✗",
    Relation.NOT_COMPARABLE: "≠",
    Relation.ABSENT: "∅",
    Relation.STRICTER: "✓",
    Relation.EQUAL: "=",
}


def relation_cells(result: TargetComparison, comparison: PlanComparison) -> list[str]:
    """Return what the columns `CELLS` hold: of several answers the one that decides, else the first."""
    answer = result.answer or next(iter(result.answers), None)
    lower_text, upper_text = comparison.lower.source.text, comparison.upper.source.text
    return [
        visible(result.constraint.indicator),
        "" if answer is None else bound(answer.constraint, "" if answer.resolved else lower_text),
        bound(result.constraint, upper_text),
        "" if answer is None else visible(answer.place),
        visible(result.place),
    ]


def relation_totals(comparison: PlanComparison, lang: str) -> str:
    """Return the closing line: how many targets the upper plan has, and how the lower one stands to them."""
    return counted("relation", tuple(Relation), (result.relation for result in comparison.results), lang)
