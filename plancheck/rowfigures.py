"""The figures in a row of a table of indicators: value, unit, bound, kind, from the cell, its column and its row."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from plancheck.constraints import lower
from plancheck.documents import read_document
from plancheck.indicator_names import full_unit, split_change
from plancheck.records import Constraint
from plancheck.tablecells import CellFigure, fold_unit, read_figure, scaled
from plancheck.text import Source
from plancheck.unit_names import UnknownUnit, is_unit

if TYPE_CHECKING:
    from collections.abc import Collection

    from plancheck.catalog import Catalog
    from plancheck.documents import Document
    from plancheck.grids import GridCell
    from plancheck.records import Comparison, Direction, Kind, Number
    from plancheck.tablecolumns import Column

_RATES = ("percent", "permille", "per_10k", "per_100k", "per_million")
_SCALES = (1, 100, 1000, 10_000, 1_000_000, 100_000_000)  # of units: an amount of change has that of its row
_LOST = ("missing-value", "garbled-number")


@frozen(kw_only=True)
class Row:
    """What a row says beside its figures; `binding` tells that its indicator is 约束性."""

    name: str
    unit: str | None = None
    binding: bool = False
    responsible: tuple[str, ...] = ()
    group: str = ""


@frozen
class _Amount:
    """A figure in the unit of the records, and the codes of what is doubtful about it."""

    value: Number | None
    high: Number | None
    unit: str | None
    codes: tuple[str, ...] = ()


def figures_of(
    cell: GridCell,
    column: Column,
    row: Row,
    document: Document,
    catalog: Catalog,
    *,
    marks: Collection[str] = (),
    totals: bool = False,
) -> list[Constraint]:
    """Return the constraints that *cell* states, none if it cannot be read; their place and deadline are not set yet.

    *marks* are those of the table's footnotes, *totals* tells that round brackets hold figures for the whole period.
    """
    reported = column.role == "reported" or column.is_past
    figure = read_figure(cell.text, marks, reported=reported, round_is_total=totals)
    if figure is None:
        return [] if reported else _in_words(cell, row, document)
    direction = _direction(figure, column, row)
    amount = _amount(figure, column, row, catalog, changes=direction is not None)
    kind: Kind = "change" if direction else "level"
    codes = [*amount.codes, *(["period-total"] if figure.total else [])]
    op: Comparison | None = "range" if amount.high is not None else figure.op or ("=" if reported else None)
    if op is None:
        op, stated = _better(catalog, row.name, kind, direction, amount.unit)
        codes += [] if stated or figure.code else ["bound-unstated"]
    return [
        Constraint(
            role="report" if reported else "target",
            kind=kind,
            indicator=row.name,
            op=op,
            value=amount.value,
            high=amount.high,
            unit=amount.unit,
            direction=direction,
            modality="must" if row.binding and not reported else "plain",
            start=cell.span.start + figure.span.start,
            end=cell.span.start + figure.span.end,
            diagnostics=tuple(codes),
            period=str(figure.year or column.year) if reported and (figure.year or column.year) else None,
        )
    ]


def _direction(figure: CellFigure, column: Column, row: Row) -> Direction | None:
    """Return which way the figure is a change, None if it is a level: a name that says a change makes it one."""
    if split_change(row.name.partition(":")[0]) or (column.role == "change" and _is_bounded_level(figure, column, row)):
        return None
    percent_of_other = figure.sign and figure.unit in ("%", "‰") and not _is_rate(row.unit)
    if column.role != "change" and figure.sign != "+" and not percent_of_other and not (figure.total and figure.sign):
        return None
    return "down" if figure.sign == "-" else "up"


def _is_bounded_level(figure: CellFigure, column: Column, row: Row) -> bool:
    """Tell whether a figure among changes bounds a rate (<5.5) or says what is to be reached (年均/累计: >46)."""
    if figure.op not in ("<", "<=", ">", ">=") or figure.sign or figure.total or figure.unit:
        return False
    return "累计" in column.header or (figure.op in ("<", "<=") and _is_rate(row.unit))


def _is_rate(unit: str | None) -> bool:
    return unit is not None and is_unit(unit) and fold_unit(unit)[1] in _RATES


def _amount(figure: CellFigure, column: Column, row: Row, catalog: Catalog, *, changes: bool) -> _Amount:
    """Return value and unit of a figure: the unit is the cell's, else the column's or the row's."""
    codes = (figure.code,) if figure.code else ()
    value = -figure.value if changes and figure.value is not None and figure.sign == "-" else figure.value
    written, wrong = _written_unit(figure, column, row, changes=changes)
    if wrong:
        return _Amount(None if wrong == "conflicting-units" else value, figure.high, None, (*codes, wrong))
    if written is None:
        return _Amount(value, figure.high, None, codes)
    try:
        factor, unit = fold_unit(written)
    except UnknownUnit:
        return _Amount(value, figure.high, written, (*codes, "unknown-unit"))
    if changes and figure.unit is None and unit in _RATES and not _own_brackets(column):
        unit = "percentage_point"  # 60 % to 65 % is 〔5〕
    if not changes:
        unit = _whole_unit(catalog, row.name, unit)
    if figure.code in _LOST:
        return _Amount(None, None, unit, codes)
    return _Amount(scaled(value, factor), scaled(figure.high, factor), unit, codes)


