"""The HTML report as text: one file, nothing from elsewhere, every word escaped, both languages, readable colours."""

from __future__ import annotations

import builtins
import re
import string
import sys
import tomllib
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from plancheck import resources
from plancheck.bounds import Interval
from plancheck.charts import WIDTH, bullet, pieces, scale
from plancheck.errors import LANGUAGES, PlancheckError
from plancheck.labels import Look
from plancheck.pipeline import parse
from plancheck.records import Constraint
from plancheck.reports import render_report
from plancheck.verdicts import VERDICTS, Report, Verdict
from plancheck.webreport import policy

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT = """清河市2025年工作要点
一、妇幼健康
孕产妇死亡率控制在9/10万以下，婴儿死亡率控制在3‰以下。（责任单位：妇幼科）
二、基层服务
（一）签约
力争参保率达到98%以上，确保建档率达到90%以上，设备更新约50台。（责任单位：基层科、财务科）
（二）建设
新建卫生院12所，居民健康素养水平不低于省下达目标。（责任单位：财务科）
"""
ROWS = [
    {"指标": "孕产妇死亡率", "数值": "8.5/10万", "地区": "清河市"},
    {"指标": "婴儿死亡率", "数值": "3.4‰", "地区": "清河市"},
    {"指标": "婴儿死亡率", "数值": "2.1‰", "地区": "东河区"},
    {"指标": "参保率", "数值": "97%", "地区": "清河市"},
    {"指标": "参保率", "数值": "99%", "地区": "西山区"},
    {"指标": "建档率", "数值": "90%", "地区": "清河市"},
    {"指标": "设备更新", "数值": "49台", "地区": "清河市"},
    {"指标": "卫生院", "数值": "3所", "地区": "东河区"},
]


@pytest.fixture(scope="module")
def report() -> Report:
    return parse(TEXT, name="plan.txt").check(ROWS, regions=True)


def page(report: Report, lang: str = "en") -> Any:
    return etree.HTML(report.to_html(lang))


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def test_a_row_a_target_with_what_is_missed_first(report: Report) -> None:
    rows = page(report).findall(".//table[@id='rows']/tbody/tr")
    assert [row.get("data-v") for row in rows[:2]] == ["missed", "missed"]
    assert len(rows) == len(report.results)
    first = rows[0]
    assert [words(cell) for cell in first[:5]] == ["✗ missed", "婴儿死亡率", "≤ 3‰", "3.4‰<data>:2", "-0.4"]
    assert words(first.find(".//mark")) == "3‰"
    assert words(first.find(".//q")) == "孕产妇死亡率控制在9/10万以下，婴儿死亡率控制在3‰以下"


def test_shares_are_counted_by_body_and_by_section(report: Report) -> None:
    tables = page(report).findall(".//section[@class='share']")
    shares = {words(row[0]): words(row[1]) for table in tables for row in table.findall(".//tbody/tr")}
    assert shares["财务科"] == "2/5"
    assert shares["二、基层服务"] == "2/5"
    assert shares["(一)签约"] == "2/3"


def test_regions_stand_across_and_a_part_is_not_judged_by_a_count_for_the_whole(report: Report) -> None:
    table = page(report).find(".//table[@class='heat']")
    assert [words(head) for head in table.findall(".//thead//th")][2:] == ["清河市", "东河区", "西山区"]
    lines = {words(row[0]): [words(cell) for cell in row[2:]] for row in table.findall(".//tbody/tr")}
    assert lines["婴儿死亡率"] == ["✗ 3.4‰ missed", "✓ 2.1‰ met", "–"]
    assert lines["卫生院"] == ["–", "3所".replace("所", " 所"), "–"]
    assert page(parse(TEXT).check(ROWS)).find(".//table[@class='heat']") is None, "only where it was asked for"


def test_nothing_comes_from_elsewhere(report: Report) -> None:
    for lang in LANGUAGES:
        text = report.to_html(lang)
        assert set(re.findall(r"(?:src|href|action)=.", text)) == {'href="'}
        assert re.findall(r'href="[^#]', text) == []
        assert not re.search(r"url\(|@import|https?:", text)
        assert page(report, lang).get("lang") == {"en": "en", "zh": "zh-CN"}[lang]


