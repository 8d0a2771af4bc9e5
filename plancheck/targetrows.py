"""Columns of a frame that may say of its rows that they hold targets, which no engine tells from reported figures."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from plancheck import resources
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.headings import fold
from plancheck.rowwords import is_target_word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def refusal(
    own: Iterable[Any], roles: Mapping[str, Any], name: str, cells_of: Callable[[str], Iterable[object]]
) -> Callable[[], None]:
    """Return what raises PlancheckError, of the data *name*, if a row of it says that its figure is a target.

    *own* are the columns of the data and *roles* those that the check reads; *cells_of* gives the distinct cells of a
    column. It is asked of columns headed 类型, 口径, kind and the like alone, and only when the answer is called for.

    >>> refusal(["指标", "数值", "类型"], {"indicator": "指标"}, "<frame>", lambda _: ["实际", "计划"])()
    Traceback (most recent call last):
    plancheck.errors.PlancheckError: <frame>: error[targets-among-rows]: column 类型 says of rows that ...
    """
    columns = [column for column in own if isinstance(column, str) and fold(column) in _kinds()]
    columns = [column for column in columns if column not in (roles.get("indicator"), roles.get("value"))]

    @cache
    def refuse() -> None:
        for column in columns:
            for cell in cells_of(column):
                if isinstance(cell, str) and is_target_word(cell):
                    found = cell.strip()
                    raise PlancheckError(Diagnostic(code="targets-among-rows", file=name, field=column, found=found))

    return refuse


@cache
def _kinds() -> frozenset[str]:
    return frozenset(map(fold, resources.rules("columns.toml")["rows_of_targets"]["columns"]))
