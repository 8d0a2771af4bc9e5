"""A plan as the text of a Python module with a pandera schema, for pipelines that validate frames with pandera."""

from __future__ import annotations

from pprint import pformat
from typing import TYPE_CHECKING

from plancheck.errors import Diagnostic, PlancheckError
from plancheck.rulelines import rule_lines, target_words, unruled
from plancheck.spellings import called_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plancheck.checks import Check

_MODULE = '''\
"""Targets of a plan as a pandera schema, written by plancheck compile --to pandera.

`schema.validate(frame, lazy=True)` names every figure that misses its target. A figure counts as it is written: 3.5 in
a float column is 3.5. A row without a figure, or about something else, passes; so does one that says that it holds a
target (类型: 计划), and beside rows of other regions a total and a row without a region, of which a warning tells.
{unruled}"""

from decimal import Decimal, InvalidOperation

import pandas as pd
import pandera.pandas as pa

COLUMNS = {columns}
# id, and how data spells names, units, periods, regions ("" is a blank cell, None any), totals; low, open, high,
# open; from where to where figures may be shares of 1, which meet nothing
RULES = {rules}
KINDS = {kinds}  # columns that may say that a row holds a target
TARGETS = {targets}  # what they say then


def _applies(row, rule, regions):
    spelled = zip(("indicator", "unit", "period"), rule[1:4])
    if not all(texts is None or role not in COLUMNS or row[COLUMNS[role]] in texts for role, texts in spelled):
        return False
    return rule[4] is None or "region" not in COLUMNS or row[COLUMNS["region"]] in _regions(rule, regions)


def _regions(rule, regions):
    """The regions whose rows answer for a rule: totals too where nothing else stands beside them."""
    return rule[4] | rule[5] if regions <= rule[4] | rule[5] else rule[4]


def _plain(name):
    """A heading without blanks, underscores and hyphens: Data_Type is data type."""
    return "".join(str(name).replace("_", " ").replace("-", " ").lower().split())


def _told(frame):
    """The cells as texts, and which rows hold targets."""
    own = [name for name in frame.columns if _plain(name) in KINDS and name not in COLUMNS.values()]
    cells = {{name: frame[name] for name in [*COLUMNS.values(), *own]}}
    texts = {{name: cell.astype(str).str.strip().where(cell.notna(), "") for name, cell in cells.items()}}
    rows = pd.DataFrame(texts, dtype=object).to_dict("records")
    regions = {{row[COLUMNS["region"]] for row in rows}} if "region" in COLUMNS else set()
    return rows, [any(row[name].lower() in TARGETS for name in own) for row in rows], regions


def _met(text, rule):
    if not text:
        return True
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    low, low_open, high, high_open, unlike_low, unlike_high = rule[6:]
    if unlike_low is not None and value >= unlike_low and (unlike_high is None or value <= unlike_high):
        return False
    above = low is None or value > low or (value == low and not low_open)
    return above and (high is None or value < high or (value == high and not high_open))


def _checked(rules):
    def check(frame):
        rows, targets, regions = _told(frame)
        met = [
            target or all(_met(row[COLUMNS["value"]], rule) for rule in rules if _applies(row, rule, regions))
            for row, target in zip(rows, targets)
        ]
        return pd.Series(met, index=frame.index, dtype=bool)

    return check


def _whose(frame):
    """Which rows can be judged: no totals beside rows of other regions."""
    rows, _, regions = _told(frame)
    totals = [rule for rule in RULES if rule[4] is not None and not regions <= rule[4] | rule[5]]
    sure = ["region" not in COLUMNS or all(row[COLUMNS["region"]] not in rule[5] for rule in totals) for row in rows]
    return pd.Series(sure, index=frame.index, dtype=bool)


def _checks():
    grouped = {{}}
    for rule in RULES:
        grouped.setdefault(rule[0], []).append(rule)
    return [
        pa.Check(_checked(rules), name=name, error=f"misses the target {{name}}")
        for name, rules in grouped.items()
    ] + [pa.Check(_whose, name="totals", error="totals of which region cannot be told", raise_warning=True)]


schema = pa.DataFrameSchema({{name: pa.Column(nullable=True) for name in COLUMNS.values()}}, checks=_checks())
'''


def to_pandera(check: Check, *, columns: Mapping[str, str] | None = None) -> str:
    """Return *check* as the text of a Python module whose `schema` validates a pandas frame.

    *columns* tells how the frame calls indicator, value, unit, region and period, as far as it has them; by default it
    has them all, called so. Raises PlancheckError for a check without targets.

    >>> from plancheck import parse
    >>> text = to_pandera(parse("参保率达到95%以上。").compile())
    >>> text.splitlines()[-1].startswith("schema = pa.DataFrameSchema(")
    True
    """
    if not check.targets:
        raise PlancheckError(Diagnostic(code="no-targets"))
    called = called_columns(columns)
    lines = [
        f"    ({line.id!r}, {_set(line.names)}, {_set(line.units)}, {_set(line.periods)}, {_set(line.regions)},"
        f" {_set(line.totals)}, {_end(line.low)}, {line.low_open}, {_end(line.high)}, {line.high_open},"
        f" {_end(line.unlike_low)}, {_end(line.unlike_high)}),"
        for line in rule_lines(check, units_told="unit" in called)
    ]
    lost = [f"No rule for {' '.join(name.split())}: {reason}." for name, reason in unruled(check).items()]
    text = "".join(f"{line}\n" for line in lost).replace("\\", "/").replace('"', "'")
    rules = "\n".join(["[", *lines, "]"])
    kinds, words = target_words()
    kinds = (*kinds, called.pop("kind", "kind"))
    return _MODULE.format(
        columns=pformat(called, sort_dicts=False),
        rules=rules,
        unruled=text,
        kinds=pformat(set(map(_plain, kinds)), width=110, compact=True),
        targets=pformat({word.lower() for word in words}, width=110, compact=True),
    )


def _plain(name: str) -> str:
    """Return a heading as `_plain` of the module has it."""
    return "".join(name.replace("_", " ").replace("-", " ").lower().split())


def _set(texts: tuple[str, ...]) -> str:
    return "{" + ", ".join(map(repr, texts)) + "}" if texts else "None"


def _end(end: str) -> str:
    return f'Decimal("{end}")' if end else "None"
