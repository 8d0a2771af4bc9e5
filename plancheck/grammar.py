"""The grammar of a sentence as a machine: the terminals in the order they are tried, and Lark's LALR table.

The rules are those of `grammars/statement.lark`, the words come from `rules/`. Lark makes the table; the one that
ships, `grammars/statement.json`, saves every start the time that Lark takes to load and to build it. It knows the
terminals by name alone, so words may change freely; where the rules have changed, Lark builds the table at each start
until `pytest --update-golden tests/test_grammar.py` has written it anew.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from plancheck import resources, tokenpatterns
from plancheck.beginnings import width

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "statement.lark"
TABLE = "statement.json"
END = "$END"
_ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}|\\n")
_TERMINAL = re.compile(r'^(?P<name>[A-Z_]+)(?:\.(?P<priority>-?\d+))?: (?:/(?P<pattern>.*)/|"(?P<text>[^"]+)")$')


@frozen
class Terminal:
    """A kind of token: its name, the pattern of its text, and its priority, the highest tried first.

    `ahead` is the pattern of what must follow, where that is a figure: several terminals share it, and it is long.
    """

    name: str
    priority: int
    pattern: str
    ahead: str = ""


@frozen
class Production:
    """A rule with one of its expansions; `name` is what it builds, None where it hands on what it is given.

    `spliced` are the positions, last first, of symbols that gather pieces: what they gathered takes their place.
    """

    origin: str
    symbols: tuple[str, ...]
    name: str | None
    spliced: tuple[int, ...] = field(init=False)

    @spliced.default
    def _spliced(self) -> tuple[int, ...]:
        return tuple(i for i, symbol in reversed([*enumerate(self.symbols)]) if symbol.startswith("_"))

    @property
    def gathers(self) -> bool:
        """Whether the production only gathers pieces for the rule that repeats it."""
        return self.origin.startswith("_")


@frozen
class Machine:
    """Lark's table: what to do in each state with each symbol.

    A number from 0 up is the state to go to; below 0 it is ~index of the production to reduce by. `base` is the state
    behind each item of a sentence, and `single` tells what item a token makes by itself.
    """

    productions: tuple[Production, ...]
    actions: tuple[Mapping[str, int], ...]
    base: int
    single: Mapping[str, str]


@cache
def terminals() -> tuple[Terminal, ...]:
    """Return the terminals in the order in which they are tried, which is Lark's.

    >>> [terminal.name for terminal in terminals()][-2:]
    ['TEXT', 'CHAR']
    """
    lines = (_TERMINAL.match(line) for line in grammar().splitlines())
    figure = tokenpatterns.fragments()["FIGURE_START"]
    found = [
        (match["name"], int(match["priority"] or 0), match["pattern"] or re.escape(match["text"]))
        for match in lines
        if match
    ]
    split = [
        (Terminal(name, priority, *_split(pattern, figure)), _length(pattern)) for name, priority, pattern in found
    ]
    ordered = sorted(split, key=lambda pair: (-pair[0].priority, -width(pair[0].pattern)[1], -pair[1], pair[0].name))
    return tuple(terminal for terminal, _ in ordered)


def _split(pattern: str, figure: str) -> tuple[str, str]:
    """Return *pattern* without the look at what follows it, and that: *figure* or nothing."""
    own = pattern.removesuffix(f"(?={tokenpatterns.escape_slashes(figure)})")
    return own, figure if own != pattern else ""


def _length(pattern: str) -> int:
    """Return how long Lark finds a pattern, to which an escaped character is one."""
    return len(_ESCAPED.sub("x", pattern))


@cache
def grammar() -> str:
    """Return the grammar file with the patterns it names filled in and the generated terminals behind it."""
    text = resources.grammar(FILE)
    for name, pattern in tokenpatterns.fragments().items():
        text = tokenpatterns.escape_slashes(pattern).join(re.split(rf"(?<![A-Z_]){name}(?![A-Z_.:])", text))
    return f"{text}\n{tokenpatterns.generated()}"


@cache
def machine() -> Machine:
    """Return the machine that reads a sentence."""
    table = json.loads(resources.grammar(TABLE))
    if table["rules"] != _rules(grammar()):
        table = _by_lark(grammar())
    productions = tuple(Production(origin, tuple(symbols), name) for origin, symbols, name in table["productions"])
    states = [_actions(state, table["lookaheads"]) for state in table["states"]]
    start = next(p for p in productions if p.origin == "start" and p.symbols)
    base = states[0][start.symbols[0]]
    single = {kind: name for kind in states[base] if (name := _item(kind, states, base, productions))}
    return Machine(productions, tuple(states), base, single)


def table_text() -> str:
    """Return the table as it ships, made by Lark now."""
    table = _by_lark(grammar())
    parts = (f"{json.dumps(name)}: {_lines(value)}" for name, value in table.items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(values: list[Any]) -> str:
    return "[\n" + ",\n".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values) + "\n]"


def _rules(text: str) -> list[str]:
    """Return what the table depends on: the lines of the rules, and the terminals' names."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("//")]
    names = sorted(match["name"] for line in lines if (match := _TERMINAL.match(line)))
    return [line for line in lines if not _TERMINAL.match(line)] + names


