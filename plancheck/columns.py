"""Which column of a table holds what, by the names that offices give them (`rules/columns.toml`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plancheck import resources
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.headings import ROLES, read_heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SHOWN = 12


def find_columns(
    names: tuple[str, ...], file: str, line: int | None, told: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Return the position of each role's column among *names*, of a table with one figure a row.

    *told* names columns outright ({"value": "完成值"}) and wins over the table of names. Raises PlancheckError, with
    *file* and *line* as its place, where two columns hold the same thing, where a column that was told is not there,
    and where there is none for the indicator or for its value (numerator and denominator together are a value).

    >>> find_columns(("指标名称", "计量单位", "完成值"), "data.csv", 1)
    {'indicator': 0, 'value': 2, 'unit': 1}
    """
    found = told_columns([[name] for name in names], file, line, told or {})
    taken = set(found.values())
    headings = [read_heading(name) if i not in taken else None for i, name in enumerate(names)]
    for role in ROLES:
        places = [
            i
            for i, heading in enumerate(headings)
            if heading and heading.role == role and heading.bare and not heading.unit
        ]
        if role not in found and len(places) > 1:
            raise ambiguous(role, [names[i] for i in places], file, line)
        if role not in found and places:
            found[role] = places[0]
    for role in ("indicator", "value"):
        derived = role == "value" and {"numerator", "denominator"} <= set(found)
        if role not in found and not derived:
            raise lacking(role, names, file, line)
    return {role: found[role] for role in ROLES if role in found}


def told_columns(
    headers: Sequence[Sequence[str]], file: str, line: int | None, told: Mapping[str, str]
) -> dict[str, int]:
    """Return the positions of the columns that the caller names; *headers* are the names that each answers to.

    The first of these is the whole heading, which goes before its parts. Raises ValueError for a role that does not
    exist, PlancheckError for a column that is not there, a name that several have, and one column for two roles.
    """
    unknown = [role for role in told if role not in ROLES]
    if unknown:
        msg = f"columns are told for {', '.join(ROLES)}, not for {unknown[0]}"
        raise ValueError(msg)
    found: dict[str, int] = {}
    for role, name in told.items():
        places = [at for at, names in enumerate(headers) if name in names[:1]]
        places = places or [at for at, names in enumerate(headers) if name in names]
        if not places:
            details = {"names": shown(names[0] for names in headers if names)}
            raise PlancheckError(
                Diagnostic(code="no-such-column", file=file, line=line, field=role, found=name, details=details)
            )
        if len(places) > 1:
            raise ambiguous(role, [headers[at][0] for at in places], file, line)
        other = next((role for role, at in found.items() if at == places[0]), None)
        if other:
            details = {"roles": f"{other}, {role}"}
            raise PlancheckError(
                Diagnostic(code="column-of-two-roles", file=file, line=line, found=name, details=details)
            )
        found[role] = places[0]
    return found


def ambiguous(role: str, names: Iterable[str], file: str, line: int | None) -> PlancheckError:
    """Return the error of several columns that may be the one for *role*."""
    details = {"role": role, "names": shown(names)}
    return PlancheckError(Diagnostic(code="ambiguous-column", file=file, line=line, field=role, details=details))


def lacking(role: str, names: Iterable[str], file: str, line: int | None) -> PlancheckError:
    """Return the error of a table that has no column for *role*, "indicator" or "value"."""
    details = {"names": shown(names), "known": shown(resources.rules("columns.toml")["columns"][role])}
    return PlancheckError(Diagnostic(code=f"no-{role}-column", file=file, line=line, field=role, details=details))


def shown(names: Iterable[str]) -> str:
    """Return a few of *names* on one line; a header that is really data can be endless."""
    names = [" ".join(name.split())[:20] for name in names]
    return ", ".join([*names[:_SHOWN], *(["…"] if len(names) > _SHOWN else [])])
