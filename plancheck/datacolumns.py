"""What one column of a table of data says: by its headings, and by the kind of the cells under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from plancheck.cells import text_of
from plancheck.headings import is_region, read_heading, says_reached
from plancheck.periods import read_period
from plancheck.tableheads import looks_like_figure
from plancheck.unit_names import is_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from plancheck.headings import Heading

_HALF = 2  # one cell in so many decides what a column of names holds


@frozen(kw_only=True)
class Column:
    """One column: its `role`, and for one of figures (role "value") what its headings say of them.

    `figures` and `texts` count the cells under it in a sample of rows; `content` is "region", "period" or "indicator"
    where its texts are such, "unit" where one of those under 单位 is. A column with role None says nothing that is
    needed; one that is `reached` says, or the caller does, that its figures are reported.
    """

    at: int
    header: str
    headings: tuple[Heading, ...] = ()
    role: str | None = None
    indicator: str | None = None
    unit: str | None = None
    region: str | None = None
    period: str | None = None
    figures: int = 0
    texts: int = 0
    content: str | None = None
    reached: bool = False


def read_column(
    at: int,
    path: Sequence[str],
    rows: Sequence[tuple[object, ...]],
    told: Mapping[int, str],
    is_indicator: Callable[[str], bool],
) -> Column:
    """Return what the headings *path* over the column *at* say, and what kind of cells stand under them in *rows*.

    *told* are the roles that the caller gives to columns, *is_indicator* knows the names of indicators.
    """
    headings = tuple(map(read_heading, path))
    role = told.get(at) or _role(headings)
    if at not in told and role in told.values():
        role = "other"
    cells = [row[at] for row in rows if at < len(row) and text_of(row[at]) is not None]
    figures = sum(map(looks_like_figure, cells))
    return Column(
        at=at,
        header=" ".join(dict.fromkeys(path)),
        headings=headings,
        role=role,
        unit=next((heading.unit for heading in reversed(headings) if heading.unit), None),
        figures=figures,
        texts=len(cells) - figures,
        content=_content([text_of(cell) or "" for cell in cells], is_indicator, role),
        reached=told.get(at) == "value" or any(map(says_reached, path)),
    )


def _role(headings: Sequence[Heading]) -> str | None:
    """Return the role that headings tell together: one above others (指标 over 婴儿死亡率) only announces them."""
    roles = [heading.role for heading in headings if heading.role]
    if len(roles) > 1 and roles[-1] == "unit":  # what the row of units is called
        return roles[-2]
    decisive = next((role for role in ("other", "value") if role in roles), None)
    return decisive or (headings[-1].role if headings else None)


def _content(texts: Sequence[str], is_indicator: Callable[[str], bool], role: str | None) -> str | None:
    """Return what a column of names holds by its cells: periods if all are, regions or indicators if one in two is."""
    if not texts:
        return None
    if role == "unit" and any(map(is_unit, texts)):
        return "unit"
    if all(map(read_period, texts)):
        return "period"
    if _HALF * sum(map(is_region, texts)) >= len(texts):
        return "region"
    return "indicator" if _HALF * sum(map(is_indicator, texts)) >= len(texts) else None
