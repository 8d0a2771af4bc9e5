"""Indicators' names as they are compared: what in a name says nothing, and what says that a change is meant.

The words are in `rules/indicator_names.toml`. Comparing is exact: two names are the same or they are not.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from plancheck import resources
from plancheck.patterns import compiled, either

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from plancheck.records import Direction

_FILE = "indicator_names.toml"
# Patterns begin with what they look for, and look back only then: over the whole catalog that is ten times faster.
_FROM_TO = compiled(r"([0-9])(?:周?岁)?(?:[-‐‑‒–—―−~〜∼]+|至|到)(?=[0-9])")
_NOT_BETWEEN_DIGITS = compiled(r"[./:-](?:(?![0-9])|(?<![0-9].))")
_COMPARED = 300  # names that are looked at closely
_ALIKE = 0.6  # of the characters of both names, how many are the same and in the same order
_MARK = compiled(r"[^\w\n]|[_的]")
_TELLING = frozenset("SM")  # Unicode categories that stay: symbols (+, <) and combining marks; punctuation goes


@lru_cache(maxsize=65536)
def normalize_name(name: str) -> str:
    """Return *name* as names are compared; normalising twice changes nothing.

    Full-width and compatibility forms become plain ones (NFKC), capitals small; spaces, quotation marks, brackets,
    other punctuation and 的 go, but not a mark between two digits (2.5, 0-6岁, where ～, —, 至 and 到 are -). Then
    go the words that say nothing about what is measured: the place in front (全市, 我区), 及 before 以上, the
    variants of 每千人口 and of 比例. What is in brackets stays, it may tell two indicators apart.

    >>> normalize_name("全市 5岁以下儿童的死亡率"), normalize_name("每千常住人口拥有执业（助理）医师数")
    ('5岁以下儿童死亡率', '每千人口执业助理医师数')
    >>> normalize_name("0～6岁儿童“健康管理”率"), normalize_name("65岁及以上人口占总人口的比重")
    ('0-6岁儿童健康管理率', '65岁以上人口占总人口比例')
    """
    return normalize_names([name])[0]


def normalize_names(names: Iterable[str]) -> list[str]:
    """Return the *names* as `normalize_name` does each, in a tenth of the time for a thousand."""
    lines = ["".join(name.split()) for name in names]
    left = list(range(len(lines)))
    while left:  # what one pass takes away may bring together what another pass takes away
        passed = _pass("\n".join([_plain(lines[at]) for at in left])).split("\n")
        changed = [(at, line) for at, line in zip(left, passed, strict=True) if line != lines[at]]
        for at, line in changed:
            lines[at] = line
        left = [at for at, _ in changed]
    return lines


@lru_cache(maxsize=65536)
def split_change(name: str) -> tuple[str, Direction] | None:
    """Return what changes and which way, if *name* is the name of a change; None if it is not.

    >>> split_change("居民消费价格涨幅"), split_change("单位GDP能耗同比降低率"), split_change("粮食产量")
    (('居民消费价格', 'up'), ('单位gdp能耗', 'down'), None)
    """
    match = _change_pattern().fullmatch(normalize_name(name))
    if match is None:
        return None
    return normalize_name(match["base"]), "up" if match["up"] else "down"


def change_words() -> tuple[str, ...]:
    """Return the words that make the name of a change when they stand behind a name: 涨幅, 下降."""
    change = _table()["change"]
    return (*change["up"], *change["down"])


def without_comparison(name: str) -> str:
    """Return *name*, normalised, without the words for a comparison with last year at its end (GDP同比 is GDP)."""
    name = normalize_name(name)
    return normalize_name(re.sub(rf"(?<=.)(?:{either(_table()['change']['against_last_year'])})$", "", name))


@lru_cache(maxsize=4096)
def full_unit(name: str, unit: str | None) -> str | None:
    """Return the unit that *name* and *unit* say together: 每千人口床位数 in 张 is in 张/千人.

    >>> full_unit("每千人口执业医师数", "人"), full_unit("居民人均可支配收入", "元"), full_unit("人均预期寿命", "岁")
    ('人/千人', '元/人', '岁')
    """
    rates = _table()["rates"]
    if unit is None or unit.isascii() or "/" in unit or unit in rates["averages"]:
        return unit
    name = normalize_name(name)
    for head, below in rates.items():
        if isinstance(below, str) and head in name:
            return unit + below
    return unit


def with_head(name: str, unit: str | None) -> str:
    """Return *name*, normalised, with the head that only *unit* tells: 床位数 in 张/千人 is 每千人口床位数.

    >>> with_head("医疗卫生机构床位数", "张/千人"), with_head("农村居民人均可支配收入", "元/人")
    ('每千人口医疗卫生机构床位数', '农村居民人均可支配收入')
    """
    name = normalize_name(name)
    for head, below in _table()["rates"].items():
        if unit is not None and isinstance(below, str) and unit.endswith(below):
            return name if head in name or "每" in name else normalize_name(head + name)
    return name


def without_nation(name: str) -> str:
    """Return *name*, normalised, without 全国 in front."""
    return re.sub(rf"^(?:{either(_table()['places']['nation'])})(?=.)", "", normalize_name(name))


def near_names(name: str, among: Iterable[str], n: int = 3) -> list[str]:
    """Return up to *n* of the names *among* that look most like *name*, nearest first; to be offered, never used.

    >>> near_names("孕产妇死亡比例", ["婴儿死亡率", "孕产妇死亡率", "粮食产量"])
    ['孕产妇死亡率']
    """
    from difflib import get_close_matches

    spellings: dict[str, str] = {}
    for spelling in among:
        spellings.setdefault(normalize_name(spelling), spelling)
    return [spellings[near] for near in get_close_matches(normalize_name(name), spellings, n=n, cutoff=_ALIKE)]


def most_alike(name: str, among: Iterable[str]) -> list[str]:
    """Return the few of many names that share most pairs of characters with *name*: a quick first look.

    >>> most_alike("签约率", ["参保率"])
    ['参保率']
    """
    names = list(dict.fromkeys(among))
    if len(names) <= _COMPARED:
        return names
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    return sorted(names, key=lambda other: -sum(pair in other for pair in pairs))[:_COMPARED]


def _plain(name: str) -> str:
    return name if unicodedata.is_normalized("NFKC", name) else unicodedata.normalize("NFKC", name)


def _mark(match: re.Match[str]) -> str:
    mark = match[0]
    return mark if mark in "./:-" or unicodedata.category(mark)[0] in _TELLING else ""


def _pass(lines: str) -> str:
    """Return names, one a line, in plain small characters, without marks and words that say nothing."""
    lines = _MARK.sub(_mark, _FROM_TO.sub(r"\1-", lines.casefold()))
    lines = _NOT_BETWEEN_DIGITS.sub("", lines)
    for pattern, replace in _replacements():
        lines = pattern.sub(replace, lines)
    return lines


@cache
def _table() -> dict[str, Any]:
    return resources.rules(_FILE)


@cache
def _replacements() -> list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]]:
    """Return what is replaced, each a pattern with what is written for it."""
    table = _table()
    places, front = table["places"], dict(table["front"])
    not_front = front.pop("not")
    anywhere, heads, ends = (_variants(words) for words in (table["anywhere"], front, table["end"]))
    # a head matches itself too, so that 每千人 does not match the beginning of 每千人口
    heads |= {head: head for head in front}
    at_front = dict.fromkeys(places["dropped"], "") | heads
    fronts = rf"(?m)^(?!{either([*places['kept'], *not_front])})(?:{either(at_front)})(?=.)"
    return [
        (compiled(fronts), lambda match: at_front[match[0]]),
        (compiled(either(anywhere)), lambda match: anywhere[match[0]]),
        (compiled(rf"(?m)(?:{either(ends)})$"), lambda match: ends[match[0]]),
    ]


def _variants(words: dict[str, list[str]]) -> dict[str, str]:
    return {variant: word for word, variants in words.items() for variant in variants}


@cache
def _change_pattern() -> re.Pattern[str]:
    change = _table()["change"]
    up, down, between = (either(change[part]) for part in ("up", "down", "against_last_year"))
    return compiled(rf"(?P<base>.+?)(?:{between})?(?:(?P<up>{up})|(?P<down>{down}))")
