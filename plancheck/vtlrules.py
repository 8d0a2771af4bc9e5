"""A plan as validation rules of VTL 2.0 (Validation and Transformation Language, SDMX): a datapoint ruleset.

A rule holds the figures of one target in one unit against its bounds; `docs/compile.md` says what such rules cannot
carry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plancheck.errors import Diagnostic, PlancheckError
from plancheck.rulelines import rule_lines, target_words, unruled
from plancheck.spellings import COLUMNS, called_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plancheck.checks import Check
    from plancheck.rulelines import RuleLine


def to_vtl(check: Check, *, table: str = "data", columns: Mapping[str, str] | None = None) -> str:
    """Return *check* as VTL: a ruleset, and the check of the dataset *table* with it.

    *columns* tells how the dataset calls indicator, value, unit, region and period, as far as it has them; by default
    it has them all, called so. Raises PlancheckError for a check without targets.

    >>> from plancheck import parse
    >>> print(to_vtl(parse("参保率达到95%以上。").compile()).splitlines()[-1])
    plancheck_result <- check_datapoint('data', plancheck_rules all);
    """
    if not check.targets:
        raise PlancheckError(Diagnostic(code="no-targets"))
    called = called_columns(columns)
    rules = [
        _rule(number, line, called)
        for number, line in enumerate(rule_lines(check, units_told="unit" in called), start=1)
    ]
    lost = [f"// {_comment(name)}: {reason}, no rule" for name, reason in unruled(check).items()]
    if check.regional and "region" in called:
        lost.append(
            "// Rows of totals (合计, 全市) and rows without a region have no rule: other rows tell whose they are."
        )
    if "kind" not in called:
        lost.append(
            "// Rows that hold targets count as reported: leave them out, or name the column that says so: kind=…"
        )
    if not rules:
        raise PlancheckError(Diagnostic(code="no-targets"))
    names = ", ".join(_name(called[role]) for role in (*COLUMNS, "kind") if role in called)
    head = ["// Rules of a plan, written by plancheck compile --to vtl.", *lost]
    body = ";\n".join(rules)
    ruleset = f"define datapoint ruleset plancheck_rules (variable {names}) is\n{body}\nend datapoint ruleset;"
    return "\n".join(
        [*head, ruleset, "", f"plancheck_result <- check_datapoint({_name(table)}, plancheck_rules all);\n"]
    )


def _rule(number: int, line: RuleLine, called: Mapping[str, str]) -> str:
    spelled = {"indicator": line.names, "unit": line.units, "region": line.regions, "period": line.periods}
    when = [_among(_name(called[role]), texts) for role, texts in spelled.items() if role in called and texts]
    if "kind" in called:  # of a blank cell VTL says neither that it is among the words nor that it is not
        kind = _name(called["kind"])
        when.append(f"(isnull({kind}) or not ({_among(f'lower(trim({kind}))', target_words()[1])}))")
    value = _name(called["value"])
    ends = [f"{value} {'>' if line.low_open else '>='} {line.low}"] if line.low else []
    ends += [f"{value} {'<' if line.high_open else '<='} {line.high}"] if line.high else []
    if line.unlike_low:
        beyond = f" or {value} > {line.unlike_high}" if line.unlike_high else ""
        ends.append(f"({value} < {line.unlike_low}{beyond})")
    condition = "\n      and ".join(when)
    return f"  r{number}: when {condition}\n    then {' and '.join(ends)}\n    errorcode {_text(line.id)} errorlevel 1"


def _among(name: str, texts: Sequence[str]) -> str:
    """Return the condition that a component has one of *texts*; "" is a component that names nothing."""
    listed = ", ".join(_text(text) for text in texts if text)
    named = f"{name} in {{{listed}}}" if listed else ""
    blank = f"isnull({name})" if "" in texts else ""
    return f"({blank} or {named})" if named and blank else named or blank


def _name(name: str) -> str:
    """Return a name as VTL quotes it: what is no keyword today may be one tomorrow."""
    if "'" in name or "\n" in name:
        raise PlancheckError(Diagnostic(code="unnameable", found=name))
    return f"'{name}'"


def _text(text: str) -> str:
    return '"' + text.replace('"', '""').replace("\n", " ") + '"'


def _comment(text: str) -> str:
    return " ".join(text.split())
