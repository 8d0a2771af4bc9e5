"""Relations word for word, in both languages: `tests/comparing/cases.toml` and a file of answers for each case."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from plancheck import compare, parse
from plancheck.errors import LANGUAGES
from plancheck.relations import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).resolve().parent / "comparing"
CASES: dict[str, dict[str, str]] = tomllib.loads((FOLDER / "cases.toml").read_text(encoding="utf-8"))


def told(case: dict[str, str]) -> str:
    """Return what is said of each target of the upper plan, and of both plans."""
    found = compare(*(parse(case[side], name=f"{side}.txt") for side in ("lower", "upper")))
    blocks = [
        [f"[{result.relation}: {result.reason}]", *(result.message(lang) for lang in LANGUAGES)]
        for result in found.results
    ]
    blocks += [
        [f"{note.place()}: {note.severity}[{note.code}]", *(note.message(lang) for lang in LANGUAGES)]
        for note in found.diagnostics
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


@pytest.mark.parametrize("name", CASES)
def test_relations_read_as_recorded(name: str, same_as_file: Callable[[Path, str], None]) -> None:
    same_as_file(FOLDER / f"{name}.txt", told(CASES[name]))


def test_every_recorded_answer_has_a_case_and_every_reason_an_answer() -> None:
    files = sorted(FOLDER.glob("*.txt"))
    assert [path.stem for path in files] == sorted(CASES)
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert set(re.findall(r"^\[\w+: ([\w-]+)\]$", text, re.M)) == set(Reason.__args__)  # type: ignore[attr-defined]
