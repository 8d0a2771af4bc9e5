"""Answers as text: what a person sees, and what tools read."""

from __future__ import annotations

import builtins
import csv
import io
import json
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancheck.errors import LANGUAGES, PlancheckError, at
from plancheck.labels import Look, bound, disarm, label, unit_mark, visible
from plancheck.listings import CONSTRAINT_FORMATS, CSV_COLUMNS, render_constraints, render_diagnostics
from plancheck.plans import Plan
from plancheck.records import Constraint, Observation
from plancheck.reports import REPORT_FORMATS, render_report
from plancheck.summing import MARKS, ORDER, totals
from plancheck.text import Source, Span, display_width
from plancheck.textreport import STYLES
from plancheck.verdicts import VERDICTS, Report, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TEXT = "清河市2025年工作要点\n婴儿死亡率、5岁以下儿童死亡率分别控制在4.2‰、5‰以下；参保率达到%以上。\n新建卫生院12所。"


def constraint(figure: str, indicator: str, op: Any, value: str | None, unit: str | None, **fields: Any) -> Constraint:
    """Return the constraint whose figure is the last occurrence of *figure* in the text."""
    start = TEXT.rindex(figure)
    number = None if value is None else Decimal(value)
    fields = {"role": "target", "kind": "level", "id": indicator, "line": TEXT[:start].count("\n") + 1, **fields}
    return Constraint(
        indicator=indicator, op=op, value=number, unit=unit, start=start, end=start + len(figure), **fields
    )


INFANTS = constraint("4.2‰", "婴儿死亡率", "<=", "4.2", "permille", modality="must")
CHILDREN = constraint("5‰", "5岁以下儿童死亡率", "<=", "5", "permille")
INSURED = constraint("%", "参保率", ">=", None, "percent", diagnostics=("missing-value",))
CLINICS = constraint("12所", "卫生院", ">=", "12", "所")
LOST = at(Source(TEXT, "plan.txt"), Span(INSURED.start, INSURED.end), "missing-value")


@pytest.fixture
def plan() -> Plan:
    source = Source(TEXT, "plan.txt")
    constraints = (INFANTS, CHILDREN, INSURED, CLINICS)
    return Plan(source=source, constraints=constraints, diagnostics=(LOST,), title="清河市2025年工作要点", year=2025)


@pytest.fixture
def report(plan: Plan) -> Report:
    def judged(of: Constraint, verdict: Any, figure: str, unit: str, margin: str) -> Verdict:
        seen = Observation(indicator=of.indicator, value=Decimal(figure), unit=unit, source="data.csv:2")
        return Verdict(constraint=of, verdict=verdict, reason=verdict, observation=seen, margin=Decimal(margin))

    results = (
        judged(INFANTS, "met", "0.35", "%", "0.7"),
        judged(CHILDREN, "missed", "5.4", "‰", "-0.4"),
        Verdict(constraint=INSURED, verdict="unresolved", reason="lost"),
        Verdict(constraint=CLINICS, verdict="no_data", reason="absent"),
    )
    return Report(plan=plan, results=results, diagnostics=(LOST,))


def test_missed_targets_come_first_and_met_ones_last(report: Report) -> None:
    text = render_report(report)
    places = [text.index(f"{label('verdict', kind, 'en')} (1)") for kind in ("missed", "unresolved", "no_data", "met")]
    assert places == sorted(places)


def test_a_missed_target_shows_its_words_its_figure_the_margin_and_the_place(report: Report) -> None:
    lines = render_report(report).splitlines()
    at_line = next(i for i, line in enumerate(lines) if line.startswith("✗"))
    for part in ("5岁以下儿童死亡率", "≤ 5‰", "5.4‰", "-0.4", "plan.txt:2"):
        assert part in lines[at_line]
    assert lines[at_line + 1].strip() == TEXT.splitlines()[1].split("；")[0]
    marked = lines[at_line + 2]
    assert display_width(marked.rstrip("^")) == display_width(lines[at_line + 1].partition("5‰")[0])
    assert marked.endswith((" ^^", "\u3000^^"))
    assert lines[at_line + 3].strip() == "reported 5.4‰ (data.csv:2), the target is at most 5‰: missed, off by 0.4‰"


def test_the_totals_line_closes_the_report(report: Report) -> None:
    assert render_report(report).endswith("4 targets: 1 missed, 1 unresolved, 1 no data, 1 met\n")
    assert render_report(report, look=Look(lang="zh")).endswith(
        "共4项目标：未达标1项，无法判定1项，无数据1项，达标1项\n"
    )


def test_a_single_target_and_none_are_worded_as_such(report: Report, plan: Plan) -> None:
    assert totals(Report(plan=plan, results=report.results[:1]), "en") == "1 target: 1 met"
    assert totals(Report(plan=plan, results=()), "en") == "the plan states no target"


def test_columns_stay_aligned_under_double_width_text(report: Report) -> None:
    rows = [line for line in render_report(report).splitlines() if line[:1] in set(MARKS.values())]
    assert len(rows) == len(report.results)
    columns = {display_width(row[: row.index("plan.txt:")]) for row in rows}
    assert len(columns) == 1


