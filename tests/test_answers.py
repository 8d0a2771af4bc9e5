"""Comparing a lower plan with the upper one: which targets answer, what several answers come to, what is told."""

from __future__ import annotations

import pickle
import re

import jsonschema
import pytest

from plancheck import Plan, PlancheckError, PlanComparison, Relation, compare, parse, resources
from plancheck.labels import Look
from plancheck.relations import Reason
from plancheck.reports import COMPARISON_FORMATS, render_comparison

UPPER = """江南省2026年工作要点
婴儿死亡率控制在3‰以下，签约率达到75%，新建卫生院90所，居民健康素养水平达到33%，产前筛查率达到%以上。
地区生产总值增长5%，建档率达到80%-85%，每千人口床位数达到6张，参保率达到97%以上。
"""
LOWER = """云河市2026年工作要点
婴儿死亡率控制在0.25%以下，签约率达到70%，新建卫生院12所，居民健康素养水平不低于省下达目标，产前筛查率达到90%。
地区生产总值达到900亿元，建档率达到82%，每千人口床位数达到6平方米，参保率达到%以上。
"""


@pytest.fixture
def comparison() -> PlanComparison:
    return compare(parse(LOWER, name="lower.txt"), parse(UPPER, name="upper.txt"))


def of(lower: str, upper: str, **options: str) -> PlanComparison:
    return compare(parse(lower, name="lower.txt"), parse(upper, name="upper.txt"), **options)  # type: ignore[arg-type]


def test_each_target_of_the_upper_plan_has_a_relation(comparison: PlanComparison) -> None:
    assert [(str(result.relation), result.reason) for result in comparison.results] == [
        ("stricter", "stricter"),
        ("looser", "looser"),
        ("not_comparable", "whole"),
        ("equal", "equal"),
        ("not_comparable", "upper-unresolved"),
        ("absent", "level-only"),
        ("not_comparable", "neither"),
        ("not_comparable", "units"),
        ("not_comparable", "lower-unresolved"),
    ]
    assert not comparison.ok
    assert sum(comparison.summary.values()) == 9
    assert comparison.results[3].answer is not None
    assert comparison.results[3].answer.resolved


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_sentences_name_both_bounds_and_places(comparison: PlanComparison, lang: str) -> None:
    for result in comparison.results:
        text = result.message(lang)
        assert "upper.txt:" in text
        assert "{" not in text
        silent = result.relation is Relation.ABSENT or result.reason == "upper-unresolved"
        assert silent or "lower.txt:" in text
        assert (lang == "en") == bool(re.search(r"\bplan\b", text))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", COMPARISON_FORMATS)
def test_every_format_tells_every_target(comparison: PlanComparison, form: str, lang: str) -> None:
    shown = render_comparison(comparison, form, Look(lang=lang))
    for result in comparison.results:
        assert result.constraint.indicator in shown.replace("\\", "")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_json_keeps_to_the_published_schema(comparison: PlanComparison, lang: str) -> None:
    validator = jsonschema.Draft202012Validator(resources.schema("comparison"))
    validator.check_schema(validator.schema)
    validator.validate(comparison.to_dict(lang))


def test_the_schema_is_closed_and_agrees_with_that_of_reports() -> None:
    schema, report = resources.schema("comparison"), resources.schema("report")
    for name in ("constraint", "diagnostic", "number"):
        assert schema["$defs"][name] == report["$defs"][name]
    assert schema["$defs"]["relation"]["enum"] == list(Relation)
    assert schema["$defs"]["reason"]["enum"] == list(Reason.__args__)  # type: ignore[attr-defined]
    assert set(resources.rules("relations.toml")["sentence"]) == set(Reason.__args__)  # type: ignore[attr-defined]


def test_aliases_answer_and_near_names_do_not() -> None:
    found = of(
        "孕产妇死亡比控制在9/10万以下，早产儿死亡率控制在2‰。", "孕产妇死亡率控制在10/10万以下，新生儿死亡率控制在2‰。"
    )
    assert [str(result.relation) for result in found.results] == ["stricter", "absent"]
    assert "早产儿死亡率" in found.results[1].message()


