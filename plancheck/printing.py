"""A constraint as the sentence of a plan that says it: the inverse of reading, in one canonical wording."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plancheck.records import format_number

if TYPE_CHECKING:
    from datetime import date

    from plancheck.records import Constraint, Number

_UNITS = {"percent": "%", "permille": "‰", "per_10k": "/万", "per_100k": "/10万", "percentage_point": "个百分点"}
_COMMITMENTS = {"must": "确保", "aim": "力争", "plain": ""}
_BEFORE = {">=": "不低于", "<=": "不超过", ">": "超过", "<": "低于", "range": "达到", "=": "按", "~=": "达到"}
_BEHIND = {">=": "以上", "<=": "以下", "~=": "左右"}
_PER = re.compile(r"(?P<unit>.+)/(?P<head>\d*[百千万]+人|人|天)$")


def statement(constraint: Constraint) -> str:
    """Return a Chinese sentence that reads back as *constraint*, but for its place in a document.

    Raises ValueError for what no sentence says for certain: a value that is lost, or another body's target.

    >>> from decimal import Decimal
    >>> from plancheck.records import Constraint
    >>> statement(Constraint(role="target", kind="level", indicator="孕产妇死亡率", op="<=", value=Decimal("13.7"),
    ...     unit="per_100k", modality="must", start=0, end=8))
    '确保孕产妇死亡率不超过13.7/10万。'
    """
    if constraint.value is None or constraint.diagnostics:
        msg = f"{constraint.indicator} has no figure of its own to print"
        raise ValueError(msg)
    opening = _COMMITMENTS[constraint.modality] + _by(constraint.deadline)
    figure = _figure(constraint)
    return f"{opening}{_head(constraint)}{constraint.indicator}{_bounded(constraint, figure)}。"


def _bounded(constraint: Constraint, figure: str) -> str:
    """Return the figure with the words that bound it."""
    if constraint.kind == "frequency":
        period = (constraint.unit or "").partition("/")[2]
        return f"{'双月' if period == '双月' else '每' + period}{_BEFORE[constraint.op]}{figure}"
    if constraint.direction:
        verb = "增长" if constraint.direction == "up" else "下降"
        if constraint.op in (">", "<"):
            return f"{verb}{_BEFORE[constraint.op]}{figure}"
        return f"{verb}{figure}{_BEHIND.get(constraint.op, '')}"
    if constraint.role == "report" and constraint.op == "=":
        return f"达到{figure}"
    closing = {"=": "安排", "~=": "左右"}.get(constraint.op, "")
    return f"{_BEFORE[constraint.op]}{figure}{closing}"


def _figure(constraint: Constraint) -> str:
    low, high = constraint.value, constraint.high
    written = _number(low) if high is None else f"{_number(low)}-{_number(high)}"
    unit = constraint.unit or ""
    if constraint.kind == "frequency":
        return written + unit.partition("/")[0]
    per = _PER.match(unit)
    return written + (per["unit"] if per else _UNITS.get(unit, unit))


def _number(number: Number | None) -> str:
    return "" if number is None else format_number(number)


def _head(constraint: Constraint) -> str:
    """Return the population of a rate per head where the name does not say it itself."""
    per = _PER.match(constraint.unit or "")
    if not per or constraint.kind == "frequency":
        return ""
    head = {"人": "人均", "天": "平均每天"}.get(per["head"]) or f"每{per['head'].removesuffix('人')}人口"
    return "" if head in constraint.indicator else head


def _by(deadline: date | None) -> str:
    if deadline is None:
        return ""
    if (deadline.month, deadline.day) == (12, 31):
        return f"到{deadline.year}年底"
    return f"{deadline.year}年{deadline.month}月{deadline.day}日前"
