"""A check as a query that runs where the data lives: rows with verdict and margin, or the summary of all targets.

The texts of `sqlsteps` are the fixed part of the query and are parsed by sqlglot; the tables of the plan and the
caller's names come in as expressions; sqlglot writes the dialect that is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from plancheck import resources
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.rulelines import target_words
from plancheck.spellings import called_columns
from plancheck.sqlregions import STANDING, place_form
from plancheck.sqlsteps import ALIASES, FIGURES, JUDGED, MATCHED, NUMBER, READ, ROWS, STANDS
from plancheck.sqlsummary import SUMMARY
from plancheck.sqltables import COLUMNS, PLACES, sql_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlglot import exp

    from plancheck.checks import Check

_BACKSLASHES = ("spark", "bigquery", "clickhouse")
_ALL_REPORTED = (
    "-- Rows that hold targets count as reported: leave them out, or name the column that says so: kind=...\n"
)
_TRUTHS = ("bare", "low_open", "high_open", "whole", "word", "divided")
# No table can be empty: the line of one that has none is never a hit.
_NOTHING: dict[str, int | bool] = {"target": -1, "form": -1, **dict.fromkeys(_TRUTHS, False)}


def to_sql(
    check: Check,
    *,
    dialect: str = "duckdb",
    table: str = "data",
    columns: Mapping[str, str] | None = None,
    keep: Sequence[str] = (),
    query: Literal["rows", "summary"] = "rows",
) -> str:
    """Return the query that *check* is, in *dialect*, over *table* (which may be qualified: health.figures).

    *columns* tells how the table calls indicator, value, unit, region and period, as far as it has them; by default it
    has them all, called so. Rows whose cell under `kind` calls them targets are left out; without it the text says that
    there must be none. `rows` has a row for each figure and target that it answers for: the cells, those of the
    columns to *keep* (a row's own id, say), the verdict, the reason (as in `rules/verdicts.toml`) and the margin in the
    target's unit. `summary` has a row a target. Raises PlancheckError for a check without targets.

    >>> from plancheck import parse
    >>> check = parse("参保率达到95%以上。").compile()
    >>> to_sql(check, columns={"value": "数值", "kind": "类型"}).splitlines()[0]
    'WITH targets AS ('
    """
    if not check.targets:
        raise PlancheckError(Diagnostic(code="no-targets"))
    called = called_columns(columns)
    steps = _tables(check) | {
        "figures": _kept(_figures(table, called), keep, cells=True),
        "readings": _kept(_parsed(READ), keep),
        **({name: _parsed(text) for name, text in STANDING.items()} if check.regional else {}),
        "matched": _kept(_matched(check), keep),
        "judged": _kept(_parsed(JUDGED), keep),
    }
    last = _kept(_parsed(ROWS), keep, named=True)
    if query == "summary":
        *before, (_, final) = SUMMARY.items()
        steps |= {name: _parsed(text) for name, text in before}
        last = _parsed(final)
    for name, step in steps.items():
        last = last.with_(name, as_=step, copy=False)
    if dialect in _BACKSLASHES:
        last = last.transform(_escaped, copy=False)
    if dialect == "clickhouse":
        last = last.transform(_clickhouse, copy=False)
    return ("" if "kind" in called else _ALL_REPORTED) + str(last.sql(dialect=dialect, pretty=True)) + "\n"


def _matched(check: Check) -> Any:
    step = _parsed(MATCHED)
    if check.regional:
        for name, alias in ALIASES.items():
            on = f"{alias}.region = t.region"
            step = step.join(f"{name} AS {alias}", on=on, join_type="left", dialect="duckdb", copy=False)
        step = step.where(STANDS, dialect="duckdb", copy=False)
    return step


def _kept(step: Any, keep: Sequence[str], *, cells: bool = False, named: bool = False) -> Any:
    """Return *step* with the columns to keep, from the caller's *cells* or as the step before has them."""
    from sqlglot import exp

    for number, name in enumerate(keep):
        column = exp.column(name, quoted=True) if cells else exp.column(f"kept_{number}")
        alias = exp.to_identifier(name, quoted=True) if named else exp.to_identifier(f"kept_{number}")
        step = step.select(exp.alias_(column, alias), copy=False)
    return step


def _parsed(text: str) -> Any:
    """Return a fixed part of the query with the words for no figure and the form of numbers put in."""
    from sqlglot import exp, parse_one

    markers = resources.rules("columns.toml")["no_figure"]["markers"]
    words = [exp.Literal.string(word) for word in ("", *sorted(markers))]
    forms = {"number_form": NUMBER, "place_form": place_form()}

    def fill(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.In) and [column.name for column in node.expressions] == ["markers"]:
            node.set("expressions", [word.copy() for word in words])
        if isinstance(node, exp.Column) and node.name in forms:
            return exp.Literal.string(forms[node.name])
        return node

    return parse_one(text, dialect="duckdb").transform(fill)


def _figures(table: str, called: Mapping[str, str]) -> Any:
    """Return the part that reads the caller's table: its cells as they are, and as texts."""
    from sqlglot import exp

    cells = {"name": "indicator", "value": "value", "unit": "unit", "region": "region", "period": "period"}

    def fill(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Table):
            return exp.to_table(table, dialect="duckdb").transform(_quoted)
        if not isinstance(node, exp.Column):
            return node
        word, _, form = node.name.partition("_")
        if form not in ("cell", "text") or word not in cells:
            return node
        column = called.get(cells[word])
        cell = exp.column(column, quoted=True) if column else exp.cast(exp.null(), "TEXT")
        return exp.cast(cell, "TEXT") if form == "text" and column else cell

    step = _parsed(FIGURES).transform(fill)
    if "kind" in called:
        said = exp.func("COALESCE", exp.cast(exp.column(called["kind"], quoted=True), "TEXT"), exp.Literal.string(""))
        step = step.where(exp.func("LOWER", exp.func("TRIM", said)).isin(*target_words()[1]).not_(), copy=False)
    return step


def _escaped(node: exp.Expr) -> exp.Expr:
    """Double the backslashes of a text, which sqlglot leaves as they are where they escape what follows."""
    from sqlglot import exp

    if isinstance(node, exp.Literal) and node.is_string and "\\" in node.this:
        return exp.Literal.string(node.this.replace("\\", "\\\\"))
    return node


def _clickhouse(node: exp.Expr) -> exp.Expr:
    """Give ClickHouse its own functions: for a text that may be no number, and for a table that stands in the query."""
    from sqlglot import exp

    if isinstance(node, exp.TryCast):
        return exp.Anonymous(this="toDecimal128OrNull", expressions=[node.this, exp.Literal.number(PLACES)])
    if isinstance(node, exp.Values):  # without this function each line would be a query of its own
        names = [column.name for column in node.args["alias"].columns]
        columns = [f"{name} {_kind(cell)}" for name, cell in zip(names, node.expressions[0].expressions, strict=True)]
        lines = exp.Anonymous(this="values", expressions=[exp.Literal.string(", ".join(columns)), *node.expressions])
        return exp.alias_(exp.Table(this=lines), node.alias, table=True)
    return node


def _kind(cell: exp.Expr) -> str:
    from sqlglot import exp

    if isinstance(cell, exp.Boolean):
        return "Bool"
    return "String" if isinstance(cell, exp.Literal) and cell.is_string else "Int64"


def _quoted(node: exp.Expr) -> exp.Expr:
    from sqlglot import exp

    if isinstance(node, exp.Identifier):
        node.set("quoted", True)
    return node


def _tables(check: Check) -> dict[str, Any]:
    """Return the tables of the plan as selections from VALUES."""
    from sqlglot import exp

    tables = sql_tables(check)
    found = {}
    for name, columns in COLUMNS.items():
        if name in ("areas", "lies") and not check.regional:
            continue
        lines = getattr(tables, name)
        values = lines or (tuple(_NOTHING.get(column, "") for column in columns),)
        listed: list[exp.Expr] = [exp.column(column) for column in columns]
        if name == "bounds":
            kinds = {**dict.fromkeys(("low", "high", "unlike_low", "unlike_high"), PLACES), "factor": 9}
            listed = [_number(column, kinds[column.name]) if column.name in kinds else column for column in listed]
        if name in ("aside", "bounds", "regions", "areas", "lies", "periods"):
            listed.append(exp.alias_(exp.Literal.number(1 if lines else 0), "hit"))
        source = exp.values([tuple(map(exp.convert, line)) for line in values], alias=name[0], columns=columns)
        found[name] = exp.select(*listed).from_(source)
    return found


def _number(column: exp.Expr, places: int) -> exp.Expr:
    from sqlglot import exp

    text = exp.func("NULLIF", column, exp.Literal.string(""))
    width = 38 if places == PLACES else 18
    return exp.alias_(exp.cast(text, f"DECIMAL({width}, {places})"), column.name)
