"""The files of the catalog as indicators by id and by every name: the shipped ones, and users' own beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from plancheck import resources
from plancheck.catalogentries import (
    Formula,
    Indicator,
    RawEntry,
    Reference,
    build,
    formula_parts,
    read_file,
    unit_of,
    written_names,
)
from plancheck.errors import PlancheckError
from plancheck.indicator_names import near_names, normalize_name, normalize_names, split_change
from plancheck.inputs import decode, read_input
from plancheck.unit_names import UnknownUnit, canonical

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from plancheck.records import Direction

    Name = tuple[str, Direction | None]  # an indicator's id, and which way it changes if it is the name of a change

_FOLDER = "indicators"


def entries_in(paths: Iterable[str | os.PathLike[str]]) -> tuple[Mapping[str, Indicator], Mapping[str, Name]]:
    """Return the shipped indicators and those of users' own files by their ids, and all by each normalised name.

    Raises PlancheckError for a file that cannot be read and for the first bad entry.

    >>> indicators, names = entries_in([])
    >>> names["孕产妇死亡率"], indicators["maternal-mortality"].unit
    (('maternal-mortality', None), 'per_100k')
    """
    files = [*_shipped_files(), *map(_own_file, paths)]
    shared: dict[str, Reference] = {}
    entries: dict[str, tuple[RawEntry, dict[str, Reference]]] = {}
    additions: list[RawEntry] = []
    for file, text, own in files:
        found, sources = read_file(text, file)
        if not own:
            shared |= sources
        for entry in found:
            if entry.only_names and own and entry.id in entries:
                additions.append(entry)
                continue
            if entry.only_names:
                raise entry.refusal("entry-missing-field", "zh", example='zh = "孕产妇死亡率"')
            if entry.id in entries:
                raise entry.refusal("duplicate-entry", other=entries[entry.id][0].file)
            if own:  # the units of the shipped entries are checked by the tests: start-up need not
                _check_unit(entry)
            entries[entry.id] = entry, sources
    names = _index([*(entry for entry, _ in entries.values()), *additions])
    indicators = {
        name: build(entry, _formula(entry, names), {**shared, **sources}) for name, (entry, sources) in entries.items()
    }
    for entry in additions:
        indicators[entry.id] = _with_names(indicators[entry.id], entry.fields)
    return indicators, names


def _with_names(indicator: Indicator, names: Mapping[str, list[str]]) -> Indicator:
    aliases = (*indicator.aliases, *names.get("aliases", ()))
    return evolve(indicator, aliases=aliases, change_names=(*indicator.change_names, *names.get("change_names", ())))


def _index(entries: list[RawEntry]) -> dict[str, Name]:
    """Return whose every normalised name is, and which way it changes if it is the name of a change."""
    spelled = [(entry, field, name) for entry in entries for field, name in written_names(entry)]
    names: dict[str, Name] = {}
    owners: dict[str, RawEntry] = {}
    for (entry, field, name), normal in zip(spelled, normalize_names(name for _, _, name in spelled), strict=True):
        way = (split_change(name) or ("", "up"))[1] if field == "change_names" else None
        if names.setdefault(normal, (entry.id, way)) != (entry.id, way):
            owner = owners[normal]
            raise entry.refusal("shared-name", field, name=name, other=owner.id, other_file=owner.file)
        owners.setdefault(normal, entry)
    return names


def _formula(entry: RawEntry, names: Mapping[str, Name]) -> Formula | None:
    parts = formula_parts(entry)
    if parts is None:
        return None
    ids = []
    for part in parts[:2]:
        found = names.get(normalize_name(part))
        if found is None or found[1] is not None or found[0] == entry.id:
            near = ", ".join(near_names(part, names)) or "—"
            raise entry.refusal("entry-unknown-part", "formula", part=part, near=near)
        ids.append(found[0])
    return Formula(numerator=ids[0], denominator=ids[1], multiplier=parts[2])


def _check_unit(entry: RawEntry) -> None:
    unit = unit_of(entry)
    if unit is None:
        return
    try:
        name = canonical(unit)
    except UnknownUnit as error:
        raise entry.refusal("entry-unit", "unit", near=", ".join(error.suggestions) or "percent") from error
    if name != unit:
        raise entry.refusal("entry-unit", "unit", near=name)


def _shipped_files() -> list[tuple[str, str, bool]]:
    return [(file, resources.rules_text(file), False) for file in resources.rule_files(_FOLDER)]


def _own_file(path: str | os.PathLike[str]) -> tuple[str, str, bool]:
    read = read_input(path)
    try:
        text, _ = decode(read, "utf-8")
    except PlancheckError as error:
        if error.diagnostic.code != "wrong-encoding":
            raise
        details = {"reason": "TOML is written in UTF-8"}  # nobody has named an encoding
        raise PlancheckError(evolve(error.diagnostic, code="bad-toml", details=details)) from error
    return read.name, text.removeprefix("\ufeff").replace("\r\n", "\n"), True
