"""A check as a query that runs where the data lives: rows with verdict and margin, or the summary of all targets.

The texts below are the fixed part of the query, in DuckDB's dialect, and are parsed by sqlglot; the tables of the plan
and the caller's names come in as expressions; sqlglot writes the dialect that is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from plancheck import resources
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.spellings import called_columns
from plancheck.sqlregions import STANDING, place_form
from plancheck.sqlsummary import SUMMARY
from plancheck.sqltables import COLUMNS, PLACES, sql_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlglot import exp

    from plancheck.checks import Check

_BACKSLASHES = ("spark", "bigquery", "clickhouse")
_TRUTHS = ("bare", "low_open", "high_open", "whole", "word", "divided")
# No table can be empty: the line of one that has none is never a hit.
_NOTHING: dict[str, int | bool] = {"target": -1, "form": -1, **dict.fromkeys(_TRUTHS, False)}
_NUMBER = "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$"
_FIGURES = """
SELECT name_cell AS indicator, value_cell AS value, unit_cell AS unit, region_cell AS region, period_cell AS period,
  LOWER(REPLACE(name_text, ' ', '')) AS name_key, TRIM(value_text) AS written,
  CASE WHEN unit_text IS NULL OR LOWER(TRIM(unit_text)) IN (markers) THEN '' ELSE TRIM(unit_text) END AS unit_key,
  CASE WHEN region_text IS NULL OR LOWER(TRIM(region_text)) IN (markers) THEN ''
    ELSE LOWER(REPLACE(region_text, ' ', '')) END AS region_key,
  CASE WHEN period_text IS NULL OR LOWER(TRIM(period_text)) IN (markers) THEN ''
    ELSE REPLACE(period_text, ' ', '') END AS period_key
FROM source_table
"""
_READ = """
SELECT indicator, value, unit, region, period, name_key, unit_key, region_key, period_key,
  CASE WHEN written IS NULL OR LOWER(written) IN (markers) THEN 'none'
    WHEN REGEXP_MATCHES(written, number_form) THEN 'figure' ELSE 'unread' END AS kind,
  CASE WHEN REGEXP_MATCHES(written, number_form) THEN TRY_CAST(written AS DECIMAL(38, 18)) END AS figure
FROM figures
"""
_MATCHED = """
SELECT r.indicator AS indicator, r.value AS value, r.unit AS unit, r.region AS region, r.period AS period,
  r.kind AS kind, r.figure AS figure, r.region_key AS region_key, r.period_key AS period_key,
  t.target AS target, t.id AS id, t.missed AS missed, t.part AS part, t.undemanded AS undemanded,
  t.region AS own_region, t.due AS due,
  COALESCE(b.hit, 0) AS converts, b.low AS low, b.low_open AS low_open, b.high AS high, b.high_open AS high_open,
  b.factor AS factor, COALESCE(b.standing, '') AS standing, COALESCE(b.reason, '') AS why,
  CASE WHEN r.figure >= b.unlike_low AND (b.unlike_high IS NULL OR r.figure <= b.unlike_high) THEN 1
    ELSE 0 END AS unlike,
  CASE WHEN t.due = '' OR r.period_key = '' THEN 'answers' WHEN COALESCE(p.hit, 0) = 1 THEN p.in_time
    WHEN REGEXP_MATCHES(r.period_key, '^(19|20|21)[0-9][0-9]')
      AND SUBSTRING(r.period_key, 1, 4) < SUBSTRING(t.due, 1, 4) THEN 'before'
    ELSE 'other' END AS in_time,
  CASE WHEN t.due = '' OR r.period_key = '' THEN '' ELSE COALESCE(p.ends, '') END AS ends,
  CASE WHEN COALESCE(g.hit, 0) = 1 AND g.whole THEN 1 ELSE 0 END AS whole,
  CASE WHEN t.due = '' OR r.period_key = '' OR COALESCE(p.hit, 0) = 1 OR t.missed = 'pending' THEN 1
    ELSE 0 END AS timely
FROM readings AS r
JOIN names AS n ON n.name = r.name_key
JOIN targets AS t ON t.target = n.target
LEFT JOIN units AS u ON u.spelling = r.unit_key
LEFT JOIN bounds AS b ON b.target = n.target AND b.form = n.form AND b.unit = COALESCE(NULLIF(u.unit, ''), r.unit_key)
LEFT JOIN aside AS a ON a.target = n.target AND a.form = n.form AND a.unit = u.unit
LEFT JOIN regions AS g ON g.spelling = r.region_key AND g.region = t.region
LEFT JOIN periods AS p ON p.spelling = r.period_key AND p.due = t.due
WHERE (t.region = '' OR r.region_key = '' OR COALESCE(g.hit, 0) = 1)
  AND (COALESCE(b.hit, 0) = 1 OR (n.bare AND COALESCE(a.hit, 0) = 0))
