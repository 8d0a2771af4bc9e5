"""Verdicts and reports as values: what they say, count, raise and turn into."""

from __future__ import annotations

import json
import pickle
import string
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from plancheck import resources
from plancheck.errors import LANGUAGES, PlancheckError
from plancheck.pipeline import check, parse
from plancheck.plans import Plan
from plancheck.records import Constraint, Observation
from plancheck.text import Source
from plancheck.verdicts import VERDICTS, Report, TargetsMissed, Verdict
from plancheck.wording import demand, sentence

BLANKS = {
    "indicator", "figure", "place", "bound", "by", "near", "due", "period", "found", "wanted", "left", "right",
    "told", "also", "candidates", "beside",
}  # fmt: skip


def target(indicator: str, op: str, value: str | None, unit: str | None, **fields: Any) -> Constraint:
    number = None if value is None else Decimal(value)
    known: dict[str, Any] = {"role": "target", "kind": "level", "start": 0, "end": 1, "id": indicator, "quote": "…"}
    return Constraint(indicator=indicator, op=op, value=number, unit=unit, **{**known, **fields})  # type: ignore[arg-type]


@pytest.fixture
def report() -> Report:
    constraints = (
        target("孕产妇死亡率", "<=", "13.7", "per_100k"),
        target("剖宫产率", "<=", "45", "percent"),
        target("农村户厕改造", ">=", "58000", "座"),
        target("健康素养水平", ">=", None, None, kind="reference"),
        target("签约率", ">=", "30", "percent"),
    )
    plan = Plan(source=Source("…", "plan.txt"), constraints=constraints, year=2017)
    rows = [
        {"indicator": "孕产妇死亡率", "value": "0.137‰"},
        {"indicator": "剖宫产率", "value": "46.5", "unit": "%"},
        {"indicator": "农村户厕改造", "value": "58000人"},
    ]
    return check(plan, rows)


def test_a_report_counts_every_verdict(report: Report) -> None:
    assert report.summary == {
        "met": 1, "missed": 1, "no_data": 1, "not_comparable": 1, "unresolved": 1, "pending": 0
    }  # fmt: skip
    assert tuple(report.summary) == VERDICTS
    assert not report.ok
    assert [verdict.constraint.indicator for verdict in report.missed] == ["剖宫产率"]


def test_margins_are_exact_and_signed(report: Report) -> None:
    met, missed, *others = report.results
    assert (met.margin, met.relative_margin) == (0, 0)
    assert (missed.margin, missed.relative_margin) == (Decimal("-1.5"), Fraction(-1, 30))
    assert [(other.margin, other.relative_margin) for other in others] == [(None, None)] * 3


def test_raising_for_missed_targets_names_them(report: Report) -> None:
    with pytest.raises(TargetsMissed, match=r"剖宫产率: reported 46\.5% .*off by 1\.5 percentage points") as caught:
        report.raise_for_missed()
    assert isinstance(caught.value, PlancheckError)
    assert caught.value.missed == report.missed
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), again.missed, str(again)) == (TargetsMissed, report.missed, str(caught.value))


def test_nothing_is_raised_where_nothing_was_missed(report: Report) -> None:
    Report(plan=report.plan, results=report.results[:1]).raise_for_missed()


def test_a_report_as_json_has_the_fields_of_the_format(report: Report) -> None:
    record = json.loads(json.dumps(report.to_dict("zh"), ensure_ascii=False))
    assert list(record) == ["schema_version", "summary", "results", "diagnostics"]
    result = record["results"][1]
    assert list(result) == [
        "constraint",
        "verdict",
        "observation",
        "margin",
        "message",
        "reason",
        "within_rounding",
        "flip",
    ]
    assert (result["verdict"], result["margin"], result["observation"]["value"]) == ("missed", "-1.5", "46.5")
    assert result["message"] == "剖宫产率：报告值46.5%（<data>:2），目标为不高于45%：未达标，相差1.5个百分点"
    assert set(result["observation"]) == {
        "indicator", "value", "unit", "region", "period", "source", "start", "end", "op", "high", "parts", "computed",
        "summed", "sheet", "line", "column",
    }  # fmt: skip


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
def test_a_report_as_a_frame(report: Report, backend: Any) -> None:
    library = pytest.importorskip(backend)
    narwhals = pytest.importorskip("narwhals")
    native = report.to_frame(backend)
    assert type(native).__module__.split(".")[0] == library.__name__
    rows = narwhals.from_native(native).rows(named=True)
    assert [row["verdict"] for row in rows] == ["met", "missed", "not_comparable", "unresolved", "no_data"]
    assert (rows[1]["value"], rows[1]["bound"], rows[1]["margin"], rows[1]["line"]) == (46.5, 45.0, -1.5, 1)
    assert narwhals.from_native(report.to_frame()).shape == (5, 22)


