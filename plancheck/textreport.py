"""The text report: what has to be acted on first, each with the plan's words, carets under the figure, and the reason.

Imports rich. Nothing here depends on colour: carets, signs and words say all that it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from plancheck.labels import bound, disarm, label, phrase, visible
from plancheck.summing import MARKS, ORDER, as_written, margin_text, place, totals
from plancheck.tables import drawn, fitted, row, title
from plancheck.text import carets_under, display_width, padding_under
from plancheck.wording import marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from plancheck.errors import Diagnostic
    from plancheck.labels import Look
    from plancheck.plans import Plan
    from plancheck.records import Constraint
    from plancheck.verdicts import Report, Verdict

STYLES = {
    "missed": "bold red",
    "unresolved": "magenta",
    "not_comparable": "yellow",
    "no_data": "yellow",
    "pending": "cyan",
    "met": "green",
}
COLUMNS = ("indicator", "target", "reported", "margin", "place")
_RIGHT = (3, 4)  # figures end flush, so that they can be compared
REACH = 36  # characters of a statement shown on either side of its figure
_INDENT = 3


def report_text(report: Report, look: Look) -> str:
    """Return the report: missed targets first, each with words, figure, margin, place and reason; totals last.

    What is met has a reason only if it hangs on rounding or on single events, or was computed. A `quiet` look leaves
    out what is met, reasons and diagnostics; a `verbose` one tells of what is met as much as of the rest.
    """
    shown = [kind for kind in ORDER if look.detail != "quiet" or kind != "met"]
    groups = {kind: [result for result in report.results if result.verdict == kind] for kind in shown}
    cells = {kind: [_cells(result, report.plan, look.lang) for result in groups[kind]] for kind in shown}
    heads = ["", *(label("column", name, look.lang) for name in COLUMNS)]
    widths = fitted([heads, *(line for lines in cells.values() for line in lines)], (len(heads) - 1,), look.width)
    parts: list[RenderableType] = [title(report.plan)]
    if any(groups.values()):
        parts += ["", row(heads, widths, ["dim"] * len(heads), _RIGHT)]
    for kind, results in groups.items():
        if results:
            parts.append(Text(f"{label('verdict', kind, look.lang)} ({len(results)})", STYLES[kind]))
        for result, line in zip(results, cells[kind], strict=True):
            parts.append(row(line, widths, [STYLES[kind]] * 2, _RIGHT))
            parts += _reasons(result, report.plan, look)
        parts += [""] if results else []
    told = [] if look.detail == "quiet" else findings(report.diagnostics, look)
    return drawn([*parts, *told, Text(totals(report, look.lang), "bold")], look)


def _cells(result: Verdict, plan: Plan, lang: str) -> list[str]:
    constraint, observation = result.constraint, result.observation
    return [
        MARKS[result.verdict],
        visible(constraint.indicator),
        bound(constraint, plan.source.text),
        "" if observation is None else visible(marked(observation, lang)),
        margin_text(result),
        place(plan, constraint),
    ]


def _reasons(result: Verdict, plan: Plan, look: Look) -> list[RenderableType]:
    """Return what stands below a target: its words with carets under the figure, the reason, and what can be done."""
    brief = result.verdict == "met" and look.detail != "verbose"
    if look.detail == "quiet" or (brief and not result.is_close):
        return []
    name = visible(result.constraint.indicator)  # stands in the row above
    message = result.message(look.lang)
    words = [] if brief else statement_lines(result.constraint, plan, look.width, STYLES[result.verdict])
    lines = [*words, Text(message.removeprefix(f"{name}: ").removeprefix(f"{name}："))]
    near = result.details.get("near") if result.verdict == "no_data" else None
    if near:
        lines.append(Text(f"= {phrase('near_help', look.lang, names=visible(near))}"))
    return indented(lines)


def indented(lines: Iterable[Text]) -> list[RenderableType]:
    """Return *lines* that are not empty as they stand below a row."""
    return [Padding(line, (0, 0, 0, _INDENT), expand=False) for line in lines if line.plain]


def statement_lines(constraint: Constraint, plan: Plan, width: int | None, style: str) -> list[Text]:
    """Return the statement around a figure on one line that *width* does not fold, and the carets below it."""
    text, reach = plan.source.text, REACH
    before, words, behind = as_written(constraint, text, reach)
    if not words:
        return [Text(before, "italic")]
    while width is not None and reach and display_width(before + words + behind) > width - _INDENT:
        reach -= 1
        before, words, behind = as_written(constraint, text, reach)
    line = Text.assemble((before, "italic"), (words, "italic bold underline"), (behind, "italic"))
    return [line, Text(padding_under(before) + carets_under(words), style)]


def findings(diagnostics: Sequence[Diagnostic], look: Look) -> list[RenderableType]:
    """Return *diagnostics* under their heading, each as its block; source lines are cut so that none is folded."""
    blocks: list[RenderableType] = []
    for diagnostic in diagnostics:
        taken = 12 + display_width(visible(diagnostic.found or ""))  # the line's number, ellipses, what was found
        room = 60 if look.width is None else max(2, min(60, (look.width - taken) // 4))
        blocks += [Text(disarm(diagnostic.render(look.lang, room))), ""]
    heading = Text(f"{phrase('diagnostics', look.lang)} ({len(diagnostics)})", "bold")
    return [heading, *blocks] if blocks else []
