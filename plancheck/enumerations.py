"""Coordinated names: which are indicators of their own, what they share, what a list leaves out."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from plancheck import lexicon, resources
from plancheck.names import GROUPS, clean, without_creation
from plancheck.patterns import compiled, deferred
from plancheck.verbs import ends_in_verb, listed

# 和, 及 and 与 are also parts of words: 和谐, 普及率, 及时率, 参与率.
_ENUMERATION = compiled(
    r"[、,，]|以及|(?<=[\u4e00-\u9fff)”A-Z])(?:和(?![谐平睦解好谈])|(?<![普涉波])及(?![时格其早]|以[上下])|(?<!参)与(?![会率]))"
)
_BODIES = "卫生院|卫生室|医院|中心|服务站|诊所|学校|小学|初中|高中|高校|幼儿园|机构|企业|园区|部门|单位|公司|合作社"
_BODY = deferred(rf"(?:{_BODIES})$")
_BODY_THEN = deferred(rf".*(?:{_BODIES})(?=.{{2,}}$)")
_BODY_OF = deferred(rf"[^、,，]*?(?:{_BODIES})(?:\([^()]*\))?(?=.{{2,}}$)")
_COUNTED = ("人员", "人数", "人口", "床位")
_PARTS = (*_COUNTED, *_BODIES.split("|"))
_REGIONS = "地区|区域|省份|县域|山区|牧区|城区|核心区|县城|市区|郊区"
_GROUPS = "|".join(GROUPS)
REGION = compiled(rf"(?:{_REGIONS})$|^(?:{_GROUPS})$")
_REGION_OF = deferred(rf"^[^、,，]{{1,8}}?(?:{_REGIONS})(?!域)")
_SETTLEMENT = deferred(rf"^(?:{_GROUPS}|县城|[城市郊]区)")
_PERSONS = "患者|病人|老年人|老人|儿童|妇女|孕产妇|学生|居民|人群|人口|职工"
_WHO = f"{_PERSONS}|残疾人|家庭"
_PEOPLE = deferred(_WHO)
_PEOPLE_BEHIND = deferred(f"(?:{_WHO})$")
_ILLNESS = deferred(r"(?:[病症癌炎压]|障碍|结核|卒中|感染|残疾|困难|[贫特]困)$")
_SHARE = compiled(r"占[^,，、]{1,12}(?:比重|比例)$")
_LISTED = compiled(r"\([^()]*[、,，][^()]*\)")  # 氨氮排放总量(含工业、生活)
_GROUP = compiled(
    r"^(?P<members>[^、]+、.+?)(?<![高中初同平优对相均])等(?:\d+[个类种项])?(?P<rest>[\u4e00-\u9fff]{4}.*)$"
)
_GRADE = compiled(r".{0,2}[家区省市县州盟旗乡镇村校院]级$")
_GRADE_THEN = deferred(r".{1,4}级(?P<what>[\u4e00-\u9fff]{2,})")
_SIZED_THEN = compiled(r"[^的]*\d[^的]{0,6}(?P<what>的.{2,})$")
_HOW_MANY = deferred(r"(?:[两三四五六七八九十]|\d{1,2})个?[省市县区镇乡村]$")  # 甲、乙、丙三县
_CHANGE = compiled(r"(?:年均|平均)?(?:增幅|涨幅|降幅|增速|增长率|增长幅度)$")
_QUANTITY = deferred(r"(?:费用|收入|支出|人次|总额|总量|投资|产值|增加值|消费|价格)$")
_CLASSES = "癌病症炎"  # characters that say what kind of thing a name is
# Whom a rate is about, with what only belongs to its head: 5岁以下儿童 | 生长 | 迟缓率.
_WHOM = compiled(rf"(.*(?:{_PERSONS}|婴儿|婴幼儿|新生儿|孕妇|产妇|成人))[\u4e00-\u9fff]{{1,2}}")
_LONGEST_HEAD = 12  # characters, more than any head has
_PER_HEAD = compiled(r"每?[百千万十\d]+(?:名|户)?[\u4e00-\u9fff]{0,2}人口|人均|户均")


def has_head(name: str) -> bool:
    """Tell whether *name* ends in the head of an indicator: 率, 比例, 水平."""
    return bool(_head_length(name))


def without_place(place: str, name: str) -> str:
    """Return *name* without the place or group in front of it, for which *place* stands now: 城市处理率 and 农村.

    >>> without_place("农村", "城市污水处理率")
    '污水处理率'
    """
    return (_SETTLEMENT if _SETTLEMENT.fullmatch(place) else _REGION_OF).sub("", name)


def is_body(name: str) -> bool:
    """Tell whether *name* is that of bodies or persons and of nothing about them: 村卫生室, 卫生技术人员."""
    return name.endswith(_PARTS) and len(name) <= _LONGEST_HEAD


def members(text: str) -> int:
    """Return how many things *text* coordinates at most.

    >>> members("村卫生室和公立医院处理率")
    2
    """
    return sum(bool(clean(part)) for part in _ENUMERATION.split(clean(text)))


def split_names(text: str, figures: int, *, each: bool = False) -> list[str]:
    """Return the names that share the figures behind *text*: one, or each of a coordinated list.

    Names are told apart where each has a head of its own (普及率、知晓率) or where as many stand there as there are
    figures, or where the text says *each* (各); modifiers that share one head (贫困人口和特殊家庭签约率) are one name.

    >>> split_names("重性精神病筛查率、管理率", 2)
    ['重性精神病筛查率', '重性精神病管理率']
    >>> split_names("贫困人口和计生特殊家庭签约率", 1)
    ['贫困人口和计生特殊家庭签约率']
    """
    if figures > 1 and (members := _members(text, figures) or _each_of(text, figures)):
        return members
    text = clean(_LISTED.sub("", text))
    parts = _parts(text, figures)
    if len(parts) < 2:
        return [text]
    if len(parts) == figures and has_head(parts[-1]) and not any(has_head(part) for part in parts[:-1]):
        head = _shared_head(parts)
        return [part + head for part in parts[:-1]] + [parts[-1]]  # 化学需氧量、氨氮排放总量
    sized = _SIZED_THEN.match(parts[-1]) if len(parts) == figures else None
    if sized and all("的" not in part and re.search(r"\d", part) for part in parts[:-1]):
        return [part + sized["what"] for part in parts[:-1]] + parts[-1:]  # 超过10亿元、5亿元 | 的企业
    if len(parts) == figures and all(map(_GRADE.search, parts[:-1])) and (noun := _GRADE_THEN.match(parts[-1])):
        return [part + noun["what"] for part in parts[:-1]] + parts[-1:]  # 国家级、省级、市级 | 龙头企业
    parts = _merge_modifiers(parts) if len(parts) != figures else parts
    if len(parts) == 1 or (len(parts) != figures and not each and not _parallel(parts)):
        return [text]
    return carry(parts)


def _parts(text: str, figures: int) -> list[str]:
    """Return the pieces of a coordinated name: as many as there are figures, if it can be cut so.

    生活用品及服务、交通和通信 are four pieces, but two where two figures follow.
    """
    cuts = [match.span() for match in _ENUMERATION.finditer(text)]
    marks = [cut for cut in cuts if text[cut[0]] in "、,，"]
    words = [cut for cut in cuts if cut not in marks and (not marks or cut[0] > marks[-1][0])]
    # 和 stands inside the names of goods, but never inside those of rates.
    ways = [cuts] if text.endswith("率") else [cuts, marks, sorted([*marks, *words[-1:]])]
    for chosen in ways if figures > 1 else ():
        edges = [0, *(edge for cut in chosen for edge in cut), len(text)]
        pieces = [clean(text[a:b]) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        if len(pieces) == figures and all(pieces):
            return pieces
    return [part for piece in _ENUMERATION.split(text) if (part := clean(piece))]


def _members(text: str, figures: int) -> list[str]:
    """Return the names that a collective name stands for where as many figures follow: A、B等区域, 城乡居民."""
    group = _GROUP.search(text)
    if group and (named := [clean(part) for part in _ENUMERATION.split(group["members"])]) and len(named) == figures:
        return [name + group["rest"] for name in named]
    for word, meant in resources.rules("words.toml")["several"].items():
        if word in text and len(meant) == figures:
            return [clean(text.replace(word, part, 1)) for part in meant]
    return []


def _each_of(text: str, figures: int) -> list[str]:
    """Return the names of A、B、C分别完成植树 | 1万株、2万株、3万株: whose it is, and what."""
    before, each, what = text.partition("分别")
    who = [clean(part) for part in _ENUMERATION.split(before)]
    if not each or len(who) != figures or not all(who):
        return []
    who[-1] = _HOW_MANY.sub("", who[-1]) or who[-1]
    done = without_creation(what)
    return [part + done for part in who] if done else []


def carry(parts: list[str]) -> list[str]:
    """Return coordinated names with the qualifier of the first carried to those that are a bare head."""
    first = parts[0]
    if head := _PER_HEAD.match(first):
        parts = [first] + [part if _PER_HEAD.match(part) else head[0] + part for part in parts[1:]]
    if share := _SHARE.search(parts[-1]):  # 增加值和税收占全市比重
        return [part if "占" in part else part + share[0] for part in parts[:-1]] + parts[-1:]
    if change := _CHANGE.search(parts[-1]):  # 门诊次均费用、住院次均费用 | 增幅
        parts = [part + change[0] if _QUANTITY.search(part) else part for part in parts]
        first = parts[0]
    qualifier = _qualifier(first)
    if not 2 <= len(qualifier) <= 10:
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
        qualifier = _qualifier(previous)
        return qualifier + name if len(qualifier) >= 2 and not ends_in_verb(qualifier) else name
    if _GRADE.fullmatch(name) and (grade := _GRADE_THEN.match(previous)):  # 省级重点专科2个、市级3个
        return name + grade["what"]
    if "占" in previous and name.endswith(_COUNTED):
        return name + previous[previous.find("占") :]  # 技术人员占总数的比例, 卫生人员
    if is_body(name) and _head_length(previous) and (body := _BODY_OF.match(previous)):
        return name + previous[body.end() :]  # 乡镇卫生院诊疗量占比, 村卫生室
    if not _head_length(name) and _head_length(previous):
        shared = name[-2:]
        at = previous.find(shared)
        if len(name) <= 12 and 0 <= at < len(previous) - 2:
            return name + previous[at + 2 :]
    return name


def _qualifier(name: str) -> str:
    """Return what stands before the head of *name* and holds for other heads too, empty where it has none."""
    size = _head_length(name)
    before = name[: len(name) - size] if size else ""
    whom = _WHOM.fullmatch(before)
    return whom[1] if whom else before


def _shared_head(parts: list[str]) -> str:
    """Return what the last of coordinated names adds for all: 职工医保、居民医保 | 报销比例, 氨氮 | 排放总量."""
    before, last = parts[-2], parts[-1]
    head = last[len(last) - _head_length(last) :]
    if "的" not in before and 1 < (at := last.find("的")) <= len(before) + 2 and at < len(last) - len(head):
        return last[at:]  # 江城和云河 | 的农田灌溉水有效利用系数
    if len(before) == 1:
        return last[1:]  # 市、县两级疾控中心达标率
    people = _PEOPLE.search(last)
    if people and len(last) - people.end() >= len(head):  # 高血压、糖尿病患者 | 规范管理率
        own = any(_PEOPLE_BEHIND.search(part) or _BODY.search(part) for part in parts[:-1])  # 孕妇、重点人群 | 签约率
        return last[people.start() if _ILLNESS.search(before) and not own else people.end() :]
    for size in range(len(before), 1, -1):
        at = last.find(before[-size:])
        if at >= 0 and at + size < len(last):
            return last[at + size :]
    if _BODY.search(before) and (body := _BODY_THEN.match(last)):
        return last[body.end() :]  # 乡镇卫生院、社区卫生服务中心 | 医师日均诊疗人次
    at = last.find(before[-1])
    if before[-1] in _CLASSES and 0 < at < len(last) - 1:
        return last[at + 1 :]  # 宫颈癌、乳腺癌 | 筛查覆盖率
    if len(before) == 2 and last[2:4] in listed("names", "shared_nouns"):
        return last[2:]
    short = all(len(part) == 2 for part in parts[:-1]) and re.match(r"[\u4e00-\u9fff]{2}(?![以及岁的])", last)
    if short and len(last) > 3 + len(head):
        return last[len(before) :]  # 林业、草原 | 有害生物防治面积
    return head


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
    if all(_head_length(part) for part in parts):  # 社区服务与全科医疗覆盖率 is one rate
        return parts[-1].endswith("服务") or not any(part.endswith("服务") for part in parts)
    return len({part[-2:] for part in parts}) == 1


def _is_bare_head(part: str) -> bool:
    size = _head_length(part)
    return bool(size) and (len(part) == size or part[: len(part) - size] in listed("names", "head_modifiers"))


def _head_length(name: str) -> int:
    """Return how many characters at the end of *name* are the head: the verb with 率, 起付线, 比例."""
    return _length_of_head(name[-_LONGEST_HEAD:])


@lru_cache(maxsize=4096)  # a name is asked about several times, and many end alike
def _length_of_head(end: str) -> int:
    match = _head().search(end)
    return len(match[0]) if match else 0


@cache
def _head() -> re.Pattern[str]:
    heads = [word for word in listed("names", "heads") if word not in ("率", "度")]
    grade = r"(?<![轻中重年季])度"  # 轻度, 中度和重度营养不良患病率: of one rate
    return compiled(rf"(?:[\u4e00-\u9fff]{{2}}率|{lexicon.alternatives(heads)}|{grade})$")
