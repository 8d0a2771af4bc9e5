"""Plans: the constraints of a document, bound to the catalog, and their figures as data for another plan."""

from __future__ import annotations

import json
import pickle
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from plancheck.pipeline import parse
from plancheck.plans import Plan, bind, observations_of
from plancheck.records import Constraint
from plancheck.text import Source

TEXT = "覆盖率已达31%，费用下降3.2%，合格率90%以上。力争床位达到6.5张。"


def record(indicator: str, figure: str, number: str, **fields: Any) -> Constraint:
    start = TEXT.index(figure)
    known: dict[str, Any] = {"role": "target", "kind": "level", "op": ">=", "unit": "percent"}
    known |= {"indicator": indicator, "value": Decimal(number), "start": start, "end": start + len(figure), "line": 1}
    return Constraint(**{**known, **fields})


@pytest.fixture
def plan() -> Plan:
    constraints = (
        record("覆盖率", "31%", "31", role="report", op="="),
        record("费用", "3.2%", "3.2", role="report", op="=", kind="change", direction="down"),
        record("合格率", "90%", "90", role="report"),
        record("每千人口床位数", "6.5张", "6.5", unit="张"),
    )
    return Plan(source=Source(TEXT, "plan.txt"), constraints=constraints, year=2017, region="武汉市", title="要点")


def test_a_plan_holds_its_constraints_in_order(plan: Plan) -> None:
    assert len(plan) == 4
    assert list(plan) == [*plan.reports, *plan.targets]


def test_a_plan_travels_as_json_and_as_pickle(plan: Plan) -> None:
    record = json.loads(json.dumps(plan.to_dict()))
    assert (record["schema_version"], record["year"], record["region"]) == (1, 2017, "武汉市")
    assert tuple(map(Constraint.from_dict, record["constraints"])) == plan.constraints
    assert pickle.loads(pickle.dumps(plan)) == plan


def test_binding_finds_indicator_unit_region_and_due_day(plan: Plan) -> None:
    (bound,) = bind(plan)
    assert (bound.unit, bound.region, bound.due) == ("张/千人", "武汉市", date(2017, 12, 31))
    assert bound.key.indicator is not None
    assert bind(plan, region="江岸区")[0].region == "江岸区"


def test_a_deadline_wins_over_the_plans_year() -> None:
    june = record("a", "31%", "31", deadline=date(2017, 6, 30))
    (bound,) = bind(Plan(source=Source(TEXT), constraints=(june,), year=2017))
    assert bound.due == date(2017, 6, 30)
    (bound,) = bind(Plan(source=Source(TEXT), constraints=(record("a", "31%", "31"),)))
    assert bound.due is None


def test_a_fraction_without_a_unit_is_a_share() -> None:
    share = record("a", "31%", "31", value=Fraction(2, 3), unit=None)
    ratio = record("b", "31%", "113", unit=None)
    assert [bound.is_share for bound in bind(Plan(source=Source(TEXT), constraints=(share, ratio)))] == [True, False]


def test_reported_figures_become_observations_with_their_spans(plan: Plan) -> None:
    read = observations_of(plan)
    assert [(o.indicator, str(o.value), TEXT[o.start : o.end]) for o in read.items] == [
        ("覆盖率", "31", "31%"),
        ("费用下降", "3.2", "3.2%"),
        ("合格率", "90", "90%"),
    ]
    assert {(o.region, o.source, o.period) for o in read.items} == {("武汉市", "plan.txt:1", None)}


def test_a_reported_bound_keeps_its_comparison(plan: Plan) -> None:
    assert [(o.op, str(o.value)) for o in observations_of(plan).items] == [("=", "31"), ("=", "3.2"), (">=", "90")]


def test_a_lost_report_is_no_figure_and_the_plan_says_why() -> None:
    plan = parse("一、工作回顾\n参保率达到了%以上。")
    read = observations_of(plan)
    assert read.items == ()
    assert [diagnostic.code for diagnostic in read.diagnostics] == ["missing-value"]
