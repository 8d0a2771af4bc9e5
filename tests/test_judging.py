"""Verdicts word for word, in both languages: `tests/judging/cases.toml` and a file of answers for each case."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from plancheck.errors import LANGUAGES
from plancheck.pipeline import check, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from plancheck.verdicts import Report

FOLDER = Path(__file__).resolve().parent / "judging"
CASES: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "cases.toml").read_text(encoding="utf-8"))
OPTIONS = ("as_of", "region", "roll_up")


def answers(report: Report) -> str:
    """Return what a report says about each target, and about plan and data."""
    blocks = []
    for result in report.results:
        lines = [f"[{result.verdict}: {result.reason}]", *(result.message(lang) for lang in LANGUAGES)]
        blocks.append("\n".join(lines))
    for note in report.diagnostics:
        lines = [f"{note.place()}: {note.severity}[{note.code}]", *(note.message(lang) for lang in LANGUAGES)]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


@pytest.mark.parametrize("name", CASES)
def test_verdicts_read_as_recorded(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, same_as_file: Callable[[Path, str], None]
) -> None:
    case = CASES[name]
    monkeypatch.chdir(tmp_path)
    Path("data.csv").write_text(case["data"].lstrip(), encoding="utf-8")
    options = {option: case[option] for option in OPTIONS if option in case}
    report = check(parse(case["plan"], name="plan.txt"), "data.csv", **options)
    same_as_file(FOLDER / f"{name}.txt", answers(report))


def test_every_recorded_answer_has_a_case() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == sorted(CASES)
