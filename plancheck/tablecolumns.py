"""The columns of a table of indicators, recognised by their headers (`rules/tables.toml`)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from attrs import evolve, frozen

from plancheck import resources
from plancheck.patterns import deferred
from plancheck.texttables import folded, heads_indicators, without_brackets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plancheck.grids import Grid, GridCell

ColumnRole = Literal[
    "indicator", "group", "unit", "nature", "responsible", "target", "reported", "change", "year", "part", "other"
]
_FIGURES = ("target", "reported", "change")
_HEADER_WITHIN = 4  # rows from the top
_DEEPEST = 3
_YEAR = deferred(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_FIVE_YEARS = deferred(r"十([一二三四五六七八九])五")
_IN_BRACKETS = deferred(r"[(\[〔]([^()\[\]〔〕]+)[)\]〕]")
_FIGURE = deferred(r"\d")


@frozen
class Column:
    """What a column holds, the year it is of, and what its header has in brackets, which may be a unit.

    `is_past` tells of a column of changes that they have happened.
    """

    role: ColumnRole
    header: str = ""
    year: int | None = None
    brackets: tuple[str, ...] = ()
    is_past: bool = False


@frozen
class Setting:
    """What is known about a table from around it: the words above it, whether it looks back, the first year planned."""

    words: str = ""
    looks_back: bool = False
    first_year: int | None = None


@frozen
class Layout:
    """How a table of indicators is laid out: its columns, and the row below its header."""

    columns: tuple[Column, ...]
    first_row: int

    def of(self, role: ColumnRole) -> list[int]:
        """Return the positions of the columns that have *role*."""
        return [at for at, column in enumerate(self.columns) if column.role == role]

    @property
    def has_figures(self) -> bool:
        """Tell whether a column holds targets, reported figures or changes."""
        return any(column.role in _FIGURES for column in self.columns)


def read_layout(grid: Grid, setting: Setting) -> Layout | None:
    """Return how *grid* is laid out, None if it is no table of indicators.

    Columns of years that nobody can tell targets or reported figures from keep the role `year`.
    """
    for top, row in enumerate(grid.rows[:_HEADER_WITHIN]):
        named = [at for at, cell in enumerate(row) if without_brackets(folded(cell.text)) in heads_indicators()]
        if not named or len({id(cell) for cell in row}) < 2:
            continue
        below = _below_header(grid.rows, top, named[0])
        headers = [
            "".join(dict.fromkeys(folded(row[at].text) for row in grid.rows[top:below])) for at in range(len(row))
        ]
        columns = _settled([_column(header) for header in headers], setting)
        return Layout(tuple(columns), below) if _is_of_indicators(columns) else None
    return None


def last_year_of_plan(text: str) -> int | None:
    """Return the last year of the five-year plan that *text* names, None if it names none.

    >>> last_year_of_plan("“十四五”卫生健康主要指标")
    2025
    """
    match = _FIVE_YEARS.search(text)
    return 1955 + 5 * (10 + "一二三四五六七八九".index(match[1]) + 1) if match else None


def _below_header(rows: Sequence[Sequence[GridCell]], top: int, indicator: int) -> int:
    """Return the row below the header that begins at *top*: rows go on in it as long as no indicator stands there."""
    below = top + 1
    while below < min(len(rows), top + _DEEPEST):
        here = rows[below][indicator]
        goes_on = here is rows[top][indicator] or not here.text
        filled = {cell.span: cell.text for cell in rows[below] if cell.text and cell not in rows[top]}.values()
        is_group = len(filled) == 1 and not any(_YEAR.search(folded(text)) or "(" in folded(text) for text in filled)
        if not goes_on or not filled or is_group or not all(map(_is_header, filled)):
            break
        below += 1
    return below


def _is_header(text: str) -> bool:
    header = folded(text)
    return bool(_YEAR.search(header)) or not _FIGURE.search(header)


def _column(header: str) -> Column:
    """Return what a folded header says by itself."""
    table = resources.rules("tables.toml")
    core = without_brackets(header)
    brackets = tuple(_IN_BRACKETS.findall(header))
    known = _known_headers().get(core)
    if known:
        return Column(known, header, None, brackets)
    years = [int(year) for year in _YEAR.findall(header)]
    plan_end = last_year_of_plan(header)
    year = years[-1] if years else plan_end
    words: dict[str, Any] = table["words"]
    found = next(
        (role for role in ("other", "reported", "change", "target", "past") if _has(header, words[role])), None
    )
    if found is None:
        return Column("year" if year else "other", header, year, brackets)
    return Column("reported" if found == "past" else found, header, year, brackets)  # type: ignore[arg-type]


def _has(header: str, words: Sequence[str]) -> bool:
    return any(word in header for word in words)


@cache
def _known_headers() -> dict[str, ColumnRole]:
    table = resources.rules("tables.toml")["columns"]
    roles: tuple[ColumnRole, ...] = ("indicator", "unit", "nature", "responsible", "other")
    return {folded(name): role for role in roles for name in table[role]}


def _settled(columns: list[Column], setting: Setting) -> list[Column]:
    """Return *columns* with groups told from indicators, years told apart, and columns of parts left out."""
    indicators = [at for at, column in enumerate(columns) if column.role == "indicator"]
    for at in indicators[:-1]:
        columns[at] = evolve(columns[at], role="group")
    years = {role: [c.year for c in columns if c.role == role and c.year] for role in ("target", "reported", "year")}
    columns = [evolve(c, role=_role_of_year(c, columns, years, setting)) if c.role == "year" else c for c in columns]
    told = {column.role for column in columns} & {"reported", "target"} == {"reported"}
    return _without_parts([evolve(c, is_past=_has_happened(c, told, setting)) for c in columns])


def _has_happened(column: Column, told: bool, setting: Setting) -> bool:
    """Tell whether a column holds changes of a time past; *told* that all other figures of the table are reported."""
    if column.role != "change":
        return False
    return bool(column.year and setting.first_year and column.year < setting.first_year) or told or setting.looks_back


def _role_of_year(
    column: Column, columns: Sequence[Column], years: dict[str, list[int]], setting: Setting
) -> ColumnRole:
    """Tell what a column is that is headed by a year alone."""
    year = column.year or 0
    if setting.looks_back:
        return "reported"
    if setting.first_year:
        return "target" if year >= setting.first_year else "reported"
    if years["target"]:
        return "reported" if year < min(years["target"]) else "target"
    if years["reported"]:
        return "target" if year > max(years["reported"]) else "reported"
    evidence = any(c.role in ("nature", "change") for c in columns) or _has(
        setting.words, resources.rules("tables.toml")["words"]["target"]
    )
    if not evidence:
        return "year"
    return "reported" if len(years["year"]) > 1 and year == min(years["year"]) else "target"


def _without_parts(columns: list[Column]) -> list[Column]:
    """Return *columns* where, of several for one thing and year, only that for the whole place counts."""
    whole = resources.rules("tables.toml")["whole"]["words"]
    places: dict[tuple[str, int | None], list[int]] = {}
    for at, column in enumerate(columns):
        if column.role in ("target", "reported"):
            places.setdefault((column.role, column.year), []).append(at)
    for alike in (several for several in places.values() if len(several) > 1):
        of_whole = [at for at in alike if _has(columns[at].header, whole)]
        for at in alike:
            if of_whole != [at]:
                columns[at] = evolve(columns[at], role="part")
    return columns


def _is_of_indicators(columns: Sequence[Column]) -> bool:
    """Tell whether a header says enough: 指标 beside a column of figures, or a weaker word with a unit or a year."""
    figures = [column for column in columns if column.role in (*_FIGURES, "year", "part")]
    strong = any(c.role == "indicator" and ("指标" in c.header or c.header == "indicator") for c in columns)
    unit = any(column.role == "unit" for column in columns)
    return bool(figures) and (strong or unit or any(column.year for column in figures))
