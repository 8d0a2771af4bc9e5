"""The words of the target language, read from `rules/`, as tables and as patterns."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import frozen

from plancheck import resources
from plancheck.measures import measure_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plancheck.records import Comparison, Direction, Modality

POINTS = "个?(?:[百千]|十万|10万)分点"
NUMERALS = "零〇一二两三四五六七八九十百千万亿"
_BEFORE_ONE = f"{NUMERALS}几多各逐整每数若干半这那哪某单第好挨首有"  # 逐个, 几个: 个 that closes a clause well
_CLOSED = "[,，。;；、)]|以上|$"


@frozen(kw_only=True)
class Comparator:
    """A comparison word: what it says about the figure beside it (see `rules/comparisons.toml`)."""

    word: str
    place: str
    not_behind: str = ""
    op: Comparison | None = None
    target_only: bool = False
    weak: bool = False
    direction: Direction | None = None
    modality: Modality | None = None


@cache
def comparators() -> dict[str, Comparator]:
    """Return every comparison word with its meaning.

    >>> comparators()["不低于"].op, comparators()["增长"].direction
    ('>=', 'up')
    """
    table = resources.rules("comparisons.toml")
    return {
        word: Comparator(
            word=word,
            place=entry["place"],
            not_behind=entry.get("not_behind", ""),
            op=entry.get("op"),
            target_only=entry.get("in") == "target",
            weak=entry.get("weak", False),
            direction=entry.get("direction"),
            modality=entry.get("modality"),
        )
        for word, entry in table.items()
    }


@cache
def modalities() -> dict[str, Modality]:
    """Return the words of commitment with what each commits to."""
    table = resources.rules("commitments.toml")
    return {word: modality for modality, entry in table.items() for word in entry["words"]}  # type: ignore[misc]


@cache
def uncounted() -> str:
    """Return the pattern of a measure word that closes a clause behind its noun, so that its figure is lost: 床位张.

    Only what cannot be part of a word: 个 that no word of quantity stands before, and others behind nouns they count.
    """
    # The measure word first, so that a search skips to it; what is looked behind for is all of one length.
    closing = [rf"个(?<=[\u4e00-\u9fff]个)(?<![{_BEFORE_ONE}]个)"]
    for measure, nouns in resources.rules("numerals.toml")["uncounted"].items():
        for length in sorted({len(noun) for noun in nouns}):
            behind = "|".join(noun for noun in nouns if len(noun) == length)
            closing.append(rf"{measure}(?<=(?:{behind}){measure})")
    return rf"(?:{'|'.join(closing)})(?={_CLOSED})"


@cache
def uncounted_words() -> frozenset[str]:
    """Return the measure words of `uncounted`."""
    return frozenset({"个", *resources.rules("numerals.toml")["uncounted"]})


@cache
def figure_units() -> str:
    """Return a pattern of what a unit begins with that nothing but a figure stands before: %, /10万, 座, 平方.

    It is short, because several patterns hold it: two characters tell longer words well enough.
    """
    certain = [word.text for word in measure_words() if not word.ambiguous]
    short = {word for word in certain if len(word) == 1}
    longer = {word[:2] for word in certain if word[0] not in short and "\u4e00" <= word[0] <= "\u9fff"}
    return rf"[%‰]|/(?:10)?[十百千]?万|{POINTS}|{guarded(short)}|{alternatives(longer)}"


def guarded(words: Iterable[str]) -> str:
    """Return a pattern of measure words, of which some must not go on as another word: 项, but not 项目."""
    table, words = resources.rules("numerals.toml")["part_of_words"], set(words)
    plain = alternatives(word for word in words if word not in table)
    guarded = "|".join(f"{word}(?![{behind}])" for word, behind in table.items() if word in words)
    return f"(?:{plain}|{guarded})"  # the guarded ones are single characters, so the longer words come first


@cache
def counted_pattern() -> str:
    """Return the pattern of the measure words that count things behind a Chinese numeral: 两家, 四个."""
    return alternatives(counted_words())


@cache
def counted_words() -> tuple[str, ...]:
    """Return the measure words that count things behind a Chinese numeral."""
    return tuple(resources.rules("numerals.toml")["counted"])


def counted_characters() -> str:
    """Return the measure words of `counted_words` that are one character."""
    return "".join(word for word in counted_words() if len(word) == 1)


@cache
def doubtful_words() -> frozenset[str]:
    """Return the measure words that are often no count even behind digits (5级, 2号)."""
    return frozenset(word.text for word in measure_words() if word.ambiguous)


@cache
def physical_words() -> frozenset[str]:
    """Return the units of length, weight, power and the like, which often only describe (500千伏变电站)."""
    return frozenset(word.text for word in measure_words() if word.kind == "physical")


def alternatives(words: Iterable[str]) -> str:
    """Return a pattern of *words*, longest first, as a tree of their characters: small to compile, quick to fail.

    >>> alternatives(["达", "达到", "约"])
    '(?:约|达到?)'
    """
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branches(tree)


def _branches(tree: dict[str, Any]) -> str:
    """Return the pattern of a tree: its leaves as one class of characters, its branches behind them."""
    leaves: list[str] = []
    parts: list[str] = []
    for character in sorted(tree):
        below = tree[character]
        if character and len(below) == 1 and "" in below:
            leaves.append(_escaped(character))
        elif character:
            parts.append(_escaped(character) + _branches(below))
    optional = "?" if "" in tree else ""
    if leaves:
        parts.insert(0, f"[{''.join(leaves)}]" if len(leaves) > 1 else leaves[0])
    if len(parts) == 1 and leaves:
        return parts[0] + optional
    return f"(?:{'|'.join(parts)}){optional}"


_escaped = cache(re.escape)