def test_the_policy_knows_the_two_texts_of_the_page(report: Report) -> None:
    tree = page(report)
    told = tree.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    assert told == policy(tree.find(".//style").text, tree.find(".//script").text)
    assert "unsafe" not in told
    assert tree.findall(".//*[@style]") == []
    assert not any(name.startswith("on") for element in tree.iter() for name in element.attrib)


NASTY = "</td></script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`&lt;{{7*7}}\u202e\u2066\x1b]]>-->"


@given(st.text(alphabet=st.sampled_from("<>&\"'/=`{}%#!-\u202e\u2069\x00\x1ba字 ")) | st.just(NASTY))
def test_words_of_a_plan_are_only_words_on_the_page(text: str) -> None:
    found = Constraint(
        role="target", kind="level", indicator=text, op=">=", value=Decimal(1), unit=text, start=0, end=len(text),
        section=(text,), responsible=(text,), quote=text, id=text,
    )  # fmt: skip
    plan = parse(text, name=text)
    shown = Report(
        plan=plan.__class__(source=plan.source, constraints=(found,), title=text, body=text, region=text),
        results=(Verdict(constraint=found, verdict="no_data", reason="absent", details={"near": text}),),
    )
    plain = page(shown.__class__(plan=shown.plan, results=()))
    tree = page(shown)
    assert len(tree.findall(".//script")) == len(plain.findall(".//script")) == 1
    assert tree.findall(".//img") == []
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", shown.to_html())
    assert len(tree.findall(".//table[@id='rows']/tbody/tr")) == 1


def test_a_plan_without_targets_has_a_page_that_says_so() -> None:
    assert "the plan states no target" in parse("").check([{"指标": "甲", "数值": 1}]).to_html()
    assert "文中没有目标" in parse("").check([{"指标": "甲", "数值": 1}]).to_html("zh")


