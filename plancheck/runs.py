"""The runs of figures of a clause, each with the words on either side."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import attrs
from attrs import define

from plancheck import lexicon, resources, roles, verbs
from plancheck.clauses import as_text
from plancheck.figures import DURATIONS, RATES
from plancheck.patterns import compiled, deferred
from plancheck.trees import Date, Figure, Node

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plancheck.clauses import Clause

_JOINS = ("、", "和", "及", "与", "以及", "或")
_NOT_A_NOUN = compiled(
    r"^(?:[ \t]{2}|[\t|]|\[\d|[并且后前等来于…”』]|(?:全部|主要|重点)用于|和(?![谐平睦])|及(?![时格])|与(?!会)|以及"
    r"|用(?![人户水电地能工药房具品])|以(?!.{1,10}为)|内(?:$|办)|[,，。.;；、)]|之间|不等|以上|左右|$)"
)
_PURPOSE = compiled(
    r"^大关|^的[^,，、的]{0,4}(?:目标|要求|水平|标准|任务|预期|比例|速度|幅度|增速|态势)|^(?:目标|要求|水平)(?:任务)?$"
)
_FROM = compiled(r"(?:由|从|自)(?:[^，,、]{0,16}的|目前|现在|原来|每[年月天户人]|[年月](?=$))*$")
_LAST_YEAR = compiled(r"[比较](?:上|去|前)一?年度?(?:同期|末|底)?的?$")  # 较上年9.8‰下降了3%
_BESIDE_LAST_YEAR = deferred(r"[与同比较][上去前]一?年度?(?:同期|末|底)?的?$")  # 与去年的9.84‰基本持平
_COMPARED = compiled(r"(?<![占别之入生护养债])[比较]$")  # 比2018年的19.3/10万下降了两成
SCORED = ("得分", "评分", "总分", "成绩", "指数", "寿命", "年龄", "年限", "月数", "天数", "时限", "住院日")
_SHARE_OF_THOSE = deferred(r"[^,，、]的(?:[人户家]?数)?(?:比例|比重|占比|百分比)$")
_ABLE = compiled(
    r"(?:以上|及以上)?的?[^,，、]{2,24}(?:能够?|可以?)?(?:规范)?(?:提供|开展|掌握|使用|配备|配有|拥有|建成|建立|设立|开设|设置|完成|达到|设有|具备|建有|至少有|有)(?:不少于)?$"
)
_NOUN = 8  # characters up to which what is counted is one noun
_MOST_IN_LIST = 200  # figures that a list gives to as many names
_FAR = 1000  # characters in one clause, behind which nothing says anything about a figure


@define(slots=False)
class Run:
    """Figures that share what stands around them.

    `left` and `right` are the texts up to the figures before and behind, dates and words of commitment left out; `rest`
    is all text behind it in the clause; `first` tells that no figure stands before it in the clause, `last` that none
    follows; `committed` that a word of commitment stands right before it or its verb.
    """

    figures: tuple[Figure, ...]
    left: str
    right: str
    rest: str
    first: bool
    last: bool
    committed: bool

    @property
    def noun_behind(self) -> bool:
        """Tell whether a noun follows the amount (30个基地) and not the end of the clause or a connective."""
        return is_noun(self.right)


def is_noun(right: str) -> bool:
    """Tell whether the text behind an amount begins with what is counted."""
    return not _NOT_A_NOUN.match(right) and not _PURPOSE.match(right)


def starts_from(left: str) -> bool:
    """Tell whether *left* ends in 由 or 从: the figure behind it is where a change starts."""
    return bool(_FROM.search(left))


def without_start(left: str) -> str:
    """Return *left* without the 由 or 从 at its end."""
    return _FROM.sub("", left)


def ends_in_join(text: str) -> bool:
    """Tell whether *text* ends in a mark or word that coordinates what follows it with what stands before."""
    return text.endswith(_JOINS)


def runs(clause: Clause) -> list[Run]:
    """Return the runs of figures of a clause; figures that are part of a name are folded into the text."""
    if not clause.figures:
        return []
    folded = _fold(clause.nodes, clause.figures)
    pieces: list[list[str]] = [[]]
    found: list[list[Figure]] = []
    committed: list[bool] = []
    ends: dict[int, int] = {}  # how many pieces of the text before a figure stand before a word of commitment
    modal = False
    for node, following in zip(folded, [*folded[1:], None], strict=True):
        if node.kind == "per_head" and _belongs_to_figure(node, following, pieces[-1]):
            continue
        if isinstance(node, Date) and node.word in roles.FROM and isinstance(following, Figure):
            pieces[-1].append(node.word)  # 从2015年0.4%提高到5%
        if isinstance(node, Figure):
            if found and not node.leads and "".join(pieces[-1]) in _JOINS and not modal:
                pieces[-1].clear()  # 减少11.9%(其中…)、15.5%: only a bracket came between
                found[-1].append(node)
                continue
            if found and found[-1][-1].run == node.run and not pieces[-1] and _opens(found[-1][-1], node, following):
                pieces[-1].append("、")  # 就业1300人、96%的乡镇通公路
            if found and found[-1][-1].run == node.run and not pieces[-1]:
                found[-1].append(node)
                continue
            found.append([node])
            committed.append(modal)
            pieces.append([])
            modal = False
        elif node.kind == "modal":
            modal = True
            ends.setdefault(len(pieces) - 1, len(pieces[-1]))
            if node.text == "不得":  # it bounds, too: 不得超过总面积的20%
                pieces[-1].append(node.text)
        elif node.kind in ("text", "name", "mark") or (node.kind == "per_head" and not node.text.startswith("平均")):
            pieces[-1].append(node.text)
            modal = modal and verbs.ends_in_verb(node.text)
    texts = ["".join(words) for words in pieces]
    right = ["".join(words[: ends.get(index)]) for index, words in enumerate(pieces)]  # 20万人力争签约率… counts people
    rest = _following(texts)
    return [
        Run(tuple(_drop_baseline(run, texts[i])), _left(texts[i], run), right[i + 1], rest[i + 1], i == 0,
            i == len(found) - 1, committed[i])
        for i, run in enumerate(found)
    ]  # fmt: skip


def _belongs_to_figure(head: Node, following: Node | None, before: list[str]) -> bool:
    """Tell whether a head of population is part of a figure: 床位数达到每千人口6张, 标准为每人每月500元."""
    return head.text == "每人" or (isinstance(following, Figure) and any(before))


def _opens(before: Figure, figure: Figure, following: Node | None) -> bool:
    """Tell whether a share in front of its noun follows a count: it begins a statement of its own."""
    rate = figure.unit in RATES and before.unit not in RATES
    return rate and following is not None and following.text.startswith("的")


def readable(run: Run) -> Run:
    """Return *run*, or of more figures than a list has the first alone, garbled: they ran together."""
    if len(run.figures) <= _MOST_IN_LIST:
        return run
    return attrs.evolve(run, figures=(attrs.evolve(run.figures[0], form="garbled"),))


def _following(texts: list[str]) -> list[str]:
    """Return for each text all text from it on, up to where it is too far away."""
    found, rest = [], ""
    for text in reversed(texts):
        rest = (text + rest)[: max(_FAR, len(text))]
        found.append(rest)
    return found[::-1]


def _drop_baseline(run: list[Figure], left: str) -> list[Figure]:
    """由50%提高到60%: the figure behind 由 is where the change starts, not what is reached."""
    skip = _baselines(run, left)
    first = run[skip] if run[skip].joined else attrs.evolve(run[skip], joined=True)
    return [first, *run[skip + 1 :]]


def _left(left: str, run: list[Figure]) -> str:
    return _LAST_YEAR.sub("", _COMPARED.sub("", _FROM.sub("", left))) if _baselines(run, left) else left


def _baselines(run: list[Figure], left: str) -> int:
    """Return how many figures of a run only say where a change starts: 由620元、430元提高到735元、590元."""
    dated = run[0].outer[0] < run[0].start and not run[0].leads
    last_year = not run[0].leads and _LAST_YEAR.search(left)
    if not last_year and not _FROM.search(left) and not (dated and _COMPARED.search(left)):
        return 0
    return next((i for i, figure in enumerate(run) if i and not figure.joined and figure.leads), 0)


def _fold(clause: list[Node], places: list[int]) -> list[Node]:
    """Turn into text the figures that only name or describe: 15分钟服务圈, 2型糖尿病, 20户以上自然村通硬化路率."""
    nodes = [*clause]
    for index in places:
        if _names_only(clause, index):
            nodes[index] = _folded(nodes, index)
    rates = [index for index in places if isinstance(node := nodes[index], Figure) and node.unit in RATES]
    if rates and _is_share_of_a_noun(nodes, rates[-1]):
        behind = places[places.index(rates[-1]) + 1 :]
        if any(isinstance(node := nodes[index], Figure) and node.tail for index in behind):
            for index in behind:  # 80%以上的村卫生室能够提供4类以上中医药服务
                nodes[index] = _folded(nodes, index)
    for index in reversed(places):
        node = nodes[index]
        if isinstance(node, Figure) and _is_compared(nodes[index - 1 : index], node):
            nodes[index] = Node("text", node.start, node.end, "")
        elif isinstance(node, Figure) and _describes(nodes, index):
            nodes[index] = _folded(nodes, index)
    for index in reversed(places):  # 产值超过10亿元、5亿元的企业分别达到3家、8家: both only size
        node, following = nodes[index], clause[index + 1] if index + 1 < len(clause) else None
        listed = isinstance(node, Figure) and isinstance(following, Figure) and following.joined
        if listed and not isinstance(nodes[index + 1], Figure) and _text_behind(nodes, index + 1).startswith("的"):
            nodes[index] = _folded(nodes, index)
    return nodes


def _is_share_of_a_noun(nodes: list[Node], index: int) -> bool:
    """Tell whether the figure at *index* is a share of those that stand behind it and do something."""
    figure = nodes[index]
    if not isinstance(figure, Figure) or figure.unit not in RATES or any(w not in ("在", "达到") for w in figure.leads):
        return False
    before, behind = _text_before(nodes, index), _text_behind(nodes, index)
    return (not before or verbs.ends_in_verb(before) or ends_in_join(before)) and bool(_ABLE.match(behind))


def _folded(nodes: list[Node], index: int) -> Node:
    """Return the figure at *index* as text, with the mark before it: 3座、100米以上隧道2条."""
    node, before = nodes[index], nodes[index - 1] if index else None
    marked = isinstance(node, Figure) and node.joined and isinstance(before, Figure)
    return attrs.evolve(as_text(node), text="、" + as_text(node).text) if marked else as_text(node)


def _is_compared(before: list[Node], figure: Figure) -> bool:
    """Tell whether a figure only says what is compared with: 与2015年18.3%相比, 比2019年41人增加."""
    dated = bool(before) and (
        before[0].word in ("比", "较", "与", "同") if isinstance(before[0], Date) else _year_before(before[0].text)
    )
    amount = figure.form == "quantity" and figure.unit != "倍" and not figure.unit.endswith("百分点")
    return dated and amount and not figure.leads and not figure.tail


def _year_before(text: str) -> bool:
    return text.endswith(("年", "年的", "年底", "年末", "同期", "同期的")) and bool(_BESIDE_LAST_YEAR.search(text))


def _names_only(clause: list[Node], index: int) -> bool:
    """Tell whether a figure is a duration, grade or number that nothing bounds."""
    node = clause[index]
    if not isinstance(node, Figure) or node.form not in ("quantity", "range"):
        return False
    if not node.low[:1].isascii() and [n.kind for n in clause[index + 1 : index + 2]] == ["modal"]:
        return True  # 做到四个确保
    if node.leads and node.leads != ("在",):
        return False
    if node.low in ("万", "千", "百") and node.unit in ("家", "户"):
        return True  # 进万家活动, 千家万户
    doubtful, side, lasts = node.unit in lexicon.doubtful_words(), node.unit in _sides(), node.unit in DURATIONS
    if not (doubtful or side or lasts):
        return False
    before = _text_before(clause, index)
    if lasts:
        return not before.endswith(SCORED) and not _FROM.search(before)
    if _FROM.search(before):
        return False
    closes = node.unit in _counted_behind_verbs() and _text_behind(clause, index)[:1] in ("", "、")
    counted = before.endswith(SCORED) or (closes and (verbs.has_verb(before) or verbs.ends_in_verb(before)))
    return side or not counted


def _describes(nodes: list[Node], index: int) -> bool:
    """Tell whether the figure at *index* sizes a thing whose own figure follows: 产值超百亿元企业3家."""
    figure = nodes[index]
    following = next((i for i in range(index + 1, len(nodes)) if isinstance(nodes[i], Figure)), None)
    if not isinstance(figure, Figure) or following is None or figure.form not in ("quantity", "range"):
        return False
    between = nodes[index + 1 : following]
    text = "".join(node.text for node in between)
    nxt = nodes[following]
    if (
        not text
        or any(node.kind in ("modal", "date") for node in between)
        or ends_in_join(text)
        or text.startswith(_JOINS)
    ):
        return False
    before = _text_before(nodes, index)
    sized = figure.tail or (figure.unit not in RATES and any(word in _bounding() for word in figure.leads))
    listed = text.endswith("等") and not re.search("[和及、]", text)  # 6家卫生室和某中心等10家机构 are two
    if listed and isinstance(nxt, Figure) and not nxt.leads and nxt.unit not in RATES:
        return not verbs.ends_in_verb(_text_before(nodes, index))  # 江源60万只轮圈等4个项目
    if text == "的" or (text.startswith("的") and sized):  # 超过500人的村建设3个站点
        return figure.unit not in RATES or bool(before.strip(",，、 "))
    if figure.unit in RATES or figure.unit.startswith("/") or not isinstance(nxt, Figure):
        return False
    if nxt.unit in RATES and _SHARE_OF_THOSE.search(text):
        return True  # 能够开展6类以上中医药技术的比例达到90%
    if figure.tail and not nxt.leads and figure.unit != nxt.unit and len(text) <= _NOUN:
        return not is_noun(_text_behind(nodes, following))  # 培育出栏50头以上养殖大户23户
    if verbs.has_verb(text):
        return False
    attached = bool(nxt.leads) or not is_noun(_text_behind(nodes, following))
    if figure.unit in lexicon.physical_words() or figure.unit.endswith("元"):
        return attached and not _clause_like(text)
    return attached and not verbs.ends_in_verb(before) and bool(figure.tail or nxt.unit in RATES or nxt.leads)


def _clause_like(text: str) -> bool:
    return bool(re.search("惠及|支持|用于|带动|完成|新增|实现|增长|下降", text))


def _text_before(nodes: Sequence[Node], index: int) -> str:
    text = ""
    for i in range(index - 1, -1, -1):
        if isinstance(nodes[i], Figure) or len(text) > _FAR:
            break
        text = nodes[i].text + text
    return text


def _text_behind(nodes: Sequence[Node], index: int) -> str:
    text = ""
    for i in range(index + 1, len(nodes)):
        if isinstance(nodes[i], Figure) or len(text) > _FAR:
            break
        text += nodes[i].text
    return text


@cache
def _counted_behind_verbs() -> frozenset[str]:
    return frozenset(resources.rules("numerals.toml")["counted_behind_verbs"])


@cache
def _bounding() -> frozenset[str]:
    return frozenset(
        w for w, entry in lexicon.comparators().items() if entry.op and not (entry.target_only or entry.weak)
    )


@cache
def _sides() -> frozenset[str]:
    return frozenset(resources.rules("words.toml")["background"]["units"])
