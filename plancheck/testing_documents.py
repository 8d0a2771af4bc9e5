"""Hypothesis strategies for whole plans: outline, review and tasks, responsible bodies, prose, a website's furniture.

>>> from hypothesis import given, settings
>>> from plancheck import parse
>>> @settings(deadline=None, max_examples=20)  # the first example loads the grammar
... @given(documents())
... def test_every_figure_is_found_where_it_stands(written):
...     assert [(c.start, c.end) for c in parse(written.text)] == [(c.start, c.end) for c in written.constraints]
>>> test_every_figure_is_found_where_it_stands()
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs
from attrs import Factory, define, frozen
from hypothesis import strategies as st

from plancheck.testing_statements import Said, statements

if TYPE_CHECKING:
    from plancheck.records import Constraint

REGIONS = "云河市 青石县 东湖区 白鹭旗".split()
FIELDS = "卫生健康 国民经济和社会发展 教育 生态环境 交通运输".split()
BODIES = "综合科 财务科 市发展改革委 县教育局 各乡镇人民政府 规划信息科 市生态环境局".split()
HEADS = "加强队伍建设 完善服务体系 深化改革创新 强化监督管理 提升服务能力 优化资源布局".split()
# Sentences in which nobody commits to a number, though some have one.
PROSE = """
    坚持以人民为中心，统筹推进各项工作。 完善工作机制，加强部门协同，形成齐抓共管局面。 强化责任落实，加大督导力度。
    深入学习贯彻党的二十大精神，扎实开展主题教育。 按照《云河市托育服务发展规划（2021—2025年）》要求，完善配套政策。
    依托二级以上医院，做好第三批试点的总结推广。 健全县、乡、村三级网络，落实“一岗双责”。 深化“放管服”改革。
    以65岁以上老年人为重点，加强健康教育。 认真落实国发〔2019〕13号文件精神。 推进“互联网+政务服务”，实现一网通办。
""".split()
FRONT = """
    您的位置：首页>政务公开>部门文件 发布时间：2025-03-12|09:30 来源：市卫生健康委 浏览次数：1286 字号：[大|中|小]
    索引号：000014349/2025-00032 发文字号：云政发〔2025〕12号 主题分类：其他 有效性：有效 分享到：
""".split()
BACK = """
    附件：任务分解表.docx 联系电话：0871-63612345 邮编：650021 京ICP备05000001号-1 （此件公开发布）
    扫一扫在手机打开当前页
    技术支持：信息中心 上一篇：关于做好2024年度考核工作的通知 打印本页|关闭窗口
