"""Signs that digits are torn off a longer figure: a letter among them, a mask, a mark that no figure has.

A broken figure is known by its neighbourhood. Digits with what stands in the place of digits (l for 1, O for 0, X, ?)
and with what joins them (a point, a comma, a full stop, a blank beside the point) are one figure; where it is not
written as figures are, it is torn, and none of its parts is a figure on its own: 9.O9/万, 0.2??%, 25。53/10万, 1,76O元.
"""

from __future__ import annotations

from plancheck.patterns import compiled, deferred

MASKS = "×*＊※○●□■_\ufffd"
_ASKED = "?？"
_NO_DIGIT = f"[lIOoXx{MASKS}{_ASKED}]"
_DIGIT = rf"[\dlIOoXx{MASKS}{_ASKED}]"  # what may stand in the place of a digit
_POINT = r" ?[.。·•]{1,2} ?"
# A group behind a comma has three digits; among letters and masks some may be lost or doubled.
_GROUP = rf",(?:\d{{3}}(?!\d)|(?=\d{{0,4}}{_NO_DIGIT}){_DIGIT}{{3,5}}(?!{_DIGIT}))"
_REST = rf"(?:{_POINT}{_DIGIT}{{1,20}}|{_GROUP}){{1,4}}"
_RUN = rf"(?>\.?{_DIGIT}{{1,20}}(?:{_REST})?\.?)"
_WHOLE = rf"\d{{1,20}}(?:,\d{{3}}(?!\d))*(?:\.\d{{1,20}})?(?!{_DIGIT}|{_POINT}{_DIGIT}|{_GROUP}|\.)"
_RANGE = "[-—~～至到]"
_MAGNITUDE = r"[余多]?(?:[十百千]?万亿?|亿)"
# 2×66万千瓦 is a product; 1. 5个 behind a mark is the number of an item; ●3所 behind a mark is a bullet.
_PRODUCT = r"\d{1,2}(?:\.\d)?[×xX*][1-9]\d{0,5}(?:\.\d{1,6})?[万亿]?(?![%‰/\d.]|[\u4e00-\u9fff]{0,3}[-—~～至到]\d)"
_ITEM = r"(?<![^;；:：,，。!！\n ])\d{1,2}[.、](?: |(?=[\u4e00-\u9fff]))"
_NO_MARK = r"[\u4e00-\u9fff≥≤<>=~～、—\d.-]"
_BULLET = rf"(?<!{_NO_MARK})[{MASKS}]"

# A date that has lost what stood between its numbers: 2017年61日, 20171月6日, 201761日, 201761年; an end: 4年7月.
# A lone mark of it: 12底, which may be 12月底 or 12年底; 到2025-, behind which a second year is gone.
BROKEN_DATE = (
    r"(?:19|20)\d\d(?:年月(?:\d{1,2}日|[底末初])|年[1-9]\d{0,3}日|[1-9]\d?月\d{1,2}日|[1-9]\d{1,3}日|\d{1,2}年)"
    r"|(?<!\d)\d{1,3}年(?:1[0-2]|0?[1-9])月(?:\d{1,2}日)?"
    r"|(?<![\d.])(?:1[0-2]|0?[1-9])底(?=之?前|以前|[,，])"
    r"|(?<=到)(?<![^,，。;；:\n ]到)(?:19|20)\d\d"
    r"(?:[-—~ ](?=[,，\u4e00-\u9fff])(?! ?年)|(?=[,，](?!\d)))"
)