def test_of_several_answers_one_that_holds_is_enough() -> None:
    found = of(
        "云河市2026年工作要点\n上半年签约率达到60%，到2026年底，签约率达到80%。",
        "江南省2026年工作要点\n签约率达到75%。",
    )
    (result,) = found.results
    assert (result.relation, len(result.answers)) == (Relation.STRICTER, 2)
    assert result.answer is not None
    assert str(result.answer.constraint.value) == "80"


def test_answers_that_contradict_each_other_decide_nothing() -> None:
    (result,) = of("签约率达到80%。\n签约率达到60%。", "签约率达到75%。").results
    assert (result.relation, result.reason, result.answer) == (Relation.NOT_COMPARABLE, "conflict", None)
    assert "≥ 80%" in result.message()
    assert "≥ 60%" in result.message()


def test_targets_of_one_name_that_an_answer_does_not_stand_alike_to_are_not_ranked() -> None:
    found = of("签约率达到80%。", "签约率达到75%。\n签约率达到85%。")
    assert [result.reason for result in found.results] == ["ambiguous", "ambiguous"]
    assert "≥ 85%" in found.results[0].message()
    assert found.results[0].answer is None
    found = of("签约率达到90%。", "签约率达到75%。\n签约率达到85%。")
    assert [str(result.relation) for result in found.results] == ["stricter", "stricter"]
    found = of("到2027年签约率达到80%。", "到2027年签约率达到75%。\n到2030年签约率达到85%。")
    assert [result.reason for result in found.results] == ["stricter", "mixed"]


def test_regions_that_do_not_nest_are_refused() -> None:
    with pytest.raises(PlancheckError) as caught:
        of("杭州市2026年工作要点\n签约率达到80%。", "湖北省2026年工作要点\n签约率达到75%。")
    assert caught.value.diagnostic.code == "region-outside"
    assert "湖北省" in str(caught.value)


def test_a_region_told_takes_the_place_of_the_plans() -> None:
    upper, lower = "新建卫生院90所。", "新建卫生院12所。"
    assert [diagnostic.code for diagnostic in of(lower, upper).diagnostics] == ["region-unplaced"]
    assert of(lower, upper, region="武汉市", upper_region="湖北省").diagnostics == ()
    assert of(lower, upper, region="武汉市", upper_region="420100").results[0].relation is Relation.LOOSER


def test_a_plan_without_targets_is_told() -> None:
    found = of("没有数字的文字。", "签约率达到75%。")
    assert [diagnostic.code for diagnostic in found.diagnostics] == ["no-targets"]


def test_hostile_words_stay_harmless_in_markdown() -> None:
    found = of("<b>|签约率达到70%。", "<b>|签约率达到75%。\x1b[31m")
    assert "<b>" not in render_comparison(found, "markdown").replace("\\<", "")


def test_a_comparison_travels_between_processes(comparison: PlanComparison) -> None:
    assert pickle.loads(pickle.dumps(comparison)) == comparison


def test_a_narrow_terminal_folds_and_keeps_every_name(comparison: PlanComparison) -> None:
    shown = render_comparison(comparison, "text", Look(width=60))
    assert "签约率" in shown
    quiet = render_comparison(comparison, "text", Look(detail="quiet"))
    verbose = render_comparison(comparison, "text", Look(detail="verbose"))
    assert "婴儿死亡率" not in quiet
    assert len(quiet) < len(render_comparison(comparison, "text")) < len(verbose)


def test_plans_of_every_kind_compare(tmp_path: object) -> None:
    pack = compare(parse("武汉市2029年工作要点\n婴儿死亡率控制在4‰以下。"), _pack())
    relations = {result.constraint.indicator: result.relation for result in pack.results}
    assert relations["婴儿死亡率"] is Relation.STRICTER


def _pack() -> Plan:
    from plancheck import read_plan

    return read_plan("@healthy-china-2030")
