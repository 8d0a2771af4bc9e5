"""Regions as data names them: by name, by official code (GB/T 2260), by path (武汉市江岸区), or as the whole (全市).

The table of divisions is `rules/regions.csv`; it is read when two names differ. A name that several divisions have
(鼓楼区, 朝阳区) names none of them: nothing is guessed from what stands near it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from plancheck import resources
from plancheck.text import HALF_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CODE = re.compile(r"([1-9][0-9]{5})(?:0{3}|0{6})?")
_BETWEEN = re.compile(r"(?<=[^\d\W])[-/·,、>|]+(?=[^\d\W])")
# What a short form drops: 湖北, 广西, 武汉, 大兴安岭. Districts, counties and prefectures of minorities keep it.
_SHORT = re.compile(r"(.{2,}?)(?:省|市|地区|盟|(?:壮族|回族|维吾尔)?自治区|特别行政区)")
_LOCAL = re.compile(r"(.{2,}?)(?:区|县|旗|自治县|自治旗|林区|特区)")


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

        >>> regions_named("江岸区")[0].parent, regions_named("仙桃市")[0].parent, regions_named("湖北省")[0].parent
        ('420100', '420000', None)
        """
        if self.code.endswith("0000"):
            return None
        prefecture = self.code[:4] + "00"
        return prefecture if prefecture != self.code and prefecture in _codes() else self.code[:2] + "0000"

    @property
    def path(self) -> str:
        """The name behind those of the divisions that it is a part of: 湖北省武汉市江岸区."""
        above = self.parent
        return (_codes()[above].path if above else "") + self.name

    @property
    def key(self) -> str:
        """What stays the same when a division gets another code: its name, behind the code of its parent."""
        return f"{self.parent or ''}{self.name}"


@lru_cache(maxsize=65536)
def regions_named(text: str) -> tuple[Region, ...]:
    """Return the divisions that *text* may mean, by code, name, path or official short form; perhaps none.

    >>> [region.path for region in regions_named("鼓楼区")]
    ['江苏省南京市鼓楼区', '江苏省徐州市鼓楼区', '福建省福州市鼓楼区', '河南省开封市鼓楼区']
    >>> [region.code for text in ("420102", "湖北武汉江岸区", "武汉", "恩施") for region in regions_named(text)]
    ['420102', '420102', '420100', '422800', '422801']
    """
    folded = _BETWEEN.sub("", fold_region(text))
    coded = _CODE.fullmatch(folded)
    if coded:
        return (_codes()[coded[1]],) if coded[1] in _codes() else ()
    named = _names().get(folded) or tuple(_on_path(folded))
    return tuple({region.key: region for region in named}.values())


@lru_cache(maxsize=65536)
def fold_region(name: str) -> str:
    """Return *name* as regions are compared: half width, without blanks; nothing else is taken for the same."""
    return "".join(name.translate(HALF_WIDTH).split()).casefold()


@lru_cache(maxsize=65536)
def region_key(name: str) -> str:
    """Return what two names of one region have in common: that of the division if *name* means one, else the name.

    >>> region_key("武汉市") == region_key("420100"), region_key("鼓楼区"), region_key("东湖高新区")
    (True, '鼓楼区', '东湖高新区')
    """
    found = regions_named(name)
    return found[0].key if len(found) == 1 else fold_region(name)


def is_whole(name: str, region: str | None) -> bool:
    """Tell whether *name* is a word for the whole of *region*: 全市 for 武汉市, 合计 for any; None is any region.

    >>> is_whole("全市", "武汉市"), is_whole("全省", "武汉市"), is_whole("合计", "武汉市"), is_whole("江岸区", None)
    (True, False, True, False)
    """
    rule = resources.rules("columns.toml")["whole_region"].get(fold_region(name))
    if rule is None:
        return False
    names, endings = rule.get("of", []), rule.get("endings", [])
    if region is None or not (names or endings):
        return True
    called = fold_region(region)
    if called in names or called.endswith(tuple(endings)):
        return True
    found = regions_named(region)
    return len(found) == 1 and found[0].name.endswith(tuple(endings))


def is_total(name: str) -> bool:
    """Tell whether *name* is a word for the whole of whatever a table is about, which names no region.

    >>> is_total("合计"), is_total("全市"), is_total("江岸区")
    (True, False, False)
    """
    rule = resources.rules("columns.toml")["whole_region"].get(fold_region(name))
    return rule is not None and not rule


@lru_cache(maxsize=65536)
def same_region(name: str, region: str) -> bool:
    """Tell whether figures of *name* are figures of *region*: the same name or division, or a word for the whole.

    >>> same_region("420102", "武汉市江岸区"), same_region("鼓楼区", "320106"), same_region("全市", "武汉市")
    (True, False, True)
    """
    if fold_region(name) == fold_region(region) or is_whole(name, region):
        return True
    left, right = regions_named(name), regions_named(region)
    return len(left) == len(right) == 1 and left[0].key == right[0].key


def is_known(name: str, others: Iterable[str]) -> bool:
    """Tell whether *name* is that of a region: a division's, a word for the whole, or one that *others* say too.

    >>> is_known("武汗市", ["武汉市"]), is_known("420102", []), is_known("东湖高新区", ["东湖高新区", "洪山区"])
    (False, True, True)
    """
    return bool(regions_named(name)) or is_whole(name, None) or any(same_region(other, name) for other in others)


