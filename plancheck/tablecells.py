"""What one cell of a table of indicators says: a figure with its bound, as `≥95%`, `8左右`, `〔60〕`, `30-35`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from plancheck import resources
from plancheck.cells import read_cell
from plancheck.normalize import normalize
from plancheck.numerals import shift
from plancheck.patterns import deferred, either
from plancheck.text import Span
from plancheck.unit_names import parse_unit

if TYPE_CHECKING:
    from collections.abc import Collection

    from plancheck.records import Comparison, Number

_POINT = deferred(r"(?<=\d)[。．](?=\d)")  # 76。7 in a cell, where no sentence ends
_SIGNS = str.maketrans({"≧": "≥", "⩾": "≥", "≦": "≤", "⩽": "≤", "﹥": ">", "﹤": "<", "∶": ":"})
_NUMBER = r"[+-]?\d[\d,]*(?:\.\d+)?"
_UNIT = r"[^\d()\[\]〔〕【】,;。:~—至到+<>≤≥-]{0,8}?(?:/\d*[^\d()\[\]〔〕【】,;。]{0,6}?)?"
_NOTES = "①-⑳⁰-⁹¹²³*※#★△▲"
_NOTED = deferred(rf"[{_NOTES}]+|注\d*$")
_PLAIN_UNITS = frozenset({"%", "‰"})


@frozen(kw_only=True)
class CellFigure:
    """What a cell says: `value` and `high` as written, the `unit` written beside them, and the bound.

    `span` is that of number and unit in the cell's text. `scaled` tells that a magnitude (万) is in the value, `total`
    that the figure holds for the whole period; `sign` is that of the number if it has one, `year` the year in brackets
    behind it. `code` is the diagnostic of a cell whose figure is lost or cannot be trusted.
    """

    span: Span
    value: Number | None = None
    high: Number | None = None
    unit: str | None = None
    scaled: bool = False
    op: Comparison | None = None
    total: bool = False
    sign: str = ""
    year: int | None = None
    code: str | None = None


def read_figure(
    text: str, notes: Collection[str] = (), *, reported: bool = False, round_is_total: bool = False
) -> CellFigure | None:
    """Return the figure that the text of a cell says, None if it is no figure with a bound and nothing else.

    *notes* are the marks of footnotes that the document explains: only they are left out behind a digit, because 9.0①
    may be 9.0 with a note or 9.01. In a *reported* figure 达到 is no bound. *round_is_total* tells that round brackets
    stand around totals of the period.

    >>> figure = read_figure("≥ 95%")
    >>> str(figure.value), figure.unit, figure.op, figure.span
    ('95', '%', '>=', Span(start=2, end=5))
    >>> read_figure("〔60〕万人").total, read_figure("30—35").high, read_figure("持续提高")
    (True, Decimal('35'), None)
    """
    normalized = normalize(_POINT.sub(".", text.translate(_SIGNS)))
    match = _pattern().fullmatch(normalized.text)
    if match is None:
        return _lost(normalized.text)
    opened = match["open"]
    if opened == "(" and not round_is_total:
        return None
    low, high, behind = match["low"], match["high"], match["behind"] or match["outer"] or ""
    span = normalized.span(*match.span("figure"))
    if _noted(match["notes"], notes):
        span = normalized.span(match.start("figure"), match.end("notes"))
        return CellFigure(span=span, code="garbled-number")
    figure = _number(low, high, behind)
    if figure is None:
        return None
    return evolve(
        figure,
        span=span,
        op=_operator([match[part] for part in ("lead", "inner", "tail", "last") if match[part]], reported),
        total=bool(opened),
        sign=low[0] if low[0] in "+-" else "",
        year=int(match["year"]) if match["year"] else None,
    )


def fold_unit(written: str) -> tuple[int, str]:
    """Return the magnitude of a unit and the unit as records write it: 万人 is 10,000 and 人; raise UnknownUnit.

    >>> fold_unit("万元/人"), fold_unit("（1/10万）"), fold_unit("张/千人口")
    ((10000, '元/人'), (1, 'per_100k'), (1, '张/千人'))
    """
    over, slash, under = parse_unit(written).name.partition("/")
    parsed = parse_unit(over)
    return int(parsed.scale), "·".join(parsed.over) + slash + under


def says_nothing(text: str) -> bool:
    """Tell whether a cell says that there is no figure: blank, or a mark for that."""
    text = "".join(text.split()).lower()
    return not text or text in resources.rules("columns.toml")["no_figure"]["markers"]


def _operator(words: list[str], reported: bool) -> Comparison | None:
    """Return the comparison of the words around a figure: 左右 wins over all others, and 稳定在 yields to any."""
    rules = [_words()[word] for word in words]
    rules = [rule for rule in rules if not (reported and rule.get("in") == "target")]
    ops = [rule["op"] for rule in rules if not rule.get("weak")] or [rule["op"] for rule in rules]
    return "~=" if "~=" in ops else ops[-1] if ops else None


def _noted(found: str, known: Collection[str]) -> bool:
    """Tell whether marks behind a number may be digits: a circled one that no footnote explains."""
    return any("①" <= mark <= "⑳" and mark not in known for mark in found)


def _number(low: str, high: str | None, behind: str) -> CellFigure | None:
    """Return value, upper value and unit of a number as it stands in a cell, None if it is none."""
    first = read_cell(low + (behind if high is None else ""))
    if first.code or first.value is None or ("/" in low + behind and first.unit == "%" and "%" not in behind):
        return None
    if high is None:
        return CellFigure(span=Span(0, 0), value=first.value, unit=first.unit, scaled=first.scaled)
    ends = [read_cell(re.sub(r"[%‰]$", "", part) + behind) for part in (low, high)]
    if any(end.code or end.value is None for end in ends) or ends[0].unit != ends[1].unit:
        return None
    values = [end.value for end in ends if end.value is not None]
    if values[0] >= values[1]:
        return None
    return CellFigure(span=Span(0, 0), value=values[0], high=values[1], unit=ends[0].unit, scaled=ends[1].scaled)


def _lost(text: str) -> CellFigure | None:
    """Return the figure of a cell that has only its sign or unit left, None for any other text."""
    match = _lost_pattern().fullmatch(text)
    if match is None or not match[0].strip():
        return None
    start = len(text) - len(text.lstrip())
    return CellFigure(span=Span(start, len(text.rstrip())), unit=match["unit"], code="missing-value")


def scaled(number: Number | None, factor: int) -> Number | None:
    """Return *number* times *factor*, None for None."""
    return number if number is None or factor == 1 else shift(number, factor)


@cache
def _words() -> dict[str, dict[str, Any]]:
    """Return the words and signs that bound a figure and tell of no change, each with its rule."""
    table: dict[str, Any] = resources.rules("comparisons.toml")
    return {word: rule for word, rule in table.items() if rule.get("op") and not rule.get("direction")} | {
        sign: {"place": "before", "op": op} for sign, op in {"≈": "~=", "=": "="}.items()
    }


@cache
def _pattern() -> re.Pattern[str]:
    leads, tails = (
        either([word for word, rule in _words().items() if rule["place"] == place]) for place in ("before", "after")
    )
    brackets = resources.rules("tables.toml")["period_total"]
    opened, closed = (re.escape(brackets[side]) for side in ("open", "close"))
    return re.compile(
        rf"\s*(?P<lead>{leads})?\s*(?P<open>[(\[{opened}])?\s*(?P<inner>{leads})?\s*"
        rf"(?P<figure>(?P<low>{_NUMBER}[%‰]?)(?:\s*(?:--?|~|—+|至|到)\s*(?P<high>{_NUMBER}))?\s*(?P<behind>{_UNIT}))"
        rf"\s*(?P<tail>{tails})?\s*(?(open)[)\]{closed}]\s*(?P<outer>{_UNIT}))\s*(?P<last>{tails})?\s*"
        rf"(?:\((?P<year>(?:19|20)\d\d)年?\))?\s*(?P<notes>[{_NOTES}]*)\s*"
    )


@cache
def _lost_pattern() -> re.Pattern[str]:
    signs = either(_words())
    return re.compile(rf"\s*(?:(?:{signs})\s*(?P<unit>[%‰])?|(?P<only>[%‰]))\s*(?:{signs})?\s*")


def without_notes(name: str) -> str:
    """Return a name without marks of footnotes at its end.

    >>> without_notes("孕产妇死亡率①")
    '孕产妇死亡率'
    """
    while (found := re.search(rf"(?:[{_NOTES}]+|注\d*)$", name)) and found.start():
        name = name[: found.start()].rstrip()
    return name
