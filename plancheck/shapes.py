"""What a sequence of tokens makes: a date, or a run of figures with the words that bound them.

That depends on the kinds of the tokens alone, and texts repeat few sequences of them. So the reductions of the machine
are run once for a sequence and remembered; each text only fills in what its tokens say. A token is known here by its
place in the sequence.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from plancheck import grammar, scanner

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from plancheck.scanner import Tries

    Token = tuple[str, int, int]  # its kind, its first and its last place
    Build = Callable[[list[Any]], Any]  # from what the symbols of a rule have become

_LONGEST = 40  # tokens of a sequence that is remembered
_UNITS = frozenset({"PERCENT", "PERMILLE", "POINT", "PER_BASE", "MEASURE"})
_EMPTY = frozenset({"EMPTY_FIRST", "EMPTY_PLACE"})  # where a figure is gone, the mark beside its place stands for it
_WHOLE = ("share", "fraction", "tenths", "doubling", "quantifier", "reference", "garbled", "missing")


class DateShape(NamedTuple):
    """A date: its tokens by kind."""

    parts: dict[str, int]


class FigureShape(NamedTuple):
    """A figure; see `trees.Figure`. `value` are the first and last token of it, `outer` those with the words around."""

    form: str
    value: tuple[int, int]
    low: tuple[int, int]
    high: tuple[tuple[int, int], ...]
    unit: int | None
    empty: bool
    leads: tuple[int, ...] = ()
    tail: int | None = None
    outer: tuple[int, int] = (0, 0)
    joined: bool = True


class Place(dict[str, "Place | None"]):
    """Where the machine stands inside an item: what to try there, and where each kind of token leads (None: out)."""

    def __init__(self, stack: tuple[int, ...]) -> None:
        self._stack = stack
        self.tries: Tries = scanner.tries()[stack[-1]]

    def __missing__(self, kind: str) -> Place | None:
        machine, stack = grammar.machine(), [*self._stack]
        while (action := machine.actions[stack[-1]][kind]) < 0:
            production = machine.productions[~action]
            if production.origin == "item":
                self[kind] = None
                return None
            del stack[len(stack) - len(production.symbols) :]
            stack.append(machine.actions[stack[-1]][production.origin])
        self[kind] = _place((*stack, action))
        return self[kind]


@cache
def outside() -> Place:
    """Return the place between two items."""
    return _place((grammar.machine().base,))


@cache
def _place(stack: tuple[int, ...]) -> Place:
    return Place(stack)


def shape_of(kinds: Sequence[str]) -> DateShape | tuple[FigureShape, ...]:
    """Return what an item of tokens of these *kinds* is.

    >>> (figure,) = shape_of(["LEAD", "NUMBER", "PERCENT", "TAIL"])
    >>> figure.form, figure.low, figure.unit, figure.leads, figure.tail
    ('quantity', (1, 1), 2, (0,), 3)
    """
    return _remembered(tuple(kinds)) if len(kinds) <= _LONGEST else _reduced(kinds)


def _reduced(kinds: Sequence[str]) -> DateShape | tuple[FigureShape, ...]:
    machine, steps = grammar.machine(), _steps()
    states = [machine.base]
    values: list[Any] = []
    for place, kind in enumerate((*kinds, grammar.END)):
        while (action := machine.actions[states[-1]][kind]) < 0:
            origin, size, spliced, build = steps[~action]
            if origin == "item":
                break
            del states[-size:]
            if build:
                children = values[-size:]
                del values[-size:]
                values.append(build(_spliced(children, spliced)))
            states.append(machine.actions[states[-1]][origin])
        else:
            states.append(action)
            values.append((kind, place, place))
    shape: DateShape | tuple[FigureShape, ...] = values[0]
    return shape


_remembered = lru_cache(maxsize=4096)(_reduced)


def _spliced(children: list[Any], places: tuple[int, ...]) -> list[Any]:
    for place in places:
        if place:
            children[place : place + 1] = children[place]
        else:  # what was gathered grows in place: a copy for each figure of a run would be quadratic
            gathered, *rest = children
            gathered += rest
            children = gathered
    return children


@cache
def _steps() -> tuple[tuple[str, int, tuple[int, ...], Build | None], ...]:
    """Return for each production its rule, its length, what to splice and what builds its value; None hands it on."""
    return tuple(
        (p.origin, len(p.symbols), p.spliced, _gathered if p.gathers else BUILDS.get(p.name or ""))
        for p in grammar.machine().productions
    )


# --- what the rules build: one function a rule, named as in the grammar ---


def _gathered(children: list[Any]) -> list[Any]:
    return children


def _date(tokens: list[Token]) -> DateShape:
    return DateShape({kind: place for kind, place, _ in tokens})


def _figures(children: list[Any]) -> tuple[FigureShape, ...]:
    """Return the figures of a run, which know whether a mark separates each from the one before."""
    marked = [True, *(child[0] == "JOINT" or child.empty for child in children)]
    return tuple(
        child._replace(joined=before or child.empty)
        for child, before in zip(children, marked, strict=False)
        if child[0] != "JOINT"
    )


def _bounded(children: list[Any]) -> FigureShape:
    *before, tail = children if children[-1][0] == "TAIL" else (*children, None)
    figure: FigureShape = before.pop()
    first, last = figure.value
    return figure._replace(
        leads=tuple(place for kind, place, _ in before if kind == "LEAD"),
        tail=tail[1] if tail else None,
        outer=(before[0][1] if before else first, tail[2] if tail else last),
    )


def _number(tokens: list[Token]) -> Token:
    return "number", tokens[0][1], tokens[-1][2]


def _unit(tokens: list[Token]) -> Token:
    return tokens[0]


def _quantity(pieces: list[Token]) -> FigureShape:
    (_, first, middle), (kind, _, last) = pieces[0], pieces[-1]
    return FigureShape("quantity", (first, last), (first, middle), (), last if kind in _UNITS else None, empty=False)


def _range(pieces: list[Token]) -> FigureShape:
    low, *high = ((first, last) for kind, first, last in pieces if kind == "number")
    units = [place for kind, place, _ in pieces if kind in _UNITS]
    return FigureShape(
        "range", (pieces[0][1], pieces[-1][2]), low, tuple(high), units[-1] if units else None, empty=False
    )


def _whole(form: str) -> Build:
    """Return what builds a value of *form*: its first token is what it says, its unit the last there is."""

    def build(pieces: list[Token]) -> FigureShape:
        kind, first, last = pieces[0]
        units = [place for unit, place, _ in pieces[1:] if unit in _UNITS]
        end = pieces[-1][2]
        return FigureShape(form, (first, end), (first, last), (), units[-1] if units else None, empty=kind in _EMPTY)

    return build


BUILDS: dict[str, Build] = {
    "date": _date,
    "figures": _figures,
    "bounded": _bounded,
    "empty": _bounded,
    "number": _number,
    "unit": _unit,
    "quantity": _quantity,
    "range": _range,
    **{form: _whole(form) for form in _WHOLE},
}
