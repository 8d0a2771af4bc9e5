"""The figures of records, which each bring the names of their own cells, as JSON and mappings do."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from attrs import evolve

from plancheck.captions import Context
from plancheck.columns import shown
from plancheck.datarows import RowReader
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.headings import read_heading
from plancheck.tablelayouts import SAMPLE, read_layout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plancheck.figureheadings import Reading
    from plancheck.jsonfiles import Row
    from plancheck.tablefigures import Figure
    from plancheck.tablelayouts import Layout


def read_records(rows: Iterator[Row | Diagnostic], reading: Reading) -> Iterator[tuple[str, Figure | Diagnostic]]:
    """Yield the figures of records, which each bring their own names, with the file that they are in.

    Records of like names are a table; one whose names say nothing is a diagnostic, unless all are: then it is raised.
    """
    readers: dict[tuple[str, tuple[str, ...]], RowReader | PlancheckError] = {}
    first = list(islice(rows, SAMPLE))
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
                yield from ((row.file, evolve(note, file=row.file)) for note in tell_left_out(made.layout, row.line))
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


def tell_left_out(layout: Layout, line: int | None) -> Iterator[Diagnostic]:
    """Yield a note on the columns of figures that a *layout* leaves out, if it leaves any; *line* is its header's."""
    if layout.left_out:
        yield Diagnostic(code="columns-left-out", line=line, details={"names": shown(layout.left_out)})
