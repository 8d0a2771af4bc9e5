"""About 200 awkward tables with known verdicts, and the kinds of frames that they can be had in.

What a row comes to is found out by the judge, row by row, in rational arithmetic, from the figure as the column holds
it; no part of the compiled check is used for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
from attrs import evolve, frozen
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from plancheck.bounds import Interval
from plancheck.checks import Check
from plancheck.observations import read_observations
from plancheck.plans import Plan
from plancheck.records import Constraint, Observation
from plancheck.text import Source

ROLES = ("indicator", "value", "unit", "region", "period")
TYPES = ("float64", "float32", "int64", "int8", "decimal", "text")
Beside = tuple[dict[str, Any], ...]
ELSEWHERE = (
    "total-of-others",
    "other-region",
    "ambiguous-region",
    "other-period",
    "absent",
    "level-only",
    "change-only",
    "early",
)
Row = tuple[Any, ...]  # the cells of ROLES
Told = tuple[int, int | None, str | None]  # position of the row, target, verdict


@frozen(kw_only=True)
class Table:
    """Rows of figures of one type, and the plan that they are checked against."""

    targets: tuple[Constraint, ...]
    rows: tuple[Row, ...]
    type: str = "float64"
    keys: str = "text"
    year: int | None = 2017
    region: str | None = None
    as_of: date | None = None
    absent: tuple[str, ...] = ()  # key columns that the table lacks

    def check(self) -> Check:
        plan = Plan(source=Source("…"), constraints=self.targets, year=self.year, region=self.region)
        return plan.compile(as_of=self.as_of)


def target(op: str, value: object, unit: str | None, indicator: str = "甲率", **fields: Any) -> Constraint:
    number = value if value is None or isinstance(value, Fraction) else Decimal(str(value))
    told: dict[str, Any] = {"role": "target", "kind": "level", "start": 0, "end": 1, **fields}
    return Constraint(indicator=indicator, op=op, value=number, unit=unit, **told)  # type: ignore[arg-type]


def told(table: Table) -> list[Told]:
    """Return what each row comes to for each target that it answers for; (row, None, None) if for none.

    A row is judged by itself, beside what else the table says of regions, which tells of which one a total is.
    """
    check, found = table.check(), []
    names = {row[3] for row in table.rows if row[3]} if "region" not in table.absent else set()
    beside = tuple({"indicator": "无关的数", "value": 1, "region": name} for name in sorted(names))
    for place, row in enumerate(table.rows):
        cells = {role: cell for role, cell in zip(ROLES, row, strict=True) if role not in table.absent}
        asked = [index for index in range(len(check.targets)) if _about(check, index, cells, beside)]
        found += [(place, index, _verdict(check, index, cells, beside)) for index in asked] or [(place, None, None)]
    return found


def _alone(check: Check, index: int, demand: Interval | None) -> Check:
    return Check((check.targets[index],), (demand,), check.catalog, check.as_of)


def _about(check: Check, index: int, cells: dict[str, Any], beside: Beside) -> bool:
    """Tell whether the row would answer for the target if it had a figure and the target a number."""
    observed = read_observations([{**cells, "value": 1}, *beside]).items
    verdict = _alone(check, index, check.demands[index] or Interval(Fraction(0))).run(observed)[0]
    return len(observed) > len(beside) and verdict.reason not in ELSEWHERE


def _verdict(check: Check, index: int, cells: dict[str, Any], beside: Beside) -> str:
    observed = read_observations([cells, *beside])
    if len(observed.items) == len(beside):
        return "unreadable"
    verdict = _alone(check, index, check.demands[index]).run(observed.items)[0].verdict
    if isinstance(cells["value"], float | np.float32) and verdict in ("met", "missed", "pending"):
        bounds = _bounds(check, index, observed.items[0])
        if any(_nearest(end, cells["value"]) and Fraction(str(cells["value"])) != end for end in bounds):
            return "unresolved"  # the column cannot tell on which side it was written
    return verdict


def _bounds(check: Check, index: int, observed: Observation) -> list[Fraction]:
    demand = check.demands[index]
    assert demand is not None
    unit = check.scale(index, observed)
    return [end for end in (unit.bounds.low, unit.bounds.high) if end is not None]


def _nearest(bound: Fraction, value: float | np.float32) -> bool:
    """Tell whether no float of the value's type is nearer to *bound*."""
    kind = type(value)
    near = [np.nextafter(value, kind(-math.inf), dtype=kind), np.nextafter(value, kind(math.inf), dtype=kind)]
    return all(abs(Fraction(float(value)) - bound) <= abs(Fraction(float(other)) - bound) for other in near)


