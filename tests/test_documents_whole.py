"""Whole documents, written for the tests and annotated by hand before and apart from the reader.

What is measured is what users see: how many records come back with every typed field right, how many figures are
records that should be none, and how many typed fields are wrong without a diagnostic that says so. The floors only
ever rise; a document that falls below its floor has lost something.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import goldens

from plancheck import read_plan
from plancheck.records import parse_number

FOLDER = Path(__file__).parent / "documents"
TYPED = ("role", "kind", "op", "value", "high", "unit", "direction")
# The share of exact records (F1) that each document reaches, and the silent errors that it still has.
FLOORS = {
    "county-health-2019": (0.99, 0), "city-health-speech-2022": (0.98, 0), "province-ageing-plan": (0.94, 0),
    "tuberculosis-action-plan": (0.96, 0), "health-insurance-2022": (0.98, 0), "damaged-county-2022": (0.96, 0),
    "county-work-report-2022": (0.99, 0), "education-2021": (0.98, 1), "agriculture-2023": (0.99, 0),
    "energy-saving-plan": (0.99, 0), "five-year-plan-wrapped": (0.99, 0), "development-plan-2024": (0.98, 0),
    "district-health-2017": (0.98, 0), "township-report-2019": (0.97, 1), "chinese-medicine-2023": (0.99, 0),
    "water-2021": (0.95, 1), "statistics-bulletin-2020": (0.96, 0), "air-speech-2018": (0.86, 1),
    "culture-sports-2022": (0.99, 0),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_a_document_is_read_at_least_as_well_as_before(name: str) -> None:
    wanted = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    found = [constraint.to_dict() for constraint in read_plan(FOLDER / f"{name}.txt")]
    pairs, extra = _match(wanted, found)
    required = [record for record in wanted if not record.get("optional")]
    hits = [(w, f) for w, f in pairs if not w.get("optional")]
    exact = sum(_typed(w, f) and _likeness(w, f) >= goldens.LIKENESS for w, f in hits)
    silent = [(w["indicator"], w["start"]) for w, f in hits if not _typed(w, f) and not f["diagnostics"]]
    f1 = 2 * exact / (len(hits) + len(extra) + len(required))
    floor, errors = FLOORS[name]
    assert f1 >= floor, (f1, [f["indicator"] for f in extra])
    assert len(silent) <= errors, silent


def test_every_document_has_a_floor() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(FLOORS)


def _match(wanted: list[dict[str, Any]], found: list[dict[str, Any]]) -> tuple[list[tuple[Any, Any]], list[Any]]:
    """Pair records by overlap of their figures and likeness, best first; what is left of *found* is extra."""
    scored = [
        (_likeness(w, f) + 0.2 * sum(_same(n, w, f) for n in TYPED), i, j)
        for i, w in enumerate(wanted)
        for j, f in enumerate(found)
        if min(w["end"], f["end"]) > max(w["start"], f["start"])
    ]
    taken: dict[int, int] = {}
    for _, i, j in sorted(scored, reverse=True):
        if i not in taken and j not in taken.values():
            taken[i] = j
    return [(wanted[i], found[j]) for i, j in taken.items()], [
        f for j, f in enumerate(found) if j not in taken.values()
    ]


def _same(name: str, wanted: dict[str, Any], found: dict[str, Any]) -> bool:
    if name in ("value", "high"):
        values = [None if record.get(name) is None else parse_number(record[name]) for record in (wanted, found)]
        return values[0] == values[1]
    return (wanted.get(name) or None) == (found.get(name) or None)


def _typed(wanted: dict[str, Any], found: dict[str, Any]) -> bool:
    return all(_same(name, wanted, found) for name in TYPED)


def _likeness(wanted: dict[str, Any], found: dict[str, Any]) -> float:
    return max(goldens.similarity(name, found["indicator"]) for name in [wanted["indicator"], *wanted.get("also", [])])
