"""How a lower plan stands to a target of the upper one, as one sentence by the templates in `rules/relations.toml`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from plancheck import resources
from plancheck.errors import refuse_language
from plancheck.labels import visible
from plancheck.relations import Ranking, Relation
from plancheck.text import place_in, set_in
from plancheck.wording import demand, distance_unit, figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plancheck.records import Constraint

_SIDES = ("bound", "deadline", "force")


def relation_sentence(
    upper: Constraint,
    ranking: Ranking,
    *,
    lower: Constraint | None = None,
    details: Mapping[str, str] | None = None,
    resolved: bool = False,
    lang: str = "en",
) -> str:
    """Return how *lower* (None if there is none) stands to *upper*, in *lang*, "en" or "zh".

    *details* has the places and days of both, and what else the sentence of the reason asks for; *resolved* tells that
    the bound of *lower* is that of *upper*, to which it refers.

    >>> from decimal import Decimal
    >>> from plancheck.records import Constraint
    >>> beds = Constraint(role="target", kind="level", indicator="床位数", op=">=", value=Decimal(90), unit="张",
    ...     start=0, end=3)
    >>> relation_sentence(beds, Ranking(relation=Relation.ABSENT, reason="absent"))
    '床位数: the lower plan has no target for it; the upper plan asks for at least 90 张'
    """
    details = details or {}
    places = {name: details.get(f"{name}_place", "") for name in ("lower", "upper")}
    blanks = {name: set_in(text, lang) for name, text in details.items()}
    blanks |= {
        "indicator": visible(upper.indicator),
        "lower": "" if lower is None else _asked(lower, "lower", details, lang),
        "upper": _asked(upper, "upper", details, lang),
        "place": _place(places["lower"], lang),
        "over": _place(places["upper"], lang),
        "why": _text("why", details["why"], lang) if "why" in details else "",
        "near": _text("part", "near", lang, names=blanks["near"]) if details.get("near") else "",
    }
    blanks["told"] = _text("told", "taken" if resolved else "both", lang, **blanks)
    blanks["because"] = _because(ranking, upper, blanks, lang)
    return visible(_text("sentence", ranking.reason, lang, **blanks))


def _asked(constraint: Constraint, side: str, details: Mapping[str, str], lang: str) -> str:
    ends = {end: details.get(f"{side}_{end}") for end in ("low", "high")}
    return demand(constraint, lang=lang, **ends)


def _because(ranking: Ranking, upper: Constraint, blanks: Mapping[str, str], lang: str) -> str:
    """Return which sides are stricter and which looser: what speaks for the relation first."""
    told: dict[Relation, list[str]] = {Relation.STRICTER: [], Relation.LOOSER: []}
    for side in _SIDES:
        relation = getattr(ranking, side)
        if relation in told:
            margin = _margin(ranking, upper, lang) if side == "bound" else ""
            told[relation].append(_text(side, str(relation), lang, **{**blanks, "margin": margin}))
    groups = [_text("part", "and", lang).join(clauses) for clauses in told.values() if clauses]
    return _text("part", "but", lang).join(groups)


def _margin(ranking: Ranking, upper: Constraint, lang: str) -> str:
    if not ranking.margin:
        return ""
    size = abs(Fraction(ranking.margin)) if isinstance(ranking.margin, Fraction) else abs(ranking.margin)
    return _text("bound", "margin", lang, distance=figure(size, distance_unit(upper), lang))


def _place(place: str, lang: str) -> str:
    return _text("part", "place", lang, source=place_in(place, lang)) if place else ""


def _text(group: str, key: str, lang: str, **blanks: str) -> str:
    refuse_language(lang)
    return str(resources.rules("relations.toml")[group][key][lang]).format(**blanks)
