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
    options = {"text": True} if arguments.text else {}
    deliver(export(plan, arguments.format, **options), arguments)
    return 0


def list_packs(arguments: argparse.Namespace) -> int:
    """Show the packs by name."""
    from plancheck.packs import packs
    from plancheck.reports import render_packs

    deliver(render_packs(packs(), arguments.format, look(arguments)), arguments)
    return 0
