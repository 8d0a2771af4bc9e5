"""Plans as TOML and JSON: nothing is lost on the way there and back, and a slip of the hand is told with its line."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from attrs import evolve, fields
from hypothesis import given, settings
from hypothesis import strategies as st

from plancheck import parse, read_plan
from plancheck.cli import main
from plancheck.errors import Diagnostic, PlancheckError, codes
from plancheck.planfields import CONSTRAINT, DIAGNOSTIC
from plancheck.planfiles import read_plan_text
from plancheck.plans import Plan
from plancheck.planwriting import to_json, to_toml
from plancheck.records import Constraint
from plancheck.resources import rules_text
from plancheck.testing import constraints
from plancheck.text import Source
from plancheck.unit_table import unit_table

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = jsonschema.Draft202012Validator(json.loads(rules_text("schemas/plan.schema.json")))
WRITERS = pytest.mark.parametrize("write", [to_toml, to_json], ids=["toml", "json"])
PLAN = """\
schema_version = 1
title = "目标"
[[constraints]]
indicator = "参保率"
op = ">="
value = 95
unit = "percent"
"""
texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=20)
names = texts.filter(lambda text: bool(text.strip()))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Return plans of records that no sentence need say: any text, any place, figures that are lost."""
    found = []
    for number, constraint in enumerate(draw(st.lists(constraints() | constraints("report"), max_size=4))):
        start = draw(st.integers(0, 10**6))
        lost = draw(st.booleans()) and constraint.op != "range"
        found.append(
            evolve(
                constraint,
                id=f"{constraint.indicator}#{number}",
                value=None if lost else constraint.value,
                quote=draw(texts),
                section=tuple(draw(st.lists(texts, max_size=2))),
                responsible=tuple(draw(st.lists(texts, max_size=2))),
                diagnostics=tuple(draw(st.lists(st.sampled_from(codes()), max_size=2))),
                start=start,
                end=start + draw(st.integers(0, 20)),
                line=draw(st.integers(1, 999)),
                period=draw(st.none() | st.just("2024")),
            )
        )
    doubts = st.builds(
        Diagnostic,
        code=st.sampled_from(["lost-separator", "missing-value", "garbled-number"]),
        file=st.none() | names,
        line=st.none() | st.integers(1, 99),
        found=st.none() | texts,
        readings=st.lists(texts, max_size=2).map(tuple),
        details=st.dictionaries(st.sampled_from(["reason", "unit"]), texts, max_size=2),
        source_line=st.none() | texts,
    )
    return Plan(
        source=Source(draw(texts), draw(names)),
        constraints=tuple(found),
        diagnostics=tuple(draw(st.lists(doubts, max_size=2))),
        title=draw(st.none() | names),
        year=draw(st.none() | st.integers(1900, 2999)),
        body=draw(st.none() | names),
        region=draw(st.none() | names),
    )


@WRITERS
@settings(deadline=None, max_examples=150)
@given(plan=plans())
def test_a_plan_written_with_its_text_reads_back_the_same(write: Callable[..., str], plan: Plan) -> None:
    read = read_plan_text(write(plan, text=True))
    assert read == plan
    assert [doubt.source_line for doubt in read.diagnostics] == [doubt.source_line for doubt in plan.diagnostics]


@settings(deadline=None, max_examples=100)
@given(plan=plans())
def test_without_its_text_only_the_text_is_gone_and_the_schema_holds(plan: Plan) -> None:
    bare = evolve(plan, source=Source("", plan.source.name))
    written = to_json(plan)
    SCHEMA.validate(json.loads(written))
    assert read_plan_text(written) == bare == read_plan_text(to_toml(plan))


@WRITERS
@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "documents").rglob("*.txt")), ids=lambda path: path.stem)
def test_whole_documents_read_back_the_same(write: Callable[..., str], path: Path) -> None:
    plan = read_plan(path)
    assert read_plan_text(write(plan, text=True)) == plan


@WRITERS
def test_every_unit_of_the_table_reads_back(write: Callable[..., str]) -> None:
    record = parse("参保率达到95%。").constraints[0]
    units = unit_table().entries
    plan = Plan(source=Source("", "p"), constraints=tuple(evolve(record, id=unit, unit=unit) for unit in sorted(units)))
    assert read_plan_text(write(plan)) == plan


def test_the_fields_of_the_file_are_those_of_the_records() -> None:
    kept = {name for name, field in CONSTRAINT.items() if not field.remark}
    assert kept == {field.name for field in fields(Constraint)}
    assert {name for name, field in DIAGNOSTIC.items() if not field.remark} == {f.name for f in fields(Diagnostic)}
    assert set(CONSTRAINT) == set(
        json.loads(rules_text("schemas/plan.schema.json"))["$defs"]["constraint"]["properties"]
    )


