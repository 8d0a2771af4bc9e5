"""The administrative divisions of China by code (GB/T 2260), by name and by short form, from `rules/regions.csv`.

The table has thousands of lines, of which a run asks for few: they are taken apart at once, and a line becomes a
`Region` when it is asked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from attrs import frozen

from plancheck import resources

if TYPE_CHECKING:
    from collections.abc import Sequence

_LAST = 9999
# A line of the table. What a short form drops comes first: 湖北, 广西, 武汉, 大兴安岭. Districts, counties and
# prefectures of minorities keep what they are.
_LINE = re.compile(
    r"^([0-9]{6}),"
    r"(([^,\n]{2,}?)(?:(省|市|地区|盟|(?:壮族|回族|维吾尔)?自治区|特别行政区)|(区|县|旗|自治县|自治旗|林区|特区))?),"
    r"([0-9]*),([0-9]*)$",
    re.MULTILINE,
)
_CODE, _NAME, _STEM, _SHORT, _LOCAL, _SINCE, _UNTIL = range(7)


@frozen(kw_only=True)
class Region:
    """A division: its `code`, its `name`, and between which years lists have it (None: from the first, to the last)."""

    code: str
    name: str
    since: int | None = None
    until: int | None = None

    @property
    def parent(self) -> str | None:
        """The code of the division that it is a part of, None for a province.

        >>> coded("420102").parent, coded("429004").parent, coded("420000").parent
        ('420100', '420000', None)
        """
        if self.code.endswith("0000"):
            return None
        prefecture = self.code[:4] + "00"
        return prefecture if prefecture != self.code and coded(prefecture) else self.code[:2] + "0000"

    @property
    def path(self) -> str:
        """The name behind those of the divisions that it is a part of: 湖北省武汉市江岸区."""
        above = parent_of(self)
        return (above.path if above else "") + self.name

    @property
    def key(self) -> str:
        """What stays the same when a division gets another code: its name, behind the code of its parent."""
        return f"{self.parent or ''}{self.name}"


def parent_of(region: Region) -> Region | None:
    """Return the division that *region* is a part of, None for a province."""
    return coded(region.parent) if region.parent else None


def coded(code: str) -> Region | None:
    """Return the division that has *code* now, or had it last; None where no list has it.

    >>> coded("420102").name, coded("429999")
    ('江岸区', None)
    """
    place = _codes().get(code)
    return None if place is None else _region(place)


def called(name: str) -> tuple[Region, ...]:
    """Return the divisions of that name or short form; of one that has changed its code the present one is last.

    A short form is a province's where one has it; else it may be that of a city and of counties alike.

    >>> [region.path for region in called("鼓楼区")][:2], [region.code for region in called("武汉")]
    (['江苏省南京市鼓楼区', '江苏省徐州市鼓楼区'], ['420100'])
    """
    names = _names()
    places = [*names.whole.get(name, ())]
    if short := names.short.get(name):
        provinces = any(_lines()[place][_CODE].endswith("0000") for place in short)
        places += short if provinces else [*short, *names.local.get(name, ())]
    lines = _lines()
    return tuple(map(_region, sorted(places, key=lambda place: (lines[place][_CODE], _until(lines[place])))))


def spellings_of(region: Region) -> tuple[str, ...]:
    """Return the name, the code, the path and the short form of a division, each once."""
    spelled = (region.name, region.code, region.path, short_form(region.name))
    return tuple(dict.fromkeys(name for name in spelled if name))


@cache
def short_form(name: str) -> str | None:
    """Return the short form that officials use of a division's name, None if it keeps what it is.

    >>> short_form("武汉市"), short_form("广西壮族自治区"), short_form("江岸区")
    ('武汉', '广西', None)
    """
    (line,) = _LINE.findall(f"000000,{name},,") or [None]
    return line[_STEM] if line and line[_SHORT] else None


@cache
def divisions() -> tuple[Region, ...]:
    """Return all divisions of the table, those that lists no longer have too."""
    return tuple(map(_region, range(len(_lines()))))


@cache
def _lines() -> list[tuple[str, ...]]:
    return _LINE.findall(resources.rules_text("regions.csv"))


@cache
def _region(place: int) -> Region:
    line = _lines()[place]
    since, until = (int(line[year]) if line[year] else None for year in (_SINCE, _UNTIL))
    return Region(code=line[_CODE], name=line[_NAME], since=since, until=until)


def _until(line: Sequence[str]) -> int:
    return int(line[_UNTIL] or _LAST)


@cache
def _codes() -> dict[str, int]:
    """Return the places of the divisions by code; a code that has changed hands means the one that has it now."""
    lines = _lines()
    return {lines[place][_CODE]: place for place in sorted(range(len(lines)), key=lambda place: _until(lines[place]))}


class _Names(NamedTuple):
    """The places of the divisions in the table, by name, by short form, and by what only stands beside short forms."""

    whole: dict[str, list[int]]
    short: dict[str, list[int]]
    local: dict[str, list[int]]


@cache
def _names() -> _Names:
    names = _Names(defaultdict(list), defaultdict(list), defaultdict(list))
    for place, (_, name, stem, short, local, *_) in enumerate(_lines()):
        names.whole[name].append(place)
        if short:
            names.short[stem].append(place)
        elif local:
            names.local[stem].append(place)
        elif name.endswith("自治州"):
            for end in (2, 3):
                names.local[name[:end]].append(place)
    return names


def partitions(region: Region) -> list[frozenset[str]]:
    """Return the sets of divisions (their keys) that make up *region*, of each list: the next level, and counties.

    >>> {len(parts) for parts in partitions(called("武汉市")[0])}
    {13}
    """
    below = [other for other in divisions() if other.code != region.code and _is_in(other, region)]
    years = sorted({year for other in below for year in (other.since, other.until) if year} | {_LAST})
    found: dict[frozenset[str], None] = {}
    for year in years:
        there = [other for other in below if (other.since or 0) <= year <= (other.until or _LAST)]
        parents = {other.parent for other in there}
        next_level = (other for other in there if other.parent == region.code)
        for parts in (next_level, (other for other in there if other.code not in parents)):
            found[frozenset(other.key for other in parts)] = None
    return [parts for parts in found if parts]


def _is_in(region: Region, outer: Region) -> bool:
    above = parent_of(region)
    return above is not None and (above.code == outer.code or _is_in(above, outer))
