"""A library that only an extra installs is asked for by the name of its extra, wherever it is missed."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from plancheck import PlancheckError, parse
from plancheck.extras import needing

ROWS = {"indicator": ["签约率", "签约率"], "value": [31.0, 12.5], "unit": ["%", "%"], "period": ["2017", "2017"]}


@pytest.fixture(name="check")
def _check() -> Any:
    return parse("2017年，签约率达到30%以上。", year=2017).compile()


def test_polars_frames_are_checked_without_numpy_and_pyarrow(check: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(ROWS)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "numpy", None)
    assert check.on(frame).verdicts()["verdict"].to_list() == ["met", "missed"]


def test_a_relation_checked_without_numpy_says_what_to_install(check: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    relation = duckdb.connect().sql("select '签约率' as indicator, 31.0 as value, '%' as unit, '2017' as period")
    checked = check.on(relation)
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(PlancheckError, match=r"missing-extra.*numpy") as caught:
        checked.verdicts()
    assert caught.value.diagnostic.details == {"library": "numpy", "extra": "frames"}


def test_an_import_that_no_extra_answers_for_passes() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_library"), needing("frames", "numpy"):
        import no_such_library  # type: ignore[import-not-found]  # noqa: F401
