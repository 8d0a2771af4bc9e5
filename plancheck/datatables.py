"""The tables in a sheet, one below the other: where each begins and ends, with what stands above and between them."""

from __future__ import annotations

from itertools import dropwhile
from typing import TYPE_CHECKING

from attrs import define, evolve

from plancheck.captions import Context, is_caption, read_context
from plancheck.columns import lacking
from plancheck.datarows import RowReader
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.headings import role_of
from plancheck.recordrows import named, read_records, tell_left_out
from plancheck.sheets import Line, Sheet, texts_in
from plancheck.tablefigures import Figure
from plancheck.tableheads import header_height, headings_over, is_figure, numbers_columns
from plancheck.tablelayouts import SAMPLE, read_layout
from plancheck.tablenotes import target_notes, without_targets
from plancheck.tablestarts import Lines, begins_another, is_title, may_head, tells_roles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from plancheck.figureheadings import Reading
    from plancheck.jsonfiles import Row
    from plancheck.tablenotes import TargetNote

_HEADER_WITHIN = 30  # lines from the top


def read_tables(sheet: Sheet, reading: Reading) -> Iterator[Figure | Diagnostic]:
    """Yield the figures of all tables in *sheet*, and a diagnostic for each line and cell that cannot be read.

    Raises PlancheckError where no table can be made out, or it is not clear what its columns hold.

    >>> from plancheck.figureheadings import Reading
    >>> rows = [("单位：万人",), ("指标", "2022年", "2023年"), ("常住人口", "96.5", "97")]
    >>> lines = [Line(number, cells) for number, cells in enumerate(rows, start=1)]
    >>> [(figure.indicator, figure.period, figure.cell, figure.fallback)
    ...     for figure in read_tables(Sheet("data.csv", iter(lines)), Reading())]
    [('常住人口', '2022年', '96.5', '万人'), ('常住人口', '2023年', '97', '万人')]
    """
    for found in _read(sheet, reading):
        if isinstance(found, Diagnostic):
            yield evolve(found, file=sheet.file, sheet=found.sheet or sheet.name)
        else:
            yield found


def read_all(
    sheets: Iterable[Sheet | Iterator[Row | Diagnostic]], reading: Reading
) -> Iterator[tuple[Sheet | str, Figure | Diagnostic]]:
    """Yield the figures of *sheets* and of records, each with the sheet, or the file of the record, that it is in.

    A sheet of a workbook without a table is a diagnostic if another has one. Raises what `read_tables` raises.
    """
    read: set[str] = set()
    refused: list[tuple[Sheet, PlancheckError, bool]] = []
    for sheet in sheets:
        if not isinstance(sheet, Sheet):
            yield from read_records(sheet, reading)
        elif sheet.name is None:
            yield from ((sheet, found) for found in read_tables(sheet, reading))
        else:
            watch = _Watch(sheet.lines)
            sheet.lines = iter(watch)
            try:
                for found in read_tables(sheet, reading):
                    read.add(sheet.file if isinstance(found, Figure) else "")
                    yield sheet, found
            except PlancheckError as error:
                refused.append((sheet, error, watch.has_figures()))
    for sheet, refusal, has_figures in refused:
        if sheet.file not in read:
            raise next((found for _, found, figures in refused if figures), refusal)
        note = Diagnostic(code="sheet-without-table", file=sheet.file, sheet=sheet.name)
        yield sheet, refusal.diagnostic if has_figures else note


@define
class _Watch:
    """Lines that are handed on, and whether a figure is among them."""

    _source: Iterator[Line | Diagnostic]
    _seen: bool = False

    def __iter__(self) -> Iterator[Line | Diagnostic]:
        for line in self._source:
            self._seen = self._seen or (isinstance(line, Line) and any(map(is_figure, line.cells)))
            yield line

    def has_figures(self) -> bool:
        """Tell whether there is a figure in any line; those that nobody has read yet are looked through."""
        return self._seen or any(isinstance(line, Line) and any(map(is_figure, line.cells)) for line in self._source)


