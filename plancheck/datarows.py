"""The figures in the rows of a table of data, each with what its row and its column say of it and its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from attrs import define, frozen

from plancheck.captions import Context, has_label, is_caption, read_section
from plancheck.cells import text_of, written
from plancheck.errors import Diagnostic
from plancheck.headings import of_year, split_unit
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
)
from plancheck.sheets import Spread, texts_in
from plancheck.tableheads import is_figure
from plancheck.tablelayouts import is_row
from plancheck.text import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plancheck.datacolumns import Column
    from plancheck.tablelayouts import Layout

_SHORT = 4  # a part of so few characters says what is measured only together with the indicator above it
_ALSO = ("numerator", "denominator")


@frozen(kw_only=True)
class Figure:
    """One cell that holds a figure, as it stands there, and what is said of it; `field` is the heading over it.

    `unit` is what the table says of it outside the cell; `fallback` what stands above the table for figures without
    unit. Of a rate given by its parts, `numerator` and `denominator` are their headings and cells, and `cell` may be
    None. `line` and `column` count from 1; `is_wide` tells that there are several figures in the line, `unplaced` that
    the table has a column of regions in which the row names none.
    """

    line: int
    column: int | None
    indicator: str
    cell: object
    field: str = ""
    unit: str | None = None
    fallback: str | None = None
    region: str | None = None
    period: str | None = None
    numerator: tuple[str, object] | None = None
    denominator: tuple[str, object] | None = None
    is_wide: bool = False
    unplaced: bool = False


@frozen
class _Row:
    """What a row says of all its figures."""

    line: int
    name: str | None
    units: tuple[str, ...]
    part: str
    region: str | None
    period: str | None
    within: str | None
    parts: dict[str, tuple[str, object]]
    unplaced: bool


@frozen
class _Block:
    """The columns of one table by what they say of a row: figures, `own` by role, those of parts, of a rate's sides."""

    figures: tuple[Column, ...]
    own: dict[str, Column]
    parts: tuple[Column, ...]
    sides: tuple[Column, ...]
    others: tuple[Column, ...]

    @classmethod
    def of(cls, columns: Sequence[Column]) -> _Block:
        own = {c.role: c for c in columns if c.role and c.role not in ("value", "part", "other", "names")}
        figures, parts = (tuple(c for c in columns if c.role == role) for role in ("value", "part"))
        others = tuple(c for c in columns if c.role not in own and c.role != "value")
        return cls(figures, own, parts, tuple(own[role] for role in _ALSO if role in own), others)


@define
class RowReader:
    """Reads the rows of one table; remembers the indicator that a row of parts (其中：) belongs to."""

    layout: Layout
    context: Context = Context()
    _whole: dict[int, str] = attrs.field(factory=dict)
    _told: list[Spread] = attrs.field(factory=list)
    _told_targets: bool = False
    _told_title: bool = False
    _blocks: dict[tuple[int, bool], _Block] = attrs.field(factory=dict)
    _section: Context = Context()  # what the line between rows says of those below it

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
        return bool(said.targets or of_time or (said.region and column == "indicator"))

    def figures(self, line: int, cells: Sequence[object]) -> Iterator[Figure | Diagnostic]:
        """Yield the figures in the *cells* of one row, and what is wrong with it."""
        target = self._target_word(cells)
        if target:
            if not self._told_targets:
                self._told_targets = True
                yield Diagnostic(code="rows-of-targets", line=line, found=target)
            return
        title = self._section.targets or self.context.targets
        for number, columns in enumerate(self.layout.blocks):
            key = (number, bool(title))
            if key not in self._blocks:
                self._blocks[key] = _Block.of([c for c in columns if c.role != "value" or c.reached or not title])
            block = self._blocks[key]
            left = bool(title) and len(block.figures) < sum(c.role == "value" for c in columns)
            if title and left and not self._told_title:
                self._told_title = True
                yield Diagnostic(code="table-of-targets", line=line, found=title)
            if not left or block.figures:
                yield from self._block(line, cells, block, number)

    def stand_below(self, texts: Sequence[str]) -> None:
        """Take the *texts* of a line between rows for what the rows below it are of."""
        headings = [bare_name(text) for text in texts if not is_caption(text)]
        if headings:
            self._section = read_section(headings)

    def _target_word(self, cells: Sequence[object]) -> str | None:
        """Return the word by which a row says that it holds a target; extract writes such rows."""
        for columns in self.layout.blocks:
            for column in columns:
                cell = cells[column.at]
                if isinstance(cell, str) and is_target_word(cell) and column.role != "indicator":
                    return cell.strip()
        return None

    def _block(self, line: int, cells: Sequence[object], block: _Block, number: int) -> Iterator[Figure | Diagnostic]:
        figures = block.figures
        own = {role: text_of(cells[column.at]) for role, column in block.own.items()}
        if not any(own.values()) and not any(text_of(cells[column.at]) for column in figures):
            if any(text_of(cells[column.at]) for column in block.others) and "indicator" in own:
                yield Diagnostic(code="no-indicator", line=line)
            return
        name, unit = self._indicator(own.get("indicator"), number)
        if "indicator" in own and name is None:
            yield Diagnostic(code="no-indicator", line=line)
            return
        given = (unit, own.get("unit"))
        row = _Row(
            line=line,
            name=name,
            units=tuple(text for text in given if text),
            part="".join(f"({text})" for text in parts_said(block.parts, cells)),
            region=own.get("region"),
            period=own.get("period"),
            within=within_said(block.own["within"].header, own["within"]) if "within" in own else None,
            parts={str(c.role): (c.header, cells[c.at]) for c in block.sides},
            unplaced="region" in own and own["region"] is None,
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
        self, row: _Row, column: Column, cells: Sequence[object], figures: Sequence[Column]
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
        self, row: _Row, column: Column | None, unit: str | None, cell: object = None, *, is_wide: bool = False
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
            unit=unit or own or (row.units[0] if row.units else None),
            fallback=self.context.unit,
            region=(region := self._region(row, column)),
            unplaced=row.unplaced and region is None,
            period=self._period(row, column.period if column else None),
            numerator=row.parts.get("numerator"),
            denominator=row.parts.get("denominator"),
        )

    def _region(self, row: _Row, column: Column | None) -> str | None:
        """Return the region of a figure; a word for the whole (合计) is that of what stands around the rows."""
        own, around = region_said(row.region, column.region if column else None), self._around("region")
        return around if own is None or (around and is_whole(own, around)) else own

    def _around(self, field: str) -> str | None:
        """Return what the line between rows, else the title, says of the rows below."""
        found: str | None = getattr(self._section, field) or getattr(self.context, field)
        return found

    def _period(self, row: _Row, above: str | None) -> str | None:
        """Return the period that row, heading and title say together: a year and a part of it are one period."""
        year, within = row.period or above, row.within
        if row.period and above and not of_year(above, "1月"):  # the heading is a part of the row's year
            within = above
        year = year or self._around("period")
        return (of_year(year or "", within) or f"{year or ''}{within}") if within else year
