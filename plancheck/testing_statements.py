"""Hypothesis strategies for sentences of a plan with the records that they state: lists, shared figures, 其中 and more.

>>> from hypothesis import given, settings
>>> from plancheck import parse
>>> @settings(deadline=None)  # the first example loads the grammar
... @given(statements())
... def test_every_figure_is_found_where_it_stands(said):
...     assert [(c.start, c.end) for c in parse(said.text)] == [(c.start, c.end) for c in said.constraints]
>>> test_every_figure_is_found_where_it_stands()
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs
from attrs import frozen
from hypothesis import strategies as st

from plancheck import printing
from plancheck.printing import Wording
from plancheck.records import Constraint
from plancheck.testing import RATES, SHARES, THINGS, WHO, constraints, figures, shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plancheck.records import Comparison, Role

SERVICES = "远程会诊 电子病历 家庭医生签约 法律顾问 公共厕所保洁 垃圾分类投放 养老床位补贴 校园安防巡查".split()
PLACES = "农村地区 偏远乡镇 民族地区 山区 中心城区".split()
REFERENCES = "省下达目标 市下达任务 全省平均水平 省定控制目标".split()

# How the figures of a list are bound: {} is the list.
_LISTED: dict[str, tuple[str, ...]] = {
    ">=": ("分别不低于{}", "分别达到{}以上", "达到{}以上", "分别提高到{}以上", "分别保持在{}以上"),
    "<=": ("分别控制在{}以内", "分别控制在{}以下", "控制在{}以下", "分别不超过{}", "分别不高于{}"),
    "~=": ("分别达到{}左右", "分别稳定在{}左右"),
    "=": ("分别达到{}", "分别为{}", "达到{}", "分别提高到{}"),
}
_SHARED: dict[str, tuple[str, ...]] = {
    ">=": ("均不低于#", "均达到#以上", "达到#以上", "都达到#以上", "均保持在#以上"),
    "<=": ("均控制在#以内", "均不超过#", "控制在#以下"),
    "~=": ("均达到#左右",),
    "=": ("均达到#", "均为#", "达到#"),
}
_REACHED: dict[str, tuple[str, ...]] = {
    ">=": ("由{}提高到#以上", "从{}提高到#", "由{}提升至#", "从{}增加到#以上"),
    "<=": ("由{}下降到#以下", "从{}降到#", "由{}降至#以内"),
    "=": ("由{}提高到#", "从{}下降到#", "由{}提升至#"),
}


@frozen
class Said:
    """A sentence and what it states: constraints with `start` and `end` in `text`."""

    text: str
    constraints: tuple[Constraint, ...]

    def __add__(self, other: Said) -> Said:
        """Return one text behind the other, with the places of both."""
        shift = len(self.text)
        moved = (attrs.evolve(c, start=c.start + shift, end=c.end + shift) for c in other.constraints)
        return Said(self.text + other.text, (*self.constraints, *moved))

    def translate(self, table: dict[int, int]) -> Said:
        """Return the same with characters exchanged one for one."""
        return Said(self.text.translate(table), self.constraints)


def statements(role: Role = "target") -> st.SearchStrategy[Said]:
    """Return sentences of every form that says its records for certain."""
    forms = [
        single(role),
        listed(role),
        shared(role),
        coordinated(role),
        broken_down(role),
        counts(role),
        reached(role),
    ]
    if role == "target":
        forms.append(references())
    return st.one_of(*forms, everywhere(role))


def wordings() -> st.SearchStrategy[Wording]:
    """Return wordings, the canonical one first when shrinking."""
    numbers = st.integers(0, 59)
    return st.builds(Wording, clause=numbers, opening=numbers, figure=numbers)


@st.composite
def single(draw: st.DrawFn, role: Role = "target") -> Said:
    """Return one constraint in any wording."""
    text, constraint = printing.spoken(draw(constraints(role)), draw(wordings()))
    return Said(text, (constraint,))


@st.composite
def names(draw: st.DrawFn, count: int) -> tuple[str, list[str]]:
    """Return *count* coordinated rates as a list writes them, and their whole names.

    Each is written out (A死亡率、B管理率), or the qualifier or the head is said once (A筛查率、管理率; A、B管理率).
    """
    form = draw(st.sampled_from(["whole", "qualifier", "head"]))
    # 农村和城镇居民覆盖率 may be 农村居民覆盖率: a short name could share more than the head.
    pool = [name for name in WHO if len(name) > 2] if form == "head" else WHO
    who = draw(st.lists(st.sampled_from(pool), min_size=count, max_size=count, unique=True))
    rates = draw(st.lists(st.sampled_from(RATES), min_size=count, max_size=count, unique=True))
    if form == "qualifier":
        whole = [who[0] + rate for rate in rates]
        shown = [whole[0], *rates[1:]]
    elif form == "head":
        whole = [name + rates[0] for name in who]
        shown = [*who[:-1], whole[-1]]
    else:
        whole = shown = [name + rate for name, rate in zip(who, rates, strict=True)]
    return draw(joined(shown)), whole


def joined(parts: Sequence[str]) -> st.SearchStrategy[str]:
    """Return the parts as a list: A、B、C or A、B和C."""
    if len(parts) < 2:
        return st.just("".join(parts))
    last = st.sampled_from(["、", "和", "及", "以及", "与"])
    return last.map(lambda word: "、".join(parts[:-1]) + word + parts[-1])


@st.composite
def listed(draw: st.DrawFn, role: Role = "target") -> Said:
    """Return n rates with n figures, told apart by 分别 or by their number alone."""
    count = draw(st.integers(2, 4))
    base = _base(draw, role, ["=", ">=", "<="] if role == "report" else [">=", "<=", "~="])
    text, whole = draw(names(count))
    ways = _LISTED[base.op]
    before, behind = draw(st.sampled_from(ways)).split("{}")
    said = Said(printing.opening(base, draw(st.integers(0, 59))) + text + before, ())
    last = draw(st.sampled_from(["、", "和"]))
    for index, name in enumerate(whole):
        constraint = attrs.evolve(base, indicator=name, value=draw(shares()), unit=draw(st.sampled_from(SHARES)))
        written = printing.figure(constraint, draw(st.integers(0, 1)))
        mark = "" if index == 0 else last if index == count - 1 else "、"
        said += Said(mark, ()) + Said(written, (attrs.evolve(constraint, start=0, end=len(written)),))
    return said + Said(behind + "。", ())


@st.composite
def shared(draw: st.DrawFn, role: Role = "target") -> Said:
    """Return several rates with one figure: as many records with the same place."""
    base = _base(draw, role, ["=", ">=", "<="] if role == "report" else [">=", "<=", "~="])
    who = draw(st.lists(st.sampled_from(WHO), min_size=2, max_size=3, unique=True))
    whole = [name + draw(st.sampled_from(RATES)) for name in who]
    way = draw(st.sampled_from(_SHARED[base.op]))
    text = printing.opening(base, draw(st.integers(0, 59))) + draw(joined(whole))
    before, _, behind = way.partition("#")
    written = printing.figure(base, draw(st.integers(0, 2)))
    start = len(text + before)
    place = attrs.evolve(base, start=start, end=start + len(written))
    return Said(f"{text}{before}{written}{behind}。", tuple(attrs.evolve(place, indicator=name) for name in whole))


@st.composite
def coordinated(draw: st.DrawFn, role: Role = "target") -> Said:
    """Return clauses under one phrase of time and one commitment; a further word of commitment takes over."""
    several = draw(st.lists(constraints(role), min_size=2, max_size=4))
    first = several[0]
    said = Said(printing.opening(first, 4 * draw(st.integers(0, 14)) + 1), ())
    modality = first.modality
    for index, constraint in enumerate(several):
        word = ""
        if index and role == "target" and constraint.modality != "plain" and draw(st.booleans()):
            modality = constraint.modality
            word = printing.opening(attrs.evolve(constraint, deadline=None), draw(st.integers(0, 59)))
        constraint = attrs.evolve(constraint, modality=modality, deadline=first.deadline)
        text, start, end = printing.clause(constraint, draw(wordings()))
        mark = "" if index == 0 else draw(st.sampled_from(["，", "；", "，"]))
        said += Said(mark + word, ()) + Said(text, (attrs.evolve(constraint, start=start, end=end),))
    return said + Said("。", ())


@st.composite
def broken_down(draw: st.DrawFn, role: Role = "target") -> Said:
    """Return a rate and the same of a part of it: …, 其中农村地区达到…."""
    base = _base(draw, role, ["="] if role == "report" else [">="])
    text, start, end = printing.clause(base, draw(wordings()))
    said = Said(printing.opening(base, draw(st.integers(0, 59))), ())
    said += Said(text, (attrs.evolve(base, start=start, end=end),))
    place = draw(st.sampled_from(PLACES))
    value = draw(shares())
    part = attrs.evolve(base, indicator=place + base.indicator, value=value)
    written = printing.figure(part)
    inside = Said(f"其中{place}达到", ()) + Said(written, (attrs.evolve(part, start=0, end=len(written)),))
    if draw(st.booleans()):
        return said + Said("（", ()) + inside + Said("）。", ())
    return said + Said("，", ()) + inside + Said("。", ())


@st.composite
def counts(draw: st.DrawFn, role: Role = "target") -> Said:
    """Return counted work in a row under one verb, each amount behind its noun or each in front of it."""
    op: Comparison = "=" if role == "report" else ">="
    base = _base(draw, role, [op])
    things = draw(st.lists(st.sampled_from(THINGS), min_size=2, max_size=4, unique=True))
    behind = draw(st.booleans())
    verb = draw(st.sampled_from(["新建", "建设", "新增", "建成"]))
    said = Said(printing.opening(base, draw(st.integers(0, 59))) + verb, ())
    for index, thing in enumerate(things):
        value = draw(figures(places=0, most=9999)) + 1
        constraint = attrs.evolve(base, indicator=thing, value=value, unit=draw(st.sampled_from(["个", "家", "所"])))
        written = printing.figure(constraint)
        amount = Said(written, (attrs.evolve(constraint, start=0, end=len(written)),))
        mark = "" if index == 0 else draw(st.sampled_from(["、", "，"])) if behind else "、"
        said += Said(mark, ()) + (Said(thing, ()) + amount if behind else amount + Said(thing, ()))
    return said + Said("。", ())


@st.composite
def reached(draw: st.DrawFn, role: Role = "target") -> Said:
    """Return a rate that goes from one figure to another; only the one that is reached is a record."""
    base = _base(draw, role, ["="] if role == "report" else [">=", "<="])
    way = draw(st.sampled_from(_REACHED[base.op]))
    start_from = printing.figure(attrs.evolve(base, value=draw(shares())))
    before, _, behind = way.format(start_from).partition("#")
    text = printing.opening(base, draw(st.integers(0, 59))) + base.indicator + before
    written = printing.figure(base)
    place = attrs.evolve(base, start=len(text), end=len(text) + len(written))
    return Said(f"{text}{written}{behind}。", (place,))


@st.composite
def references(draw: st.DrawFn) -> Said:
    """Return a rate that is bound by another body's number."""
    base = _base(draw, "target", [">=", "<="])
    words = draw(st.sampled_from(REFERENCES))
    lead = draw(st.sampled_from(["不低于", "达到"] if base.op == ">=" else ["不高于", "不超过", "控制在"]))
    text = printing.opening(base, draw(st.integers(0, 59))) + base.indicator + lead
    end = len(text) + len(words)
    constraint = attrs.evolve(base, kind="reference", value=None, unit=None, start=len(text), end=end)
    return Said(f"{text}{words}{'以内' if lead == '控制在' else ''}。", (constraint,))


