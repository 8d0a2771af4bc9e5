"""How one statement is read: its pieces, the constraints they become, and what would meet each."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve

from plancheck import bounds, trees, units
from plancheck.documents import read_document
from plancheck.exact import simplest
from plancheck.labels import bound, disarm, label, visible
from plancheck.pipeline import parse
from plancheck.sentences import split
from plancheck.text import Source, display_width, set_in
from plancheck.wording import demand, figure

if TYPE_CHECKING:
    from plancheck.bounds import Interval
    from plancheck.plans import Plan
    from plancheck.records import Constraint
    from plancheck.trees import Node

OTHER_UNITS, SMALLEST = 3, Fraction(1, 1000)


def explain(text: str, *, year: int | None = None, lang: str = "en") -> str:
    """Return for people how *text* is read, as the command `plancheck explain` shows it.

    >>> print(explain("婴儿死亡率控制在3.5‰以下"))
    how it is read
      婴儿死亡率  text
      3.5‰        figure, bound by 控制在 … 以下
    <BLANKLINE>
    婴儿死亡率 ≤ 3.5‰
      target · level
      met by at most 3.5‰, which is the same as 0.35%, 35/万, 350/10万
    """
    plan = parse(text, year=year)
    blocks = [_pieces(text, year, lang), *(_constraint(found, plan, lang) for found in plan)]
    if not len(plan):
        blocks.append([label("explain", "nothing", lang)])
    blocks += [[diagnostic.render(lang)] for diagnostic in plan.diagnostics]
    return disarm("\n\n".join("\n".join(block) for block in blocks if block)) + "\n"


def _pieces(text: str, year: int | None, lang: str) -> list[str]:
    """Return the nodes of each sentence that can carry figures, a line each."""
    sentences = split(read_document(Source(text), year=year))
    nodes = [node for sentence in sentences for node in trees.parse(sentence.text) if node.text.strip()]
    width = max((display_width(visible(node.text)) for node in nodes), default=0)
    lines = [f"  {_padded(visible(node.text), width)}  {_role(node, lang)}" for node in nodes]
    return [label("explain", "pieces", lang), *lines] if lines else []


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def _role(node: Node, lang: str) -> str:
    """Return what a node is, for a figure with the words that bound it."""
    name = label("node", node.kind, lang)
    if not isinstance(node, trees.Figure) or not (node.leads or node.tail):
        return name
    words = " … ".join(part for part in (" ".join(node.leads), node.tail) if part)
    return label("explain", "bounded", lang).format(node=name, words=words)


def _constraint(constraint: Constraint, plan: Plan, lang: str) -> list[str]:
    facts = [
        label("role", constraint.role, lang),
        label("kind", constraint.kind, lang),
        label("modality", constraint.modality, lang),
        label("explain", "due", lang).format(day=constraint.deadline) if constraint.deadline else "",
    ]
    return [
        f"{visible(constraint.indicator)} {bound(constraint, plan.source.text)}",
        f"  {' · '.join(fact for fact in facts if fact)}",
        f"  {_met_by(constraint, lang)}",
    ]


def _met_by(constraint: Constraint, lang: str) -> str:
    """Return in words what would meet *constraint*, in its own unit and in those that it converts into."""
    if constraint.role == "report":
        return label("explain", "report", lang)
    interval = bounds.demanded(constraint)
    if interval is None:
        return label("explain", "unknown", lang)
    met_by = label("explain", "met_by", lang).format(bound=demand(_plainly(constraint, interval), lang=lang))
    others = _elsewhere(interval, constraint.unit, lang)
    return label("explain", "also", lang).format(met_by=met_by, others=others) if others else met_by


def _plainly(constraint: Constraint, interval: Interval) -> Constraint:
    """Return a constraint that asks for *interval* by a sign alone: no about, no range that counts from its low end."""
    low, high = (None if end is None else simplest(end) for end in (interval.low, interval.high))
    if low is None:
        return evolve(constraint, op="<" if interval.high_open else "<=", value=high, high=None)
    if high is None:
        return evolve(constraint, op=">" if interval.low_open else ">=", value=low, high=None)
    return evolve(constraint, op="=" if low == high else "range", value=low, high=high)


def _elsewhere(interval: Interval, unit: str | None, lang: str) -> str:
    """Return the bound in other units, those that make it no tiny number; an interval with two ends is not repeated."""
    ends = {end for end in (interval.low, interval.high) if end is not None}
    if unit is None or len(ends) != 1:
        return ""
    end = ends.pop()
    others = [(end * units.factor(unit, other), other) for other in units.family(unit)]
    readable = [figure(simplest(value), other, lang) for value, other in others if abs(value) >= SMALLEST]
    return set_in(", ".join(readable[:OTHER_UNITS]), lang)
