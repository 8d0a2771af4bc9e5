"""Lines of a sheet with a look ahead, and which of them begin a table."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import attrs
from attrs import define

from plancheck.captions import is_caption
from plancheck.cells import written
from plancheck.errors import Diagnostic
from plancheck.headings import read_heading
from plancheck.sheets import Line, texts_in
from plancheck.tableheads import is_figure
from plancheck.tablelayouts import is_row

if TYPE_CHECKING:
    from collections.abc import Iterator

_TITLE_LINES = 4  # between two tables


@define
class Lines:
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


def may_head(line: Line) -> bool:
    """Tell whether a line may be the first of a header: several cells, and none of them is a caption."""
    return is_row(line.cells) and not any(map(is_caption, texts_in(line.cells)))


def tells_roles(line: Line) -> bool:
    """Tell whether words in a line say what columns hold, and none of its cells is a figure."""
    if any(map(is_figure, line.cells)) or not may_head(line):
        return False
    return any(read_heading(text).role in ("indicator", "region", "period", "names") for text in texts_in(line.cells))


def is_title(line: Line, lines: Lines) -> bool:
    """Tell whether a line of one cell stands above the header of another table, perhaps with others like it."""
    if is_row(line.cells):
        return False
    for later in lines.peek(_TITLE_LINES):
        if isinstance(later, Line) and is_row(later.cells):
            return begins_another(later)
    return False


def begins_another(line: Line) -> bool:
    """Tell whether a line between rows is the header of another table, or the same once more."""
    if not tells_roles(line):
        return False
    first = read_heading(texts_in(line.cells)[0])
    return first.bare and first.role in ("indicator", "region", "period", "names", "other")
