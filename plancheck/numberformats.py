"""What a cell of a workbook shows: the number that it stores, with what its number format adds.

A cell that shows 95% stores 0.95, one that shows 2023年 may store the first of January, and one that shows 5.8万 stores
58000. What counts is what people read.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from attrs import frozen

from plancheck.unit_names import is_unit

_SECTION = re.compile(r'((?:"[^"]*"|[\\!_*].|\[[^\]]*\]|[^;])*)', re.DOTALL)
_TOKEN = re.compile(r'"([^"]*)"|[\\!](.)|[_*].|\[\$?([^\]]*)\]|(.)', re.DOTALL)
_SCALED = re.compile(r"[0#?](?:\.[0#?]*)?,+(?![0#?])")
_PLACES = "0#?"
_PLAIN = frozenset("0#?.,+-() Ee/%@")
_MAGNITUDES = re.compile(r"^(?:百万|千万|[十百千万亿])+")
_DIGITS = 15  # as many significant digits of a number does Excel itself show


@frozen
class NumberFormat:
    """What a number format says: a power of ten for percent, the unit it writes behind, the parts of a date."""

    power: int = 0
    unit: str = ""
    date_parts: frozenset[str] = frozenset()


def as_shown(value: object, form: str) -> object:
    """Return what a cell shows that stores *value* under the number format *form*.

    >>> as_shown(0.95, "0%"), as_shown(0.0072, "0.00%"), as_shown(7.2, '0.0"‰"'), as_shown(13.7, "General")
    ('95%', '0.72%', '7.2‰', Decimal('13.7'))
    >>> as_shown(datetime(2023, 1, 1), 'yyyy"年"'), as_shown(datetime(2023, 12, 31), "yyyy-mm-dd")
    ('2023年', '2023-12-31')
    >>> as_shown(58000, '0!.0,"万人"'), as_shown(0.1 + 0.2, "0.00")
    ('58000人', Decimal('0.3'))
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date):
        return _date(value, read_format(form).date_parts)
    if isinstance(value, int | float):
        number = _number(value)
        shown = read_format(form)
        if not shown.power and not shown.unit:
            return number
        return format(number.scaleb(shown.power), "f") + shown.unit
    return value.isoformat() if isinstance(value, time) else value


def _number(value: float) -> Decimal:
    """Return *value* with the digits that a workbook shows at most: a formula's 0.30000000000000004 is 0.3."""
    if isinstance(value, int):
        return Decimal(value)
    text = repr(value)
    if sum(character.isdigit() for character in text.partition("e")[0]) > _DIGITS:
        text = format(value, f".{_DIGITS}g")
    return Decimal(text.removesuffix(".0"))


@lru_cache(maxsize=1024)
def read_format(form: str) -> NumberFormat:
    """Return what the number format *form* says of positive numbers and of dates."""
    section = _SECTION.match(form or "General")
    plain, literal, escaped = "", "", ""
    for quoted, single, _, bare in _TOKEN.findall(section[1] if section else ""):
        written = quoted or single
        if written and not any(place in plain for place in _PLACES):
            written = ""  # in front of the number: a currency
        if bare and bare not in _PLAIN and any(place in plain for place in _PLACES):
            written = bare
        literal += written
        escaped += single
        plain += bare if bare in _PLAIN else bare.lower()
    if not any(place in plain for place in _PLACES):
        return NumberFormat(date_parts=frozenset(plain) & frozenset("ymdhs"))
    scaled = bool(_SCALED.search(plain)) or "." in escaped
    unit = literal.replace(".", "").strip()
    if scaled:  # the number is shown in 万 and stored whole
        unit = _MAGNITUDES.sub("", unit)
    if plain.count("%"):
        return NumberFormat(power=2 * plain.count("%"), unit="%")
    return NumberFormat(unit=unit if unit and is_unit(unit) else "")


def _date(value: date, parts: frozenset[str]) -> str:
    if "y" in parts and "d" not in parts and "h" not in parts:
        return f"{value.year}年{value.month}月" if "m" in parts else f"{value.year}年"
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return value.isoformat(" ")
    return value.strftime("%Y-%m-%d") if value.year >= 1000 else value.isoformat()
