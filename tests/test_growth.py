"""Time grows with the length of a text, not with its square; `python -m tests.bench.linear` measures it in full."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from bench import fuzz, linear

SHAPES = {**fuzz.SHAPES, **linear.MORE}
SHORT, LONG = 2_000, 8_000  # less than a sentence may have, or it would be divided
LIMIT = 9.0  # a text four times as long takes four times as long; sixteen times would be quadratic


def seconds(text: str) -> float:
    start = time.process_time()
    linear.parse(text)
    return time.process_time() - start


@pytest.mark.parametrize(
    "name",
    [
        "rates",
        "rates in a list",
        "brackets of figures",
        "blanks in digits",
        "blanks behind a digit",
        "mixed blanks behind a digit",
        "invisible run",
        "ends of names",
        "distinct names",
        "years in front",
        "statements before one note",
        "statements under small headings",
    ],
)
def test_a_hard_text_four_times_as_long_takes_about_four_times_as_long(name: str) -> None:
    seconds(fuzz.LEADING + SHAPES[name](100))
    short, long = (min(seconds(fuzz.LEADING + SHAPES[name](size)) for _ in range(2)) for size in (SHORT, LONG))
    assert long < LIMIT * max(short, 0.01)
