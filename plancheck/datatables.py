"""The tables in a sheet, one below the other: where each begins and ends, with what stands above and between them."""

from __future__ import annotations

from collections import deque
from itertools import chain, islice
from typing import TYPE_CHECKING

import attrs
from attrs import define, evolve

from plancheck.captions import Context, is_caption, read_context
from plancheck.cells import written
from plancheck.columns import lacking, shown
from plancheck.datarows import Figure, RowReader
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.headings import read_heading, role_of
from plancheck.sheets import Line, Sheet, texts_in
from plancheck.tableheads import header_height, headings_over, is_figure, numbers_columns
from plancheck.tablelayouts import Layout, Reading, is_row, read_layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from plancheck.jsonfiles import Row

_SAMPLE = 100  # lines that decide how a table is laid out
_HEADER_WITHIN = 30  # lines from the top
_TITLE_LINES = 4  # between two tables


def read_tables(sheet: Sheet, reading: Reading) -> Iterator[Figure | Diagnostic]:
    """Yield the figures of all tables in *sheet*, and a diagnostic for each line and cell that cannot be read.

    Raises PlancheckError where no table can be made out, or it is not clear what its columns hold.

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
    lines = _Lines(sheet.lines)
    if sheet.names is not None:
        sample = [line.cells for line in lines.peek(_SAMPLE) if isinstance(line, Line)]
        paths = named(sheet.names)
        context = _of_folders(Context(), sheet)
        layout = read_layout(paths, sample, reading, context, sheet.file, None)
        yield from _left_out(layout, None)
        yield from _rows(lines, RowReader(layout, context), paths, [])
        return
    yield from sheet.notes
    captions: list[tuple[int, str]] = []
    read, refused = False, None
    while window := lines.peek(1):
        line = window[0]
        if isinstance(line, Diagnostic):
            yield line
            lines.take()
        elif not _may_head(line):
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
            read, captions = True, []
            yield from notes
            yield from _rows(lines, reader, paths, captions, header=line.number)
    if not read:
        raise _refusal(refused, captions, sheet)
    if refused:
        yield refused.diagnostic


def _refusal(refused: PlancheckError | None, captions: Sequence[tuple[int, str]], sheet: Sheet) -> PlancheckError:
    if refused is None:
        first = captions[0] if captions else (1, "")
        refused = lacking("value", [first[1]], sheet.file, first[0])
    return PlancheckError(evolve(refused.diagnostic, sheet=sheet.name))


@define
class _Lines:
    """Lines with a look ahead."""

    _source: Iterator[Line | Diagnostic]
    _ahead: deque[Line | Diagnostic] = attrs.field(factory=deque)

    def peek(self, count: int) -> list[Line | Diagnostic]:
        """Return the next lines that are not blank, up to *count*."""
        while len(self._ahead) < count:
            line = next(self._source, None)
            if line is None:
                break
            if isinstance(line, Diagnostic) or any(cell is not None and written(cell).strip() for cell in line.cells):
                self._ahead.append(line)
        return [self._ahead[at] for at in range(min(count, len(self._ahead)))]

    def take(self) -> Line | Diagnostic:
        """Return the next line, which `peek` has shown, and go past it."""
        return self._ahead.popleft()


def _may_head(line: Line) -> bool:
    """Tell whether a line may be the first of a header: several cells, and none of them is a caption."""
    return is_row(line.cells) and not any(map(is_caption, texts_in(line.cells)))


def _tells_roles(line: Line) -> bool:
    """Tell whether words in a line say what columns hold, and none of its cells is a figure."""
    if any(map(is_figure, line.cells)) or not _may_head(line):
        return False
    return any(read_heading(text).role in ("indicator", "region", "period", "names") for text in texts_in(line.cells))


def _pass_over(lines: _Lines, captions: list[tuple[int, str]]) -> bool:
    """Take a line that proved to be no header for a caption; tell whether a header may still follow."""
    line = lines.take()
    if isinstance(line, Line):
        captions += [(line.number, text) for text in texts_in(line.cells)]
    return any(isinstance(later, Line) and _tells_roles(later) for later in lines.peek(_HEADER_WITHIN))


def _open(
    lines: _Lines, captions: Sequence[tuple[int, str]], sheet: Sheet, reading: Reading
) -> tuple[RowReader, list[tuple[str, ...]], list[Diagnostic]]:
    """Return the reader of the table whose header comes next, its headings, and notes; go past that header."""
    window = [line for line in lines.peek(_SAMPLE) if isinstance(line, Line)]
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
    return RowReader(layout, context), paths, [*notes, *_left_out(layout, first)]


def _left_out(layout: Layout, line: int | None) -> Iterator[Diagnostic]:
    if layout.left_out:
        yield Diagnostic(code="columns-left-out", line=line, details={"names": shown(layout.left_out)})


def _of_folders(context: Context, sheet: Sheet) -> Context:
    """Return *context* with what the names of folders say of region and period, where nothing else does."""
    told = {role_of(name): value for name, value in sheet.constants.items()}
    return evolve(context, region=context.region or told.get("region"), period=context.period or told.get("period"))


def _rows(
    lines: _Lines,
    reader: RowReader,
    paths: Sequence[tuple[str, ...]],
    captions: list[tuple[int, str]],
    header: int | None = None,
) -> Iterator[Figure | Diagnostic]:
    """Yield the figures of the rows, up to the header of another table, whose *captions* are then filled in."""
    width = len(paths)
    while ahead := lines.peek(1):
        line = ahead[0]
        if isinstance(line, Line) and header is not None and _begins_another(line):
            return
        lines.take()
        if isinstance(line, Diagnostic):
            yield line
            continue
        cells = line.cells if len(line.cells) == width else (*line.cells[:width], *(None,) * (width - len(line.cells)))
        if numbers_columns(line.cells):
            continue
        apart = reader.is_apart((*line.cells, *(None,) * (width - len(line.cells)))) or _is_title(line, lines)
        if header is not None and apart:
            captions += [(line.number, text) for text in texts_in(line.cells)]
            reader.stand_below(texts_in(line.cells))
            continue
        captions.clear()
        beyond = texts_in(line.cells[width:]) if len(line.cells) > width else ()
        if beyond:
            details = {"cells": str(len(line.cells)), "columns": str(width)}
            yield Diagnostic(code="ragged-row", line=line.number, found=beyond[0], details=details)
        else:
            yield from reader.figures(line.number, cells)


def _is_title(line: Line, lines: _Lines) -> bool:
    """Tell whether a line of one cell stands above the header of another table, perhaps with others like it."""
    if is_row(line.cells):
        return False
    for later in lines.peek(_TITLE_LINES):
        if isinstance(later, Line) and is_row(later.cells):
            return _begins_another(later)
    return False


def _begins_another(line: Line) -> bool:
    """Tell whether a line between rows is the header of another table, or the same once more."""
    if not _tells_roles(line):
        return False
    first = read_heading(texts_in(line.cells)[0])
    return first.bare and first.role in ("indicator", "region", "period", "names", "other")


def read_records(rows: Iterator[Row | Diagnostic], reading: Reading) -> Iterator[tuple[str, Figure | Diagnostic]]:
    """Yield the figures of records, which each bring their own names, with the file that they are in.

    Records of like names are a table; one whose names say nothing is a diagnostic, unless all are: then it is raised.
    """
    readers: dict[tuple[str, tuple[str, ...]], RowReader | PlancheckError] = {}
    first = list(islice(rows, _SAMPLE))
    names = {name for row in first if not isinstance(row, Diagnostic) for name in row.names}
    has_regions = any(read_heading(name).role == "region" for name in names)
    for row in chain(first, rows):
        if isinstance(row, Diagnostic):
            yield "", row
            continue
        key = (row.file, row.names)
        if key not in readers:
            sample = [like.cells for like in first if not isinstance(like, Diagnostic) and like.names == row.names]
            readers[key] = _reader_of(row, sample or [row.cells], reading)
            if isinstance(made := readers[key], RowReader):
                yield from ((row.file, evolve(note, file=row.file)) for note in _left_out(made.layout, row.line))
        reader = readers[key]
        if isinstance(reader, PlancheckError):
            yield row.file, evolve(reader.diagnostic, line=row.line)
            continue
        for found in reader.figures(row.line, row.cells):
            if isinstance(found, Diagnostic):
                yield row.file, evolve(found, file=row.file)
            else:
                yield row.file, evolve(found, unplaced=has_regions and found.region is None)
    refused = [reader for reader in readers.values() if isinstance(reader, PlancheckError)]
    if refused and len(refused) == len(readers):
        raise refused[0]


def named(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the headings over columns that have names and no header."""
    return [(name,) if name.strip() else () for name in names]


def _reader_of(row: Row, sample: list[tuple[object, ...]], reading: Reading) -> RowReader | PlancheckError:
    try:
        return RowReader(read_layout(named(row.names), sample, reading, Context(), row.file, row.line))
    except PlancheckError as error:
        return error
