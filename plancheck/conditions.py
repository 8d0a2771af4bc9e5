"""Figures that only say when a rule applies: 凡低于60%的一律…, 每下降1个百分点扣0.5分, 低于80%不得分."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plancheck.patterns import compiled, deferred

if TYPE_CHECKING:
    from plancheck.clauses import Clause
    from plancheck.figures import Reading
    from plancheck.runs import Run

_WHOEVER = compiled(r"[ \t—-]*(?:凡是?|若|如果?|一旦)(?![有期实需])")
_FIRST = tuple("凡若如一 \t—-")
_ENDS = deferred(r"[^。;；]{0,120}?的(?:话)?[,，]")
_MARKS = r"(?:\d{1,3}(?:\.\d{1,2})?|[一二三四五六七八九十]{1,2})分"
_TAKEN = rf"扣(?:除?{_MARKS}|完|分|该项|全部|减)"
_SCORED = compiled(rf"(?:的|者)?[,，]?(?:不得分|不计分|(?:每.{{1,12}})?{_TAKEN}|[得计记加减](?:满分|{_MARKS}))")
_AFTER = tuple("的者,，不每扣得计记加减")
_TAKES = deferred(rf"(?:的|者)?[,，]?(?:不得分|不计分|(?:每.{{1,12}})?{_TAKEN})")
_EACH = compiled(r"每(?:[高低超差少多增减提降][^,，、]{0,10})?$")
_EACH_AMISS = deferred(r"每(?:少|漏|错|缺|差|超|迟|多)[^,，、]{0,6}$")
_RULED = compiled(r"的(?:$|一律|不得|不予|不再|视为|视同|取消|可|由|按|每|扣|给予[一-龥]{0,4}(?:通报|处分|批评|警告))")
_PENALTIES = ("罚款", "处罚", "罚", "扣", "扣除", "扣减", "扣发", "扣罚")
_SCORES = deferred(rf"[加扣减计记]{_MARKS}")
_STEPS = ("percentage_point", "percent", "permille")


def opens(clause: Clause, text: str) -> bool:
    """Tell whether *clause* begins a condition (凡…的,) in its sentence *text*."""
    if clause.text[:1] not in _FIRST or not _WHOEVER.match(clause.text):
        return False
    return bool(_ENDS.match(text, clause.nodes[0].start))


def closes(clause: Clause) -> bool:
    """Tell whether a condition ends with *clause*."""
    return clause.text.endswith(("的", "的话"))


def only_says_when(run: Run, reading: Reading, text: str, *, said: bool) -> bool:
    """Tell whether the figures of *run* say when a rule applies and set nothing to reach.

    *text* is the sentence, *said* tells that it has set something already: of marks for several steps (90%以上得5分,
    80%以上得3分) the first is what is wanted.
    """
    end = run.figures[-1].outer[1]
    each = _EACH if reading.unit in _STEPS else _EACH_AMISS
    if "每" in run.left and reading.kind != "frequency" and each.search(run.left):
        return True  # 每下降1个百分点, 每漏报1例
    if run.left.endswith(_PENALTIES) or _is_computed(run, text, end):
        return True
    if reading.unit == "分" and _SCORES.search(text):
        return True  # 每篇加1分, 最高不超过5分
    if text[end : end + 1] in _AFTER and _SCORED.match(text, end):
        below = reading.op in ("<", "<=", "range") and reading.kind == "level"
        return bool(below or said or _TAKES.match(text, end))
    return reading.op in ("<", ">") and reading.group in ("rate", "count", "bare") and bool(_RULED.match(run.right))


def _is_computed(run: Run, text: str, end: int) -> bool:
    """Tell whether a figure is part of a formula: 签约率=签约人数/常住人口×100%."""
    begins = run.figures[0].start
    if text.startswith("×100", begins) or text.startswith("×1", begins - 1):
        return True
    return run.left.endswith("=") and text[end : end + 1] in ("—", "-", "×", "÷", "+", "*")