def test_without_jinja_the_report_says_what_to_install(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def without(name: str, globals_: Mapping[str, Any] | None = None, *rest: Any, **options: Any) -> Any:
        if name.split(".")[0] == "jinja2":
            msg = "No module named 'jinja2'"
            raise ModuleNotFoundError(msg, name="jinja2")
        return original(name, globals_, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.delitem(sys.modules, "plancheck.webreport")
    with pytest.raises(PlancheckError, match=r"pip install 'plancheck\[html\]'"):
        report.to_html()


# --- words ---


def leaves(table: Mapping[str, Any], path: str = "") -> list[tuple[str, Mapping[str, str]]]:
    if set(table) & set(LANGUAGES) and all(isinstance(text, str) for text in table.values()):
        return [(path, table)]
    found = []
    for name, inner in table.items():
        if isinstance(inner, dict):
            found += leaves(inner, f"{path}.{name}")
    return found


@pytest.mark.parametrize("name", ["help", "labels", "messages", "relations", "usage", "verdicts"])
def test_every_text_for_people_is_there_in_both_languages(name: str) -> None:
    texts = leaves(tomllib.loads(resources.rules_text(f"{name}.toml")))
    assert len(texts) > 20
    for path, text in texts:
        assert set(text) == set(LANGUAGES), path
        assert bool(text["en"]) == bool(text["zh"]), path
        blanks = [{field for _, field, _, _ in string.Formatter().parse(text[lang]) if field} for lang in LANGUAGES]
        assert blanks[0] == blanks[1], path


def test_every_word_of_the_page_is_in_the_table() -> None:
    used = set(re.findall(r"page\([\"'](\w+)[\"']\)", resources.template("report.html")))
    named = set(resources.rules("labels.toml")["page"])
    assert used == named


def test_the_page_speaks_the_language_asked_for(report: Report) -> None:
    chinese = report.to_html("zh")
    for word in ("未达标", "规划原文", "责任单位", "显示{shown}项"):
        assert word in chinese
    assert ">missed<" not in chinese


# --- colours ---


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palettes() -> list[dict[str, str]]:
    blocks = re.findall(r"\{([^{}]*--page:[^{}]*)\}", resources.template("report.css"))
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in blocks]


def test_the_two_ways_to_dark_are_the_same() -> None:
    light, system, chosen, printed = palettes()
    assert system == chosen
    assert set(light) - {"focus"} == set(system) - {"focus"} >= set(printed)


@pytest.mark.parametrize("number", range(3))
def test_words_stand_out_from_their_ground(number: int) -> None:
    colours = palettes()[number]
    for ground in ("sheet", "head", "page"):
        for ink in ("text", "muted", "link", *VERDICTS):
            assert contrast(colours[ink], colours[ground]) >= 4.5, f"{ink} on {ground}"
    assert contrast(colours["mark-text"], colours["mark"]) >= 4.5
    for verdict in VERDICTS:
        assert contrast(colours["text"], colours[f"{verdict}-bg"]) >= 4.5
        assert contrast(colours[verdict], colours["inside"]) >= 3, "signs in a chart"
    assert contrast(colours["focus"], colours["sheet"]) >= 3


# --- charts ---


def judged(demand: Interval, low: Any, high: Any = None, relative: Any = None) -> Verdict:
    beds = Constraint(role="target", kind="level", indicator="床位", op=">=", value=None, unit=None, start=0, end=0)
    seen = Interval(Fraction(low), Fraction(low if high is None else high))
    return Verdict(constraint=beds, verdict="met", reason="met", demand=demand, measured=seen, relative_margin=relative)


def test_a_figure_lies_on_the_side_that_its_verdict_says() -> None:
    least = Interval(low=Fraction(90))
    for value in (80, 89, 90, 91, 100):
        drawn = bullet(judged(least, value), 0.1)
        assert drawn is not None
        assert drawn.ends == (WIDTH / 2,)
        assert drawn.inside == (WIDTH / 2, WIDTH)
        assert (drawn.figure[0] >= WIDTH / 2) is (value >= 90)


def test_what_lies_off_the_scale_is_an_arrow() -> None:
    drawn = bullet(judged(Interval(high=Fraction(10)), 100), 0.5)
    assert drawn is not None
    assert drawn.beyond == "right"
    assert bullet(judged(Interval(high=Fraction(10)), -100), 0.5).beyond == "left"  # type: ignore[union-attr]


@given(
    st.fractions(), st.fractions(), st.fractions(min_value=0), st.fractions(min_value=0),
    st.floats(min_value=0.05, max_value=1), st.sampled_from(["low", "high", "both"]),
)  # fmt: skip
def test_no_chart_leaves_its_frame(
    bound: Fraction, value: Fraction, span: Fraction, width: Fraction, reach: float, ends: str
) -> None:
    low, high = (None if ends == "high" else bound), (None if ends == "low" else bound + width)
    drawn = bullet(judged(Interval(low, high), value, value + span), reach)
    assert drawn is not None
    assert all(0 <= x <= WIDTH for x in (*drawn.inside, *drawn.ends, *drawn.figure))
    assert drawn.figure[0] <= drawn.figure[1]
    assert drawn.inside[0] <= drawn.inside[1]


@given(st.dictionaries(st.sampled_from(VERDICTS), st.integers(min_value=0, max_value=10**6)))
def test_the_parts_of_a_bar_fill_it(counts: dict[str, int]) -> None:
    parts = pieces(counts)
    assert [part.count for part in parts] == [part.count for part in parts if part.count]
    assert sum(part.count for part in parts) == sum(counts.values())
    for left, right in pairwise(parts):
        assert abs(left.start + left.width - right.start) < 0.02


def test_one_scale_for_all_rows() -> None:
    rows = [judged(Interval(low=Fraction(1)), 1, relative=Fraction(n, 100)) for n in range(10)]
    assert scale(rows) == pytest.approx(0.1)
    assert 0 < scale([]) < 0.1


def test_the_command_asks_for_the_same_page(report: Report) -> None:
    assert render_report(report, "html", Look(lang="zh")) == report.to_html("zh")
