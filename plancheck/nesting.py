"""Which of two regions lies in the other, as far as names, codes and the table of divisions tell."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from plancheck.regions import fold_region, is_whole, regions_named, same_region

Nesting = Literal["same", "inside", "outside", "unknown"]
_NATION = "全国"


@lru_cache(maxsize=4096)
def nesting(region: str | None, outer: str | None) -> Nesting:
    """Return whether *region* is *outer*, lies in it, lies outside it, or nobody can tell.

    A name that several divisions have (鼓楼区) lies inside where one of them does. A name that no list has lies inside
    where it begins with that of *outer*; otherwise it is not known.

    >>> nesting("420102", "武汉市"), nesting("武汉市", "湖北省"), nesting("杭州市", "湖北省")
    ('inside', 'inside', 'outside')
    >>> nesting("武汉", "420100"), nesting("云河市东山区", "云河市"), nesting("东山开发区", "云河市")
    ('same', 'inside', 'unknown')
    """
    if region is None or outer is None:
        return "unknown"
    if same_region(region, outer) or (is_nation(region) and is_nation(outer)):
        return "same"
    if is_nation(outer) or is_nation(region):
        return "inside" if is_nation(outer) else "outside"
    ways = [(inner, around) for inner in regions_named(region) for around in regions_named(outer)]
    if any(inner.key != around.key and inner.path.startswith(around.path) for inner, around in ways):
        return "inside"
    if fold_region(region).startswith(fold_region(outer)):
        return "inside"
    return "outside" if ways and not any(inner.key == around.key for inner, around in ways) else "unknown"


def is_nation(name: str) -> bool:
    """Tell whether *name* is the whole country.

    >>> is_nation("全国"), is_nation("中国"), is_nation("全省")
    (True, True, False)
    """
    return is_whole(_NATION, name)
