"""Regular expressions with sets of Chinese characters, which `re` takes most of a start to compile; alternatives."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec, module_from_spec
from re import _parser  # private, but as old as `re`; Lark reads patterns with it too
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_SMALL = 8  # members of a set that are looked at one by one


@cache
def parsed(pattern: str) -> Any:
    """Return the parse of *pattern*, which serves all who ask something of it."""
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
    match = compiled(pattern).match if compiler is None else compiler.compile(parsed(pattern)).match
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
