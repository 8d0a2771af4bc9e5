"""How data spells what a plan speaks of: the cells of the columns that tell rows apart."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from plancheck import resources, units
from plancheck.cells import text_of
from plancheck.indicator_names import change_words
from plancheck.labels import unit_mark
from plancheck.periods import read_period
from plancheck.regions import is_whole, region_spellings
from plancheck.scales import alike, counted_alike, observed_key, observed_unit
from plancheck.unit_table import unit_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from plancheck.checks import Check
    from plancheck.plans import BoundTarget

Cell = object  # a cell as its column holds it: text, a number, a date, None
ANY = (None,)
_MANY = 1 << 10  # so many are looked up without need and nobody notices
COLUMNS = ("indicator", "value", "unit", "region", "period")


def called_columns(columns: Mapping[str, str] | None) -> dict[str, str]:
    """Return how a table calls the columns of figures that it has, by what they hold: all `COLUMNS` if it is not told.

    A column of `kind`, which says of rows that they hold targets, is there only if it is told.

    >>> called_columns({"value": "数值"}), len(called_columns(None))
    ({'indicator': 'indicator', 'value': '数值'}, 5)
    """
    if columns is None:
        return {name: name for name in COLUMNS}
    return {"indicator": "indicator", "value": "value", **columns}


@frozen(kw_only=True)
class Spellings:
    """The cells that stand in the key columns of some data: each pair of indicator and unit, each region and period.

    None is the cell that names nothing. A column that the data lacks is `(None,)`: all its rows name nothing. `among`
    are all regions that the data names, beside which a total is that of their region; by default `regions`.
    """

    pairs: tuple[tuple[Cell, Cell], ...]
    regions: tuple[Cell, ...] = ANY
    periods: tuple[Cell, ...] = ANY
    among: frozenset[str] = attrs.field()

    @among.default
    def _names(self) -> frozenset[str]:
        return frozenset(name for cell in self.regions if (name := text_of(cell)))


def known_spellings(check: Check) -> Spellings:
    """Return the spellings that data which nobody has seen may use: what a query is compiled for.

    Indicators are spelled as the plan and the catalog do, units as records and tables of offices do, with all that
    convert; a region by name, code, path and the words for the whole of it, a period as the year or the day. Data that
    spells otherwise (a blank in a name) finds no row, where the check of a frame, which sees its data, does.

    >>> from plancheck import parse
    >>> known = known_spellings(parse("2017年，婴儿死亡率控制在3.5‰以下。").compile())
    >>> ("婴儿死亡率", "‰") in known.pairs, ("Infant mortality rate", "per_10k") in known.pairs, known.periods[:3]
    (True, True, (None, '2017', '2017年'))
    """
    pairs = dict.fromkeys(pair for target in check.targets for pair in _pairs(check, target))
    regions = dict.fromkeys(name for target in check.targets for name in _regions(target.region))
    periods = dict.fromkeys(name for target in check.targets for name in _periods(target.due))
    alone: frozenset[str] = frozenset()  # nobody knows yet which regions stand beside a total
    return Spellings(pairs=tuple(pairs), regions=(None, *regions), periods=(None, *periods), among=alone)


def likely_spellings(check: Check, seen: Spellings) -> Spellings:
    """Return what data probably spells of which some rows spell *seen*: data that is in order begins with one year.

    Each indicator that the plan names may stand beside each unit, and each period in the other years that it names.

    >>> from plancheck import parse
    >>> check = parse("到2020年，婴儿死亡率控制在3‰以下。").compile()
    >>> likely_spellings(check, Spellings(pairs=(("剖宫产率", "%"),), periods=("2016年底", 2017)))
    Spellings(pairs=(('剖宫产率', '%'), ('婴儿死亡率', '%')), ..., periods=('2016年底', 2017, '2020年底', 2020), ...)
    """
    names = dict.fromkeys(target.constraint.indicator for target in check.targets)
    years = sorted({target.due.year for target in check.targets if target.due})
    likely = list(product(names, dict.fromkeys(unit for _, unit in seen.pairs)))
    pairs = dict.fromkeys([*seen.pairs, *(likely if len(likely) <= _MANY else ())])
    others = [_in_year(cell, year) for cell in seen.periods for year in years] if len(seen.periods) <= _MANY else []
    periods = dict.fromkeys([*seen.periods, *(cell for cell in others if cell is not None)])
    return attrs.evolve(seen, pairs=tuple(pairs), periods=tuple(periods))


def _in_year(cell: Cell, year: int) -> Cell:
    """Return a period as its cell would be in another year, None if it says none."""
    text = text_of(cell)
    period = None if text is None else read_period(text)
    if text is None or period is None:
        return None
    other = text.replace(str(period.start.year), str(year))
    return int(other) if isinstance(cell, int) else other


def _pairs(check: Check, target: BoundTarget) -> Iterator[tuple[str, str | None]]:
    """Yield names and units that together are about what the target is about, with units that convert into its own."""
    for name in _names(target):
        for unit in _units(target):
            if observed_key(check.catalog, name, unit) == target.key and _converts(name, unit, target):
                yield name, unit


def _names(target: BoundTarget) -> tuple[str, ...]:
    own, indicator = target.constraint.indicator, target.key.indicator
    names = [own]
    if indicator is not None:
        names += [*indicator.names, *indicator.change_names]
    changed = [name + change for name in names for change in change_words()]
    return tuple(dict.fromkeys(names if target.key.aspect == "level" else names + changed))


def _units(target: BoundTarget) -> tuple[str | None, ...]:
    if target.unit is None and not target.is_share:
        return (None,)
    unit = target.unit or "percent"
    words = alike(target.constraint.indicator)
    related = (unit, *units.family(unit), *(words if unit in words else ()))
    spelled = [spelling for name in related for spelling in (name, unit_mark(name), *_written(name))]
    return (None, *dict.fromkeys(spelling for spelling in spelled if spelling))


def _written(unit: str) -> tuple[str, ...]:
    entry = unit_table().entries.get(unit)
    return entry.written if entry else ()


def _converts(name: str, unit: str | None, target: BoundTarget) -> bool:
    meant = observed_unit(name, unit)
    try:
        return meant is None or units.comparable(
            counted_alike(meant, target), "percent" if target.is_share else target.unit
        )
    except units.UnknownUnit:
        return False


def _regions(region: str | None) -> Iterator[str]:
    if region is not None:
        yield from region_spellings(region)
        yield from (word for word in resources.rules("columns.toml")["whole_region"] if is_whole(word, region))


def _periods(due: date | None) -> Iterator[str]:
    if due is not None:
        year = due.year
        yield from (f"{year}", f"{year}年", f"{year}年度")
        yield due.isoformat()
