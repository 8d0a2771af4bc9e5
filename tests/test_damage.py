"""Digits that are torn off a longer figure are no value."""

from __future__ import annotations

import pytest

from plancheck.pipeline import parse

TORN = (
    "签约率达到0.2??%。",
    "签约率达到9□%。",
    "签约率达到9_.5%以上。",
    "签约率达到9\ufffd%以上。",
    "签约率达到9?%以上。",
    "签约率达到9*%以上。",
    "签约率控制在2○.5‰以内。",
    "死亡率不低于O.26/万。",
    "死亡率控制在2l.7/10万以内。",
    "死亡率达到15·67‰左右。",
    "死亡率控制在9/□以内。",
    "死亡率不低于×/3。",
    "死亡率控制在**/10万以内。",
    "死亡率控制在12.416.02以内。",
)
WHOLE = (
    ("新增12台X光机。", 12),
    ("新增核磁共振仪2台，×光机3台。", 2),
    ("签约率达到90%·满意率达到95%。", 90),
    ("建设5G基站120座。", 120),
    ("每千人口床位数达到7.1张/千人。", "7.1"),
)


@pytest.mark.parametrize("text", TORN)
def test_a_torn_figure_has_no_value_and_says_so(text: str) -> None:
    found = parse(text).constraints
    assert [constraint.value for constraint in found] == [None] * len(found) != []
    assert all(constraint.diagnostics for constraint in found)


@pytest.mark.parametrize(("text", "value"), WHOLE)
def test_a_whole_figure_beside_such_a_sign_keeps_its_value(text: str, value: int | str) -> None:
    assert str(parse(text).constraints[0].value) == str(value)
    assert parse(text).constraints[0].diagnostics == ()
