"""Line breaks that a scraper or a printer has put inside a figure: its halves are one figure again without them.

A break is only left out where no line could end and no other begin so: 0.⏎27平方米, 52,650,⏎000元, 百分之零⏎点五二.
Where digits stand on both sides (3⏎5个), the first half has words before it on its line; a cell of a table has none.
"""

from __future__ import annotations

import re

from plancheck.patterns import compiled, deferred

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
_UNIT = "%‰万亿千百/个座人名家所张元套户对种批例件次项处台辆支岁亩吨平公里册间栋位条场门类份只头株棵斤克米升"
_NUMERAL = "零〇一二两三四五六七八九十百千万"
_BREAK = rf"[ \t{INVISIBLE}]*[\r\n][\s{INVISIBLE}]*+"
_DASH = "[-—~～]"
# What stands right before the break, and what right behind it.
_HALVES = (
    (r"\d", r"[.．]\d|/\d|,\d{3}(?!\d)"),
    (r"\d[.．/]", r"\d"),
    (r"\d/", r"[十百千]?万"),
    (rf"[\d%‰]|\d[{_UNIT}]|0万|/万", r"以[上下内]|左右"),
    (r"\d,", r"\d{3}(?!\d)"),
    (rf"[\d%‰]{_DASH}|\d[{_UNIT}]{_DASH}", r"\d"),
    (rf"[\d%‰]|\d[{_UNIT}]|平方米|公里|百分点|[万亿]元", rf"(?:{_DASH}|[至到])\d[\d.]*[{_UNIT}]"),
    (r"\d", rf"/?[\d.]*(?:{_DASH}[\d.]+)?[{_UNIT}]"),
    (r"\d[平公万亿千百毫]", r"[方里斤顷元人亩吨户个名家克升米]"),
    (r"平方|\d公|立方", r"[公千]?[里米]"),
    (r"\d个", r"百分点"),
    (r"个百", r"分点"),
    (r"个百分", r"点"),
    (r"\d人", r"次"),
    (r"全", r"覆盖"),
    (r"全覆", r"盖"),
    (r"全[国省市县]|平均", r"平均水平|水平"),
    (r"[省市县]", r"下达目标|平均水平"),
    (rf"[^\s{INVISIBLE}]", r"[，。、；）)」”》％%‰]"),  # no line begins with these, and none ends with those
    (r"[（(「“《]", r"[^\s]"),
    (r"下达", r"目标"),
    (r"[百千万]分之", rf"[\d{_NUMERAL}]"),
    (r"[百千万]分", rf"之[\d{_NUMERAL}]"),
    (r"[百千万]", rf"分之[\d{_NUMERAL}]"),
    (rf"[{_NUMERAL}点]", rf"[{_NUMERAL}点](?![、是])"),
)
_INSIDE = compiled(
    "|".join(
        rf"(?:{'|'.join(rf'(?<={one})' for one in before.split('|'))}){_BREAK}(?={behind})"
        for before, behind in _HALVES
    )
    # A character that nobody sees between two digits, perhaps among blanks.
    + rf"|(?<=\d)(?=[\s]*[{INVISIBLE}])[\s{INVISIBLE}]++(?=[\d.%‰万亿千百个座人名家所张元])"
)
_FIRST_HALF = deferred(r"(?P<before>^|[^\d.,．/])(?P<digits>[\d.,．/]*\d[.,．/]?)$")
_IN_WORDS = deferred(rf"分之[{_NUMERAL}点]*$")
_ALONE = deferred(r"\d{1,4}[ \t]*[\r\n]")
_LOOKED_AT = 24  # characters before a break


def inside_figures(text: str, place: int) -> tuple[int, int] | None:
    """Return the stretch of breaks and invisible characters at *place* that stands inside a figure, None if none does.

    >>> inside_figures("降到1.\\n95/10万", 4), inside_figures("1.\\n5个村", 2), inside_figures("共3\\n2025年", 2)
    ((4, 5), None, None)
    """
    match = _INSIDE.match(text, place)
    if not match:
        return None
    before, behind = text[max(0, place - _LOOKED_AT) : place], text[match.end() : match.end() + 6]
    if _ALONE.match(behind):
        return None  # the number of a page
    if before[-1] in _NUMERAL + "点" and behind[0] in _NUMERAL + "点" and not _IN_WORDS.search(before):
        return None
    if "\n" not in match[0] and "\r" not in match[0]:
        return match.span()
    first = _FIRST_HALF.search(before)
    if not first or not behind[0].isdigit():
        return match.span()
    number = first["digits"]
    alone = not first["before"] or first["before"] in "\n\r \t"
    return None if alone or _begins_anew(number, behind) else match.span()


def _begins_anew(number: str, behind: str) -> bool:
    """Tell whether what stands behind a break after *number* is a date or an item of a list, not its other half."""
    dated = re.match(r"(?:19|20)\d\d年|\d{1,2}[月日、]|\d{1,2}[.．](?!\d)", behind)
    return bool(dated) and not number.endswith((".", "．", ",", "/"))
