"""Tables and the text report, as a person likes to read them in a terminal. Imports rich.

Widths are display columns: a Chinese character takes two. Colour and width are the caller's decision; without a
width lines are as long as they need to be, which is what files and pipes want.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from plancheck.labels import bound, disarm, label, phrase, visible
from plancheck.summing import MARKS, ORDER, as_written, margin_text, place, totals
from plancheck.wording import marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

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
REPORT_COLUMNS = ("indicator", "target", "reported", "margin", "place")
CONSTRAINT_COLUMNS = ("place", "role", "kind", "indicator", "bound", "modality", "deadline", "remarks")
LONG_LINES = 100_000
WIDEST, NARROWEST, GAP = 44, 6, 2
REACH = 36  # characters of a statement shown on either side of its figure


def report_text(report: Report, look: Look) -> str:
    """Return the report: missed targets first, each with words, figure, margin, place and reason; totals last."""
    groups = {kind: [result for result in report.results if result.verdict == kind] for kind in ORDER}
    cells = {kind: [_verdict_cells(result, report.plan) for result in groups[kind]] for kind in ORDER}
    heads = ["", *(label("column", name, look.lang) for name in REPORT_COLUMNS)]
    widths = _fitted([heads, *(row for rows in cells.values() for row in rows)], len(heads) - 1, look.width)
    parts: list[RenderableType] = [_title(report.plan)]
    if report.results:
        parts += ["", _row(heads, widths, ["dim"] * len(heads))]
    for kind, results in groups.items():
        if results:
            parts.append(Text(f"{label('verdict', kind, look.lang)} ({len(results)})", STYLES[kind]))
        for result, row in zip(results, cells[kind], strict=True):
            parts.append(_row(row, widths, [STYLES[kind]] * 2))
            parts += [] if kind == "met" else _reasons(result, report.plan, look.lang)
        parts += [""] if results else []
    parts += [*_findings(report, look.lang), Text(totals(report, look.lang), "bold")]
    return _drawn(parts, look)


def constraint_table(plans: Sequence[tuple[Plan, Sequence[Constraint]]], look: Look) -> str:
    """Return a table of the chosen constraints of each plan, in the order of the text."""
    heads = [label("column", name, look.lang) for name in CONSTRAINT_COLUMNS]
    blocks = [[_constraint_cells(constraint, plan, look.lang) for constraint in chosen] for plan, chosen in plans]
    widths = _fitted([heads, *(row for block in blocks for row in block)], 0, look.width)
    parts: list[RenderableType] = []
    for (plan, _), block in zip(plans, blocks, strict=True):
        parts += ["", _title(plan)]
        if block:
            parts.append(_row(heads, widths, ["dim"] * len(heads)))
            parts += [_row(row, widths, ["dim", "", "", "bold"]) for row in block]
        else:
            parts.append(Text(phrase("nothing_found", look.lang)))
    return _drawn(parts[1:], look)


def _title(plan: Plan) -> Text:
    """Name the document by its title, else its file; then file, year and body as far as they are known."""
    name = visible(plan.source.name)
    facts = (name if plan.title else "", str(plan.year or ""), visible(plan.body or ""))
    title = Text(visible(plan.title or name), "bold")
    return title.append("".join(f" · {fact}" for fact in facts if fact), "not bold dim")


def _verdict_cells(result: Verdict, plan: Plan) -> list[str]:
    constraint, observation = result.constraint, result.observation
    return [
        MARKS[result.verdict],
        visible(constraint.indicator),
        bound(constraint, plan.source.text),
        "" if observation is None else visible(marked(observation, "zh")),
        margin_text(result),
        place(plan, constraint),
    ]


def _constraint_cells(constraint: Constraint, plan: Plan, lang: str) -> list[str]:
    return [
        place(plan, constraint),
        label("role", constraint.role, lang),
        label("kind", constraint.kind, lang),
        visible(constraint.indicator),
        bound(constraint, plan.source.text),
        label("modality", constraint.modality, lang),
        constraint.deadline.isoformat() if constraint.deadline else "",
        " ".join(constraint.diagnostics),
    ]


def _reasons(result: Verdict, plan: Plan, lang: str) -> list[RenderableType]:
    """Return what stands below a target that is not met: its words with the figure marked, and the reason."""
    words = Text.assemble(*_as_written(result.constraint, plan.source.text))
    name = visible(result.constraint.indicator)  # stands in the row above
    message = result.message(lang)
    reason = Text(message.removeprefix(f"{name}: ").removeprefix(f"{name}："))
    return [Padding(line, (0, 0, 0, 3), expand=False) for line in (words, reason) if line.plain]


def _as_written(constraint: Constraint, text: str) -> list[tuple[str, str]]:
    """Return the statement around a figure in parts with styles."""
    parts = as_written(constraint, text, reach=REACH)
    return list(zip(parts, ("italic", "italic bold underline", "italic"), strict=True))


def _findings(report: Report, lang: str) -> list[RenderableType]:
    """Return the diagnostics of plan and data, each as its block."""
    blocks: list[RenderableType] = []
    for diagnostic in report.diagnostics:
        blocks += [Text(disarm(diagnostic.render(lang))), ""]
    heading = Text(f"{phrase('diagnostics', lang)} ({len(report.diagnostics)})", "bold")
    return [heading, *blocks] if blocks else []


def _fitted(rows: Sequence[list[str]], places: int, room: int | None) -> list[int]:
    """Return each column's width; where they exceed *room*, *places* loses its file and the widest columns shrink."""
    widths = [min(WIDEST, max(map(cell_len, column))) for column in zip(*rows, strict=True)]
    excess = sum(widths) + GAP * (len(widths) - 1) - (room or LONG_LINES)
    if excess > 0:  # the title names the file
        for row in rows[1:]:
            row[places] = row[places].rpartition(":")[2]
        shorter = max(cell_len(row[places]) for row in rows)
        excess -= widths[places] - shorter
        widths[places] = shorter
    while excess > 0 and max(widths) > NARROWEST:
        widths[widths.index(max(widths))] -= 1
        excess -= 1
    return widths


def _row(cells: Sequence[str], widths: Sequence[int], styles: Sequence[str]) -> Table:
    """Return one line of the grid that all rows share; cells beyond *styles* are plain."""
    grid = Table.grid(padding=(0, GAP, 0, 0))
    for width in widths:
        grid.add_column(width=width, overflow="fold")
    padded = [*styles, *[""] * (len(cells) - len(styles))]
    grid.add_row(*(Text(cell, style) for cell, style in zip(cells, padded, strict=True)))
    return grid


def _drawn(parts: Sequence[RenderableType], look: Look) -> str:
    console = Console(
        file=StringIO(),
        width=look.width or LONG_LINES,
        force_terminal=look.colour,
        color_system="standard" if look.colour else None,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )
    with console.capture() as capture:
        console.print(Group(*parts))
    return "".join(f"{line.rstrip()}\n" for line in capture.get().rstrip("\n").split("\n"))
