"""Which indicator a run of figures speaks of, and whether it is a target or report at all."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import attrs
from attrs import Factory, define

from plancheck import lexicon, names, resources, runs

if TYPE_CHECKING:
    from plancheck.figures import Reading
    from plancheck.runs import Run
    from plancheck.trees import Figure

# A verb behind the noun: 28名定向生全部赴…, 92所卫生院…完成….
_PREDICATE = re.compile(
    r"全部|均|都|要|将|应|须|达到|完成|通过|实现|建成|获|成为|开展|建立|纳入|赴|参加|投入|开工|竣工|投用|创建|创成|受到|入选|启动|签约|达标"
    r"|挂牌|落地|试行|探索|设立|实施|设置|推行|开设|覆盖|打造|建设|开通|提供"
)
_DONE_TO = re.compile(r"开展|进行|实施|给予|奖励|奖补|补助|补贴|落实|组织|建立")
_REST = ("其余", "剩余", "另外", "其他", "余下")
_BARE_HEADS = frozenset(
    {"增幅", "增速", "降幅", "涨幅", "占比", "比重", "比例", "总量", "总数", "增长率", "覆盖率", "完成率"}
)


@define
class Topic:
    """What the sentence has been speaking of so far.

    `heading` is the last clause without a figure, `subject` the last indicator named, `parent` the indicator that 其中
    or a colon breaks down, `recent` are all of the sentence and `lists` the last so many of one clause. `counting`
    tells that counted work is being listed, `took_right` that the figure before took the text behind it as its noun.
    """

    heading: str = ""
    subject: str = ""
    parent: str = ""
    recent: list[str] = Factory(list)
    lists: dict[int, list[str]] = Factory(dict)
    counting: bool = False
    took_right: bool = False


Pair = tuple["Figure", "Reading", str]


def name(run: Run, readings: list[Reading], topic: Topic) -> tuple[list[Pair], list[str]]:
    """Return each figure of a run with its reading and its indicator, and codes that hold for all.

    The list is empty where the figures only describe.
    """
    reading = readings[0]
    if reading.group == "count" or (reading.group == "duration" and reading.bound):
        return _name_counted(run, readings, topic)
    if reading.group == "duration" and not run.left.endswith(("寿命", "年限")):
        return [], []
    if reading.group == "missing" and run.figures[0].form == "quantity" and not reading.bound:
        return [], []  # 进万家
    if reading.group in ("bare", "garbled") and not reading.bound and reading.unit is None:
        return [], []
    if reading.group == "reference" and run.left in ("均", "都") and topic.recent:
        return [(run.figures[0], reading, name) for name in topic.recent], []  # A达到…、B达到…,均高于全省平均水平
    left = _subject(run, reading, topic)
    if not left:
        return [], []
    return _pair(run, readings, left, topic)


def _pair(run: Run, readings: list[Reading], left: str, topic: Topic) -> tuple[list[Pair], list[str]]:
    """Pair the names before a run with its figures, n-th with n-th, or all names with the one figure."""
    found = names.split_names(left, len(run.figures), each="各" in run.figures[0].leads)
    size = len(run.figures)
    if size > 1 and not names.clean(run.left) and len(topic.recent) >= size:
        found = topic.lists.get(size) or topic.recent[-size:]  # A达到…, B达到…, 分别增长…
    elif size > 1 and len(found) == 1 and size in topic.lists and "分别" in run.figures[0].leads:
        found = [f"{name}{found[0]}" for name in topic.lists[size]]  # A…件、B…件, 满意率分别达到…
    if len(found) == len(run.figures):
        found = [_completed(name, run, topic) for name in found]
        return list(zip(run.figures, readings, found, strict=True)), []
    if len(run.figures) == 1 or readings[0].group == "garbled":
        return [(run.figures[0], readings[0], _completed(name, run, topic)) for name in found], []
    last = len(found) - 1
    pairs = [(f, r, found[min(i, last)]) for i, (f, r) in enumerate(zip(run.figures, readings, strict=True))]
    return pairs, ["count-mismatch"]


def _completed(name: str, run: Run, topic: Topic, *, rate: bool = True) -> str:
    """Return *name* with what a list leaves out: the head after 其中 or a colon, the qualifier of the first item."""
    if name in _BARE_HEADS and topic.subject:
        return topic.subject + name
    if rate and topic.parent and not names.has_head(name) and names.has_head(topic.parent):
        return name + names.without_region(topic.parent)
    return names.continue_from(name, topic.subject) if not run.first else name


def _subject(run: Run, reading: Reading, topic: Topic) -> str:
    """Return the text that names what a rate, quantifier or reference is about; empty where it only describes."""
    left = run.left if run.first else _own_left(run, topic)
    words = resources.rules("words.toml")["background"]
    behind = reading.group in ("rate", "missing") and reading.kind == "level" and run.noun_behind
    if left.endswith(tuple(words["strengths"])) and behind:
        return ""
    topic.took_right = False
    if run.right.startswith("的比例") or (
        behind and run.right.startswith("的") and reading.op == "=" and names.clean(left)
    ):
        return left + re.sub("^的(?:比例|标准)?", "", run.right).replace("给予", "")
    if behind and (runs.ends_in_join(run.left) or not names.clean(left) or names.ends_in_verb(left)):
        topic.took_right = True
        return _with_predicate(run)
    if reading.group == "all" and "实现" in left:
        before, _, after = left.partition("实现")
        left = before if names.clean(before) else after
    if names.clean(left):
        if reading.value == 100 and reading.group == "rate" and names.has_verb(run.right):
            return left + run.right
        if behind and run.right.startswith("的") and names.clean(left):
            return ""
        return left
    return topic.heading or topic.subject


def _with_predicate(run: Run) -> str:
    """Return the noun behind a figure with its verb, which in a list stands behind the last noun only."""
    right = run.right.removeprefix("的")
    if not runs.ends_in_join(right) or _PREDICATE.search(right):
        return right.rstrip("、和及与")
    verb = _PREDICATE.search(run.rest)
    return right.rstrip("、和及与") + (run.rest[verb.start() :] if verb and run.rest else "")


def _name_counted(run: Run, readings: list[Reading], topic: Topic) -> tuple[list[Pair], list[str]]:
    reading, left = readings[0], _own_left(run, topic)
    if _is_size(left) and not reading.bound:
        return [], []
    if reading.group == "duration" and run.noun_behind:
        return [], []
    if not run.noun_behind:
        topic.counting = topic.took_right = False
        return _noun_before(left, run, readings, topic)
    if not _licensed(run, reading, left, topic):
        topic.counting = topic.took_right = False
        return [], []
    topic.counting = topic.took_right = True
    return [(run.figures[0], reading, _noun_behind(run, reading, left))], []


def _is_size(left: str) -> bool:
    words = tuple(resources.rules("words.toml")["background"]["sizes"])
    return left.endswith(words) or names.clean_front(left).startswith(("距", "地处"))


def _noun_behind(run: Run, reading: Reading, left: str) -> str:
    right = run.right.rstrip("、和及与")
    if reading.op == "=" and left.endswith(("给予", "给予一次性", "奖励", "补助")):
        return names.clean(re.sub("给予|一次性", "", left) + right)
    if names.is_reach(left):
        return names.clean(left + right)
    if names.ends_in_verb(left) or runs.ends_in_join(left) or left.endswith("等"):
        return names.clean(right)
    if not names.clean_front(left):
        return names.clean(_with_predicate(run))
    if reading.kind == "frequency":
        return names.clean(left + right)
    return names.counted(left, right) if names.has_verb(left) else names.clean(right)


def _licensed(run: Run, reading: Reading, left: str, topic: Topic) -> bool:
    """Tell whether anybody commits to or reports the amount in front of a noun: 建设30个…, but not 为8个县…."""
    figure = run.figures[0]
    numeral = not figure.low[:1].isascii()
    left = names.without_region_behind(left)
    physical = figure.unit.partition("/")[0] in lexicon.physical_words()
    if physical and (figure.tail or figure.leads or not names.ends_in_verb(left) or left.endswith(_weak())):
        return False  # 500千伏变电站, 35蒸吨以下锅炉
    cleaned = names.clean_front(left)
    bound = reading.bound and run.right[:1] != "的"
    if figure.low == "一" and reading.kind != "frequency" and not bound:
        return False  # 一个, 一项 are articles
    if run.right.startswith(_background(numeral)):
        return False
    if reading.kind == "frequency":
        return True
    if figure.leads and figure.leads[-1] == "为" and not cleaned:
        return False
    if names.ends_in_verb(left):
        return not numeral or not left.endswith(_weak()) or run.committed
    if re.match("[对为向]", left) and left.endswith(("对", "的", "为", "向", "给予")):
        return bool(_DONE_TO.search(run.rest) or left.endswith("给予")) and not left.endswith("为")
    if left.endswith(tuple(resources.rules("words.toml")["background"]["prepositions"])):
        return False
    if not cleaned:
        return topic.counting or run.committed or bound or bool(_PREDICATE.search(run.rest))
    if re.search(r"[和及等]$", left):
        return bool(_PREDICATE.search(run.rest))
    if run.right.startswith("的") or "、" in left:
        return False
    return bound or (not numeral and names.has_verb(left, but=_weak()))


def _noun_before(left: str, run: Run, readings: list[Reading], topic: Topic) -> tuple[list[Pair], list[str]]:
    reading, figure = readings[0], run.figures[0]
    plain = reading.kind != "frequency" and not reading.bound
    if plain and (figure.low == "一" or (re.match(r"[两三四五六七八九十]$", figure.low) and not names.has_verb(left))):
        return [], []  # 签约一人; 老年人、儿童两类
    change = names.change_verb(left) if reading.kind == "level" and not figure.leads else None
    if change:
        direction, left = change
        readings = [attrs.evolve(r, kind="change", direction=direction) for r in readings]
    name = names.counted(left, "")
    if not name or name in _REST:
        name = (names.clean(topic.heading) if not name and run.first else "") or topic.subject
        return ([(figure, readings[0], name)] if name else []), []
    if len(run.figures) > 1 or "各" in figure.leads:
        return _pair(run, readings, name, topic)
    return [(figure, readings[0], _completed(name, run, topic, rate=False))], []


def _own_left(run: Run, topic: Topic) -> str:
    """Return what stands before a run and does not belong to the one before it."""
    if run.first or not topic.took_right:
        return run.left.lstrip("、和及与") if not run.first else run.left
    return "" if runs.ends_in_join(run.left) else run.left


@cache
def _background(numeral: bool) -> tuple[str, ...]:
    table = resources.rules("words.toml")["background"]
    return tuple(table["nouns"] + (table["nouns_behind_numerals"] if numeral else []))


@cache
def _weak() -> tuple[str, ...]:
    return tuple(resources.rules("words.toml")["background"]["weak_verbs"])
