"""Signs that digits are torn off a longer figure: a letter among them, a mask, a mark that no figure has.

A figure that shows one is never taken at its word: what is left of 9.O9/万, 0.2??% or 达到**/10万 is no value.
"""

from __future__ import annotations

import re

# Letters that stand for digits in scans, and marks that stand for figures that were taken out.
_MASK = r"(?<![A-Za-z])[lIOoXx](?![A-Za-z])|[×*＊※○●□■_?？\ufffd]"
_BEFORE = re.compile(rf"(?:{_MASK}|[·•/]|\d[。·•])[.。]?$|(?<!\d)\.$")
_BEHIND = re.compile(rf"[.．]?(?:{_MASK})|[·•]\d|/|\.{{1,2}} ?\d|。\d{{1,2}}[%‰/户张]")


def is_torn(text: str, start: int, end: int, *, has_unit: bool) -> bool:
    """Tell whether the digits from *start* to *end* of *text* are part of a figure that cannot be read.

    A figure with its unit is whole behind; one without may go on.

    >>> is_torn("降到9.O9/万", 2, 3, has_unit=False), is_torn("降到9%左右", 2, 4, has_unit=True)
    (True, False)
    """
    if _BEFORE.search(text[max(0, start - 3) : start]):
        return True
    return not has_unit and bool(_BEHIND.match(text[end : end + 5]))
