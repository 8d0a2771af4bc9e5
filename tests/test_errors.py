"""Every code of the message table: what a person sees when it is reported, word for word, in both languages.

`tests/errors/cases.toml` holds an example of each code; `tests/errors/CODE.txt` its exact output, which
`pytest --update-golden` rewrites. A code without an example fails here.
"""

from __future__ import annotations

import pickle
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from plancheck import errors
from plancheck.errors import LANGUAGES, Diagnostic, PlancheckError
from plancheck.resources import rules
from plancheck.text import Source, Span, display_width

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).resolve().parent / "errors"
CASES: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "cases.toml").read_text(encoding="utf-8"))


def example(code: str) -> Diagnostic:
    """Return the diagnostic of a case: `text` with `found` marked in it, or fields alone."""
    fields = dict(CASES[code])
    if "readings" in fields:
        fields["readings"] = tuple(fields["readings"])
    if "text" not in fields:
        return Diagnostic(code=code, **fields)
    source = Source(fields.pop("text"), fields.pop("file", "plan.txt"))
    start = source.text.index(fields["found"])
    return errors.at(source, Span(start, start + len(fields.pop("found"))), code, **fields)


def test_every_code_has_an_example_and_every_example_a_code() -> None:
    assert sorted(CASES) == errors.codes()
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == errors.codes()


@pytest.mark.parametrize("code", CASES)
def test_a_code_reads_as_recorded(code: str, same_as_file: Callable[[Path, str], None]) -> None:
    blocks = [example(code).render(lang) for lang in LANGUAGES]
    same_as_file(FOLDER / f"{code}.txt", "\n\n".join(blocks) + "\n")


@pytest.mark.parametrize("code", errors.codes())
def test_an_entry_is_complete_in_both_languages(code: str) -> None:
    entry = rules("messages.toml")[code]
    assert set(entry) == {"severity", "message", "hint"}
    assert entry["severity"] in ("error", "warning", "note")
    for part in ("message", "hint"):
        blanks = {lang: set(re.findall(r"{(\w+)}", entry[part][lang])) for lang in LANGUAGES}
        assert blanks["en"] == blanks["zh"], f"{code}: {part} fills different blanks in the two languages"


@pytest.mark.parametrize("code", CASES)
def test_a_message_leaves_no_blank_empty(code: str) -> None:
    for lang in LANGUAGES:
        text = example(code).message(lang) + example(code).hint(lang)
        assert "{" not in text
        assert "“”" not in text


def test_labels_are_complete_in_both_languages() -> None:
    for group, words in rules("labels.toml").items():
        for key, entry in words.items():
            assert set(entry) == set(LANGUAGES), f"{group}.{key}"


def test_carets_stand_under_what_was_found() -> None:
    source = Source("一、目标\n孕产妇死亡率控制在ab12.3.4以内", "plan.txt")
    block = errors.at(source, Span(16, 22), "garbled-number", readings=("12.3", "123.4")).render().splitlines()
    line, marks = block[2], block[3]
    at = line.index("12.3.4")
    assert display_width(marks[: marks.index("^")]) == display_width(line[:at])
    assert marks.count("^") == display_width("12.3.4")


def test_a_long_line_is_cut_to_a_window_around_the_place() -> None:
    source = Source("长" * 500 + "达到%以上" + "长" * 500)
    block = errors.at(source, Span(502, 503), "missing-value").render().splitlines()
    assert len(block[1:3]) == 2
    assert display_width(block[2]) < 300
    assert "…" in block[2]
    assert "达到%以上" in block[2]


def test_a_diagnostic_becomes_json_types() -> None:
    fields = example("garbled-number").to_dict("zh")
    assert fields["code"] == "garbled-number"
    assert fields["readings"] == list(example("garbled-number").readings)
    assert fields["message"].startswith("数字")
    assert "source_line" not in fields


def test_an_error_survives_the_way_between_processes() -> None:
    error = PlancheckError(example("file-not-found"))
    assert pickle.loads(pickle.dumps(error)).diagnostic == error.diagnostic


def test_a_code_that_is_not_in_the_table_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError, match="no-such-code"):
        Diagnostic(code="no-such-code").message()
