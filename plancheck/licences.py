"""Whether an amount in front of a noun is committed to or reported, or only describes.

建设30个基地 commits to 30 and 二十个村完成改造 tells of 20; 为8个县招聘 says for whom, 30种疾病筛查 what is tested.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from plancheck import lexicon, resources, verbs
from plancheck.patterns import compiled, deferred

if TYPE_CHECKING:
    from plancheck.figures import Reading
    from plancheck.runs import Run

# A verb behind the noun: 28名定向生全部赴…, 92所卫生院…完成….
PREDICATE = deferred(
    r"全部|均|都|要|将|应|须|达到|完成|通过|实现|建成|获|成为|开展|建立|纳入|赴|参加|投入|开工|竣工|投用|创建|创成|受到|入选|启动|签约|达标"
    r"|挂牌|落地|试行|探索|设立|实施|设置|推行|开设|覆盖|打造|建设|开通|提供|拥有|享受|接受|领取|参保|列入|列为|入围|上榜|获评|荣获|评为|出列|脱贫|摘帽|退出|推进|进入|配备|具备|设有|建有|能够|并网|交付|贯通|封顶|出台|制定|印发|发布"
)
# Work on a stretch: 完成…公路8.4公里改扩建工程.
_WORK = deferred(r"(?:改扩建|新建|扩建|改造|建设|治理|提升|整治|修复|加固|硬化|铺设|绿化|工程)")
_WORK_BEHIND = deferred(r"(?:改扩建|新建|扩建|改造|建设|治理|整治|修复|工程|项目)$")
_SIZED = ("存栏", "出栏", "投资", "产值", "收入", "面积", "规模", "库容", "装机", "年产", "日处理")
_WHOLE = compiled(r"(?<![初高集空水])中$")  # 45个项目中, 16个开工: of how many
_WHOLE_OF = deferred(r"(?<![拥享持占国公民私])有$")  # 18项指标有10项…
# 6个项目完成投资3亿元: whose money it is.
_PAYERS = deferred(r"(?:完成|实现)[^,，、]{0,4}(?:投资|产值|收入|税收|营收|销售额?|交易额?|利润)(?:共|累计)?$")
# Persons served are work done (为2.3万名…提供体检), places and bodies only say for whom (为8个县招聘).
_MAY = deferred(r"的[^,，、]{1,10}可(?![持靠行再降])")
_SERVED = ("人", "名", "人次", "户", "户次", "对", "位", "例")
_SERVICE = deferred(
    r"开展|提供|实施|进行|免费|建立|发放|办理|落实|安装|配备|检查|体检|筛查|接种|服务|治疗|手术|减免|报销|救助"
)
PLANNED = r"[^,，、的\d]{0,10}?(?:预算|任务|计划|目标)(?:任务|总额|指标|投资|数|额|值)?"
_PROGRESS = deferred(rf"完成{PLANNED}$|完成率$|(?:[比较].{{1,8}}[高低]|高于|低于|高出|领先)全[国省市].{{0,6}}$")
SET = compiled(r"的[^,，]{0,6}(?:目标(?:任务)?|任务|要求|标准|红线|警戒线)$")
_EXCEEDED = compiled("(?:超额|提前|圆满|如期|顺利|超过)(?:完成|实现|达到)?了?$")
_SURPASSED = deferred(r"(?:超过|超出|高于|好于)了?(?:原?(?:定|计划)|[^,，、]{2,16}(?:提出|规定|要求|确定|下达)的)$")
_AIM_OF = deferred(r"[^,，、]{0,10}的[^,，]{0,6}(?:目标(?:任务)?|任务|要求)$")
_LAID_DOWN = compiled("(?:确定|下达|规定|核定|领先[^,，]{0,6})的?$")
_WANTED = deferred("[^,，的]{0,6}(?:目标|任务|计划|要求)(?:任务)?$")
_GIVES = deferred(r"(?:一次性)?(?:给予|予以)")
_WORKED_ON = compiled(r"进行(?!.{0,6}(?:投票|表决|票决|审议|审查))|实施")
_MEMBERS = compiled(r"[^,，、]{1,12}为(?:成员|副?组长|副?主任|委员)")  # 20个部门为成员
# What a list announces: 12项主要目标, 三项“硬任务”.
_ANNOUNCED = compiled(
    r"[^,，。;；、]{0,12}?(?:目标|指标|原则|要求)$|[“\"][^”\"]{1,4}(?:任务|工程|行动|指标|举措)[”\"]$"
)
_DONE_TO = deferred(rf"开展|{_WORKED_ON.pattern}|给予|奖励|奖补|补助|补贴|落实|组织|建立")


def is_progress(name: str) -> bool:
    """Tell whether *name* says how much of a plan is done, and what follows it is about the thing itself."""
    return "完成" in name and bool(_PROGRESS.search(name))


def was_set(run: Run) -> bool:
    """Tell whether a figure only says what had been wanted: 超额完成30所的年度目标, 领先全省23人目标."""
    if run.right.startswith("来") and run.figures[0].unit == "年":
        return True  # 为近20年来的最低水平
    if "的" not in run.right[:1] + run.left[-1:] and "领先" not in run.left:
        return False
    if _SURPASSED.search(run.left) and _AIM_OF.match(run.right):
        return True  # 超出了国家提出的85%治愈率的目标
    return bool(_EXCEEDED.search(run.left) and SET.match(run.right)) or bool(
        _LAID_DOWN.search(run.left) and _WANTED.match(run.right)
    )


def is_licensed(run: Run, reading: Reading, left: str, *, counting: bool, listed: bool = False) -> bool:
    """Tell whether the amount of *run* in front of its noun is a target or report.

    *left* is what stands before it, *counting* that counted work is being listed already, *listed* in the same unit.
    """
    left = verbs.without_region_behind(left)
    if run.figures[0].leads == ("在",) and (not run.last or (run.figures[0].tail and run.right.startswith("的"))):
        return False  # 在8个县设立60个教学点 counts the places of teaching, 在百人以上的企业 says which
    if _is_manner_of_speaking(run, reading) or _only_says_of_what(run) or _MEMBERS.match(run.right):
        return False
    if reading.kind == "frequency" or _is_done_to(reading, left):
        return True
    if left.endswith("为") or run.figures[0].leads[-1:] == ("为",):
        served = _are_served(run, reading, left)
        if served or left.endswith("为") or not verbs.clean_front(left):
            return served
    on = counting and listed and not run.figures[0].tail and not verbs.clean_front(left).strip("和及与")
    if not on and _only_sizes(run, left):  # 21公里碧道、8公里绿道
        return False
    if _is_numeral(run) and "、" in left and left.count("、") + 1 == reading.value:
        return False  # 产前筛查、两癌筛查两个项目: which were named
    if verbs.ends_in_verb(left):
        return not _is_numeral(run) or not left.endswith(weak_verbs()) or run.committed
    return _is_committed(run, reading, left, counting=counting)


def _is_numeral(run: Run) -> bool:
    return not run.figures[0].low[:1].isascii()


def _is_manner_of_speaking(run: Run, reading: Reading) -> bool:
    """Tell whether the amount is an article (一个) or counts sides of a matter (三个方面)."""
    one = run.figures[0].low == "一" and reading.kind != "frequency"
    article = one and (run.figures[0].unit == "批" or not _is_bound(run, reading))  # 突破一批 is no bound
    listed = reading.unit in ("项", "个", "条", "大") and _ANNOUNCED.match(run.right)
    return article or bool(listed) or run.right.startswith(_background(_is_numeral(run)))


def _is_bound(run: Run, reading: Reading) -> bool:
    return reading.bound and run.right[:1] != "的"


def _only_says_of_what(run: Run) -> bool:
    """Tell whether the amount only says of how many or of whom the next figure speaks."""
    if _WHOLE.search(run.right):
        return True
    return not run.last and bool(_WHOLE_OF.search(run.right) or _PAYERS.search(run.right))


def _is_done_to(reading: Reading, left: str) -> bool:
    """Tell whether the work is done to so many: 完成对486家机构的排查, 给予每个学科20万元支持."""
    handed = reading.op in ("=", "<=") and bool(_GIVES.match(left))
    return handed or bool(re.search(r"(?:完成|开展|组织|实施)对$", left))


def _are_served(run: Run, reading: Reading, left: str) -> bool:
    """Tell whether the amount counts persons for whom something is done: 为2.3万名老年人提供体检."""
    served = reading.unit in _SERVED and not _is_numeral(run)
    return served and bool(_SERVICE.search(run.rest) or "免费" in left)


def _only_sizes(run: Run, left: str) -> bool:
    """Tell whether the amount sizes the thing behind it: 500千伏变电站, 56人以上大班额, 1000张以上床位规模的机构."""
    figure = run.figures[0]
    if figure.tail and run.right.startswith("的") and (left.endswith(_SIZED) or _MAY.match(run.right)):
        return True  # 存栏5000头以上的养殖场, 50万人以上的县可增设医院
    verb = verbs.ends_in_verb(left) or (left.endswith("等") and verbs.has_verb(left))
    weak = left.endswith(weak_verbs())
    if figure.unit.partition("/")[0] in lexicon.physical_words():
        work = verbs.has_verb(left, but=weak_verbs()) and _WORK.match(run.right) and not figure.tail
        return weak or not (verb or work)
    if figure.leads and figure.leads[-1] == "为" and not verbs.clean_front(left):
        return True
    return bool(figure.tail and verbs.clean_front(left)) and (not verb or (weak and "的" in run.right))


def _is_committed(run: Run, reading: Reading, left: str, *, counting: bool) -> bool:
    """Tell whether anything else than a verb right before the amount commits to it."""
    if re.match("[对为向]", left) and left.endswith(("对", "的", "为", "向", "给予")):
        return bool(_DONE_TO.search(run.rest) or left.endswith("给予"))
    if re.match("[对为]", left) and _WORKED_ON.search(run.rest):  # 为全县初中320间教室进行照明改造
        return not _is_numeral(run)
    if left.endswith(tuple(resources.rules("words.toml")["background"]["prepositions"])):
        return False
    if not verbs.clean_front(left):
        return counting or run.committed or _is_bound(run, reading) or bool(PREDICATE.search(run.rest))
    if re.search(r"[和及等]$|剩余$|其余$|余下$", left):
        if left.endswith("等") and _WORK_BEHIND.search(run.right) and verbs.has_verb(left) and not _is_numeral(run):
            return True  # 推进河东、河西等12项棚改项目
        bound = left.endswith("等") and _is_bound(run, reading) and verbs.has_verb(left)  # 形成A、B等3个以上成果
        return bound or bool(PREDICATE.search(run.rest)) or verbs.has_verb(left, but=weak_verbs())
    if "、" in left:  # 双河、高坪2个村通过验收
        said = PREDICATE.search(run.rest) or verbs.has_verb(left, but=weak_verbs())
        return not _is_numeral(run) and bool(said) and not run.right.startswith("的")
    if run.right.startswith("的"):
        return False
    return _is_bound(run, reading) or (not _is_numeral(run) and verbs.has_verb(left, but=weak_verbs()))


@cache
def _background(numeral: bool) -> tuple[str, ...]:
    table = resources.rules("words.toml")["background"]
    return tuple(table["nouns"] + (table["nouns_behind_numerals"] if numeral else []))


@cache
def weak_verbs() -> tuple[str, ...]:
    """Return the verbs too weak to commit to an amount by themselves."""
    return tuple(resources.rules("words.toml")["background"]["weak_verbs"])
