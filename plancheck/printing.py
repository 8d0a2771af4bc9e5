"""A constraint as the sentence of a plan that says it: the inverse of reading, in a canonical wording or in others."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from plancheck.records import format_number

if TYPE_CHECKING:
    from datetime import date

    from plancheck.records import Constraint, Number

_UNITS = {"percent": "%", "permille": "‰", "per_10k": "/万", "per_100k": "/10万", "percentage_point": "个百分点"}
_SHARES = {"percent": "百分之", "permille": "千分之", "per_10k": "万分之", "per_100k": "十万分之"}
_COMMITMENTS = {"must": ("确保", "务必"), "aim": ("力争", "争取", "力求"), "plain": ("",)}
_VERBS = {"up": ("增长", "提高", "提升", "上升", "增加"), "down": ("下降", "降低", "减少")}
_PER = re.compile(r"(?P<unit>.+)/(?P<head>\d*[百千万]+人|人|天)$")
_WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
_NUMERALS = "零一二三四五六七八九"
_DASHES = ("-", "—", "~", "至")

# How each comparison is said: what is measured as @, its figure as #. The first is the canonical one.
_LEVELS = {
    ">=": "@不低于# @达到#以上 @#以上 @不少于# @提高到#以上 @保持在#以上 @至少达到# @≥#",
    "<=": "@不超过# @控制在#以内 @控制在#以下 @#以下 @不高于# @控制在# @稳定在#以内 @≤#",
    ">": "@超过# @高于# @突破# @大于#",
    "<": "@低于# @小于# @不到# @少于#",
    "~=": "@达到#左右 @控制在#左右 @稳定在#左右 @接近#",
    "range": "@达到# @控制在# @保持在# @为#",
}
_IN_TARGETS = {
    ">=": "@达到# @提高到# @提升至# @要达到#以上 @#",
    "<=": "@降到# @下降到#",
    "~=": "@稳定在# @保持在#",
    "=": "@按#安排",
}
_IN_REPORTS = {"=": "@达到# @达# @为# @提高到#"}
# Counted work has a verb and may stand behind its amount.
_COUNTED = {
    ">=": "新建@不少于# 建成#以上@ 新建不少于#@",
    "<=": "新建@不超过#",
    ">": "新建@超过#",
    "~=": "新建@#左右 新增@约#",
    "range": "建设#@ 新增@#",
    "=": "建成#@ 新增@#",
}
_COUNTED_IN_TARGETS = {">=": "建设#@ 新增@# 完成@#"}
_CHANGES = {">=": "@%#以上 @%#", "<=": "@%#以下 @%#以内", ">": "@%超过#", "<": "@%低于#", "~=": "@%#左右", "=": "@%#"}
_FREQUENCIES = "@每|不低于# @每|不少于# "
_FREQUENCIES_IN_TARGETS = "每|至少开展#@ 每|开展@# @每|#"


@frozen
class Wording:
    """Which of the ways that fit says each part of a sentence; any whole number will do, for they are counted round.

    `clause` chooses the words that bind figure and name, `opening` those of commitment and time, `figure` how the
    number is written. Zeros are the canonical wording.
    """

    clause: int = 0
    opening: int = 0
    figure: int = 0


CANONICAL = Wording()


def statement(constraint: Constraint, wording: Wording = CANONICAL) -> str:
    """Return a Chinese sentence that reads back as *constraint*, but for its place in a document.

    Raises ValueError for what no sentence says for certain: a value that is lost, or another body's target.

    >>> from decimal import Decimal
    >>> from plancheck.records import Constraint
    >>> rate = Constraint(role="target", kind="level", indicator="孕产妇死亡率", op="<=", value=Decimal("13.7"),
    ...     unit="per_100k", modality="must", start=0, end=8)
    >>> statement(rate), statement(rate, Wording(clause=1, figure=2))
    ('确保孕产妇死亡率不超过13.7/10万。', '确保孕产妇死亡率控制在十万分之十三点七以内。')
    """
    return spoken(constraint, wording)[0]


def spoken(constraint: Constraint, wording: Wording = CANONICAL) -> tuple[str, Constraint]:
    """Return the sentence of `statement` and *constraint* with `start` and `end` at its figure there."""
    text, start, end = clause(constraint, wording)
    before = opening(constraint, wording.opening)
    return f"{before}{text}。", attrs.evolve(constraint, start=len(before) + start, end=len(before) + end)


def clause(constraint: Constraint, wording: Wording = CANONICAL) -> tuple[str, int, int]:
    """Return the clause that says *constraint*, without commitment and time, and where its figure begins and ends."""
    if constraint.value is None or constraint.diagnostics:
        msg = f"{constraint.indicator} has no figure of its own to print"
        raise ValueError(msg)
    ways = _ways(constraint)
    way = ways[wording.clause % len(ways)]
    before, _, behind = way.partition("#")
    written = figure(constraint, wording.figure)
    named = _head(constraint) + constraint.indicator
    before, behind = before.replace("@", named), behind.replace("@", named)
    return before + written + behind, len(before), len(before) + len(written)


def figure(constraint: Constraint, spelling: int = 0) -> str:
    """Return the figure of *constraint* with its unit, in digits or in another spelling that fits."""
    low, high = constraint.value, constraint.high
    unit = constraint.unit or ""
    if constraint.kind == "frequency":
        return _number(low) + unit.partition("/")[0]
    per = _PER.match(unit)
    written = per["unit"] if per else _UNITS.get(unit, unit)
    if high is not None:
        dash = _DASHES[spelling % len(_DASHES)]
        once = spelling % 3 or unit.startswith("per_1")  # 2%-3% says the unit twice
        return _number(low) + ("" if once else written) + dash + _number(high) + written
    spellings = [_number(low) + written, (_number(low) + written).translate(_WIDE)]
    if low is not None:
        spellings += _in_words(low, constraint, written) + _scaled(low, constraint, written)
    return spellings[spelling % len(spellings)]


def opening(constraint: Constraint, way: int = 0) -> str:
    """Return the words of commitment and time in front of a clause, both empty where *constraint* has none."""
    commitments = _COMMITMENTS[constraint.modality]
    word = commitments[way % len(commitments)]
    phrases = _by(constraint.deadline)
    if not phrases:
        return word
    by = phrases[way // 5 % len(phrases)]
    ways = (word + by, f"{by},{word}", by + word, f"{by}，{word}")
    return ways[way % len(ways)]


def _ways(constraint: Constraint) -> list[str]:
    """Return the patterns that can say *constraint*: @ is what is measured and # its figure."""
    op, report = constraint.op, constraint.role == "report"
    if constraint.kind == "frequency":
        period = (constraint.unit or "").partition("/")[2]
        ways_said = _FREQUENCIES + ("" if report else _FREQUENCIES_IN_TARGETS)
        return ways_said.replace("每|", period if period == "双月" else "每" + period).split()
    if constraint.direction:
        ways = _CHANGES[op].split()[: 1 if report else None]
        return [way.replace("%", verb) for way in ways for verb in _VERBS[constraint.direction]]
    patterns = [_LEVELS, _IN_REPORTS if report else _IN_TARGETS]
    if constraint.unit and constraint.unit not in (*_UNITS, "元") and "/" not in constraint.unit:
        patterns += [_COUNTED] if report else [_COUNTED, _COUNTED_IN_TARGETS]
    return " ".join(table.get(op, "") for table in patterns).split()


