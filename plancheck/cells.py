"""What one cell of a table says: a figure, that there is none, or something that cannot be read.

Cells hold figures as offices write them: `7.2‰`, `16/10万`, `1,234`, `95%`, `5.8万`, full-width digits. The figure
keeps every digit that was written. Nothing is dropped to make a cell readable: `13.7①` is no number here, and
`reportedcells` tells what else a cell may say.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from functools import cache, lru_cache, reduce
from itertools import pairwise
from numbers import Integral, Rational, Real
from typing import TYPE_CHECKING

from attrs import frozen

from plancheck import resources
from plancheck.text import PLAIN
from plancheck.unit_names import is_unit
from plancheck.unit_table import unit_table

if TYPE_CHECKING:
    from plancheck.records import Comparison, Number

_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_RATIO = re.compile(r"([0-9]+) ?/ ?([0-9]+)")
_MISSING = ("<NA>", "NaT", "nan")  # how the missing values of frames are written
_PLAIN_FLOAT = 1e15
# Figures far outside of any statistics would take gigabytes to write out; they are refused as unreadable.
_LONGEST_TEXT, _MOST_DIGITS, _LARGEST_POWER = 200, 100, 400
_EXACT = Context(prec=1000, traps=[Inexact])


@frozen
class Cell:
    """A cell as read: `value` None without a `code` means that the cell says there is no figure.

    `unit` is the unit written in the cell, as it is written there; `scaled` tells that a magnitude (万) was folded
    into the value, whose last written digit then counts `step` (1,000 in 5.8万). `code` names the diagnostic of a cell
    that cannot be read. `op` is another comparison than "=" where the cell only bounds its figure,
    up to `high` if that is a range, and `mark` that of a note behind it (both: `reportedcells`).
    """

    value: Number | None = None
    unit: str | None = None
    scaled: bool = False
    code: str | None = None
    step: Number | None = None
    op: Comparison = "="
    high: Number | None = None
    mark: str = ""


def read_cell(cell: object) -> Cell:
    """Return what *cell* says: exactly, whatever it holds, and without ever raising.

    >>> read_cell("7.2‰").value, read_cell("7.2‰").unit
    (Decimal('7.2'), '‰')
    >>> read_cell("５.８万座").value, read_cell("1,234").value, read_cell(13.7).value, read_cell("16/10万").unit
    (Decimal('58000'), Decimal('1234'), Decimal('13.7'), '/10万')
    >>> read_cell("不适用") == Cell(), read_cell("很多").code
    (True, 'not-a-number')
    """
    if cell is None:
        return Cell()
    if isinstance(cell, str):
        return _read_known(cell) if len(cell) <= _LONGEST_TEXT else _read_text(cell)
    if type(cell) in (float, int):
        return _read_number(cell)
    return _read_other(cell)


@lru_cache(maxsize=65536, typed=True)
def _read_number(cell: float) -> Cell:
    return _read_other(cell)


def _read_other(cell: object) -> Cell:
    if isinstance(cell, Decimal):
        return _decimal(cell)
    if isinstance(cell, bool) or not isinstance(cell, Real):
        return _missing_or_unreadable(cell)
    if isinstance(cell, Integral):
        return _decimal(Decimal(int(cell)))
    if isinstance(cell, Rational):
        fraction = Fraction(int(cell.numerator), int(cell.denominator))
        large = max(abs(fraction.numerator), fraction.denominator) >= 10**_MOST_DIGITS
        return Cell(code="not-a-number") if large else Cell(fraction)
    return _decimal(from_float(cell))


def from_float(number: float | Real) -> Decimal:
    """Return the shortest decimal that denotes *number*: 3.5, never 3.5000000000000000x; 13.0 is 13.

    A value of a narrower type than Python's float (NumPy's float32) stands for its own shortest decimal.
    """
    text = float.__repr__(number) if isinstance(number, float) else str(number)
    return Decimal(text.removesuffix(".0"))


def text_of(cell: object) -> str | None:
    """Return a name, unit, region or period cell as text, None if the cell is blank or says that there is none.

    >>> text_of(" 江岸区 "), text_of(2017.0), text_of("—"), text_of(None)
    ('江岸区', '2017', None, None)
    """
    if cell is None or isinstance(cell, bool):
        return None
    text = cell if isinstance(cell, str) else written(cell)
    return _known_name(text) if len(text) <= _LONGEST_TEXT else _name(text)


def written(cell: object) -> str:
    """Return *cell* as it would be written in a file: 2017.0 as 2017, a date as 2017-12-31."""
    if type(cell) is str:
        return cell
    isoformat = getattr(cell, "isoformat", None)
    try:
        if isinstance(cell, float):
            return format(from_float(cell), "f") if abs(cell) < _PLAIN_FLOAT else repr(cell)
        return str(isoformat()).removesuffix("T00:00:00") if callable(isoformat) else str(cell)
    except Exception:  # whatever an object of the caller's does, it is no figure and no name
        return f"<{type(cell).__name__}>"


@cache
def _powers() -> dict[str, int]:
    """Return the power of ten of each magnitude that may stand behind the digits: 万 is 4."""
    magnitudes = unit_table().magnitudes
    return {spelling: len(str(number)) - 1 for spelling, number in magnitudes.items() if not spelling[0].isdigit()}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a whole cell and of a further part behind a magnitude (3万5千)."""
    magnitude = "|".join(sorted(_powers(), key=len, reverse=True))
    whole = rf"([+-]?) ?({_DIGITS})(?:[eE]([+-]?[0-9]{{1,4}}))? ?({magnitude})?(.*)"
    return re.compile(whole, re.DOTALL), re.compile(rf"({_DIGITS}) ?({magnitude})(.*)", re.DOTALL)


