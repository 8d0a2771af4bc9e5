"""The clauses of a parsed sentence: the nodes between two marks, and brackets that speak of figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from plancheck import lexicon
from plancheck.patterns import deferred
from plancheck.trees import Date, Figure, Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ASIDE = deferred(r"^(?:其中|每|力争|不低于|不少于|不超过|达到|均|分别)")
_CONTAINED = deferred("[^含约即超共第见]{2}")


@define
class Clause:
    """A clause: its nodes, the mark that opens it ("," or ":" or "(" or "" for the first), what is asked of it often.

    `text` is the clause as written, `figures` are the places of its figures among the nodes.
    """

    nodes: list[Node]
    mark: str
    text: str
    figures: list[int]

    @property
    def front(self) -> list[Node]:
        """The nodes before the first figure, all where there is none."""
        return self.nodes[: self.figures[0]] if self.figures else self.nodes


def clauses(nodes: Sequence[Node]) -> Iterator[Clause]:
    """Yield the clauses of a sentence, at least up to that of its last figure.

    A bracket that speaks of figures (其中…, 每月1次) is a clause behind the one it stands in; any other is part of it.

    >>> from plancheck.trees import parse
    >>> [(clause.mark, clause.text, clause.figures) for clause in clauses(parse("建成30家(其中中医馆5家),达到98%"))]
    [('', '建成30家', [1]), ('(', '其中中医馆5家', [1]), (',', '98%', [0])]
    """
    last = next((place for place in range(len(nodes) - 1, -1, -1) if nodes[place].kind == "figure"), -1)
    found: list[Node] = []
    bracket: list[Node] = []
    asides: list[list[Node]] = []
    mark = ""
    for place, node in enumerate(nodes):
        is_mark = node.kind == "mark"
        if bracket or (is_mark and node.text == "("):
            bracket.append(node)
            if is_mark and node.text == ")":
                inside = bracket[1:-1]
                behind_figure = bool(found) and isinstance(found[-1], Figure)
                if _is_baseline(found, bracket):
                    pass
                elif _is_aside(inside, behind_figure=behind_figure):
                    asides.append(inside)
                elif not behind_figure:  # 350张(不含民营) says nothing of what is counted
                    found.extend(as_text(part) for part in bracket)
                bracket = []
        elif is_mark and node.text != ")":
            yield _clause(found, mark)
            for aside in asides:
                yield from _aside(aside)
            if place > last:
                return
            found, asides, mark = [], [], node.text
        else:
            found.append(node)
    yield _clause(found + bracket, mark)
    for aside in asides:
        yield from _aside(aside)


def _clause(nodes: list[Node], mark: str) -> Clause:
    text = "".join([node.text for node in nodes])
    return Clause(nodes, mark, text, [place for place, node in enumerate(nodes) if node.kind == "figure"])


def _aside(nodes: list[Node]) -> Iterator[Clause]:
    for clause in clauses(nodes):
        clause.mark = "("
        yield clause


def _is_baseline(clause: list[Node], bracket: list[Node]) -> bool:
    """Tell whether a bracket says how high that was with which is compared: 比去年同期(429)增加, 较2012年(36%)下降."""
    if not clause or not any(isinstance(node, Figure) for node in bracket):
        return False
    before = clause[-1]
    return (isinstance(before, Date) and before.word in ("比", "较", "与", "同")) or before.text.endswith("同期")


def _is_aside(inside: list[Node], *, behind_figure: bool) -> bool:
    """Tell whether a bracket speaks of figures: (其中…), (肉类上涨5%), and behind a figure (县医院211人,中医院78人)."""
    leads = [word for node in inside if isinstance(node, Figure) for word in ("", *node.leads)]
    if not leads:
        return False
    if any(word and lexicon.comparators()[word].direction for word in leads):
        return True
    text = "".join(node.text for node in inside)
    named = inside[0].kind in ("text", "name", "per_head") and _CONTAINED.match(text)
    return bool(_ASIDE.match(text) or (behind_figure and named))


def as_text(node: Node) -> Node:
    """Return *node* as a piece of text, a figure with the words that bound it."""
    if isinstance(node, Figure):
        return Node("text", node.outer[0], node.outer[1], "".join(node.leads) + node.text + node.tail)
    return Node("text", node.start, node.end, node.text) if node.kind in ("mark", "modal", "date") else node
