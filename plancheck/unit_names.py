"""Names of units: which unit a spelling means, alone, behind a magnitude, or combined with others.

A unit is a name of `rules/units.toml` (座, 千克, percent), perhaps with a magnitude (万元), or several combined by /
and · (张/千人, 元/人·年); what follows the first / is all below it. Nothing is converted here.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from fractions import Fraction
from functools import cache, lru_cache
from math import prod

from attrs import frozen

from plancheck.errors import Diagnostic, PlancheckError
from plancheck.unit_table import unit_table

_BRACKETS = dict(zip("([{【〔〈《「", ")]}】〕〉》」", strict=True))
_SLASH = re.compile("/每?")
_EACH = re.compile("(?<=.)每")
_FACTORS = re.compile(r"[·/]每?")


class UnknownUnit(PlancheckError):  # noqa: N818 - named for what is wrong, as NotComparable is
    """A text that spells no unit."""

    @property
    def text(self) -> str:
        """The text as it was found."""
        return self.diagnostic.found or ""

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Known units near the text, nearest first, as records write them; perhaps none."""
        return self.diagnostic.readings


@frozen
class Unit:
    """A unit taken apart: `scale` times the product of the units `over`, for the product of the units `under`.

    `name` is how records write it; `over` and `under` are names of the table.

    >>> parse_unit("萬元／每千人口")
    Unit(name='万元/千人', scale=Fraction(10, 1), over=('元',), under=('人',))
    """

    name: str
    scale: Fraction
    over: tuple[str, ...]
    under: tuple[str, ...] = ()


@frozen
class _Factor:
    """One factor of a unit: 万元 is 10,000 times 元."""

    name: str
    number: int
    unit: str


def canonical(text: str) -> str:
    """Return the name by which records call the unit that *text* spells; raise UnknownUnit if it spells none.

    >>> [canonical(text) for text in ("（％）", "1/100,000", "μg/m³", "亿 元", "每千人口")]
    ['percent', 'per_100k', '微克/立方米', '亿元', 'permille']
    """
    return parse_unit(text).name


@lru_cache(maxsize=4096)
def is_unit(text: str) -> bool:
    """Tell whether *text* spells a unit.

    >>> is_unit("万元/人"), is_unit("手机")
    (True, False)
    """
    return isinstance(_parse(_unwrapped(unit_table().fold(text))), Unit)


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit:
    """Return the unit that *text* spells in a header, a cell or a record; raise UnknownUnit if it spells none."""
    folded = _unwrapped(unit_table().fold(text))
    parsed = _parse(folded)
    if isinstance(parsed, str):
        near = _near(folded, parsed)
        details = {"near": ", ".join(near) or "—"}
        raise UnknownUnit(Diagnostic(code="unknown-unit", found=text, readings=near, details=details))
    return parsed


def _parse(folded: str) -> Unit | str:
    """Return the unit that a folded text spells, or the first part of it that is none."""
    sides = [folded] if _factor(folded) else (_SLASH if "/" in folded else _EACH).split(folded, maxsplit=1)
    factors: list[list[_Factor]] = []
    for side in sides:
        factors.append([])
        for token in _tokens(side):
            found = _factor(token)
            if found is None:
                return token
            factors[-1].append(found)
    scale, *below = (Fraction(prod(factor.number for factor in side)) for side in factors)
    return Unit(
        "/".join("·".join(factor.name for factor in side) for side in factors),
        scale / below[0] if below else scale,
        *(tuple(factor.unit for factor in side) for side in factors),
    )


def _unwrapped(text: str) -> str:
    """Return *text* without the brackets that enclose the whole of it."""
    while len(text) > 2 and _BRACKETS.get(text[0]) == text[-1] and text[0] not in text[1:]:
        text = text[1:-1]
    return text


def _tokens(side: str) -> list[str]:
    side = _unwrapped(side)
    return [side] if _factor(side) else [_unwrapped(token) for token in _FACTORS.split(side)]


def _factor(token: str) -> _Factor | None:
    """Return what *token* spells: a unit, perhaps behind a magnitude, or None."""
    table, number, rest = unit_table(), 1, token
    entry = table.find(rest)
    while entry is None:
        magnitude = next((m for m in _magnitudes() if rest[: len(m)].casefold() == m), None)
        if magnitude is None:
            return None
        number, rest = number * table.magnitudes[magnitude], rest[len(magnitude) :]
        entry = table.find(rest)
    if number > 1 and (entry.kind == "rate" or number not in table.magnitude_names):
        return None
    return _Factor(table.magnitude_names.get(number, "") + entry.name, number, entry.name)


@cache
def _magnitudes() -> tuple[str, ...]:
    return tuple(sorted(unit_table().magnitudes, key=len, reverse=True))


def _near(folded: str, token: str) -> tuple[str, ...]:
    """Return units like *folded*, in which *token* is no unit; a bare magnitude lacks the thing counted (人/万)."""
    rest = re.sub(f"^({'|'.join(_magnitudes())})", "", token)
    if token and not rest:
        spellings = [token + "人", token + "户"]
    else:
        spellings = get_close_matches(rest, unit_table().spellings, n=3, cutoff=0.5)
    units = (_parse(folded.replace(rest or token, spelling, 1)) for spelling in spellings)
    return tuple(dict.fromkeys(unit.name for unit in units if isinstance(unit, Unit)))
