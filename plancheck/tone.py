"""Whether a text tells of what is past or looks ahead, where neither title nor headings say it."""

from __future__ import annotations

import re
from functools import cache

from plancheck import resources
from plancheck.patterns import compiled

# Nobody sets himself 85.84% or 5503人 to reach: figures of such a kind were counted.
_COUNTED = compiled(
    r"(?<![\d.])(?:\d{1,3}\.\d{2}(?:%|岁|[万亿]?元|[万亿]人)|\d{1,3}\.\d\d?/10万|\d{3,}[1-46-9](?:人次?|名|例|户|份|对|起|座|件|辆)(?![以之]))"
)
_TENTHS = compiled(r"(?<![\d.])\d\d\.[1-46-9]%")  # of these a plan may have one
_MANY = 2  # figures that were counted, so that one slip of a pen does not decide
_DIGIT = compiled(r"\d")
_SENTENCE = compiled(r"[^。！？!?\n]+")


def leans_back(text: str) -> bool:
    """Tell whether *text* tells of what is past: it never looks ahead, or far more of it was counted than is wanted.

    >>> leans_back("目前全乡共有卫生室8所。"), leans_back("力争卫生室达到8所。")
    (True, False)
    """
    if _ahead().search(text) or _named().search(text):
        sentences = _SENTENCE.findall(text)
        told = sum(map(tells, sentences))
        return told >= _MANY and told > _MANY * sum(map(looks_ahead, sentences))
    counted = len(_COUNTED.findall(text)) + len(_TENTHS.findall(text)) // _MANY
    told = len(_told().findall(text))
    return counted >= _MANY or told + counted > _MANY * bool(_bounding().search(text))


def counts(sentence: str) -> bool:
    """Tell whether the figures of *sentence* were counted and it does not look ahead.

    >>> counts("产后访视5669人,访视率88.43%。"), counts("访视率要达到88.43%。"), counts("访视率达到90%。")
    (True, False, False)
    """
    counted = bool(_COUNTED.search(sentence)) or len(_TENTHS.findall(sentence)) >= _MANY
    if not counted or _ahead().search(sentence) or _bounding().search(sentence):
        return False
    return not _named().search(sentence) or bool(_told().search(sentence))


def tells(sentence: str) -> bool:
    """Tell whether *sentence* holds a figure and tells of what is past.

    >>> tells("建卡率比上年提高了3个百分点。"), tells("建卡率达到90%。")
    (True, False)
    """
    if counts(sentence):
        return True
    return bool(_DIGIT.search(sentence) and _told().search(sentence)) and not _ahead().search(sentence)


def looks_ahead(sentence: str) -> bool:
    """Tell whether *sentence* holds a figure and words that look ahead, and none that tell of what is past.

    >>> looks_ahead("下一步建卡率要达到90%。"), looks_ahead("建卡率达到90%。"), looks_ahead("要扎实工作。")
    (True, False, False)
    """
    if not _DIGIT.search(sentence) or _told().search(sentence):
        return False
    return bool(_ahead().search(sentence) or _named().search(sentence))


def _words(key: str) -> re.Pattern[str]:
    return compiled("|".join(resources.rules("words.toml")["roles"][key]))


@cache
def _ahead() -> re.Pattern[str]:
    return _words("looks_ahead")


@cache
def _named() -> re.Pattern[str]:
    return _words("plans_named")


@cache
def _bounding() -> re.Pattern[str]:
    return _words("bounds")


@cache
def _told() -> re.Pattern[str]:
    return _words("told")
