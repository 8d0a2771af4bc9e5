"""The tokens of a sentence: in each state of the machine, the first terminal that it accepts and that matches.

Which terminals a state accepts and in which order they are tried is Lark's contextual lexer to the letter. What saves
time is that only terminals are tried that can begin with the character at hand, and that each is compiled once.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from plancheck import grammar
from plancheck.beginnings import first_characters
from plancheck.patterns import matcher

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping, Sequence

    from plancheck.beginnings import Characters
    from plancheck.grammar import Terminal

    Match = Callable[[str, int], re.Match[str] | None]
    Try = tuple[str, Match]

_REMEMBERED = 10_000  # characters, so that a text of all characters there are does not fill the memory


class Tries(dict[str, "tuple[Try, ...]"]):
    """What to try at a character, by character: the terminals that can begin with it, in order."""

    def __init__(self, accepted: Sequence[tuple[Try, Characters]]) -> None:
        self._accepted = accepted

    def __missing__(self, character: str) -> tuple[Try, ...]:
        tries = tuple(one for one, firsts in self._accepted if character in firsts)
        if len(self) < _REMEMBERED:
            self[character] = tries
        return tries


@cache
def tries() -> tuple[Tries, ...]:
    """Return for each state of the machine what to try at a character.

    >>> state = grammar.machine().base
    >>> [name for name, _ in tries()[state]["不"]]
    ['LEAD', 'MODAL', 'TEXT', 'CHAR']
    """
    compiled = [((t.name, _match(t)), first_characters(t.pattern)) for t in grammar.terminals()]
    shared: dict[frozenset[str], Tries] = {}

    def of(actions: Mapping[str, int]) -> Tries:
        accepted = frozenset(actions)
        if accepted not in shared:
            shared[accepted] = Tries([entry for entry in compiled if entry[0][0] in accepted])
        return shared[accepted]

    return tuple(of({s: a for s, a in actions.items() if s.isupper()}) for actions in grammar.machine().actions)


def _match(terminal: Terminal) -> Match:
    """Return what matches *terminal* at a place; what must follow is compiled once for all that ask for it."""
    own = matcher(terminal.pattern)
    if not terminal.ahead:
        return own
    follows = _ahead(terminal.ahead)

    def match(text: str, position: int) -> re.Match[str] | None:
        found = own(text, position)
        return found if found and follows(text, found.end()) else None

    return match


_ahead = cache(matcher)
