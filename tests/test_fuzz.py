"""A short run of the fuzz program; the long one is `python -m tests.bench.fuzz`."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from bench import fuzz


@pytest.mark.parametrize("seed", [1, 20_250_612])
def test_any_text_is_read_without_an_exception(seed: int) -> None:
    tally = fuzz.run(100_000, seed)
    assert tally.characters.total() >= 100_000
    assert tally.failures == []


@pytest.mark.parametrize("shape", fuzz.SHAPES)
def test_hard_shapes_are_read_without_an_exception(shape: str) -> None:
    assert fuzz.wrong(fuzz.LEADING + fuzz.SHAPES[shape](1500) + "以上。") is None


def test_the_same_seed_gives_the_same_texts() -> None:
    for make in fuzz.KINDS.values():
        assert make(random.Random(5), 300) == make(random.Random(5), 300)


def test_a_failure_is_reported_in_its_smallest_form(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> list[str]:
        return text.split("7%")[1:] and 1 / 0  # type: ignore[return-value]

    monkeypatch.setattr(fuzz, "parse", broken)
    text = "建档率达到7%以上，" * 20
    complaint = fuzz.wrong(text)
    assert complaint is not None
    assert complaint.startswith("ZeroDivisionError in test_fuzz.py")
    assert fuzz.smallest(text, complaint) == "7%"


def test_a_place_outside_the_text_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    original = fuzz.parse
    monkeypatch.setattr(fuzz, "parse", lambda text: original(text + "建档率达到7%以上"))
    assert "span" in (fuzz.wrong("签约率") or "")