def _whole_unit(catalog: Catalog, name: str, unit: str) -> str:
    """Return the unit that name and unit say together: 每千人口床位数 in 张 is in 张/千人."""
    whole = catalog.full_unit(name, unit) or unit
    indicator = catalog.find(name)
    is_ratio = indicator is None or "/" in (indicator.unit or "")
    return full_unit(name, unit) or unit if whole == unit and is_ratio else whole


def _written_unit(figure: CellFigure, column: Column, row: Row, *, changes: bool) -> tuple[str | None, str | None]:
    """Return the unit of a figure as it is written, or the code of why it cannot be told."""
    of_column = _own_brackets(column)
    if changes:
        if figure.unit:
            return figure.unit, None
        if of_column and not _is_rate(row.unit):
            return of_column, None
        if figure.total and not of_column:  # a total is in the indicator's own unit
            return row.unit, None
        return None, "unit-unstated"
    own = row.unit or of_column
    if figure.unit is None:
        doubled = figure.scaled and own is not None and is_unit(own) and fold_unit(own)[0] > 1
        return (None, "conflicting-units") if doubled else (own, None)
    if own is not None and is_unit(own) and fold_unit(own)[1] != fold_unit(figure.unit)[1]:
        return None, "conflicting-units"
    return figure.unit, None


def _own_brackets(column: Column) -> str | None:
    return next((text for text in column.brackets if is_unit(text)), None)


def _better(
    catalog: Catalog, name: str, kind: Kind, direction: Direction | None, unit: str | None
) -> tuple[Comparison, bool]:
    """Return the comparison of a bare figure, towards what the catalog calls better, and whether that is certain.

    Where the catalog does not say, it is "at least", as for a bare figure in a sentence. For the size of a change that
    is certain, for a level it is not: in a table figures that should be low stand beside those that should be high.
    """
    better = catalog.key(name, kind, direction, unit).better
    return "<=" if better == "lower" else ">=", kind == "change" or better != "neither"


def _in_words(cell: GridCell, row: Row, document: Document) -> list[Constraint]:
    """Return what a cell in words states of the row's indicator, read as the sentence that name and cell make."""
    found, _ = lower(read_document(Source(row.name + cell.text), year=document.year))
    stated = []
    for constraint in found:
        if constraint.start < len(row.name):  # a figure in the name
            continue
        value, high, unit = constraint.value, constraint.high, constraint.unit
        if (
            value is not None
            and row.unit
            and is_unit(row.unit)
            and (constraint.kind == "level" or split_change(row.name))
        ):
            factor, own = fold_unit(row.unit)
            if unit not in (None, own):
                continue  # of something else than the row says
            if unit is None:
                value, high, unit = scaled(value, factor), scaled(high, factor), own
        stated.append(
            evolve(
                constraint,
                role="target",
                indicator=row.name if len(found) == 1 else constraint.indicator,
                value=value,
                high=high,
                unit=unit,
                modality="must" if row.binding else constraint.modality,
                start=cell.span.start + constraint.start - len(row.name),
                end=cell.span.start + constraint.end - len(row.name),
            )
        )
    return stated


def with_units_of_changes(stated: list[tuple[int | None, Constraint]]) -> list[Constraint]:
    """Return the constraints of a row, each given with its year, with the unit of changes that their row settles.

    Among percentages an unmarked 5 may be percent or percentage points; from 52 to 57 it is points. Among amounts it
    may be percent or an amount.
    """
    levels = [
        (year, Fraction(c.value), c.role, c.unit)
        for year, c in stated
        if year and c.kind == "level" and c.value and c.high is None
    ]
    begun = next((level for level in levels if level[2] == "report"), None)
    reached = next((level for level in reversed(levels) if level[2] == "target"), None)
    if begun is None or reached is None or reached[0] <= begun[0] or begun[3] != reached[3]:
        return [constraint for _, constraint in stated]
    scales = (1,) if begun[3] == "percent" else _SCALES
    return [_settled(constraint, reached[0] - begun[0], begun[1], reached[1], scales) for _, constraint in stated]


def _settled(
    constraint: Constraint, years: int, begun: Fraction, reached: Fraction, scales: tuple[int, ...]
) -> Constraint:
    """Return a change with its unit if the row's figures fit one unit alone, to the last digit that it has."""
    value = constraint.value
    if "unit-unstated" not in constraint.diagnostics or not isinstance(value, Decimal) or constraint.high is not None:
        return constraint
    total = "period-total" in constraint.diagnostics
    size = Fraction(value) * (1 if constraint.direction == "up" else -1)
    half = Fraction(1, 2 * 10 ** len(str(value).partition(".")[2]))
    rise = (reached - begun) / (1 if total else years)
    points = any(abs(rise / scale - size) <= half for scale in scales)
    low, high = (1 + (size - half) / 100, 1 + (size + half) / 100)
    share = low > 0 and low ** (1 if total else years) <= reached / begun <= high ** (1 if total else years)
    if points == share or (points and scales != (1,)):
        return constraint
    codes = tuple(code for code in constraint.diagnostics if code != "unit-unstated")
    return evolve(constraint, unit="percentage_point" if points else "percent", diagnostics=codes)
