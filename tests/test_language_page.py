"""docs/language.md is made from the golden files, so that it cannot say what is not so."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
HEAD = """\
# The target language, form by form

Each row is a statement and the records that are read from it, taken from `tests/golden/forms.toml`; the test suite
reads every one of them. Do not edit this page: edit that file and run `pytest tests/test_language_page.py
--update-golden`.

A record is written `ROLE KIND | INDICATOR | OP VALUE UNIT | FIGURE | FLAGS`: `?` is a lost value, `-` no unit, `a..b`
a range; flags are `must` or `aim`, `by:DATE`, `!diagnostic`. The same notation is used in all of `tests/golden/`: to
add a case, write `text` and `records` (`records = []` where nothing is to be found), and if needed `year`, the plan
year, or `section = "review"`. In a golden file, the flag `?` marks a record that may be missed, `also:NAME` another
good name, `next` that equal words stand for the next figure, and `todo = "why"` a case that is not read right yet.

| form | statement | records |
| --- | --- | --- |
"""


def test_the_page_says_what_the_golden_files_say(same_as_file: Callable[[Path, str], None], root: Path) -> None:
    cases = tomllib.loads((HERE / "golden" / "forms.toml").read_text(encoding="utf-8"))["case"]
    rows = [f"| {case['form']} | {_statement(case)} | {_records(case['records'])} |" for case in cases]
    same_as_file(root / "docs" / "language.md", HEAD + "\n".join(rows) + "\n")


def _statement(case: dict[str, str]) -> str:
    notes = ["in a review section"] if case.get("section") == "review" else []
    notes += [f"plan year {case['year']}"] if "year" in case else []
    return case["text"] + (f" ({', '.join(notes)})" if notes else "")


def _records(records: list[str]) -> str:
    return "<br>".join("`" + record.replace(" | ", " · ") + "`" for record in records) or "none"