def _in_words(low: Number, constraint: Constraint, unit: str) -> list[str]:
    """Return a small number in Chinese numerals (三十个, 百分之九十五, 八成, 三分之二) where it can be written so."""
    if isinstance(low, Fraction):
        return [f"{_chinese(low.denominator)}分之{_chinese(low.numerator)}"]
    whole, _, decimals = _number(low).partition(".")
    share = _SHARES.get(constraint.unit or "", "")
    if not whole.isdigit() or not (0 if share else 2) <= int(whole) < 100 or (decimals and not share):
        return []
    words = _chinese(int(whole)) + ("点" if decimals else "") + "".join(_NUMERALS[int(digit)] for digit in decimals)
    if share:
        tens = [_NUMERALS[int(low) // 10] + "成"] if share == "百分之" and low in range(10, 100, 10) else []
        return [share + words, *tens]
    return [words + unit] if unit and unit in "个家所座名张套台项户亩公里" else []


def _scaled(low: Number, constraint: Constraint, unit: str) -> list[str]:
    """Return a great whole number with commas and with 万 or 亿."""
    if low < 1000 or low != int(low):
        return []
    spelled = [f"{int(low):,}{unit}"]
    if constraint.unit not in _UNITS:
        for size, name in ((10**4, "万"), (10**8, "亿")):
            spelled += [f"{_number(low / size)}{name}{unit}"] if low >= size and low * 1000 % size == 0 else []
    return spelled


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


def _number(number: Number | None) -> str:
    return "" if number is None else format_number(number)


def _head(constraint: Constraint) -> str:
    """Return the population of a rate per head where the name does not say it itself."""
    per = _PER.match(constraint.unit or "")
    if not per or constraint.kind == "frequency":
        return ""
    head = {"人": "人均", "天": "平均每天"}.get(per["head"]) or f"每{per['head'].removesuffix('人')}人口"
    return "" if head in constraint.indicator else head


def _by(deadline: date | None) -> list[str]:
    """Return the phrases that make *deadline* the last day."""
    if deadline is None:
        return []
    year, month, day = deadline.year, deadline.month, deadline.day
    if (month, day) == (12, 31):
        return [f"到{year}年底", f"到{year}年", f"{year}年底前", f"{year}年12月底前", f"{year}年12月31日前"]
    return [f"{year}年{month}月{day}日前", f"到{year}年{month}月{day}日"]
