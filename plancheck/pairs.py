"""The figures of a run paired with the names before them, and names that a list leaves half said."""

from __future__ import annotations

import re
from itertools import pairwise, starmap
from typing import TYPE_CHECKING

from plancheck import counted, enumerations, names, verbs
from plancheck.figures import RATES
from plancheck.patterns import compiled, deferred

if TYPE_CHECKING:
    from plancheck.figures import Reading
    from plancheck.records import Direction
    from plancheck.runs import Run
    from plancheck.topics import Topic
    from plancheck.trees import Figure

    Pair = tuple[Figure, Reading, str]

NET: dict[str, Direction] = {"净增": "up", "净减": "down"}
# What gives way to another head: 床位净增 … 总量, 收入增速 … 占比, 企业数量 … 总数.
_BEFORE_HEAD = deferred(rf"(?:{'|'.join(NET)}|增[速幅]|(?<=.)数量)$")
_SHARE_OF = compiled(
    r"占(?!地(?!区)|[用比道])|超(?:额|出)?[^,，]{0,4}(?:目标|任务)|(?:增速|增幅|涨幅)?(?:领先|快于|高于|低于|高出)[^,，]{1,8}|(?:均|都)?(?:[比较]全[国省市](?:平均(?:水平)?)?|(?:高于|低于|高出)[^,，]{1,8}|高(?:于|出)?全[国省市])"
)
_YIELDS = ("产量", "总产量", "产值", "总产值")


def pair(run: Run, readings: list[Reading], left: str, topic: Topic) -> tuple[list[Pair], list[str]]:
    """Pair the names before a run with its figures, n-th with n-th, or all names with the one figure."""
    size = len(run.figures)
    by_day = size == topic.days and bool(names.clean(run.left)) and topic.has_days_for(enumerations.members(left))
    same = size > 1 and all(starmap(counted.are_counts, pairwise(run.figures)))  # 城乡低保265户362人
    each = _is_shared_out(run)
    found = [names.clean(left)] if same else enumerations.split_names(left, 1 if by_day else size, each=each)
    # 每千人口分别达到5.6张、2.5人
    unnamed = size > 1 and (not names.clean(run.left) or bool(counted.HEAD_ALONE.match(run.left)))
    if unnamed and (len(topic.recent) >= size or len(topic.lists.get(size, ())) == size):
        found = topic.listed(size)  # A达到…, B达到…, 分别增长…
    elif not by_day and size > 1 and len(found) == 1 and size in topic.lists and "分别" in run.figures[0].leads:
        found = [f"{name}{found[0]}" for name in topic.lists[size]]  # A…件、B…件, 满意率分别达到…
    elif size > 1 and len(found) == 1 and topic.parent and size in topic.lists:
        found = [f"{name}({found[0]})" for name in topic.lists[size]]  # A70家、B40家, 其中新区30家、20家
    if len(found) == 1 and size > 1 and (size == topic.days or same):
        found *= size  # 到2025年和2030年分别达到…, 报销医药费900人次12万元
    if (
        size == 1
        and found[0] in verbs.listed("names", "bare_heads")
        and {"均", "都"} & set(run.figures[0].leads)
        and len(topic.recent) > 1
    ):
        return [(run.figures[0], readings[0], name + found[0]) for name in topic.recent], []  # A…, B…, 增幅均达8%
    alone = size == 1 and "分别" in run.figures[0].leads and not readings[0].codes and enumerations.members(left) > 1
    if "分别" in run.figures[0].leads and 0 < size - len(found) <= len(topic.headings):  # A率,B率分别控制在…
        found = [*topic.headings[len(found) - size :], *found]
    # Where figures ran together, there are more of them than it seems, and nobody knows which are whose.
    merged = size > 1 and any(r.group == "garbled" for r in readings) and enumerations.members(left) != size
    codes = ["count-mismatch"] if alone or merged else []
    if len(found) == size:
        found = [completed(name, run, topic) for name in found]
        return list(zip(run.figures, readings, found, strict=True)), codes
    if size == 1 or readings[0].group == "garbled":
        return [(run.figures[0], readings[0], completed(name, run, topic)) for name in found], codes
    last = len(found) - 1
    pairs = [(f, r, found[min(i, last)]) for i, (f, r) in enumerate(zip(run.figures, readings, strict=True))]
    return pairs, ["count-mismatch"]


def _is_shared_out(run: Run) -> bool:
    """Tell whether each name before one figure has it for itself: 各10名, 分别下降15%."""
    leads = run.figures[0].leads
    return "各" in leads or ("分别" in leads and len(run.figures) == 1)


def completed(name: str, run: Run, topic: Topic, *, rate: bool = True) -> str:
    """Return *name* with what a list leaves out: the head after 其中 or a colon, the qualifier of the first item."""
    about = topic.subject or names.clean(topic.heading)
    if name in _YIELDS and about.endswith("面积"):  # 粮食面积80万亩, 产量40万吨
        return enumerations.continue_from(name, about)
    if name in verbs.listed("names", "bare_heads") and about:
        return about if about.endswith(name) else _BEFORE_HEAD.sub("", about) + name
    if (
        rate
        and enumerations.REGION.search(name)
        and (enumerations.has_head(topic.subject) or topic.subject.endswith("面积"))
        and not run.figures[0].unit.endswith("人")
    ):
        return name + enumerations.without_place(name, topic.subject)  # 处理率达到50%, 东部地区达到60%
    if _SHARE_OF.match(name) and topic.subject:  # 增加值62亿元, 占生产总值的比重为4%
        return _SHARE_OF.split(topic.subject)[0] + name
    whole = topic.parent or (topic.subject if enumerations.has_head(topic.subject) else "")
    if not rate and whole and enumerations.REGION.search(name):  # 新增载体20家, 其中核心区8家
        return name + enumerations.without_place(name, names.without_region(whole)).removeprefix("城市")
    if (
        rate
        and names.clean(run.left)
        and topic.parent
        and not enumerations.has_head(name)
        and enumerations.has_head(topic.parent)
    ):
        return name + re.sub("^.*?(?=占)", "", names.without_region(topic.parent))  # 老年人口占总人口比重, 其中高龄老人
    goes_on = not run.first or (run.figures[0].unit in RATES and enumerations.is_body(name))
    return enumerations.continue_from(name, topic.last) if goes_on else name
