"""Regions in a query: which names are a target's, and of which region the totals of the data are (合计, 全市)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plancheck import resources
from plancheck.divisions import divisions
from plancheck.regions import fold_region, is_whole, regions_named, same_region
from plancheck.totals import is_divided, is_total_word, names_above, part_spellings, place_of_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Line = tuple[str | int | bool, ...]

# Steps between `readings` and `matched` where targets name regions: how each name of the data lies to each of these, as
# `totals.place_of_name` tells, and from that whether a total may stand for it, as `totals.may_stand_for` does.
STANDING = {
    "lying": """
SELECT f.region_key AS region_key, a.region AS region, a.divided AS divided, COALESCE(l.child, '') AS child,
  CASE WHEN COALESCE(l.hit, 0) = 1 THEN l.lies WHEN REGEXP_MATCHES(f.region_key, place_form) THEN 'place'
    ELSE 'other' END AS lies
FROM (SELECT DISTINCT region_key FROM readings) AS f
CROSS JOIN areas AS a
LEFT JOIN regions AS g ON g.spelling = f.region_key AND g.region = a.region
LEFT JOIN lies AS l ON l.spelling = f.region_key AND l.region = a.region
WHERE f.region_key <> '' AND COALESCE(g.hit, 0) = 0
""",
    "beside": """
SELECT region, MAX(CASE WHEN lies = 'other' THEN 1 ELSE 0 END) AS others,
  MAX(CASE WHEN lies = 'above' THEN 1 ELSE 0 END) AS above,
  MAX(CASE WHEN lies = 'place' AND divided THEN 1 ELSE 0 END) AS places,
  COUNT(DISTINCT CASE WHEN lies = 'inside' THEN region_key END) AS inside
FROM lying
GROUP BY region
""",
    "naming": """
SELECT a.region AS region, MAX(CASE WHEN COALESCE(l.lies, '') = 'word' THEN 0 ELSE 1 END) AS named
FROM (SELECT DISTINCT region_key FROM readings) AS f
CROSS JOIN areas AS a
LEFT JOIN lies AS l ON l.spelling = f.region_key AND l.region = a.region
WHERE f.region_key <> ''
GROUP BY a.region
""",
    "held": """
SELECT region, child, COUNT(DISTINCT region_key) AS names
FROM lying
WHERE lies = 'inside' AND child <> ''
GROUP BY region, child
""",
    "standing": """
SELECT b.region AS region, b.above AS above,
  CASE WHEN b.others = 1 OR (b.inside = 0 AND b.places = 1) OR COALESCE(MAX(h.names), 0) = GREATEST(b.inside, 1)
    THEN 0 ELSE 1 END AS stands
FROM beside AS b
LEFT JOIN held AS h ON h.region = b.region
GROUP BY b.region, b.above, b.others, b.inside, b.places
""",
}


def place_form() -> str:
    """Return the regular expression of the names of places that no list of divisions has (开发区, 街道)."""
    endings = resources.rules("columns.toml")["parts_of_regions"]["endings"]
    return f"({'|'.join(map(re.escape, endings))})$"


def region_lines(regions: Iterable[str | None]) -> Iterator[Line]:
    """Yield how data may spell each of *regions*: spelling, region, whether it is a total's, a word for the whole."""
    words = resources.rules("columns.toml")["whole_region"]
    for region in sorted(regions, key=lambda name: name or ""):
        if region is None:
            yield from ((fold_region(word), "", True, True) for word in words if is_whole(word, None))
            continue
        found = regions_named(region)
        known = [region, *(name for one in found for name in (one.code, one.name, one.path))]
        for name in dict.fromkeys([*known, *words]):
            if same_region(name, region):
                whole = is_whole(name, None)
                yield fold_region(name), region, whole and is_total_word(name), whole


def area_lines(regions: Iterable[str | None]) -> Iterator[Line]:
    """Yield each region that targets name, and whether lists have parts of it."""
    yield from ((region, is_divided(region)) for region in sorted(name for name in regions if name is not None))


def lying_lines(regions: Iterable[str | None]) -> Iterator[Line]:
    """Yield how names of the data lie to each region: spelling, region, how, and the part which may hold it."""
    rules = resources.rules("columns.toml")
    nation = rules["whole_region"]["全国"]["of"]
    for region in sorted(name for name in regions if name is not None):
        found: dict[tuple[str, str], str] = {}
        for name, children in part_spellings(region).items():
            found |= {(fold_region(name), child): "inside" for child in sorted(children) or [""]}
        listed = (part.name for part in divisions() if part.name.endswith(tuple(rules["parts_of_regions"]["endings"])))
        for name in (*names_above(region), *nation, *rules["parts_of_regions"]["names"], *listed):
            place = place_of_name(name, region)
            if place and place.lies != "inside":
                found.setdefault((fold_region(name), ""), place.lies)
        found |= {(fold_region(word), ""): "word" for word in rules["whole_region"]}
        yield from ((name, region, lies, child) for (name, child), lies in found.items())
