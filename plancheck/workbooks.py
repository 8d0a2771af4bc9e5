"""The sheets of XLSX workbooks; the only importer of openpyxl.

What a cell shows counts (`numberformats`). Cells merged are filled in, hidden sheets are left out, hidden rows and
columns are read; each is said.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

from plancheck.errors import Diagnostic, PlancheckError, column_letters
from plancheck.numberformats import as_shown
from plancheck.sheets import Line, Sheet, Spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Cells = dict[int, dict[int, object]]


def read_workbook(data: bytes, name: str, wanted: str | None = None) -> list[Sheet]:
    """Return the sheets of the workbook in *data*, which messages call *name*; only that named *wanted* if given.

    Raises PlancheckError for a file that is damaged, protected or of a kind that cannot be read, and where no sheet is
    named *wanted*.
    """
    formulas = _checked(data, name)
    book = _load(data, name, data_only=True)
    shown = pick_sheets([(sheet.title, sheet.sheet_state != "visible") for sheet in book.worksheets], name, wanted)
    written = _load(data, name, data_only=False) if formulas else None
    return [_sheet(book[title], written and written[title], name, notes) for title, notes in shown.items()]


def pick_sheets(sheets: list[tuple[str, bool]], file: str, wanted: str | None) -> dict[str, list[Diagnostic]]:
    """Return the names of the sheets to read, of (name, is hidden) pairs, each with what is to be said beside it."""
    names = [title for title, _ in sheets]
    if wanted is not None:
        if wanted not in names:
            details = {"names": ", ".join(names)}
            raise PlancheckError(Diagnostic(code="no-such-sheet", file=file, found=wanted, details=details))
        return {wanted: []}
    visible: dict[str, list[Diagnostic]] = {title: [] for title, hidden in sheets if not hidden}
    hidden = [Diagnostic(code="hidden-sheet", file=file, sheet=title) for title, hides in sheets if hides]
    if not visible:
        raise PlancheckError(hidden[0] if hidden else Diagnostic(code="empty-file", file=file))
    next(iter(visible.values())).extend(hidden)
    return visible


def lines_of(cells: Cells) -> Iterator[Line]:
    """Yield the lines of a sheet's *cells*, by row and column from 1; rows without any are left out."""
    for row in sorted(cells):
        filled = cells[row]
        yield Line(row, tuple(filled.get(column) for column in range(1, max(filled) + 1)))


def spread(cells: Cells, top: int, left: int, bottom: int, right: int) -> None:
    """Fill the merged area from (top, left) to (bottom, right) with what stands in its first cell."""
    value = cells.get(top, {}).get(left)
    if value is None:
        return
    merged = Spread(str(value), rows=bottom - top + 1, columns=right - left + 1)
    for row in range(top, bottom + 1):
        line = cells.setdefault(row, {})
        line.update(dict.fromkeys(range(left, right + 1), merged))


def hidden_parts(cells: Cells, rows: set[int], columns: set[int]) -> Iterator[Diagnostic]:
    """Yield the note that hidden *rows* or *columns* hold something, which is read."""
    filled = sorted(row for row in rows if cells.get(row))
    behind = sorted(column for column in columns if any(column in line for line in cells.values()))
    names = [*map(str, filled), *map(column_letters, behind)]
    if names:
        details = {"names": ", ".join([*names[:8], *(["…"] if len(names) > 8 else [])])}
        yield Diagnostic(code="hidden-cells", line=filled[0] if filled else None, details=details)


def _checked(data: bytes, name: str) -> bool:
    """Tell whether the workbook has formulas; raise PlancheckError if it is none that can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.namelist()
            sheets = [part for part in parts if part.startswith("xl/worksheets/") and part.endswith(".xml")]
            if any(part.startswith("xl/workbook.bin") for part in parts):
                raise PlancheckError(Diagnostic(code="unread-workbook", file=name, found="XLSB"))
            contents = (package.read(part) for part in sheets)
            return any(b"<f>" in content or b"<f " in content for content in contents)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise _broken(name, error) from error


def _load(data: bytes, name: str, *, data_only: bool) -> Any:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # extensions that openpyxl does not keep; nothing is written here
        try:
            return openpyxl.load_workbook(io.BytesIO(data), data_only=data_only)
        except Exception as error:  # whatever a damaged file makes of the library
            raise _broken(name, error) from error


def _broken(name: str, error: Exception) -> PlancheckError:
    reason = " ".join(str(error).split())[:200] or type(error).__name__
    return PlancheckError(Diagnostic(code="broken-file", file=name, details={"reason": reason}))


def _sheet(sheet: Any, written: Any, name: str, notes: list[Diagnostic]) -> Sheet:
    formulas = {} if written is None else _cells_of(written)
    cells: Cells = {}
    # The cells that exist: a format over a whole column would make openpyxl's iter_rows invent a million others.
    for (row, column), cell in sorted(_cells_of(sheet).items()):
        value = cell.value
        if value is None and cell.data_type == "n":
            formula = formulas.get((row, column))
            value = str(formula.value) if formula is not None and formula.data_type == "f" else None
        if value is not None:
            cells.setdefault(row, {})[column] = as_shown(value, cell.number_format)
    for area in sheet.merged_cells.ranges:
        spread(cells, area.min_row, area.min_col, area.max_row, area.max_col)
    rows = {row for row, found in sheet.row_dimensions.items() if found.hidden}
    notes = [*notes, *hidden_parts(cells, rows, set(_hidden_columns(sheet.column_dimensions)))]
    merged = bool(sheet.merged_cells.ranges)
    return Sheet(name, lines_of(cells), name=sheet.title, merged=merged, notes=notes)


def _cells_of(sheet: Any) -> Mapping[tuple[int, int], Any]:
    found: Mapping[tuple[int, int], Any] = sheet._cells
    return found


def _hidden_columns(dimensions: Any) -> Iterator[int]:
    for found in dimensions.values():
        if found.hidden and found.min:
            yield from range(found.min, min(found.max or found.min, found.min + 256) + 1)
