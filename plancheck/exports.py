"""Plans in the formats of other tools: a dict of one function a format, each from a plan to text.

`toml` and `json` are plans that people edit and `plancheck.read_plan` reads back; `sql` is the plan's check as a query,
`pandera` and `vtl` are its rules for tools that validate row by row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from plancheck.checks import Check
    from plancheck.plans import Plan

DIALECTS = ("duckdb", "postgres", "spark", "bigquery", "clickhouse")  # of SQL
_LIBRARIES = ("tomlkit", "sqlglot")
_CHECKING = ("catalog", "policy", "region", "as_of")


def export(plan: Plan, form: str, **options: Any) -> str:
    """Return *plan* as a text in the format *form*, a key of `FORMATS`; *options* are those of its function.

    Raises PlancheckError with the code missing-extra where the format needs a library that is not installed.

    >>> from plancheck import parse
    >>> export(parse("参保率达到95%以上。"), "json")[:26]
    '{\\n  "schema_version": 1,\\n '
    """
    from plancheck.extras import needing  # here, because the options of the command read the names below

    with needing("export", *_LIBRARIES):
        return FORMATS[form](plan, **options)


def _toml(plan: Plan, **options: Any) -> str:
    from plancheck.planwriting import to_toml

    return to_toml(plan, **options)


def _json(plan: Plan, **options: Any) -> str:
    from plancheck.planwriting import to_json

    return to_json(plan, **options)


def _sql(plan: Plan, **options: Any) -> str:
    """Return the plan's check as a query; *options* are those of `compile_check` and of `to_sql`."""
    from plancheck.sqlquery import to_sql

    return to_sql(_checked(plan, options), **options)


def _pandera(plan: Plan, **options: Any) -> str:
    from plancheck.panderarules import to_pandera

    return to_pandera(_checked(plan, options), **options)


def _vtl(plan: Plan, **options: Any) -> str:
    from plancheck.vtlrules import to_vtl

    return to_vtl(_checked(plan, options), **options)


def _checked(plan: Plan, options: dict[str, Any]) -> Check:
    """Return the plan's check, with what *options* have for it taken out of them."""
    from plancheck.checks import compile_check
    from plancheck.errors import Diagnostic, PlancheckError

    if not plan.targets:
        raise PlancheckError(Diagnostic(code="no-targets", file=plan.source.name))
    return compile_check(plan, **{name: options.pop(name) for name in _CHECKING if name in options})


FORMATS: dict[str, Callable[..., str]] = {"toml": _toml, "json": _json, "sql": _sql, "pandera": _pandera, "vtl": _vtl}
