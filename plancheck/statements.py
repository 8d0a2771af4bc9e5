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

import attrs

from plancheck import (
    deadlines,
    enumerations,
    figures,
    lexicon,
    licences,
    names,
    resources,
    roles,
    runs,
    subjects,
    verbs,
)
from plancheck.clauses import as_text, clauses
from plancheck.contexts import Context, Statement
from plancheck.damage import is_torn
from plancheck.trees import Date, Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plancheck.clauses import Clause
    from plancheck.figures import Reading
    from plancheck.records import Comparison, Role
    from plancheck.runs import Run
    from plancheck.trees import Node

_PERIODS = {
    "两个月": "双月", "二个月": "双月", "2个月": "双月",
    "季度": "季度", "半年": "半年", "两年": "两年", "三年": "三年", "学期": "学期", "学年": "学年", "年度": "年",
    "年": "年", "月": "月", "周": "周", "天": "天", "日": "天", "季": "季度", "旬": "旬",
}  # fmt: skip
_ALLOWED: dict[Comparison, Comparison] = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}  # of what is forbidden
_HANDS_OUT = re.compile(r"给予|安排|补助|奖补|奖励|计提|提取|拨付")
_NAMING = ("text", "name", "per_head", "figure")  # the nodes that say what a clause without a record is about
_SPANS = ("起", "起至", "-", "—", "~", "至", "到")  # between the first and the last day of a span of time
_NO_UNIT = re.compile(r"(?:比|指数|系数|得分|评分|分值)$")
_FAR = 200  # characters behind a clause that may say what it is about
_GOES_ON = re.compile(r"[与比较同](?:上年|去年|(?:19|20)\d\d年)|同比|环比|增幅|降幅|其中")
# What a clause says of the indicator before it, so that it names none itself.
_RANKS = re.compile(r"创.{0,6}新[高低]|[居列排占].{0,8}(?:[位首]|前列|第.{1,3})$|持平$|跃居|稳居")
_PER_HEAD = re.compile(r"每(?:\d{1,4})?[百千万十]{1,2}(?:名|户)?[\u4e00-\u9fff]{0,4}?人口")
_COUNTED_PER_HEAD = ("人", "名", "张", "所", "件")
_PLACES = ("家", "所", "座", "处", "间")
_TIMES = ("次", "场次", "场", "回", "遍")


def read(
    text: str,
    nodes: Sequence[Node],
    default: Role,
    plan_year: int | None,
    first_year: int | None = None,
    spoken_of: str = "",
) -> list[Statement]:
    """Return what the sentence *text*, parsed to *nodes*, states; *default* is the role its section gives it.

    *spoken_of* is what the sentence before spoke of, for one that goes on about it. *plan_year* is the year of
        relative dates; what is said of years before *first_year* is a report.
    """
    end = len(text.rstrip(" \r.,/~—-"))  # what a line breaks off with says no more than its end
    context = Context(text.rstrip(), default, plan_year, first_year or plan_year, end)
    if _GOES_ON.match(text):
        context.topic.subject = spoken_of
    said = list(clauses(nodes))
    while said and not said[-1].figures:
        said.pop()  # what stands behind the last figure says nothing of any
    for clause in said:
        if clause.mark == "|" and all(isinstance(node, Figure) for node in clause.nodes if node.text.strip()):
            continue  # a cell of a table that nobody could read says of nothing how high it is
        _read_clause(clause, context)
    return context.seen


def _read_clause(clause: Clause, context: Context) -> None:
    nodes = clause.nodes
    found = {run.figures[0].start: run for run in runs.runs(clause)}
    _open_clause(clause, context)
    _commit_behind(clause, context)
    due, bad = context.deadline, context.bad_date
    dates = [node for node in nodes if isinstance(node, Date) and node.word not in deadlines.BASELINES]
    if len(dates) > 1 and (days := deadlines.coordinated(nodes, context.plan_year)):
        context.days = days
    context.topic.days = len(context.days)
    before = len(context.seen)
    year = roles.year_reached(context.text, clause)
    if year and context.first_year and year < context.first_year:
        context.role = "report"
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
        elif isinstance(node, Figure) and node.start in found:
            run = runs.readable(found[node.start])
            when = due if due or bad else _date_behind(dates, node.start, context)
            when = date(year, 12, 31) if year else when
            _read_run(run, context, when, bad or _runs_into_date(dates, run))
    _close_clause(clause, context, before)


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
    context.local_role = roles.local(clause)
    if not context.local_role and not context.role and roles.tells(clause):
        context.local_role = "report"
    context.prohibited = False
    if clause.text.startswith("其中"):
        topic.parent = topic.parent or topic.subject
    else:
        context.per_head = ""
        if clause.mark == ":" and enumerations.has_head(names.clean(topic.heading)):
            topic.parent = names.clean(topic.heading)
        elif clause.mark not in ("(", ",", "，") or enumerations.has_head(_first_text(nodes)):
            topic.parent = ""
    for node in nodes:
        if isinstance(node, Date):
            if node.word not in deadlines.BASELINES:
                context.deadline, context.bad_date = context.due(node)
        elif node.text not in _SPANS and (
            node.kind == "figure" or (node.kind == "text" and names.clean(_announcing().sub("", node.text)))
        ):
            return


