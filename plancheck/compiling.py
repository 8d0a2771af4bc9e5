"""The commands `compile` and `packs`: plans in the formats of other tools, and the packs that ship with plancheck."""

from __future__ import annotations

from plancheck.console import complain, deliver, language, look
from plancheck.options import EXPORT_OPTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from plancheck.plans import Plan


def compile_plan(arguments: argparse.Namespace) -> int:
    """Write the plan in the format asked for."""
    from plancheck.exports import export
    from plancheck.pipeline import read_plan

    plan = read_plan(arguments.plan, year=arguments.year, encoding=arguments.encoding)
    mention_unlisted(plan, arguments)
    deliver(export(plan, arguments.format, **_options(arguments)), arguments)
    return 0


def mention_unlisted(plan: Plan, arguments: argparse.Namespace) -> None:
    """Tell where the region that is asked for is one that nobody knows before the data is read: perhaps a mistake."""
    from plancheck.errors import Diagnostic
    from plancheck.regions import is_known, near_regions

    region, others = arguments.region, [plan.region] if plan.region else []
    if region is not None and not is_known(region, others):
        near = ", ".join(near_regions(region, others)) or "—"
        complain(Diagnostic(code="unlisted-region", found=region, details={"near": near}), language(arguments))


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