def _read(sheet: Sheet, reading: Reading) -> Iterator[Figure | Diagnostic]:
    lines = Lines(sheet.lines)
    if sheet.names is not None:
        sample = [line.cells for line in lines.peek(SAMPLE) if isinstance(line, Line)]
        paths = named(sheet.names)
        context = _of_folders(Context(), sheet)
        layout = read_layout(paths, sample, reading, context, sheet.file, None)
        yield from tell_left_out(layout, None)
        yield from _rows(lines, RowReader(layout, context), paths, [])
        return
    yield from sheet.notes
    captions: list[tuple[int, str]] = []
    held: list[Figure | Diagnostic] = []  # until the notes below are read
    told: list[tuple[int, TargetNote]] = []
    above, refused = None, None
    while window := lines.peek(1):
        line = window[0]
        if isinstance(line, Diagnostic):
            yield line
            lines.take()
        elif not may_head(line):
            captions += [(line.number, text) for text in texts_in(line.cells)]
            lines.take()
        else:
            try:
                reader, paths, notes = _open(lines, captions, sheet, reading)
            except PlancheckError as error:
                refused = refused or error
                if not _pass_over(lines, captions):
                    break
                continue
            if paths != above or any(map(_is_title_line, captions)):
                yield from without_targets(held, told)
                held, told = [], _notes_above(captions, is_first=above is None)
            above, captions = paths, []
            held += notes
            held += _rows(lines, reader, paths, captions, header=line.number)
            told += reader.notes
    yield from without_targets(held, told)
    if above is None:
        raise _refusal(refused, captions, sheet)
    if refused:
        yield refused.diagnostic


def _is_title_line(caption: tuple[int, str]) -> bool:
    return not is_caption(caption[1]) and not target_notes(caption[1])


def _notes_above(captions: Sequence[tuple[int, str]], *, is_first: bool) -> list[tuple[int, TargetNote]]:
    """Return the notes above a table; what stands in front of its title is said of the table before."""
    own = captions if is_first else list(dropwhile(lambda caption: not _is_title_line(caption), captions))
    return [(line, note) for line, text in own for note in target_notes(text)]


def _refusal(refused: PlancheckError | None, captions: Sequence[tuple[int, str]], sheet: Sheet) -> PlancheckError:
    if refused is None:
        first = captions[0] if captions else (1, "")
        refused = lacking("value", [first[1]], sheet.file, first[0])
    return PlancheckError(evolve(refused.diagnostic, sheet=sheet.name))


def _pass_over(lines: Lines, captions: list[tuple[int, str]]) -> bool:
    """Take a line that proved to be no header for a caption; tell whether a header may still follow."""
    line = lines.take()
    if isinstance(line, Line):
        captions += [(line.number, text) for text in texts_in(line.cells)]
    return any(isinstance(later, Line) and tells_roles(later) for later in lines.peek(_HEADER_WITHIN))


def _open(
    lines: Lines, captions: Sequence[tuple[int, str]], sheet: Sheet, reading: Reading
) -> tuple[RowReader, list[tuple[str, ...]], list[Diagnostic]]:
    """Return the reader of the table whose header comes next, its headings, and notes; go past that header."""
    window = [line for line in lines.peek(SAMPLE) if isinstance(line, Line)]
    height = header_height(window)
    paths = headings_over(window[:height], merged=sheet.merged)
    context, notes = read_context(captions, sheet.name, reading.is_indicator)
    context = _of_folders(context, sheet)
    first = window[0].number
    rows = [line.cells for line in window[height:]]
    layout = read_layout(paths, rows, reading, context, sheet.file, first)
    for line in window[:height]:
        while lines.take() is not line:
            pass
    return RowReader(layout, context), paths, [*notes, *tell_left_out(layout, first)]


def _of_folders(context: Context, sheet: Sheet) -> Context:
    """Return *context* with what the names of folders say of region and period, where nothing else does."""
    told = {role_of(name): value for name, value in sheet.constants.items()}
    return evolve(context, region=context.region or told.get("region"), period=context.period or told.get("period"))


def _rows(
    lines: Lines,
    reader: RowReader,
    paths: Sequence[tuple[str, ...]],
    captions: list[tuple[int, str]],
    header: int | None = None,
) -> Iterator[Figure | Diagnostic]:
    """Yield the figures of the rows, up to the header of another table, whose *captions* are then filled in."""
    width = len(paths)
    while ahead := lines.peek(1):
        line = ahead[0]
        if isinstance(line, Line) and header is not None and begins_another(line):
            return
        lines.take()
        if isinstance(line, Diagnostic):
            yield line
            continue
        cells = line.cells if len(line.cells) == width else (*line.cells[:width], *(None,) * (width - len(line.cells)))
        if numbers_columns(line.cells):
            continue
        apart = reader.is_apart((*line.cells, *(None,) * (width - len(line.cells)))) or is_title(line, lines)
        if header is not None and apart:
            captions += [(line.number, text) for text in texts_in(line.cells)]
            reader.stand_below(line.number, texts_in(line.cells))
            continue
        captions.clear()
        beyond = texts_in(line.cells[width:]) if len(line.cells) > width else ()
        if beyond:
            details = {"cells": str(len(line.cells)), "columns": str(width)}
            yield Diagnostic(code="ragged-row", line=line.number, found=beyond[0], details=details)
        else:
            yield from reader.figures(line.number, cells)