def test_figures_end_flush(report: Report) -> None:
    lines = render_report(report).splitlines()
    rows = [line for line in lines if line[:1] in set(MARKS.values()) and ("5.4‰" in line or "0.35%" in line)]
    for figures in (("5.4‰", "0.35%"), ("-0.4", "+0.7")):
        ends = {display_width(row[: row.index(f) + len(f)]) for row in rows for f in figures if f in row}
        assert len(ends) == 1


def test_quiet_keeps_to_what_is_not_met_and_verbose_tells_of_all(report: Report) -> None:
    quiet = render_report(report, look=Look(detail="quiet"))
    assert {line[:1] for line in quiet.splitlines()} >= {"✗", "?", "∅"}
    assert not {"✓", "^"} & set(quiet)
    assert LOST.render() not in quiet
    assert quiet.endswith("4 targets: 1 missed, 1 unresolved, 1 no data, 1 met\n")
    told = "reported 0.35% (data.csv:2)"
    assert told not in render_report(report)
    verbose = render_report(report, look=Look(detail="verbose"))
    assert told in verbose
    assert verbose.count("^") > render_report(report).count("^")


def test_names_near_a_missing_one_come_with_what_to_do(report: Report) -> None:
    near = Verdict(constraint=CLINICS, verdict="no_data", reason="absent", details={"near": "乡镇卫生院"})
    text = render_report(Report(plan=report.plan, results=(near,)))
    assert "= help: if the data means this by 乡镇卫生院, name it so there" in text


@pytest.mark.parametrize("width", [30, 40, 60, 100])
def test_carets_stay_under_their_figure_in_a_narrow_terminal(report: Report, width: int) -> None:
    lines = render_report(report, look=Look(width=width)).splitlines()
    marks = [number for number, line in enumerate(lines) if "^" in line and not line.strip("^ \u3000")]
    assert len(marks) == 3
    assert sum("^" in line for line in lines) == 4, "those of the diagnostic are not folded"
    for number, figure in zip(marks, ("5‰", "%", "12所"), strict=True):
        start = display_width(lines[number].rstrip("^"))
        places = [i for i in range(len(lines[number - 1])) if lines[number - 1].startswith(figure, i)]
        assert start in {display_width(lines[number - 1][:i]) for i in places}


def test_diagnostics_of_plan_and_data_stand_in_the_report(report: Report) -> None:
    assert LOST.render() in render_report(report)
    assert LOST.render("zh") in render_report(report, look=Look(lang="zh"))


def test_colour_only_where_it_is_asked_for(report: Report) -> None:
    assert "\x1b" not in render_report(report)
    coloured = render_report(report, look=Look(colour=True))
    assert "\x1b[1;31m" in coloured
    assert "\x1b[1;3;4m5‰" in coloured, "the figure is marked where it stands, not in 4.2‰、5‰ at its first look-alike"


def test_a_narrow_terminal_folds_and_loses_nothing(report: Report) -> None:
    text = render_report(report, look=Look(width=40))
    assert max(map(display_width, text.splitlines())) <= 60  # carets of a diagnostic's line are never folded
    together = "".join(text.split())
    assert "5岁以≤5‰5.4‰-0.42下儿童死亡率" in together, "the name goes on in the next line of its cell"
    assert "4targets" in together


@given(st.text(), st.text())
def test_nothing_in_a_plan_reaches_a_terminal_as_a_command(words: str, name: str) -> None:
    found = Constraint(
        role="target", kind="level", indicator=name, op=">=", value=Decimal(1), unit=None, start=0, end=len(words)
    )
    shown = Plan(source=Source(words, name), constraints=(found,), title=words or None)
    text = render_report(Report(plan=shown, results=(Verdict(constraint=found, verdict="no_data", reason="absent"),)))
    table = render_constraints([(shown, shown.constraints)])
    assert disarm(text) == text
    assert disarm(table) == table


def test_json_is_the_report(report: Report) -> None:
    for lang in LANGUAGES:
        assert json.loads(render_report(report, "json", Look(lang=lang))) == report.to_dict(lang)
    assert "婴儿死亡率" in render_report(report, "json")


