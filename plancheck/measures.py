"""The words that may stand behind a number in a plan: measure words, units, and rates, with where they count.

Reads the table of units without a unit library, so that the grammars can have the words at no cost.
"""

from __future__ import annotations

from functools import cache

from attrs import frozen

from plancheck.unit_table import KINDS, UnitEntry, unit_table


@frozen
class MeasureWord:
    """One spelling that may stand behind a number in a plan; `unit` is the name that records use.

    `kind` is the section of the table: count (座), action (次), money, physical, time or rate. An `ambiguous` word is
    often no count even behind digits (5年, 3级, 2号); a `digits_only` word counts behind digits, but behind a Chinese
    numeral it is usually part of another word (一站式, 一体化).
    """

    text: str
    unit: str
    kind: str
    ambiguous: bool
    digits_only: bool


@cache
def measure_words() -> tuple[MeasureWord, ...]:
    """Return every spelling of a counted or measured unit that plans use, longest first.

    >>> [word for word in measure_words() if word.text == "公里"]
    [MeasureWord(text='公里', unit='公里', kind='physical', ambiguous=False, digits_only=False)]
    """
    return _words(*(kind for kind in KINDS if kind != "rate"))


@cache
def rate_words() -> tuple[MeasureWord, ...]:
    """Return every spelling of a rate that plans use, longest first; some stand before the number (百分之).

    >>> [word.text for word in rate_words() if word.unit == "per_100k"]
    ['10万分之', '/10万', '十万分之', '每10万', '/十万', '每十万']
    """
    return _words("rate")


def _words(*kinds: str) -> tuple[MeasureWord, ...]:
    entries = (entry for entry in unit_table().entries.values() if entry.kind in kinds)
    words = [_word(text, entry) for entry in entries for text in _in_plans(entry)]
    return tuple(sorted(words, key=lambda word: -len(word.text)))


def _in_plans(entry: UnitEntry) -> tuple[str, ...]:
    coined = entry.kind == "rate" and entry.name.isascii()  # per_10k is a name of records, not of plans
    return entry.also if coined else (entry.name, *entry.also)


def _word(text: str, entry: UnitEntry) -> MeasureWord:
    letter = len(text) == 1 and text.isascii() and text.isalpha()  # behind digits mostly a name: 5G, 3D, 4K
    return MeasureWord(text, entry.name, entry.kind, entry.ambiguous or letter, entry.digits_only)
