"""Tables as they come out of files, before anybody knows what they hold: numbered lines of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Factory, define, frozen

from plancheck.cells import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plancheck.errors import Diagnostic


class Spread(str):
    """The text of merged cells, one object in every place that it covers; `rows` and `columns` count them.

    >>> cell = Spread("2023年", rows=1, columns=2)
    >>> cell == "2023年", cell.columns
    (True, 2)
    """

    rows: int
    columns: int
    __slots__ = ("columns", "rows")

    def __new__(cls, text: str, *, rows: int, columns: int) -> Spread:
        """Return *text* as the text of so many *rows* and *columns* of merged cells."""
        spread = super().__new__(cls, text)
        spread.rows, spread.columns = rows, columns
        return spread


@frozen
class Line:
    """One line of a table: its number in the file or sheet (from 1) and its cells, from the first column on."""

    number: int
    cells: tuple[object, ...]


@define
class Sheet:
    """The lines of one table or of one sheet of a workbook.

    A line that cannot be read is a diagnostic in its place. `name` is that of a sheet in a workbook, whose places are
    cells (C7). `merged` tells that merged cells are known as such, so that a blank one is blank. `names` are the
    columns of what has names and no header, as frames and the answers to queries have. `constants` are what the names
    of folders say of all rows (year=2023), `notes` what is to be said beside what is read.
    """

    file: str
    lines: Iterator[Line | Diagnostic]
    name: str | None = None
    merged: bool = False
    names: tuple[str, ...] | None = None
    constants: dict[str, str] = Factory(dict)
    notes: list[Diagnostic] = Factory(list)


def texts_in(cells: Iterable[object]) -> list[str]:
    """Return the texts of the cells that hold any, those of merged cells once.

    >>> title = Spread("主要指标", rows=1, columns=2)
    >>> texts_in([title, title, None, 13.0])
    ['主要指标', '13']
    """
    found = {id(cell) if isinstance(cell, Spread) else at: cell for at, cell in enumerate(cells)}
    return [text for cell in found.values() if cell is not None and (text := written(cell).strip())]
