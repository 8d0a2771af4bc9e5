"""The last day by which a target is due, from the dates and phrases of time in its sentence."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from plancheck.numerals import parse_numeral
from plancheck.patterns import compiled
from plancheck.planyears import plan_end
from plancheck.trees import Date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plancheck.trees import Node

# Behind these a date is where a change starts from, not when it is due.
BASELINES = frozenset({"比", "较", "与", "同", "自", "从", "由"})
# The same where it stands behind the date: 在2020年的基础上, 控制在2015年水平.
BASIS = compiled("的?(?:(?:水平|数量)?(?:的?基础|基数)|水平(?:以[下内上]|上下|左右|不变)?$)")
_AND = ("和", "及", "与", "、", "以及")
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12}


def due(node: Date, plan_year: int | None) -> date | None:
    """Return the last day that *node* allows, or None where it names no day or its year is not known.

    >>> from plancheck.trees import parse
    >>> [str(due(parse(text)[0], 2017)) for text in ("到2020年", "6月1日前", "上半年", "3月底前", "年内")]
    ['2020-12-31', '2017-06-01', '2017-06-30', '2017-03-31', '2017-12-31']
    """
    parts = node.parts
    if "BAD_DATE" in parts:
        return None
    if "PLAN_END" in parts:
        return date(plan_end(parts["PLAN_END"]), 12, 31)
    year = int(parts["YEAR"][:4]) if "YEAR" in parts else plan_year
    if year is None:
        return None
    if "MONTH" in parts:
        return _month_day(year, parts, node.edge)
    if "PART" in parts:
        return _part(year, parts["PART"])
    if re.match(r"年?初", node.edge):
        return None
    return date(year, 12, 31)


def is_damaged(node: Date) -> bool:
    """Tell whether a date cannot be read: its marks are lost, or it names a day that no month has.

    >>> from plancheck.trees import parse
    >>> is_damaged(parse("201761日前")[0]), is_damaged(parse("6月31日前")[0]), is_damaged(parse("2月29日前")[0])
    (True, True, False)
    """
    parts = node.parts
    if "BAD_DATE" in parts or "DAY" not in parts:
        return "BAD_DATE" in parts
    year = int(parts["YEAR"][:4]) if "YEAR" in parts else 2000  # a leap year: the year is not known yet
    return int(parts["DAY"].removesuffix("日")) > monthrange(year, _month(parts))[1]


def _month(parts: dict[str, str]) -> int:
    return int(parse_numeral(parts["MONTH"].rstrip("份").removesuffix("月")))


def coordinated(clause: Sequence[Node], plan_year: int | None) -> list[date]:
    """Return the days of dates that stand side by side (到2025年和2030年), none where a clause has one date or none."""
    days: list[date] = []
    for index, node in enumerate(clause):
        if not isinstance(node, Date) or node.word in BASELINES:
            continue
        behind = clause[index + 2] if index + 2 < len(clause) else None
        if (not days and not (isinstance(behind, Date) and clause[index + 1].text in _AND)) or not (
            day := due(node, plan_year)
        ):
            continue
        if days and clause[index - 1].text not in _AND:
            break
        days.append(day)
    return days if len(days) > 1 else []


def _month_day(year: int, parts: dict[str, str], edge: str) -> date | None:
    month = _month(parts)
    last = monthrange(year, month)[1]
    if "DAY" in parts:
        day = int(parts["DAY"].removesuffix("日"))
        return date(year, month, day) if day <= last else None
    if edge.startswith("上旬"):
        return date(year, month, 10)
    if edge.startswith("中旬"):
        return date(year, month, 20)
    if edge.startswith("初"):
        return None
    return date(year, month, last)


def _part(year: int, part: str) -> date:
    if part == "上半年":
        return date(year, 6, 30)
    if "季度" in part:
        month = _QUARTERS[part.lstrip("第前")[0]]
        return date(year, month, monthrange(year, month)[1])
    return date(year, 12, 31)
