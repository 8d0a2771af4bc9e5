"""Whether a clause commits or reports, from its tense, its dates and the section it stands in."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal, cast

from plancheck import deadlines, resources
from plancheck.beginnings import beginning, first_characters
from plancheck.patterns import compiled, deferred
from plancheck.planyears import plan_end
from plancheck.trees import Date, Figure

if TYPE_CHECKING:
    from plancheck.clauses import Clause
    from plancheck.records import Role

# In a review these say what was sought and obtained, not what is intended.
_FIVE_YEARS = compiled(r"“?十[一二三四五六]?五”?(?:时期|期间|以来|五年)")
_LIST_MARK = compiled(r"^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?!\d))[ \t]*")
_BULLETS = " \t—-"
_INTENDED = compiled(
    r"[^。\n,，]{0,6}(?:(?<![年季月]度)计划(?!生育|免疫)|打算|拟)(?=今年|明年|[新改扩建实完开投用招组到对于在])"
)
_AIMED = compiled(
    r"(?<![成现到])(?:计划|预期|任务|主要|奋斗|发展|总体)(?:目标(?:任务)?|指标)[为是]$|目标(?:已经?)?(?:确定|明确|设定)为?$"
    r"|(?<![成现到])(?:[的作体要展斗治]|预期|计划)目标[为是](?=[^\d,，。;；]{3})(?!完成|实现|已)"
)  # 2021年就业计划目标为:…
OBTAINING = frozenset({"争取", "争创", "鼓励", "争做"})
_ABOUT = ("针对", "围绕", "聚焦", "对照", "根据", "按照", "结合", "总结", "依据", "参照", "对标")
_BOUNDED = compiled(r"[到至]$|不[超高低少大]|控制|[≤≥]")
FROM = ("由", "从", "自")
_NOT_ALONE = ("同比", "环比", "现有", "累计完成")  # what is wanted is told so, too
_DONE = deferred(r"(?<=[\u4e00-\u9fff])(?<![为除罢])(?<!提出)(?<!明确)了(?![解结断却然])")
_YEAR_AHEAD = compiled(
    r"(?P<to>[到至])?(?:展望)?(?P<year>(?:19|20)\d\d)年(?!的|(?:\d\d?月)?(?:\d\d?日|[底末])?(?:之|以)?前)"
)
# Who only says it: 数据显示, 规划提出, and what was published in a year past may plan for years to come.
_SHOWN = compiled(r"[^,，。;；]{0,40}(?:显示|表明)(?=[,，:]|$)|[\u4e00-\u9fff]{0,8}(?:显示|表明)")
_HINTS = compiled("显示|表[明示]|计划|打算|拟|指出|介绍|报道|消息|获悉|了解|[:】]")
_OPENING = 64  # characters that hold what the patterns of openings look for
_SPAN = compiled(r"(?:[从自在])?(?:19|20)\d\d年?[-—~至到]((?:19|20)\d\d)年")
_REACHED = deferred(r".{0,4}?[增升提长加高降少低减缩][\u4e00-\u9fff]?[到至为]((?:19|20)\d\d)年")
_SAID = deferred(
    r"(?:印发|下发|发布|公布|出台|通过|召开|《[^》]{1,40}》).{0,60}?(?:提出|指出|明确|要求|规定|目标)|^[^,，]{0,20}提出"
)
# How much of a plan that is: what stands in front of it is done as well.
_OF_PLAN = compiled(
    r"[,，、(](?:按[^,，]{1,6}计)?占[^,，、。\d]{0,10}(?:目标|任务|计划)(?:任务|数)?"
    r"(?:\([^()]{1,12}\))?的\d[\d.]*%(?!以上)"
)
_LABEL = deferred(r"[^,，。;；:\d]{1,14}[:】]")  # 母乳喂养情况:2016年…
_PREFIX = deferred(r"[^,，。]{0,16}(?:指出|介绍|表示|报道|消息|获悉|了解)[,，:]")
_INTENT = compiled(
    beginning(
        r"(?<![按照度动项])计划(?=[新脱建改实完投安招组开引培消减整创筹续推打启种治修拆搬举搭退关淘削压])|(?<![主需重首必只纲摘提简次不])要(?![求素点闻件案看清认])|(?<![即])将(?!军)"
    )
)


def lasting(
    clause: Clause, first_year: int | None, behind: str = "", *, default: Role = "target"
) -> Role | Literal["default"] | None:
    """Return the role that a clause gives to itself and to those behind it, None where it says nothing.

    "default" leads back to what the section says (2023年…为94%, 2024年…96% in a plan for 2024). *behind* is what
    follows the clause in its sentence, *default* what the section says.
    """
    text = clause.text.lstrip(_BULLETS)
    if ("目标" in text or "指标" in text) and _AIMED.search(text):
        return "target"
    if _says_something(text) and (said := _opening_words(text) or _opening_years(text, first_year, default)):
        return said
    opening = _opening_year(clause)
    if default == "target" and not opening and _due_within_the_year(clause):
        return "target"  # 目前签约率为28%, 年底前达到35%
    intended = bool(_INTENT.search("".join([node.text for node in clause.front if node.kind == "text"])))
    if opening and opening.word == "至" and "DAY" in opening.parts:
        return None  # 至6月18日累计接种…: how far it has come
    if opening and opening.word not in deadlines.BASELINES:
        year = int(opening.parts["YEAR"][:4])
        if default == "report" and first_year and year < first_year and "前" not in opening.edge:
            return None if _SAID.search(text + behind) else "report"  # 到2014年底,接种率达到96%: it was reached by then
        if (
            opening.word in ("到", "至", "展望", "展望到")
            or "前" in opening.edge
            or (first_year and year > first_year and default == "target")
        ):
            return "target"  # whoever says by when has it before him
        if first_year and year < first_year:
            return None if _SAID.search(text + behind) else "report"
        if year == first_year and not intended:
            return "default"
    return "target" if intended else None


def _says_something(text: str) -> bool:
    """Tell whether the opening of *text* can give it a role; most begin otherwise and hold no word that hints so."""
    return bool(_openings()[0].match(text) or _HINTS.search(text, 0, _OPENING))


def _opening_words(text: str) -> Role | None:
    """Return the role that the words give with which *text* opens."""
    if _ahead().match(text) or _INTENDED.match(text):
        return "target"
    if _back().match(text) or _SHOWN.match(text):
        return "report"
    return None


def _opening_years(text: str, first_year: int | None, default: Role) -> Role | None:
    """Return the role of what opens with a five-year plan or a span of years (2016-2018年…)."""
    if not first_year:
        return None
    if period := _FIVE_YEARS.match(text):
        return "report" if plan_end(period[0]) < first_year or default == "report" else "target"
    span = _SPAN.match(text)
    return "report" if span and int(span[1]) < first_year + (default == "report") else None


def may_announce(text: str, start: int, end: int) -> bool:
    """Tell whether one of the sentences of *text* between *start* and *end* may be one for `announced`; few are."""
    at, behind = _openings()
    return bool(at.match(text, start, end) or behind.search(text, start, end) or _HINTS.search(text, start, end))


def announced(text: str, first_year: int | None, default: Role = "target") -> Role | None:
    """Return the role that the opening of a sentence gives to those behind it in its paragraph.

    *text* is the sentence as written, *default* the role that its section gives it; None says that it
    announces nothing.

    >>> announced("2016年,全镇各项工作有序开展。", 2017), announced("到2020年,体系更加完善。", 2017)
    ('report', 'target')
    """
    text = text.lstrip(_BULLETS)
    if not _says_something(text):
        return None
    if label := _LABEL.match(text):
        text = text[label.end() :]
    if prefix := _PREFIX.match(text):
        text = text[prefix.end() :]
    text = _LIST_MARK.sub("", text.lstrip(_BULLETS))
    if said := _opening_words(text) or _opening_years(text, first_year, default):
        return said
    opening = _YEAR_AHEAD.match(text)
    if not opening:
        return None
    year = int(opening["year"])
    if opening["to"]:
        return None if first_year and year < first_year else "target"
    if not first_year or year == first_year:
        return None
    if year < first_year:
        return None if _SAID.search(text) else "report"
    return "target" if default == "target" else None


def local(clause: Clause, behind: str, *, wanted: bool = False) -> Role | None:
    """Return the role of one clause alone: 成立了11个, 已达74.5%, 同比增长 report; None where it says nothing.

    *behind* is what follows it in its sentence (占年计划的98%). *wanted* tells that the clause before sets a target,
    which a comparison with last year goes on about.
    """
    return _told(clause, wanted=wanted) or ("report" if _OF_PLAN.match(behind) else None)


def _told(clause: Clause, *, wanted: bool) -> Role | None:
    nodes = clause.nodes
    if "modal" in [node.kind for node in nodes]:
        return None
    figures = [cast("Figure", nodes[place]) for place in clause.figures]
    done = any("了" in figure.leads for figure in figures)
    past = _past().search(clause.text)
    if past and not done and clause.text.startswith(_NOT_ALONE, past.start()):  # 同比增长8%以上
        wanted = wanted or any(figure.tail or _BOUNDED.search("".join(figure.leads)) for figure in figures)
        return None if wanted else "report"
    return "report" if done or past else None


def year_reached(text: str, clause: Clause) -> int | None:
    """Return the year in which a clause's figure is reached: 由2018年的6.1张增加到2021年的6.8张.

    *text* is the whole sentence.
    """
    for place in clause.figures:
        figure = cast("Figure", clause.nodes[place])
        if figure.leads:
            leads = text[figure.outer[0] : figure.start]
            if "年" in leads and (found := _REACHED.match(leads)):
                return int(found[1])
    return None


def tells(clause: Clause) -> bool:
    """Tell whether a verb of the clause says that it is done: 建成了医院、中心2个, 8家医院实现了零差价."""
    return "了" in clause.text and any(
        "了" in node.text and _DONE.search(node.text) for node in clause.nodes if node.kind == "text"
    )


def _due_within_the_year(clause: Clause) -> bool:
    """Tell whether a clause opens with a day by which something is due: 年底前, 6月底前."""
    first = clause.nodes[0] if clause.nodes else None
    if not isinstance(first, Date) or first.edge not in ("前", "底前", "年底前", "末前", "之前", "以前"):
        return False
    return "YEAR" not in first.parts and ("MONTH" in first.parts or "PART" in first.parts)


def _opening_year(clause: Clause) -> Date | None:
    """Return the date in front of the first figure if it names a year, of coordinated dates the last."""
    nodes = clause.nodes
    for index, node in enumerate(clause.front):
        if isinstance(node, Date) and node.word in FROM:
            continue  # 由2015年的76.3岁提高到2020年的77.5岁
        if isinstance(node, Date) and not any(isinstance(behind, Date) for behind in nodes[index + 2 : index + 3]):
            behind = nodes[index + 1 : index + 3]
            compared = len(behind) > 1 and behind[0].text == "的" and isinstance(behind[1], Figure)  # 2019年的94%
            if behind and deadlines.BASIS.match(behind[0].text):  # 在2020年的基础上提高
                continue
            if index and nodes[index - 1].text.endswith(_ABOUT):  # 针对2023年检查中暴露的问题
                continue
            return node if "YEAR" in node.parts and not compared else None
    return None


def _patterns(key: str) -> str:
    return "|".join(resources.rules("words.toml")["roles"][key])


@cache
def _openings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of what an opening that gives a role begins with, at a place and behind a sentence's end."""
    patterns = (_ahead(), _back(), _FIVE_YEARS, _SPAN, _YEAR_AHEAD, _LIST_MARK)
    firsts = "".join(first_characters(pattern.pattern).inside_brackets() for pattern in patterns)
    at = rf"[\s{_BULLETS}]*[{firsts}]"
    return compiled(at), compiled(rf"[。！？!?\n]{at}")


@cache
def _past() -> re.Pattern[str]:
    return compiled(beginning(_patterns("past")))


@cache
def _back() -> re.Pattern[str]:
    return compiled(rf"(?:{_patterns('openers')})")


@cache
def _ahead() -> re.Pattern[str]:
    return compiled(rf"(?:{_patterns('openers_ahead')})")
