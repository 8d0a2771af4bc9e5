"""Tables of indicators as constraints: a row is an indicator, a column holds its targets, baselines or growth."""

from __future__ import annotations

import re
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from plancheck import readings, resources
from plancheck.catalog import Catalog, load
from plancheck.cellsentences import offset_in
from plancheck.errors import Diagnostic
from plancheck.indicatorrows import NOTE_LINE, Group, Table, row_of
from plancheck.observing import unknown_unit
from plancheck.paragraphs import default_role
from plancheck.patterns import deferred
from plancheck.rowfigures import Row, figures_of, with_units_of_changes
from plancheck.tablecells import says_nothing
from plancheck.tablecolumns import Column, Setting, last_year_of_plan, read_layout
from plancheck.text import Span
from plancheck.texttables import folded
from plancheck.transposed import doubtful, turned
from plancheck.unit_names import is_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plancheck.documents import Document
    from plancheck.grids import Grid, GridCell
    from plancheck.records import Constraint

_CAPTION = deferred(r"[(（【]?(?:表|专栏|附表|附件|附)|.*(?:指标|目标|规划|计划)")
_LONGEST_CAPTION = 40
_UNIT_LINE = deferred(r"单位[:：]\s*([^\s()（）]+)")
_MARKS = deferred(r"[①-⑳]")


