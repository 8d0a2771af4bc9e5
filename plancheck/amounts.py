"""What the figures of a run say, with the words that bound them at a distance, their period and their population."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import attrs

from plancheck import figures, lexicon, names, resources, verbs
from plancheck.damage import is_torn
from plancheck.patterns import deferred

if TYPE_CHECKING:
    from plancheck.contexts import Context
    from plancheck.figures import Reading
    from plancheck.records import Comparison, Direction, Role
    from plancheck.runs import Run
    from plancheck.trees import Figure

_PERIODS = {
    "两个月": "双月", "二个月": "双月", "2个月": "双月",
    "季度": "季度", "半年": "半年", "两年": "两年", "三年": "三年", "学期": "学期", "学年": "学年", "年度": "年",
    "年": "年", "月": "月", "周": "周", "天": "天", "日": "天", "季": "季度", "旬": "旬",
}  # fmt: skip
_ALLOWED: dict[Comparison, Comparison] = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}  # of what is forbidden
_HANDS_OUT = deferred(r"给予|安排|补助|奖补|奖励|计提|提取|拨付")
_NO_UNIT = deferred(r"(?:比|指数|系数|得分|评分|分值)$")
_EACH_PERSON = re.compile(r"每人每([年月天])")
_LOWERED = deferred(
    r"(?:\d{1,2}[.、])?[^,，、\d]{0,6}?(?:降低|减少|压缩|缩短|压减|压降|削减|降|减)(?!排|负)(?=[^,，]{0,30}(?:率|强度|费用|支出|占比|比例|比重|时间|日|人数|数量|数|量|次数)$)"
)
_GROWTH = deferred(
    r"的(?:年均|平均|较快|中高速|目标|预期)?(?P<way>增长|提高|提升|下降|降低)(?:目标|水平|速度|率|幅度|态势|要求)?(?:[,，。;；、)]|$)"
)
_NOW = ("目前", "目前的", "现在", "现在的", "如今", "如今的", "当前", "当前的")
_REACHED_NOW = deferred(
    r"(?P<each>分别)?(?P<lead>[提升增上扩下降减缩回][^,，、]{0,2}[到至])(?:目前|现在|如今|当前)的?$"
)
_THAN = deferred(r"(?<![占对])[比较](?![例重率])")
_THOUSANDS = 4  # digits
_TIMES = ("次", "场次", "场", "回", "遍")


def read(run: Run, role: Role, context: Context) -> tuple[Run, list[Reading]]:
    """Return what the figures of a run say, bound by words that stand apart from them, and the run without those."""
    if run.right.startswith("为宜") and run.left.endswith("以"):  # 床位数一般以400张左右为宜
        run = attrs.evolve(run, left=run.left[:-1], right="")
        readings = [_reading(figure, run, role, context) for figure in run.figures]
        return run, [attrs.evolve(r, bound=True, op=r.op if r.bound else "=") for r in readings]
    if _is_apart(run):  # 死亡率比全国低0.2%, 合格率比全省高出2个百分点: by so much
        unbound = run.figures[0].sharing((), run.figures[0].unit)
        run = attrs.evolve(run, left="".join((run.left, *run.figures[0].leads)), figures=(unbound, *run.figures[1:]))
    if run.left.endswith(_NOW) and (now := _REACHED_NOW.search(run.left)) and now["lead"] in lexicon.comparators():
        leads = tuple(word for word in now.group("each", "lead") if word)  # 从0.8%降至目前的0.3%
        reached = [figure.sharing(leads, figure.unit) for figure in run.figures]
        run = attrs.evolve(run, left=run.left[: now.start()], figures=tuple(reached))
    lowered = _LOWERED.match(run.left) if run.figures[0].leads[-1:] in (("到",), ("至",)) else None
    if lowered:  # 降低孕产妇死亡率至18/10万
        run = attrs.evolve(run, left=run.left[lowered.end() :])
        readings = [_reading(figure, run, role, context) for figure in run.figures]
        return run, [attrs.evolve(r, op="<=") if r.op == ">=" and role == "target" else r for r in readings]
    if run.right.startswith("的") and (grows := _GROWTH.match(run.right)):  # 保持8%的年均增长水平, 实现6%的增长
        readings = [_reading(figure, run, role, context) for figure in run.figures]
        way: Direction = "up" if grows["way"] in ("增长", "提高", "提升") else "down"
        changed = [attrs.evolve(r, kind="change", direction=way) for r in readings if r.group == "rate"]
        return attrs.evolve(run, right=""), changed if len(changed) == len(readings) else readings
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


def _is_apart(run: Run) -> bool:
    """Tell whether a figure says how far above or below something else, and bounds nothing."""
    first = run.figures[0]
    apart = first.leads in (("低",), ("高",)) or (first.leads[-1:] == ("高出",) and first.unit.endswith("百分点"))
    return apart and bool(_THAN.search(run.left))


def _reading(figure: Figure, run: Run, role: Role, context: Context) -> Reading:
    """Return what a figure says, with the comparison words, unit and period that it shares with its run."""
    leads, unit, last = figure.leads or run.figures[0].leads, figure.unit, run.figures[-1]
    if unit == "个" and last.unit.endswith("百分点"):  # 分别提高4个、6个百分点
        unit = last.unit
    if not figure.unit and figure is not last and figure.form == last.form == "quantity":
        figure, alike = _as_last(figure, last, leads)
        unit = last.unit if alike else unit
    shared = figure if leads == figure.leads and unit == figure.unit else figure.sharing(leads, unit)
    reading = figures.read(shared, role, run.figures[-1].tail)
    torn = reading.group not in ("all", "reference", "missing") and is_torn(
        context.text, figure.start, figure.end, has_unit=bool(figure.unit)
    )
    suspect = figures.is_suspect(shared, reading) and names.is_rate(run.left)
    if figures.is_large(reading) and figures.is_beyond(reading, names.clean(run.left)):
        return attrs.evolve(reading, group="garbled", value=None, high=None, codes=("garbled-number",))
    if torn or suspect or _breaks_off(figure, run, context):
        return attrs.evolve(reading, group="garbled", value=None, high=None, unit=None, codes=("garbled-number",))
    if reading.kind == "change" and figures.makes_places_better(shared.leads[-1:], reading) and not run.noun_behind:
        return attrs.evolve(reading, kind="level", direction=None)  # 社区医院提升7家: made better, not more
    each = _EACH_PERSON.match(context.per_head)
    if each and reading.unit in _TIMES:  # 村医每人每年培训不少于2次
        return attrs.evolve(reading, kind="frequency", unit=f"{reading.unit}/{each[1]}")
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


def _as_last(figure: Figure, last: Figure, leads: tuple[str, ...]) -> tuple[Figure, bool]:
    """Return a figure that has no unit with the scale of the last of its run, and whether it has its unit, too.

    分别回落1.7和3.2个百分点, 分别达380万和270万人, 分别达到850、920万元.
    """
    scale = last.low[-1] if last.low[-1] in "万亿" else ""
    if last.unit == "个百分点" or figure.low.endswith(scale or last.unit or " "):
        return figure, True
    if "分别" not in leads or not last.unit or figure.low[-1] in "万亿":
        return figure, False
    small = len(figure.low.partition(".")[0]) < _THOUSANDS  # 分别达到5000、1.2万元 could be either
    if not scale:
        return figure, True
    return (attrs.evolve(figure, low=figure.low + scale), True) if small else (figure, False)


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


def _period(words: str) -> str:
    return words if words == "双月" else next(name for key, name in _PERIODS.items() if words.endswith(key))
