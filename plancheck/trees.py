"""A sentence's parse: a flat list of nodes, figures with the words that bound them (step 2).

Lark does the parsing, LALR with its contextual lexer; the grammar is `grammars/statement.lark` with the words of
`rules/`. The grammar is total, so every text parses; what a figure means is decided in the next steps.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs
from attrs import field, frozen
from lark import Lark, Token, Transformer, v_args

from plancheck import lexicon, resources

if TYPE_CHECKING:
    from collections.abc import Sequence


@frozen
class Node:
    """A piece of a sentence: `kind` is text, name, mark, modal, period, per_head, date, figure.

    `start` and `end` are offsets in the sentence that was parsed.
    """

    kind: str
    start: int
    end: int
    text: str


@frozen
class Figure(Node):
    """A figure with the words that bound it.

    `form` says how it is written (quantity, range, share, fraction, tenths, quantifier, reference, garbled, missing);
    `low` and `high` are the numbers as written, `unit` the unit as written; `leads` and `tail` are the comparison words
    around it, in order. `run` numbers the run of joined figures it stands in and `joined` tells whether a mark
    separates it from the figure before it in that run. `start` and `end` cover the figure without those words.
    """

    form: str
    low: str
    high: str
    unit: str
    leads: tuple[str, ...]
    tail: str
    outer: tuple[int, int]
    run: int = 0
    joined: bool = True


@frozen
class Date(Node):
    """A date or phrase of time: `word` leads to it (到, 比 …), `edge` closes it (底, 前 …), `parts` are its pieces."""

    word: str = ""
    edge: str = ""
    parts: dict[str, str] = field(factory=dict)


def parse(text: str) -> list[Node]:
    """Return the nodes of one sentence, in order and without gaps; never raises on any text.

    >>> [(node.kind, node.text) for node in parse("到2025年,确保覆盖率达到90%以上")]
    [('date', '到2025年'), ('mark', ','), ('modal', '确保'), ('text', '覆盖率'), ('figure', '90%')]
    """
    if not text:
        return []
    nodes: list[Node] = _parser().parse(text)  # type: ignore[assignment]
    return nodes


@cache
def _parser() -> Lark:
    return Lark(
        _grammar(),
        parser="lalr",
        lexer="contextual",
        transformer=_Nodes(),
        maybe_placeholders=False,
    )


def _grammar() -> str:
    """Return the grammar file with the patterns it names filled in and the generated terminals behind it."""
    text = resources.grammar("statement.lark")
    for name, pattern in lexicon.fragments().items():
        text = lexicon.escape_slashes(pattern).join(re.split(rf"(?<![A-Z_]){name}(?![A-Z_.:])", text))
    return f"{text}\n{lexicon.terminals()}"


def _words(tokens: Sequence[Any]) -> tuple[str, ...]:
    return tuple(str(token) for token in tokens)


@v_args(inline=False)
class _Nodes(Transformer[Token, Any]):
    """Builds the nodes while parsing; one method a grammar rule."""

    def start(self, items: list[Any]) -> list[Node]:
        nodes: list[Node] = []
        run = 0
        for item in items:
            if isinstance(item, list):
                run += 1
                nodes.extend(_numbered(item, run))
            elif item.kind == "text" and nodes and nodes[-1].kind == "text":
                nodes[-1] = Node("text", nodes[-1].start, item.end, nodes[-1].text + item.text)
            else:
                nodes.append(item)
        return nodes

    def text(self, items: list[Token]) -> Node:
        return _node("name" if items[0].type == "NAME" else "text", items)

    def mark(self, items: list[Token]) -> Node:
        return _node("mark", items)

    def modal(self, items: list[Token]) -> Node:
        return _node("modal", items)

    def period(self, items: list[Token]) -> Node:
        return _node("period", items)

    def per_head(self, items: list[Token]) -> Node:
        return _node("per_head", items)

    def date(self, items: list[Token]) -> Date:
        word = str(items[0]) if items[0].type == "TIME_WORD" else ""
        edge = str(items[-1]) if items[-1].type == "EDGE" else ""
        parts = {token.type: str(token) for token in items if token.type not in ("TIME_WORD", "EDGE")}
        return Date("date", *_span(items, items), "".join(items), word, edge, parts)

    def figures(self, items: list[Any]) -> list[Any]:
        return items

    def bounded(self, items: list[Any]) -> Figure:
        leads = [item for item in items if isinstance(item, Token) and item.type == "LEAD"]
        before = [item for item in items if isinstance(item, Token) and item.type in ("LEAD", "DATED")]
        tails = [item for item in items if isinstance(item, Token) and item.type == "TAIL"]
        form, tokens, numbers, unit = next(item for item in items if not isinstance(item, Token))
        return Figure(
            "figure",
            *_span(tokens, tokens),
            "".join(tokens),
            form=form,
            low=numbers[0] if numbers else "",
            high="-".join(numbers[1:]),
            unit=unit,
            leads=_words(leads),
            tail=str(tails[0]) if tails else "",
            outer=_span(before or tokens, tails or tokens),
        )

    def number(self, items: list[Token]) -> list[Token]:
        return items

    def unit(self, items: list[Token]) -> Token:
        return items[0]

    def quantity(self, items: list[Any]) -> tuple[Any, ...]:
        number, *unit = items
        return "quantity", [*number, *unit], ["".join(number)], str(unit[0]) if unit else ""

    def range(self, items: list[Any]) -> tuple[Any, ...]:
        numbers = ["".join(item) for item in items if isinstance(item, list)]
        units = [str(item) for item in items if isinstance(item, Token) and item.type != "RANGE"]
        return "range", _flat(items), numbers, units[-1] if units else ""

    def _form(name: str) -> Any:  # type: ignore[misc]  # noqa: N805
        def build(self: _Nodes, items: list[Any]) -> tuple[Any, ...]:
            tokens = _flat(items)
            return name, tokens, [str(tokens[0])], str(tokens[1]) if len(tokens) == 2 else ""

        return build

    share = _form("share")
    fraction = _form("fraction")
    tenths = _form("tenths")
    doubling = _form("doubling")
    quantifier = _form("quantifier")
    reference = _form("reference")
    garbled = _form("garbled")
    missing = _form("missing")


def _flat(items: list[Any]) -> list[Token]:
    return [token for item in items for token in (item if isinstance(item, list) else [item])]


def _node(kind: str, items: list[Token]) -> Node:
    return Node(kind, *_span(items, items), "".join(items))


def _span(first: Sequence[Token], last: Sequence[Token]) -> tuple[int, int]:
    """Return where the first token of one list begins and the last of another ends; lexed tokens have both."""
    return first[0].start_pos or 0, last[-1].end_pos or 0


def _numbered(items: list[Any], run: int) -> list[Figure]:
    """Return the figures of a run, each knowing whether a mark separates it from the one before."""
    figures: list[Figure] = []
    joined = True
    for item in items:
        if isinstance(item, Token):
            joined = True
            continue
        figures.append(attrs.evolve(item, run=run, joined=joined))
        joined = False
    return figures
