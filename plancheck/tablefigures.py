"""One figure in a table of data with what is said of it, and what its row and its table say of all their figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plancheck.datacolumns import Column

_SIDES = ("numerator", "denominator")


@frozen(kw_only=True)
class Figure:
    """One cell that holds a figure, as it stands there, and what is said of it; `field` is the heading over it.

    `label` is the name of its row as written. `unit` is what the table says of it outside the cell; `fallback` what
    stands above the table for figures without unit. Of a rate given by its parts, `numerator` and `denominator` are
    their headings and cells, and `cell` may be None. `line` and `column` count from 1; `is_wide` tells that there are
    several figures in the line, `unplaced` that the table has a column of regions in which the row names none.
    """

    line: int
    column: int | None
    indicator: str
    cell: object
    field: str = ""
    unit: str | None = None
    fallback: str | None = None
    label: str = ""
    region: str | None = None
    period: str | None = None
    numerator: tuple[str, object] | None = None
    denominator: tuple[str, object] | None = None
    is_wide: bool = False
    unplaced: bool = False


@frozen
class Row:
    """What a row says of all its figures."""

    line: int
    label: str
    name: str | None
    units: tuple[str, ...]
    part: str
    region: str | None
    period: str | None
    within: str | None
    parts: dict[str, tuple[str, object]]
    unplaced: bool
    so_far: bool  # its figures are counted since the year began: 新建卫生院（累计）


@frozen
class Block:
    """The columns of one table by what they say of a row: figures, `own` by role, those of parts, of a rate's sides."""

    figures: tuple[Column, ...]
    own: dict[str, Column]
    parts: tuple[Column, ...]
    sides: tuple[Column, ...]
    others: tuple[Column, ...]

    @classmethod
    def of(cls, columns: Sequence[Column]) -> Block:
        """Return *columns* sorted by what they say."""
        own = {c.role: c for c in columns if c.role and c.role not in ("value", "part", "other", "names")}
        figures, parts = (tuple(c for c in columns if c.role == role) for role in ("value", "part"))
        others = tuple(c for c in columns if c.role not in own and c.role != "value")
        return cls(figures, own, parts, tuple(own[role] for role in _SIDES if role in own), others)