def test_an_empty_report_is_a_frame_too(report: Report) -> None:
    narwhals = pytest.importorskip("narwhals")
    for backend in ("pandas", "polars", "pyarrow"):
        pytest.importorskip(backend)
        assert narwhals.from_native(Report(plan=report.plan, results=()).to_frame(backend)).shape == (0, 22)


def test_a_frame_needs_a_library(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plancheck.frames.find_spec", lambda _: None)
    with pytest.raises(PlancheckError, match="none is installed: pandas, polars, pyarrow"):
        report.to_frame()
    with pytest.raises(ValueError, match="duckdb"):
        report.to_frame("duckdb")  # type: ignore[arg-type]


def test_a_report_is_picklable(report: Report) -> None:
    assert pickle.loads(pickle.dumps(report)) == report


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("reason", sorted(resources.rules("verdicts.toml")["sentence"]))
def test_every_sentence_has_only_blanks_that_are_filled(reason: str, lang: str) -> None:
    template = resources.rules("verdicts.toml")["sentence"][reason][lang]
    assert {name for _, name, _, _ in string.Formatter().parse(template) if name} <= BLANKS
    observation = Observation(indicator="a", value=Decimal(3), unit="‰", period="2017", source="data.csv:4")
    details = dict.fromkeys(("due", "found", "wanted", "left", "right", "candidates", "beside"), "X")
    text = sentence(
        reason,
        target("a", "<=", "3", "permille"),
        lang=lang,
        observation=observation,
        margin=Decimal(0),
        details=details,
    )
    assert "{" not in text


@pytest.mark.parametrize(
    ("constraint", "en", "zh"),
    [
        (target("a", "<=", "13.7", "per_100k"), "at most 13.7/10万", "不高于13.7/10万"),
        (target("a", ">", "300", "人次"), "more than 300 人次", "高于300人次"),
        (target("a", "<", "5", "permille"), "below 5‰", "低于5‰"),
        (target("a", "=", "60", "percent"), "exactly 60%", "恰为60%"),
        (target("a", "range", "2", "家", high=Decimal(3)), "2 家 to 3 家", "2家至3家"),
        (
            target("a", ">=", "2", "percentage_point", kind="change", direction="up"),
            "a rise of at least 2 percentage points",
            "上升不低于2个百分点",
        ),
        (target("a", "<=", None, None), "not known", "不明"),
    ],
)
def test_demands_in_words(constraint: Constraint, en: str, zh: str) -> None:
    assert (demand(constraint), demand(constraint, lang="zh")) == (en, zh)


def test_messages_take_no_orders_from_the_data() -> None:
    row = {"indicator": "签约率", "value": "1", "unit": "\x1b[31m"}
    plan = Plan(source=Source("…"), constraints=(target("签约率", ">=", "30", "percent"),))
    result = check(plan, [row]).results[0]
    assert result.verdict == "not_comparable"
    assert "\x1b" not in result.message()


def test_verdicts_are_values(report: Report) -> None:
    verdict = report.results[0]
    assert verdict == Verdict(
        constraint=verdict.constraint,
        verdict="met",
        reason="met",
        observation=verdict.observation,
        margin=Decimal(0),
        relative_margin=Decimal(0),
        within_rounding=True,
        details={"due": "2017-12-31"},
    )


def test_a_verdict_is_close_where_it_hangs_on_rounding_or_on_a_figure_that_nobody_reported() -> None:
    plan = parse("2017年，孕产妇死亡率不高于20/10万，婴儿死亡率控制在3‰以内，参保率达到95%。")
    data = [
        {"指标": "孕产妇死亡数", "数值": 100, "单位": "人"},
        {"指标": "活产数", "数值": 1_000_000, "单位": "人"},
        {"指标": "婴儿死亡率", "数值": "2.1‰"},
    ]
    assert [(r.verdict, r.is_close) for r in plan.check(data).results] == [
        ("met", True),
        ("met", False),
        ("no_data", False),
    ]
    assert plan.check([{"指标": "参保率", "数值": "95%"}]).results[2].is_close
