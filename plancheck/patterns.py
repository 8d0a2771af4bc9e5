"""What a regular expression can begin with: whoever tries many of them tries only those that can match.

And a compiler for regular expressions with sets of Chinese characters, which `re` takes most of a start to compile.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec, module_from_spec
from re import _parser  # private, but as old as `re`; Lark reads patterns with it too
from typing import TYPE_CHECKING, Any, cast

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_ZERO_WIDTH = {"AT", "ASSERT", "ASSERT_NOT"}
_REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}
_SMALL = 8  # members of a set that are looked at one by one
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
    if _gather(_parsed(pattern), found) or found.every:
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
    shortest, longest = _parsed(pattern).getwidth()
    return int(shortest), int(longest)


@cache
def _parsed(pattern: str) -> Any:
    return _parser.parse(pattern)


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what `re.compile` returns, for patterns that hold sets of Chinese characters in a fraction of its time.

    A pattern that is searched for in whole documents is better compiled by `re`, whose form of a small set is found
    twice as quickly.

    >>> compiled("[一-鿿]{2}").search("达到12万座。")
    <re.Match object; span=(0, 2), match='达到'>
    """
    compiler = _compiler()
    if compiler is None:
        return re.compile(pattern, flags)
    found: re.Pattern[str] = compiler.compile(pattern, int(flags))
    return found


def deferred(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what `compiled` returns, but compile it when it is first used: for what few texts need.

    A start compiles hundreds of patterns, of which a run needs half. A use takes a little longer each time, so what
    every sentence is held against is better compiled at once.

    >>> deferred("[一-鿿]{2}").search("达到12万座。")
    <re.Match object; span=(0, 2), match='达到'>
    """
    return cast("re.Pattern[str]", _Deferred(pattern, flags))


class _Deferred:
    """A pattern that is compiled when more is asked of it than how it is written."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if "_compiled" not in self.__dict__:
            self._compiled = compiled(self.pattern, self._flags)
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found


def matcher(pattern: str) -> Callable[[str, int], re.Match[str] | None]:
    """Return the method `match` of *pattern*, compiled from what `width` and `first_characters` parsed.

    >>> matcher("[一二]成半?")("约二成", 1)
    <re.Match object; span=(1, 3), match='二成'>
    """
    compiler = _compiler()
    match: Callable[[str, int], re.Match[str] | None]
    match = compiled(pattern).match if compiler is None else compiler.compile(_parsed(pattern)).match
    return match


@cache
def _compiler() -> Any:
    """Return a compiler of our own that spends no time on sets of characters; None if there is none.

    `re` lays every set out over all 65,536 characters to see whether it has a better form: 1.3 ms for [一-鿿], a sixth
    of that for [一二三], and our patterns hold thousands. Here a small set is left as it is written, which matches as
    fast, and the better form of a large one is remembered. It is a second copy of the module that `re` uses, which
    stays as it is.
    """
    spec = find_spec("re._compiler")
    if spec is None or spec.loader is None:
        return None
    compiler: Any = module_from_spec(spec)
    spec.loader.exec_module(compiler)
    if not hasattr(compiler, "_optimize_charset"):
        return None
    work_out = compiler._optimize_charset
    known: dict[Any, Any] = {}

    def remembered(charset: Sequence[Any], iscased: Any = None, fixup: Any = None, *how: Any) -> Any:
        if len(charset) <= _SMALL and fixup is None:
            return [*charset], False
        key = (tuple(charset), iscased)
        if key not in known:
            known[key] = work_out(charset, iscased, fixup, *how)
        out, cased = known[key]
        return [*out], cased

    compiler._optimize_charset = remembered
    return compiler


def either(words: Iterable[str]) -> str:
    """Return a pattern of *words*, longest first.

    >>> either(["不低于", "不低", "+"])
    '不低于|不低|\\\\+'
    """
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def without_end(text: str, words: re.Pattern[str], longest: int) -> str:
    """Return *text* without the run of words at its end that *words* matches: one or more of at most *longest*, then $.

    It is `words.sub("", text)`, but looks at the end alone, so that a long text takes no longer.

    >>> without_end("覆盖全县各镇", re.compile("(?:全县|各镇)+$"), 2)
    '覆盖'
    """
    size = 4 * longest
    while match := words.search(text, max(0, len(text) - size)):
        if size >= len(text) or match.start() > len(text) - size + longest:
            return text[: match.start()]
        size *= 4  # the run may begin before what was looked at
    return text


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
