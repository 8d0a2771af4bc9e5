"""The catalog of indicators: finds the indicator that a name means, and when two names mean the same figure.

`load()` reads the entries that ship with the package, on first use, and users' own files beside them. A name is
matched as a whole, after normalisation, with an entry's names; near misses are only ever offered.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Literal

import attrs
from attrs import frozen

from plancheck.catalogentries import Better, Indicator, Range
from plancheck.catalogfiles import entries_in
from plancheck.indicator_names import (
    full_unit,
    most_alike,
    near_names,
    normalize_name,
    split_change,
    with_head,
    without_comparison,
    without_nation,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from plancheck.records import Direction, Kind

Aspect = Literal["level", "change", "change of change"]
_OTHER_SIDE: dict[Better, Better] = {"lower": "higher", "higher": "lower", "neither": "neither"}
_ASPECTS: tuple[Aspect, ...] = ("level", "change", "change of change")


@frozen(kw_only=True)
class Key:
    """What a figure is a figure of: two records are about the same thing if their keys are equal.

    `name` is the catalog's id, or the normalised name of an indicator that the catalog lacks (`indicator` is then
    None). `aspect` tells the indicator itself from its change and from the change of that. `direction` is the way
    in which a change counts as positive; it is no part of equality, because down 3 % and up -3 % are one figure.
    """

    name: str
    aspect: Aspect = "level"
    direction: Direction | None = attrs.field(default=None, eq=False)
    indicator: Indicator | None = attrs.field(default=None, eq=False, repr=False)

    def sign_of(self, direction: Direction | None) -> Literal[1, -1]:
        """Return what a figure that counts as positive in *direction* is multiplied with to count in this key's own.

        >>> fall, rise = (load().key("单位GDP能耗", "change", way) for way in ("down", "up"))
        >>> fall == rise, fall.sign_of(rise.direction)
        (True, -1)
        """
        both = self.direction is not None and direction is not None
        return -1 if both and self.direction != direction else 1

    @property
    def better(self) -> Better:
        """Which side of the figure as it is written is better: of a fall in what should be low, the higher."""
        if self.indicator is None or self.aspect == "change of change":
            return "neither"
        return _OTHER_SIDE[self.indicator.better] if self.direction == "down" else self.indicator.better

    @property
    def plausible(self) -> Range | None:
        """The plausible range of the figure, in the indicator's unit or, of a change, in percent in its direction."""
        if self.indicator is None or self.aspect == "change of change":
            return None
        if self.aspect == "level":
            return self.indicator.range
        ends = self.indicator.change_range
        return (-ends[1], -ends[0]) if ends and self.direction == "down" else ends


