"""Hypothesis strategies for damage as real documents show it: what is lost, run together, masked or inserted.

>>> from hypothesis import given, settings
>>> from plancheck import parse
>>> @settings(deadline=None)  # the first example loads the grammar
... @given(damaged(["lost figure"]))
... def test_a_lost_figure_is_not_made_up(example):
...     said = [c.value for c in example.before.constraints]
...     assert all(c.value is None or c.value in said for c in parse(example.after.text))
>>> test_a_lost_figure_is_not_made_up()
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

import attrs
from attrs import frozen
from hypothesis import assume
from hypothesis import strategies as st

from plancheck.testing_statements import Said, listed, statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from plancheck.records import Constraint, Role

INVISIBLE = ("\u200b", "\u200c", "\u2060", "\ufeff", "\u00ad")
BREAKS = ("\n", "\r\n", "\n\u200b\n", " \n", "\n\n")
PAGES = ("\n— 3 —\n", "\n- 12 -\n", "\n第3页 共12页\n", "\n第 7 页\n", "\n3/12\n", "\n15\n")
PARAGRAPH = "围绕中心工作，健全长效机制，压实各方责任，巩固整治成果。"
MASKS = ("X", "XX", "×", "××", "*", "**", "某", "○○", "□□", "x", "__")
CONFUSED = {"1": "lI", "0": "Oo", "l": "1", "o": "0"}
# Traditional characters as scraped documents show them, with a note on how they are read.
NOTED = {
    "达": "達(dá)",
    "产": "產(chǎn)",
    "妇": "婦(fù)",
    "儿": "兒(ér)",
    "压": "壓(yā)",
    "岁": "歲(suì)",
    "务": "務(wù)",
    "农": "農(nóng)",
    "满": "滿(mǎn)",
    "处": "處(chǔ)",
    "签": "簽(qiān)",
    "设": "設(shè)",
    "乡": "鄉(xiāng)",
    "业": "業(yè)",
    "实": "實(shí)",
    "确": "確(què)",
    "争": "爭(zhēng)",
    "标": "標(biāo)",
    "学": "學(xué)",
    "医": "醫(yī)",
    "卫": "衛(wèi)",
    "区": "區(qū)",
    "镇": "鎮(zhèn)",
    "内": "內(nèi)",
    "万": "萬(wàn)",
    "个": "個(gè)",
    "过": "過(guò)",
    "别": "別(bié)",
}
_DATE = re.compile(r"(?:到)?(?P<year>\d{4})(?P<y>年)(?P<month>\d{1,2})(?P<m>月)(?P<day>\d{1,2})日前?")
_POINT = re.compile(r"(?<=\d)[.．](?=\d)")
_SEPARATED = re.compile(r"(?P<unit>[%‰％]|/(?:10|１０)?万)(?P<mark>[、和])(?=[\d０-９])")
_DIGITS = re.compile(r"[\d.．,]+")

Edit = tuple[int, int, str]


@frozen
class Damaged:
    """A sentence before and after damage; in `after` the constraints are those that were said, at their new places."""

    kind: str
    before: Said
    after: Said


def damaged(
    kinds: Iterable[str] | None = None,
    *,
    role: Role = "target",
    sentences: st.SearchStrategy[Said] | None = None,
) -> st.SearchStrategy[Damaged]:
    """Return sentences with damage of one of *kinds*, of any kind by default.

    *sentences* are damaged where they can suffer it; by default they are such as suffer the kind often.
    """
    return st.sampled_from(sorted(DAMAGES if kinds is None else kinds)).flatmap(
        lambda kind: _damaged(kind, _suited(kind, role) if sentences is None else sentences)
    )


@st.composite
def _damaged(draw: st.DrawFn, kind: str, sentences: st.SearchStrategy[Said]) -> Damaged:
    said = draw(sentences)
    edits = DAMAGES[kind](draw, said)
    assume(edits)
    return Damaged(kind, said, edited(said, edits))


def _suited(kind: str, role: Role) -> st.SearchStrategy[Said]:
    """Return sentences that have what *kind* of damage takes away: a list, a date."""
    if kind in ("lost separator", "run together"):
        return listed(role)
    if kind == "bad date":
        return statements().filter(lambda said: bool(_DATE.search(said.text)))
    return statements(role)


def edited(said: Said, edits: Sequence[Edit]) -> Said:
    """Return *said* with stretches of its text replaced, and the figures where they stand now.

    What is put in right in front of a figure or right behind it is no part of it.
    """
    edits = sorted(edits)
    begins, ends = [start for start, _, _ in edits], [end for _, end, _ in edits]
    grown = list(accumulate((len(new) - (end - start) for start, end, new in edits), initial=0))
    text, place = "", 0
    for start, end, new in edits:
        text += said.text[place:start] + new
        place = end

    def moved(constraint: Constraint) -> Constraint:
        start = constraint.start + grown[bisect_right(ends, constraint.start)]
        end = constraint.end + grown[bisect_left(begins, constraint.end)]
        return attrs.evolve(constraint, start=start, end=max(start, end))

    return Said(text + said.text[place:], tuple(map(moved, said.constraints)))


def _figure(draw: st.DrawFn, said: Said) -> Constraint:
    return draw(st.sampled_from(said.constraints))


def _invisible(draw: st.DrawFn, said: Said) -> list[Edit]:
    """Leave zero-width characters anywhere, inside figures too."""
    places = draw(st.sets(st.integers(1, len(said.text) - 1), min_size=1, max_size=4))
    return [(place, place, draw(st.sampled_from(INVISIBLE))) for place in places]


def _noted(draw: st.DrawFn, said: Said) -> list[Edit]:
    """Write traditional characters with their pinyin behind them."""
    places = [i for i, character in enumerate(said.text) if character in NOTED]
    last = {constraint.end - 1 for constraint in said.constraints}
    return [(i, i + 1, NOTED[said.text[i]][: 1 if i in last else None]) for i in places if draw(st.booleans())]


def _broken_line(draw: st.DrawFn, said: Said) -> list[Edit]:
    """Break the line inside a figure."""
    figure = _figure(draw, said)
    if figure.end - figure.start < 2:
        return []
    place = draw(st.integers(figure.start + 1, figure.end - 1))
    return [(place, place, draw(st.sampled_from(BREAKS)))]


def _page(draw: st.DrawFn, said: Said) -> list[Edit]:
    """Put the foot of a page inside the sentence, outside its figures; a page ends with a long line."""
    places = [i for i in range(1, len(said.text)) if not any(c.start < i < c.end for c in said.constraints)]
    place = draw(st.sampled_from(places))
    return [(0, 0, PARAGRAPH), (place, place, draw(st.sampled_from(PAGES)))]


def _page_in_figure(draw: st.DrawFn, said: Said) -> list[Edit]:
    """Put the foot of a page inside a figure."""
    broken = [(a, b, draw(st.sampled_from(PAGES))) for a, b, _ in _broken_line(draw, said)]
    return [(0, 0, PARAGRAPH), *broken] if broken else []


def _lost_separator(draw: st.DrawFn, said: Said) -> list[Edit]:
    """Lose the mark between two rates: 7‰10‰."""
    marks = [match.span("mark") for match in _SEPARATED.finditer(said.text)]
    return [(*draw(st.sampled_from(marks)), "")] if marks else []


def _run_together(draw: st.DrawFn, said: Said) -> list[Edit]:
    """Lose unit and mark between two rates (11.336.05‰), where two points or 分别 show that something is wrong."""
    found = list(_SEPARATED.finditer(said.text))
    if not found:
        return []
    match = draw(st.sampled_from(found))
    left, right = said.text[: match.start()], said.text[match.end() :]
    pointed = re.search(r"[.．][\d０-９]+$", left) and re.match(r"[\d０-９]+[.．]", right)
    return [(*match.span(), "")] if pointed or "分别" in left else []


def _lost_figure(draw: st.DrawFn, said: Said) -> list[Edit]:
    """Lose the digits and leave the unit: 达到%以上."""
    figure = _figure(draw, said)
    return [(*place, "") for place in _numbers(said, figure)]


def _lost_whole(draw: st.DrawFn, said: Said) -> list[Edit]:
    """Lose digits and unit: 控制在以内."""
    figure = _figure(draw, said)
    return [(figure.start, figure.end, "")]


def _masked(draw: st.DrawFn, said: Said) -> list[Edit]:
    """Write X where the figure belongs, as templates do: 达到X%."""
    figure, mask = _figure(draw, said), draw(st.sampled_from(MASKS))
    return [(*place, mask) for place in _numbers(said, figure)]


def _half_masked(draw: st.DrawFn, said: Said) -> list[Edit]:
    """Mask one digit, or lose it to another character set: 9×%, 9?.5%."""
    digits = _digits(said, _figure(draw, said))
    if not digits:
        return []
    place = draw(st.sampled_from(digits))
    return [(place, place + 1, draw(st.sampled_from(["×", "X", "*", "?", "？", "\ufffd", "□", "_", "??"])))]


def _confused(draw: st.DrawFn, said: Said) -> list[Edit]:
    """Take 1 for l and 0 for O, as optical recognition does."""
    places = [i for i in _digits(said, _figure(draw, said)) if said.text[i] in CONFUSED]
    if not places:
        return []
    chosen = draw(st.sets(st.sampled_from(places), min_size=1))
    return [(i, i + 1, draw(st.sampled_from(CONFUSED[said.text[i]]))) for i in chosen]


def _wrong_point(draw: st.DrawFn, said: Said) -> list[Edit]:
    """Turn the decimal point into another mark: 13。7‰."""
    figure = _figure(draw, said)
    points = [match.span() for match in _POINT.finditer(said.text, figure.start, figure.end)]
    if not points:
        return []
    return [(*draw(st.sampled_from(points)), draw(st.sampled_from(["。", "·", "•", "..", ". ", " ."])))]


def _bad_date(draw: st.DrawFn, said: Said) -> list[Edit]:
    """Lose 年 or 月 from a date: 201761日前."""
    dates = list(_DATE.finditer(said.text))
    if not dates:
        return []
    match = draw(st.sampled_from(dates))
    lost = draw(st.sampled_from([("y", "m"), ("m",), ("y",)]))
    return [(*match.span(mark), "") for mark in lost]


def _cut_word(draw: st.DrawFn, said: Said) -> list[Edit]:
    """Cut off the comparison word behind the figure: 90%以.

    稳定在90%以 is read as 以上, so it is not made of 稳定在90%以内.
    """
    cuts = [
        c.end
        for c in said.constraints
        if re.match("以[上下内]|左右", said.text[c.end : c.end + 2])
        and not (c.op == "<=" and re.search("(?:稳定|保持|维持)在$", said.text[: c.start]))
    ]
    if not cuts:
        return []
    place = draw(st.sampled_from(cuts))
    return [(place + 1, place + 2, "")]


def _numbers(said: Said, figure: Constraint) -> list[tuple[int, int]]:
    """Return where the digits of a figure stand, without those of its unit (10万) and only if they are digits."""
    written = said.text[figure.start : figure.end]
    unit = re.search(r"[/／][\d０-９]*万$", written)
    end = figure.start + (unit.start() if unit and not isinstance(figure.value, Fraction) else len(written))
    return [match.span() for match in _DIGITS.finditer(said.text, figure.start, end)]


def _digits(said: Said, figure: Constraint) -> list[int]:
    return [i for a, b in _numbers(said, figure) for i in range(a, b) if said.text[i].isdigit()]


# At worst, damage hides a record behind a code or altogether; the harmless kinds change nothing.
DAMAGES: dict[str, Callable[[st.DrawFn, Said], list[Edit]]] = {
    "invisible characters": _invisible,
    "traditional with notes": _noted,
    "broken line": _broken_line,
    "page foot": _page,
    "page foot in figure": _page_in_figure,
    "lost separator": _lost_separator,
    "run together": _run_together,
    "lost figure": _lost_figure,
    "lost figure and unit": _lost_whole,
    "masked figure": _masked,
    "half masked figure": _half_masked,
    "confused letters": _confused,
    "wrong point": _wrong_point,
    "bad date": _bad_date,
    "cut word": _cut_word,
}
HARMLESS = ("invisible characters", "traditional with notes")
