"""A check as rules for tools that judge row by row: which rows one is about, and between which bounds they are met."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from plancheck import resources
from plancheck.boundtable import demand_row
from plancheck.scales import observed_key
from plancheck.spellings import known_spellings
from plancheck.sqltables import bound_line, period_lines, sql_tables
from plancheck.unit_names import canonical

if TYPE_CHECKING:
    from plancheck.catalog import Key
    from plancheck.checks import Check
    from plancheck.sqlregions import Line


@frozen(kw_only=True)
class RuleLine:
    """One target in one unit: `names` and `units` are how data may spell them, `regions` and `periods` too.

    `low` and `high` are decimals as texts in that unit, "" for no limit. A cell that names nothing is "" among units
    and periods; no regions or periods means that the target names none, so that any will do. `totals` are words for a
    whole (合计, 全市), "" among them: of which region they are only the other rows tell. Figures from `unlike_low` to
    `unlike_high`, if there is a lower end, may be shares of 1 (`bareshares`), so that nothing meets the target there.
    """

    target: int
    id: str
    names: tuple[str, ...]
    units: tuple[str, ...]
    regions: tuple[str, ...]
    totals: tuple[str, ...]
    periods: tuple[str, ...]
    low: str
    low_open: bool
    high: str
    high_open: bool
    unlike_low: str = ""
    unlike_high: str = ""


def rule_lines(check: Check, *, units_told: bool = True) -> tuple[RuleLine, ...]:
    """Return the rules that *check* comes to, in the order of its targets; what demands nothing has none.

    Where data does not tell its units (*units_told*), there are those for figures in the target's own unit alone.

    >>> from plancheck import parse
    >>> line = next(line for line in rule_lines(parse("婴儿死亡率控制在3.5‰以下。").compile()) if "%" in line.units)
    >>> line.names[:2], line.low, line.high
    (('婴儿死亡率', 'Infant mortality rate'), '', '0.35')
    """
    regions, periods = sql_tables(check).regions, tuple(period_lines(check))
    about: dict[Key, list[int]] = defaultdict(list)
    for index, target in enumerate(check.targets):
        if check.demands[index] is not None:
            about[target.key].append(index)
    names: dict[tuple[int, Line], dict[str, None]] = defaultdict(dict)
    units: dict[tuple[int, Line], dict[str, None]] = defaultdict(dict)
    for name, unit in known_spellings(check).pairs:
        text = "" if unit is None else str(unit).strip()
        known = canonical(text) if text else ""
        key = observed_key(check.catalog, str(name), known or None)
        for index in about.get(key, ()):
            line = bound_line(known, demand_row(check, index, str(name), known or None, key))
            names[index, line][str(name)] = None
            units[index, line][text] = None
    return tuple(
        _rule(check, index, line, tuple(names[index, line]), tuple(units[index, line]), regions, periods)
        for index, line in sorted(names, key=lambda found: found[0])
        if not line[6] and (units_told or "" in units[index, line])
    )


def _rule(
    check: Check,
    index: int,
    line: Line,
    names: tuple[str, ...],
    units: tuple[str, ...],
    regions: tuple[Line, ...],
    periods: tuple[Line, ...],
) -> RuleLine:
    target = check.targets[index]
    here = {str(found[0]): bool(found[3]) for found in regions if target.region and found[1] == target.region}
    due = target.due.isoformat() if target.due else ""
    then = [str(found[0]) for found in periods if due and found[1] == due and found[2] == "answers"]
    _, low, low_open, high, high_open, *_, unlike_low, unlike_high = line
    missed = bool(low and unlike_high) and Decimal(str(unlike_high)) < Decimal(str(low))  # as figures too
    return RuleLine(
        target=index,
        id=target.constraint.id or target.constraint.indicator,
        names=names,
        units=units,
        regions=tuple(name for name, whole in here.items() if not whole),
        totals=("", *(name for name, whole in here.items() if whole)) if target.region else (),
        periods=("", *then) if due else (),
        low=str(low),
        low_open=bool(low_open),
        high=str(high),
        high_open=bool(high_open),
        unlike_low="" if missed else str(unlike_low),
        unlike_high="" if missed else str(unlike_high),
    )


def target_words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return how columns are headed whose cells say that a row holds a target, and what such cells say."""
    rules = resources.rules("columns.toml")["rows_of_targets"]
    return tuple(rules["columns"]), tuple(rules["words"])


def unruled(check: Check) -> dict[str, str]:
    """Return the targets that demand nothing a rule could hold against a figure, with the reason."""
    return {
        target.constraint.id or target.constraint.indicator: check.undemanded(index)
        for index, target in enumerate(check.targets)
        if check.demands[index] is None
    }