_LETTER = r"(?<![A-Za-z])[lIOoXx](?![A-Za-z])"
_BEFORE = compiled(rf"(?:{_LETTER}|(?<={_NO_MARK})[{MASKS}]|[?？·•/]|\d[。·•])[.。]?$|(?<!\d)\.$|\d(?: ?[.．] ?|,)$")
_DOUBTFUL = frozenset(f"lIOoXx{MASKS}{_ASKED}·•/.。．,")  # without one of these nothing is torn off
# 医护比达到1:1.2,50%的医院…; 完成2/3,50%的乡镇…
_RATIO = deferred(r"(?:1:\d{1,2}(?:\.\d{1,2})?|(?<![\d/])\d{1,2}/\d{1,2}),$")
_FRACTION = compiled(r"\d{1,2}/\d{1,2}(?=,\d{1,2}(?:[-—~～至%‰]|(?!以)[\u4e00-\u9fff]))")
_GOES_ON = r"以[上下内](?=[,，。;；、)]|$)|和\d|[,，;；、]"
# What scanners make of a sign of permille: 5%o以下, 4%。以下.
_SLIPPED = compiled(rf"%(?:[oO](?![A-Za-z\d])|0(?=[,，。;；、)]|以[上下内]|$)|。(?:{_GOES_ON}))")
_BEHIND = compiled(
    rf"[.．,—~～-]?(?:{_LETTER}|[{MASKS}{_ASKED}])|[·•]\d|/|\.{{1,2}} ?\d| \.\d|。\d{{1,2}}[%‰/户张]"
    r"|(?<=\d),\d|(?<=\d)[.,]$"
)


def torn(units: str) -> str:
    """Return the pattern of a torn figure, up to its unit; *units* is the pattern of the units that may follow.

    >>> pattern = compiled(torn("[%‰个]"))
    >>> [bool(pattern.match(text)) for text in ("9.O9%", "25。53‰", "1. 5个", "9.09%", "1,234个", "1,23O个")]
    [True, True, False, False, False, True]
    """
    begins = rf"(?<![A-Za-z\d])(?!{_WHOLE}|{_ITEM}|{_BULLET}|{_PRODUCT}|(?<!、)[{_ASKED}])"
    some = rf"(?=[lIOoXx{MASKS}{_ASKED} .,。·•]{{0,20}}?\d)"
    more = rf"(?:{_RANGE}{_DIGIT}{{1,20}}(?:\.{_DIGIT}{{1,20}})?(?:{_MAGNITUDE})?)?"
    letters = r"(?<![A-Za-z])[lIOo]{1,6}(?:\.[lIOo]{1,6})?(?=[%‰]|/(?:10)?[十百千]?万|[\u4e00-\u9fff]{0,2}[-—~～至]\d)"
    return rf"{begins}{some}{_RUN}(?:{_MAGNITUDE})?(?={more}(?:{units}))|{letters}"


def goes_on(units: str) -> str:
    """Return the pattern of the rest of a figure behind a mark that would end a sentence: 0。44户, 9?%."""
    asked = r"(?<=[?？])[?？]{0,3}(?:[%‰]|/(?:10)?[十百千]?万)"
    slipped = rf"(?<=%。)(?:{_GOES_ON})"
    return rf"{slipped}|(?<=[\d.?？、][。?？])(?:{_DIGIT}{{1,20}})?(?:{_REST})?(?:{_MAGNITUDE})?(?:{units})|{asked}"


def is_torn(text: str, start: int, end: int, *, has_unit: bool) -> bool:
    """Tell whether the digits from *start* to *end* of *text* are part of a figure that cannot be read.

    A figure with its unit is whole behind; one without may go on.

    >>> is_torn("降到9.O9/万", 2, 3, has_unit=False), is_torn("降到9%左右", 2, 4, has_unit=True)
    (True, False)
    >>> is_torn("降到5%o以下", 2, 4, has_unit=True)
    True
    """
    if text[end - 1 : end] == "%" and _SLIPPED.match(text, end - 1):
        return True
    before = text[max(0, start - 4) : start]
    if not _DOUBTFUL.isdisjoint(before) and _BEFORE.search(before):
        return not _RATIO.search(text, max(0, start - 10), start)
    fraction = _FRACTION.match(text, start, end + 4)
    if has_unit or (fraction and fraction.end() == end):
        return False
    return bool(_BEHIND.match(text, end, end + 5))
