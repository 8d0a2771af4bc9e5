"""Whole documents built from the language: what is said comes back exactly, and damage never makes another record."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from plancheck.pipeline import parse
from plancheck.records import Constraint
from plancheck.testing_damage import DAMAGES, HARMLESS, Damaged, damaged
from plancheck.testing_documents import Written, documents
from plancheck.testing_statements import Said, statements

sys.path.insert(0, str(Path(__file__).parent))
import goldens

SAID = ("role", "kind", "indicator", "op", "value", "high", "unit", "direction", "modality", "deadline", "diagnostics")
PLACED = (*SAID, "start", "end", "section", "responsible")
# What a record may not change under damage without a code that says so.
BINDING = ("role", "kind", "op", "value", "high", "unit", "direction")
KEEPS_THE_VALUE = {"lost-separator", "garbled-date"}
REVIEW = "一、上年工作回顾\n"
PLAN = "一、工作目标\n"  # without a heading the look of the figures may say that they were counted


def fields(constraint: Constraint, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(constraint, name) for name in names}


def otherwise(found: Constraint, example: Damaged) -> bool:
    """Tell whether *found* is a confident record that nobody has said: the one thing damage may not bring about.

    A date may be lost with what is damaged; a damaged date is not lost without its code.
    """
    if found.value is None and (found.diagnostics or found.kind == "reference"):
        return False
    if set(found.diagnostics) - KEEPS_THE_VALUE:
        return False
    meant = [
        c
        for c in example.before.constraints
        if fields(c, BINDING) == fields(found, BINDING) and alike(c.indicator, found.indicator)
    ]
    lost = example.kind != "bad date" or "garbled-date" in found.diagnostics
    return not meant or found.deadline not in {c.deadline for c in meant} | ({None} if lost else set())


def alike(name: str, other: str) -> bool:
    """Tell whether one name is the other, or what damage has left of it."""
    return name in other or other in name or goldens.similarity(name, other) >= goldens.LIKENESS


@settings(max_examples=60)
@given(documents())
def test_undamaged_documents_come_back_exactly(written: Written) -> None:
    plan = parse(written.text)
    assert [fields(c, PLACED) for c in plan] == [fields(c, PLACED) for c in written.constraints]
    found = (plan.year, plan.region, plan.title, plan.body)
    assert found == (written.year, written.region, written.title, written.body)
    assert plan.diagnostics == ()


@settings(max_examples=60)
@given(documents())
def test_every_record_points_at_its_line_and_its_words(written: Written) -> None:
    for constraint in parse(written.text):
        line = written.text.count("\n", 0, constraint.start) + 1
        assert constraint.line == line
        figure = written.text[constraint.start : constraint.end]
        assert figure.strip() == figure != ""
        assert not any(word in figure for word in ("以上", "以内", "不低于", "达到", "左右", "。", "，"))


@pytest.mark.parametrize("kind", HARMLESS)
@given(st.data())
def test_harmless_damage_changes_nothing(kind: str, data: st.DataObject) -> None:
    example = data.draw(damaged([kind]))
    after = Said(PLAN, ()) + example.after
    expected = [fields(c, (*SAID, "start", "end")) for c in after.constraints]
    assert [fields(c, (*SAID, "start", "end")) for c in parse(after.text)] == expected


KINDS = sorted(set(DAMAGES) - set(HARMLESS))


@pytest.mark.parametrize("kind", KINDS)
# few statements have a word that can be cut in two, so that many are drawn in vain
@settings(max_examples=60, phases=[Phase.generate], suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data())
def test_damage_never_makes_another_confident_record(kind: str, data: st.DataObject) -> None:
    example = data.draw(damaged([kind]) | damaged([kind], role="report"))
    reviewed = example.before.constraints[0].role == "report"
    found = parse((REVIEW if reviewed else PLAN) + example.after.text)
    assert [fields(c, SAID) for c in found if otherwise(c, example)] == []


@given(damaged(["lost separator"]))
def test_a_lost_separator_keeps_the_values_and_says_so(example: Damaged) -> None:
    found = parse(PLAN + example.after.text).constraints
    assert [c.value for c in found] == [c.value for c in example.before.constraints]
    assert sum("lost-separator" in c.diagnostics for c in found) == 2


@settings(max_examples=40, phases=[Phase.generate])
@given(st.data())
def test_damage_stays_where_it_is(data: st.DataObject) -> None:
    """The statements around a damaged one come back as if nothing had happened."""
    examples: list[Damaged] = []

    def ruined() -> st.SearchStrategy[Said]:
        return damaged().map(lambda example: examples.append(example) or Said(example.after.text, ()))

    written = data.draw(documents(statements() | ruined()))
    plan = parse(written.text)
    said = {(c.start, c.indicator): fields(c, PLACED) for c in written.constraints}
    found = {(c.start, c.indicator): fields(c, PLACED) for c in plan}
    assert {place: found.get(place) for place in said} == said
    strange = [c for c in plan if (c.start, c.indicator) not in said]
    made_up = [c for c in strange if all(otherwise(c, example) for example in examples)]
    assert [fields(c, SAID) for c in made_up] == []


def test_a_page_number_inside_a_sentence_leaves_the_note_below_it_near() -> None:
    found = parse("建档率达到95%。到2018年9\n15\n月底参保率达到90%。\n（责任单位：综合科）\n")
    assert found.constraints[0].responsible == ("综合科",)
