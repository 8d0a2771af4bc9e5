"""What a comparison of two plans comes to: the relation of each upper target, the lower ones that answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from plancheck.plans import SCHEMA_VERSION, Plan
from plancheck.records import Constraint, format_number
from plancheck.relations import Ranking, Relation
from plancheck.relationwording import relation_sentence

if TYPE_CHECKING:
    from plancheck.errors import Diagnostic
    from plancheck.relations import Reason

_NAMING = ("source", "title", "year", "body", "region")


@frozen(kw_only=True)
class Answer:
    """A target of the lower plan that answers one of the upper plan, and how it stands to it.

    `ranking` holds the relation, its reason, and those of bound, deadline and force. `resolved` tells that the bound is
    the upper plan's, to which this target refers. `place` is its file and line.
    """

    constraint: Constraint
    place: str
    ranking: Ranking
    resolved: bool = False
    details: dict[str, str] = attrs.field(factory=dict)

    @property
    def relation(self) -> Relation:
        """How it stands to the target of the upper plan."""
        return self.ranking.relation

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON types."""
        ranking = self.ranking
        return {
            "constraint": self.constraint.to_dict(),
            "place": self.place,
            "relation": str(ranking.relation),
            "reason": ranking.reason,
            **{side: _text(getattr(ranking, side)) for side in ("bound", "deadline", "force")},
            "margin": None if ranking.margin is None else format_number(ranking.margin),
            "resolved": self.resolved,
        }


@frozen(kw_only=True)
class TargetComparison:
    """A target of the upper plan with the answers of the lower one, and what they come to.

    Of several answers one that is at least as strict decides, unless another one contradicts its bound. `answer` is the
    one that decides, None if the lower plan has none, or none can be told to.
    """

    constraint: Constraint
    place: str
    relation: Relation
    reason: Reason
    answers: tuple[Answer, ...] = ()
    details: dict[str, str] = attrs.field(factory=dict)

    @property
    def answer(self) -> Answer | None:
        """The answer that decides, None if there is none."""
        if self.reason in ("conflict", "ambiguous"):
            return None
        return next((answer for answer in self.answers if answer.relation is self.relation), None)

    def message(self, lang: str = "en") -> str:
        """Return the comparison as one sentence in *lang*, "en" or "zh", with both bounds and places."""
        answer = self.answer
        return relation_sentence(
            self.constraint,
            answer.ranking if answer else Ranking(relation=self.relation, reason=self.reason),
            lower=answer.constraint if answer else None,
            details={"upper_place": self.place, **self.details},
            resolved=answer is not None and answer.resolved,
            lang=lang,
        )

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return one result of the JSON answer."""
        return {
            "constraint": self.constraint.to_dict(),
            "place": self.place,
            "relation": str(self.relation),
            "reason": self.reason,
            "message": self.message(lang),
            "answers": [answer.to_dict() for answer in self.answers],
        }


@frozen(kw_only=True)
class PlanComparison:
    """How a lower plan stands to each target of the upper one, in the upper plan's order, and what is doubtful in both.

    `lower` has the bounds of the upper plan where it refers to them.
    """

    lower: Plan
    upper: Plan
    results: tuple[TargetComparison, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell that nothing is looser. It does not tell that all could be compared: `summary` counts those."""
        return not self.looser

    @property
    def looser(self) -> tuple[TargetComparison, ...]:
        """Return the comparisons in which the lower plan is looser."""
        return tuple(result for result in self.results if result.relation is Relation.LOOSER)

    @property
    def summary(self) -> dict[Relation, int]:
        """Return how many targets of the upper plan have each relation; every one is there, with 0 if need be."""
        return {relation: sum(result.relation is relation for result in self.results) for relation in Relation}

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the comparison as JSON types, with messages in *lang*."""
        return {
            "schema_version": SCHEMA_VERSION,
            "lower": _named(self.lower),
            "upper": _named(self.upper),
            "summary": {str(relation): count for relation, count in self.summary.items()},
            "results": [result.to_dict(lang) for result in self.results],
            "diagnostics": [diagnostic.to_dict(lang) for diagnostic in self.diagnostics],
        }


def _named(plan: Plan) -> dict[str, Any]:
    return {name: value for name, value in plan.to_dict().items() if name in _NAMING}


def _text(relation: Relation | None) -> str | None:
    return None if relation is None else str(relation)
