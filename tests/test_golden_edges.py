"""The statements of `tests/golden/edges.toml`, whose names must come back to the letter."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import goldens

EDGES = [case for case in goldens.load() if case.file == "edges"]


@pytest.mark.parametrize("case", [case for case in EDGES if not case.todo], ids=lambda case: case.label)
def test_the_name_is_read_to_the_letter(case: goldens.Case) -> None:
    found = [constraint.indicator for constraint in goldens.read(case)]
    assert len(found) == len(case.records)
    assert [name for name, expected in zip(found, case.records, strict=True) if name not in expected.names] == []


def test_there_are_edges() -> None:
    assert len(EDGES) >= 35
