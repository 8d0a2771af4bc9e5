"""One page of a PDF as lines of text and tables: characters put together by where they stand."""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from plancheck.grids import SUPERSCRIPTS, DraftCell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_RAISED = 0.8  # of its line's size: smaller and higher is a raised digit
_OVERLAP = 0.4  # of the lower one's height: so far two characters stand on one line
_BLANK, _GAP = 0.35, 1.2  # of a character's size: a blank between words, a gap between columns
_INDENT = 0.8  # of a character's size: so far in begins a paragraph
_UNREADABLE = re.compile(r"\(cid:\d+\)|\ufffd")
_ENDS = ("。", "！", "？")
_WORD = re.compile(r"[!-~]*")  # what is not broken over lines: digits, Latin letters and their marks
_HEADING = re.compile(
    r"[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章节篇]"
)
_SHORT = 2.5  # characters by which a full line may fall short: one that hangs over, one that may not end the line
_SMALL = 0.9  # of the usual size


@frozen
class PageLine:
    """A line of text with where it begins and ends, and the edges of the column that it stands in."""

    text: str
    x0: float
    x1: float
    top: float
    size: float
    left: float = 0
    right: float = 0

    def runs_on(self, following: PageLine) -> bool:
        """Tell whether the paragraph goes on in the *following* line: this one had no room for its first word."""
        word = len(_WORD.match(following.text)[0])  # type: ignore[index]
        full = self.x1 >= self.right - (_SHORT + word / 2) * self.size
        return full and not self.text.endswith(_ENDS) and not following.is_first

    @property
    def is_first(self) -> bool:
        """Tell whether the line begins a paragraph: it is set in, or has the mark of a heading."""
        return self.x0 > self.left + _INDENT * self.size or bool(_HEADING.match(self.text))


PageTable = list[list[DraftCell]]


def read_page(page: Any) -> list[PageLine | PageTable]:
    """Return the lines and tables of a page from top to bottom; none if it holds no text that can be read."""
    chars = [c for c in _printed_once(page) if c["upright"]]
    visible = [c["text"] for c in chars if not c["text"].isspace()]
    if not visible or sum(bool(_UNREADABLE.search(text)) for text in visible) > len(visible) / 4:
        return []
    tables = [(table.bbox, grid) for table in page.find_tables() if (grid := _grid(table, chars)) is not None]
    outside = [c for c in chars if not any(_within(c, bbox) for bbox, _ in tables)]
    blocks: list[tuple[float, PageLine | PageTable]] = [(bbox[1], grid) for bbox, grid in tables]
    columns = [outside] if tables else _columns(outside, float(page.width))
    lines = [[(line.top, line) for line in _lines(column)] for column in columns]
    if len(lines) > 1:  # one column below the other
        return [line for column in lines for _, line in column]
    return [block for _, block in sorted([*blocks, *lines[0]], key=lambda block: block[0])]


def _printed_once(page: Any) -> list[Any]:
    """Return the characters of a page; a bold one may be printed several times with a hair's breadth between."""
    places = {(c["text"], round(c["x0"] / 2), round(c["top"] / 2)) for c in page.chars}
    found = page.dedupe_chars() if len(places) < len(page.chars) else page
    return list(found.chars)


def _columns(chars: list[Any], width: float) -> list[list[Any]]:
    """Return the characters of a page set in two columns as two lists, of any other as one."""
    middle = width / 2
    rows = _rows(chars)
    apart = sum(
        any(c["x1"] < middle for c in row)
        and any(c["x0"] > middle for c in row)
        and not any(c["x0"] < middle + c["size"] / 2 and c["x1"] > middle - c["size"] / 2 for c in row)
        for row in rows
    )
    if apart < 8 or apart < 0.6 * len(rows):
        return [chars]
    return [[c for c in chars if c["x1"] < middle], [c for c in chars if c["x1"] >= middle]]