@frozen
class TableReading:
    """What the tables of a document state, what is doubtful about it, and the tables that were read."""

    constraints: tuple[Constraint, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    read: tuple[Grid, ...] = ()


def read_tables(
    document: Document, grids: Sequence[Grid], *, year: int | None = None, catalog: Catalog | None = None
) -> TableReading:
    """Return what the tables of indicators among *grids* state, in the order of the text.

    Columns headed by a year alone hold targets from the plan's first year on: *year* is it if the caller knows, else
    the title and the headings say so. The side of a bare figure follows from which direction *catalog* (default: the
    shipped one) calls better.

    >>> from plancheck.documents import read_document
    >>> from plancheck.text import Source
    >>> from plancheck.texttables import grids_in
    >>> text = "指标\\t单位\\t2025年目标\\t属性\\n婴儿死亡率\\t‰\\t3.5\\t约束性\\n"
    >>> (found,) = read_tables(read_document(Source(text)), grids_in(text)).constraints
    >>> found.indicator, found.op, str(found.value), found.unit, found.modality, str(found.deadline)
    ('婴儿死亡率', '<=', '3.5', 'permille', 'must', '2025-12-31')
    """
    constraints: list[Constraint] = []
    diagnostics: list[Diagnostic] = []
    read = []
    for grid in grids:
        table = _opened(document, grid, year, catalog)
        if table is not None:
            constraints += sorted(_constraints(table), key=lambda found: found.start)
            read.append(grid)
        elif (across := turned(grid)) is not None and (table := _opened(document, across, year, catalog)) is not None:
            if (cell := doubtful(across)) is None:
                constraints += sorted(_constraints(table), key=lambda found: found.start)
                read.append(grid)
            elif table.layout.of("target"):
                table.complain("table-unread", cell.span)
        diagnostics += table.diagnostics if table is not None else ()
    return TableReading(tuple(constraints), tuple(diagnostics), tuple(read))


def _opened(document: Document, grid: Grid, year: int | None, catalog: Catalog | None) -> Table | None:
    """Return *grid* made ready to be read, None if it is no table of indicators."""
    start = offset_in(document.normalized, grid.span.start)
    path = document.section_path(start)
    title = document.title if document.title and document.title in document.normalized.text[:start] else ""
    above = _lines_above(document.source.text, grid.span.start)
    caption = next((line for line in above if _is_caption(line)), "")
    titles = tuple(section.title for section in path)
    words = " ".join([title, *titles, caption])
    back = resources.rules("tables.toml")["words"]["looks_back"]
    looks_back = default_role(document, path, start) == "report" or any(word in words for word in back)
    first = document.first_year or document.year
    if first and str(first) not in words and not last_year_of_plan(words):
        first = None  # the years in the body, perhaps those of this very table
    layout = read_layout(grid, Setting(words, looks_back, year or first))
    if layout is None:
        return None
    unit = next((match[1] for line in above if (match := _UNIT_LINE.search(line))), None)
    unit = unit or next(
        (m[1] for row in grid.rows[: layout.first_row] for c in row if (m := _UNIT_LINE.search(c.text))), None
    )
    new = bool(caption) and not any(folded(caption) in folded(title) for title in titles)
    return Table(
        document=document,
        grid=grid,
        layout=layout,
        section=(*titles, caption) if new else titles,
        unit=unit if unit and is_unit(unit) else None,
        plan_end=last_year_of_plan(caption) or last_year_of_plan(words),
        notes=tuple(_notes(document.source.text, grid)),
        catalog=catalog or load(),
    )


def _lines_above(text: str, start: int) -> list[str]:
    """Return the two lines above a table, the nearest first."""
    lines = text[max(0, start - 200) : start].rstrip(" \t|").split("\n")
    return [line.strip() for line in reversed(lines) if line.strip()][:2]


def _is_caption(line: str) -> bool:
    return len(line) <= _LONGEST_CAPTION and not line.endswith(("。", "；", "，", "|")) and bool(_CAPTION.match(line))


def _notes(text: str, grid: Grid) -> Iterator[str]:
    """Yield the notes of a table: rows of it and lines right below it that open as notes do."""
    for row in grid.rows:
        filled = {cell.span: cell.text for cell in row if cell.text}
        yield from (text for text in filled.values() if len(filled) == 1 and NOTE_LINE.match(text))
    for line in text[grid.span.end : grid.span.end + 2000].split("\n")[1:]:
        if line.strip() and not NOTE_LINE.match(line):
            return
        yield line


def _constraints(table: Table) -> Iterator[Constraint]:
    layout = table.layout
    for at_column in [*layout.of("year"), *layout.of("part")]:
        header = next(row[at_column] for row in reversed(table.grid.rows[: layout.first_row]) if row[at_column].text)
        table.complain("column-unread", header.span)
    group = Group()
    headers = [tuple(cell.text for cell in row) for row in table.grid.rows[: layout.first_row]]
    for cells in table.grid.rows[layout.first_row :]:
        row = None if tuple(cell.text for cell in cells) in headers else row_of(table, cells, group)
        if row is not None:
            yield from _stated(table, cells, row)


def _stated(table: Table, cells: tuple[GridCell, ...], row: Row) -> Iterator[Constraint]:
    """Yield the constraints of a row, from left to right, and note what is wrong with each."""
    quote = " | ".join(cell.text for cell in {cell.span: cell for cell in cells if cell.text}.values())
    section = (*table.section, row.group) if row.group else table.section
    totals = any("累计" in note and re.search("[(（]\\s*[)）]|括号", note) for note in table.notes)
    marks = {mark for note in table.notes for mark in _MARKS.findall(note)}
    last = max((c.year for c in table.layout.columns if c.role == "target" and c.year), default=table.plan_end)
    read: list[tuple[GridCell, Column, Constraint]] = []
    for cell, column in zip_longest(cells, table.layout.columns):
        if column.role not in ("target", "reported", "change") or says_nothing(cell.text):
            continue
        found = figures_of(cell, column, row, table.document, table.catalog, marks=marks, totals=totals)
        if not found:
            table.complain("unread-cell", cell.span)
        read += [(cell, column, constraint) for constraint in found]
    changes = with_units_of_changes([(column.year or last, constraint) for _, column, constraint in read])
    for (cell, column, _), constraint in zip(read, changes, strict=True):
        year = column.year or last
        due = date(year, 12, 31) if year else None
        for code in constraint.diagnostics:
            table.complain(code, Span(constraint.start, constraint.end), **_fields(code, cell, constraint, row))
        yield evolve(
            constraint,
            deadline=(constraint.deadline or due) if constraint.role == "target" else None,
            section=section,
            responsible=row.responsible
            or table.document.responsible(offset_in(table.document.normalized, cell.span.start)),
            quote=quote,
            line=table.document.source.place(constraint.start)[0],
        )


def _fields(code: str, cell: GridCell, constraint: Constraint, row: Row) -> dict[str, Any]:
    """Return what the diagnostic *code* says beside its place."""
    if code == "unknown-unit" and constraint.unit:
        unknown = unknown_unit(constraint.unit)
        return {"found": constraint.unit, "readings": unknown.readings, "details": unknown.details}
    if code == "garbled-number":
        behind = _MARKS.search(cell.text)
        digits = cell.text[: behind.start()] if behind else ""
        return {"readings": (digits, f"{digits}{ord(behind[0]) - 0x245F}") if behind else readings.of_number(cell.text)}
    return {"details": {"indicator": constraint.indicator, "column": row.unit or ""}}
