"""The bound table: what a plan demands of each spelling of its indicators, in the unit that stands beside it.

A compiled check is this small table, joined to the data on the spellings of indicator, unit, region and period, and one
comparison. What the judge (`checks.Check`) would find out for each row is found out once for each spelling here: which
targets a row answers for, the bounds in the row's own unit, exactly, and why there may be none.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from plancheck.bounds import Interval
from plancheck.cells import text_of
from plancheck.periods import read_period
from plancheck.regions import is_whole, same_region
from plancheck.scales import observed_key, observed_unit, scale_of
from plancheck.spellings import ANY, Cell, Spellings
from plancheck.totals import may_stand_for, name_regions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from plancheck.catalog import Key
    from plancheck.checks import Check
    from plancheck.verdicts import VerdictName

KeyColumn = Literal["indicator", "unit", "region", "period"]


@frozen(kw_only=True)
class BoundRow:
    """What one target demands of the rows that carry these spellings.

    `indicator`, `unit`, `region`, `period` are cells of the data, equal to them in every character; None is the cell
    that names nothing (and a column that the table does not join on). `target` is the target's position in
    `Check.targets`. The figure is met from `low` to `high`, in the unit of the data; None is no limit, an open end does
    not belong to it. `factor` takes a figure to the target's unit and direction; a distance to a bound is taken there
    by its size. `missed` is the verdict beyond the bounds: "missed", or "pending" before the target is due.

    `verdict` is set where no figure can be compared (`reason` says why, as in `rules/verdicts.toml`): it holds for
    each row with a figure, and if `undemanded` for rows without one too. Else a row without a figure is `no_data`.
    Figures in `unlike` are not comparable; `assumed` tells that they are taken to be in the target's unit.
    """

    indicator: Cell
    unit: Cell
    region: Cell = None
    period: Cell = None
    target: int
    bounds: Interval = Interval()
    factor: Fraction = Fraction(1)
    missed: VerdictName = "missed"
    verdict: VerdictName | None = None
    reason: str | None = None
    undemanded: bool = False
    unlike: Interval | None = None
    assumed: bool = False


@frozen(kw_only=True)
class BoundTable:
    """The rows of a bound table, in the order of the targets, and the columns that tell them apart.

    `keys` are the key columns to join on, where a cell that names nothing equals one that names nothing. `region` and
    `period` are among them only if a target names one. One cell of each may meet several rows: a target each.
    """

    keys: tuple[KeyColumn, ...]
    rows: tuple[BoundRow, ...]


def bound_table(check: Check, spellings: Spellings) -> BoundTable:
    """Return what *check* demands of data whose key columns hold *spellings*; each row's verdict is the judge's.

    A combination of spellings that answers for no target (another indicator, region or year) has no row.

    >>> from plancheck import parse
    >>> table = bound_table(parse("2017年，婴儿死亡率控制在3.5‰以下。").compile(), Spellings(
    ...     pairs=(("婴儿 死亡率", "%"), ("剖宫产率", "%")), periods=("2017年", "2016", None)))
    >>> table.keys, [(row.period, str(row.bounds.high)) for row in table.rows]
    (('indicator', 'unit', 'period'), [('2017年', '7/20'), (None, '7/20')])
    """
    regions = spellings.regions if check.regional else ANY
    periods = spellings.periods if check.dated else ANY
    keys: list[KeyColumn] = ["indicator", "unit"]
    keys += ["region"] if check.regional else []
    keys += ["period"] if check.dated else []
    return BoundTable(keys=tuple(keys), rows=tuple(_rows(check, spellings.pairs, regions, periods, spellings.among)))


def _rows(
    check: Check,
    pairs: Iterable[tuple[Cell, Cell]],
    regions: tuple[Cell, ...],
    periods: tuple[Cell, ...],
    among: frozenset[str],
) -> Iterator[BoundRow]:
    spelled = _spelled(check, pairs)

    @cache
    def here(wanted: str | None) -> list[Cell]:
        return [cell for cell in regions if in_region(text_of(cell), wanted, among)]

    @cache
    def then(due: date | None) -> list[tuple[Cell, Literal["answers", "part"]]]:
        return [(cell, when) for cell in periods if (when := in_time(text_of(cell), due))]

    for index, target in enumerate(check.targets):
        for indicator, unit, key in spelled.get(target.key, ()):
            meant = demand_row(check, index, text_of(indicator) or "", text_of(unit), key)
            for region, (period, when) in product(here(target.region), then(target.due)):
                row = meant if when == "answers" else _of_a_part(check, index, meant)
                yield evolve(row, indicator=indicator, unit=unit, region=region, period=period)


def _spelled(check: Check, pairs: Iterable[tuple[Cell, Cell]]) -> dict[Key, list[tuple[Cell, Cell, Key]]]:
    wanted = {target.key.name for target in check.targets}
    found: dict[Key, list[tuple[Cell, Cell, Key]]] = defaultdict(list)
    for indicator, unit in dict.fromkeys(pairs):
        name = text_of(indicator)
        if name is not None:
            key = observed_key(check.catalog, name, text_of(unit))
            if key.name in wanted:
                found[key].append((indicator, unit, key))
    return found


def demand_row(check: Check, index: int, name: str, unit: str | None, key: Key) -> BoundRow:
    """Return what the target at *index* demands of a figure of *name* in *unit*, of the year and region it is due in.

    *key* is that of name and unit (`scales.observed_key`); the row carries *name* and *unit* as its spellings.
    """
    target, demand = check.targets[index], check.demands[index]
    if demand is None:
        reason = check.undemanded(index)
        return BoundRow(indicator=name, unit=unit, target=index, verdict="unresolved", reason=reason, undemanded=True)
    scale = scale_of(target, demand, observed_unit(name, unit), key.direction)
    verdict: VerdictName | None = None
    if scale.problem:
        verdict = "unresolved" if scale.problem == "direction" else "not_comparable"
    return BoundRow(
        indicator=name,
        unit=unit,
        target=index,
        bounds=scale.bounds,
        factor=scale.factor,
        missed="pending" if not verdict and check.is_early(target) else "missed",
        verdict=verdict,
        reason=scale.problem,
        unlike=scale.unlike,
        assumed=scale.assumed,
    )


def _of_a_part(check: Check, index: int, row: BoundRow) -> BoundRow:
    """Return *row* for a figure of a part of the year only, which decides nothing."""
    if row.undemanded:
        return row
    early = check.is_early(check.targets[index])
    verdict: VerdictName = "pending" if early else "unresolved"
    return BoundRow(
        indicator=row.indicator,
        unit=row.unit,
        target=index,
        verdict=verdict,
        reason="part-pending" if early else "part",
    )


def in_region(name: str | None, region: str | None, among: frozenset[str] = frozenset()) -> bool:
    """Tell whether a figure of the region *name* answers for a target of *region*; None is any.

    *among* are the regions that the data names: a total is that of the smallest one which holds them, and a row that
    names none beside rows that do is nobody's.
    """
    if region is None:
        return True
    if name is None:
        return not name_regions(among)
    if not same_region(name, region):
        return False
    return not (is_whole(name, None) and among) or may_stand_for(name, region, among)


def totals_of_others(
    cells: Iterable[Cell], regions: Iterable[str | None], among: frozenset[str]
) -> set[tuple[str, str]]:
    """Return the words for a whole in *cells* that may not stand for one of *regions*, each with that region.

    A cell that names no region is such a word, too, and told as —.
    """
    names = {text_of(cell) for cell in cells}
    words = [name for name in names if name is None or is_whole(name, None)]
    wanted = {region for region in regions if region is not None}
    return {
        (word or "—", region)
        for word in words
        for region in wanted
        if (word is None or same_region(word, region)) and not in_region(word, region, among)
    }


def in_time(text: str | None, due: date | None) -> Literal["answers", "part"] | None:
    """Tell whether a figure of the period *text* answers for a target due on *due*, as `matching` does."""
    if text is None or due is None:
        return "answers"
    period = read_period(text)
    if period is None or period.start.year != due.year:
        return None
    return "answers" if period.reaches(due) else "part"