@frozen(eq=False, repr=False)
class Catalog:
    """Indicators in the order of their files, by id, and by every name; iterates over them.

    >>> catalog = load()
    >>> catalog.find("全市 孕产妇死亡比").id, catalog.find("孕产妇死亡概率")
    ('maternal-mortality', None)
    >>> catalog.suggest("孕产妇死亡概率")[0]
    '孕产妇死亡率'
    """

    indicators: Mapping[str, Indicator]
    _names: Mapping[str, tuple[str, Direction | None]]

    def __repr__(self) -> str:
        return f"<Catalog of {len(self)} indicators>"

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators.values())

    def __len__(self) -> int:
        return len(self.indicators)

    def get(self, indicator_id: str) -> Indicator | None:
        """Return the indicator with this id, None if there is none."""
        return self.indicators.get(indicator_id)

    def find(self, name: str) -> Indicator | None:
        """Return the indicator whose level *name* is a name of, None if no name of any is the same.

        A name is Chinese or English, an alias or the id. The name of a change (GDP增速) is understood by `resolve`.
        """
        found = self._lookup(normalize_name(name))
        return self.indicators[found[0]] if found and found[1] is None else None

    def key(self, name: str, kind: Kind = "level", direction: Direction | None = None, unit: str | None = None) -> Key:
        """Return what a record is about, from the name, kind, direction and unit that it has.

        Level and change meet where the name says so. The unit matters only if it tells the head of a rate that the
        name lacks. A `reference` or `frequency` is about the level unless it has a direction.

        >>> catalog = load()
        >>> level = catalog.key("居民消费价格涨幅")
        >>> change = catalog.key("居民消费价格", "change", "up")
        >>> level == change, level
        (True, Key(name='consumer-prices', aspect='change', direction='up'))
        >>> catalog.key("床位", unit="张/千人") == catalog.key("每千常住人口床位数")
        True
        """
        changes = kind == "change" or direction is not None
        normal = without_comparison(name) if changes else normalize_name(name)
        base, ways = self._base(normal, unit)
        if changes:
            ways = (*ways, direction or "up")
        towards: Direction | None = None
        if ways:  # a fall that becomes smaller is a rise
            towards = "down" if ways.count("down") % 2 else "up"
        aspect = _ASPECTS[min(len(ways), 2)]
        return Key(name=base, aspect=aspect, direction=towards, indicator=self.indicators.get(base))

    def resolve(
        self, name: str, kind: Kind = "level", direction: Direction | None = None, unit: str | None = None
    ) -> Key | None:
        """Return what `key` returns, or None if the catalog lacks the indicator.

        >>> load().resolve("GDP增速") == load().resolve("地区生产总值", "change", "up"), load().resolve("鼠疫防控知识")
        (True, None)
        """
        key = self.key(name, kind, direction, unit)
        return key if key.indicator else None

    def full_unit(self, name: str, unit: str | None) -> str | None:
        """Return the unit that *name* and *unit* say together, by the catalog where it has the name.

        >>> full = load().full_unit
        >>> full("PM2.5浓度", "微克"), full("每千人口护师数", "人"), full("人均住院费用", "元")
        ('微克/立方米', '人/千人', '元')
        """
        indicator = self.find(name)
        whole, _, below = (indicator.unit or "").partition("/") if indicator else ("", "", "")
        if indicator is None or unit is None or unit.isascii():
            return full_unit(name, unit)
        if below and "/" not in unit and unit.endswith(whole):
            return f"{unit}/{below}"
        bare = unit.partition("/")[0]
        return bare if not below and full_unit(name, bare) == unit else unit

    def suggest(self, name: str, n: int = 3, among: Iterable[str] | None = None) -> list[str]:
        """Return up to *n* names like *name*, nearest first: of the catalog, or of those *among* (of the data, say)."""
        if among is not None:
            return near_names(name, most_alike(name, among), n)
        near = near_names(name, self._names, 4 * n)
        return list(dict.fromkeys(self.indicators[self._names[spelling][0]].zh for spelling in near))[:n]

    def _lookup(self, normal: str) -> tuple[str, Direction | None] | None:
        return self._names.get(normal) or self._names.get(without_nation(normal))

    def _base(self, normal: str, unit: str | None) -> tuple[str, tuple[Direction, ...]]:
        """Return the id, or the name, of what a normalised name is about, and the ways of change that it names."""
        ways: tuple[Direction, ...] = ()
        while True:
            headed = with_head(normal, unit)
            found = self._lookup(headed) or self._lookup(normal)
            if found is not None:
                return found[0], ((found[1], *ways) if found[1] else ways)
            split = split_change(normal)
            if split is None:
                return headed, ways
            normal, ways = split[0], (split[1], *ways)


def load(extra_files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = ()) -> Catalog:
    """Return the catalog that ships with the package, with the entries of *extra_files* added.

    An entry that has the id of another and holds only names (`aliases`, `change_names`) adds them to that one. Raises
    PlancheckError, with file, line and remedy, for a file that cannot be read and for the first bad entry.
    """
    paths = [extra_files] if isinstance(extra_files, str | os.PathLike) else list(extra_files)
    if not paths:
        return _shipped()
    return Catalog(*entries_in(paths))


@cache
def _shipped() -> Catalog:
    return Catalog(*entries_in([]))
