"""The table that ships is the one that Lark makes of the grammar, and running it is what Lark's own parser does."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Lark, Token, Tree

sys.path.insert(0, str(Path(__file__).parent))
import goldens

from plancheck import grammar, resources, trees

if TYPE_CHECKING:
    from collections.abc import Callable

PIECES = """
    0 1 9 12 2017 3.5 1,234 % ‰ /10万 万 亿 个 家 人次 个百分点 一 二 十 百 成 半 几 某 X 第 年 月 日 年底 年末 年内
    底 前 上半年 到 至 由 比 在 达到 不低于 控制在 提高 增长 分别 均 约 近 超过 以上 以下 以内 左右 以 余 多 、 ， , 。
    ； : ( ) （ ） 《 》 “ ” - ~ 和 及 与 或 以及 其中 确保 力争 每年 每月 每千人口 人均 全覆盖 翻一番 一半 三分之二
    百分之九十 省下达目标 的 率 医院 建设 完成 65岁 \\n 2型 十四五 “十四五”末 1O 3.5.7 61日前 201761日前 2015年的 𠮷
    1O,O00 l% O/10万 ～ 。 ? _ l ■ .
""".split()


@cache
def lark() -> Lark:
    return Lark(grammar.grammar(), parser="lalr", lexer="contextual", maybe_placeholders=False)


def nodes_of(tree: Tree[Token]) -> list[tuple[Any, ...]]:
    """Return what Lark's tree says, in the terms of the nodes: kind, place, and for figures and dates their parts."""
    nodes: list[tuple[Any, ...]] = []
    run = 0
    for item in tree.children:
        assert isinstance(item, Tree)
        tokens = list(item.scan_values(lambda value: isinstance(value, Token)))
        start, end = tokens[0].start_pos, tokens[-1].end_pos
        if item.data == "figures":
            run += 1
            nodes += figures_of(item, run)
        elif item.data == "date":
            nodes.append(("date", start, end, {t.type: str(t) for t in tokens}))
        elif item.data == "text" and tokens[0].type != "NAME":
            joined = nodes.pop()[1] if nodes and nodes[-1][0] == "text" else start
            nodes.append(("text", joined, end))
        else:
            nodes.append(("name" if item.data == "text" else item.data, start, end))
    return nodes


def figures_of(item: Tree[Token], run: int) -> list[tuple[Any, ...]]:
    figures, joined = [], True
    for child in item.children:
        if isinstance(child, Token):
            joined = True
            continue
        value = next(part for part in child.children if isinstance(part, Tree))
        around = [part for part in child.children if isinstance(part, Token)]
        tokens = list(value.scan_values(lambda part: isinstance(part, Token)))
        leads = tuple(str(token) for token in around if token.type == "LEAD")
        tail = "".join(token for token in around if token.type == "TAIL")
        whole = list(child.scan_values(lambda part: isinstance(part, Token)))
        outer = (whole[0].start_pos, whole[-1].end_pos)
        place = (tokens[0].start_pos, tokens[-1].end_pos)
        empty = tokens[0].type in ("EMPTY_FIRST", "EMPTY_PLACE")
        figures.append(("figure", *place, str(value.data), leads, tail, outer, run, joined or empty))
        joined = empty
    return figures


def said(node: trees.Node) -> tuple[Any, ...]:
    if isinstance(node, trees.Figure):
        rest = (node.form, node.leads, node.tail, node.outer, node.run, node.joined)
        return (node.kind, node.start, node.end, *rest)
    if isinstance(node, trees.Date):
        parts = {"TIME_WORD": node.word, **node.parts, "EDGE": node.edge}
        return (node.kind, node.start, node.end, {kind: text for kind, text in parts.items() if text})
    return (node.kind, node.start, node.end)


def test_the_table_that_ships_is_that_of_the_grammar(same_as_file: Callable[[Path, str], None], root: Path) -> None:
    same_as_file(root / "grammars" / grammar.TABLE, grammar.table_text())


def test_terminals_are_tried_in_the_order_of_lark() -> None:
    patterns = {terminal.name: terminal for terminal in lark().terminals}
    order = sorted(patterns.values(), key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name))
    assert [terminal.name for terminal in grammar.terminals()] == [terminal.name for terminal in order]


def test_a_stale_table_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = grammar.machine()
    files = {grammar.FILE: resources.grammar(grammar.FILE), grammar.TABLE: json.dumps({"rules": ["start: other"]})}
    monkeypatch.setattr(resources, "grammar", files.__getitem__)
    assert grammar.machine.__wrapped__() == fresh


@pytest.mark.parametrize("case", goldens.load(), ids=lambda case: case.label)
def test_a_golden_statement_parses_as_lark_parses_it(case: goldens.Case) -> None:
    assert [said(node) for node in trees.parse(case.text)] == nodes_of(lark().parse(case.text))


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join))
@settings(max_examples=400)
def test_any_text_of_pieces_parses_as_lark_parses_it(text: str) -> None:
    assert [said(node) for node in trees.parse(text)] == nodes_of(lark().parse(text))


@given(st.text(max_size=60))
def test_the_nodes_cover_any_text_without_a_gap(text: str) -> None:
    nodes = trees.parse(text)
    places = [node.outer if isinstance(node, trees.Figure) else (node.start, node.end) for node in nodes]
    assert [start for start, _ in places] == [0, *(end for _, end in places)][: len(places)]
    assert "".join(text[start:end] for start, end in places) == text
