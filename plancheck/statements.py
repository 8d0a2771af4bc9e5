"""What a sentence states: which figure belongs to which indicator, with what commitment and by when.

The parse is flat, so the grouping happens here: clause by clause, run by run. Commitment, deadline, role and subject
are carried from clause to clause.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from plancheck import (
    amounts,
    conditions,
    counted,
    deadlines,
    enumerations,
    figures,
    lexicon,
    licences,
    names,
    roles,
    runs,
    subjects,
    verbs,
)
from plancheck.clauses import as_text, clauses
from plancheck.contexts import Context, Statement
from plancheck.patterns import deferred
from plancheck.trees import Date, Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plancheck.clauses import Clause
    from plancheck.figures import Reading
    from plancheck.records import Role
    from plancheck.runs import Run
    from plancheck.topics import Topic
    from plancheck.trees import Node

_NAMING = ("text", "name", "per_head", "figure")  # the nodes that say what a clause without a record is about
_SPANS = ("起", "起至", "-", "—", "~", "至", "到")  # between the first and the last day of a span of time
_FAR = 200  # characters behind a clause that may say what it is about
_GOES_ON = re.compile(r"[与比较同](?:上年|去年|(?:(?:19|20)(?:\d\d|[xX×*]{2})|[xX×*]{1,4})年)|同比|环比|增幅|降幅|其中")
_VERSUS = deferred(r"[与同比较][上去前]一?年[^,，]{0,12}比$")
# What a clause says of the indicator before it, so that it names none itself.
_RANKS = deferred(r"创.{0,6}新[高低]|[居列排占].{0,8}(?:[位首]|前列|第.{1,3})$|持平$|跃居|稳居")
_PER_HEAD = deferred(r"每(?:\d{1,4})?[百千万十]{1,2}(?:名|户)?[\u4e00-\u9fff]{0,4}?人口")
_COUNTED_PER_HEAD = ("人", "名", "张", "所", "件")
# A line that says how high what its heading names is to be: (一)婴儿死亡率 | 控制在5‰以内.
_LEADS = tuple("要应力确分均总稳保维控达不提升下降减缩在≥≤<>")
_BARE = re.compile(
    r"(?:要|应|应当|力争|确保|分别|均|总体)*(?:稳定|保持|维持)?(?:控制在|达到?|稳定在|保持在|维持在|不低于|不少于|不超过|不高于|[提升下降减缩][高升低少短]?[到至]|在|[≥≤<>])[\d百千万十]"
)


def read(
    text: str,
    nodes: Sequence[Node],
    default: Role,
    plan_year: int | None,
    first_year: int | None = None,
    spoken_of: str = "",
    heading: str = "",
) -> list[Statement]:
    """Return what the sentence *text*, parsed to *nodes*, states; *default* is the role its section gives it.

    A statement whose name is empty has the code indicator-unstated and is no more than that.
    *spoken_of* is what the sentence before spoke of, for one that goes on about it, and *heading* the heading right
        above, for one that names nothing. *plan_year* is the year of
        relative dates; what is said of years before *first_year* is a report.
    """
    end = len(text.rstrip(" \r.,/~—-"))  # what a line breaks off with says no more than its end
    context = Context(text.rstrip(), default, plan_year, first_year or plan_year, end)
    if _GOES_ON.match(text):
        context.topic.subject = spoken_of
    elif heading:
        context.topic.heading = heading
    said = list(clauses(nodes))
    while said and not said[-1].figures:
        said.pop()  # what stands behind the last figure says nothing of any
    for clause in said:
        if clause.mark == "|" and all(isinstance(node, Figure) for node in clause.nodes if node.text.strip()):
            continue  # a cell of a table that nobody could read says of nothing how high it is
        _read_clause(clause, context)
    return context.seen


def names_nothing(text: str) -> bool:
    """Tell whether a sentence begins with how high something is to be and does not say what."""
    return (text[:1] in _LEADS and bool(_BARE.match(text))) or (text[:4].find("完成") >= 0 and counted.opens(text))


def _read_clause(clause: Clause, context: Context) -> None:
    nodes = clause.nodes
    found = {run.figures[0].start: run for run in runs.runs(clause)}
    _open_clause(clause, context)
    _commit_behind(clause, context)
    due, bad = context.deadline, context.bad_date
    dates = [node for node in nodes if isinstance(node, Date) and node.word not in deadlines.BASELINES]
    if dates:
        context.take_up_dates(dates, nodes)
    before = len(context.seen)
    year = roles.year_reached(context.text, clause)
    if year and context.first_year and year < context.first_year:
        context.role = "report"
    if nodes and conditions.opens(clause, context.text):
        context.conditional = True
    for index, node in enumerate(nodes):
        if node.kind == "modal":
            done = index > 0 and nodes[index - 1].text.endswith("已")
            _commit(node.text, nodes[index + 1 : index + 2], context, done=done)
        elif node.kind == "period":
            context.period = node.text
        elif node.kind == "per_head":
            context.per_head = context.last_head = node.text
        elif node.kind == "text" and "每" in node.text:  # 每个街道: of each, not of a population
            context.per_head = ""
        elif isinstance(node, Date) and not _is_baseline(node, nodes[index + 1 : index + 3]):
            due, bad = context.due(node)
            context.period = ""  # 每季度1次, 全年6次
        elif isinstance(node, Figure) and node.start in found and not context.conditional:
            run = runs.readable(found[node.start])
            when = due if due or bad else _date_behind(dates, node.start, context)
            when = date(year, 12, 31) if year else when
            _read_run(run, context, when, bad or _runs_into_date(dates, run))
    context.conditional = context.conditional and not conditions.closes(clause)
    if dates and len(context.seen) > before:
        context.take_up_days_in_turn()
    _close_clause(clause, context, before, has_figures=bool(found))


def _is_baseline(node: Date, behind: list[Node]) -> bool:
    """Tell whether a date is what is compared with: 比2020年下降, 2020年的2.5倍, 在2020年的基础上."""
    compared = len(behind) > 1 and behind[0].text == "的" and isinstance(behind[1], Figure)
    base = bool(behind) and deadlines.BASIS.match(behind[0].text)
    return node.word in deadlines.BASELINES or compared or bool(base)


def _open_clause(clause: Clause, context: Context) -> None:
    """Take up what the opening of a clause says: its role, a phrase of time that lasts, what 其中 breaks down."""
    topic, nodes = context.topic, clause.nodes
    behind = context.text[nodes[-1].end : nodes[-1].end + _FAR] if nodes else ""
    lasting = roles.lasting(clause, context.first_year, behind, default=context.default)
    if lasting == "default":  # 通报显示,2008年…: who only says it goes on telling
        context.role = context.role if context.role == "report" and not context.seen else None
    elif lasting:
        context.role = lasting
    wanted = context.seen[-1].role == "target" if context.seen else context.role == "target"
    context.local_role = roles.local(clause, behind, wanted=wanted)
    if not context.local_role and not context.role and roles.tells(clause):
        context.local_role = "report"
    context.prohibited, topic.reach = False, ""
    topic.project = topic.project and clause.mark in ("(", ",", "，", "、")
    if clause.text.startswith("其中"):
        topic.parent = topic.parent or topic.subject
    else:
        context.per_head = ""
        if clause.mark == ":" and enumerations.has_head(names.clean(topic.heading)):
            topic.parent = names.clean(topic.heading)
        elif clause.mark not in ("(", ",", "，") or enumerations.has_head(_first_text(nodes)):
            topic.parent = ""
    for index, node in enumerate(nodes):
        if isinstance(node, Date):
            if not _is_baseline(node, nodes[index + 1 : index + 3]):
                context.deadline, context.bad_date = context.due(node)
        elif node.text not in _SPANS and (
            node.kind == "figure" or (node.kind == "text" and names.clean(_announcing().sub("", node.text)))
        ):
            return


def _first_text(nodes: list[Node]) -> str:
    return names.clean(next((node.text for node in nodes if node.kind == "text"), ""))


def _close_clause(clause: Clause, context: Context, before: int, *, has_figures: bool) -> None:
    """Remember what the clause was about for those behind it that name nothing."""
    topic, nodes = context.topic, clause.nodes
    headings, topic.headings = topic.headings, []
    if len(context.seen) > before:
        if context.local_role == "report" and not any("了" in n.leads for n in nodes if isinstance(n, Figure)):
            context.role = "report"  # 现已建成…, 覆盖率达58%
        said = list(dict.fromkeys(statement.name for statement in context.seen[before:] if statement.name))
        if not any(map(licences.is_progress, said)):
            topic.set_list(said)
        topic.heading = ""
        topic.project = context.seen[-1].reading.value == 1 and counted.is_building(said[-1] if said else "")
    elif nodes and (nodes[0].word in deadlines.BASELINES if isinstance(nodes[0], Date) else _VERSUS.match(clause.text)):
        return  # 与2015年18.3%相比, 与去年底18.3%相比
    elif unread := _unread(nodes):
        topic.subject = unread
    elif not has_figures or _is_sized(nodes):
        heading = "".join(as_text(node).text for node in nodes if node.kind in _NAMING)
        if (name := names.clean(heading)) and not _RANKS.search(heading):
            topic.heading, topic.project = heading, counted.is_project(heading)
            topic.headings = [*headings, name] if enumerations.has_head(name) else []
        topic.counting = topic.took_right = False


def _unread(clause: list[Node]) -> str:
    """Return what a clause names in front of a figure that says nothing by itself: 采血总量49.5万, 同比减少8%."""
    front = ""
    for node in clause:
        if isinstance(node, Figure):
            name = names.clean(front)
            return name if not node.leads and names.is_name(name) else ""
        front += node.text if node.kind in ("text", "name", "per_head") else ""
    return ""


def _is_sized(clause: list[Node]) -> bool:
    """Tell whether a clause only names a thing by its size: 35蒸吨及以下燃煤锅炉, …."""
    if len(clause) < 2 or any(isinstance(node, Figure) for node in clause[1:]):
        return False
    first = clause[0]
    return isinstance(first, Figure) and bool(first.tail) and not first.leads


def _commit_behind(clause: Clause, context: Context) -> None:
    """Take up a commitment that follows the only figure of a clause: 其余76台10月底前必须改造到位."""
    if len(clause.figures) != 1:
        return
    nodes, place = clause.nodes, clause.figures[0]
    modals = [index for index, node in enumerate(nodes) if node.kind == "modal"]
    if modals and modals[0] > place:
        _commit(nodes[modals[0]].text, nodes[modals[0] + 1 : modals[0] + 2], context)


def _commit(word: str, behind: list[Node], context: Context, *, done: bool = False) -> None:
    """确保 commits what follows; 确保了 tells of it, and 争取 in a review says what was obtained."""
    if behind and behind[0].text.startswith("了"):
        return
    if word in roles.OBTAINING and (done or (context.role or context.default) == "report"):
        return
    context.modality = lexicon.modalities()[word]
    context.role = "target"
    if word in ("不得", "严禁"):
        context.prohibited = bool(behind) and verbs.has_verb(behind[0].text)


def _date_behind(dates: list[Date], start: int, context: Context) -> date | None:
    """Return the deadline that follows a figure in its clause: 四个实验室要在3月底前完成."""
    return next((context.due(node)[0] for node in dates if node.start > start), None)


def _runs_into_date(dates: list[Date], run: Run) -> Date | None:
    """Return the damaged date that follows the figure without any mark (30%91日前)."""
    end = run.figures[-1].outer[1]
    return next((node for node in dates if node.start == end and deadlines.is_damaged(node)), None)


def _read_run(run: Run, context: Context, when: date | None, bad_date: Date | None) -> None:
    role: Role = context.local_role or context.role or context.default
    bounded = any(figure.leads or figure.tail for figure in run.figures)
    if context.prohibited and not bounded:
        return  # 严禁新增产能30万吨 sets no amount to reach
    run, readings = amounts.read(run, role, context)
    if conditions.only_says_when(run, readings[0], context.text, said=bool(context.seen)):
        return
    pairs, codes = subjects.name(run, readings, context.topic)
    lost = _lost_marks(run)
    by_day = len(pairs) == len(context.days) and len({name for _, _, name in pairs}) == 1
    for index, (figure, reading, said) in enumerate(pairs):
        if not names.is_name(said):
            continue
        name = counted.whose_task(said, context.topic) if counted.is_task(said) else said
        last = context.seen[-1] if context.seen else None
        goes_on = last and last.reading.unit == "元/人" and (last.name == name or "人均" in context.topic.parent)
        if reading.unit in ("元", "元/年", "美元", "平方米") and (
            "人均" in name or goes_on
        ):  # 人均收入19860元, 首次突破1.9万元
            reading = figures.per(reading, "人均")
        elif "每" in name and reading.unit in _COUNTED_PER_HEAD and (head := _PER_HEAD.search(name)):
            reading = figures.per(reading, head[0])  # 山区不少于31人, behind 每10万人口社工数量
        found = [*reading.codes, *codes, *([] if name else ["indicator-unstated"])]
        if bad_date:
            found.append("garbled-date")
        elif figure.start in lost:
            found.append("lost-separator")
        modality = "plain" if role == "report" else reading.modality or context.modality
        deadline = None if role == "report" or bad_date else context.days[index] if by_day else when
        statement = Statement(
            figure=figure,
            reading=reading,
            name=name,
            role=role,
            modality=modality,
            deadline=deadline,
            codes=tuple(dict.fromkeys(found)),
            bad_date=(bad_date.start, bad_date.end) if bad_date else None,
        )
        context.seen.append(statement)
        if not name:
            continue
        _speak_of(name, reading, context.topic)


def _speak_of(name: str, reading: Reading, topic: Topic) -> None:
    """Remember that the sentence spoke of *name*, unless it only said how much of a plan is done."""
    topic.last = name
    if licences.is_progress(name):
        return
    if not name.startswith(f"{topic.subject}占"):  # 献血35万单位, 占总量的七成, 同比减少12%
        topic.subject, topic.unit = name, reading.unit
    if reading.kind == "level":
        topic.remember(name)


@cache
def _announcing() -> re.Pattern[str]:
    """Return the pattern of a front that only says who says it: 规划提出, 到2030年…."""
    return re.compile(r"^.{0,20}?(?:提出|指出|明确|要求|强调|规定|显示|目标是|目标为)[,，:]?$")


def _lost_marks(run: Run) -> set[int]:
    """Return where the figures begin that run together with the one before or behind."""
    lost = set()
    for figure, following in pairwise(run.figures):
        if not following.joined and not counted.are_counts(figure, following):
            lost |= {figure.start, following.start}
    return lost
