"""Tables as a person likes to read them in a terminal, and how their rows are drawn. Imports rich.

Widths are display columns: a Chinese character takes two. Colour and width are the caller's decision; without a
width lines are as long as they need to be, which is what files and pipes want.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from plancheck.labels import bound, label, phrase, visible
from plancheck.summing import place

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rich.console import RenderableType

    from plancheck.labels import Look
    from plancheck.plans import Plan
    from plancheck.records import Constraint

CONSTRAINT_COLUMNS = ("place", "role", "kind", "indicator", "bound", "modality", "deadline", "remarks")
LONG_LINES = 100_000
WIDEST, NARROWEST, GAP = 44, 6, 2


def constraint_table(plans: Sequence[tuple[Plan, Sequence[Constraint]]], look: Look) -> str:
    """Return a table of the chosen constraints of each plan, in the order of the text."""
    heads = [label("column", name, look.lang) for name in CONSTRAINT_COLUMNS]
    blocks = [[_constraint_cells(constraint, plan, look.lang) for constraint in chosen] for plan, chosen in plans]
    widths = fitted([heads, *(line for block in blocks for line in block)], (0,), look.width)
    parts: list[RenderableType] = []
    for (plan, _), block in zip(plans, blocks, strict=True):
        parts += ["", title(plan)]
        if block:
            parts.append(row(heads, widths, ["dim"] * len(heads)))
            parts += [row(line, widths, ["dim", "", "", "bold"]) for line in block]
        else:
            parts.append(Text(phrase("nothing_found", look.lang)))
    return drawn(parts[1:], look)


def title(plan: Plan) -> Text:
    """Name the document by its title, else its file; then file, year and body as far as they are known."""
    name = visible(plan.source.name)
    facts = (name if plan.title else "", str(plan.year or ""), visible(plan.body or ""))
    line = Text(visible(plan.headline), "bold")
    return line.append("".join(f" · {fact}" for fact in facts if fact), "not bold dim")


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


def fitted(rows: Sequence[list[str]], places: Sequence[int], room: int | None) -> list[int]:
    """Return each column's width; where they exceed *room*, *places* lose their file and the widest columns shrink."""
    widths = [min(WIDEST, max(map(cell_len, column))) for column in zip(*rows, strict=True)]
    excess = sum(widths) + GAP * (len(widths) - 1) - (room or LONG_LINES)
    if excess > 0:  # the title names the file
        for place in places:
            for row in rows[1:]:
                row[place] = row[place].rpartition(":")[2]
            shorter = max(cell_len(row[place]) for row in rows)
            excess -= widths[place] - shorter
            widths[place] = shorter
    while excess > 0 and max(widths) > NARROWEST:
        widths[widths.index(max(widths))] -= 1
        excess -= 1
    return widths


def row(
    cells: Sequence[str], widths: Sequence[int], styles: Sequence[str], right: Collection[int] = ()
) -> Text | Table:
    """Return one line of the grid that all rows share; cells beyond *styles* are plain, those in *right* end flush."""
    texts = [Text(cell, style) for cell, style in zip(cells, [*styles, *[""] * len(cells)], strict=False)]
    blanks = [width - cell_len(cell) for cell, width in zip(cells, widths, strict=True)]
    if min(blanks) < 0:  # a cell has to be folded, which takes ten times as long
        grid = Table.grid(padding=(0, GAP, 0, 0))
        for number, width in enumerate(widths):
            grid.add_column(width=width, overflow="fold", justify="right" if number in right else "left")
        grid.add_row(*texts)
        return grid
    line = Text(no_wrap=True)
    for number, (text, blank) in enumerate(zip(texts, blanks, strict=True)):
        before, behind = (blank, 0) if number in right else (0, blank)
        line.append(" " * before).append_text(text).append(" " * (behind + GAP))
    line.rstrip()
    return line


def drawn(parts: Sequence[RenderableType], look: Look) -> str:
    """Return *parts* below each other as *look* wants them, without blanks at the ends of lines."""
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
