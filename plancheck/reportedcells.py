"""Cells that say more than a figure: bounds (90%以上, 约5万), ranges (95-97%), marks of notes (95.2①)."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from attrs import evolve

from plancheck import resources
from plancheck.cells import Cell, read_cell, text_of
from plancheck.patterns import deferred, either

if TYPE_CHECKING:
    from plancheck.records import Comparison

_SIGNS = str.maketrans({"≧": "≥", "⩾": "≥", "≦": "≤", "⩽": "≤", "﹥": ">", "﹤": "<"})
_LONGEST = 60
_YEARS = range(1900, 2200)
# A mark that cannot be a digit of the figure, nor a power of it: 10² may be 100, 95.2² can only bear a note.
_MARK = deferred(
    r"(?P<figure>.*?\S)\s*(?P<mark>[①-⑳⑴-⒇❶-❿ⓐ-ⓩ]{1,2}|[*※#†‡★☆]{1,3}|[\[〔【](?:注|附注)?[:：]?\d{1,2}[\]〕】]"
    r"|[\[(（〔【]?(?:附注|注)[:：]?(?:\d{1,2}|[一二三四五六七八九十①-⑳])?[\])）〕】]?"
    r"|(?<=\.[0-9])[¹²³⁰⁴-⁹]{1,2}|(?<=\.[0-9]{2})[¹²³⁰⁴-⁹]{1,2}|(?<=[%‰])[¹²³⁰⁴-⁹]{1,2})(?P<unit>[%‰]?)"
)
_RANGE = deferred(r"([+-]?\d[^~～—–－\-至到]*)(?:~|～|—|–|-|至|到)([+-]?\d.*)")
_COMMA = deferred(r"[+-]?[0-9]+(?:\.[0-9]{3})*(?:,[0-9]+)+(?:\.[0-9]+)?(?P<tail>[^0-9,.]*)")


def read_reported(cell: object) -> Cell:
    """Return what *cell* says, as `read_marked` does, with the comparison of a cell that only bounds its figure.

    The words are those of `rules/comparisons.toml`; 达到 and 为 do not bound what is reported.

    >>> cells = map(read_reported, ("90%以上", "约5万人", "<0.1‰", "达到31%", "95-97%"))
    >>> [(cell.op, str(cell.value), cell.unit) for cell in cells]
    [('>=', '90', '%'), ('~=', '50000', '人'), ('<', '0.1', '‰'), ('=', '31', '%'), ('range', '95', '%')]
    >>> read_reported("很多以上").code
    'not-a-number'
    """
    found = read_marked(cell)
    if found.code is None or not isinstance(cell, str) or len(cell) > _LONGEST:
        return found
    text, mark = _unmarked(text_of(cell) or "")
    bounded = _bounded(text) or _range(text)
    return evolve(bounded, mark=mark) if bounded else found


def read_marked(cell: object) -> Cell:
    """Return what *cell* says, as `read_cell` does, without the mark of a note behind its figure.

    A comma that parts no thousands leaves the figure open: the code is then `doubtful-comma`.

    >>> [(str(cell.value), cell.mark) for cell in map(read_marked, ("95.2①", "95.2%*", "1,234 [2]", "13.7注1"))]
    [('95.2', '①'), ('95.2', '*'), ('1234', '[2]'), ('13.7', '注1')]
    >>> read_marked("10²").code, read_marked("95.2*1").code, read_marked("4,42").code
    ('not-a-number', 'not-a-number', 'doubtful-comma')
    """
    found = read_cell(cell)
    if found.code is None or not isinstance(cell, str) or len(cell) > _LONGEST:
        return found
    text, mark = _unmarked(text_of(cell) or "")
    if mark:
        read = read_cell(text)
        found = evolve(read, mark=mark) if read.code is None else found
    return evolve(found, code="doubtful-comma") if found.code and comma_readings(text) else found


@lru_cache(maxsize=65536)
def comma_readings(text: str) -> tuple[str, ...]:
    """Return how a figure may be meant whose comma parts no thousands, nothing where there is none.

    >>> comma_readings("4,42"), comma_readings("1.234,5"), comma_readings("1,234")
    (('4.42', '442'), ('1234.5', '1.2345'), ())
    """
    match = _COMMA.fullmatch(text)
    if match is None or read_cell(text).code is None or read_cell("1" + match["tail"]).code:
        return ()
    digits = text[: match.start("tail")].replace(" ", "")
    as_mark = digits.replace(",", "")
    as_point = digits.replace(".", "").replace(",", ".") if digits.count(",") == 1 else ""
    return tuple(reading for reading in (as_point, as_mark) if reading)


@lru_cache(maxsize=65536)
def _unmarked(text: str) -> tuple[str, str]:
    """Return *text* without the mark of a note, and that mark."""
    match = _MARK.fullmatch(text)
    return (match["figure"] + match["unit"], match["mark"]) if match else (text, "")


@lru_cache(maxsize=65536)
def _bounded(text: str) -> Cell | None:
    match = _pattern().fullmatch("".join(text.translate(_SIGNS).split()))
    if match is None or not (match["before"] or match["after"]):
        return None
    found = read_cell(match["figure"])
    rules = [_words()[word] for word in (match["before"], match["after"]) if word]
    if found.code is not None or found.value is None:
        return None
    return evolve(found, op=_comparison(rules))


@lru_cache(maxsize=65536)
def _range(text: str) -> Cell | None:
    """Read 95-97%: the unit and the magnitude behind the upper end are those of the lower one too; years are none."""
    match = _RANGE.fullmatch("".join(text.split()))
    if match is None:
        return None
    above = read_cell(match[2])
    tail = match[2].lstrip("+-0123456789.,")
    below = read_cell(match[1] if match[1][-1:] not in "0123456789" else match[1] + tail)
    if below.code or above.code or below.value is None or above.value is None or below.unit != above.unit:
        return None
    low, high = Fraction(below.value), Fraction(above.value)
    of_years = below.unit is None and low in _YEARS and high in _YEARS
    return None if low >= high or of_years else evolve(below, op="range", high=above.value, step=None)


def _comparison(rules: list[dict[str, Any]]) -> Comparison:
    """Return what the words come to: 左右 wins over all others, and 稳定在 yields to any."""
    rules = [rule for rule in rules if "op" in rule and rule.get("in") != "target"]
    ops = [rule["op"] for rule in rules if not rule.get("weak")] or [rule["op"] for rule in rules]
    found: Comparison = "~=" if "~=" in ops else ops[-1] if ops else "="
    return found


@cache
def _words() -> dict[str, dict[str, Any]]:
    """Return the words that may stand around a reported figure; those of changes and of budgets say something else."""
    table = resources.rules("comparisons.toml")
    return {
        word: rule
        for word, rule in table.items()
        if rule.get("place") in ("before", "after") and "direction" not in rule and rule.get("op") != "="
    }


@cache
def _pattern() -> re.Pattern[str]:
    before, after = (
        either(word for word, rule in _words().items() if rule["place"] == place) for place in ("before", "after")
    )
    return re.compile(rf"(?P<before>{before})?(?P<figure>[+-]?[0-9].*?)(?P<after>{after})?", re.DOTALL)
