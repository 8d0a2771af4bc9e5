"""Calls of the library with what they do not take: an error at once, that says what they do take."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

import plancheck
from plancheck.catalog import load
from plancheck.checks import compile_check
from plancheck.errors import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

PLAN = plancheck.parse("2025年，婴儿死亡率控制在3.5‰以下。")
ROWS = [{"指标": "婴儿死亡率", "数值": "3.2‰"}]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("as_of", "2025-06-30"),
        ("as_of", datetime(2025, 6, 30)),
        ("as_of", 2025),
        ("region", 420100),
        ("policy", 0.05),
        ("catalog", "indicators.toml"),
    ],
)
@pytest.mark.parametrize("call", [lambda **told: PLAN.check(ROWS, **told), lambda **told: compile_check(PLAN, **told)])
def test_an_option_of_another_kind_is_refused_though_no_target_asks_for_it(
    call: Callable[..., object], option: str, value: object
) -> None:
    with pytest.raises(TypeError, match=f"^{option} is a .*, not {type(value).__name__}$"):
        call(**{option: value})


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: plancheck.check(ROWS, PLAN), "plan is a Plan, .*, not list"),  # type: ignore[arg-type]
        (lambda: PLAN.check(ROWS, upper="province.txt"), "upper is a Plan, .*, not str"),
        (lambda: plancheck.compare("city.txt", PLAN), "lower is a Plan, .*, not str"),  # type: ignore[arg-type]
        (lambda: plancheck.compare(PLAN, None), "upper is a Plan, .*, not NoneType"),  # type: ignore[arg-type]
        (lambda: plancheck.parse(b"3"), "text is a text; plancheck.read_plan reads a file, not bytes"),  # type: ignore[arg-type]
        (lambda: plancheck.parse(None), "text is a text; .*, not NoneType"),  # type: ignore[arg-type]
    ],
)
def test_arguments_that_are_swapped_or_paths_are_refused(call: Callable[[], object], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        call()


@pytest.mark.parametrize(
    "told",
    [
        lambda lang: PLAN.check(ROWS).results[0].message(lang),
        lambda lang: PLAN.check(ROWS).to_dict(lang),
        lambda lang: plancheck.compare(PLAN, PLAN).results[0].message(lang),
    ],
)
def test_a_language_that_there_is_not_is_told_as_such(told: Callable[[str], Any]) -> None:
    assert all(told(lang) for lang in LANGUAGES)
    with pytest.raises(ValueError, match="messages come in en and zh, not in 'de'"):
        told("de")


def test_what_holds_the_catalog_shows_itself_in_a_line() -> None:
    check = PLAN.compile()
    assert repr(check) == "<Check of 1 targets>"
    assert repr(check.catalog) == f"<Catalog of {len(load())} indicators>"
