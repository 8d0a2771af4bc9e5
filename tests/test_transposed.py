"""Tables that lie on their side: indicators across the head."""

from __future__ import annotations

import pytest

from plancheck import parse

HEAD = "2024年妇幼健康工作要点\n\n一、主要目标\n"


def _read(table: str) -> list[tuple[str, str, str, str, str | None]]:
    plan = parse(HEAD + table, year=2024)
    for found in plan.constraints:
        assert found.value is not None
        assert str(found.value) in plan.source.text[found.start : found.end]
    return [(c.role, c.indicator, c.op, str(c.value), c.unit) for c in plan.constraints]


@pytest.mark.parametrize(
    "table",
    [
        "指标|产前筛查率|新生儿死亡率|早孕建册率\n目标值|≥81%|≤2.5‰|≥88%\n",
        "|项目|产前筛查率|新生儿死亡率|早孕建册率|\n|---|---|---|---|\n|年度目标|≥81%|≤2.5‰|≥88%|\n",
        "||产前筛查率|新生儿死亡率|早孕建册率|\n|---|---|---|---|\n|目标|≥81%|≤2.5‰|≥88%|\n",
        "|产前筛查率|新生儿死亡率|早孕建册率|\n|---|---|---|\n|≥81%|≤2.5‰|≥88%|\n",
        "产前筛查率|新生儿死亡率|早孕建册率\n≥81%|≤2.5‰|≥88%\n",
        "指标|产前筛查率(%)|新生儿死亡率(‰)|早孕建册率(%)|备注\n目标值|≥81|≤2.5|≥88|逐级上报\n",
    ],
)
def test_indicators_across_the_head_are_read(table: str) -> None:
    assert _read(table) == [
        ("target", "产前筛查率", ">=", "81", "percent"),
        ("target", "新生儿死亡率", "<=", "2.5", "permille"),
        ("target", "早孕建册率", ">=", "88", "percent"),
    ]


def test_rows_of_what_was_reached_stand_before_those_of_targets() -> None:
    found = _read("|指标|产前筛查率(%)|早孕建册率(%)|\n|---|---|---|\n|2023年实际|79|85|\n|2024年目标|81|88|\n")
    assert [(role, value) for role, _, _, value, _ in found] == [
        ("report", "79"), ("report", "85"), ("target", "81"), ("target", "88"),
    ]  # fmt: skip


def test_a_head_that_may_be_places_is_said_not_guessed() -> None:
    plan = parse(HEAD + "|指标|河西镇|河东镇|\n|---|---|---|\n|目标值|91%|93%|\n", year=2024)
    assert not plan.constraints
    assert [(d.code, d.found) for d in plan.diagnostics] == [("table-unread", "河西镇")]


@pytest.mark.parametrize(
    "table",
    [
        "|镇|产前筛查率(%)|早孕建册率(%)|\n|---|---|---|\n|河西镇|81|88|\n|河东镇|83|89|\n",
        "|产前筛查率(%)|早孕建册率(%)|\n|---|---|\n|81|88|\n",
    ],
)
def test_rows_of_data_are_no_targets(table: str) -> None:
    assert _read(table) == []
