"""Every code of the message table: what a person sees when it is reported, word for word, in both languages.

`tests/errors/cases.toml` holds an input that leads to each code; `tests/errors/CODE.txt` the exact output, which
`pytest --update-golden` rewrites. A code without a case fails here.
"""

from __future__ import annotations

import pickle
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from plancheck import catalog, check, compare, errors, parse, planfiles, unit_table
from plancheck.errors import LANGUAGES, Diagnostic, PlancheckError
from plancheck.resources import rules
from plancheck.text import Source, Span, display_width, place_in, set_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FOLDER = Path(__file__).resolve().parent / "errors"
CASES: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "cases.toml").read_text(encoding="utf-8"))
PLAN = "2025年工作要点\n婴儿死亡率控制在3.5‰以下。"


def findings(case: dict[str, Any]) -> Iterable[Diagnostic]:
    """Return what the input of a case leads to; the current folder is an empty one."""
    try:
        if "upper" in case:
            lower, upper = parse(case["plan"], name="plan.txt"), parse(case["upper"], name="upper.txt")
            return [*check(lower, [], upper=upper).diagnostics, *compare(lower, upper).diagnostics]
        if "data" in case:
            name = case.get("name", "data.csv")
            Path(name).write_text(case["data"], encoding="utf-8")
            return check(parse(case.get("plan", PLAN), name="plan.txt"), name).diagnostics
        if "catalog" in case:
            Path("indicators.toml").write_text(case["catalog"], encoding="utf-8")
            catalog.load("indicators.toml")
        if "units" in case:
            unit_table.read_table(case["units"], "units.toml")
        if "plan_file" in case:
            return planfiles.read_plan_text(case["plan_file"].lstrip(), "plan.toml").diagnostics
        return parse(case.get("plan", ""), name="plan.txt").diagnostics
    except PlancheckError as error:
        return [error.diagnostic]


def example(code: str) -> Diagnostic:
    """Return the diagnostic of a case: the first with its code that the input leads to, or the fields given."""
    case = CASES[code]
    if not {"plan", "data", "catalog", "units", "plan_file"} & set(case):
        return Diagnostic(code=code, **case)
    found = list(findings(case))
    assert code in [diagnostic.code for diagnostic in found], f"the case of {code} leads to {found}"
    return next(diagnostic for diagnostic in found if diagnostic.code == code)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


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
        assert not re.search(r"{\w+}", text)
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


def test_in_chinese_a_place_in_a_table_is_in_chinese_too() -> None:
    found = Diagnostic(code="not-a-number", file="a.xlsx", sheet="表1", line=5, column=6, found="很多")
    assert found.render("zh").startswith("a.xlsx，工作表 表1，单元格F5: ")
    assert place_in("b.csv:9, column 4", "zh") == "b.csv:9，第4列"
    assert set_in("5.79 万座 (b.csv:9, column 4), 3 座 (c.csv:2)", "zh") == "5.79万座 (b.csv:9，第4列)、3座 (c.csv:2)"
