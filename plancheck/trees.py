"""A sentence's parse: a flat list of nodes, figures with the words that bound them (step 2).

The grammar is `grammars/statement.lark` with the words of `rules/`, the table is Lark's (`grammar.py`). Running it here
takes a few lines and a fraction of the time, because nodes are built at once and text needs no table. The grammar is
total, so every text parses; what a figure means is decided in the next steps.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from attrs import define, field

from plancheck import grammar, shapes
from plancheck.shapes import DateShape, FigureShape


@define
class Node:
    """A piece of a sentence: `kind` is text, name, mark, modal, period, per_head, date, figure.

    `start` and `end` are offsets in the sentence that was parsed.
    """

    kind: str
    start: int
    end: int
    text: str


@define
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

    def sharing(self, leads: tuple[str, ...], unit: str) -> Figure:
        """Return the figure with the comparison words and the unit that it shares with others of its run."""
        place = (self.kind, self.start, self.end, self.text)
        return Figure(*place, self.form, self.low, self.high, unit, leads, self.tail, self.outer, self.run, self.joined)


@define
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
    single, tries = _single(), shapes.outside().tries
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
        tokens, (kind, position, stop) = _item(text, (kind, position, stop))
        shape = shapes.shape_of(tokens.kinds)
        if isinstance(shape, DateShape):
            nodes.append(_date(text, shape, tokens))
        else:
            run += 1
            nodes += [_figure(text, figure, tokens, run) for figure in shape]
    if written >= 0:
        nodes.append(Node("text", written, end, text[written:end]))
    return nodes


class _Tokens(NamedTuple):
    kinds: list[str]
    starts: list[int]
    ends: list[int]


def _item(text: str, token: tuple[str, int, int]) -> tuple[_Tokens, tuple[str, int, int]]:
    """Return the tokens of the date or run of figures that begins with *token*, and the token behind it."""
    kinds: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    (kind, position, stop), end = token, len(text)
    place = shapes.outside()[kind]
    while place is not None:
        kinds.append(kind)
        starts.append(position)
        ends.append(stop)
        position, kind = stop, ""
        if position == end:
            break
        for kind, match in place.tries[text[position]]:  # noqa: B007
            if found := match(text, position):
                stop = found.end()
                break
        place = place[kind]
    return _Tokens(kinds, starts, ends), (kind, position, stop)


def _date(text: str, shape: DateShape, tokens: _Tokens) -> Date:
    _, starts, ends = tokens
    parts = {kind: text[starts[place] : ends[place]] for kind, place in shape.parts.items()}
    word, edge = parts.pop("TIME_WORD", ""), parts.pop("EDGE", "")
    return Date("date", starts[0], ends[-1], text[starts[0] : ends[-1]], word, edge, parts)


def _figure(text: str, shape: FigureShape, tokens: _Tokens, run: int) -> Figure:
    _, starts, ends = tokens
    form, (first, last), low, high, unit, _, leads, tail, outer, joined = shape
    start, end = starts[first], ends[last]
    return Figure(
        "figure",
        start,
        end,
        text[start:end],
        form,
        text[starts[low[0]] : ends[low[1]]],
        "-".join([text[starts[a] : ends[b]] for a, b in high]) if high else "",
        "" if unit is None else text[starts[unit] : ends[unit]],
        tuple([text[starts[place] : ends[place]] for place in leads]),
        "" if tail is None else text[starts[tail] : ends[tail]],
        (starts[outer[0]], ends[outer[1]]),
        run,
        joined,
    )


@cache
def _single() -> dict[str, str]:
    """Return the kinds of nodes that are made of one token, by terminal."""
    items = grammar.machine().single.items()
    return {kind: "name" if kind == "NAME" else name for kind, name in items if name not in shapes.BUILDS}
