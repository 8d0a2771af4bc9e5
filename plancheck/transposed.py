"""Tables of indicators that lie on their side: indicators across the head, targets in the rows below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plancheck import enumerations, resources
from plancheck.grids import Grid, GridCell
from plancheck.patterns import deferred
from plancheck.tablecells import without_notes
from plancheck.text import Span
from plancheck.texttables import folded, heads_indicators, without_brackets
from plancheck.unit_names import is_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_ROWS = 6
_MOST_INDICATORS = 30
_BRACKETS = deferred(r"[(（]([^()（）]+)[)）]$")
_FIGURE = deferred(r"[^\d]{0,8}\d")
_BOUND = deferred(r"[≥≤<>＜＞]|以[上下内]|不低于|不少于|不超过|不高于|控制在|达到|低于|高于|左右")
_HEADER, _TARGET = "指标", "目标值"


def turned(grid: Grid) -> Grid | None:
    """Return *grid* with an indicator a row, None if it is no table whose head could hold indicators.

    Without a first column that says what its rows are, a single row of bounds is taken for the targets.

    >>> from plancheck.texttables import grids_in
    >>> (grid,) = grids_in("|指标|建档率|报告率|\\n|---|---|---|\\n|2025年目标|≥90%|≥95%|\\n")
    >>> [[cell.text for cell in row] for row in turned(grid).rows]
    [['指标', '2025年目标'], ['建档率', '≥90%'], ['报告率', '≥95%']]
    """
    rows: Sequence[Sequence[GridCell]] = grid.rows
    if not 2 <= len(rows) <= _MOST_ROWS or not 2 <= len(rows[0]) <= _MOST_INDICATORS + 1:
        return None
    corner = rows[0][0]
    if not corner.text or without_brackets(folded(corner.text)) in heads_indicators():
        rows = [[_named(_HEADER, corner), *rows[0][1:]], *rows[1:]]
    else:
        if len(rows) > 2 or not all(_FIGURE.match(cell.text) and _BOUND.search(cell.text) for cell in rows[1]):
            return None
        rows = [[_named(_HEADER, corner), *rows[0]], [_named(_TARGET, rows[1][0]), *rows[1]]]
    across = [at for at, cell in enumerate(rows[0]) if at == 0 or folded(cell.text) not in _of_no_use()]
    if len(across) < 3 or not any(_FIGURE.match(row[at].text) for row in rows[1:] for at in across[1:]):
        return None
    return Grid(tuple(tuple(row[at] for row in rows) for at in across), grid.span)


def doubtful(grid: Grid) -> GridCell | None:
    """Return the first cell of a turned table's first column that may be no indicator but a place, None if all are."""
    return next((row[0] for row in grid.rows[1:] if not _is_indicator(row[0].text)), None)


def _is_indicator(text: str) -> bool:
    name = "".join(text.split())
    unit = _BRACKETS.search(name)
    said = unit is not None and is_unit(unit[1])
    return bool(name) and (said or enumerations.has_head(without_notes(without_brackets(name))))


def _named(text: str, cell: GridCell) -> GridCell:
    return GridCell(text, Span(cell.span.start, cell.span.start))


def _of_no_use() -> frozenset[str]:
    return frozenset(map(folded, resources.rules("tables.toml")["columns"]["other"]))
