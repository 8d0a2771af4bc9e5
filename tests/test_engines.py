"""The compiled check: the same verdicts from every kind of frame, and they are the judge's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pytest

from plancheck import PlancheckError, parse
from plancheck.limits import OUTCOMES

from .awkward import Table, all_tables, told
from .engineframes import KINDS, found, margins, rows_of

TABLES = all_tables()
NUMBERED = [pytest.param(table, id=str(number)) for number, table in enumerate(TABLES)]


def test_there_are_about_two_hundred_tables() -> None:
    assert len(TABLES) >= 200
    every = {verdict for table in TABLES for _, _, verdict in told(table)}
    assert every == {None, *OUTCOMES}


@pytest.mark.parametrize("table", NUMBERED)
def test_every_kind_of_frame_has_the_verdicts_of_the_judge(table: Table) -> None:
    expected = told(table)
    first: list[tuple[int, int, float | None]] = []
    for kind, frame_of in KINDS.items():
        checked = table.check().on(frame_of(table))
        verdicts = checked.verdicts()
        assert found(verdicts) == expected, kind
        distances = margins(verdicts)
        first = first or distances
        assert [row[:2] for row in distances] == [row[:2] for row in first], kind
        assert [row[2] for row in distances] == pytest.approx([row[2] for row in first]), kind
        if len(table.rows) > 4:  # enough of them, and a pull each takes its time
            assert found(checked.missed()) == [row for row in expected if row[2] == "missed"], kind
        assert counts(checked.summary()) == counted(table, expected), kind


def counts(summary: Any) -> list[dict[str, int]]:
    return [{name: int(row[name]) for name in ("target", "rows", *OUTCOMES)} for row in rows_of(summary)]


def counted(table: Table, expected: list[Any]) -> list[dict[str, int]]:
    found = []
    for index in range(len(table.targets)):
        mine = [verdict for _, at, verdict in expected if at == index]
        found.append({"target": index, "rows": len(mine), **{name: mine.count(name) for name in OUTCOMES}})
    return found


def test_a_connection_may_hold_tables_of_any_name() -> None:
    connection = duckdb.connect()
    for name in ("arrow", "data", "frame", "table", "targets", "columns"):
        connection.execute(f"create table \"{name}\" as select '婴儿死亡率' as indicator, 3.6 as value, '‰' as unit")
    checked = parse("2017年，婴儿死亡率控制在3.5‰以下。").compile().on(connection.table("arrow"))
    assert checked.missed(["value"]).fetchall() == [(Decimal("3.6"), 0, "missed", pytest.approx(-0.1))]
    assert checked.summary().fetchall()[0][3:6] == (1, 0, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_rows_that_call_themselves_targets_stop_every_kind_of_frame(kind: str) -> None:
    table = next(table for table in TABLES if len(table.rows) > 4)
    frame = nw.from_native(KINDS[kind](table)).with_columns(nw.lit("实际").alias("类型"))
    wanted = len(rows_of(table.check().on(frame.to_native()).verdicts()))
    assert wanted >= len(table.rows)
    for answer in ("verdicts", "missed", "summary"):
        checked = table.check().on(frame.with_columns(nw.lit(" 计划").alias("类型")).to_native())
        with pytest.raises(PlancheckError, match="targets-among-rows"):
            getattr(checked, answer)()
