"""A plan as the text of a Python module with a pandera schema, for pipelines that validate frames with pandera."""

from __future__ import annotations

from pprint import pformat
from typing import TYPE_CHECKING

from plancheck.errors import Diagnostic, PlancheckError
from plancheck.rulelines import rule_lines, unruled
from plancheck.spellings import called_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plancheck.checks import Check

_MODULE = '''\
"""Targets of a plan as a pandera schema, written by plancheck compile --to pandera.

`schema.validate(frame, lazy=True)` names every figure that misses its target. A figure counts as it is written: 3.5 in
a float column is 3.5. A row without a figure, or about something else, passes.
{unruled}"""

from decimal import Decimal, InvalidOperation

import pandas as pd
import pandera.pandas as pa

COLUMNS = {columns}
# id, and how data spells names, units, regions, periods ("" is a blank cell, None any); low, open, high, open
RULES = {rules}


def _applies(row, rule):
    spelled = zip(("indicator", "unit", "region", "period"), rule[1:5])
    return all(texts is None or role not in COLUMNS or row[COLUMNS[role]] in texts for role, texts in spelled)


def _met(text, rule):
    if not text:
        return True
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    low, low_open, high, high_open = rule[5:]
    above = low is None or value > low or (value == low and not low_open)
    return above and (high is None or value < high or (value == high and not high_open))


def _checked(rules):
    def check(frame):
        cells = {{name: frame[name] for name in COLUMNS.values()}}
        texts = {{name: cell.astype(str).str.strip().where(cell.notna(), "") for name, cell in cells.items()}}
        rows = pd.DataFrame(texts, dtype=object).to_dict("records")
        met = [all(_met(row[COLUMNS["value"]], rule) for rule in rules if _applies(row, rule)) for row in rows]
        return pd.Series(met, index=frame.index, dtype=bool)

    return check


def _checks():
    grouped = {{}}
    for rule in RULES:
        grouped.setdefault(rule[0], []).append(rule)
    return [
        pa.Check(_checked(rules), name=name, error=f"misses the target {{name}}")
        for name, rules in grouped.items()
    ]


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
        f"    ({line.id!r}, {_set(line.names)}, {_set(line.units)}, {_set(line.regions)}, {_set(line.periods)},"
        f" {_end(line.low)}, {line.low_open}, {_end(line.high)}, {line.high_open}),"
        for line in rule_lines(check, units_told="unit" in called)
    ]
    lost = [f"No rule for {' '.join(name.split())}: {reason}." for name, reason in unruled(check).items()]
    text = "".join(f"{line}\n" for line in lost).replace("\\", "/").replace('"', "'")
    rules = "\n".join(["[", *lines, "]"])
    return _MODULE.format(columns=pformat(called, sort_dicts=False), rules=rules, unruled=text)


def _set(texts: tuple[str, ...]) -> str:
    return "{" + ", ".join(map(repr, texts)) + "}" if texts else "None"


def _end(end: str) -> str:
    return f'Decimal("{end}")' if end else "None"
