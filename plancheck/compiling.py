"""The commands `compile` and `packs`: plans in the formats of other tools, and the packs that ship with plancheck."""

from __future__ import annotations

from plancheck.console import deliver, look
from plancheck.options import EXPORT_OPTIONS

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
    given = {name: getattr(arguments, name) for name in EXPORT_OPTIONS[arguments.format]}
    if "summary" in given:
        given["query"] = "summary" if given.pop("summary") else "rows"
    return {name: value for name, value in given.items() if value}


def list_packs(arguments: argparse.Namespace) -> int:
    """Show the packs by name."""
    from plancheck.listings import render_packs
    from plancheck.packs import packs

    deliver(render_packs(packs(), arguments.format, look(arguments)), arguments)
    return 0
