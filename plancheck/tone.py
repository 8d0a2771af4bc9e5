"""Whether a text tells of what is past or looks ahead, where neither title nor headings say it."""

from __future__ import annotations

import re
from functools import cache

from plancheck import resources
from plancheck.patterns import compiled

# Nobody sets himself 85.84% or 5503人 to reach: figures of such a kind were counted.
_COUNTED = compiled(
    r"(?<![\d.])(?:[1-9]\d?\.\d{2}‰|\d{1,3}\.\d{2,3}(?:%|岁|[万亿]?元|[万亿]人)|\d{1,3}\.\d\d?/10万|\d{4,}\.\d[万亿]|\d{3,}[1-46-9](?![年月日号以之余多])[\u4e00-\u9fff])"
)
_TENTHS = compiled(r"(?<![\d.])\d\d\.[1-46-9]%")  # of these a plan may have one
_MANY = 2  # figures that were counted, so that one slip of a pen does not decide
_SURE = 3  # so many that a date or a plan named beside them decides nothing
_SUMS = ("累计", "共计")
_YEAR = compiled(r"20\d\d年|[今明]年|[上下]半年|季度")
_DIGIT = compiled(r"\d(?:[%‰/]|(?![年月日号])[\u4e00-\u9fff])")
_SENTENCE = compiled(r"[^。！？!?\n]+")


def leans_back(text: str) -> bool:
    """Tell whether *text* tells of what is past: it never looks ahead, or far more of it was counted than is wanted.

    >>> leans_back("目前全乡共有卫生室8所。"), leans_back("力争卫生室达到8所。")
    (True, False)
    """
    if _words("looks_ahead").search(text) or _words("by_when").search(text) or _words("plans_named").search(text):
        told, wanted = sum(map(tells, sentences(text))), sum(map(looks_ahead, sentences(text)))
        said = len(_words("told").findall(text)) if told and not wanted else 0
        return told > _MANY * wanted and (max(told, said) >= _MANY or _evidence(text) >= _SURE)
    told, counted = len(_words("told").findall(text)), _evidence(text)
    return counted >= _MANY or told + counted > _MANY * bool(_words("bounds").search(text))


def sentences(text: str) -> list[str]:
    """Return the sentences of *text*, without what ends them."""
    return _SENTENCE.findall(text)


def plans(sentence: str) -> bool:
    """Tell whether *sentence* says that something is planned: 计划投资, 将新建.

    >>> plans("2023年,计划新建卫生室6所。"), plans("2022年,新建卫生室5所。")
    (True, False)
    """
    return wants(sentence) or ("计划" in sentence and bool(_words("plans_named").search(sentence)))


def counts(sentence: str, *, wanted: bool = False) -> bool:
    """Tell whether the figures of *sentence* were counted and it does not look ahead.

    One such figure is not enough behind sentences that say what is *wanted*.

    >>> counts("产后访视5669人,访视率88.43%。"), counts("访视率要达到88.43%。"), counts("访视率达到90%。")
    (True, False, False)
    """
    counted = _evidence(sentence)
    if not counted or _words("looks_ahead").search(sentence) or _words("bounds").search(sentence):
        return False
    if counted >= _SURE:
        return True
    if wanted and counted < _MANY:
        return False
    if _words("plans_named").search(sentence) and not _words("told").search(sentence):
        return False
    return counted >= _MANY or not _words("by_when").search(sentence)


def tells(sentence: str, *, wanted: bool = False) -> bool:
    """Tell whether *sentence* holds a figure and tells of what is past, behind others that may say what is *wanted*.

    >>> tells("建卡率比上年提高了3个百分点。"), tells("建卡率达到90%。")
    (True, False)
    """
    if counts(sentence, wanted=wanted):
        return True
    told = _DIGIT.search(sentence) and _words("told").search(sentence)
    if told and wanted and told[0].startswith(_SUMS):  # 累计建成1000个 goes on about what is wanted
        told = _words("told").search(sentence, told.end())
    return bool(told) and not _words("looks_ahead").search(sentence) and not _words("by_when").search(sentence)


def reports(sentence: str, *, wanted: bool = False) -> bool:
    """Tell whether *sentence* tells of what is past and names no plan, which may be one for years to come.

    *wanted* tells that the sentences before it look ahead.

    >>> reports("目前建卡率为84%。"), reports("纲要提出了建卡率达到84%的目标。")
    (True, False)
    """
    if counts(sentence, wanted=wanted):
        return True
    return tells(sentence, wanted=wanted) and not any(
        _words(key).search(sentence) for key in ("plans_named", "published")
    )


def looks_ahead(sentence: str) -> bool:
    """Tell whether *sentence* holds a figure and words that look ahead, or names a plan and tells of nothing past.

    >>> looks_ahead("下一步建卡率要达到90%。"), looks_ahead("建卡率达到90%。"), looks_ahead("要扎实工作。")
    (True, False, False)
    """
    if not _DIGIT.search(sentence) or counts(sentence):
        return False
    if wants(sentence):
        return True
    return bool(_words("plans_named").search(sentence)) and not _words("told").search(sentence)


def wants(sentence: str) -> bool:
    """Tell whether *sentence* holds words that look ahead, whatever else it says.

    >>> wants("下一步建卡率要达到90%。"), wants("实施改善计划,覆盖3万人。")
    (True, False)
    """
    return any(_words(key).search(sentence) for key in ("looks_ahead", "by_when"))


def says_nothing(sentence: str) -> bool:
    """Tell whether *sentence* looks neither ahead nor names a plan or a bound, so that it goes on as the one before.

    >>> says_nothing("建卡率为84%。"), says_nothing("建卡率为84%以上。"), says_nothing("2030年建卡率为84%。")
    (True, False, False)
    """
    keys = ("looks_ahead", "by_when", "plans_named", "bounds")
    return not _YEAR.search(sentence) and not any(_words(key).search(sentence) for key in keys)


def _evidence(text: str) -> int:
    """Return how many figures of *text* look as if they were counted."""
    return len(_COUNTED.findall(text)) + len(_TENTHS.findall(text)) // _MANY


@cache
def _words(key: str) -> re.Pattern[str]:
    return compiled("|".join(resources.rules("words.toml")["roles"][key]))
