"""Indicators' names: what is left of a clause when words of commitment, region and reaching are cut away."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from plancheck import lexicon, resources

if TYPE_CHECKING:
    from plancheck.records import Direction

_EDGES = " \t,，、:：;；.。-—·•●▲★○◆■"
# 和, 及 and 与 are also parts of words: 和谐, 普及率, 及时率, 参与率.
_ENUMERATION = re.compile(
    r"[、,，]|以及|(?<=[\u4e00-\u9fff)”])(?:和(?![谐平睦解好谈])|(?<![普涉波])及(?![时格其早])|(?<!参)与(?![会率]))"
)
_ETC = re.compile(r"^[^率]{2,40}?等(?![级待次候值离第])(?:\d+[个类种项])?(?=[\u4e00-\u9fff]{4})")
_PER_HEAD = re.compile(r"每?[百千万十\d]+(?:名|户)?[\u4e00-\u9fff]{0,2}人口|人均|户均")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]{2}|[\u4e00-\u9fff]")
_PLACE = re.compile(r"^在.{2,24}?(?=设立|建立|建成|建设|新建|增设|设置|布设|布局|打造|开设|创建|培育|选择|开展|安装)")
_SHORT = 5


def clean(name: str) -> str:
    """Return *name* without words of commitment, region words and marks at its edges.

    >>> clean("进一步提高全市家庭医生签约率稳步提高到")
    '家庭医生签约率'
    """
    name = re.sub(r"\((?:[^()]*责任|如图|见)[^()]*\)", "", name)
    whole, before = name, None
    while name != before:
        before = name
        name = name.strip(_EDGES)
        name = _leading().sub("", name)
        name = _trailing().sub("", name).strip(_EDGES)
    if len(name) == 1:  # 推进会: what was cut belongs to the word
        return _balanced(clean_front(whole).strip(_EDGES))
    name = _ETC.sub("", name) if len(name) > _SHORT else name
    return _balanced(name)


def trim(name: str) -> str:
    """Return *name* as a clause behind its figure says it: marks and region words off its edges, its verb kept.

    >>> trim("落实奖扶、特扶等政策"), trim("的全市村卫生室建成中医阁,")
    ('落实奖扶、特扶等政策', '村卫生室建成中医阁')
    """
    return _balanced(_region_before().sub("", name.strip(_EDGES).lstrip("的")).strip(_EDGES))


def counted(left: str, right: str) -> str:
    """Return the name of counted work from what stands before and behind the amount.

    Verbs that create go (建设, 新增), verbs that are the measure stay (检查, 处置).

    >>> counted("全市新增", "普惠性托位"), counted("检查各类机构", ""), counted("抽检双随机", "单位")
    ('普惠性托位', '检查各类机构', '抽检双随机单位')
    """
    left = _PLACE.sub("", left) if left.startswith("在") else left
    return clean(without_creation(left) + right.lstrip("的")) if right else clean(without_creation(left))


def without_creation(left: str) -> str:
    """Return *left* behind its last verb of creation, or from its verb of measure on."""
    left = clean(left) if left else left
    while match := _creation().match(left):
        rest = left[match.end() :].lstrip("了好成出起约")
        if not rest:
            return ""
        if len(rest) < 2:
            break  # 营造林
        left = clean(rest)
    return left


def ends_in_verb(left: str) -> bool:
    """Tell whether *left* ends in a verb that commits to the amount behind it.

    >>> ends_in_verb("在各区确定"), ends_in_verb("为我区")
    (True, False)
    """
    return bool(_verb_at_end().search(without_region_behind(left)))


def is_reach(left: str) -> bool:
    """Tell whether *left* ends in a verb that needs its subject to be a measure: 服务覆盖16个乡镇."""
    return without_region_behind(left).endswith(("覆盖", "惠及", "延伸到", "辐射")) and len(left) > 4


def without_region_behind(left: str) -> str:
    """Return *left* without region words at its end: 覆盖全县 16个…."""
    return _region_behind().sub("", left)


def has_verb(left: str, but: tuple[str, ...] = ()) -> bool:
    """Tell whether *left* begins with a verb that commits to an amount, once adverbs and the verbs *but* are cut."""
    front = clean_front(left)
    while but and front.startswith(but):
        weak = max((word for word in but if front.startswith(word)), key=len)
        front = clean_front(front[len(weak) :])
    return bool(_verb_at_start().match(front))


def clean_front(text: str) -> str:
    """Return *text* without adverbs, connectives and region words in front (verbs stay)."""
    before = None
    while text != before:
        before = text
        text = _front().sub("", text.strip(_EDGES))
    return text


def is_measured(left: str) -> bool:
    """Tell whether *left* begins with a verb that is itself the measure (处置, 检查)."""
    return bool(_measure().match(clean_front(left)))


def is_name(text: str) -> bool:
    """Tell whether *text* can name an indicator: it holds a word, not marks and digits alone."""
    return bool(_WORD.search(text))


def is_rate(text: str) -> bool:
    """Tell whether *text* ends in the name of a rate."""
    return clean(text).endswith("率")


def has_head(name: str) -> bool:
    """Tell whether *name* ends in the head of an indicator: 率, 比例, 水平."""
    return bool(_head_length(name))


def without_region(name: str) -> str:
    """Return *name* without region words in front."""
    return clean_front(name)


def change_verb(left: str) -> tuple[Direction, str] | None:
    """Return the direction and the rest where *left* is a verb of change with its object: 增加床位, 压减产能.

    >>> change_verb("增加康复护理床位"), change_verb("新增床位")
    (('up', '康复护理床位'), None)
    """
    front = clean_front(left)
    match = _change().match(front)
    if not match or match.end() == len(front):
        return None
    direction = lexicon.comparators()[match[0]].direction
    return (direction, front[match.end() :].removeprefix("了")) if direction else None


def split_names(text: str, figures: int, *, each: bool = False) -> list[str]:
    """Return the names that share the figures behind *text*: one, or each of a coordinated list.

    Names are told apart where each has a head of its own (普及率、知晓率) or where as many stand there as there are
    figures, or where the text says *each* (各); modifiers that share one head (贫困人口和特殊家庭签约率) are one name.

    >>> split_names("重性精神病筛查率、管理率", 2)
    ['重性精神病筛查率', '重性精神病管理率']
    >>> split_names("贫困人口和计生特殊家庭签约率", 1)
    ['贫困人口和计生特殊家庭签约率']
    """
    text = clean(text)
    parts = [clean(part) for part in _ENUMERATION.split(text)]
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return [text]
    if len(parts) == figures and has_head(parts[-1]) and not any(has_head(part) for part in parts[:-1]):
        head = _shared_head(parts)
        return [part + head for part in parts[:-1]] + [parts[-1]]  # 化学需氧量、氨氮排放总量
    parts = _merge_modifiers(parts) if len(parts) != figures else parts
    if len(parts) == 1 or (len(parts) != figures and not each and not _parallel(parts)):
        return [text]
    return carry(parts)


def carry(parts: list[str]) -> list[str]:
    """Return coordinated names with the qualifier of the first carried to those that are a bare head."""
    first = parts[0]
    if head := _PER_HEAD.match(first):
        parts = [first] + [part if _PER_HEAD.match(part) else head[0] + part for part in parts[1:]]
    size = _head_length(first)
    qualifier = first[: len(first) - size] if size else ""
    if not 2 <= len(qualifier) <= 8:
        return parts
    return [first] + [qualifier + part if _is_bare_head(part) else part for part in parts[1:]]


def continue_from(name: str, previous: str) -> str:
    """Return *name* completed from the name before it in a list, where it is elided.

    三级医院 behind 二级医院电子病历水平 takes over 电子病历水平; 赔付比例 behind 大病保险起付线 takes over 大病保险.

    >>> continue_from("三级医院", "二级医院电子病历分级评价水平"), continue_from("赔付比例", "新农合大病保险起付线")
    ('三级医院电子病历分级评价水平', '新农合大病保险赔付比例')
    """
    if not name or not previous or name in previous:
        return name or previous
    if _is_bare_head(name):
        size = _head_length(previous)
        qualifier = previous[: len(previous) - size] if size else ""
        return qualifier + name if len(qualifier) >= 2 else name
    if not _head_length(name) and _head_length(previous):
        shared = name[-2:]
        at = previous.find(shared)
        if len(name) <= 12 and 0 < at + 2 < len(previous):
            return name + previous[at + 2 :]
    return name


def _shared_head(parts: list[str]) -> str:
    """Return what the last of coordinated names adds for all: 职工医保、居民医保 | 报销比例."""
    before, last = parts[-2], parts[-1]
    at = last.find(before[-1])
    if 0 < at < len(last) - 2:
        return last[at + 1 :]
    if len(before) == 1:
        return last[1:]  # 市、县两级疾控中心达标率
    return last[2:] if len(before) == 2 else last[len(last) - _head_length(last) :]


def _merge_modifiers(parts: list[str]) -> list[str]:
    """Join to the next part what has no head of its own while a later part has one: 城镇、农村 | 居民收入."""
    merged: list[str] = []
    pending = ""
    with_head = [bool(_head_length(part)) for part in parts]
    if not any(with_head):
        return parts
    for index, part in enumerate(parts):
        if not with_head[index] and any(with_head[index + 1 :]):
            pending += part + "、"
        else:
            merged.append(pending + part)
            pending = ""
    return merged


def _parallel(parts: list[str]) -> bool:
    if all(_head_length(part) for part in parts):
        return True
    return len({part[-2:] for part in parts}) == 1


def _is_bare_head(part: str) -> bool:
    size = _head_length(part)
    return bool(size) and (len(part) == size or part[: len(part) - size] in _words("names", "head_modifiers"))


def _head_length(name: str) -> int:
    """Return how many characters at the end of *name* are the head: the verb with 率, 起付线, 比例."""
    match = _head().search(name)
    return len(match[0]) if match else 0


def _balanced(name: str) -> str:
    """Drop a bracket or quotation mark whose partner was cut away."""
    for opening, closing in ("()", "“”", "《》"):
        if name.count(opening) != name.count(closing):
            if name.startswith(opening):
                name = name[1:]
            elif name.endswith(closing) and opening not in name:
                name = name[:-1]
    return name


def _words(*path: str) -> list[str]:
    table = resources.rules("words.toml")
    for key in path[:-1]:
        table = table[key]
    return list(table[path[-1]])


@cache
def _leading() -> re.Pattern[str]:
    words = _words("names", "lead_in") + _words("names", "region")
    guarded = "|".join(_words("names", "lead_in_guarded"))
    return re.compile(rf"^(?:{lexicon.alternatives(words)}(?![者率数])|{guarded})+")


@cache
def _front() -> re.Pattern[str]:
    verbs = set(_words("verbs", "create")) | set(_words("verbs", "measure"))
    words = [word for word in _words("names", "lead_in") + _words("names", "region") if word not in verbs]
    return re.compile(rf"^(?:{lexicon.alternatives(words)}|{'|'.join(_words('names', 'lead_in_guarded'))})+")


@cache
def _region_before() -> re.Pattern[str]:
    return re.compile(rf"^(?:{lexicon.alternatives(_words('names', 'region'))})+")


@cache
def _region_behind() -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon.alternatives(_words('names', 'region'))})+$")


@cache
def _trailing() -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon.alternatives(_words('names', 'tail'))})+$")


@cache
def _creation() -> re.Pattern[str]:
    return re.compile(rf"{lexicon.alternatives(_words('verbs', 'create'))}(?![率数量])")


@cache
def _change() -> re.Pattern[str]:
    words = [word for word, entry in lexicon.comparators().items() if entry.direction]
    return re.compile(rf"{lexicon.alternatives(words)}(?![率幅到至])")


@cache
def _measure() -> re.Pattern[str]:
    return re.compile(lexicon.alternatives(_words("verbs", "measure")))


@cache
def _verb_at_end() -> re.Pattern[str]:
    verbs = _words("verbs", "create") + _words("verbs", "measure")
    return re.compile(rf"{lexicon.alternatives(verbs)}(?:[了好成出起]|不少于|不低于|至少)?$")


@cache
def _verb_at_start() -> re.Pattern[str]:
    verbs = _words("verbs", "create") + _words("verbs", "measure")
    return re.compile(rf"{lexicon.alternatives(verbs)}(?![率数量面])")


@cache
def _head() -> re.Pattern[str]:
    heads = [word for word in _words("names", "heads") if word != "率"]
    return re.compile(rf"(?:[\u4e00-\u9fff]{{2}}率|{lexicon.alternatives(heads)})$")
