"""Verdict and margin of each row as narwhals expressions over its figure and the limits beside it.

The columns are those of `limits.limit_columns` and the figure as `number`, each with `OWN` before its name. What most
rows come to is asked first: an engine that takes the branches in turn asks the rest of few rows only.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from plancheck.limits import OUTCOMES, distance_columns

if TYPE_CHECKING:
    from collections.abc import Collection

    from plancheck.thresholds import ColumnType

OWN = "_plancheck_"
_APART = {"doubt", "other_doubt", "outcome", "unlike_low", "always"}  # limits that are not simply compared


def own(name: str) -> Any:
    """Return one of our columns."""
    return nw.col(OWN + name)


def words_of(kind: Any) -> Any:
    """Return the type of a verdict column in a frame of *kind*, one of codes where it has such."""
    return nw.Enum(list(OUTCOMES)) if kind.is_polars() or kind.is_duckdb() else nw.String()


def verdict(names: Collection[str], column: ColumnType, words: Any) -> Any:
    """Return the verdict of a row whose limits have the columns *names*; *words* is the type that it comes in."""
    inside = [own("number") >= own("low")] if "low" in names else []
    inside += [own("number") <= own("high")] if "high" in names else []
    missed = own("beyond") if "beyond" in names else word("missed", words)
    outside = beyond(names, column)
    if outside is None:
        return _in_turn(names, column, words, inside, missed)
    finite = [_figure(column)] if column.kind == "float" else []
    without = nw.when(~own("target").is_null()).then(_without_figure(column, words))
    others = nw.when(outside).then(missed).otherwise(without)
    return nw.when(*inside, *finite).then(word("met", words)).otherwise(others)


def beyond(names: Collection[str], column: ColumnType) -> Any:
    """Return what tells that a figure lies beyond the bounds, None if the limits are not simply compared."""
    sides = [own("number") < own("low")] if "low" in names else []
    sides += [own("number") > own("high")] if "high" in names else []
    if not sides or _APART & set(names):
        return None
    outside = sides[0] if len(sides) == 1 else sides[0] | sides[1]
    return outside & _figure(column) if column.kind == "float" else outside


def _in_turn(names: Collection[str], column: ColumnType, words: Any, inside: list[Any], missed: Any) -> Any:
    """Return the verdict where some limits have an outcome of their own, or values in doubt."""
    number, told = own("number"), own("outcome")
    met = word("met", words)
    decided = nw.when(*inside).then(met).otherwise(missed) if inside else met
    for name in ("doubt", "other_doubt"):
        if name in names:
            decided = nw.when(number == own(name)).then(word("unresolved", words)).otherwise(decided)
    if "outcome" in names:
        decided = nw.when(~told.is_null()).then(told).otherwise(decided)
    if "unlike_low" in names:
        decided = nw.when(_unlike()).then(word("not_comparable", words)).otherwise(decided)
    decided = nw.when(_figure(column)).then(decided).otherwise(_without_figure(column, words))
    if "always" in names:
        if column.kind == "float":
            told = nw.when(_endless()).then(word("unreadable", words)).otherwise(told)
        decided = nw.when(own("always")).then(told).otherwise(decided)
    return nw.when(~own("target").is_null()).then(decided)


def margin(names: Collection[str], column: ColumnType) -> Any:
    """Return the distance to the bound in the target's unit, null where nothing was compared."""
    number = own("number").cast(nw.Float64)
    low, high = distance_columns(names, column)
    ends = [number - own(low)] if low else []
    ends += [own(high) - number] if high else []
    distance = nw.min_horizontal(*ends) if len(ends) > 1 else ends[0] if ends else nw.lit(None, dtype=nw.Float64)
    distance = distance * own("size") if "size" in names else distance
    compared = [_figure(column)] if column.kind == "float" else []
    compared += [own("outcome").is_null()] if "outcome" in names else []
    distance = nw.when(*compared).then(distance) if compared else distance
    if "unlike_low" in names:
        distance = nw.when(~_unlike()).then(distance)
    if "told" in names:
        distance = nw.when(~own("told").is_null()).then(own("told")).otherwise(distance)
    return distance


def _unlike() -> Any:
    """Return what tells that a figure cannot be held against its target (`BoundRow.unlike`)."""
    return (own("number") >= own("unlike_low")) & (own("number") <= own("unlike_high"))


def word(outcome: str, words: Any) -> Any:
    """Return an outcome as a cell of a verdict column."""
    return nw.lit(outcome) if words == nw.String else nw.lit(outcome).cast(words)


def _without_figure(column: ColumnType, words: Any) -> Any:
    nothing = word("no_data", words)
    return nw.when(_endless()).then(word("unreadable", words)).otherwise(nothing) if column.kind == "float" else nothing


def _endless() -> Any:
    return own("number").abs() == nw.lit(math.inf)


def _figure(column: ColumnType) -> Any:
    return own("number").is_finite() if column.kind == "float" else ~own("number").is_null()
