"""The sentences of a document that has tables: in a table each cell speaks for itself."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from plancheck import sentences
from plancheck.sentences import SENTENCE, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plancheck.documents import Document
    from plancheck.grids import Grid
    from plancheck.normalize import Normalized

_EDGES = " \t\n\u3000|"


def split(document: Document, grids: Sequence[Grid] = (), apart: Sequence[Grid] = ()) -> Iterator[Sentence]:
    """Yield the sentences of *document* that can carry figures; of the tables *grids* cell by cell, of *apart* none."""
    if not grids and not apart:
        yield from sentences.split(document)
        return
    tables = sorted({grid.span: grid for grid in (*grids, *apart)}.values(), key=lambda grid: grid.span)
    places = [_place(document.normalized, grid) for grid in tables]
    done = {grid.span for grid in apart}
    for sentence in sentences.split(document):
        at, end = sentence.start, sentence.start + len(sentence.text)
        for index in range(max(0, bisect_right(places, (at, at)) - 1), len(tables)):
            first, last = places[index]
            if first >= end:
                break
            if last <= at:
                continue
            yield from _piece(sentence, at, first)
            if tables[index].span not in done:
                done.add(tables[index].span)  # its other lines have been read with this one
                yield from _cells(document, tables[index])
            at = last
        yield from _piece(sentence, at, end)


def _place(normalized: Normalized, grid: Grid) -> tuple[int, int]:
    return offset_in(normalized, grid.span.start), offset_in(normalized, grid.span.end)


def _piece(sentence: Sentence, first: int, last: int) -> Iterator[Sentence]:
    """Yield what *sentence* has between two offsets of the document, if anything: a line that runs into a table."""
    if first == sentence.start and last == first + len(sentence.text):
        yield sentence
        return
    text = sentence.text[first - sentence.start : max(0, last - sentence.start)]
    begin = first + len(text) - len(text.lstrip(_EDGES))
    if text.strip(_EDGES):
        yield Sentence(text.strip(_EDGES), begin, sentence.path)


def offset_in(normalized: Normalized, offset: int) -> int:
    """Return where the character at *offset* of the original stands in the normalised text.

    A character that was left out stands where the next one that was kept does.
    """
    pieces = normalized.pieces
    index = bisect_right(pieces, offset, key=lambda piece: piece[1]) - 1
    if index < 0:
        return 0
    here, there = pieces[index]
    end = pieces[index + 1][0] if index + 1 < len(pieces) else len(normalized.text)
    return min(here + offset - there, end)


def _cells(document: Document, grid: Grid) -> Iterator[Sentence]:
    normalized = document.normalized
    path = document.section_path(offset_in(normalized, grid.span.start))
    seen = set()
    for cell in (cell for row in grid.rows for cell in row):
        if cell.span in seen:  # a merged cell stands in several places
            continue
        seen.add(cell.span)
        for line in cell.lines:
            start, end = offset_in(normalized, line.start), offset_in(normalized, line.end)
            for match in SENTENCE.finditer(normalized.text[start:end]):
                yield Sentence(match[0], start + match.start(), path)
