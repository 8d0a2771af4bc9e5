"""How damaged digits and dates could be read; offered to people, never chosen."""

from __future__ import annotations

import re
from calendar import monthrange

from plancheck.patterns import deferred

_MOST = 5
_LOOKALIKES = str.maketrans("lIOo", "1100")
_PIECE = deferred(r"(?:0|[1-9]\d{0,3})(?:\.\d{1,2})?")


def of_number(text: str) -> tuple[str, ...]:
    """Return the likely readings of digits that cannot be trusted, at most five.

    >>> of_number("11.336.05"), of_number("9O%"), of_number("110万")
    (('11.3 and 36.05', '11.33 and 6.05'), ('90%',), ('1/10万',))
    """
    if re.search(r"[lIOo]", text):
        return (text.translate(_LOOKALIKES),)
    lost_stroke = re.fullmatch(r"(\d+(?:\.\d+)?)(10?[十百千]?万)", text)
    if lost_stroke:
        return (f"{lost_stroke[1]}/{lost_stroke[2]}",)
    digits = re.match(r"\d+(?:\.\d+)+", text)
    if not digits:
        return ()
    figures = digits[0].count(".")
    found = [" and ".join(pieces) for pieces in _cuts(digits[0], figures) if len(pieces) == figures]
    return tuple(found[:_MOST])


def of_date(text: str) -> tuple[str, ...]:
    """Return the likely readings of a date whose marks are lost.

    >>> of_date("201761日前"), of_date("91日前"), of_date("121日前")
    (('2017年6月1日前',), ('9月1日前',), ('12月1日前', '1月21日前'))
    """
    match = re.fullmatch(r"((?:19|20)\d\d)?(\d{2,4})日(.*)", text)
    if not match:
        return ()
    year, digits, rest = match.groups()
    found = []
    for size in (2, 1):
        month, day = digits[:size], digits[size:]
        if not day or "0" in (month[0], day[0]) or int(month) > 12:
            continue
        if int(day) <= monthrange(int(year or 2000), int(month))[1]:
            found.append(f"{year + '年' if year else ''}{month}月{day}日{rest}")
    return tuple(found)


def _cuts(digits: str, figures: int) -> list[list[str]]:
    """Return every way to cut *digits* into so many figures with at most two decimals."""
    if not digits:
        return [[]]
    if figures == 0:
        return []
    ways = []
    for end in range(1, min(len(digits), 8) + 1):
        if _PIECE.fullmatch(digits[:end]):
            ways += [[digits[:end], *rest] for rest in _cuts(digits[end:], figures - 1)]
    return [way for way in ways if all("." in piece for piece in way)] or ways
