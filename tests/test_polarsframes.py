"""Polars frames in memory: whichever way their rows are led to the limits, the verdicts and the order are the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from plancheck.plans import Plan
from plancheck.records import Constraint
from plancheck.text import Source

if TYPE_CHECKING:
    from plancheck.checks import Check

pl = pytest.importorskip("polars")
polarsframes = pytest.importorskip("plancheck.polarsframes")


def check(*targets: tuple[str, int | None], region: str | None = None) -> Check:
    """Return the check of targets for the infant mortality rate, a bound and a year each."""
    constraints = tuple(
        Constraint(
            role="target",
            kind="level",
            indicator="婴儿死亡率",
            op="<=",
            value=Decimal(bound),
            unit="permille",
            deadline=None if year is None else date(year, 12, 31),
            start=0,
            end=1,
        )
        for bound, year in targets
    )
    return Plan(source=Source("…"), constraints=constraints, region=region).compile()


CHECK = check(("3.5", 2017), ("3", 2018))


def frame(rows: int) -> Any:
    """Return rows of which every seventh is missed, every eleventh of another year, and one is spelled by itself."""
    return pl.DataFrame(
        {
            "指标": ["婴儿死亡率" if row != rows - 2 else "婴儿 死亡率" for row in range(rows)],
            "数值": [4.0 if row % 7 == 0 or row == rows - 2 else 3.25 for row in range(rows)],
            "单位": [None if row % 5 == 0 else "‰" for row in range(rows)],
            "年份": [2018 if row % 11 == 0 else 2017 for row in range(rows)],
        }
    )


@pytest.mark.parametrize(("sample", "room"), [(1, 1 << 20), (3, 1 << 20), (1 << 16, 1 << 20), (1 << 16, 0)])
def test_small_samples_and_little_room_change_nothing(monkeypatch: pytest.MonkeyPatch, sample: int, room: int) -> None:
    data = frame(60)
    monkeypatch.setattr(polarsframes, "_SAMPLE", sample)
    monkeypatch.setattr(polarsframes, "_ROOM", room)
    checked = CHECK.on(data)
    answer = checked.verdicts()
    lazy = CHECK.on(data.lazy()).verdicts().collect()
    assert answer.columns == lazy.columns
    assert answer.sort(answer.columns).equals(lazy.sort(lazy.columns))
    assert answer["数值"].to_list() == data["数值"].to_list()  # in order, and no row is there twice
    assert answer["verdict"].to_list()[-2:] == ["missed", "met"]
    assert checked.missed().rows() == answer.filter(pl.col("verdict") == "missed").rows()


def test_rows_that_answer_for_several_targets_stay_side_by_side() -> None:
    answer = check(("3.5", 2017), ("3", 2017)).on(frame(20)).verdicts([])
    assert len(answer) == 2 * 18 + 2  # those of 2018 answer for none
    lines = answer.drop_nulls("target")["target"].to_list()
    assert all(sorted(pair) == [0, 1] for pair in zip(lines[::2], lines[1::2], strict=True))


def test_the_verdicts_are_of_few_words() -> None:
    assert isinstance(CHECK.on(frame(5)).verdicts()["verdict"].dtype, pl.Enum)


def test_a_number_that_names_nothing_is_no_region() -> None:
    data = pl.DataFrame(
        {"指标": ["婴儿死亡率"] * 2, "数值": [3.0] * 2, "单位": ["‰"] * 2, "地区": [420102.5, 420102.0]}
    )
    near = check(("3.5", None), region="江岸区")
    for kind in (data, data.lazy()):
        assert near.on(kind).summary().lazy().collect()["rows"].to_list() == [1]
