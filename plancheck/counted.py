"""What counted work is called by the words in front of its amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plancheck import names, resources, verbs
from plancheck.patterns import compiled

if TYPE_CHECKING:
    from plancheck.runs import Run
    from plancheck.topics import Topic

HEAD_ALONE = compiled(r"^每[百千万十\d]+(?:名|户)?(?:常住|户籍|服务)?(?:人口?|居民|儿童|老年人|老人|职工)?$")
_EACH = compiled(r"每[个所家处支村乡县院校名户座间]")
_RANKS = compiled(r"^[^、,，]{1,4}级(?:[、和及](?:[^、,，]{1,4}级)?)+(?P<noun>[^、,，]{2,20})")


_TASK = compiled(
    r"^(?P<done>完成)?(?:(?:[省市区县镇乡]|上级)?(?:下达|分解|确定)的?)?(?:年度|全年|当年|本年度?|年初|今年|既定|总)?"
    r"(?:目标任务|任务目标|工作任务|任务|目标)(?:数量|数|量|指标|总?额)?的?$"
)
_OPENS = compiled(
    r"(?:力争|争取|确保|全面|继续|\d[.、])?完成(?:年度|全年|当年)?(?:目标任务|任务目标|工作任务|任务)(?:数|量|指标)?[\d百千万十]"
)
_WORK_ON = compiled(r"(?:的?(?:各项)?(?:工作|任务|目标|指标|情况))+$")
# A heading of any plan, which names nothing that is measured.
_GENERAL = compiled(
    r"(?:主要|重点|工作|总体|预期|年度|全年|任务|目标|发展|指标|措施|安排|要点|思路|指导|思想|基本|原则|要求|保障|组织|领导|和|与|及|、)*"
)


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
    return left.endswith(words) or verbs.clean_front(left).startswith(("距", "地处"))


def with_shared_noun(name: str, run: Run) -> str:
    """Return *name* with the noun that ranks share: 2个国家级、5个省级 | 继续教育项目."""
    shared = _RANKS.match(run.rest) if name.endswith("级") else None
    return name + shared["noun"] if shared else name


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