def near_regions(name: str, others: Iterable[str], n: int = 3) -> list[str]:
    """Return up to *n* names of regions like *name*: of *others* first, then of divisions and their paths.

    >>> near_regions("武汗市江岸区", [])[0], near_regions("云合市", ["云河市", "全市"])[0]
    ('武汉市江岸区', '云河市')
    """
    from difflib import get_close_matches  # here, because only a mistake needs it

    folded = fold_region(name)
    divisions = [region for region in _table() if set(region.name) & set(folded)]
    paths = (prefix + region.name for region in divisions for prefix in ("", *_prefixes(region)))
    alike = [path for path in paths if 2 * len(set(path) & set(folded)) >= len(set(folded))]
    near = sorted(
        get_close_matches(folded, dict.fromkeys(alike), 10 * n),
        key=lambda other: -sum(one == own for one, own in zip(other, folded, strict=False)),
    )
    return list(dict.fromkeys([*get_close_matches(folded, others, n), *near]))[:n]


def region_spellings(name: str) -> tuple[str, ...]:
    """Return how data may spell the region *name*: as it is, and of one division its codes, paths and short form.

    >>> region_spellings("武汉市")
    ('武汉市', '420100', '420100000000', '湖北省武汉市', '湖北武汉市', '武汉')
    """
    found = regions_named(name)
    if len(found) != 1:
        return (name,)
    region = found[0]
    match = _SHORT.fullmatch(region.name)
    paths = sorted((prefix + region.name for prefix in _prefixes(region)), key=len, reverse=True)
    forms = [region.name, region.code, region.code + "0" * 6, *paths, *([match[1]] if match else [])]
    return tuple(dict.fromkeys([name, *(form for form in forms if same_region(form, name))]))


def may_be(name: str, region: str) -> tuple[Region, ...]:
    """Return the divisions between which *name* or *region* leaves it open whether they are the same; else nothing.

    >>> [found.code for found in may_be("鼓楼区", "南京市鼓楼区")], may_be("鼓楼区", "江岸区")
    (['320106', '320302', '350102', '410204'], ())
    """
    left, right = regions_named(name), regions_named(region)
    shared = {found.key for found in left} & {found.key for found in right}
    return max(left, right, key=len) if shared and max(len(left), len(right)) > 1 else ()


def listed(regions: tuple[Region, ...]) -> str:
    """Return divisions for a message, each by its path and code."""
    return ", ".join(f"{region.path} {region.code}" for region in regions)


def partitions(region: Region) -> list[frozenset[str]]:
    """Return the sets of divisions (their keys) that make up *region*, of each list: the next level, and counties.

    >>> wuhan = regions_named("武汉市")[0]
    >>> {len(parts) for parts in partitions(wuhan)}
    {13}
    """
    below = [other for other in _table() if other.code != region.code and _is_in(other, region)]
    years = sorted({year for other in below for year in (other.since, other.until) if year} | {_LAST})
    found: dict[frozenset[str], None] = {}
    for year in years:
        there = [other for other in below if (other.since or 0) <= year <= (other.until or _LAST)]
        parents = {other.parent for other in there}
        next_level = (other for other in there if other.parent == region.code)
        for parts in (next_level, (other for other in there if other.code not in parents)):
            found[frozenset(other.key for other in parts)] = None
    return [parts for parts in found if parts]


_LAST = 9999


def _is_in(region: Region, outer: Region) -> bool:
    above = region.parent
    return above is not None and (above == outer.code or _is_in(_codes()[above], outer))


def spellings_of(region: Region) -> tuple[str, ...]:
    """Return the name, the code, the path and the short form of a division, each once."""
    match = _SHORT.fullmatch(region.name)
    return tuple(dict.fromkeys((region.name, region.code, region.path, *([match[1]] if match else []))))


def divisions() -> tuple[Region, ...]:
    """Return all divisions of the table, those that lists no longer have too."""
    return _table()


@cache
def _table() -> tuple[Region, ...]:
    lines = [line for line in resources.rules_text("regions.csv").splitlines() if not line.startswith("#")]
    rows = (line.split(",") for line in lines[1:])
    return tuple(
        Region(code=code, name=name, since=int(since) if since else None, until=int(until) if until else None)
        for code, name, since, until in rows
    )


@cache
def _codes() -> dict[str, Region]:
    """Return the divisions by code; a code that has changed hands means the division that has it now."""
    return {region.code: region for region in sorted(_table(), key=lambda region: region.until or _LAST)}


@cache
def _names() -> dict[str, tuple[Region, ...]]:
    """Return the divisions by name and by short form; of one that has changed its code the present one is last."""
    names: dict[str, list[Region]] = defaultdict(list)
    short: dict[str, list[Region]] = defaultdict(list)
    local: dict[str, list[Region]] = defaultdict(list)
    for region in sorted(_table(), key=lambda region: region.until or _LAST):
        names[region.name].append(region)
        if match := _SHORT.fullmatch(region.name):
            short[match[1]].append(region)
        elif match := _LOCAL.fullmatch(region.name):
            local[match[1]].append(region)
        if region.name.endswith("自治州"):
            for end in (2, 3):
                local[region.name[:end]].append(region)
    for stem, regions in short.items():
        provinces = [region for region in regions if region.parent is None]
        names[stem] += regions if provinces else [*regions, *local.get(stem, ())]
    return {name: tuple(sorted(found, key=lambda region: region.code)) for name, found in names.items()}


def _on_path(folded: str) -> Iterator[Region]:
    """Yield the divisions whose name *folded* ends with, behind the names of those that they are a part of."""
    for cut in range(2, len(folded) - 1):
        for region in _names().get(folded[cut:], ()):
            if folded[:cut] in _prefixes(region):
                yield region


@lru_cache(maxsize=4096)
def _prefixes(region: Region) -> frozenset[str]:
    above = region.parent
    if above is None:
        return frozenset()
    parent = _codes()[above]
    match = _SHORT.fullmatch(parent.name)
    own = {parent.name, *([match[1]] if match else [])}
    return frozenset(own | {prefix + name for prefix in _prefixes(parent) for name in own} | _prefixes(parent))
