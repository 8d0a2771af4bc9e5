"""The small tables that a check becomes where it runs as a query: names, units, bounds, regions, periods.

What `checks.Check` finds out for each figure is written out here for the spellings that data may use, without looking
at any: which target a name means, the exact bounds in each unit, which region and which period answers for it.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from plancheck.boundtable import demand_row
from plancheck.exact import simplest
from plancheck.periods import read_period
from plancheck.records import format_number
from plancheck.scales import observed_key
from plancheck.spellings import known_spellings
from plancheck.sqlregions import Line, area_lines, lying_lines, region_lines
from plancheck.unit_names import canonical
from plancheck.unit_table import unit_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from plancheck.bounds import Interval
    from plancheck.boundtable import BoundRow
    from plancheck.catalog import Key
    from plancheck.checks import Check

PLACES = 18  # decimals of a figure that a query compares
_MARGIN_PLACES = 9
_POINTS = "percentage_point"
_Form = tuple[tuple[Line, ...], tuple[str, ...]]


@frozen(kw_only=True)
class SqlTables:
    """Rows for each table of the query, in the order of `COLUMNS`; texts are folded as the query folds the data's."""

    targets: tuple[Line, ...]
    names: tuple[Line, ...]
    units: tuple[Line, ...]
    aside: tuple[Line, ...]
    bounds: tuple[Line, ...]
    regions: tuple[Line, ...]
    areas: tuple[Line, ...]
    lies: tuple[Line, ...]
    periods: tuple[Line, ...]


COLUMNS: dict[str, tuple[str, ...]] = {
    # region and due are "" where the target names none; undemanded is the reason why nothing can be judged
    "targets": ("target", "id", "indicator", "region", "due", "missed", "part", "undemanded"),
    # bare: the name alone tells what is measured, so that a figure in another unit is one that cannot be compared
    "names": ("name", "target", "form", "bare"),
    "units": ("spelling", "unit"),
    # beside these units the name is one of something else
    "aside": ("target", "form", "unit"),
    # low and high are decimals as texts, "" for no limit, in the line's unit; factor takes a distance to the target's.
    # standing is the verdict of every figure where none can be compared
    "bounds": (
        "target",
        "form",
        "unit",
        "low",
        "low_open",
        "high",
        "high_open",
        "factor",
        "standing",
        "reason",
        # figures without a unit between these cannot be compared
        "unlike_low",
        "unlike_high",
    ),
    "regions": ("spelling", "region", "whole", "word"),
    # the regions of targets, and how other names of the data lie to them
    "areas": ("region", "divided"),
    "lies": ("spelling", "region", "lies", "child"),
    "periods": ("spelling", "due", "in_time", "ends"),
}


def sql_tables(check: Check) -> SqlTables:
    """Return the tables of the query that *check* becomes.

    >>> from plancheck import parse
    >>> tables = sql_tables(parse("2017年，婴儿死亡率控制在3.5‰以下。").compile())
    >>> [line[2:6] for line in tables.bounds if line[2] == "percent"]
    [('percent', '', False, '0.35')]
    >>> ("infantmortalityrate", 0, 0, True) in tables.names, ("‰", "permille") in tables.units
    (True, True)
    """
    names: list[Line] = []
    bounds: list[Line] = []
    spelled: dict[str, str] = {}
    aside: list[Line] = []
    for index, forms in _forms(check, spelled).items():
        for form, ((lines, others), called) in enumerate(forms.items()):
            names += [(name, index, form, bare) for name, bare in called.items()]
            bounds += [(index, form, *line) for line in lines]
            aside += [(index, form, unit) for unit in others]
    regions = {target.region for target in check.targets}
    return SqlTables(
        targets=tuple(_target(check, index) for index in range(len(check.targets))),
        names=tuple(names),
        aside=tuple(aside),
        units=tuple((spelled | _points()).items()),
        bounds=tuple(bounds),
        regions=tuple(region_lines(regions)),
        areas=tuple(area_lines(regions)),
        lies=tuple(lying_lines(regions)),
        periods=tuple(("".join(text.split()), *line) for text, *line in period_lines(check)),
    )


def fold(name: str) -> str:
    """Return *name* as the query compares names: without blanks, in small letters."""
    return "".join(name.split()).lower()


def _forms(check: Check, spelled: dict[str, str]) -> dict[int, dict[_Form, dict[str, bool]]]:
    """Return for each target its names, those together that mean the same bounds in all units; note units *spelled*."""
    about: dict[Key, list[int]] = defaultdict(list)
    for index, target in enumerate(check.targets):
        about[target.key].append(index)
    profiles: dict[tuple[int, str], dict[str, Line]] = defaultdict(dict)
    for name, unit in known_spellings(check).pairs:
        text = "" if unit is None else str(unit).strip()
        spelled[text] = canonical(text) if text else ""
        key = observed_key(check.catalog, str(name), spelled[text] or None)
        for index in about.get(key, ()):
            if spelled[text] not in profiles[index, str(name)]:
                row = demand_row(check, index, str(name), spelled[text] or None, key)
                profiles[index, str(name)][spelled[text]] = bound_line(spelled[text], row)
    forms: dict[int, dict[_Form, dict[str, bool]]] = defaultdict(dict)
    known = sorted({unit for unit in (spelled | _points()).values() if unit})
    for (index, name), lines in profiles.items():
        aside = _aside(check, index, name, (unit for unit in known if unit not in lines))
        forms[index].setdefault((tuple(lines.values()), aside), {})[fold(name)] = _is_bare(check, index, name)
    return forms


