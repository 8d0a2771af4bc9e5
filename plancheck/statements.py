"""What a sentence states: which figure belongs to which indicator, with what commitment and by when.

The parse is flat, so the grouping happens here: a sentence is cut into clauses, a clause into its runs of figures with
the words on either side, and each run is named from the side on which its noun stands. Commitment, deadline and
subject are carried from clause to clause.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import attrs
from attrs import Factory, define, frozen

from plancheck import deadlines, figures, lexicon, names, resources
from plancheck.trees import Date, Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from plancheck.figures import Reading
    from plancheck.records import Modality, Role
    from plancheck.trees import Node

_PERIODS = {
    "季度": "季度", "半年": "半年", "两年": "两年", "三年": "三年", "学期": "学期", "学年": "学年", "年度": "年",
    "年": "年", "月": "月", "周": "周", "天": "天", "日": "天", "季": "季度", "旬": "旬",
}  # fmt: skip
_PREDICATE = re.compile(
    r"全部|均|都|要|将|应|须|达到|完成|通过|实现|建成|获|成为|开展|建立|纳入|赴|参加|投入|开工|竣工|投用|创建|创成|受到|入选|启动|签约|达标|挂牌|落地|试行|探索|设立"
)
_NOT_A_NOUN = re.compile(r"^(?:[并且后前等以用来于]|[,，。;；、)]|之间|不等|以上|左右|$)")


@frozen(kw_only=True)
class Statement:
    """One figure of a sentence with all that the sentence says of it; offsets are those of the figure's node."""

    figure: Figure
    reading: Reading
    name: str
    role: Role
    modality: Modality
    deadline: date | None
    codes: tuple[str, ...]
    details: dict[str, str] = attrs.field(factory=dict)


@frozen
class Run:
    """Figures that share what stands around them, with the text before and behind them in their clause.

    `rest` is all text behind it in the clause; `committed` tells that a word of commitment stands right before it.
    """

    figures: tuple[Figure, ...]
    left: str
    right: str
    rest: str
    first: bool
    committed: bool


@define
class Context:
    """What carries over from clause to clause of one sentence."""

    default: Role
    plan_year: int | None
    role: Role | None = None
    local_role: Role | None = None
    modality: Modality = "plain"
    deadline: date | None = None
    bad_date: bool = False
    subject: str = ""
    heading: str = ""
    per_head: str = ""
    counting: bool = False
    took_right: bool = False
    seen: list[Statement] = Factory(list)


def read(nodes: Sequence[Node], default: Role, plan_year: int | None) -> list[Statement]:
    """Return what the sentence of *nodes* states; *default* is the role its section gives it."""
    context = Context(default, plan_year)
    for clause in _clauses(nodes):
        _read_clause(clause, context)
    return context.seen


