"""Golden statements: what a case of `tests/golden/*.toml` promises, and whether the reader keeps it.

A case is a text and its records; `docs/language.md` explains the record's notation for whoever adds one.
"""

from __future__ import annotations

import re
import tomllib
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from attrs import field, frozen

from plancheck.constraints import lower
from plancheck.documents import read_document
from plancheck.records import Constraint, parse_number
from plancheck.text import Source

FOLDER = Path(__file__).parent / "golden"
REVIEW = "一、工作回顾\n"
LIKENESS = 0.6  # names are compared loosely: containment, or 60 % likeness


@frozen(kw_only=True)
class Expected:
    """One record of a case: the fields that must come back, and the words that the figure covers."""

    fields: dict[str, Any]
    names: tuple[str, ...]
    figure: str
    start: int
    optional: bool


@frozen(kw_only=True)
class Case:
    """A statement with what must be read from it; `todo` says why it is not yet."""

    file: str
    number: int
    text: str
    records: tuple[Expected, ...]
    year: int | None = None
    review: bool = False
    todo: str | None = field(default=None)

    @property
    def label(self) -> str:
        return f"{self.file}-{self.number}"


def load() -> list[Case]:
    """Return every case of every golden file."""
    cases = []
    for path in sorted(FOLDER.glob("*.toml")):
        for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["case"], start=1):
            cases.append(
                Case(
                    file=path.stem,
                    number=number,
                    text=case["text"],
                    records=tuple(_place(case["text"], case["records"])),
                    year=case.get("year"),
                    review=case.get("section") == "review",
                    todo=case.get("todo"),
                )
            )
    return cases


def read(case: Case) -> list[Constraint]:
    """Return what the reader finds in the statement of *case*."""
    text = REVIEW + case.text if case.review else case.text
    constraints, _ = lower(read_document(Source(text), year=case.year))
    return list(constraints)


def differences(case: Case) -> list[str]:
    """Return what the reader finds otherwise than the case promises; empty if it keeps the promise."""
    offset = len(REVIEW) if case.review else 0
    found = read(case)
    wrong = []
    for expected in case.records:
        here = [c for c in found if _overlap(c, expected, offset)]
        if not here:
            if not expected.optional:
                wrong.append(f"not found: {expected.figure} {expected.names[0]}")
            continue
        best = max(here, key=lambda c: (_likeness(expected, c), len(_unequal(expected, c, offset)) == 0))
        found.remove(best)
        if expected.optional:
            continue
        if _likeness(expected, best) < LIKENESS:
            wrong.append(f"{expected.figure}: name is {best.indicator}, expected {expected.names[0]}")
        wrong += [f"{expected.figure} {expected.names[0]}: {line}" for line in _unequal(expected, best, offset)]
    return wrong + [f"not a record: {c.indicator} {case.text[c.start - offset : c.end - offset]}" for c in found]


def _place(text: str, records: list[str]) -> list[Expected]:
    """Read the records and find their figures: records with the same words take their places in turn, or share one."""
    parsed = [_parse(record) for record in records]
    words = [figure for _, _, figure, _ in parsed]
    placed: list[Expected] = []
    for index, (fields, names, figure, optional) in enumerate(parsed):
        places = [m.start() for m in re.finditer(rf"(?<![\d.]){re.escape(figure)}", text)]
        within = [
            m.span() for other in set(words) if figure in other != figure for m in re.finditer(re.escape(other), text)
        ]
        places = [place for place in places if not any(a <= place < b for a, b in within)]
        if len(places) >= words.count(figure):
            turn = words[:index].count(figure)
        else:  # records in a row with the same words share one figure, unless one is marked as the next
            steps = [
                w == figure and (words[i + 1 : i + 2] != [figure] or parsed[i + 1][0]["next"])
                for i, w in enumerate(words)
            ]
            turn = min(sum(steps[:index]), len(places) - 1)
        given = {name: value for name, value in fields.items() if name != "next"}
        placed.append(Expected(fields=given, names=names, figure=figure, start=places[turn], optional=optional))
    return placed


def _parse(record: str) -> tuple[dict[str, Any], tuple[str, ...], str, bool]:
    head, name, bound, figure, *rest = record.split(" | ")
    role, kind = head.split()
    op, value, unit, *direction = bound.split()
    low, _, high = value.partition("..")
    flags = rest[0].split() if rest else []
    fields = {
        "role": role,
        "kind": kind,
        "op": op,
        "value": None if low == "?" else parse_number(low),
        "high": parse_number(high) if high else None,
        "unit": None if unit == "-" else unit,
        "direction": direction[0] if direction else None,
        "modality": next((flag for flag in flags if flag in ("must", "aim")), "plain"),
        "deadline": next((flag[3:] for flag in flags if flag.startswith("by:")), None),
        "next": "next" in flags,
        "diagnostics": {flag[1:] for flag in flags if flag.startswith("!")},
    }
    also = tuple(flag[5:] for flag in flags if flag.startswith("also:"))
    return fields, (name, *also), figure, "?" in flags


def _overlap(constraint: Constraint, expected: Expected, offset: int) -> bool:
    start = expected.start + offset
    return constraint.start < start + len(expected.figure) and start < constraint.end


def _unequal(expected: Expected, constraint: Constraint, offset: int) -> list[str]:
    got: dict[str, Any] = {name: getattr(constraint, name) for name in expected.fields}
    got["deadline"] = constraint.deadline.isoformat() if constraint.deadline else None
    got["diagnostics"] = set(constraint.diagnostics)
    lines = [f"{name} is {got[name]}, expected {want}" for name, want in expected.fields.items() if got[name] != want]
    span = (expected.start + offset, expected.start + offset + len(expected.figure))
    if (constraint.start, constraint.end) != span:
        lines.append(f"span is {constraint.start}-{constraint.end}, expected {span[0]}-{span[1]}")
    return lines


def _likeness(expected: Expected, constraint: Constraint) -> float:
    return max(similarity(name, constraint.indicator) for name in expected.names)


def similarity(a: str, b: str) -> float:
    """Return how alike two names are, from 0 to 1; marks and 的 do not count."""
    a, b = (re.sub(r"[\s“”\"'‘’《》「」、,，。()（）的]", "", name) for name in (a, b))
    if a == b:
        return 1.0
    short, long = sorted((a, b), key=len)
    if short and short in long and len(short) >= 0.5 * len(long):
        return 0.9
    return SequenceMatcher(None, a, b).ratio()
