"""Every golden statement is read as it promises; one that is not yet says so and fails when it is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import goldens

CASES = goldens.load()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_the_statement_is_read_as_promised(case: goldens.Case, request: pytest.FixtureRequest) -> None:
    if case.todo:
        request.applymarker(pytest.mark.xfail(reason=case.todo, strict=True))
    assert goldens.differences(case) == []


def test_the_corpus_covers_good_and_bad_statements_of_many_fields() -> None:
    assert len(CASES) >= 300
    assert len({case.file.partition("-")[0] for case in CASES}) >= 8
    assert sum(not case.records for case in CASES) >= 60


def test_few_statements_are_left_to_do() -> None:
    assert sum(case.todo is not None for case in CASES) <= 0.06 * len(CASES)


@pytest.mark.parametrize(
    ("name", "other", "alike"),
    [
        ("婴儿死亡率", "婴儿死亡率", True),
        ("床位数", "家庭医生签约率", False),
        ("重点人群签约率", "重点人群的签约率", True),
    ],
)
def test_names_are_compared_loosely_but_not_blindly(name: str, other: str, *, alike: bool) -> None:
    assert (goldens.similarity(name, other) >= goldens.LIKENESS) is alike