def _clauses(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    """Yield the clauses: stretches between commas and stops; a bracket with figures is a clause behind its own."""
    clause: list[Node] = []
    bracket: list[Node] | None = None
    aside: list[list[Node]] = []
    for node in nodes:
        if node.text == "(" and node.kind == "mark" and bracket is None:
            bracket = [node]
        elif bracket is not None:
            bracket.append(node)
            if node.text == ")" and node.kind == "mark":
                if any(isinstance(part, Figure) for part in bracket):
                    aside.append(bracket[1:-1])
                else:
                    clause.extend(bracket)
                bracket = None
        elif node.kind == "mark" and node.text not in "()":
            yield clause
            yield from (part for whole in aside for part in _clauses(whole))
            clause, aside = [], []
        else:
            clause.append(node)
    yield clause + (bracket or [])
    yield from (part for whole in aside for part in _clauses(whole))


def _runs(clause: Sequence[Node]) -> list[Run]:
    """Return the runs of figures of a clause with the text on either side, dates and commitment left out."""
    texts: list[str] = [""]
    runs: list[list[Figure]] = []
    committed: list[bool] = []
    modal = False
    for node in clause:
        if isinstance(node, Figure):
            if runs and runs[-1][-1].run == node.run:
                runs[-1].append(node)
            else:
                runs.append([node])
                committed.append(modal)
                texts.append("")
            modal = False
        elif node.kind == "modal":
            modal = True
        elif node.kind in ("text", "name", "mark", "per_head"):
            texts[-1] += node.text
            modal = False
    return [
        Run(tuple(run), texts[i], texts[i + 1], "".join(texts[i + 1 :]), i == 0, committed[i])
        for i, run in enumerate(runs)
    ]


def _read_clause(clause: list[Node], context: Context) -> None:
    runs = {run.figures[0].start: run for run in _runs(clause)}
    text = "".join(node.text for node in clause)
    _note_dates(clause, context)
    _note_role(text, clause, context)
    local: date | None = None
    here, bad = context.deadline, context.bad_date
    period = ""
    for index, node in enumerate(clause):
        if node.kind == "modal":
            if not (index + 1 < len(clause) and clause[index + 1].text.startswith("了")):
                context.modality = lexicon.modalities()[node.text]
                context.role = "target"
        elif node.kind == "period":
            period = node.text
        elif node.kind == "per_head":
            context.per_head = node.text
        elif isinstance(node, Date) and node.word not in deadlines.BASELINES:
            local = deadlines.due(node, context.plan_year)
            here, bad = local, "BAD_DATE" in node.parts
        elif isinstance(node, Figure) and node.start in runs:
            after = next((n for n in clause[index:] if isinstance(n, Date) and n.word not in deadlines.BASELINES), None)
            when = here if here or after is None else deadlines.due(after, context.plan_year)
            _read_run(runs[node.start], context, when, bad or _runs_into_date(clause, index, runs[node.start]), period)
    if not runs:
        heading = "".join(node.text for node in clause if node.kind in ("text", "name", "per_head", "mark"))
        if names.clean(heading):
            context.heading = heading
        if not text.startswith("其中"):
            context.per_head = ""


def _note_dates(clause: list[Node], context: Context) -> None:
    """A phrase of time that opens a clause holds for the clauses behind it."""
    for node in clause:
        if isinstance(node, Date):
            if node.word not in deadlines.BASELINES:
                context.deadline = deadlines.due(node, context.plan_year)
                context.bad_date = "BAD_DATE" in node.parts
            return
        if node.kind == "text" and names.clean(node.text):
            return
        if isinstance(node, Figure):
            return


def _runs_into_date(clause: list[Node], index: int, run: Run) -> bool:
    """Tell whether a damaged date follows the figure without any mark (30%91日前)."""
    end = run.figures[-1].outer[1]
    return any(isinstance(n, Date) and n.start == end and "BAD_DATE" in n.parts for n in clause[index:])


def _note_role(text: str, clause: list[Node], context: Context) -> None:
    years = [
        int(n.parts["YEAR"][:4])
        for n in clause
        if isinstance(n, Date) and "YEAR" in n.parts and n.word not in deadlines.BASELINES
    ]
    if years and context.plan_year and max(years) != context.plan_year:
        context.role = "target" if max(years) > context.plan_year else "report"
    found = [n for n in clause if isinstance(n, Figure)]
    past = any("了" in figure.leads for figure in found) or _past().search(text)
    context.local_role = None
    if past and not any(n.kind == "modal" for n in clause):
        context.local_role = "report"
    elif re.search(r"(?:^|[\u4e00-\u9fff])(?:要|将)(?:[\u4e00-\u9fff]{0,4})$|^(?:要|将)", _before_figure(clause)):
        context.role = "target"


@cache
def _past() -> re.Pattern[str]:
    return re.compile("|".join(resources.rules("words.toml")["roles"]["past"]))


def _before_figure(clause: list[Node]) -> str:
    text = ""
    for node in clause:
        if isinstance(node, Figure):
            break
        if node.kind == "text":
            text += node.text
    return text


def _read_run(run: Run, context: Context, when: date | None, bad_date: bool, period: str) -> None:
    role: Role = context.local_role or context.role or context.default
    tail = run.figures[-1].tail
    leads = run.figures[0].leads
    readings = []
    for figure in run.figures:
        shared = attrs.evolve(figure, leads=figure.leads or leads)
        reading = figures.read(shared, role, tail)
        if context.per_head and figure.form in ("quantity", "range"):
            reading = figures.per(reading, context.per_head)
        if period and reading.unit in ("次", "场次"):
            reading = attrs.evolve(reading, kind="frequency", unit=f"次/{_period(period)}")
        readings.append(reading)
    found = _names(run, readings, context)
    if found is None:
        return
    pairs, codes = found
    for (figure, reading, name) in pairs:
        extra = list(reading.codes) + codes
        if bad_date:
            extra.append("garbled-date")
        elif _lost_mark(run, figure):
            extra.append("lost-separator")
        modality = "plain" if role == "report" else reading.modality or context.modality
        context.seen.append(
            Statement(
                figure=figure,
                reading=reading,
                name=name,
                role=role,
                modality=modality,
                deadline=None if role == "report" or bad_date else when,
                codes=tuple(dict.fromkeys(extra)),
            )
        )
        context.subject = name


def _lost_mark(run: Run, figure: Figure) -> bool:
    index = run.figures.index(figure)
    return not figure.joined or (index + 1 < len(run.figures) and not run.figures[index + 1].joined)


def _period(words: str) -> str:
    if words == "双月":
        return words
    return next(name for key, name in _PERIODS.items() if words.endswith(key))


Named = "tuple[list[tuple[Figure, Reading, str]], list[str]]"


def _names(run: Run, readings: list[Reading], context: Context) -> tuple[list[tuple[Figure, Reading, str]], list[str]] | None:
    """Return each figure with its reading and name, and codes that hold for all; None for background."""
    reading = readings[0]
    if reading.group in ("count", "duration") and not (reading.group == "duration" and not reading.bound):
        counted = _count(run, reading, context)
        return None if counted is None else ([(run.figures[0], counted[1], counted[0])], [])
    if reading.group == "duration" or (reading.group == "bare" and not reading.bound):
        return None
    if run.left.endswith(("从", "由", "自")) and reading.kind == "level" and not run.figures[0].leads:
        context.heading = run.left[:-1]
        return None
    left = _subject(run, reading, context)
    if not left:
        return None
    found = names.split_names(left, len(run.figures))
    if len(found) == len(run.figures):
        return list(zip(run.figures, readings, found, strict=True)), []
    if len(run.figures) == 1:
        found = [names.continue_from(name, context.subject if not run.first else "") for name in found]
        return [(run.figures[0], reading, name) for name in found], []
    if reading.group == "garbled":
        return [(run.figures[0], reading, name) for name in found], []
    return [(f, r, found[0]) for f, r in zip(run.figures, readings, strict=True)], ["count-mismatch"]


def _subject(run: Run, reading: Reading, context: Context) -> str:
    """Return the text that names what a rate, quantifier or reference is about."""
    left = run.left if run.first else run.left.lstrip("、和及与")
    behind = bool(run.right) and not _NOT_A_NOUN.match(run.right) and reading.group == "rate" and reading.kind == "level"
    if behind and left.endswith(("、", "和", "及", "与")):
        return run.right.removeprefix("的")
    if reading.group == "all" and "实现" in left:
        before, _, behind = left.partition("实现")
        left = before if names.clean(before) else behind
    if names.clean(left):
        if reading.value == 100 and reading.group == "rate" and names.has_verb(run.right):
            return left + run.right
        return left
    if behind:
        return run.right.removeprefix("的")
    return context.heading or context.subject


def _count(run: Run, reading: Reading, context: Context) -> tuple[str, Reading] | None:
    """Return name and reading of an amount of counted things, or None where it only describes."""
    right, leads = run.right.rstrip("、和及与"), run.figures[0].leads
    left = _own_left(run, context)
    numeral = not run.figures[0].low[0].isascii()
    if numeral and run.figures[0].low == "一" and reading.kind != "frequency" and not reading.bound:
        return None  # 一个, 一项 are articles
    if right.startswith(_background(numeral)):
        return None
    if _NOT_A_NOUN.match(right.removeprefix("的")):
        context.counting = context.took_right = False
        return _noun_before(left, reading, context, run)
    background = resources.rules("words.toml")["background"]
    if left.endswith(tuple(background["prepositions"])) or (leads and leads[-1] == "为" and not left):
        return None
    cleaned = names.clean_front(left)
    if names.ends_in_verb(left) or not cleaned:
        chained = context.counting or run.committed or reading.bound
        licensed = bool(cleaned) or chained or bool(_PREDICATE.search(run.rest))
        name = names.clean(right)
    else:
        licensed = names.has_verb(left) or bool(re.search(r"[和及等]$", left) and _PREDICATE.search(run.rest))
        name = names.counted(left, right) if names.has_verb(left) else names.clean(right)
    context.counting = context.took_right = licensed
    return (name, reading) if licensed and name else None


def _own_left(run: Run, context: Context) -> str:
    """Return what stands before a run and does not belong to the one before it."""
    if run.first or not context.took_right:
        return run.left.lstrip("、和及与")
    return "" if run.left.endswith(("、", "和", "及", "与", "以及")) else run.left


@cache
def _background(numeral: bool) -> tuple[str, ...]:
    table = resources.rules("words.toml")["background"]
    return tuple(table["nouns"] + (table["nouns_behind_numerals"] if numeral else []))


def _noun_before(left: str, reading: Reading, context: Context, run: Run) -> tuple[str, Reading] | None:
    name = names.counted(left, "")
    if not run.first:
        name = names.continue_from(name, context.subject)
    if not name and (reading.bound or left or run.first):
        name = names.clean(context.heading) or context.subject
    return (name, reading) if name else None
