"""A sentence's parse: a flat list of nodes, figures with the words that bound them (step 2).

The grammar is `grammars/statement.lark` with the words of `rules/`, the table is Lark's (`grammar.py`). Running it here
takes a few lines and a fraction of the time, because nodes are built at once and text needs no table. The grammar is
total, so every text parses; what a figure means is decided in the next steps.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import field, frozen

from plancheck import grammar, scanner

if TYPE_CHECKING:
    from collections.abc import Callable

    Token = tuple[str, int, int]  # its terminal, where it begins and ends
    Build = Callable[[str, list[Any]], Any]  # from the text and what the symbols of a rule have become


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
    single, tries = _single(), scanner.tries()[grammar.machine().base]
    nodes: list[Node] = []
    run, written, position, kind = 0, -1, 0, ""  # `written` is where the text at hand begins, `kind` a token at hand
    stop, end = 0, len(text)
    while position < end:
        if not kind:
            for kind, match in tries[text[position]]:  # noqa: B007
                if found := match(text, position):
                    stop = found.end()
                    break
        name = single.get(kind)
        if name == "text":
            written = position if written < 0 else written
            position, kind = stop, ""
            continue
        if written >= 0:
            nodes.append(Node("text", written, position, text[written:position]))
            written = -1
        if name:
            nodes.append(Node(name, position, stop, text[position:stop]))
            position, kind = stop, ""
            continue
        item, (kind, position, stop) = _item(text, (kind, position, stop))
        if isinstance(item, Date):
            nodes.append(item)
        else:
            run += 1
            nodes.extend(Figure(*(*figure, run, joined)) for figure, joined in item)
    if written >= 0:
        nodes.append(Node("text", written, end, text[written:end]))
    return nodes


def _item(text: str, token: Token) -> tuple[Any, Token]:
    """Return the date or the run of figures that begins with *token*, and the token behind it."""
    machine, tries, steps, end = grammar.machine(), scanner.tries(), _steps(), len(text)
    actions, states = machine.actions, [machine.base]
    values: list[Any] = []
    kind, position, stop = token
    while True:
        action = actions[states[-1]][kind]
        while action < 0:
            origin, size, spliced, build = steps[~action]
            del states[-size:]
            if build:
                children = values[-size:]
                del values[-size:]
                for index in spliced:
                    if index:
                        children[index : index + 1] = children[index]
                    else:  # what was gathered grows in place: a copy for each figure of a run would be quadratic
                        gathered, *rest = children
                        gathered += rest
                        children = gathered
                values.append(children if build is _gathered else build(text, children))
            if origin == "item":
                return values[0], (kind if position < end else "", position, stop)
            states.append(actions[states[-1]][origin])
            action = actions[states[-1]][kind]
        states.append(action)
        values.append((kind, position, stop))
        position = stop
        if position == end:
            kind = grammar.END
            continue
        for kind, match in tries[action][text[position]]:  # noqa: B007
            if found := match(text, position):
                stop = found.end()
                break


@cache
def _single() -> dict[str, str]:
    """Return the kinds of nodes that are made of one token, by terminal."""
    items = grammar.machine().single.items()
    return {kind: "name" if kind == "NAME" else name for kind, name in items if name not in _BUILDS}


@cache
def _steps() -> tuple[tuple[str, int, tuple[int, ...], Build | None], ...]:
    """Return for each production its rule, its length, what to splice and what builds its value; None hands it on."""
    return tuple(
        (p.origin, len(p.symbols), p.spliced, _gathered if p.gathers else _BUILDS.get(p.name or ""))
        for p in grammar.machine().productions
    )


# --- what the rules build: one function a rule, named as in the grammar ---


class Value(NamedTuple):
    """A value without the words that bound it; see `Figure`."""

    form: str
    start: int
    end: int
    low: str
    high: str
    unit: str


def _gathered(_: str, children: list[Any]) -> list[Any]:
    return children


def _date(text: str, tokens: list[Token]) -> Date:
    parts = {kind: text[start:end] for kind, start, end in tokens}
    word, edge = parts.pop("TIME_WORD", ""), parts.pop("EDGE", "")
    start, end = tokens[0][1], tokens[-1][2]
    return Date("date", start, end, text[start:end], word, edge, parts)


def _figures(_: str, children: list[Any]) -> list[tuple[Any, bool]]:
    """Return the figures of a run, and whether a mark separates each from the one before."""
    marked = [True, *(child[0] == "JOINT" or child[3] in _JOINTS for child in children)]
    return [
        (child, before or child[3] in _JOINTS)
        for child, before in zip(children, marked, strict=False)
        if child[0] != "JOINT"
    ]


def _bounded(text: str, children: list[Any]) -> tuple[Any, ...]:
    *before, tail = children if children[-1][0] == "TAIL" else (*children, None)
    value = before.pop()
    return (
        "figure",
        value.start,
        value.end,
        text[value.start : value.end],
        value.form,
        value.low,
        value.high,
        value.unit,
        tuple(text[start:end] for kind, start, end in before if kind == "LEAD"),
        text[tail[1] : tail[2]] if tail else "",
        (before[0][1] if before else value.start, tail[2] if tail else value.end),
    )


def _number(_: str, tokens: list[Token]) -> Token:
    return "number", tokens[0][1], tokens[-1][2]


def _unit(_: str, tokens: list[Token]) -> Token:
    return tokens[0]


def _quantity(text: str, pieces: list[Token]) -> Value:
    (_, start, middle), (_, _, end) = pieces[0], pieces[-1]
    return Value("quantity", start, end, text[start:middle], "", text[middle:end])


def _range(text: str, pieces: list[Token]) -> Value:
    low, *high = (text[start:end] for kind, start, end in pieces if kind == "number")
    units = [text[start:end] for kind, start, end in pieces if kind not in ("number", "RANGE")]
    return Value("range", pieces[0][1], pieces[-1][2], low, "-".join(high), units[-1] if units else "")


def _whole(form: str) -> Build:
    """Return what builds a value of *form*: its first token is what it says, its unit the last there is."""

    def build(text: str, pieces: list[Token]) -> Value:
        _, start, end = pieces[0]
        units = [text[a:b] for kind, a, b in pieces[1:] if kind in _UNITS]
        return Value(form, start, pieces[-1][2], text[start:end], "", units[-1] if units else "")

    return build


_UNITS = frozenset({"PERCENT", "PERMILLE", "POINT", "PER_BASE", "MEASURE"})
_JOINTS = frozenset({"、", "以及", "和", "及", "与"})  # where a figure is gone, the mark beside its place stands for it
_FORMS = ("share", "fraction", "tenths", "doubling", "quantifier", "reference", "garbled", "missing")
_BUILDS: dict[str, Build] = {
    "date": _date,
    "figures": _figures,
    "bounded": _bounded,
    "empty": _bounded,
    "number": _number,
    "unit": _unit,
    "quantity": _quantity,
    "range": _range,
    **{form: _whole(form) for form in _FORMS},
}
