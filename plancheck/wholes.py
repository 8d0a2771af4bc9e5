"""What a figure for a whole says of its parts, and what those of the parts come to: amounts add up, rates do not.

Two questions with the doubt on different sides: nothing is added up unless it surely adds up, and no part is judged by
what holds for the whole unless that surely holds for each part.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from plancheck import resources, units
from plancheck.bounds import is_counted
from plancheck.unit_table import unit_table

if TYPE_CHECKING:
    from plancheck.records import Number

_ADDED = {"count", "action", "money"}


def adds_up(name: str, unit: str | None) -> bool:
    """Tell whether figures of the parts of a region add up to its own: counts and money do, averages and rates do not.

    >>> adds_up("新建卫生院", "所"), adds_up("财政收入", "元"), adds_up("人均费用", "元"), adds_up("签约率", "percent")
    (True, True, False, False)
    """
    if unit is None or "/" in unit or any(word in name for word in _words()["no_sum"]):
        return False
    over = units.parse_unit(unit).over
    return is_counted(unit) or all(unit_table().entries[each].kind in _ADDED for each in over)


def judges_parts(name: str, unit: str | None, value: Number | None = None) -> bool:
    """Tell whether a bound for a region is one for each part of it, as that of a rate is and that of an amount is not.

    A *value* without a unit that is written as a fraction (2/3) is a share.

    >>> judges_parts("签约率", "percent"), judges_parts("平均住院日", "天"), judges_parts("次均费用", "元")
    (True, True, True)
    >>> judges_parts("新建卫生院", "所"), judges_parts("财政收入", "元"), judges_parts("进出口占全省比重", "percent")
    (False, False, False)
    """
    words = _words()
    if unit is None:
        return isinstance(value, Fraction) or any(word in name for word in words["no_sum"])
    if unit in words["averages"]:
        return True
    if any(word in name for word in words["of_a_whole"]):
        return False
    try:
        parsed = units.parse_unit(unit)
    except units.UnknownUnit:
        return False
    entries = unit_table().entries
    if parsed.under:
        return any(entries[each].kind != "time" for each in parsed.under)
    if all(entries[each].kind == "rate" for each in parsed.over):
        return True
    return not is_counted(unit) and any(word in name for word in words["averaged"])


def _words() -> dict[str, Any]:
    words: dict[str, Any] = resources.rules("indicator_names.toml")["rates"]
    return words
