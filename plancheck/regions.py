"""Regions as data names them: by name, by official code (GB/T 2260), by path (武汉市江岸区), or as the whole (全市).

The table of divisions is only read when two names differ. A name that several divisions have
(鼓楼区, 朝阳区) names none of them: nothing is guessed from what stands near it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from plancheck import resources
from plancheck.divisions import Region, called, coded, divisions, parent_of, short_form
from plancheck.text import HALF_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CODE = re.compile(r"([1-9][0-9]{5})(?:0{3}|0{6})?")
_BETWEEN = re.compile(r"(?<=[^\d\W])[-/·,、>|]+(?=[^\d\W])")


@lru_cache(maxsize=65536)
def regions_named(text: str) -> tuple[Region, ...]:
    """Return the divisions that *text* may mean, by code, name, path or official short form; perhaps none.

    >>> [region.path for region in regions_named("鼓楼区")]
    ['江苏省南京市鼓楼区', '江苏省徐州市鼓楼区', '福建省福州市鼓楼区', '河南省开封市鼓楼区']
    >>> [region.code for text in ("420102", "湖北武汉江岸区", "武汉", "恩施") for region in regions_named(text)]
    ['420102', '420102', '420100', '422800', '422801']
    """
    folded = _BETWEEN.sub("", fold_region(text))
    if code := _CODE.fullmatch(folded):
        found = coded(code[1])
        return (found,) if found else ()
    named = called(folded) or tuple(_on_path(folded))
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
    candidates = [region for region in divisions() if set(region.name) & set(folded)]
    paths = (prefix + region.name for region in candidates for prefix in ("", *_prefixes(region)))
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
    short = short_form(region.name)
    paths = sorted((prefix + region.name for prefix in _prefixes(region)), key=len, reverse=True)
    forms = [region.name, region.code, region.code + "0" * 6, *paths, *([short] if short else [])]
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


def _on_path(folded: str) -> Iterator[Region]:
    """Yield the divisions whose name *folded* ends with, behind the names of those that they are a part of."""
    for cut in range(2, len(folded) - 1):
        for region in called(folded[cut:]):
            if folded[:cut] in _prefixes(region):
                yield region


@lru_cache(maxsize=4096)
def _prefixes(region: Region) -> frozenset[str]:
    parent = parent_of(region)
    if parent is None:
        return frozenset()
    short = short_form(parent.name)
    own = {parent.name, *([short] if short else [])}
    return frozenset(own | {prefix + name for prefix in _prefixes(parent) for name in own} | _prefixes(parent))