def test_jsonl_is_a_result_a_line(report: Report) -> None:
    lines = render_report(report, "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == [result.to_dict() for result in report.results]


def records(plan: Plan, chosen: Sequence[Constraint]) -> list[dict[str, Any]]:
    return [{**found.to_dict(), "file": plan.source.name} for found in chosen]


def test_extraction_as_json_and_jsonl_holds_every_field(plan: Plan) -> None:
    chosen = [(plan, plan.constraints)]
    assert json.loads(render_constraints(chosen, "json")) == records(plan, plan.constraints)
    lines = render_constraints(chosen, "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == records(plan, plan.constraints)


def test_extraction_as_csv_has_a_header_even_without_records(plan: Plan) -> None:
    assert render_constraints([(plan, ())], "csv") == ",".join(CSV_COLUMNS) + "\n"
    rows = list(csv.DictReader(io.StringIO(render_constraints([(plan, plan.constraints)], "csv"))))
    assert [row["indicator"] for row in rows] == [found.indicator for found in plan]
    assert [row["value"] for row in rows] == ["4.2", "5", "", "12"]
    assert rows[2]["diagnostics"] == "missing-value"


def test_csv_has_the_columns_of_the_records() -> None:
    assert set(CSV_COLUMNS) == {*INFANTS.to_dict(), "file"}


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@cmd", "\t=1"])
def test_csv_never_starts_a_formula_in_a_spreadsheet(formula: str) -> None:
    fields = {"indicator": formula, "quote": formula, "value": Decimal(1), "unit": None}
    found = Constraint(role="target", kind="level", op=">=", start=0, end=1, **fields)
    plan = Plan(source=Source("1", formula), constraints=(found,))
    row = next(csv.DictReader(io.StringIO(render_constraints([(plan, (found,))], "csv"))))
    assert row["indicator"] == row["quote"] == row["file"] == f"'{formula}"
    assert row["op"] == ">="


def test_the_table_names_each_document_and_lists_its_records(plan: Plan) -> None:
    empty = Plan(source=Source("", "empty.txt"))
    text = render_constraints([(plan, plan.constraints), (empty, ())])
    assert text.startswith("清河市2025年工作要点 · plan.txt · 2025\n")
    assert "plan.txt:2   target  level  婴儿死亡率" in text
    assert "≥ %" in text
    assert "missing-value" in text
    assert text.endswith("empty.txt\nno figure found\n")


def test_lint_shows_each_finding_and_counts_them(plan: Plan) -> None:
    assert render_diagnostics([plan]) == f"{LOST.render()}\n\n1 finding in plan.txt\n"
    clean = Plan(source=Source("", "clean.txt"))
    assert render_diagnostics([clean]) == "nothing to report in clean.txt\n"
    assert json.loads(render_diagnostics([plan, clean], "json")) == [LOST.to_dict()]
    assert json.loads(render_diagnostics([plan], "jsonl", Look(lang="zh"))) == LOST.to_dict("zh")


def test_without_rich_the_tables_say_what_to_install_and_the_rest_works(
    report: Report, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = builtins.__import__

    def without_rich(name: str, globals_: Mapping[str, Any] | None = None, *rest: Any, **options: Any) -> Any:
        if name.split(".")[0] == "rich":
            msg = "No module named 'rich'"
            raise ModuleNotFoundError(msg, name="rich")
        return original(name, globals_, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", without_rich)
    for module in ("plancheck.tables", "plancheck.textreport"):
        monkeypatch.delitem(sys.modules, module)
        monkeypatch.delattr(module)
    with pytest.raises(PlancheckError, match=r"pip install 'plancheck\[cli\]'"):
        render_report(report, "text")
    with pytest.raises(PlancheckError, match="missing-extra"):
        render_constraints([(plan, ())], "table")
    for form in set(REPORT_FORMATS) - {"text"}:
        assert render_report(report, form)
    for form in set(CONSTRAINT_FORMATS) - {"table"}:
        assert render_constraints([(plan, plan.constraints)], form)


def test_every_verdict_has_its_place_mark_colour_and_names() -> None:
    for kind in VERDICTS:
        assert kind in ORDER
        assert kind in STYLES
        assert len(MARKS[kind]) == 1
        assert all(label("verdict", kind, lang) for lang in LANGUAGES)
    assert len(set(MARKS.values())) == len(VERDICTS)


@pytest.mark.parametrize(
    ("words", "unit", "fields", "shown"),
    [
        ("13.7/10万", "per_100k", {"op": "<="}, "≤ 13.7/10万"),
        ("1-2家", "家", {"op": "range"}, "1-2家"),
        ("3%", "percent", {"op": ">=", "kind": "change", "direction": "down"}, "≥ 3% ↓"),
        ("省下达目标", None, {"op": ">=", "kind": "reference", "value": None}, "≥ 省下达目标"),
        ("一次", "次/月", {"op": ">=", "kind": "frequency"}, "≥ 一次/月"),
        ("全覆盖", "percent", {"op": ">="}, "全覆盖"),
        ("52元", "元/人", {"op": "="}, "= 52元/人"),
        ("3.0", "人/千人", {"op": ">=", "value": Decimal("3.0")}, "≥ 3.0人/千人"),
        ("百分之\n九十", "percent", {"op": ">="}, "≥ 百分之 九十"),
    ],
)
def test_a_bound_is_shown_in_the_words_of_the_plan(
    words: str, unit: str | None, fields: dict[str, Any], shown: str
) -> None:
    fields = {"role": "target", "kind": "level", "indicator": "甲", "value": Decimal(1), **fields}
    assert bound(Constraint(unit=unit, start=0, end=len(words), **fields), words) == shown


def test_units_have_their_signs() -> None:
    assert [unit_mark(unit) for unit in ("permille", "per_10k", "percentage_point", "张/千人")] == [
        "‰", "/万", "个百分点", "张/千人",
    ]  # fmt: skip


@given(st.text())
def test_visible_text_is_one_line_without_controls(text: str) -> None:
    assert "\n" not in visible(text)
    assert visible(visible(text)) == visible(text)