""".split()
_NUMERALS = "一二三四五六七八九十"
_HALF = str.maketrans("，；：（）", ",;:()")
_WIDE_DIGITS = str.maketrans("0123456789%", "０１２３４５６７８９％")
_NORMAL = str.maketrans("（）：；／～０１２３４５６７８９．％", "():;/~0123456789.%")
_MARK = re.compile(r"\d[.、] *")


@frozen
class Written:
    """A plan: its text, and what must be read from it. Places are those of `text`."""

    text: str
    constraints: tuple[Constraint, ...]
    year: int
    region: str
    title: str
    body: str


@define
class _Pen:
    """Writes a document piece by piece and keeps the places; `section` is the path of headings, as records name it."""

    text: str = ""
    constraints: list[Constraint] = Factory(list)
    section: tuple[str, ...] = ()

    def write(self, text: str) -> None:
        self.text += text

    def head(self, level: int, heading: str, written: str | None = None) -> None:
        """Write a heading; levels are 1, 2 and 3, each under the one above it."""
        plain = heading.translate(_NORMAL)
        mark = _MARK.match(plain)
        plain = plain[: mark.end()].strip() + plain[mark.end() :] if mark else plain
        self.section = (*self.section[: level - 1], plain.strip())
        self.write(heading if written is None else written)

    def say(self, said: Said, responsible: tuple[str, ...]) -> None:
        """Write a sentence; its records stand under the last heading."""
        shift = len(self.text)
        for c in said.constraints:
            start, end = c.start + shift, c.end + shift
            here = attrs.evolve(c, start=start, end=end, section=self.section, responsible=responsible)
            self.constraints.append(here)
        self.write(said.text)


@st.composite
def documents(draw: st.DrawFn, targets: st.SearchStrategy[Said] | None = None) -> Written:
    """Return plans with a review and up to three further chapters; *targets* are the sentences of the latter."""
    targets = statements() if targets is None else targets
    year = draw(st.integers(2011, 2016))  # not behind any deadline: what was due before is no target
    region, field = draw(st.sampled_from(REGIONS)), draw(st.sampled_from(FIELDS))
    title = f"{region}{year}年{field}工作{draw(st.sampled_from(['要点', '计划', '安排']))}"
    body = region + draw(st.sampled_from(["人民政府", "卫生健康委员会", "发展和改革委员会"]))
    pen = _Pen()
    for line in draw(st.lists(st.sampled_from(FRONT), max_size=3, unique=True)):
        pen.write(line + "\n")
    pen.write(title + draw(st.sampled_from(["\n", "\n\n", "\r\n"])) + body + "\n")
    chapters = draw(st.integers(1, 3))
    reviewed = draw(st.booleans())
    if reviewed:
        title_of_review = draw(st.sampled_from([f"{year - 1}年工作回顾", "上年工作总结", f"{year - 1}年工作完成情况"]))
        _chapter(draw, pen, f"一、{title_of_review}", statements("report"))
    for number in range(chapters):
        head = draw(st.sampled_from(["工作目标", "重点任务", f"{year}年主要任务", "工作安排", "推进措施"]))
        _chapter(draw, pen, f"{_NUMERALS[number + reviewed]}、{head}", targets)
    for line in draw(st.lists(st.sampled_from(BACK), max_size=2, unique=True)):
        pen.write(line + "\n")
    return Written(pen.text, tuple(pen.constraints), year, region, title, body)


def _chapter(draw: st.DrawFn, pen: _Pen, heading: str, sentences: st.SearchStrategy[Said]) -> None:
    """Write a chapter: a paragraph under its heading, or several under (一), under 1. or under both, or as a list."""
    pen.head(1, heading)
    pen.write("\n")
    form = draw(st.sampled_from(["plain", "sections", "list", "both", "items"]))
    if form == "plain":
        _passage(draw, pen, sentences)
        return
    sign = draw(st.sampled_from(["（{}）", "({})"]))
    number = draw(st.sampled_from(["{}.", "{}. ", "{}、"]))
    for index in range(draw(st.integers(1, 3))):
        if form in ("sections", "both"):
            pen.head(2, sign.format(_NUMERALS[index]) + draw(st.sampled_from(HEADS)))
            pen.write(draw(st.sampled_from(["。", "\n"])) if form == "sections" else "\n")
        if form in ("list", "both"):
            pen.head(2 + (form == "both"), number.format(index + 1) + draw(st.sampled_from(HEADS)))
            pen.write("。")
        if form == "items":
            _item(draw, pen, number.format(index + 1), sentences)
        else:
            _passage(draw, pen, sentences)


def _item(draw: st.DrawFn, pen: _Pen, mark: str, sentences: st.SearchStrategy[Said]) -> None:
    """Write a statement that is its own heading: 1.确保…."""
    said = draw(sentences.filter(lambda said: not said.text[0].isdigit()))
    title = said.text.partition("。")[0][:150]
    pen.head(2, mark + title, written=mark)
    pen.say(said, ())
    pen.write("\n")


def _passage(draw: st.DrawFn, pen: _Pen, sentences: st.SearchStrategy[Said]) -> None:
    """Write a paragraph of statements and prose in one punctuation, with the responsible bodies at its end."""
    bodies = draw(st.just(()) | responsible())
    table = draw(st.sampled_from([{}, {}, _HALF, _WIDE_DIGITS]))
    prose = st.sampled_from(PROSE).map(lambda text: Said(text, ()))
    for said in draw(st.lists(sentences | prose, min_size=1, max_size=4)):
        pen.say(said.translate(table), bodies)
    if bodies:
        word = draw(st.sampled_from(["责任科室", "责任单位", "牵头单位"]))
        note = draw(st.sampled_from(["（{}：{}）", "({}:{})"]))
        pen.write(note.format(word, "、".join(bodies)))
    pen.write(draw(st.sampled_from(["\n", "\n", "\n\n", "\r\n"])))


def responsible() -> st.SearchStrategy[tuple[str, ...]]:
    """Return the bodies responsible for a passage."""
    return st.lists(st.sampled_from(BODIES), min_size=1, max_size=3, unique=True).map(tuple)