def _rows(chars: Iterable[Any]) -> list[list[Any]]:
    """Return characters by the line that they stand on, raised ones with it; each line from left to right."""
    rows: list[list[Any]] = []
    ends: list[tuple[float, float]] = []
    for c in sorted(chars, key=lambda c: (c["top"], c["x0"])):
        for at in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            top, bottom = ends[at]
            shared = min(bottom, c["bottom"]) - max(top, c["top"])
            if shared >= _OVERLAP * min(bottom - top, c["bottom"] - c["top"]):
                rows[at].append(c)
                ends[at] = min(top, c["top"]), max(bottom, c["bottom"])
                break
        else:
            rows.append([c])
            ends.append((c["top"], c["bottom"]))
    return [sorted(row, key=lambda c: float(c["x0"])) for row in rows]


def _lines(chars: Iterable[Any]) -> list[PageLine]:
    rows = [row for row in map(_trimmed, _rows(chars)) if row]
    lines = [
        PageLine(_written(row), row[0]["x0"], row[-1]["x1"], row[0]["top"], median(c["size"] for c in row))
        for row in rows
    ]
    usual = median([line.size for line in lines]) if lines else 0
    body = [line for line in lines if line.size >= _SMALL * usual]  # heads and feet of pages are set smaller
    left, right = min((line.x0 for line in body), default=0), max((line.x1 for line in body), default=0)
    return [evolve(line, left=left, right=right) for line in lines]


def _trimmed(row: list[Any]) -> list[Any]:
    """Return a line of characters without blanks at its ends."""
    visible = [at for at, c in enumerate(row) if not c["text"].isspace()]
    return row[visible[0] : visible[-1] + 1] if visible else []


def _written(row: Sequence[Any]) -> str:
    """Return the text of one line of characters, with blanks where they stand apart."""
    size = median(c["size"] for c in row)
    middle = median((c["top"] + c["bottom"]) / 2 for c in row)
    parts = []
    for before, c in zip([None, *row], row, strict=False):
        gap = 0 if before is None else c["x0"] - before["x1"]
        wide = before is not None and (before["text"] > "\u2e80" or c["text"] > "\u2e80")
        if c["text"].isspace():
            gap, wide = max(gap, c["x1"] - c["x0"]), False
        parts.append("  " if gap > _GAP * size else " " if gap > (2 if wide else 1) * _BLANK * size else "")
        raised = c["size"] < _RAISED * size and (c["top"] + c["bottom"]) / 2 < middle
        parts.append(c["text"].translate(SUPERSCRIPTS) if raised else c["text"].strip() or " ")
    return "".join(parts)


def _within(c: Any, bbox: Sequence[float]) -> bool:
    x, y = (c["x0"] + c["x1"]) / 2, (c["top"] + c["bottom"]) / 2
    return bool(bbox[0] <= x < bbox[2] and bbox[1] <= y < bbox[3])


def _grid(table: Any, chars: list[Any]) -> PageTable | None:
    """Return the rows of a ruled table, a merged cell in each of its places; None for a frame around text."""
    lefts, tops = (_distinct(cell[side] for cell in table.cells) for side in (0, 1))
    if len(lefts) < 2 or len(tops) < 2:
        return None
    inside = [c for c in chars if _within(c, table.bbox)]
    grid = [[DraftCell() for _ in lefts] for _ in tops]
    for bbox in table.cells:
        rows = filter(None, map(_trimmed, _rows(c for c in inside if _within(c, bbox))))
        cell = DraftCell([joined([_written(row) for row in rows])])
        for y, top in enumerate(tops):
            for x, left in enumerate(lefts):
                if bbox[0] <= left + 1 < bbox[2] and bbox[1] <= top + 1 < bbox[3]:
                    grid[y][x] = cell
    return grid


def _distinct(numbers: Iterable[float]) -> list[float]:
    """Return the different positions among *numbers*; what is two points apart is the same ruled line."""
    found: list[float] = []
    for number in sorted(numbers):
        if not found or number > found[-1] + 2:
            found.append(number)
    return found


def joined(lines: Sequence[str]) -> str:
    """Return *lines* as one; between two words, or two figures, stays a blank."""
    text = ""
    for line in lines:
        apart = text[-1:].isascii() and line[:1].isascii() and text[-1:].isalnum() and line[:1].isalnum()
        text += " " + line if apart else line
    return text
