"""The header of a table of data: how many lines it takes, the headings over each column, the line that numbers them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from plancheck import resources
from plancheck.cells import read_cell, text_of, written
from plancheck.headings import read_heading
from plancheck.patterns import compiled, deferred
from plancheck.periods import read_period
from plancheck.sheets import Line, Spread, texts_in
from plancheck.unit_names import is_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_DEEPEST = 5
_FIGURE = compiled(
    r"\s*[<>≥≤≈~约近+\-−﹣]?\s*[0-9０-９.,]+[^一-鿿]*[一-鿿]{0,2}[^一-鿿]{0,3}$|=|#[A-Z]"
)  # or a formula, or its failure
_OUTLINE = deferred(r"\s*[0-9０-９]{1,3}(?:[.、)）．](?![0-9])|\s)")
_LABELS = ("indicator", "region", "period", "unit", "names", "other", "part", "within")


def header_height(lines: Sequence[Line]) -> int:
    """Return how many of *lines*, from the first on, are the header; a line is left below it if there can be."""
    height = 1
    while height < min(_DEEPEST, len(lines) - 1) and _goes_on(lines[:height], lines[height].cells):
        height += 1
    return height


def headings_over(lines: Sequence[Line], *, merged: bool) -> list[tuple[str, ...]]:
    """Return the headings over each column, from the top down.

    A heading over several columns stands in each of them: where merged cells are not known as such (not *merged*), a
    blank cell between headings belongs to what stands on its left.
    """
    width = max(len(line.cells) for line in lines)
    rows = [[_text(line, at) for at in range(width)] for line in lines]
    if not merged:
        for upper in range(len(rows) - 1):
            below = [any(row[at] for row in rows[upper + 1 :]) for at in range(width)]
            for at in range(1, width):
                if not rows[upper][at] and below[at] and below[at - 1]:
                    rows[upper][at] = rows[upper][at - 1]
    while width and not any(row[width - 1] for row in rows):
        width -= 1
    return [
        tuple(
            row[at]
            for level, row in enumerate(rows)
            if row[at] and not (level and _reaches_down(lines[level - 1], lines[level].cells, at))
        )
        for at in range(width)
    ]


def side_by_side(paths: Sequence[tuple[str, ...]]) -> list[list[int]]:
    """Return the columns of each table where like headings stand side by side, else all columns as one.

    >>> side_by_side([("指标",), ("数值",), (), ("指标",), ("数值",)])
    [[0, 1], [3, 4]]
    """
    named = [at for at, path in enumerate(paths) if path]
    if len(named) > 3 and len(named) < 200 and len({paths[at] for at in named}) < len(named):
        for count in range(len(named) // 2, 1, -1):
            size, rest = divmod(len(named), count)
            pieces = [named[size * piece : size * (piece + 1)] for piece in range(count)]
            if rest or len({tuple(paths[at] for at in piece) for piece in pieces}) > 1:
                continue
            roles = {read_heading(paths[at][-1]).role for at in pieces[0]}
            if roles & {"indicator", "region", "period", "names"}:
                return pieces
    return [list(range(len(paths)))]


def looks_like_figure(cell: object) -> bool:
    """Tell whether a cell holds a figure, or is meant to (13.7①), and no numbered name (1.婴儿死亡率)."""
    found = read_cell(cell)
    if found.code is None:
        return found.value is not None
    text = written(cell)
    return bool(_FIGURE.match(text)) and not _OUTLINE.match(text)


def is_figure(cell: object) -> bool:
    """Tell whether a cell holds a figure that is no year and no other period, and no unit (1/10万)."""
    found = read_cell(cell)
    if found.code is not None or found.value is None:
        return False
    text = written(cell)
    return not (read_period(text) or (found.unit and is_unit(text)))


def _text(line: Line, at: int) -> str:
    return text_of(line.cells[at]) or "" if at < len(line.cells) else ""


def _reaches_down(above: Line, cells: Sequence[object], at: int) -> bool:
    """Tell whether the cell at a place is one with the cell above it."""
    return at < len(cells) and at < len(above.cells) and isinstance(cells[at], Spread) and cells[at] is above.cells[at]


def _goes_on(above: Sequence[Line], cells: Sequence[object]) -> bool:
    """Tell whether a line still belongs to the header *above* it: it holds no figure, and no row begins with it."""
    filled = [at for at, cell in enumerate(cells) if cell is not None and written(cell).strip()]
    new = [at for at in filled if not _reaches_down(above[-1], cells, at)]
    if not new or any(text_of(cells[at]) is None or is_figure(cells[at]) for at in new):
        return False
    if len(new) < len(filled):
        return True
    headings = {at: read_heading(written(cells[at])) for at in new}
    units = [at for at, heading in headings.items() if heading.unit and heading.bare and not heading.role]
    of_units = any(not _heads_labels(above, at) for at in units)
    if of_units and all(headings[at].role in _LABELS for at in new if at not in units):
        return True
    if any(_names_row(above, cells, at) and not headings[at].role for at in new):
        return False
    first = headings[new[0]]
    if first.role in _LABELS and first.bare:
        return True
    return new[0] > 0 and all(_heads_labels(above, at) for at in range(new[0]))


def _heads_labels(above: Sequence[Line], at: int) -> bool:
    """Tell whether the column at a place holds names of rows: by its heading so far, or because it has none."""
    texts = [text for line in above if (text := _text(line, at))]
    return not texts or read_heading(texts[-1]).role in (None, *_LABELS)


def _names_row(above: Sequence[Line], cells: Sequence[object], at: int) -> bool:
    """Tell whether what stands at a place names a row: the heading over it is for names and has no other beside it."""
    last = above[0]
    cell = last.cells[at] if at < len(last.cells) else None
    if isinstance(cell, Spread) and cell.columns > 1:
        return False
    role = read_heading(_text(last, at)).role
    beside = text_of(cells[at + 1]) if at + 1 < len(cells) else None
    alone = beside is None or bool(_text(last, at + 1))
    return role in ("indicator", "region", "period", "names") and alone


def numbers_columns(cells: Sequence[object]) -> bool:
    """Tell whether a line numbers the columns above it: 甲, 乙, 1, 2.

    >>> numbers_columns(["甲", "乙", 1, 2]), numbers_columns(["甲县", "座", 1, 2])
    (True, False)
    """
    words = _numbering_words()
    if not any(isinstance(cell, str) and cell.strip() in words for cell in cells):
        return False
    texts = texts_in(cells)
    numbers = [text.strip("()（）") for text in texts if not (len(text) == 1 and text in _STEMS)]
    if not texts or texts[0] not in words or (len(numbers) == len(texts) and texts[0] in _STEMS):
        return False
    numbers = [text for text in numbers if text not in words]
    return bool(numbers) and numbers == [str(number) for number in range(1, len(numbers) + 1)]


@cache
def _numbering_words() -> frozenset[str]:
    return frozenset(resources.rules("columns.toml")["numbered_columns"]["words"])