"""
# where targets name regions, a total beside rows of other regions answers for none, nor does a row without a region
_STANDING = {"standing": "s", "naming": "w"}
_STANDS = """(t.region = '' OR r.region_key <> '' OR COALESCE(w.named, 0) = 0)
  AND (COALESCE(g.hit, 0) = 0 OR NOT g.word
    OR (COALESCE(s.stands, 1) = 1 AND (COALESCE(s.above, 0) = 0 OR NOT g.whole)))
"""
_JUDGED = """
SELECT target, id, indicator, value, unit, region, period, kind, figure, region_key, period_key, own_region, due,
  in_time, ends, whole, factor, undemanded, missed,
  CASE WHEN converts = 1 AND standing = '' AND unlike = 0 THEN 1 ELSE 0 END AS comparable,
  CASE WHEN in_time = 'before' THEN 'pending' WHEN in_time = 'other' THEN 'no_data'
    WHEN undemanded <> '' THEN 'unresolved'
    WHEN kind = 'none' THEN 'no_data'
    WHEN kind = 'unread' OR figure IS NULL THEN 'unresolved'
    WHEN in_time = 'part' THEN CASE WHEN missed = 'pending' THEN 'pending' ELSE 'unresolved' END
    WHEN converts = 0 THEN 'not_comparable'
    WHEN standing <> '' THEN standing
    WHEN unlike = 1 THEN 'not_comparable'
    WHEN (low IS NULL OR figure > low OR (figure = low AND NOT low_open))
      AND (high IS NULL OR figure < high OR (figure = high AND NOT high_open)) THEN 'met'
    ELSE missed END AS verdict,
  CASE WHEN in_time = 'before' THEN 'early' WHEN in_time = 'other' THEN 'other-period'
    WHEN undemanded <> '' THEN undemanded
    WHEN kind = 'none' THEN 'no-figure'
    WHEN kind = 'unread' OR figure IS NULL THEN 'unread'
    WHEN in_time = 'part' THEN part
    WHEN converts = 0 THEN 'units'
    WHEN standing <> '' THEN why
    WHEN unlike = 1 THEN 'share'
    ELSE '' END AS finding,
  CASE WHEN low IS NULL THEN high - figure WHEN high IS NULL THEN figure - low
    WHEN figure - low < high - figure THEN figure - low ELSE high - figure END AS distance
FROM matched
WHERE timely = 1
"""
_ROWS = """
SELECT id AS target, indicator, value, unit, region, period, verdict,
  CASE WHEN finding = '' THEN verdict ELSE finding END AS reason,
  CASE WHEN finding = '' THEN CAST(distance AS DECIMAL(28, 10)) * factor END AS margin
FROM judged
WHERE in_time IN ('answers', 'part')
"""


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
    has them all, called so. `rows` has a row for each figure and target that it answers for: the cells, those of the
    columns to *keep* (a row's own id, say), the verdict, the reason (as in `rules/verdicts.toml`) and the margin in the
    target's unit. `summary` has a row a target. Raises PlancheckError for a check without targets.

    >>> from plancheck import parse
    >>> check = parse("参保率达到95%以上。").compile()
    >>> to_sql(check, columns={"value": "数值"}).splitlines()[0]
    'WITH targets AS ('
    """
    if not check.targets:
        raise PlancheckError(Diagnostic(code="no-targets"))
    called = called_columns(columns)
    steps = _tables(check) | {
        "figures": _kept(_figures(table, called), keep, cells=True),
        "readings": _kept(_parsed(_READ), keep),
        **({name: _parsed(text) for name, text in STANDING.items()} if check.regional else {}),
        "matched": _kept(_matched(check), keep),
        "judged": _kept(_parsed(_JUDGED), keep),
    }
    last = _kept(_parsed(_ROWS), keep, named=True)
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
    return str(last.sql(dialect=dialect, pretty=True)) + "\n"


def _matched(check: Check) -> Any:
    step = _parsed(_MATCHED)
    if check.regional:
        for name, alias in _STANDING.items():
            on = f"{alias}.region = t.region"
            step = step.join(f"{name} AS {alias}", on=on, join_type="left", dialect="duckdb", copy=False)
        step = step.where(_STANDS, dialect="duckdb", copy=False)
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
    forms = {"number_form": _NUMBER, "place_form": place_form()}

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

    return _parsed(_FIGURES).transform(fill)


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