def test_figures_keep_their_digits_in_toml() -> None:
    plan = parse("参保率达到95.50%，2/3以上的村建成卫生室，居民人数控制在1.4亿人以内。")
    written = [record["value"] for record in tomllib.loads(to_toml(plan), parse_float=Decimal)["constraints"]]
    assert list(map(str, written)) == ["95.50", "2/3", "140000000"]


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "remedy"),
    [
        ("value = 95", "value = 95%", "bad-toml", 6, "repair the line"),
        ("value = 95", 'value = "ninety"', "plan-field", 6, "value = 95"),
        ("value = 95", "value = true", "plan-field", 6, "value = 95"),
        ("value = 95", "value = nan", "plan-field", 6, "value = 95"),
        ("value = 95\n", "", "plan-missing-field", 3, "value = 95"),
        ("value = 95", 'value = "1/0"', "plan-field", 6, "value = 95"),
        ('op = ">="', 'op = "≥"', "plan-field", 5, 'op = ">="'),
        ('op = ">="', 'op = "range"', "plan-missing-field", 3, "high = 20"),
        ('op = ">="', 'op = ">="\nkind = "change"', "plan-missing-field", 3, 'direction = "down"'),
        ('unit = "percent"', 'unit = "percnet"', "plan-field", 7, "percent"),
        ('unit = "percent"', 'units = "percent"', "plan-unknown-field", 7, "unit"),
        ('indicator = "参保率"', "indicator = 5", "plan-field", 4, "参保率"),
        ("schema_version = 1", "schema_version = 9", "plan-version", 1, "schema_version = 1"),
        ("schema_version = 1\n", "", "plan-version", 1, "schema_version = 1"),
        ('title = "目标"', "titel = 1", "plan-unknown-field", 2, "title"),
        ("value = 95", "value = 95\ndeadline = 2025-13-01", "bad-toml", 7, "repair"),
        ("value = 95", 'value = 95\ndeadline = "soon"', "plan-field", 7, "2025-12-31"),
        ("value = 95", "value = 95\nstart = 9", "plan-field", 7, "start = 120"),
        ("value = 95", "value = 95\nstart = 9\nend = 3", "plan-field", 7, "start = 120"),
        ("[[constraints]]", "[constraints]", "plan-field", 3, "[[constraints]]"),
    ],
)
def test_a_slip_of_the_hand_is_told_with_line_and_remedy(
    old: str, new: str, code: str, line: int, remedy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in PLAN
    path = tmp_path / "plan.toml"
    path.write_text(PLAN.replace(old, new), encoding="utf-8")
    assert main(["lint", str(path), "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert f"plan.toml:{line}" in told
    assert f"error[{code}]" in told
    assert remedy in told


def test_a_slip_in_json_is_told_with_its_line_too() -> None:
    record: dict[str, Any] = {"indicator": "参保率", "op": ">=", "value": "95", "unit": "percent"}
    good = {"schema_version": 1, "constraints": [record, {**record, "op": "=>"}]}
    with pytest.raises(PlancheckError) as told:
        read_plan_text(json.dumps(good, ensure_ascii=False, indent=1), "plan.json")
    assert (told.value.diagnostic.code, told.value.diagnostic.line) == ("plan-field", 12)
    with pytest.raises(PlancheckError, match="broken-json"):
        read_plan_text('{"schema_version": 1,}')


def test_two_records_cannot_have_one_id_and_those_without_get_their_indicator() -> None:
    record = PLAN[PLAN.index("[[") :]
    assert [found.id for found in read_plan_text(PLAN + record)] == ["参保率", "参保率#2"]
    named = record + 'id = "a"\n'
    with pytest.raises(PlancheckError, match="plan-duplicate-id"):
        read_plan_text(PLAN + named + named)


def test_a_plan_of_ones_own_points_into_its_file() -> None:
    plan = read_plan_text(PLAN, "mine.toml")
    target = plan.targets[0]
    assert (plan.source.name, target.line) == ("mine.toml", 6)
    assert plan.source.text[target.start : target.end] == "95"


def test_long_texts_with_what_looks_like_records_do_not_shift_the_lines() -> None:
    text = PLAN.replace('title = "目标"', 'title = """a\n[[constraints]]\nvalue = 3\n"""')
    assert read_plan_text(text).targets[0].line == 9


def test_the_command_takes_back_what_it_compiled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = str(ROOT / "examples" / "reported.csv")
    plan = str(ROOT / "examples" / "plan.txt")
    main(["check", plan, data, "--format", "json"])
    expected = capsys.readouterr().out
    for form in ("toml", "json"):
        path = str(tmp_path / f"plan.{form}")
        assert main(["compile", plan, "--to", form, "-o", path]) == 0
        assert main(["check", path, data, "--format", "json"]) == 1
        assert capsys.readouterr().out == expected


def test_extract_writes_the_chosen_records_as_a_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("一、2024年工作回顾\n参保率达到94%。\n二、2025年主要目标\n参保率达到95%以上。\n", encoding="utf-8")
    assert main(["extract", str(path), "--format", "toml", "--role", "target"]) == 0
    plan = read_plan_text(capsys.readouterr().out)
    assert [str(found.value) for found in plan] == ["95"]
    with pytest.raises(SystemExit):
        main(["extract", str(path), str(path), "--format", "toml"])