def _first_text(nodes: list[Node]) -> str:
    return names.clean(next((node.text for node in nodes if node.kind == "text"), ""))


def _close_clause(clause: Clause, context: Context, before: int) -> None:
    """Remember what the clause was about for those behind it that name nothing."""
    topic, nodes = context.topic, clause.nodes
    if len(context.seen) > before:
        if context.local_role == "report" and not any("了" in n.leads for n in nodes if isinstance(n, Figure)):
            context.role = "report"  # 现已建成…, 覆盖率达58%
        said = list(dict.fromkeys(statement.name for statement in context.seen[before:]))
        topic.lists[len(said)] = said
        topic.heading = ""
    elif nodes and isinstance(nodes[0], Date) and nodes[0].word in deadlines.BASELINES:
        return  # 与2015年18.3%相比
    elif unread := _unread(nodes):
        topic.subject = unread
    elif not clause.figures or _is_sized(nodes):
        heading = "".join(as_text(node).text for node in nodes if node.kind in _NAMING)
        if names.clean(heading) and not _RANKS.search(heading):
            topic.heading = heading
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
    run, readings = _readings(run, role, context)
    pairs, codes = subjects.name(run, readings, context.topic)
    lost = _lost_marks(run)
    by_day = len(pairs) == len(context.days) and len({name for _, _, name in pairs}) == 1
    for index, (figure, reading, name) in enumerate(pairs):
        if not names.is_name(name):
            continue
        if "人均" in name and reading.unit in ("元", "平方米"):  # 人均收入19860元, 首次突破1.9万元
            reading = figures.per(reading, "人均")
        elif "每" in name and reading.unit in _COUNTED_PER_HEAD and (head := _PER_HEAD.search(name)):
            reading = figures.per(reading, head[0])  # 山区不少于31人, behind 每10万人口社工数量
        found = [*reading.codes, *codes]
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
        share = name.startswith(f"{context.topic.subject}占")  # 献血35万单位, 占总量的七成, 同比减少12%
        if not share and not licences.is_progress(name):
            context.topic.subject = name
        if reading.kind == "level":
            context.topic.remember(name)


def _readings(run: Run, role: Role, context: Context) -> tuple[Run, list[Reading]]:
    """Return what the figures of a run say, bound by words that stand apart from them, and the run without those."""
    loose = _loose_bound().search(run.left)
    readings = [_reading(figure, run, role, context) for figure in run.figures]
    if loose and loose["rest"] != "的" and not readings[0].bound:  # 最多新增30个, 不得超过总面积的20%
        op = lexicon.comparators()[loose["word"]].op
        readings = [attrs.evolve(reading, op=op or reading.op, bound=True) for reading in readings]
        before, rest = run.left[: loose.start()], loose["rest"]
        run = attrs.evolve(run, left=before if before and rest.endswith("的") else before + rest)
    if "约占" in run.left and not readings[0].bound:
        readings = [attrs.evolve(reading, op="~=") for reading in readings]
    if context.prohibited:  # 不得安排超过3次 allows three, 不得新增30个以上 fewer than thirty
        readings = [attrs.evolve(reading, op=_ALLOWED.get(reading.op, reading.op)) for reading in readings]
    return run, readings


