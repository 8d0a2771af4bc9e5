"""What a regular expression can begin with: whoever tries many of them tries only those that can match."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from attrs import define, field, frozen

from plancheck.patterns import parsed

_ZERO_WIDTH = {"AT", "ASSERT", "ASSERT_NOT"}
_REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}
_CATEGORIES = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w"}


@frozen
class Characters:
    """A set of characters: single ones, ranges of code points, classes such as \\d; or every character there is."""

    single: frozenset[str] = frozenset()
    ranges: frozenset[tuple[int, int]] = frozenset()
    classes: frozenset[str] = frozenset()
    every: bool = field(default=False, kw_only=True)

    def __contains__(self, character: str) -> bool:
        if self.every or character in self.single:
            return True
        point = ord(character)
        return any(low <= point <= high for low, high in self.ranges) or any(
            _CLASS_TESTS[name](character) for name in self.classes
        )

    def inside_brackets(self) -> str:
        """Return the set as it is written between the brackets of a pattern; a set of every character has no such form.

        >>> first_characters(r"\\d+%|[一二]成|全覆盖").inside_brackets()
        '\\\\d一二全'
        """
        if self.every:
            msg = "every character is no set to be written in brackets"
            raise ValueError(msg)
        ranges = "".join(f"{re.escape(chr(low))}-{re.escape(chr(high))}" for low, high in sorted(self.ranges))
        return "".join([*sorted(self.classes), ranges, *map(re.escape, sorted(self.single))])


_CLASS_TESTS: dict[str, Any] = {name: re.compile(name).match for name in _CATEGORIES.values()}


@cache
def first_characters(pattern: str) -> Characters:
    """Return the characters that a match of *pattern* can begin with; never too few, perhaps too many.

    A pattern that can match nothing at all may begin with every character.

    >>> "三" in first_characters("(?<!第)[一二三]+(?=家)"), "家" in first_characters("(?<!第)[一二三]+(?=家)")
    (True, False)
    """
    found = _Draft()
    if _gather(parsed(pattern), found) or found.every:
        return Characters(every=True)
    return Characters(frozenset(found.single), frozenset(found.ranges), frozenset(found.classes))


def beginning(pattern: str) -> str:
    """Return a pattern of the character that a match of *pattern* begins with, which is found several times as quickly.

    `re` skips to a character of a set, but tries a pattern that opens with a condition at every character.

    >>> re.search(beginning("(?<![按照])计划|(?<!主)要"), "按照计划主要将要")
    <re.Match object; span=(7, 8), match='要'>
    """
    firsts = first_characters(pattern).inside_brackets()
    return f"[{firsts}](?<=(?=(?:{pattern}))[{firsts}])"


def width(pattern: str) -> tuple[int, int]:
    """Return how many characters a match of *pattern* has, at least and at most.

    >>> width("[一二]成半?")
    (2, 3)
    """
    shortest, longest = parsed(pattern).getwidth()
    return int(shortest), int(longest)


@define
class _Draft:
    """The characters that a pattern can begin with, while they are gathered."""

    single: set[str] = field(factory=set)
    ranges: set[tuple[int, int]] = field(factory=set)
    classes: set[str] = field(factory=set)
    every: bool = False


def _gather(sequence: Any, found: _Draft) -> bool:
    """Add what a parsed sequence can begin with to *found*; tell whether it can match nothing."""
    return all(_gather_from(str(operation), argument, found) for operation, argument in sequence)


def _gather_from(operation: str, argument: Any, found: _Draft) -> bool:
    if operation in _ZERO_WIDTH:
        return True
    if operation == "LITERAL":
        found.single.add(chr(argument))
        return False
    if operation == "BRANCH":
        empty = [_gather(branch, found) for branch in argument[1]]  # of all of them, not up to the first
        return any(empty)
    if operation == "SUBPATTERN":
        return _gather(argument[-1], found)
    if operation == "ATOMIC_GROUP":
        return _gather(argument, found)
    if operation in _REPEATS:
        return _gather(argument[2], found) or argument[0] == 0
    if operation == "IN":
        for kind, member in argument:
            _gather_member(str(kind), member, found)
        return False
    found.every = True
    return False


def _gather_member(kind: str, member: Any, found: _Draft) -> None:
    if kind == "LITERAL":
        found.single.add(chr(member))
    elif kind == "RANGE":
        found.ranges.add(member)
    elif kind == "CATEGORY" and str(member) in _CATEGORIES:
        found.classes.add(_CATEGORIES[str(member)])
    else:  # a class of all others, or all but a class
        found.every = True
