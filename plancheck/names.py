"""Indicators' names: what is left of a clause when words of commitment, region and reaching are cut away."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from plancheck import lexicon
from plancheck.beginnings import width
from plancheck.patterns import compiled, deferred, without_end
from plancheck.verbs import EDGES, clean_front, listed, without_others

_ETC = compiled(
    r"^[^率]{2,40}?(?<![高中初同平优对相均])等(?![级待次候值离第])"
    r"(?:\d+[个类种项])?(?:方面|领域)?(?=[\u4e00-\u9fff]{4})"
)
_NOTED = deferred(r"^.*\[\d{1,2}\]\s*[-—•·]\s*(?=.)")  # … [1] - 县级中医院: a note closes what stands before
_ITEM = deferred(r"^.*[\u4e00-\u9fff](?<!第)\d{1,2}\.(?=[\u4e00-\u9fff]{2})")  # 责任目标1.建档率: a line break is lost
_WORD = compiled(r"[\u4e00-\u9fffA-Za-z]{2}|[\u4e00-\u9fff]")
_PLACE = deferred(r"^在.{2,24}?(?=设立|建立|建成|建设|新建|增设|设置|布设|布局|打造|开设|创建|培育|选择|开展|安装)")
_BODY = deferred(
    r"(?:[委局办厅部处镇乡县区市旗盟州院校所站村组]|部门|单位|机构|公司|中心|街道|社区|医院|企业|们|者|员)$"
)
_NUMBER = compiled(r"^(?:\(\d{1,2}\)|[①-⑳]|【[^】]{1,12}】|\d{1,2}[、.](?!\d(?!\d?岁)))")
_INTRODUCED = compiled(
    r"^从?[^,，、]{1,14}?(?:情况|数据|结果|报表|指标|统计|趋势|形势|实际)来?看|^.{0,20}(?:指标|目标)[为是](?=.{3})|^.{0,12}(?:提出|指出|明确|强调|显示)$"
    r"|^[\u4e00-\u9fff]{1,8}提出(?:要)?[“\"]?(?![的问意建议])(?=.{3})"
)
_RESULT = compiled(r"^(?:[了好起约]|成(?![品套果效功熟年人员本绩])|出(?![栏口租版院生国境]))+")
# What a figure sets its indicator beside belongs to the name (增速高于全省 | 2个百分点), a figure in brackets does not.
_BESIDE = compiled(r"(?:高于|低于|高出|领先|快于|慢于)[全各同周][^,，、()]{1,8}$")
_OF_OTHERS = compiled(r"(?<=[\u4e00-\u9fff])\(\d[\d.]*[%‰]\)$")
# Which say what is counted with their verb only.
_NEEDS_VERB = ("项目", "工程", "企业", "人数", "总人数", "户数", "总户数", "人次", "总人次")
# Groups whose own figure may stand beside that of all.
GROUPS = (
    "农村", "城市", "城镇", "小学", "初中", "高中", "中职", "男性", "女性", "男生", "女生", "门诊", "住院",
)  # fmt: skip
_WHOSE = ("城乡", "城区", "市区", "郊区", *GROUPS)
_BODIES = ("卫生院", "卫生室", "医院", "服务中心", "医疗机构")
_BEHIND_RATES = (*_WHOSE, *_BODIES)
_WHERE = deferred(
    rf"^([^、,，]{{2,}}(?:率|系数|比例|指数|满意度))({'|'.join(_WHOSE)}|[^、,，率]{{0,4}}(?:{'|'.join(_BODIES)}))$"
)  # 发病率城区小于1/10万
_SHORT = 5
_REMEMBERED = 200  # characters up to which a name is remembered


def clean(name: str) -> str:
    """Return *name* without words of commitment, region words and marks at its edges.

    >>> clean("进一步提高全市家庭医生签约率稳步提高到")
    '家庭医生签约率'
    """
    return _clean_short(name) if len(name) <= _REMEMBERED else _clean(name)


def _clean(name: str) -> str:
    if "[" in name:
        name = _NOTED.sub("", name)
    if "." in name:
        name = _ITEM.sub("", name)
    name = re.sub(r"\((?:[^()]*责任|如图|见|[上下]同|以下简称|含[^()]{1,20}、)[^()]*\)|\[\d{1,2}\]", "", name)
    name = _INTRODUCED.sub("", _NUMBER.sub("", name.strip(EDGES)))
    for mark in ("•", "--"):  # points of a list that lost its lines
        if mark in name:
            name = name.rpartition(mark)[2].strip(EDGES) or name
    name = _OF_OTHERS.sub("", name)
    whole, before = name, None
    while name != before:
        before = name
        name = name.strip(EDGES)
        name = _leading().sub("", name)
        name = name if _BESIDE.search(name) else without_end(name, *_trailing()).strip(EDGES)
    if name.endswith(_BEHIND_RATES):
        name = _WHERE.sub(r"\2\1", name)
    if len(name) == 1:  # 推进会: what was cut belongs to the word
        return _balanced(clean_front(whole).strip(EDGES))
    name = _ETC.sub("", name) if len(name) > _SHORT else name
    return _balanced(name)


_clean_short = lru_cache(maxsize=4096)(_clean)  # a clause is asked about several times


def trim(name: str) -> str:
    """Return *name* as a clause behind its figure says it: marks and region words off its edges, its verb kept.

    >>> trim("落实奖扶、特扶等政策"), trim("的全市村卫生室建成中医阁,")
    ('落实奖扶、特扶等政策', '村卫生室建成中医阁')
    """
    return _balanced(_region_before().sub("", name.strip(EDGES).lstrip("的")).strip(EDGES))


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
    agent = _agent().match(left)
    left = clean(left[agent.end() :] if agent else left) if left else left
    while match := _creation().match(left):
        rest = _RESULT.sub("", left[match.end() :])
        if len(rest) == 1 or rest in _NEEDS_VERB:
            break  # 营造林, 续建项目
        left = clean(rest)
    if left or not agent or _BODY.search(agent["who"]):
        return left
    return clean(agent["who"])  # 煤改气要完成3万户 is about 煤改气, 市住建局要完成3万户 says who


def is_name(text: str) -> bool:
    """Tell whether *text* can name an indicator: it holds a word, not marks and digits alone."""
    return bool(_WORD.search(text))


def is_rate(text: str) -> bool:
    """Tell whether *text* ends in the name of a rate."""
    return clean(text).endswith("率")


def without_region(name: str) -> str:
    """Return *name* without region words in front."""
    return clean_front(name)


def _balanced(name: str) -> str:
    """Drop a bracket or quotation mark whose partner was cut away."""
    for opening, closing in ("()", "“”", "《》"):
        if name.count(opening) != name.count(closing):
            if name.startswith(opening):
                name = name[1:]
            elif name.endswith(closing) and opening not in name:
                name = name[:-1]
    return name


@cache
def _leading() -> re.Pattern[str]:
    words = listed("names", "lead_in") + listed("names", "region")
    guarded = "|".join(listed("names", "lead_in_guarded"))
    noted = r"(?<=[省市区县旗镇乡道地])\([^()]{1,10}\)"  # 各街道(镇、处)
    return compiled(rf"^(?:{lexicon.alternatives(words)}(?![者率数值])(?:{noted})?|{guarded})+")


@cache
def _region_before() -> re.Pattern[str]:
    return compiled(rf"^(?:{lexicon.alternatives(listed('names', 'region'))})+")


@cache
def _trailing() -> tuple[re.Pattern[str], int]:
    """Return the pattern of what a name does not end in, and how long one of its words can be."""
    compared = r"[比较与同][^,，、比较]{1,6}(?:前|初|末|同期|相比)"
    compared += r"|[比较](?:年度)?(?:规划|计划|预期|预算)(?:数|目标)?"
    told = r"(?:较快|平稳|稳步|稳定|持续|快速|大幅|明显|显著|不断|逐年|进一步)"
    told = rf"(?:保持)?{told}(?:增长|提高|提升|增加|上升|下降|改善|扩大|优化)"
    words = rf"{lexicon.alternatives(listed('names', 'tail'))}|{compared}|{told}"
    before = r"(?:[上去前]一?|(?:20)?[xX×*]{1,4})年度?(?:同期|同口径)?"
    past = rf"[比较]{before}(?:预算|决算|执行|完成|实际)?数?(?:\([^()]{{1,20}}\))?"
    guarded = "|".join(listed("names", "tail_guarded"))
    words = rf"{words}|{past}|{guarded}|[比较]年?均值|年均值|(?<![普波涉惠])及|^比|^较"
    return compiled(rf"(?:{words})+$"), width(words)[1]


@cache
def _agent() -> re.Pattern[str]:
    """Return the pattern of who is to do the work: 各镇要 | 新建示范村."""
    verbs = lexicon.alternatives(listed("verbs", "create") + listed("verbs", "measure"))
    return compiled(
        r"^(?P<who>[^、,，]{1,14}?)"
        rf"(?:(?<![主需重首必只纲摘提简次不])(?:要|应当|应|须)|(?<=[部局厅委府])计划)(?={verbs}){without_others()}"
    )


@cache
def _creation() -> re.Pattern[str]:
    verbs = lexicon.alternatives(listed("verbs", "create"))
    return compiled(rf"{without_others()}{verbs}(?![率数量])(?:\([^()]{{0,3}}建\))?")  # 新建(改扩建) | 中医馆
