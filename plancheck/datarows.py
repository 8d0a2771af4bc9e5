"""The figures in the rows of a table of data, each with what its row and its column say of it and its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from attrs import define

from plancheck.captions import Context, has_label, is_caption, read_section
from plancheck.cells import text_of, written
from plancheck.errors import Diagnostic
from plancheck.headings import of_year, split_unit
from plancheck.periods import read_period
from plancheck.regions import is_whole
from plancheck.rowwords import (
    OUTLINE,
    PART_OF,
    bare_name,
    is_target_word,
    parts_said,
    region_said,
    unlike_units,
    within_said,
    without_so_far,
)
from plancheck.sheets import Spread, texts_in
from plancheck.tablefigures import Block, Figure, Row
from plancheck.tableheads import is_figure
from plancheck.tablelayouts import is_row
from plancheck.tablenotes import TargetNote, target_notes
from plancheck.text import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plancheck.datacolumns import Column
    from plancheck.tablelayouts import Layout

_SHORT = 4  # a part of so few characters says what is measured only together with the indicator above it
_OF_FIGURES = ("数", "值", "s")  # 为省级目标 may be said of the indicator, 为目标值 is said of its figure


@define
class RowReader:
    """Reads the rows of one table; remembers the indicator that a row of parts (其中：) belongs to."""

    layout: Layout
    context: Context = Context()
    _whole: dict[int, str] = attrs.field(factory=dict)
    _told: list[Spread] = attrs.field(factory=list)
    _told_targets: bool = False
    _told_title: bool = False
    _blocks: dict[tuple[int, bool], Block] = attrs.field(factory=dict)
    _section: Context = Context()  # what the line between rows says of those below it
    notes: list[tuple[int, TargetNote]] = attrs.field(factory=list)  # what lines between and below the rows say of them
    _is_past: bool = False  # a heading stands behind the last row: what follows it is of other rows

    def is_apart(self, cells: Sequence[object]) -> bool:
        """Tell whether a line is no row: a note, a heading between rows, or who filled the table in."""
        figures = [c.at for columns in self.layout.blocks for c in columns if c.role == "value"]
        if any(is_figure(cells[at]) for at in figures):
            return False
        texts = texts_in(cells)
        if not texts or all(map(has_label, texts)) or is_caption(texts[0]):
            return True
        only = next(cell for cell in cells if cell is not None and written(cell).strip())
        if is_row(cells):
            return False
        if isinstance(only, Spread) or (len(figures) > 1 and OUTLINE.match(texts[0].translate(PLAIN))):
            return True
        said, at = read_section([bare_name(texts[0])]), cells.index(only)
        column = next((c.role for columns in self.layout.blocks for c in columns if c.at == at), None)
        of_time = said.period and column not in ("period", "within")
        return bool(target_notes(texts[0]) or said.targets or of_time or (said.region and column == "indicator"))

    def figures(self, line: int, cells: Sequence[object]) -> Iterator[Figure | Diagnostic]:
        """Yield the figures in the *cells* of one row, and what is wrong with it."""
        self._is_past = False
        target, notes = self._target_word(cells), self._remarks(cells)
        for found in () if target else self._all(line, cells):
            note = next((note for note in notes if isinstance(found, Figure) and note.means(found)), None)
            if note is None:
                yield found
            else:
                target = note.text
        if target and not self._told_targets:
            self._told_targets = True
            yield Diagnostic(code="rows-of-targets", line=line, found=target)

    def _all(self, line: int, cells: Sequence[object]) -> Iterator[Figure | Diagnostic]:
        title = self._section.targets or self.context.targets
        for number, columns in enumerate(self.layout.blocks):
            key = (number, bool(title))
            if key not in self._blocks:
                self._blocks[key] = Block.of([c for c in columns if c.role != "value" or c.reached or not title])
            block = self._blocks[key]
            left = bool(title) and len(block.figures) < sum(c.role == "value" for c in columns)
            if title and left and not self._told_title:
                self._told_title = True
                yield Diagnostic(code="table-of-targets", line=line, found=title)
            if not left or block.figures:
                yield from self._block(line, cells, block, number)

    def stand_below(self, line: int, texts: Sequence[str]) -> None:
        """Take the *texts* of the *line* between rows for what the rows below it are of."""
        if not self._is_past:
            self.notes += [(line, note) for text in texts for note in target_notes(text)]
        headings = [bare_name(text) for text in texts if not is_caption(text) and not target_notes(text)]
        if headings:
            self._section, self._is_past = read_section(headings), True

    def _remarks(self, cells: Sequence[object]) -> list[TargetNote]:
        """Return what remarks beside the figures of a row (备注：为计划数) say of them."""
        found = []
        for column in (column for columns in self.layout.blocks for column in columns):
            cell = cells[column.at]
            if isinstance(cell, str) and column.role in ("other", "part", None):
                found += [note for note in target_notes(cell) if note.text.endswith(_OF_FIGURES)]
        return found

    def _target_word(self, cells: Sequence[object]) -> str | None:
        """Return the word by which a row says that it holds a target; extract writes such rows."""
        for columns in self.layout.blocks:
            for column in columns:
                cell = cells[column.at]
                if isinstance(cell, str) and is_target_word(cell) and column.role != "indicator":
                    return cell.strip()
        return None

    def _block(self, line: int, cells: Sequence[object], block: Block, number: int) -> Iterator[Figure | Diagnostic]:
        figures = block.figures
        own = {role: text_of(cells[column.at]) for role, column in block.own.items()}
        if not any(own.values()) and not any(text_of(cells[column.at]) for column in figures):
            if any(text_of(cells[column.at]) for column in block.others) and "indicator" in own:
                yield Diagnostic(code="no-indicator", line=line)
            return
        label, so_far = without_so_far(own.get("indicator") or "")
        name, unit = self._indicator(label if own.get("indicator") else None, number)
        if "indicator" in own and name is None:
            yield Diagnostic(code="no-indicator", line=line)
            return
        given = (unit, own.get("unit"))
        row = Row(
            line=line,
            label=own.get("indicator") or "",
            name=name,
            units=tuple(text for text in given if text),
            part="".join(f"({text})" for text in parts_said(block.parts, cells)),
            region=own.get("region"),
            period=own.get("period"),
            within=within_said(block.own["within"].header, own["within"]) if "within" in own else None,
            parts={str(c.role): (c.header, cells[c.at]) for c in block.sides},
            unplaced="region" in own and own["region"] is None,
            so_far=so_far,
        )
        for column in figures:
            yield from self._figure(row, column, cells, figures)
        if not figures:
            yield self._made(row, None, None)

    def _indicator(self, text: str | None, block: int) -> tuple[str | None, str | None]:
        """Return the name and the unit in it; a part of an indicator is named with the whole."""
        if text is None:
            return None, None
        name, unit = split_unit(bare_name(text))
        is_part = bool(PART_OF.match(name))
        name = PART_OF.sub("", name)
        whole = self._whole.get(block)
        if is_part and whole and 0 < len(name) <= _SHORT:
            return f"{whole}({name})", unit
        if not is_part:
            self._whole[block] = name
        return name or None, unit

    def _figure(
        self, row: Row, column: Column, cells: Sequence[object], figures: Sequence[Column]
    ) -> Iterator[Figure | Diagnostic]:
        cell = cells[column.at]
        if isinstance(cell, Spread) and is_figure(cell):
            if any(cell is told for told in self._told):
                return
            if cell.rows > 1 or sum(cells[other.at] is cell for other in figures) > 1:
                self._told.append(cell)
                yield Diagnostic(code="merged-figure", line=row.line, column=column.at + 1, found=cell)
                return
        spelled = unlike_units((*row.units, column.unit))
        if len(spelled) > 1:
            details = {"column": " / ".join(spelled[1:])}
            yield Diagnostic(
                code="conflicting-units", line=row.line, column=column.at + 1, found=spelled[0], details=details
            )
            return
        is_wide = len(figures) > 1 or len(self.layout.blocks) > 1
        yield self._made(row, column, spelled[0] if spelled else None, cell, is_wide=is_wide)

    def _made(
        self, row: Row, column: Column | None, unit: str | None, cell: object = None, *, is_wide: bool = False
    ) -> Figure:
        name = row.name or (column.indicator if column else None) or self.context.indicator or ""
        own = None
        if name == self.context.indicator:
            name, own = split_unit(name)
        return Figure(
            line=row.line,
            column=column.at + 1 if column else None,
            indicator=name + row.part,
            cell=cell,
            is_wide=is_wide,
            field=column.header if column else "",
            label=row.label,
            unit=unit or own or (row.units[0] if row.units else None),
            fallback=self.context.unit,
            region=(region := self._region(row, column)),
            unplaced=row.unplaced and region is None,
            period=self._period(row, column.period if column else None),
            numerator=row.parts.get("numerator"),
            denominator=row.parts.get("denominator"),
        )

    def _region(self, row: Row, column: Column | None) -> str | None:
        """Return the region of a figure; a word for the whole (合计) is that of what stands around the rows."""
        own, around = region_said(row.region, column.region if column else None), self._around("region")
        return around if own is None or (around and is_whole(own, around)) else own

    def _around(self, field: str) -> str | None:
        """Return what the line between rows, else the title, says of the rows below."""
        found: str | None = getattr(self._section, field) or getattr(self.context, field)
        return found

    def _period(self, row: Row, above: str | None) -> str | None:
        """Return the period that row, heading and title say together: a year and a part of it are one period."""
        year, within = row.period or above, row.within
        if row.period and above and not of_year(above, "1月"):  # the heading is a part of the row's year
            within = above
        year = year or self._around("period")
        period = (of_year(year or "", within) or f"{year or ''}{within}") if within else year
        return f"{period}累计" if period and row.so_far and read_period(f"{period}累计") else period