def column(values: list[Any], kind: str) -> list[Any]:
    """Return *values* as a column of *kind* holds them, None for those that it cannot hold."""
    return [_held(value, kind) for value in values]


def _held(value: Any, kind: str) -> Any:
    if kind == "text" or value is None:
        return None if value is None else str(value)
    number = float(value)
    if kind == "float64":
        return number
    if kind == "float32":
        return np.float32(number)
    if not math.isfinite(number):
        return None
    if kind == "decimal":
        return Decimal(str(value)).quantize(Decimal("0.000001"))
    return round(number) if abs(number) < (128 if kind == "int8" else 2**62) else None


UNITS = (None, "%", "‰", "1/10万", "per_100k", "座", "没有这个单位", "—", "百分点")
NEAR = tuple(Decimal(text) for text in ("0", "0.001", "-0.001", "1", "-1", "0.000001"))
TEXTS = (
    "",
    "—",
    "不适用",
    "很多",
    "7.2‰",
    "16/10万",
    "1,234",
    "５.８",
    " 3.5 ",
    "1e1",
    "5.8万",
    "+3",
    ".5",
    "13.7①",
    "95.2[1]",
    "13-14",
    "0.1~99",
    "95至98%",
    "4,42",
    "inf",
    "13.7以下",
    "≥99",
    "约50",
    "近0.3%",
    "不足100",
)
OPS = ("<=", "<", ">=", ">", "=", "~=", "range")


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables of a few rows around the bounds of a few targets."""
    names = draw(st.sampled_from([("甲率",), ("甲率", "乙数"), ("孕产妇死亡率", "居民消费价格"), ("甲率", "甲率")]))
    targets = tuple(draw(_targets(name)) for name in names)
    kind = draw(st.sampled_from(TYPES))
    rows = tuple(draw(_rows(targets, kind)) for _ in range(draw(st.integers(1, 8))))
    return Table(
        targets=targets,
        rows=rows,
        type=kind,
        keys=draw(st.sampled_from(["text", "text", "category", "large"])),
        year=draw(st.sampled_from([None, 2017, 2017])),
        region=draw(st.sampled_from([None, None, "武汉市"])),
        as_of=draw(st.sampled_from([None, date(2017, 6, 1), date(2018, 1, 1)])),
        absent=draw(st.sampled_from([(), (), ("unit",), ("region", "period")])),
    )


@st.composite
def _targets(draw: st.DrawFn, name: str) -> Constraint:
    op = draw(st.sampled_from(OPS))
    numbers = ("13.7", "0.3", "99.99", "50", "100", "-2.5", "0.1", "123456789", Fraction(2, 3), Fraction(1, 3))
    value = draw(st.sampled_from(numbers))
    unit = draw(st.sampled_from(["percent", "permille", "per_100k", "座", None]))
    high = Fraction(value) + 2 if op == "range" else None
    extra: dict[str, Any] = draw(
        st.sampled_from([{}, {}, {}, {"diagnostics": ("garbled-number",)}, {"kind": "change"}])
    )
    return target(op, value, unit, name, high=high, **extra)


@st.composite
def _rows(draw: st.DrawFn, targets: tuple[Constraint, ...], kind: str) -> Row:
    bound = draw(st.sampled_from(targets))
    scale = draw(st.sampled_from([1, 10, 1000, Fraction(1, 10), Fraction(1, 1000)]))
    near = Fraction(bound.value or 0) * scale + Fraction(draw(st.sampled_from(NEAR)))
    special: list[Any] = [None, math.nan, math.inf, -math.inf] if kind.startswith("float") else [None]
    special += TEXTS if kind == "text" else []
    exact = Decimal(near.numerator) / Decimal(near.denominator)
    value = draw(st.sampled_from(special)) if draw(st.integers(0, 3)) == 0 else exact.normalize()
    value = format(value, "f") if isinstance(value, Decimal) else value
    name = draw(
        st.sampled_from([bound.indicator, bound.indicator, f"全市 {bound.indicator}", f"{bound.indicator}增长率"])
    )
    region = draw(st.sampled_from([None, "武汉市", "武汉市", "全市", "江岸区", "420100"]))
    period = draw(st.sampled_from([None, "2017", "2017年", "2017年上半年", "2016", "2017-12-31"]))
    return (name, _held(value, kind), draw(st.sampled_from(UNITS)), region, period)


def drawn(strategy: st.SearchStrategy[Table], count: int) -> list[Table]:
    """Return *count* tables, the same ones each time."""
    found: list[Table] = []

    @settings(max_examples=count, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
    @given(strategy)
    def keep(table: Table) -> None:
        found.append(table)

    keep()
    return found


def by_hand() -> list[Table]:
    """Return the tables that a person would think of."""
    half = (target("<=", "13.7", "per_100k", "孕产妇死亡率"), target(">=", "95", "percent", "住院分娩率"))
    row: Callable[..., Row] = lambda value, unit="per_100k", name="孕产妇死亡率", region=None, period="2017": (  # noqa: E731
        name,
        value,
        unit,
        region,
        period,
    )
    return [
        Table(targets=half, rows=()),
        Table(targets=half, rows=(), type="text"),
        Table(targets=half, rows=(), keys="category"),
        Table(targets=half, rows=(row(13.7), row(0.137, "‰"), row(0.0137, "%"), row(13.700001))),
        Table(targets=half, rows=(row(math.nan), row(None), row(math.inf), row(-math.inf))),
        Table(targets=half, rows=(row(95.0, "%", "住院分娩率"), row(950.0, "‰", "住院分娩率"))),
        Table(targets=half, rows=(row(1.0, None, "床位数"),)),
        Table(targets=half, rows=(row(13.7), row(13.7), row(13.8))),
        Table(targets=half, rows=(row(np.float32(13.7)), row(np.float32(0.137), "‰")), type="float32"),
        Table(targets=half, rows=(row(13), row(14), row(None)), type="int64"),
        Table(targets=half, rows=(row(13), row(14), row(127)), type="int8"),
        Table(targets=half, rows=(row(Decimal("13.700000")), row(Decimal("13.700001"))), type="decimal"),
        Table(targets=half, rows=tuple(row(text, None) for text in TEXTS), type="text"),
        Table(targets=half, rows=tuple(row(text, "‰") for text in TEXTS), type="text"),
        Table(targets=half, rows=(row("13.70000000000000000001"), row("13.69999999999999999999")), type="text"),
        Table(targets=half, rows=(row(13.7, period=2017), row(13.8, period=None), row(13.8, period=2016)), keys="year"),
        Table(targets=half, rows=(row(13.7, region="武汉市"), row(13.8, region="黄石市")), region="武汉市"),
        *(
            Table(targets=half, rows=tuple(row(13.7, region=name) for name in names), region=region)
            for names in (("江岸区", "江汉区", "合计"), ("武汉市", "黄石市", "合计"), ("花桥街道", "总计", "全市"))
            for region in ("湖北省", "武汉市", "江岸区", "宜昌市")
        ),
        Table(targets=half, rows=(row(13.7),), absent=("unit", "region", "period")),
        Table(targets=half, rows=(row(13.8, period="2017年一季度"),), as_of=date(2017, 6, 1)),
        Table(targets=(target(">=", Fraction(2, 3), None),), rows=(row(2 / 3, None, "甲率"), row(0.67, None, "甲率"))),
        Table(targets=(target(">=", Fraction(1, 2), None),), rows=(row(0.5, None, "甲率"), row(50.0, None, "甲率"))),
        Table(
            targets=(target("<", "16777217", None),), rows=(row(np.float32(16777216), None, "甲率"),), type="float32"
        ),
        Table(targets=(target("<=", "9007199254740993", None),), rows=(row(float(2**53), None, "甲率"),)),
        Table(targets=(target("<=", "9007199254740993", None),), rows=(row(2**53 + 1, None, "甲率"),), type="int64"),
        Table(targets=(target("<=", "1e30", None),), rows=(row(2**62, None, "甲率"),), type="int64"),
        Table(targets=(target(">=", "1e30", None),), rows=(row(2**62, None, "甲率"),), type="int64"),
        Table(targets=(target(">", "0.1", "percent"),), rows=(row(0.1 + 0.2, "%", "甲率"), row(0.1, "%", "甲率"))),
        Table(targets=(target("<=", None, "percent", diagnostics=("missing-value",)),), rows=(row(None, "%", "甲率"),)),
        Table(targets=half * 3, rows=(row(13.7), row(99.0, "%", "住院分娩率"), row(1.0, "座", "床位"))),
    ]


def bare_shares() -> list[Table]:
    """Return tables of figures without a unit around those that may be shares of 1, one for each type."""
    targets = (target(">=", "95", "percent", "住院分娩率"), target("<=", "45", "percent", "甲率"))
    values = {
        "住院分娩率": ("0.94", "0.95", "0.949999", "1", "0", "1.000001", "95", "0.9"),
        "甲率": ("0.45", "0.450001", "1", "0.04", "4.5", "4.6", "45", "46", "-0.5"),
    }
    cells = [(name, value) for name, texts in values.items() for value in texts]
    return [
        Table(
            targets=targets,
            rows=tuple((name, _held(value, kind), None, None, "2017") for name, value in cells),
            type=kind,
        )
        for kind in TYPES
    ]


def all_tables() -> list[Table]:
    return by_hand() + bare_shares() + drawn(tables(), 180)


def with_names_of(table: Table, number: int) -> Table:
    """Return *table* with indicators that no other table has, so that several can be checked at once."""
    mark = chr(0x4E00 + number)

    def named(name: str) -> str:
        for known in {item.indicator for item in table.targets}:
            name = name.replace(known, f"{mark}{known}")
        return name

    rows = tuple((named(row[0]), *row[1:]) for row in table.rows)
    return evolve(
        table, targets=tuple(evolve(item, indicator=named(item.indicator)) for item in table.targets), rows=rows
    )


def merged(all_of: list[Table]) -> list[Table]:
    """Return the tables of the same plan year, region, day and type as one; what slow engines are tried with."""
    groups: dict[Any, Table] = {}
    for number, table in enumerate(all_of):
        apart = with_names_of(table, number)
        group = attrs.astuple(evolve(table, targets=(), rows=(), keys="text", absent=()), recurse=False)
        blank = [
            tuple(_plain(role, None if role in table.absent else cell) for role, cell in zip(ROLES, row, strict=True))
            for row in apart.rows
        ]
        before = groups.get(group, evolve(apart, targets=(), rows=(), keys="text", absent=()))
        groups[group] = evolve(before, targets=before.targets + apart.targets, rows=(*before.rows, *blank))
    return [table for table in groups.values() if table.rows]


def _plain(role: str, cell: Any) -> Any:
    return str(cell) if role == "period" and isinstance(cell, int) else cell
