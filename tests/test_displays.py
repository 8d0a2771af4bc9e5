"""What notebooks show of a plan and a report."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

import plancheck
from plancheck.displays import MOST_ROWS

PLAN = plancheck.parse("江城市2025年工作要点\n确保建档率达到90%以上，力争复诊率达到60%以上。新建示范站3个。\n")
DATA = [{"指标": "建档率", "数值": "91%"}, {"指标": "复诊率", "数值": "55%"}]


class Cells(HTMLParser):
    """The tags and the texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_report_shows_what_to_act_on_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    texts = Cells(PLAN.check(DATA)._repr_html_()).texts
    assert "江城市2025年工作要点 · 1 missed, 1 no data, 1 met" in texts
    assert texts.index("✗ missed") < texts.index("∅ no data") < texts.index("✓ met")
    assert texts[texts.index("✗ missed") + 1 :][:4] == ["复诊率", "≥ 60%", "55%", "-5"]


def test_the_locale_chooses_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "✗ 未达标" in Cells(PLAN.check(DATA)._repr_html_()).texts
    assert "指标" in Cells(PLAN._repr_html_()).texts


def test_a_long_plan_says_how_much_is_not_shown() -> None:
    page = plancheck.parse("。".join(f"第{i}项建档率达到{i % 90 + 1}%" for i in range(MOST_ROWS + 7)))._repr_html_()
    assert page.count("<tr>") == MOST_ROWS + 1
    assert "7" in page.rpartition("<p>")[2]


@given(st.text(alphabet="<>&\"'率达到9%\u202e\u2066script/=。", max_size=60))
def test_no_text_of_a_plan_becomes_a_tag(text: str) -> None:
    page = plancheck.parse(f"覆盖率{text}达到90%。", name=f"{text}.txt")._repr_html_()
    assert Cells(page).tags <= {"table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert "\u202e" not in page
    assert "\u2066" not in page
