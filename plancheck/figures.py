"""What one figure says by itself: value, unit, comparison and kind, from the words around it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import attrs
from attrs import define

from plancheck import lexicon
from plancheck.numerals import parse_fraction, parse_numeral, part_of
from plancheck.patterns import deferred

if TYPE_CHECKING:
    from plancheck.records import Comparison, Direction, Kind, Modality, Number, Role
    from plancheck.trees import Figure

_POINTS = {"个千分点", "个十万分点"}
RATES = {"%": "percent", "‰": "permille", "‱": "per_10k", "个百分点": "percentage_point", "百分点": "percentage_point"}
RATES |= {point: point for point in _POINTS} | {point[1:]: point for point in _POINTS}
RATES |= {"个10万分点": "个十万分点", "10万分点": "个十万分点"}
SHARES = {100: "percent", 1000: "permille", 10_000: "per_10k", 100_000: "per_100k", 1_000_000: "per_million"}
DURATIONS = frozenset(
    {"年", "个月", "月", "日", "天", "周", "小时", "分钟", "秒", "工作日", "个工作日", "周年", "季度", "刻", "个小时"}
)
_LEADING_ZERO = re.compile(r"0\d")  # no figure begins so, but two that ran together may
_ROUND = {"100": "百", "1000": "千", "10000": "万"}  # populations written in digits: 每1000人
_CODES = {"garbled": ("garbled-number",), "missing": ("missing-value",)}
_ALL_OF_THEM, _TWICE, _SEXES = 1000, 200, 300  # beyond these a permille, the percentage of a part, a sex ratio is none
_PART = deferred(
    r"(?<!增长|完成|负债|周转|收益|回报|利润|贡献|增值|投入|产出)率$|(?:人[数口]|床位|[人者])(?:比例|占比|比重)$|素养水平$"
)
_MORE = re.compile(r"[余多]")
_BETTER = frozenset({"提升", "改善", "优化"})
_PLACES = ("家", "所", "座", "处", "间", "户", "条", "栋", "幢", "村", "公里")


@define(kw_only=True)
class Reading:
    """A figure read by itself: what the record will say of it, but for its name, date and commitment.

    `group` tells how the figure behaves in a sentence: rate, count, duration, bare, all, reference, garbled, missing.
    `bound` is true where a comparison word stands beside it.
    """

    group: str
    kind: Kind
    op: Comparison
    value: Number | None
    high: Number | None = None
    unit: str | None = None
    direction: Direction | None = None
    modality: Modality | None = None
    codes: tuple[str, ...] = ()
    bound: bool = False
    vague: bool = False


def read(figure: Figure, role: Role, tail: str = "") -> Reading:
    """Return what *figure* says in a statement of *role*; *tail* is a word that closes its whole run (… 以下).

    A figure whose digits make no number is garbled.
    """
    try:
        group, value, high, unit = _amount(figure)
    except (ValueError, ArithmeticError):
        group, value, high, unit = "garbled", None, None, unit_name(figure.unit)
    words = _words(figure.leads, figure.tail or tail, role)
    if words.breaks_off and value is not None:
        group, value, high = "garbled", None, None
    vague = bool(_MORE.search(figure.low)) or figure.low.startswith("过")
    direction: Direction | None = "up" if figure.form == "doubling" else words.direction
    if direction and isinstance(value, Decimal) and value < 0:  # 增长-8.9% is a fall
        direction, value = ("down" if direction == "up" else "up"), -value
    op = ">" if vague and words.op != "~=" else words.op
    return Reading(
        group=group,
        kind="reference" if group == "reference" else "change" if direction else "level",
        op="range" if high is not None else op or (_least(figure, value) if role == "target" else "="),
        value=value,
        high=high,
        unit=unit,
        direction=direction,
        modality=words.modality,
        codes=_CODES.get(group, ()),
        bound=bool(direction or op or words.reaches),
        vague=vague,
    )


def _least(figure: Figure, value: Number | None) -> Comparison:
    """Return what a target means that says its figure alone: at least so much, and of nothing no more (死亡率为0)."""
    return "<=" if value == 0 and figure.leads[-1:] in (("为",), ("是",)) else ">="


class _Words(NamedTuple):
    """What the words beside a figure say: `reaches` tells of 到 or any bound before it, `breaks_off` of a lone 以."""

    op: Comparison | None
    direction: Direction | None
    modality: Modality | None
    reaches: bool
    breaks_off: bool


@lru_cache(maxsize=4096)
def _words(leads: tuple[str, ...], tail: str, role: Role) -> _Words:
    words = [lexicon.comparators()[word] for word in leads]
    return _Words(
        op=_operator(words, role, tail),
        direction=next((word.direction for word in reversed(words) if word.direction), None),
        modality=next((word.modality for word in words if word.modality), None),
        reaches=any(word.op or word.word in ("到", "至") for word in words),
        breaks_off=tail == "以" and not _completes(words, role),
    )


@cache
def unit_name(written: str) -> str | None:
    """Return the unit as records name it: % is percent, /10万 is per_100k, a measure word is itself.

    >>> unit_name("%"), unit_name("/10万"), unit_name("座"), unit_name("")
    ('percent', 'per_100k', '座', None)
    """
    if written.startswith("/"):
        base = int(parse_numeral(written[1:].removesuffix("人")))
        return SHARES.get(base)
    if written == "人/次":
        return "人次"
    written = written.replace("每", "/").removesuffix("人民币")
    if "人" in written[1:] and written.endswith("年"):  # 元/人·年, but not 人年
        written = re.sub(r"(?<=人)[·./]?年$", "", written)
    return RATES.get(written, written) or None


def _amount(figure: Figure) -> tuple[str, Number | None, Number | None, str | None]:
    """Return group, value, upper value and unit of a figure as written."""
    if figure.form in ("reference", "garbled") or _LEADING_ZERO.match(figure.low):
        form = figure.form if figure.form == "reference" else "garbled"
        return form, None, None, unit_name(figure.unit)
    if figure.form == "missing":
        written = figure.unit or figure.low
        known = figure.unit or written in RATES or written.startswith("/") or written in lexicon.counted_words()
        return "missing", None, None, unit_name(written) if known else None
    if figure.form not in ("quantity", "range"):
        return _in_words(figure)
    unit = unit_name(figure.unit)
    if figure.unit and not unit:  # 38.9/10: the unit breaks off
        return "garbled", None, None, None
    if figure.form == "quantity" and figure.low in ("万", "亿", "万亿", "千万"):  # 达到万人次: the digits are gone
        return "missing", None, None, unit
    if figure.form == "quantity":
        return _group(unit, figure), parse_numeral(_MORE.sub("", figure.low)), None, unit
    if len(figure.high.split("-")) > 1:  # 8080-6930-7406 is a number of something
        return "garbled", None, None, None
    low, high = _spread(figure)
    if low >= high:
        msg = "a range runs upward"
        raise ValueError(msg)
    return _group(unit, figure), low, high, unit


def _in_words(figure: Figure) -> tuple[str, Number, None, str | None]:
    """Return group, value and unit of an amount in words: 全覆盖, 百分之五, 三分之二, 八成, 翻一番."""
    if figure.form == "quantifier":
        return "all", Decimal(100), None, "percent"
    if figure.form == "share":
        number, base = part_of(figure.low)
        return "rate", number, None, SHARES[base]
    if figure.form == "fraction":
        return "rate", parse_fraction(figure.low), None, None
    if figure.form == "tenths":
        return "rate", _tenths(figure.low), None, "percent"
    if figure.form == "doubling":  # 翻一番 is twice as much, 翻两番 four times: 100 and 300 percent more
        times = parse_numeral(figure.low.strip("翻了番") or "一")
        return "rate", Decimal(100 * (2 ** int(times) - 1)), None, "percent"
    msg = f"a figure is not written as {figure.form}"
    raise ValueError(msg)


def _tenths(text: str) -> Decimal:
    """八成 is 80 percent, 九成五 and 七成半 are 95 and 75."""
    tens, rest = text.split("成")
    return parse_numeral(tens) * 10 + (Decimal(5) if rest == "半" else parse_numeral(rest) if rest else 0)


def _spread(figure: Figure) -> tuple[Decimal, Decimal]:
    """Return both ends of a range; 3-5万 scales both ends alike."""
    low, high = _MORE.sub("", figure.low), _MORE.sub("", figure.high)
    scale = re.search(r"[十百千万亿]+$", high)
    if scale and low[-1].isdigit() and high[0].isdigit():
        low += scale[0]
    return parse_numeral(low), parse_numeral(high)


def _group(unit: str | None, figure: Figure) -> str:
    if unit is None:
        return "bare"
    if unit in DURATIONS:
        return "duration"
    return "rate" if unit in RATES.values() or unit in SHARES.values() else "count"


def _operator(words: list[lexicon.Comparator], role: Role, tail: str) -> Comparison | None:
    """Return the comparison that the words beside the figure make, None where they make none.

    About-words win over all others, a word behind the figure over one before it, and 稳定在 yields to any.
    """
    before = [word for word in words if word.op and not (role == "report" and word.target_only)]
    if tail == "左":
        tail = "左右"
    if tail == "以":  # cut off: only 以上 fits behind 达到, only 以内 and 以下 behind 控制在
        tail = "以下" if any(word.op == "<=" for word in before) else "以上"
    after = lexicon.comparators().get(tail)
    strong = [word.op for word in before if not word.weak]
    if "~=" in strong or (after and after.op == "~="):
        return "~="
    if after and after.op:
        return after.op
    if strong:
        return strong[-1]
    return before[-1].op if before else None


def _completes(words: list[lexicon.Comparator], role: Role) -> bool:
    """Tell whether what stands before a figure leaves one reading of 以 behind it: 达到90%以, but not 下降3%以."""
    return any(word.op and (role == "target" or not word.target_only) for word in words)


def per(reading: Reading, head: str) -> Reading:
    """Return *reading* with the population of 每千人口, 人均 or 平均每天 as its denominator.

    A share or a length of life is not spread over a population, so it stays as it is.
    """
    if reading.unit == "元/年" and head.endswith("人均"):
        return attrs.evolve(reading, unit="元/人")
    if (
        reading.group not in ("count", "bare", "missing")
        or reading.unit in ("岁", "倍")
        or (reading.unit and "/" in reading.unit)
    ):
        return reading
    if head == "户均":  # 户均配变容量: the mean is in the name, the unit as written
        return reading
    if head.endswith("人均") or head.startswith(("每人", "平均每")):
        if reading.unit is None:
            return reading
        return attrs.evolve(reading, unit=f"{reading.unit}/{'天' if head.startswith('平均每') else '人'}")
    if area := re.match(r"每((?:[十百千万]|\d+)?(?:平方公里|平方千米|平方米|公顷|亩|公里))$", head):
        return attrs.evolve(reading, unit=f"{reading.unit}/{area[1]}") if reading.unit else reading
    match = re.match(r"每?(\d*[百千万十]+|\d+)(户)?", head)
    if not match:
        return reading
    base = _ROUND.get(match[1], match[1])
    if reading.unit is None:
        unit = SHARES.get(int(parse_numeral(match[1])))
        return attrs.evolve(reading, unit=unit, group="rate") if unit else reading
    return attrs.evolve(reading, unit=f"{reading.unit}/{base}{match[2] or '人'}")


def makes_places_better(verb: tuple[str, ...], reading: Reading, *, among: bool = False) -> bool:
    """Tell whether so many places are made better, which does not say that there are more: 提升7家, 改善350户.

    *among* tells that what they are follows (提升10个村庄).
    """
    return _BETTER.issuperset(verb or ("",)) and (reading.unit in _PLACES or (among and reading.unit == "个"))


def is_part_of_one(figure: Figure) -> bool:
    """Tell whether a figure counts parts of persons or beds, as only a mean per population does: 2.77人, 6.03张."""
    return figure.unit in ("人", "名", "张", "个") and bool(re.fullmatch(r"\d{1,2}\.\d{1,2}", figure.low))


def is_suspect(figure: Figure, reading: Reading) -> bool:
    """Tell whether a figure could be a rate that has lost its stroke or its 万: 110万 and 1/10 for 1/10万."""
    if figure.form == "fraction":
        return bool(re.search(r"/10?$", figure.low))
    return reading.unit is None and reading.group == "bare" and bool(re.search(r"\d10?[十百千]?万$", figure.low))


def is_large(reading: Reading) -> bool:
    """Tell whether a figure may be more than what it measures can be."""
    value = reading.value
    return isinstance(value, Decimal) and value > _TWICE and (reading.group in ("rate", "bare") or reading.unit == "岁")


def is_beyond(reading: Reading, name: str) -> bool:
    """Tell whether a figure is more than what it measures can be: marks among its digits were lost (出生率1036‰)."""
    if reading.kind != "level" or not isinstance(reading.value, Decimal):
        return False
    if reading.unit == "岁":
        return reading.value > _TWICE
    if reading.group not in ("rate", "bare"):
        return False
    if reading.unit == "permille":
        return reading.value > _ALL_OF_THEM
    if reading.unit == "percent":
        return reading.value > (_TWICE if _PART.search(name) else _ALL_OF_THEM)
    return name.endswith("性别比") and reading.value > _SEXES
