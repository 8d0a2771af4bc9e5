"""What reported data is made of: tables for `observations`, and documents, which are read as plans are."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from plancheck.captions import is_caption
from plancheck.cells import written
from plancheck.datafiles import ENDINGS as DATA_ENDINGS
from plancheck.errors import PlancheckError
from plancheck.files import ENDINGS as DOCUMENT_ENDINGS
from plancheck.files import UNREADABLE_ENDINGS, is_web_page, is_word_file
from plancheck.headings import periods_in, read_heading
from plancheck.inputs import OLD_OFFICE, PACKAGE, PDF, PDF_WITHIN, STANDARD_INPUT, Input, decode, read_input
from plancheck.observations import Observations, read_sheet
from plancheck.packs import is_pack
from plancheck.patterns import deferred
from plancheck.planfiles import is_plan_file
from plancheck.resources import rules
from plancheck.sheets import Line, Sheet, Spread
from plancheck.tablenotes import target_notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from plancheck.grids import Contents, Grid, GridCell
    from plancheck.text import Source

_APART = deferred(r"[,\t;|，]")
_EMPHASIS = deferred(r"^\s*(\*{1,3}|_{1,3}|`)(\S(?:.*\S)?)\1\s*$")  # **31%** in a table of Markdown
_CAPTIONS, _LONGEST_CAPTION = 3, 60
_LOOK_AT = 40  # lines that tell a table from a text
_TEXTS = (".txt", ".text", "")


@frozen
class ReportedDocument:
    """A document that is data: its reported figures count."""

    read: Input


def sorted_out(data: object) -> Iterator[object]:
    """Yield the parts of *data* that are read each by themselves: documents, plans, and everything else as it is."""
    if isinstance(data, str | os.PathLike):
        yield _opened(data)
    elif isinstance(data, list | tuple) and data and all(isinstance(item, str | os.PathLike) for item in data):
        yield from map(_opened, data)
    else:
        yield data


def _opened(path: str | os.PathLike[str]) -> object:
    """Return the document at *path*, or the path itself if there are tables behind it; of standard input what it is."""
    if path == STANDARD_INPUT:
        read = read_input(path)
        return ReportedDocument(read) if _is_document(read) else read
    if is_pack(path) or not os.path.isfile(path) or str(path).lower().endswith(tuple(_only_data())):
        return path
    read = read_input(path)
    return ReportedDocument(read) if _is_document(read) else path


def data_endings() -> tuple[str, ...]:
    """Return the endings of the files that are read where a folder is the data."""
    return tuple(DATA_ENDINGS)


def _only_data() -> list[str]:
    """Return the endings of files that are never documents; an .xls may be a web page, a .json a plan."""
    return [ending for ending in DATA_ENDINGS if ending not in (".xls", ".et", ".json")]


def _is_document(read: Input) -> bool:
    if is_plan(read) or PDF in read.data[:PDF_WITHIN]:
        return True
    if read.data.startswith(PACKAGE):
        return is_word_file(read)
    if read.data.startswith(OLD_OFFICE):
        return read.suffix in UNREADABLE_ENDINGS
    if read.suffix == ".json":
        return False
    if read.suffix in (*DOCUMENT_ENDINGS, *UNREADABLE_ENDINGS) and read.suffix not in _TEXTS:
        return True
    try:
        text = decode(read)[0]
    except PlancheckError:
        return False  # whoever reads it as data says what is wrong
    return is_web_page(text) or not _is_table(text)


def is_plan(read: Input) -> bool:
    """Tell whether a file is a plan in TOML or JSON; what is only called .json may be records."""
    return is_plan_file(read.data, read.suffix if read.suffix == ".toml" else "")


def _is_table(text: str) -> bool:
    """Tell whether a text without a telling name is a table: words of a header stand apart, or nothing but cells."""
    if text.lstrip("\ufeff \r\n\t")[:1] in ("{", "["):
        return True
    lines = [line for line in text[:100_000].splitlines()[: 2 * _LOOK_AT] if line.strip()][:_LOOK_AT]
    for line in lines:
        roles = {read_heading(cell).role for cell in _APART.split(line)} - {None, "other"}
        if len(roles) > 1 and "。" not in line:
            return True
    apart = [line for line in lines if re.search(r"[,\t;]", line) and "。" not in line]
    return 4 * len(apart) > 3 * len(lines)


def tables_observed(grid: Grid, source: Source, title: str | None, options: Mapping[str, Any]) -> Observations:
    """Return what a table in a document reports, nothing if it is no table of data.

    Lines are those of the document's text. The lines right above the table are its captions; where they name no year,
    the *title* of the document stands above them.
    """
    copies: dict[int, object] = {}
    lines = list(_captions(grid, source, title))
    for row in grid.rows:
        cells = [copies.setdefault(id(cell), _cell(grid, cell)) for cell in row]
        lines.append(Line(source.place(row[0].span.start)[0], tuple(cells)))
    lines += _notes_below(grid, source)
    try:
        return read_sheet(Sheet(source.name, iter(lines), merged=True), **options)
    except PlancheckError:
        return Observations(())


def holds_only_tables(contents: Contents, starts: Iterable[int]) -> bool:
    """Tell whether a document is tables and their titles, which announce no targets: an export of data, and no plan.

    *starts* are the places of what the document states.
    """
    text, at, around = contents.source.text, 0, ""
    for grid in contents.grids:
        around, at = around + text[at : grid.span.start], grid.span.end
    around += text[at:]
    words = rules("tables.toml")["words"]
    if any(word in around for word in words["target"]) and not any(word in around for word in words["looks_back"]):
        return False
    return all(any(grid.span.start <= start < grid.span.end for grid in contents.grids) for start in starts)


def _captions(grid: Grid, source: Source, title: str | None) -> Iterator[Line]:
    start = grid.span.start
    above = []
    for at, text in _lines_before(source.text, start):
        if len(text) > _LONGEST_CAPTION or text.endswith(("。", "；", "|")):
            break
        above.append(Line(source.place(at)[0], (text,)))
        if len(above) == _CAPTIONS:
            break
    at = source.text.find(title, 0, start) if title and "|" not in title else -1
    if title and at >= 0 and not any(periods_in(str(line.cells[0])) for line in above):
        yield Line(source.place(at)[0], (title,))
    yield from reversed(above)


def _notes_below(grid: Grid, source: Source) -> Iterator[Line]:
    """Yield the lines right below a table that say of figures in it that they are targets."""
    at = source.text.find("\n", grid.span.end)
    while at >= 0:
        end = source.text.find("\n", at + 1)
        line = source.text[at + 1 : end if end >= 0 else len(source.text)].strip()
        if line and not is_caption(line) and not target_notes(line):
            return
        if target_notes(line):
            yield Line(source.place(at + 1)[0], (line,))
        at = end


def _lines_before(text: str, end: int) -> Iterator[tuple[int, str]]:
    """Yield the lines in front of *end* that are not blank, the nearest first, each with where it begins."""
    end = text.rfind("\n", 0, end)
    while end > 0:
        begin = text.rfind("\n", 0, end) + 1
        if line := text[begin:end].strip():
            yield begin, line
        end = begin - 1


def _cell(grid: Grid, cell: GridCell) -> object:
    """Return the text of a cell, as merged if it stands in several places."""
    places = [
        (row, column) for row, cells in enumerate(grid.rows) for column, other in enumerate(cells) if other is cell
    ]
    if len(places) < 2:
        return written(_EMPHASIS.sub(r"\2", cell.text))
    rows, columns = ({place[axis] for place in places} for axis in (0, 1))
    return Spread(cell.text, rows=len(rows), columns=len(columns))
