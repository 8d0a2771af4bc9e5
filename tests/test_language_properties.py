"""What must hold of reading for every input."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plancheck import lexicon, trees
from plancheck.documents import read_document
from plancheck.normalize import normalize
from plancheck.pipeline import parse
from plancheck.printing import statement
from plancheck.records import Constraint, format_number
from plancheck.testing import constraints
from plancheck.text import Source

FIELDS = (
    "role",
    "kind",
    "indicator",
    "op",
    "value",
    "high",
    "unit",
    "direction",
    "modality",
    "deadline",
    "diagnostics",
)
PIECES = (
    *"0123456789０９%‰./／-~～、，。；：,;:()（）“”《》\n\t \u200b\u3000",
    *"""万 亿 十 百 千 两 三 个 名 家 座 次 元 年 月 日 第 每 每月 人均 分别 控制在 达到 不低于 以上 以下 以内 左右
    约 增长 下降 提高到 由 从 确保 力争 完成 建设 死亡率 覆盖率 医院 和 及 其中 全覆盖 2025年 年底前 省下达目标 百分之
    分之 成 一半 翻一番 X × l O 6月1日前 65岁 衛 (wèi) /10万 个百分点""".split(),
)
PLAN = "一、工作目标\n"  # without a heading the look of the figures may say that they were counted
PROSE = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


def same(found: Constraint, printed: Constraint) -> bool:
    return all(getattr(found, name) == getattr(printed, name) for name in FIELDS)


@given(constraints())
def test_what_is_printed_reads_back_the_same(constraint: Constraint) -> None:
    (found,) = parse(PLAN + statement(constraint)).constraints
    assert {n: getattr(found, n) for n in FIELDS} == {n: getattr(constraint, n) for n in FIELDS}


@given(constraints(role="report"))
def test_a_printed_report_reads_back_in_a_review(constraint: Constraint) -> None:
    (found,) = parse("一、上年工作回顾\n" + statement(constraint)).constraints
    assert same(found, constraint)


@given(st.lists(constraints(), min_size=1, max_size=6))
def test_statements_do_not_disturb_each_other(several: list[Constraint]) -> None:
    found = parse(PLAN + "\n".join(statement(constraint) for constraint in several)).constraints
    assert len(found) == len(several)
    assert all(same(f, c) for f, c in zip(found, several, strict=True))


@given(constraints())
def test_the_span_covers_the_figure_and_nothing_else(constraint: Constraint) -> None:
    text = statement(constraint)
    (found,) = parse(text).constraints
    figure = text[found.start : found.end]
    assert format_number(constraint.value) in figure  # type: ignore[arg-type]
    assert not any(word in figure for word in ("不低于", "左右", "增长", "以上", "力争"))


@settings(max_examples=400)
@given(PROSE | st.text(max_size=80))
def test_any_text_gives_constraints_or_nothing_with_spans_inside_it(text: str) -> None:
    plan = parse(text)
    for constraint in plan:
        assert 0 <= constraint.start < constraint.end <= len(text)
        assert constraint.indicator
        assert constraint.value is not None or constraint.kind == "reference" or constraint.diagnostics
    for diagnostic in plan.diagnostics:
        assert 0 <= (diagnostic.start or 0) <= (diagnostic.end or 0) <= len(text)
        assert diagnostic.render()


@settings(max_examples=400)
@given(PROSE)
def test_nodes_cut_a_sentence_without_loss(text: str) -> None:
    sentence = text.replace("\n", "")
    place = 0
    for node in trees.parse(sentence):
        start, end = node.outer if isinstance(node, trees.Figure) else (node.start, node.end)
        # Between the figures of one run only their joint is left out.
        assert sentence[place:start] in ("", "、", "和", "及", "与", "或", "以及", ","), (sentence, node)
        place = end
    assert place == len(sentence)


@given(PROSE | st.text(max_size=60))
def test_normalizing_keeps_a_way_back_for_every_character(text: str) -> None:
    normalized = normalize(text)
    places = [normalized.origin(i) for i in range(len(normalized.text))]
    assert places == sorted(set(places))
    assert all(0 <= place < len(text) for place in places)


@given(PROSE)
def test_normalizing_twice_changes_nothing_more(text: str) -> None:
    once = normalize(text).text
    assert normalize(once).text in (once, normalize(normalize(once).text).text)


@given(constraints())
def test_records_survive_their_json_form(constraint: Constraint) -> None:
    assert Constraint.from_dict(constraint.to_dict()) == constraint


@pytest.mark.parametrize("word", sorted(w for w, c in lexicon.comparators().items() if c.op and not c.target_only))
def test_every_boundary_word_bounds_a_report_and_a_target_alike(word: str) -> None:
    entry = lexicon.comparators()[word]
    text = f"高血压患者管理率{word}62%" if entry.place in ("before", "cut") else f"高血压患者管理率62%{word}"
    ops = {found.op for found in (*parse(text), *parse("一、工作回顾\n" + text))}
    assert ops == {entry.op}


@pytest.mark.parametrize("word", sorted(w for w, c in lexicon.comparators().items() if c.target_only))
def test_a_word_of_reaching_bounds_a_target_but_not_a_report(word: str) -> None:
    text = f"高血压患者管理率{word}62%"
    assert [found.op for found in parse(text)] == [lexicon.comparators()[word].op]
    assert [found.op for found in parse("一、工作回顾\n" + text)] == ["="]


def test_the_plan_year_can_be_told() -> None:
    assert read_document(Source("全年培训医生20名"), year=2031).year == 2031
    assert attrs.evolve(parse("全年培训医生20名。", year=2031).constraints[0]).deadline.year == 2031  # type: ignore[union-attr]
