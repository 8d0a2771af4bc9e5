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
