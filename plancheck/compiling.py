"""The commands `compile` and `packs`: plans in the formats of other tools, and the packs that ship with plancheck."""

from __future__ import annotations

from plancheck.console import deliver, look

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def compile_plan(arguments: argparse.Namespace) -> int:
    """Write the plan in the format asked for."""
    from plancheck.exports import export
    from plancheck.pipeline import read_plan

    plan = read_plan(arguments.plan, year=arguments.year, encoding=arguments.encoding)
    deliver(export(plan, arguments.format, **_options(arguments)), arguments)
    return 0


def _options(arguments: argparse.Namespace) -> dict[str, object]:
    """Return what the format asked for takes."""
    if arguments.format != "sql":
        return {"text": arguments.text}
    return {
        "dialect": arguments.dialect or "duckdb",
        "table": arguments.table or "data",
        "columns": arguments.columns,
        "keep": arguments.keep or (),
        "query": "summary" if arguments.summary else "rows",
        "as_of": arguments.as_of,
        "region": arguments.region,
    }


def list_packs(arguments: argparse.Namespace) -> int:
    """Show the packs by name."""
    from plancheck.packs import packs
    from plancheck.reports import render_packs

    deliver(render_packs(packs(), arguments.format, look(arguments)), arguments)
    return 0
