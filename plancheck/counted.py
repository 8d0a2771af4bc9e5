"""What counted work is called by the words in front of its amount."""

from __future__ import annotations

from itertools import pairwise, starmap
from typing import TYPE_CHECKING

import attrs

from plancheck import figures, lexicon, names, resources, verbs
from plancheck.patterns import compiled, deferred

if TYPE_CHECKING:
    from plancheck.figures import Reading
    from plancheck.runs import Run
    from plancheck.topics import Topic
    from plancheck.trees import Figure

HEAD_ALONE = compiled(r"^每[百千万十\d]+(?:名|户)?(?:常住|户籍|服务)?(?:人口?|居民|儿童|老年人|老人|职工)?$")
_IMPROVED = compiled(r"[^,，、]{1,20}?(?:能力|水平|条件|质量|环境|功能|素质|形象)")
_SUMMED = {"共", "共计", "合计", "总计", "约"}  # 幼儿园340所共21万平方米
_EACH = compiled(r"每[个所家处支村乡县院校名户座间]")
_RANKS = deferred(r"^[^、,，]{1,4}级(?:[、和及](?:[^、,，]{1,4}级)?)+(?P<noun>[^、,，]{2,20})")


_TASK = compiled(
    r"^(?P<done>完成)?(?:(?:[省市区县镇乡]|上级)?(?:下达|分解|确定)的?)?(?:年度|全年|当年|本年度?|年初|今年|既定|总)?"
    r"(?:目标任务|任务目标|工作任务|任务|目标)(?:数量|数|量|指标|总?额)?的?$"
)
_OPENS = deferred(
    r"(?:力争|争取|确保|全面|继续|\d[.、])?完成(?:年度|全年|当年)?(?:目标任务|任务目标|工作任务|任务)(?:数|量|指标)?[\d百千万十]"
)
_WORK_ON = deferred(r"(?:的?(?:各项)?(?:工作|任务|目标|指标|情况))+$")
# A heading of any plan, which names nothing that is measured.
_GENERAL = deferred(
    r"(?:主要|重点|工作|总体|预期|年度|全年|任务|目标|发展|指标|措施|安排|要点|思路|指导|思想|基本|原则|要求|保障|组织|领导|和|与|及|、)*"
)


_BUILT = "医院|院区|卫生院|中心|楼|学校|小学|中学|学院|幼儿园|园区|基地|厂|车站|馆|场|公寓|大厦|综合体"
_BUILDING = compiled(rf"(?:{_BUILT})$")
_BUILDS = "(?:新建|改建|扩建|迁建|重建|续建|兴建|建设|在建|建成|推进|加快|启动|实施|开工|谋划|争取)"
_MANY = "基层|各|所有|一批|普惠|公办|全[省市县区]|体系|等"  # whose beds are those of many, and may be a target
_WORKS = "(?:建设|新建|改扩建|扩建|迁建|改造|重建)"
_PROJECT = deferred(
    rf"{_BUILDS}(?:(?!{_MANY})[^,，、]){{0,30}}?(?:{_BUILT})(?:的?{_WORKS})?(?:项目|工程)?(?:建设)?$|{_WORKS}(?:项目|工程)(?:建设)?$"
)
_HOLDING = deferred("(?:该?项目|建成后|规划|设计|编制|核定|拟|共|总)*(?:设置|设有|设|配套|配置|配建|含)?")
_ROOM = compiled("床位|病床|学位|停车位|车位|泊位|座位|班|教学班|教室|客房")
_CAPACITY = deferred(
    rf"(?![^,，]*(?:[新增全我每]|{_MANY}))[^,，、]{{0,6}}?(?:(?:{_ROOM.pattern})数?|藏书"
    r"|[日年](?:处理|供水|供热|加工|接待)[^,，、]{0,4}(?:能力|规模|量)?|容纳[^,，、]{0,6})"
)


_SETTLEMENTS = "乡镇?|镇|街道|社区|(?:建制|行政|自然|贫困|试点)?村|居委会|小区|县城?|县[市区]"
_SHARED_WORK = deferred(
    rf"^(?:{_SETTLEMENTS})(?:[、和及与]|以及)(?:{_SETTLEMENTS})(?P<work>(?![省市区县镇乡村级])[^,，、和及]{{2,20}})$"
)


# What is done to things that are there already.
_MADE_ANEW = "(?:改造|维修|修缮|整治|加固|翻新|升级)(?:提升|改造|升级)?|(?:提升|更新)改造|(?:提档|转型)升级"
_MADE_ANEW_ALONE = deferred(_MADE_ANEW)
_WORK_AROUND = deferred(rf"^(?:{_MADE_ANEW})|(?:新建|改建|扩建|改扩建|建设|[净新]增|{_MADE_ANEW})$")
_PERSONS = deferred("人|名|户|例")


def is_building(name: str) -> bool:
    """Tell whether *name* is that of a building: 门诊楼, 区中医医院."""
    return bool(_BUILDING.search(name))


def is_project(heading: str) -> bool:
    """Tell whether a clause without figures names a building that is built: 新建区中医医院, 推进文化馆建设."""
    return bool(_PROJECT.search(heading.strip(verbs.EDGES)))


def is_capacity(left: str, run: Run, reading: Reading) -> bool:
    """Tell whether an amount says what a building holds (规划床位 | 400张, 设 | 36个 | 班), and not what is added."""
    holds = _HOLDING.match(left)
    what = left[holds.end() :] if holds else left
    if "/" in (reading.unit or ""):
        return False
    if run.noun_behind:
        return not what and bool(_ROOM.match(run.right))
    return bool(_CAPACITY.fullmatch(what)) and not verbs.has_verb(what)


