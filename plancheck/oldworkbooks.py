"""The sheets of XLS workbooks, as Excel wrote them up to 2003; the only importer of xlrd."""

from __future__ import annotations

from typing import Any

from plancheck.errors import Diagnostic, PlancheckError
from plancheck.numberformats import as_shown
from plancheck.sheets import Sheet
from plancheck.workbooks import Cells, hidden_parts, lines_of, pick_sheets, spread


def read_old_workbook(data: bytes, name: str, wanted: str | None = None) -> list[Sheet]:
    """Return the sheets of the workbook in *data*, as `workbooks.read_workbook` does; raises the same errors."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=_Silence())
    except Exception as error:  # whatever a damaged file makes of the library
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        code = "encrypted-file" if "encrypt" in reason.lower() else "broken-file"
        details = {} if code == "encrypted-file" else {"reason": reason}
        raise PlancheckError(Diagnostic(code=code, file=name, details=details)) from error
    sheets = [book.sheet_by_index(index) for index in range(book.nsheets)]
    shown = pick_sheets([(sheet.name, bool(sheet.visibility)) for sheet in sheets], name, wanted)
    return [_sheet(book, sheet, name, shown[sheet.name]) for sheet in sheets if sheet.name in shown]


class _Silence:
    """Takes what xlrd says about odd files; what matters of it is raised."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Do nothing."""


def _sheet(book: Any, sheet: Any, name: str, notes: list[Diagnostic]) -> Sheet:
    cells: Cells = {}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            value = _value(book, cell)
            if value is not None:
                cells.setdefault(row + 1, {})[column + 1] = value
    for top, bottom, left, right in sheet.merged_cells:
        spread(cells, top + 1, left + 1, bottom, right)
    rows = {row + 1 for row, found in sheet.rowinfo_map.items() if found.hidden}
    columns = {column + 1 for column, found in sheet.colinfo_map.items() if found.hidden}
    notes = [*notes, *hidden_parts(cells, rows, columns)]
    return Sheet(name, lines_of(cells), name=sheet.name, merged=bool(sheet.merged_cells), notes=notes)


def _value(book: Any, cell: Any) -> object:
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    form = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return as_shown(xlrd.xldate.xldate_as_datetime(cell.value, book.datemode), form)
        except (ValueError, OverflowError, xlrd.xldate.XLDateError):
            return str(cell.value)
    return as_shown(cell.value, form)
