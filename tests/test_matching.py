"""Which figure answers: regions, periods, the day of the check, and figures that are given more than once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from plancheck.pipeline import check, parse
from plancheck.plans import Plan
from plancheck.records import Constraint
from plancheck.text import Source
from plancheck.verdicts import Verdict

if TYPE_CHECKING:
    from pathlib import Path

DUE = date(2017, 12, 31)


def judge(*rows: tuple[Any, ...], year: int | None = 2017, region: str | None = "武汉市", **options: Any) -> Verdict:
    """Judge 签约率 >= 30 % against rows of value, period and region."""
    constraint = Constraint(
        role="target", kind="level", indicator="签约率", op=">=", value=Decimal(30), unit="percent", start=0, end=1
    )
    plan = Plan(source=Source("…", "plan.txt"), constraints=(constraint,), year=year, region=region)
    names = ("value", "period", "region", "unit")
    data = [{"indicator": "签约率", "unit": "%", **dict(zip(names, row, strict=False))} for row in rows]
    report = check(plan, data, **options)
    of_data = ("row-without-region",)  # is about the table, whatever becomes of the target
    assert tuple(d for d in report.diagnostics if d.code not in of_data) == report.results[0].diagnostics
    return report.results[0]


@pytest.mark.parametrize("period", ["2017", "2017年", 2017, 2017.0, "2017-12-31", date(2017, 12, 31), None, " "])
def test_the_year_matches_however_it_is_written(period: object) -> None:
    assert judge((31, period)).verdict == "met"


@pytest.mark.parametrize("period", ["2016", 2018, "2016年12月", "十三五"])
def test_other_periods_do_not_answer(period: object) -> None:
    result = judge((31, period))
    assert (result.verdict, result.reason, result.details["found"]) == ("no_data", "other-period", str(period))


@pytest.mark.parametrize("region", ["武汉市", " 武汉 市", "全市", "合计", None])
def test_the_region_matches_by_name_or_as_the_whole(region: str | None) -> None:
    assert judge((31, 2017, region)).verdict == "met"


def test_other_regions_do_not_answer_unless_asked_for() -> None:
    rows = [(31, 2017, "江岸区"), (29, 2017, "襄阳")]
    assert judge(*rows).reason == "other-region"
    assert "江岸区, 襄阳" in judge(*rows).message()
    assert judge(*rows, region="江岸区").verdict == "met"
    assert check_region(rows, "江岸区") == "met"


def check_region(rows: list[tuple[Any, ...]], region: str) -> str:
    constraint = Constraint(
        role="target", kind="level", indicator="签约率", op=">=", value=Decimal(30), unit="percent", start=0, end=1
    )
    plan = Plan(source=Source("…"), constraints=(constraint,), region="武汉市")
    data = [{"indicator": "签约率", "value": row[0], "unit": "%", "region": row[2]} for row in rows]
    return check(plan, data, region=region).results[0].verdict


def test_a_target_without_region_or_year_takes_the_only_figure_that_there_is() -> None:
    assert judge((31, 2016, "江岸区"), year=None, region=None).verdict == "met"
    assert judge((31, 2016, "江岸区"), (31, 2017, "江汉区"), year=None, region=None).verdict == "met"


def test_figures_of_several_regions_or_periods_are_not_chosen_from() -> None:
    regions = judge((31, 2017, "江岸区"), (29, 2017, "江汉区"), region=None)
    assert (regions.verdict, regions.reason, regions.observation) == ("unresolved", "several-regions", None)
    assert [d.code for d in regions.diagnostics] == ["several-regions"]
    periods = judge((31, 2016), (29, 2017), year=None)
    assert (periods.verdict, periods.reason) == ("unresolved", "several-periods")


@pytest.mark.parametrize("loose", ["合计", "总计", None])
def test_a_total_is_not_taken_for_a_region_that_the_table_names(loose: str | None) -> None:
    rows = [(40, 2017, "江岸区"), (29, 2017, "江汉区"), (99, 2017, loose)]
    assert judge(*rows, region="江汉区").verdict == "missed"
    blank = [(40, 2017, "江岸区"), (None, 2017, "江汉区"), (99, 2017, loose)]
    assert judge(*blank, region="江汉区").reason == "no-figure"
    earlier = [(29, 2016, "江汉区"), (99, 2017, loose)]
    assert judge(*earlier, region="江汉区").reason == "other-period"
    other = judge((40, 2017, "江岸区"), (99, 2017, loose))  # for 武汉市, which the table does not name
    assert other.reason == ("met" if loose else "total-of-others"), "a blank may be a merged cell"


def test_rates_are_not_computed_from_the_total_of_a_table_that_names_the_region() -> None:
    plan = Plan(source=Source("…"), constraints=parse("孕产妇死亡率控制在10/10万以下。").constraints, region="江汉区")
    rows = [
        ("江汉区", "孕产妇死亡数", 0),
        ("江汉区", "活产数", 5000),
        ("合计", "孕产妇死亡数", 9),
        ("合计", "活产数", 60000),
    ]
    data = [dict(zip(("region", "indicator", "value"), row, strict=True)) | {"unit": "人"} for row in rows]
    result = check(plan, data).results[0]
    assert (result.verdict, result.observation and result.observation.value) == ("met", 0)


def test_the_figure_of_the_whole_is_taken_where_it_is_named_so() -> None:
    result = judge((29, 2017, "江岸区"), (31, 2017, "全市"), (28, 2017, "江汉区"), region=None)
    assert (result.verdict, result.observation.region) == ("met", "全市")  # type: ignore[union-attr]


def test_the_same_figure_twice_is_a_note() -> None:
    result = judge((31, 2017, "武汉市"), ("310", 2017, "武汉市", "‰"), (31.0, 2017, "武汉市"))
    assert result.verdict == "met"
    assert [(d.code, d.severity, d.line) for d in result.diagnostics] == [
        ("duplicate-observation", "note", 2),
        ("duplicate-observation", "note", 3),
    ]
    assert "<data>:1" in result.diagnostics[0].message()


def test_figures_that_disagree_are_a_diagnostic_and_no_choice() -> None:
    result = judge((31, 2017), (32, 2017))
    assert (result.verdict, result.reason, result.margin) == ("unresolved", "conflict", None)
    assert [(d.code, d.line) for d in result.diagnostics] == [("conflicting-observations", 2)]
    assert "31% (<data>:1), 32% (<data>:2)" in result.message()


def test_a_figure_in_another_measure_is_left_aside_where_one_converts() -> None:
    assert judge((1200, 2017, None, "人"), (31, 2017)).verdict == "met"
    assert judge((1200, 2017, None, "人")).verdict == "not_comparable"


def test_no_figure_is_no_data_but_leaves_another_row_its_say() -> None:
    alone = judge(("—", 2017))
    assert (alone.verdict, alone.reason) == ("no_data", "no-figure")
    assert "(<data>:1)" in alone.message()
    assert judge(("—", 2017), (31, 2017)).verdict == "met"


@pytest.mark.parametrize(
    ("value", "period", "as_of", "verdict", "reason"),
    [
        (29, 2017, None, "missed", "missed"),
        (29, 2017, date(2017, 6, 30), "pending", "pending"),
        (29, 2017, DUE, "missed", "missed"),
        (29, 2017, date(2018, 3, 1), "missed", "missed"),
        (31, 2017, date(2017, 6, 30), "met", "met"),
        (29, "2017年上半年", date(2017, 7, 1), "pending", "part-pending"),
        (31, "2017年上半年", None, "unresolved", "part"),
        (31, "2017-06-30", date(2018, 1, 5), "unresolved", "part"),
        (29, 2016, date(2017, 6, 30), "pending", "early"),
        (29, 2018, date(2017, 6, 30), "no_data", "other-period"),
        ("—", 2017, date(2017, 6, 30), "no_data", "no-figure"),
    ],
)
def test_what_is_due_after_the_day_of_the_check_is_pending(
    value: object, period: object, as_of: date | None, verdict: str, reason: str
) -> None:
    result = judge((value, period), as_of=as_of)
    assert (result.verdict, result.reason) == (verdict, reason)
    assert all(result.message(lang) for lang in ("en", "zh"))


def test_the_year_as_a_whole_is_preferred_to_its_parts() -> None:
    rows = [(8, "2017Q1"), (15, "2017Q2"), (31, "2017"), (29, "2016")]
    assert judge(*rows).verdict == "met"
    assert judge(*rows[:2]).observation.value == 15  # type: ignore[union-attr]


def test_of_periods_that_reach_the_day_the_nearest_answers() -> None:
    constraint = Constraint(
        role="target",
        kind="level",
        indicator="户厕",
        op=">=",
        value=Decimal(500),
        unit="座",
        deadline=date(2017, 6, 30),
        start=0,
        end=1,
    )
    plan = Plan(source=Source("…"), constraints=(constraint,), year=2017)
    rows = [
        {"indicator": "户厕", "value": value, "unit": "座", "period": period}
        for value, period in (
            (600, "2017年"),
            (450, "2017年1-6月累计"),
            (550, "2017年前三季度"),
            (200, "2017年3月累计"),
        )
    ]
    result = check(plan, rows).results[0]
    assert (result.verdict, result.margin) == ("missed", -50)
    assert check(plan, [rows[0], rows[2]]).results[0].margin == 50


def test_a_table_that_names_the_region_says_nothing_of_the_totals_of_another(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text(
        "指标,数值,地区\n婴儿死亡率,2.8‰,武汉市\n婴儿死亡率,3.9‰,合计\n", encoding="utf-8"
    )
    (tmp_path / "two.csv").write_text("指标,数值,地区\n婴儿死亡率,3.5‰,合计\n", encoding="utf-8")
    plan = parse("婴儿死亡率控制在3‰以内。")
    (alone,) = plan.check(tmp_path / "one.csv", region="武汉市").results
    assert alone.verdict == "met"
    (both,) = plan.check([tmp_path / "one.csv", tmp_path / "two.csv"], region="武汉市").results
    assert (both.verdict, both.reason) == ("unresolved", "conflict")