def opens(text: str) -> bool:
    """Tell whether a sentence begins with a task that it does not name: 争取完成目标任务2000人."""
    return bool(_OPENS.match(text))


def is_task(name: str) -> bool:
    """Tell whether *name* only says that so much was set: 完成目标任务2000人."""
    return bool(_TASK.match(name))


def whose_task(name: str, topic: Topic) -> str:
    """Return of what the task *name* is, by the words before it; empty where they do not say."""
    for said in (names.clean(topic.heading), topic.subject):
        about = said if said == topic.subject else _WORK_ON.sub("", names.without_creation(said))
        if about and not _GENERAL.fullmatch(about) and not is_task(about):
            return about + name if name.startswith("完成") else about
    return ""


def is_size(left: str) -> bool:
    """Tell whether *left* ends in a word that sizes a place: 占地, 总面积, 距县城."""
    words = tuple(resources.rules("words.toml")["background"]["sizes"])
    if left.endswith(words):
        before = left[: -max(len(word) for word in words if left.endswith(word))]
        return not verbs.ends_in_verb(before.removesuffix("总"))  # 新建总建筑面积3万平方米 is work
    return verbs.clean_front(left).startswith(("距", "地处"))


def with_shared_noun(name: str, run: Run) -> str:
    """Return *name* with the noun that ranks share: 2个国家级、5个省级 | 继续教育项目."""
    shared = _RANKS.match(run.rest) if name.endswith("级") else None
    if shared:
        return name + shared["noun"]
    work = _SHARED_WORK.match(run.rest) if not run.last and len(name) <= 4 else None
    return name + work["work"] if work else name


def before(left: str, topic: Topic) -> str:
    """Return what *left* says is counted, empty where it only says what is done to it or by whom."""
    name = names.counted(left, "")
    if _EACH.fullmatch(name):  # 新建卫生室40个, 每个不少于60平方米
        return ""
    if HEAD_ALONE.fullmatch(name) and (topic.parent or topic.subject):  # 床位3600张, 每千人口6.5张
        return name + (topic.parent or topic.subject)
    if len(name) == 1 and names.clean(topic.heading):  # 燃煤锅炉, 去年拆了418台
        return ""
    if name in ("覆盖", "惠及", "受益") and names.clean(topic.heading):  # 实施营养改善计划, 覆盖6万人
        return names.clean(topic.heading) + name
    shared = left.endswith(("负责", "承担")) and topic.subject  # 改厕8万户(其中省农业厅负责3万户)
    return topic.subject if shared else name


def work_alone(left: str) -> str:
    """Return the verb of measure that stands alone before an amount, empty for any other word: 培训1200人次."""
    work = verbs.clean_front(left)
    return work if work in verbs.listed("verbs", "measure") else ""


def work_on_same(left: str, reading: Reading, topic: Topic) -> str:
    """Return the name of work on more of what was counted last, if *left* only says the work: 新建公厕8座、维修5座."""
    work = _MADE_ANEW_ALONE.fullmatch(verbs.clean_front(left))
    if not work or reading.kind != "level" or reading.unit != topic.unit or _PERSONS.match(topic.unit or ""):
        return ""
    noun = _WORK_AROUND.sub("", names.without_creation(topic.subject))
    return noun + work[0] if noun and not verbs.has_verb(noun) else ""


def is_made_better(run: Run, reading: Reading) -> bool:
    """Tell whether an amount of change counts what is made better: 提升20个卫生院服务能力, and nothing rises by 20."""
    verb = run.figures[0].leads[-1:]
    better = figures.makes_places_better(verb, reading, among=run.noun_behind) or _IMPROVED.match(run.right)
    return bool(better) and not (reading.unit or "").startswith("元")


def made_better(run: Run, reading: Reading) -> tuple[Reading, str] | None:
    """Return what such an amount says and the name of the work, None where it is told in passing: 提升两家医院能力."""
    figure = run.figures[0]
    if not figure.low[:1].isascii():
        return None
    verb = next(word for word in reversed(figure.leads) if lexicon.comparators()[word].direction)
    return attrs.evolve(reading, kind="level", direction=None), verb + names.clean(run.right)


def named(run: Run, readings: list[Reading], name: str) -> list[tuple[Figure, Reading, str]]:
    """Return the figures in front of a noun that count it, each with *name*: 完成26宗41项河道治理."""
    figure, reading, two = run.figures[0], readings[0], len(run.figures) == 2
    if two and not run.figures[1].leads and run.right.startswith("的"):  # 组建3支15人的小分队
        return [(figure, reading, name)]
    if two and (with_size := _sized(run, name)):
        return [(figure, reading, with_size)]
    if all(starmap(are_counts, pairwise(run.figures))):
        return [(figure, r, name) for figure, r in zip(run.figures, readings, strict=True)]
    return [(figure, reading, name)]


def are_counts(figure: Figure, following: Figure) -> bool:
    """Tell whether two figures that stand side by side count the same thing in two ways: 120户356人, 80人次9万元."""
    both = (figure, following)
    units = [f.unit.partition("/")[0] for f in both]
    if not all(units) or units[0] == units[1] or any(f.unit in figures.RATES or f.form != "quantity" for f in both):
        return False
    return not following.joined and set(following.leads) <= _SUMMED


def _sized(run: Run, name: str) -> str:
    """Return the name of what is counted with its size: 新建3座 | 500吨 | 级码头; empty where both figures count."""
    first, second = run.figures
    physical = lexicon.physical_words()
    if first.unit in physical or second.unit not in physical or second.leads or second.tail:
        return ""
    return f"{second.low}{second.unit}{name}"