@st.composite
def everywhere(draw: st.DrawFn, role: Role = "target") -> Said:
    """Return a service that reaches all: 实现…全覆盖."""
    base = _base(draw, role, ["=" if role == "report" else ">="])
    name = draw(st.sampled_from(PLACES)) + draw(st.sampled_from(SERVICES))
    text = printing.opening(base, draw(st.integers(0, 59))) + draw(st.sampled_from(["实现", ""])) + name
    constraint = attrs.evolve(
        base, indicator=name, value=Decimal(100), unit="percent", start=len(text), end=len(text) + 3
    )
    return Said(f"{text}全覆盖。", (constraint,))


def _base(draw: st.DrawFn, role: Role, ops: Sequence[Comparison]) -> Constraint:
    """Return a rate at some level, to be said in one of several ways."""
    target = role == "target"
    return Constraint(
        role=role,
        kind="level",
        indicator=draw(st.sampled_from(WHO)) + draw(st.sampled_from(RATES)),
        op=draw(st.sampled_from(ops)),
        value=draw(shares()),
        unit=draw(st.sampled_from(SHARES)),
        modality=draw(st.sampled_from(["must", "aim", "plain"])) if target else "plain",
        deadline=draw(st.none() | st.dates(date(2016, 1, 1), date(2035, 12, 31))) if target else None,
        start=0,
        end=1,
    )
