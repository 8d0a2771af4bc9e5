"""Which column of a table holds what, by the names that offices give them (`rules/columns.toml`)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from plancheck import resources
from plancheck.errors import Diagnostic, PlancheckError

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLES = ("indicator", "value", "unit", "region", "period", "numerator", "denominator")
_FOLDED: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLDED |= {ord(c): "" for c in " \t\r\n\u3000\xa0_-\u200b\ufeff"}
_SHOWN = 12


def find_columns(
    names: tuple[str, ...], file: str, line: int | None, told: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Return the position of each role's column among *names*.

    *told* names columns outright ({"value": "完成值"}) and wins over the table of names. Raises PlancheckError, with
    *file* and *line* as its place, where two columns hold the same thing, where a column that was told is not there,
    and where there is none for the indicator or for its value (numerator and denominator together are a value).

    >>> find_columns(("指标名称", "计量单位", "完成值"), "data.csv", 1)
    {'indicator': 0, 'value': 2, 'unit': 1}
    """
    found = _told_columns(names, file, line, told or {})
    taken = set(found.values())
    for role in ROLES:
        places = [i for i, name in enumerate(names) if i not in taken and _roles().get(_fold(name)) == role]
        if role not in found and len(places) > 1:
            details = {"role": role, "names": _shown([names[i] for i in places])}
            raise PlancheckError(Diagnostic(code="ambiguous-column", file=file, line=line, field=role, details=details))
        if role not in found and places:
            found[role] = places[0]
    for role, code in (("indicator", "no-indicator-column"), ("value", "no-value-column")):
        derived = role == "value" and {"numerator", "denominator"} <= set(found)
        if role not in found and not derived:
            details = {"names": _shown(list(names)), "known": _shown(resources.rules("columns.toml")["columns"][role])}
            raise PlancheckError(Diagnostic(code=code, file=file, line=line, field=role, details=details))
    return {role: found[role] for role in ROLES if role in found}


def _told_columns(names: tuple[str, ...], file: str, line: int | None, told: Mapping[str, str]) -> dict[str, int]:
    unknown = [role for role in told if role not in ROLES]
    if unknown:
        msg = f"columns are told for {', '.join(ROLES)}, not for {unknown[0]}"
        raise ValueError(msg)
    for role, name in told.items():
        if name not in names:
            details = {"names": _shown(list(names))}
            raise PlancheckError(
                Diagnostic(code="no-such-column", file=file, line=line, field=role, found=name, details=details)
            )
    return {role: names.index(name) for role, name in told.items()}


@cache
def _roles() -> dict[str, str]:
    table = resources.rules("columns.toml")["columns"]
    return {_fold(name): role for role in ROLES for name in table[role]}


def _fold(name: str) -> str:
    return name.translate(_FOLDED).casefold()


def _shown(names: list[str]) -> str:
    """Return a few of *names* on one line; a header that is really data can be endless."""
    shown = [" ".join(name.split())[:20] for name in names[:_SHOWN]]
    return ", ".join([*shown, *(["…"] if len(names) > _SHOWN else [])])
