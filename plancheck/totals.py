"""Of which region a total is (合计, 全市): of the smallest one that holds all the regions that its table names.

A total says nothing of itself. Beside rows of districts it is their city's, and not the province's that a plan may be
for. So it stands for a region only if each row is known to be a part of that region, or is of a kind that no list of
divisions has (开发区, 市直, 农村), and the rows do not all lie in one smaller division.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from plancheck import resources
from plancheck.divisions import Region, divisions, spellings_of
from plancheck.nesting import is_nation
from plancheck.regions import fold_region, is_whole, regions_named, same_region

if TYPE_CHECKING:
    from collections.abc import Collection

# What a name beside a total is of the region asked for: a division "inside" it, one "above" it, a "part" by its words
# alone (农村), a "place" that no list has (a zone, a town), or "other"; None says nothing.
Lies = Literal["inside", "above", "part", "place", "other"]


@frozen
class Place:
    """How a name lies to a region; `children` are the codes of the region's next level that may hold it, if not it."""

    lies: Lies
    children: frozenset[str] = frozenset()


def may_stand_for(word: str, region: str, names: Collection[str]) -> bool:
    """Tell whether *word* (合计, 全市), in a table whose rows name *names*, may be *region* as a whole.

    >>> districts = ["江岸区", "江汉区", "东湖高新区"]
    >>> [may_stand_for("合计", region, districts) for region in ("武汉市", "湖北省", "宜昌市")]
    [True, False, False]
    >>> may_stand_for("全市", "武汉市", ["湖北省", "江岸区"]), may_stand_for("合计", "武汉市", ["湖北省", "江岸区"])
    (True, False)
    """
    return _may(is_total_word(word), region, frozenset(names))


@lru_cache(maxsize=4096)
def _may(total: bool, region: str, names: frozenset[str]) -> bool:
    found = [place for name in names if (place := place_of_name(name, region))]
    told = {place.lies for place in found}
    if "other" in told or (total and "above" in told):
        return False
    inside = [place.children for place in found if place.lies == "inside"]
    if inside:
        return not frozenset.intersection(*inside)
    return "place" not in told or not is_divided(region)


@lru_cache(maxsize=4096)
def name_regions(names: frozenset[str]) -> bool:
    """Tell whether one of *names* is no word for a whole: a row beside it that names no region is nobody's."""
    return any(not is_whole(name, None) for name in names)


@lru_cache(maxsize=65536)
def place_of_name(name: str, region: str) -> Place | None:
    """Return how the region *name* lies to *region*; None for *region* itself and for words for a whole."""
    if is_whole(name, None) or same_region(name, region):
        return None
    within, around = _parts(region), _above(region)
    named = regions_named(name)
    inside = [found for found in named if found.code in within]
    if inside:
        return Place("inside", frozenset(within[found.code] for found in inside if within[found.code] != found.code))
    if any(found.code in around for found in named) or is_nation(name):
        return Place("above")
    if named:
        return Place("other")
    rules = resources.rules("columns.toml")["parts_of_regions"]
    folded = fold_region(name)
    if folded in rules["names"]:
        return Place("part")
    return Place("place" if folded.endswith(tuple(rules["endings"])) else "other")


def is_total_word(word: str) -> bool:
    """Tell whether *word* is one for the whole of any region (合计), and not of one level (全市)."""
    return not resources.rules("columns.toml")["whole_region"].get(fold_region(word), {})


def part_spellings(region: str) -> dict[str, frozenset[str]]:
    """Return how the divisions in *region* are spelled by name, code, path and short form, each with its `children`.

    >>> sorted(part_spellings("湖北省")["江岸区"]), sorted(part_spellings("湖北省")["武汉市"])
    (['420100'], [])
    """
    within = _parts(region)
    found = (spelled for part in divisions() if part.code in within for spelled in spellings_of(part))
    return {name: place.children for name in found if (place := place_of_name(name, region)) and place.lies == "inside"}


def names_above(region: str) -> list[str]:
    """Return how the divisions that *region* is a part of are spelled.

    >>> names_above("武汉市")
    ['湖北省', '420000', '湖北']
    """
    return [name for above in divisions() if above.code in _above(region) for name in spellings_of(above)]


def is_divided(region: str) -> bool:
    """Tell whether lists of divisions have parts of *region*.

    >>> is_divided("武汉市"), is_divided("江岸区"), is_divided("东莞市")
    (True, False, False)
    """
    return bool(_parts(region))


@cache
def _parts(region: str) -> dict[str, str]:
    """Return the codes of the divisions in *region*, each with that of the part at the next level which holds it."""
    if is_nation(region):
        return {found.code: found.code for found in divisions() if found.parent is None}
    named = regions_named(region)
    if len(named) != 1:
        return {}
    below: dict[str | None, list[Region]] = {}
    for found in divisions():
        below.setdefault(found.parent, []).append(found)
    parts: dict[str, str] = {}
    for child in below.get(named[0].code, []):
        parts[child.code] = child.code
        parts |= {found.code: child.code for found in below.get(child.code, [])}
    return parts


@cache
def _above(region: str) -> frozenset[str]:
    """Return the codes of the divisions that *region* is a part of."""
    return frozenset(
        above.code
        for named in regions_named(region)
        for above in divisions()
        if above.code != named.code and above.code in (named.parent, named.code[:2] + "0000")
    )