def _aside(check: Check, index: int, name: str, units: Iterable[str]) -> tuple[str, ...]:
    """Return those of *units* beside which a name that alone would do means something else (床位率 in 张/万人)."""
    if not _is_bare(check, index, name):
        return ()
    own = check.targets[index].key
    return tuple(unit for unit in units if observed_key(check.catalog, name, unit) != own)


def _is_bare(check: Check, index: int, name: str) -> bool:
    return observed_key(check.catalog, name, None) == check.targets[index].key


def bound_line(unit: str, row: BoundRow) -> Line:
    """Return the line of `bounds` for figures in *unit*, from `unit` on."""
    low, low_open = _decimal(row.bounds.low, up=True)
    high, high_open = _decimal(row.bounds.high, up=False)
    factor = format_number(_rounded(abs(row.factor), _MARGIN_PLACES, up=False))
    open_ends = (row.bounds.low_open and low_open, row.bounds.high_open and high_open)
    standing = "" if row.undemanded else row.verdict or ""
    return (unit, low, open_ends[0], high, open_ends[1], factor, standing, row.reason or "", *_closed(row.unlike))


def _closed(interval: Interval | None) -> tuple[str, str]:
    """Return the ends of *interval* as decimals that belong to it, "" for no end: figures have `PLACES` decimals."""
    if interval is None:
        return "", ""
    step = Fraction(1, 10**PLACES)
    low, high = interval.low, interval.high
    if low is not None and interval.low_open and _decimal(low, up=True)[1]:
        low += step
    if high is not None and interval.high_open and _decimal(high, up=False)[1]:
        high -= step
    return _decimal(low, up=True)[0], _decimal(high, up=False)[0]


def _decimal(end: Fraction | None, *, up: bool) -> tuple[str, bool]:
    """Return *end* as a decimal, and whether it is itself: one that does not end gives way to the nearest inside.

    No figure of `PLACES` decimals lies between the two, so that it decides about each as the end itself does.
    """
    if end is None:
        return "", True
    number = _rounded(end, PLACES, up=up)
    return format_number(number), number == end


def _rounded(number: Fraction, places: int, *, up: bool) -> Decimal:
    exact = simplest(number)
    if isinstance(exact, Decimal) and -int(exact.as_tuple().exponent) <= places:
        return exact
    scaled = number * 10**places
    whole = -(-scaled.numerator // scaled.denominator) if up else scaled.numerator // scaled.denominator
    return Decimal((int(whole < 0), tuple(map(int, str(abs(whole)))), -places))


def _target(check: Check, index: int) -> Line:
    target = check.targets[index]
    early = check.is_early(target)
    return (
        index,
        target.constraint.id or target.constraint.indicator,
        target.constraint.indicator,
        target.region or "",
        target.due.isoformat() if target.due else "",
        "pending" if early else "missed",
        "part-pending" if early else "part",
        check.undemanded(index) if check.demands[index] is None else "",
    )


def _points() -> dict[str, str]:
    """Return how percentage points and parts of them are spelled: beside one of them a level is its change."""
    entries = [entry for entry in unit_table().entries.values() if _is_points(entry.name)]
    return {spelling: entry.name for entry in entries for spelling in (entry.name, *entry.also, *entry.written)}


def _is_points(unit: str) -> bool:
    entry = unit_table().entries.get(unit)
    return entry is not None and (entry.name == _POINTS or entry.of == (_POINTS,))


def period_lines(check: Check) -> Iterator[tuple[str, str, str, str]]:
    """Yield how the year of each due date may be written, its halves, quarters, months and the ends of months.

    The spellings are those of the data; behind each the due date, whether its figures answer, and its last day.
    """
    for due in sorted({target.due for target in check.targets if target.due}):
        for text in _spelled(due.year):
            period = read_period(text)
            if period is not None:
                in_time = "answers" if period.reaches(due) else "part"
                yield text, due.isoformat(), in_time, period.end.isoformat()
        if due.month < 12 or due.day < 31:
            yield from _on(due)


def _on(due: date) -> Iterator[tuple[str, str, str, str]]:
    for text in (due.isoformat(), f"{due.isoformat()} 00:00:00"):
        if due.day != monthrange(due.year, due.month)[1]:  # the ends of months are there already
            yield text, due.isoformat(), "answers", due.isoformat()


def _spelled(year: int) -> Iterator[str]:
    yield from (f"{year}", f"{year}年", f"{year}年度", f"{year}.0")
    yield from (f"{year}年上半年", f"{year}年下半年", f"{year}H1", f"{year}H2")
    for quarter, name in enumerate("一二三四", start=1):
        yield from (f"{year}Q{quarter}", f"{year}-Q{quarter}", f"{year}年{name}季度", f"{year}年第{name}季度")
    for month in range(1, 13):
        day = monthrange(year, month)[1]
        yield from (f"{year}-{month:02}", f"{year}{month:02}", f"{year}年{month}月", f"{year}年1-{month}月")
        yield from (f"{year}-{month:02}-{day}", f"{year}-{month:02}-{day} 00:00:00", f"{year}年{month}月{day}日")
