"""What a row of a table of indicators says beside its figures: name, unit, group, force, responsible bodies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field

from plancheck import resources
from plancheck.errors import Diagnostic, at
from plancheck.normalize import normalize
from plancheck.patterns import deferred
from plancheck.rowfigures import Row
from plancheck.tablecells import says_nothing, without_notes
from plancheck.text import ITEM_MARK
from plancheck.unit_names import is_unit

if TYPE_CHECKING:
    from plancheck.catalog import Catalog
    from plancheck.documents import Document
    from plancheck.grids import Grid, GridCell
    from plancheck.tablecolumns import Layout
    from plancheck.text import Span

NOTE_LINE = deferred(r"[\s\u3000|]*(?:注|备注|说明|附注|资料来源|[①-⑳*※])")
_WHOLE_WITH_UNIT = deferred(r"(?P<name>[^:：()（）]+)[(（](?P<unit>[^()（）]{1,10})[)）][:：](?P<part>[^()（）]+)$")
_BRACKETS_BEHIND = deferred(r"\s*[(\[]([^()\[\]]+)[)\]]$")


@define
class Table:
    """A table being read, with what stands around it."""

    document: Document
    grid: Grid
    layout: Layout
    section: tuple[str, ...]
    unit: str | None
    plan_end: int | None
    notes: tuple[str, ...]
    catalog: Catalog
    diagnostics: list[Diagnostic] = field(factory=list)

    def complain(self, code: str, span: Span, **fields: Any) -> None:
        """Note what is wrong or doubtful in a cell."""
        self.diagnostics.append(evolve(at(self.document.source, span, code), **fields))


@define
class Group:
    """What the rows above say for those below: a group's name, whether it is binding, the last whole indicator."""

    name: str = ""
    nature: str = ""
    indicator: str = ""


def row_of(table: Table, cells: tuple[GridCell, ...], group: Group) -> Row | None:
    """Return what a row says beside its figures; None for one that names a group, holds a note, or has no figure."""
    layout = table.layout
    filled = {cell.span: cell for cell in cells if cell.text}
    figures = [at for role in ("target", "reported", "change") for at in layout.of(role)]
    given = [cells[at] for at in figures if not says_nothing(cells[at].text)]
    if len(filled) == 1:
        (cell,) = filled.values()
        if not NOTE_LINE.match(cell.text):
            group.name, group.nature, group.indicator = ITEM_MARK.sub("", cell.text), cell.text, ""
            if re.search(r"\d\D{0,3}$", cell.text) and len(cells) > 1:  # figures that could not be put into columns
                table.complain("unread-cell", cell.span)
        return None
    name, unit = _name(cells, layout, group)
    if not given:
        return None
    if not name:
        table.complain("no-indicator", given[0].span)
        return None
    own = next((cells[at].text for at in layout.of("unit") if not says_nothing(cells[at].text)), None)
    nature = "".join(cells[at].text for at in layout.of("nature")) or group.nature
    return Row(
        name=name,
        unit=own or unit or table.unit,
        binding=any(word in nature for word in resources.rules("tables.toml")["nature"]["must"]),
        responsible=tuple(
            body for at in layout.of("responsible") for body in re.split(r"[、,，;；\s]+", cells[at].text) if body
        ),
        group=group.name,
    )


def _name(cells: tuple[GridCell, ...], layout: Layout, group: Group) -> tuple[str, str | None]:
    """Return the indicator's name and the unit in its brackets; a part of an indicator is named with the whole."""
    cell = cells[layout.of("indicator")[0]]
    above = next((cells[at] for at in reversed(layout.of("group")) if cells[at].text), None)
    if not cell.text and above is not None:
        cell = above
    text = normalize(cell.text).text.strip()
    rule = resources.rules("tables.toml")["parts"]
    words = sorted({normalize(word).text for word in rule["words"]}, key=len, reverse=True)
    is_part = text.startswith(tuple(words))
    text = text.removeprefix(next((word for word in words if text.startswith(word)), "")).strip()
    front = None
    while front != text:
        front, text = text, ITEM_MARK.sub("", text)
    name, unit = _without_unit(without_notes("".join(text.split())))
    whole = group.indicator
    if above is not None and above.span != cell.span:
        whole, is_part = _without_unit(without_notes("".join(normalize(above.text).text.split())))[0], True
    if is_part and whole and 0 < len(name) <= rule["short"]:
        return f"{whole}({name})", unit
    if not is_part and name:
        group.indicator = name
    return name, unit


def _without_unit(name: str) -> tuple[str, str | None]:
    """Return a name without the unit in brackets behind it, and that unit.

    A bracket that holds no unit is part of the name.
    """
    whole = _WHOLE_WITH_UNIT.match(name)
    if whole and is_unit(whole["unit"]):  # 主要污染物减少(%):氨氮
        return f"{whole['name']}:{whole['part']}", whole["unit"]
    match = _BRACKETS_BEHIND.search(name)
    if match is None or not match.start():
        return name, None
    pieces = [re.sub("^单位:?", "", piece) for piece in re.split(r"[,，;；、]", match[1])]
    units = [piece for piece in pieces if is_unit(piece)]
    if len(units) == 1 and all(piece in units or re.search("累计|年均", piece) for piece in pieces):
        return without_notes(name[: match.start()]), units[0]
    before, unit = _without_unit(name[: match.start()]) if name[match.start() - 1] in ")）" else ("", None)
    return (before + name[match.start() :], unit) if unit else (name, None)
