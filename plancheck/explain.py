"""How one statement is read: its pieces, the constraints they become, and what would meet each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plancheck import trees, units
from plancheck.clauses import split
from plancheck.documents import read_document
from plancheck.labels import bound, disarm, figure, label, visible
from plancheck.pipeline import parse
from plancheck.text import display_width

if TYPE_CHECKING:
    from plancheck.plans import Plan
    from plancheck.records import Constraint
    from plancheck.trees import Node

OTHER_UNITS = 3


def explain(text: str, *, year: int | None = None, lang: str = "en") -> str:
    """Return for people how *text* is read, as the command `plancheck explain` shows it.

    >>> print(explain("婴儿死亡率控制在3.5‰以下"))
    how it is read
      婴儿死亡率  text
      3.5‰        figure, bound by 控制在 … 以下
    <BLANKLINE>
    婴儿死亡率 ≤ 3.5‰
      target · level
      met by 3.5‰ or less
      the same in other units: 0.35%, 35/万, 350/10万
    """
    plan = parse(text, year=year)
    blocks = [_pieces(text, year, lang), *(_constraint(found, plan, lang) for found in plan)]
    if not len(plan):
        blocks.append([label("met_by", "nothing", lang)])
    blocks += [[diagnostic.render(lang)] for diagnostic in plan.diagnostics]
    return disarm("\n\n".join("\n".join(block) for block in blocks if block)) + "\n"


def _pieces(text: str, year: int | None, lang: str) -> list[str]:
    """Return the nodes of each sentence that can carry figures, a line each."""
    document = read_document(plan_source(text), year=year)
    nodes = [node for sentence in split(document) for node in trees.parse(sentence.text) if node.text.strip()]
    width = max((display_width(visible(node.text)) for node in nodes), default=0)
    lines = [f"  {_padded(visible(node.text), width)}  {_role(node, lang)}" for node in nodes]
    return [label("met_by", "pieces", lang), *lines] if lines else []
