"""References to the upper body's numbers: answered from its plan where exactly one target can be meant."""

from __future__ import annotations

import pytest

from plancheck import Constraint, Plan, check, parse
from plancheck.exports import export
from plancheck.planfiles import read_plan_text
from plancheck.references import resolve

UPPER = (
    "江南省2026年工作要点\n"
    "居民健康素养水平达到33%，剖宫产率控制在38%以内，孕产妇死亡率低于9/10万，单位GDP能耗下降3%以上，床位使用率稳定在80%左右，"
    "采血6万人次。"
)


def upper(text: str = UPPER) -> Plan:
    return parse(text, name="upper.txt")


def lower(statement: str) -> Plan:
    return parse(f"云河市2026年工作要点\n{statement}。", name="lower.txt")


def resolved(statement: str, above: Plan | None = None) -> Constraint | str:
    """Return the one target of *statement* with its bound, or the reason why it has none."""
    resolution = resolve(lower(statement), above or upper())
    (constraint,) = resolution.plan.targets
    (note,) = resolution.diagnostics
    assert (note.code == "resolved-reference") == (constraint.value is not None) == (0 in resolution.answers)
    return constraint if constraint.value is not None else note.details["reason"]


@pytest.mark.parametrize(
    ("statement", "op", "value", "unit"),
    [
        ("居民健康素养水平不低于省下达目标", ">=", "33", "percent"),
        ("居民健康素养水平高于省定目标", ">", "33", "percent"),
        ("健康素养水平达到省定目标", ">=", "33", "percent"),
        ("剖宫产率不得高于省下达的年度指标", "<=", "38", "percent"),
        ("剖宫产率达到省定目标", "<=", "38", "percent"),
        ("孕产妇死亡率控制在上级下达指标以内", "<", "9", "per_100k"),
        ("床位使用率达到省定目标", "~=", "80", "percent"),
    ],
)
def test_a_reference_takes_the_bound_of_the_one_target(statement: str, op: str, value: str, unit: str) -> None:
    found = resolved(statement)
    assert isinstance(found, Constraint)
    assert (found.op, str(found.value), found.unit) == (op, value, unit)
    assert found.kind == "level"


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("居民健康素养水平不低于市下达目标", "another body"),
        ("居民健康素养水平不低于国家下达目标", "another body"),
        ("签约率不低于省下达目标", "no target for this indicator"),
        ("到2030年，居民健康素养水平不低于省下达目标", "another year"),
        ("剖宫产率不低于省下达目标", "other side"),
        ("采血不低于省下达任务", "amount for the whole"),
    ],
)
def test_a_reference_stays_open_where_there_is_doubt(statement: str, reason: str) -> None:
    found = resolved(statement)
    assert isinstance(found, str)
    assert reason in found


def test_several_targets_of_the_upper_plan_are_never_chosen_from() -> None:
    above = upper("江南省2026年工作要点\n剖宫产率控制在38%以内。\n到2026年底，剖宫产率控制在36%以内。")
    assert "several" in str(resolved("剖宫产率控制在省定目标以内", above))


def test_a_lost_number_answers_nothing() -> None:
    above = upper("江南省2026年工作要点\n剖宫产率控制在%以内。")
    assert "for certain" in str(resolved("剖宫产率控制在省定目标以内", above))


@pytest.mark.parametrize("statement", ["剖宫产率低于全省平均水平", "卫生院达到国家基本标准", "剖宫产率控制在38%以内"])
def test_what_no_plan_states_is_left_alone(statement: str) -> None:
    below = lower(statement)
    resolution = resolve(below, upper())
    assert (resolution.plan, resolution.answers, resolution.diagnostics) == (below, {}, ())


def test_a_plan_file_without_its_text_is_read_by_its_quotes() -> None:
    below = read_plan_text(export(lower("剖宫产率控制在省定目标以内"), "toml"), "lower.toml")
    (constraint,) = resolve(below, upper()).plan.targets
    assert (constraint.op, str(constraint.value)) == ("<=", "38")


def test_an_amount_answers_for_the_same_region() -> None:
    below = parse("江南省2026年工作方案\n采血达到省定目标。")
    (constraint,) = resolve(below, upper()).plan.targets
    assert (str(constraint.value), constraint.unit) == ("60000", "人次")


def test_data_is_checked_against_the_number_of_the_upper_plan() -> None:
    plan, data = lower("剖宫产率控制在省定目标以内"), [{"指标": "剖宫产率", "数值": "38.5%"}]
    assert [result.verdict for result in check(plan, data).results] == ["unresolved"]
    report = check(plan, data, upper=upper())
    assert [(result.verdict, str(result.margin)) for result in report.results] == [("missed", "-0.5")]
    assert [diagnostic.code for diagnostic in report.diagnostics] == ["resolved-reference"]
    assert plan.targets[0].value is None
