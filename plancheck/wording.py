"""A verdict as one sentence that a person understands, from the templates in `rules/verdicts.toml`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve

from plancheck import resources, units
from plancheck.errors import refuse_language
from plancheck.exact import large_amount, shown
from plancheck.labels import SIGNS, unit_mark, visible
from plancheck.text import place_in, set_in
from plancheck.unit_table import unit_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plancheck.records import Constraint, Number, Observation

_SHOWN = 5  # regions that a sentence names


def sentence(
    reason: str,
    constraint: Constraint,
    *,
    lang: str = "en",
    observation: Observation | None = None,
    margin: Number | None = None,
    details: Mapping[str, str] | None = None,
    also: str = "",
) -> str:
    """Return the verdict whose *reason* is a key of the table, in *lang*, "en" or "zh".

    *details* fills the blanks that constraint, observation and margin do not; *also* is what else the verdict hangs on.

    >>> from decimal import Decimal
    >>> from plancheck.records import Constraint
    >>> toilets = Constraint(role="target", kind="level", indicator="农村户厕改造", op=">=", value=Decimal(58000),
    ...     unit="座", start=0, end=5)
    >>> sentence("absent", toilets)
    '农村户厕改造: the data has no figure for it; the target is at least 58000 座'
    >>> sentence("absent", toilets, lang="zh")
    '农村户厕改造：数据中没有该指标；目标为不低于58000座'
    """
    details = dict(details or {})
    near = _text("part", "near", lang, names=set_in(details["near"], lang)) if details.get("near") else ""
    blanks = {
        **{name: set_in(text, lang) for name, text in details.items()},
        "indicator": visible(constraint.indicator),
        "bound": demand(constraint, lang=lang, low=details.get("low"), high=details.get("high")),
        "near": near,
        "told": "" if observation is None else told(observation, lang, details.get("assumed")),
        "place": _place(observation, None, lang),
        "period": "" if observation is None else observation.period or "",
        "by": _by(reason, constraint, margin, lang, sure=observation is None or observation.op == "="),
        "also": also,
    }
    return visible(_text("sentence", reason, lang, **blanks))


def demand(constraint: Constraint, *, lang: str = "en", low: str | None = None, high: str | None = None) -> str:
    """Return what *constraint* asks for, in words; *low* and *high* are what a policy lets 左右 reach to.

    >>> from decimal import Decimal
    >>> from plancheck.records import Constraint
    >>> growth = Constraint(role="target", kind="change", indicator="国内生产总值", op="~=", value=Decimal("6.5"),
    ...     unit="percent", direction="up", start=0, end=4)
    >>> demand(growth, low="6.175"), demand(growth, lang="zh", low="6.175")
    ('a rise of about 6.5% (at least 6.175)', '上升6.5%左右（不低于6.175）')
    """
    if constraint.value is None:
        return _text("bound", "unknown", lang)
    value, upper = (figure(number, constraint.unit, lang) for number in (constraint.value, constraint.high))
    side = "both" if low and high else "low" if low else "high"
    allowed = _text("allowed", side, lang, low=low or "", high=high or "") if low or high else ""
    text = _text(
        "bound",
        constraint.op if allowed or constraint.op != "~=" else "=",
        lang,
        value=value,
        high=upper,
        allowed=allowed,
    )
    return text if constraint.direction is None else _text("change", constraint.direction, lang, bound=text)


def figure(value: Number | None, unit: str | None, lang: str = "en") -> str:
    """Return a figure with its unit: a sign stands at the number, a word after a space in English.

    >>> from decimal import Decimal
    >>> figure(Decimal("13.7"), "per_100k"), figure(Decimal(58000), "座"), figure(Decimal("-3"), "percentage_point")
    ('13.7/10万', '58000 座', '-3 percentage points')
    >>> figure(Decimal("8E+12"), "元", "zh")
    '8万亿元'
    """
    if value is None:
        return ""
    mark = _mark(unit, lang)
    if lang == "en" and value == 1:
        mark = mark.replace("percentage points", "percentage point")
    if large := large_amount(value, mark):
        return large + mark
    gap = " " if lang == "en" and mark[:1].isalpha() else ""
    return f"{shown(value)}{gap}{mark}"


def reported(observation: Observation, lang: str = "en") -> str:
    """Return the figure of *observation* as it is reported, with the word by which it only bounds.

    >>> from decimal import Decimal
    >>> from plancheck.records import Observation
    >>> some = Observation(indicator="签约率", value=Decimal(90), unit="%", op=">=")
    >>> reported(some), reported(some, "zh")
    ('at least 90%', '不低于90%')
    """
    value = figure(observation.value, observation.unit, lang)
    if observation.op == "=" or observation.value is None:
        return value
    return _text("about", observation.op, lang, value=value, high=figure(observation.high, observation.unit, lang))


def marked(observation: Observation, lang: str = "en") -> str:
    """Return the figure of *observation* for a column of a table: one that only bounds with its sign in front.

    >>> from decimal import Decimal
    >>> from plancheck.records import Observation
    >>> marked(Observation(indicator="签约率", value=Decimal(90), unit="%", op=">="))
    '≥ 90%'
    """
    signs = [SIGNS[observation.op]] if observation.op not in ("=", "range") else []
    ends = (observation.value, observation.high) if observation.op == "range" else (observation.value,)
    numbers = "–".join(figure(end, observation.unit, lang) for end in ends if end is not None)
    return " ".join([*signs, numbers] if numbers else [])


def told(observation: Observation, lang: str = "en", assumed: str | None = None) -> str:
    """Return the figure with where it comes from; *assumed* is the unit that it was taken to be in if it has none.

    >>> from decimal import Decimal
    >>> from plancheck.records import Observation
    >>> told(Observation(indicator="签约率", value=Decimal(90), unit="%", source="data.csv:2"))
    'reported 90% (data.csv:2)'
    """
    if observation.summed:
        names = [visible(name) for name in observation.summed]
        few = _text("part", "comma", lang).join([*names[:_SHOWN], *(["…"] if len(names) > _SHOWN else [])])
        alone = told(evolve(observation, summed=()), lang, assumed)
        return _text("told", "summed", lang, told=alone, count=str(len(names)), names=few)
    parts = observation.parts
    if not observation.computed or parts is None:
        return _text(
            "told", "reported", lang, figure=reported(observation, lang), place=_place(observation, assumed, lang)
        )
    sides = {"numerator": parts.numerator, "denominator": parts.denominator}
    shares = {side: f"{visible(part.indicator)} {shown(part.value)}".strip() for side, part in sides.items()}
    sources = {"over": parts.numerator.source, "under": parts.denominator.source}
    if sources["over"] == sources["under"]:
        sources["over"] = ""
    places = {side: _stands(source, lang) for side, source in sources.items()}
    return _text("told", "computed", lang, figure=figure(observation.value, observation.unit, lang), **shares, **places)


def rounding_note(observation: Observation, half: Fraction, lang: str) -> str:
    """Return the remark that the bound lies among the values that are rounded to the figure."""
    value = Fraction(observation.value or 0)
    low, high = (shown(value + step) for step in (-half, half))
    return _text("also", "rounding", lang, value=shown(observation.value or Fraction(0)), low=low, high=high)


def events_note(lang: str, **blanks: object) -> str:
    """Return the remark that so many events would turn the verdict: `name`, `now`, `count` and `base`."""
    return _text("also", "events", lang, **{name: str(value) for name, value in blanks.items()})


def _mark(unit: str | None, lang: str) -> str:
    """Return how the unit is written; one that data spells out in words (1/10万, per 100,000) as its sign."""
    try:
        name = None if unit is None else units.canonical(unit)
    except units.UnknownUnit:
        return unit or ""
    if name == "percentage_point":
        return _text("part", "point", lang).strip()
    entry = unit_table().entries.get(name or "")
    return unit_mark(name) if entry is not None and entry.kind == "rate" else unit or ""


def _place(observation: Observation | None, assumed: str | None, lang: str) -> str:
    """Return where the figure stands, and the unit that it was taken to be in if it has none."""
    source = observation.source if observation is not None else ""
    if not assumed:
        return _stands(source, lang)
    told_as = "assumed" if source else "assumed-only"
    return _text("part", told_as, lang, unit=_mark(assumed, lang), source=place_in(source, lang))


def _stands(source: str, lang: str) -> str:
    return _text("part", "place", lang, source=place_in(source, lang)) if source else ""


def _by(reason: str, constraint: Constraint, margin: Number | None, lang: str, *, sure: bool) -> str:
    if margin is None:
        return ""
    if not margin:
        return _text("by", "exact" if reason == "met" else "excluded", lang)
    size = -margin if margin < 0 else margin
    distance = figure(Fraction(size) if isinstance(size, Fraction) else size, distance_unit(constraint), lang)
    keys = ("inside", "outside") if sure else ("surely", "short")
    return _text("by", keys[margin < 0], lang, distance=distance)


def distance_unit(constraint: Constraint) -> str | None:
    """Return the unit of a distance between two figures: between two percentages it is percentage points."""
    return "percentage_point" if constraint.unit == "percent" else constraint.unit


def _text(group: str, key: str, lang: str, **blanks: str) -> str:
    refuse_language(lang)
    return str(resources.rules("verdicts.toml")[group][key][lang]).format(**blanks)
