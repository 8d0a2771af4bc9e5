"""Summaries of lazy frames in one pass: whatever was guessed, they are those of a check that has looked before."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from unittest import mock

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plancheck import onepass
from plancheck.limits import OUTCOMES
from plancheck.plans import Plan
from plancheck.records import Constraint
from plancheck.spellings import Spellings, likely_spellings
from plancheck.text import Source

from .awkward import Table, all_tables, told
from .engineframes import KINDS, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

pl = pytest.importorskip("polars")

LAZY: dict[str, Callable[[pa.Table], Any]] = {
    "polars": lambda table: pl.from_arrow(table).lazy(),
    "duckdb": lambda table: duckdb.connect().from_arrow(table),
}
INDICATORS = ("婴儿死亡率", " 婴儿死亡率", "婴儿 死亡率", "Infant mortality rate", "孕产妇死亡率", "床位数", "", None)
UNITS = ("‰", "%", "％", "每千", "1/10万", "张", "wat", "", " ", None)
PERIODS = ("2017", "2017年", "２０１８年", "2018-12-31", "2018年上半年", "十三五", "", None)
VALUES = {
    pa.float64(): (0.3, 3.5, 4.0, math.nan, math.inf, -math.inf, None),
    pa.float32(): (0.25, 3.5, 4.0, math.nan, None),
    pa.int64(): (0, 3, 4, None),
    pa.decimal128(6, 2): (Decimal("0.35"), Decimal("3.50"), Decimal("4.00"), None),
}


def bound(indicator: str, value: str, unit: str, year: int) -> Constraint:
    fields: dict[str, Any] = {"role": "target", "kind": "level", "start": 0, "end": 1, "deadline": date(year, 12, 31)}
    return Constraint(indicator=indicator, op="<=", value=Decimal(value), unit=unit, **fields)


TARGETS = (
    bound("婴儿死亡率", "3.5", "permille", 2017),
    bound("婴儿死亡率", "3.4", "permille", 2017),
    bound("婴儿死亡率", "3", "permille", 2018),
    bound("孕产妇死亡率", "12", "per_100k", 2018),
)
CHECK = Plan(source=Source("…"), constraints=TARGETS).compile()


def table(rows: list[tuple[Any, ...]], kind: Any = None, period: Any = None) -> pa.Table:
    """Return rows of indicator, unit, period and value."""
    types = (pa.string(), pa.string(), period or pa.string(), kind or pa.float64())
    columns = zip(("indicator", "unit", "period", "value"), zip(*rows, strict=True), types, strict=True)
    return pa.table({name: pa.array(cells, cell_type) for name, cells, cell_type in columns})


def answers(data: Any, *, looked: bool, sample: int = onepass._SAMPLE) -> tuple[Any, ...]:
    """Return the summary, the verdicts and what is doubtful; if *looked*, the data was looked at before."""
    checked = CHECK.on(data)
    before = checked.diagnostics if looked else ()
    with mock.patch.object(onepass, "_SAMPLE", sample):
        summary = rows_of(checked.summary())
    verdicts = sorted(map(str, rows_of(checked.verdicts())))
    return summary, verdicts, sorted(map(repr, before or checked.diagnostics))


def passes(data: Any, sample: int = onepass._SAMPLE) -> int:
    """Return how often the data is counted before its spellings have to be known."""
    with (
        mock.patch.object(onepass, "_SAMPLE", sample),
        mock.patch.object(onepass, "rows_of", wraps=onepass.rows_of) as counting,
    ):
        summary = rows_of(CHECK.on(data).summary())
    assert summary == rows_of(CHECK.on(data).summary())
    return counting.call_count


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    kind = draw(st.sampled_from(list(VALUES)))
    numbered = draw(st.booleans())
    periods = st.sampled_from((2017, 2018, 201806, 2019, None) if numbered else PERIODS)
    cells = (st.sampled_from(INDICATORS), st.sampled_from(UNITS), periods, st.sampled_from(VALUES[kind]))
    rows = draw(st.lists(st.tuples(*cells), min_size=1, max_size=12))
    found = table(rows, kind, pa.int64() if numbered else None)
    return found.drop_columns(draw(st.sampled_from([[], [], ["unit"], ["period"]])))


@pytest.mark.parametrize("kind", LAZY)
@settings(max_examples=60, deadline=None)
@given(data=tables(), sample=st.integers(0, 4))
def test_a_guess_gives_what_looking_before_gives(kind: str, data: pa.Table, sample: int) -> None:
    frame = LAZY[kind](data)
    assert answers(frame, looked=False, sample=sample) == answers(frame, looked=True)


@pytest.mark.parametrize("sample", [0, 1, onepass._SAMPLE])
def test_awkward_tables_are_counted_alike(sample: int) -> None:
    for data in all_tables()[::4]:
        counted = {(at, verdict): 0 for at in range(len(data.targets)) for verdict in OUTCOMES}
        for _, at, verdict in told(data):
            if at is not None:
                counted[at, verdict] += 1
        for kind in ("polars lazy", "duckdb"):
            assert summary_of(data, kind, sample) == counted, kind


def summary_of(data: Table, kind: str, sample: int) -> dict[tuple[int, str], int]:
    with mock.patch.object(onepass, "_SAMPLE", sample):
        lines = rows_of(data.check().on(KINDS[kind](data)).summary())
    assert all(line["rows"] == sum(line[name] for name in OUTCOMES) for line in lines)
    return {(line["target"], name): line[name] for line in lines for name in OUTCOMES}


ROWS = [("婴儿死亡率", "‰", "2017", 3.45), ("婴儿死亡率", "%", "2018", 0.3), ("床位数", "张", "2017", 7.0)]


@pytest.mark.parametrize("kind", LAZY)
@pytest.mark.parametrize(
    ("rows", "sample", "counted"),
    [
        (ROWS, 100, 1),
        (ROWS[:1] + ROWS[2:], 1, 1),  # of the other indicator no row was seen, and none had to be
        (
            [*ROWS[:1], ("婴儿死亡率", "‰", "2018", 2.0), ("孕产妇死亡率", "‰", "2018", 0.2)],
            1,
            1,
        ),  # as the plan names them
        (ROWS, 1, 2),  # a unit that nobody could know of
        ([*ROWS, ("婴儿 死亡率", "‰", "2018年度", 2.0)], 1, 2),
        ([*ROWS[:1], ("婴儿死亡率", "‰", "2018年度", 2.0), ("婴儿 死亡率", "‰", "2017", 2.0)], 1, 2),
        ([*ROWS, ("婴儿死亡率", None, "2018", 2.0)], 3, 2),
        ([*ROWS, ("婴儿死亡率\x1f", "‰", "2018", 2.0)], 1, 1),  # and then looked at
    ],
)
def test_a_second_pass_is_made_where_the_guess_was_too_small(
    kind: str, rows: list[tuple[Any, ...]], sample: int, counted: int
) -> None:
    assert passes(LAZY[kind](table(rows)), sample) == counted


@pytest.mark.parametrize("kind", LAZY)
def test_a_cell_that_is_missing_here_and_empty_there_is_one_spelling(kind: str) -> None:
    rows = [("婴儿死亡率", "", "2017", 3.0), ("婴儿死亡率", None, "2017", 3.0), ("婴儿死亡率", "", "2017", 9.0)]
    data = LAZY[kind](table(rows))
    assert answers(data, looked=False, sample=1) == answers(data, looked=True)
    assert [line["rows"] for line in answers(data, looked=False, sample=1)[0]] == [3, 3, 0, 0]


@pytest.mark.parametrize("kind", LAZY)
def test_a_summary_is_as_lazy_as_the_data(kind: str) -> None:
    data = LAZY[kind](table(ROWS))
    assert type(CHECK.on(data).summary()) is type(data)


def test_what_is_likely_is_in_the_manner_of_what_was_seen() -> None:
    seen = Spellings(pairs=(("床位数", "‰"), ("床位数", None)), periods=(2017, "2017年底", "十三五", None))
    likely = likely_spellings(CHECK, seen)
    assert set(likely.pairs) - set(seen.pairs) == {
        (name, unit) for name in ("婴儿死亡率", "孕产妇死亡率") for unit in ("‰", None)
    }
    assert likely.periods == (*seen.periods, 2018, "2018年底")
