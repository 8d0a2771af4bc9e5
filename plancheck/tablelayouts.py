"""What each column of a table of data holds.

One way of reading serves long and wide tables: some columns say of every row which indicator, unit, region or period
it is of; the others hold figures, and their headings say the rest. What cannot be decided is an error that says what
to pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from attrs import define, evolve, frozen

from plancheck.captions import Context
from plancheck.cells import written
from plancheck.columns import ambiguous, lacking, shown, told_columns
from plancheck.datacolumns import Column, read_column
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.figureheadings import named_by_headings, refuse_doubles, with_figures
from plancheck.headings import holds_no_report
from plancheck.patterns import deferred
from plancheck.sheets import Spread
from plancheck.tableheads import side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plancheck.figureheadings import Reading

SAMPLE = 100  # rows that decide how a table is laid out
_ROW_ROLES = ("indicator", "unit", "region", "period", "within", "numerator", "denominator")
_LEVEL = deferred(r"[一二三四五]级(?:指标|分类|目录)(?:名称)?")
_HALF = 2  # one column of figures in so many decides what the headings name


@frozen(kw_only=True)
class Layout:
    """The columns of a table; each of several `blocks` is a table of its own, side by side under like headings.

    `left_out` are headers of columns that hold figures of which nobody knows what they are.
    """

    blocks: tuple[tuple[Column, ...], ...]
    left_out: tuple[str, ...] = ()


def read_layout(
    paths: Sequence[tuple[str, ...]],
    rows: Sequence[tuple[object, ...]],
    reading: Reading,
    context: Context,
    file: str,
    line: int | None,
) -> Layout:
    """Return the layout of a table whose columns have the headings *paths*, from the top down; *rows* are its first.

    Raises PlancheckError, with *file* and *line* (of the header) as its place, where it cannot be decided.
    """
    names = [(" ".join(dict.fromkeys(path)), *path) for path in paths]
    told = {at: role for role, at in told_columns(names, file, line, reading.columns).items()}
    rows = [row for row in rows if len(paths) == 1 or is_row(row)]
    blocks, left_out = [], []
    for positions in side_by_side(paths):
        columns = [read_column(at, paths[at], rows, told, reading.is_indicator) for at in positions]
        draft = _Draft(columns, reading, context, file, line, told=bool(reading.columns.get("value")))
        draft.settle()
        blocks.append(tuple(draft.columns))
        left_out += draft.left_out()
    return Layout(blocks=tuple(blocks), left_out=tuple(left_out))


def is_row(cells: Sequence[object]) -> bool:
    """Tell whether more than one cell of a line is filled; merged cells are one."""
    first = None
    for cell in cells:
        if cell is not None and written(cell).strip():
            if first is not None and not (isinstance(first, Spread) and cell is first):
                return True
            first = cell if first is None else first
    return False


@define
class _Draft:
    """The columns of one table while it is decided what they hold."""

    columns: list[Column]
    reading: Reading
    context: Context
    file: str
    line: int | None
    told: bool = False
    unused: list[Column] = attrs.field(factory=list)
    _places: dict[int, int] = attrs.field(init=False)

    @_places.default
    def _places_of_columns(self) -> dict[int, int]:
        return {column.at: place for place, column in enumerate(self.columns)}

    def settle(self) -> None:
        """Give every column its role."""
        for role in _ROW_ROLES:
            alike = [column.header for column in self.columns if column.role == role]
            if len(alike) > 1:
                raise ambiguous(role, alike, self.file, self.line)
        self._deepest()
        bodies = self._with("unit")  # 单位 are institutions as well
        if bodies and bodies.texts and bodies.content != "unit" and not self._with("indicator"):
            self._set(bodies, role="names")
        code = self._with("code")
        if code:
            self._set(code, role="other" if self._with("region") else "region")
        down = self._indicators_down()
        figures = self._figures()
        self._name(figures, down=down)
        self._label(down=down)

    def _deepest(self) -> None:
        """Let the last of columns 一级指标, 二级指标, … that names indicators name them; those behind it name parts."""
        levels = [c for c in self.columns if c.role is None and c.header and _LEVEL.fullmatch(c.headings[-1].name)]
        if levels and not self._with("indicator"):
            chosen = next((c for c in reversed(levels) if c.content == "indicator"), levels[-1])
            for column in levels:
                behind = "part" if column.at > chosen.at else "other"
                self._set(column, role="indicator" if column is chosen else behind)

    def left_out(self) -> list[str]:
        """Return the headers of columns with figures that are not read; a column without one by its number."""
        return [] if self.told else [column.header or f"#{column.at + 1}" for column in self.unused if column.figures]

    def _with(self, role: str) -> Column | None:
        return next((column for column in self.columns if column.role == role), None)

    def _set(self, column: Column, **fields: object) -> None:
        place = self._places[column.at]  # no search: a line of a million commas is a table of as many columns
        self.columns[place] = evolve(self.columns[place], **fields)  # type: ignore[arg-type]

    # --- which columns hold figures, and where the indicators stand

    def _figures(self) -> list[Column]:
        if self.told:
            return [column for column in self.columns if column.role == "value"]
        return [
            column for column in self.columns if column.role == "value" or (column.role is None and self._holds(column))
        ]

    def _labels(self) -> list[Column]:
        """Return the columns that name rows without saying what they name, the likeliest first."""
        found = [c for c in self.columns if c.role == "names"]
        found += [c for c in self.columns if c.role is None and not c.header and (c.texts or c.content == "period")]
        return found + [c for c in self.columns if c.role is None and c.header and c.texts > c.figures]

    def _indicators_down(self) -> bool:
        """Tell whether every row is of an indicator, and give the column that names it its role."""
        if self._with("indicator"):
            return True
        labels, figures = self._labels(), self._figures()
        across = [c for c in figures if any(h.name and not h.region for h in c.headings)]
        across = across if _HALF * len(across) > len(figures) or any(map(self._is_known, across)) else []
        known = any(map(self._is_known, across))
        label = labels[0] if labels else None
        if self.reading.layout:
            down = self.reading.layout != "indicators-across"
        elif label and label.content == "indicator" and not known:
            down = True
        elif not across and label and label.content is None and not self.context.indicator:
            down = bool(label.role == "names" or not label.header or any(c.role is None for c in figures))
        else:
            down = False
            typed = self._with("region") or self._with("period") or (label and label.content in ("region", "period"))
            if across and not known and not typed:
                raise self._undecided() if label else lacking("indicator", self._names(), self.file, self.line)
        if down and label:
            self._set(label, role="indicator")
        if not (down and label) and not across and not self.context.indicator:
            raise lacking("indicator", self._names(), self.file, self.line)
        return down and label is not None

    def _holds(self, column: Column) -> bool:
        """Tell whether a column whose role no word tells holds figures: by its heading, else by its cells.

        Under a period or an indicator that is known, what is no figure is a mistake and no name.
        """
        if column.figures >= column.texts or any(heading.period or heading.within for heading in column.headings):
            return bool(column.header)
        is_region = column.at > 0 and any(heading.region for heading in column.headings)
        return column.content is None and (is_region or self._is_known(column))

    def _is_known(self, column: Column) -> bool:
        """Tell whether the headings of a column of figures name an indicator, or say the unit of one."""
        return bool(column.unit) or any(self.reading.is_indicator(h.name) for h in column.headings if h.name)

    def _names(self) -> list[str]:
        return [column.header for column in self.columns]

    def _undecided(self) -> PlancheckError:
        details = {"names": shown(self._names())}
        return PlancheckError(Diagnostic(code="undecided-layout", file=self.file, line=self.line, details=details))

    # --- what the headings of figures say

    def _name(self, figures: list[Column], *, down: bool) -> None:
        """Give the columns of figures what their headings say, and leave out those that say nothing known."""
        named = named_by_headings(figures, self.columns, self.reading, self.context.period)
        sure = [c for c in named if c.role == "value" or c.region or c.period] if down else named
        if self.reading.layout == "long":
            sure = [c for c in named if c.role == "value"]
        elif down and not sure and self.reading.layout is None:
            sure = []
            if any(c.figures and not holds_no_report(c.header) for c in named):
                raise self._undecided()
        kept = [c for c in sure if not (down and c.indicator and not self.told and c.role != "value")]
        if not down:
            kept = [c for c in kept if c.indicator or self.context.indicator]
        used = {c.at for c in kept}
        self.unused = [
            c
            for c in self.columns
            if c.role is None
            and c.figures
            and c.figures >= c.texts
            and c.at not in used
            and not holds_no_report(c.header)
        ]
        derived = self._with("numerator") and self._with("denominator")
        if not kept and not derived:
            raise lacking("value", self._names(), self.file, self.line)
        kept = with_figures(kept)
        refuse_doubles(kept, self.file, self.line)
        for column in figures:
            self._set(column, role=None)
        for column in kept:
            self._set(
                column,
                role="value",
                indicator=None if down else column.indicator,
                unit=column.unit,
                region=column.region,
                period=column.period,
            )

    # --- what else the rows say

    def _label(self, *, down: bool) -> None:
        """Give columns of regions or periods that no heading tells as such their role, and an only other one."""
        figures = [c for c in self.columns if c.role == "value"]
        for content in ("region", "period"):
            column = next((c for c in self._labels() if c.content == content), None)
            if column and not self._with(content) and not any(getattr(c, content) for c in figures):
                self._set(column, role=content)
        labels = self._labels()
        if labels and not down and not self._with("region") and (not labels[0].header or not self._with("period")):
            self._set(labels[0], role="region")