def _actions(state: dict[str, Any], lookaheads: list[str]) -> dict[str, int]:
    actions = dict(state["go"])
    for production, index in state["reduce"].items():
        actions.update(dict.fromkeys(lookaheads[index].split(), ~int(production)))
    return actions


def _item(kind: str, states: list[dict[str, int]], base: int, productions: tuple[Production, ...]) -> str | None:
    """Return what the token *kind* makes if it is an item by itself, whatever follows; else None."""
    symbol, name, follow = kind, None, {symbol for symbol in states[base] if symbol.isupper()}
    while symbol != "item":
        state = states[base].get(symbol, -1)
        actions = states[state] if state >= 0 else {}
        if len(set(actions.values())) != 1 or actions.keys() ^ follow:
            return None
        production = productions[~next(iter(actions.values()))]
        if len(production.symbols) != 1 or (name and production.name):
            return None
        symbol, name = production.origin, name or production.name
    return name


def _by_lark(text: str) -> dict[str, Any]:
    """Return the table that Lark builds, in the form in which it ships."""
    from lark import Lark  # here, because loading it takes longer than reading a page
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    parser, memo = Lark(text, parser="lalr", maybe_placeholders=False).memo_serialize([TerminalDef, Rule])
    rules = {key: entry for key, entry in memo.items() if entry["__type__"] == "Rule"}
    lookaheads: dict[str, int] = {}
    return {
        "rules": _rules(text),
        "productions": [_production(rule) for rule in rules.values()],
        "states": _states(parser["parser"]["parser"], list(rules), lookaheads),
        "lookaheads": list(lookaheads),
    }


def _states(table: dict[str, Any], rules: list[int], lookaheads: dict[str, int]) -> list[dict[str, Any]]:
    """Return the states as they are met from the start, which is the same order in every run."""
    order = [table["start_states"]["start"]]
    states = []
    for old in order:
        go: dict[str, int] = {}
        reduce: dict[str, list[str]] = {}
        for symbol, (kind, argument) in sorted((table["tokens"][t], a) for t, a in table["states"][old].items()):
            if kind == 0:
                if argument not in order:
                    order.append(argument)
                go[symbol] = order.index(argument)
            else:
                reduce.setdefault(str(rules.index(argument["@"])), []).append(symbol)
        ahead = {rule: lookaheads.setdefault(" ".join(names), len(lookaheads)) for rule, names in reduce.items()}
        states.append({"go": go, "reduce": ahead})
    return states


def _production(rule: dict[str, Any]) -> list[Any]:
    """Return origin, symbols and what is built, by Lark's rules for the shape of trees."""
    origin, symbols = rule["origin"]["name"], [symbol["name"] for symbol in rule["expansion"]]
    handed_on = origin.startswith("_") or (rule["options"]["expand1"] and len(symbols) == 1 and not rule["alias"])
    return [origin, symbols, None if handed_on else rule["alias"] or origin]