@cache
def _markers() -> frozenset[str]:
    return frozenset(resources.rules("columns.toml")["no_figure"]["markers"])


@lru_cache(maxsize=65536)
def _known_name(text: str) -> str | None:
    return _name(text)


def _name(text: str) -> str | None:
    text = text.translate(PLAIN).strip()
    return None if _says_nothing(text) else text


def _says_nothing(text: str) -> bool:
    return not text or text in _MISSING or text.lower() in _markers()


def _missing_or_unreadable(cell: object) -> Cell:
    """Frames have missing values of their own (pandas' NA and NaT): they print so, and equal not even themselves."""
    return Cell() if written(cell) in _MISSING else Cell(code="not-a-number")


def _decimal(number: Decimal) -> Cell:
    if number.is_nan():
        return Cell()
    if number.is_infinite():
        return Cell(code="not-finite")
    _, digits, exponent = number.as_tuple()
    if len(digits) > _MOST_DIGITS or abs(int(exponent)) > _LARGEST_POWER:
        return Cell(code="not-a-number")
    return Cell(_plain(number))


def _plain(number: Decimal) -> Decimal:
    """Write a positive exponent out as zeros, so that no digit depends on a context's precision."""
    sign, digits, exponent = number.as_tuple()
    return Decimal((sign, (*digits, *(0,) * int(exponent)), 0)) if int(exponent) > 0 else number


@lru_cache(maxsize=65536)
def _read_known(text: str) -> Cell:
    return _read_text(text)


def _read_text(text: str) -> Cell:
    text = text.translate(PLAIN).strip()
    if text[:1] in ("'", "‘", "’", "`") and text[1:2].isdigit():  # how spreadsheets mark a number that is text
        text = text[1:]
    if _says_nothing(text):
        return Cell()
    if text.lower().lstrip("+-") in ("inf", "infinity", "∞"):
        return Cell(code="not-finite")
    if len(text) > _LONGEST_TEXT:
        return Cell(code="not-a-number")
    match = _patterns()[0].fullmatch(text)
    if match is None:
        return Cell(code="not-a-number")
    return _ratio(text) or _figure(match)


def _ratio(text: str) -> Cell | None:
    """Read 107/110 as a share of the whole; 16/100000 is left to the units, and 2017/12 is no share."""
    match = _RATIO.fullmatch(text)
    if match is None or is_unit(f"/{match[2]}") or len(text) > _MOST_DIGITS:
        return None
    part, whole = int(match[1]), int(match[2])
    return Cell(Fraction(100 * part, whole), "%") if whole and part <= whole else Cell(code="not-a-number")


def _figure(match: re.Match[str]) -> Cell:
    sign, digits, power, magnitude, tail = match.groups()
    exponent = int(power or 0)
    parts = [(digits, _powers().get(magnitude or "", 0))]
    while magnitude and (following := _patterns()[1].fullmatch(tail)):
        digits, magnitude, tail = following.groups()
        parts.append((digits, _powers()[magnitude]))
    falls = all(later < earlier for (_, earlier), (_, later) in pairwise(parts))
    if not falls or (exponent and len(parts) > 1) or abs(exponent) > _LARGEST_POWER:
        return Cell(code="not-a-number")
    unit = tail.strip()
    if unit and not is_unit(unit):
        whole = f"{magnitude or ''}{unit}"
        if not magnitude or len(parts) > 1 or not is_unit(whole):  # 3千瓦时: the magnitude is the unit's own
            return Cell(unit=unit, code="unknown-unit") if any(c.isalpha() for c in unit) else Cell(code="not-a-number")
        unit, parts = whole, [(digits, 0)]
    number = _decimal(_sum(parts, exponent, negative=sign == "-"))
    scaled = any(power for _, power in parts)
    step = Decimal(1).scaleb(parts[-1][1] - len(parts[-1][0].partition(".")[2]), _EXACT) if scaled else None
    return Cell(number.value, unit or None, scaled=scaled, code=number.code, step=step)


def _sum(parts: list[tuple[str, int]], exponent: int, *, negative: bool) -> Decimal:
    """Return what the parts come to; a single figure keeps the decimals it was written with (7.20 stays 7.20)."""
    figures = [Decimal(digits.replace(",", "").replace(" ", "")) for digits, _ in parts]
    scaled = [figure.scaleb(power + exponent, _EXACT) for figure, (_, power) in zip(figures, parts, strict=True)]
    total = reduce(_EXACT.add, scaled)
    return total.copy_negate() if negative else total
