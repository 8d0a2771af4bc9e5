"""What stands before an amount: the verbs that commit to it, adverbs and region words around them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from plancheck import lexicon, resources
from plancheck.patterns import compiled, without_end
from plancheck.text import BULLETS

if TYPE_CHECKING:
    from plancheck.records import Direction

_MORE_THAN = compiled(r"[比较](?:去|上|前)年(?:同期)?(?:\([^()]*\))?(?P<way>[多少])(?P<what>[\u4e00-\u9fff]{0,4})$")
EDGES = f" \t,，、:：;；.。-—{BULLETS}"


def ends_in_verb(left: str) -> bool:
    """Tell whether *left* ends in a verb that commits to the amount behind it.

    >>> ends_in_verb("在各区确定"), ends_in_verb("为我区")
    (True, False)
    """
    return bool(_verb_at_end().search(without_region_behind(left)))


def has_verb(left: str, but: tuple[str, ...] = ()) -> bool:
    """Tell whether *left* begins with a verb that commits to an amount, once adverbs and the verbs *but* are cut."""
    front = clean_front(left)
    while but and front.startswith(but):
        weak = max((word for word in but if front.startswith(word)), key=len)
        front = clean_front(front[len(weak) :])
    return bool(_verb_at_start().match(front))


def is_reach(left: str) -> bool:
    """Tell whether *left* ends in a verb that needs its subject to be a measure: 服务覆盖16个乡镇."""
    return without_region_behind(left).endswith(("覆盖", "惠及", "延伸到", "辐射")) and len(left) > 4


def without_verb_behind(text: str) -> str:
    """Return *text* without a verb at its end: 办理情况调度 is 办理情况."""
    return re.sub(rf"{lexicon.alternatives(listed('verbs', 'measure'))}$", "", text)


def change_verb(left: str) -> tuple[Direction, str] | None:
    """Return the direction and the rest where *left* is a verb of change with its object: 增加床位, 压减产能.

    >>> change_verb("增加康复护理床位"), change_verb("新增床位")
    (('up', '康复护理床位'), None)
    """
    front = clean_front(left)
    match = _change().match(front)
    if not match or match.end() == len(front):
        return None
    direction = lexicon.comparators()[match[0]].direction
    return (direction, front[match.end() :].removeprefix("了")) if direction else None


def more_than(left: str) -> tuple[Direction, str] | None:
    """Return the direction and the verb where *left* sets an amount beside that of a year before.

    >>> more_than("比去年同期多出生"), more_than("比去年出生")
    (('up', '出生'), None)
    """
    more = _MORE_THAN.search(left) if "年" in left else None
    return ("up" if more["way"] == "多" else "down", more["what"]) if more else None


def without_region_behind(left: str) -> str:
    """Return *left* without region words at its end: 覆盖全县 16个…."""
    return without_end(left, *_region_behind())


def clean_front(text: str) -> str:
    """Return *text* without adverbs, connectives and region words in front (verbs stay)."""
    before = None
    while text != before:
        before = text
        text = _front().sub("", text.strip(EDGES))
    return text


@cache
def _front() -> re.Pattern[str]:
    verbs = set(listed("verbs", "create")) | set(listed("verbs", "measure"))
    words = [word for word in listed("names", "lead_in") + listed("names", "region") if word not in verbs]
    return compiled(rf"^(?:{lexicon.alternatives(words)}|{'|'.join(listed('names', 'lead_in_guarded'))})+")


@cache
def _region_behind() -> tuple[re.Pattern[str], int]:
    words = listed("names", "region")
    return compiled(rf"(?:{lexicon.alternatives(words)})+$"), max(map(len, words))


@cache
def _change() -> re.Pattern[str]:
    words = [word for word, entry in lexicon.comparators().items() if entry.direction and len(word) > 1]
    return compiled(rf"{lexicon.alternatives(words)}(?![率幅到至])")


@cache
def _verb_at_end() -> re.Pattern[str]:
    verbs = listed("verbs", "create") + listed("verbs", "measure")
    return compiled(rf"{lexicon.alternatives(verbs)}(?:[了好成出起]|不少于|不低于|至少)?$")


@cache
def _verb_at_start() -> re.Pattern[str]:
    verbs = listed("verbs", "create") + listed("verbs", "measure")
    return compiled(rf"{without_others()}{lexicon.alternatives(verbs)}(?![率数量面])")


def without_others() -> str:
    """Return the pattern that refuses the words that begin like a verb and are none: 招商, 设备."""
    return rf"(?!{lexicon.alternatives(listed('verbs', 'others'))})"


@cache
def listed(*path: str) -> tuple[str, ...]:
    """Return a list of words of `rules/words.toml` by its path.

    >>> "率" in listed("names", "heads")
    True
    """
    table = resources.rules("words.toml")
    for key in path[:-1]:
        table = table[key]
    return tuple(table[path[-1]])
