"""The command `compare`: a lower body's plan held against the upper one's."""

from __future__ import annotations

from plancheck.console import complain, deliver, language, look

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

NOTHING_LOOSER, LOOSER, WRONG = 0, 1, 2


def compare_plans(arguments: argparse.Namespace) -> int:
    """Show how the lower plan stands to each target of the upper one; return the exit status."""
    from plancheck.answers import compare
    from plancheck.failing import WEAKENS
    from plancheck.pipeline import read_plan
    from plancheck.reports import render_comparison
    from plancheck.settings import read_settings

    comparison = compare(
        read_plan(arguments.lower, year=arguments.year, encoding=arguments.encoding),
        read_plan(arguments.upper, year=arguments.upper_year, encoding=arguments.encoding),
        region=arguments.region,
        upper_region=arguments.upper_region,
        **read_settings().judging(arguments.catalog),
    )
    deliver(render_comparison(comparison, arguments.format, look(arguments)), arguments)
    empty = not comparison.lower.targets or not comparison.upper.targets
    for diagnostic in comparison.diagnostics:
        if arguments.format == "jsonl" or (empty and diagnostic.code == "no-targets" and arguments.format != "text"):
            complain(diagnostic, language(arguments))
    if empty:
        return WRONG
    return LOOSER if any(map(WEAKENS[arguments.fail_on], comparison.results)) else NOTHING_LOOSER
