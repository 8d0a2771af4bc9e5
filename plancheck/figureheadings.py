"""What the headings over columns of figures say together: the indicator, region and period of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import attrs
from attrs import evolve, frozen

from plancheck.columns import ambiguous
from plancheck.headings import of_year
from plancheck.regions import is_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from plancheck.datacolumns import Column

LayoutName = Literal["long", "indicators-across", "regions-across", "periods-across"]
LAYOUTS: tuple[LayoutName, ...] = get_args(LayoutName)
_HALF = 2  # one column of figures in so many decides what the headings name


@frozen
class Reading:
    """How the caller wants tables read: columns by name, the layout; and which names are indicators."""

    columns: Mapping[str, str] = attrs.field(factory=dict)
    layout: LayoutName | None = None
    is_indicator: Callable[[str], bool] = lambda _: False


def named_by_headings(
    figures: Sequence[Column], columns: Sequence[Column], reading: Reading, period: str | None
) -> list[Column]:
    """Return the *figures* among *columns* with what their headings say; months are of the *period* above the table."""
    levels = _levels(figures, reading)
    return [_named(column, columns, levels, reading, period) for column in figures]


def _levels(figures: Sequence[Column], reading: Reading) -> list[bool]:
    """Tell of each line of the header whether its names are regions."""
    depth = max((len(column.headings) for column in figures), default=0)
    told = reading.layout
    levels = []
    for level in range(depth):
        names = [c.headings[level] for c in figures if level < len(c.headings) and c.headings[level].name]
        known = any(reading.is_indicator(heading.name) for heading in names)
        regions = _HALF * sum(heading.region is not None for heading in names) >= len(names)
        levels.append(bool(names) and not known and (told == "regions-across" or (regions and told in (None, "long"))))
    return levels


def _named(
    column: Column, columns: Sequence[Column], levels: Sequence[bool], reading: Reading, above: str | None
) -> Column:
    names: list[str] = []
    regions: list[str] = []
    periods: list[str] = []
    within: list[str] = []
    for is_regional, heading in zip(levels, column.headings, strict=False):
        if heading.name:
            (regions if is_regional else names).append(heading.name)
        periods += [heading.period] if heading.period else []
        within += [heading.within] if heading.within else []
    year = periods[-1] if periods else above
    period = (of_year(year or "", within[-1]) or within[-1]) if within else periods[-1] if periods else None
    names = [name for name in names if len(names) == 1 or not is_whole(name, None)]
    if len(names) > 1 and reading.is_indicator(names[-1]) and _is_group(names[-1], columns):
        names = names[-1:]
    return evolve(column, indicator="".join(names) or None, region=regions[-1] if regions else None, period=period)


def _is_group(name: str, columns: Sequence[Column]) -> bool:
    """Tell whether *name* stands under one column only, so that what is above it is but its group."""
    return sum(any(heading.name == name for heading in other.headings) for other in columns) == 1


def with_figures(kept: Sequence[Column]) -> list[Column]:
    """Return *kept* without columns of words (已完成) beside one of figures that their headings call the same."""
    filled = {(c.indicator, c.region, c.period) for c in kept if c.figures}
    return [c for c in kept if c.figures or (c.indicator, c.region, c.period) not in filled]


def refuse_doubles(kept: Sequence[Column], file: str, line: int | None) -> None:
    """Raise PlancheckError where two columns of *kept* are of the same indicator, region and period."""
    seen: dict[tuple[str | None, ...], Column] = {}
    for column in kept:
        key = (column.indicator, column.region, column.period)
        if key in seen:
            raise ambiguous("value", [seen[key].header, column.header], file, line)
        seen[key] = column