def _reading(figure: Figure, run: Run, role: Role, context: Context) -> Reading:
    """Return what a figure says, with the comparison words, unit and period that it shares with its run."""
    leads, unit, last = figure.leads or run.figures[0].leads, figure.unit, run.figures[-1]
    if unit == "个" and last.unit.endswith("百分点"):  # 分别提高4个、6个百分点
        unit = last.unit
    alike = last.unit == "个百分点" or (figure.low[-1:] in ("万", "亿") and last.low[-1:] == figure.low[-1:])
    if not figure.unit and alike and len(run.figures) > 1:
        unit = last.unit  # 分别回落1.7和3.2个百分点, 分别达1400万和1200万人
    shared = figure if leads == figure.leads and unit == figure.unit else figure.sharing(leads, unit)
    reading = figures.read(shared, role, run.figures[-1].tail)
    torn = reading.group not in ("all", "reference", "missing") and is_torn(
        context.text, figure.start, figure.end, has_unit=bool(figure.unit)
    )
    suspect = figures.is_suspect(shared, reading) and names.is_rate(run.left)
    if torn or suspect or _breaks_off(figure, run, context):
        return attrs.evolve(reading, group="garbled", value=None, high=None, unit=None, codes=("garbled-number",))
    if reading.kind == "change" and shared.leads[-1:] == ("提升",) and reading.unit in _PLACES and not run.noun_behind:
        return attrs.evolve(reading, kind="level", direction=None)  # 社区医院提升7家: made better, not more
    head = context.per_head or (context.last_head if figures.is_part_of_one(figure) else "")
    if head and figure.form in ("quantity", "range", "missing"):
        reading = figures.per(reading, head)
    if context.period and reading.unit in _TIMES:
        return attrs.evolve(reading, kind="frequency", unit=f"{reading.unit}/{_period(context.period)}")
    fixed = run.right.startswith(("的比例", "的标准")) or ("按" in run.left and _HANDS_OUT.match(run.right))
    stated = run.left.endswith("标准为") or (shared.leads[-1:] == ("为",) and run.left.endswith("标准"))
    rated = reading.unit in ("元", "元/人") and stated
    if (fixed or rated) and not reading.bound:
        return attrs.evolve(reading, op="=")
    if (reading.unit or "").startswith("元") and not reading.bound:
        context.handing_out = _hands_out(run) or (context.handing_out and not verbs.has_verb(run.left))
        return attrs.evolve(reading, op="=") if context.handing_out else reading
    return reading


@cache
def _announcing() -> re.Pattern[str]:
    """Return the pattern of a front that only says who says it: 规划提出, 到2030年…."""
    return re.compile(r"^.{0,20}?(?:提出|指出|明确|要求|强调|规定|显示|目标是|目标为)[,，:]?$")


@cache
def _loose_bound() -> re.Pattern[str]:
    """Return the pattern of a boundary word with other words between it and the figure."""
    words = [w for w, entry in lexicon.comparators().items() if _is_boundary(entry)]
    return re.compile(rf"(?P<word>{lexicon.alternatives(words)})(?P<rest>[^,，、]{{1,14}})$")


def _is_boundary(entry: lexicon.Comparator) -> bool:
    plain = entry.place == "before" and not entry.target_only and not entry.weak and len(entry.word) > 1
    return plain and entry.op in (">=", "<=") and not entry.word.startswith(("控制", "最高", "最低"))


def _breaks_off(figure: Figure, run: Run, context: Context) -> bool:
    """Tell whether a line without a mark at its end breaks off in a figure, whose unit or word of comparison is lost.

    A rate, and whatever is bound, has a unit; an amount in 万, a ratio or an index may have none. Where the last of a
    list is broken, so are those before it, unless the word in front bounds them all.
    """
    last = run.figures[-1]
    if (
        figures.unit_name(last.unit)
        or last.form not in ("quantity", "range", "fraction")
        or last.outer[1] < context.end
    ):
        return False
    if last.form == "fraction":
        return last.low.endswith(("/1", "/10"))  # of /10万
    if not names.is_rate(run.left) and (_NO_UNIT.search(run.left) or last.low[-1] in "万亿"):
        return False
    table = lexicon.comparators()
    return figure is last or not any(
        table[w].op and not table[w].weak and not table[w].target_only for w in figure.leads
    )


def _hands_out(run: Run) -> bool:
    words = resources.rules("words.toml")["background"]["handing_out"]
    return any(word in run.left + run.right for word in words)


def _lost_marks(run: Run) -> set[int]:
    """Return where the figures begin that run together with the one before or behind."""
    lost = set()
    for figure, following in pairwise(run.figures):
        if not following.joined and not subjects.are_counts(figure, following):
            lost |= {figure.start, following.start}
    return lost


def _period(words: str) -> str:
    return words if words == "双月" else next(name for key, name in _PERIODS.items() if words.endswith(key))
