"""What one heading of a table of data says: what its column or row holds, of which unit, region and period.

The words are in `rules/columns.toml`. A heading may say several things at once: `2023年完成值（万人）`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, get_args

from attrs import evolve, frozen

from plancheck import resources
from plancheck.patterns import compiled, deferred, either
from plancheck.periods import read_period
from plancheck.regions import is_whole, regions_named
from plancheck.text import PLAIN
from plancheck.unit_names import is_unit

Role = Literal[
    "indicator",
    "value",
    "unit",
    "region",
    "code",
    "period",
    "within",
    "numerator",
    "denominator",
    "part",
    "names",
    "other",
]
ROLES: tuple[Role, ...] = get_args(Role)[:-2]
_FOLDED: dict[int, int | str] = PLAIN | {ord(c): "" for c in " \t\r\n\u3000\xa0\u202f\u2009_-\u2212"}
_BRACKETED = compiled(r"\s*[(\[]([^()\[\]]+|[^()\[\]]*\([^()]*\)[^()\[\]]*)[)\]]$")
_BEHIND_COMMA = compiled(r"\s*[,;:](?:单位:?)?\s*([^,;:]+)$")
_SIGN = compiled(r"\s*([%‰])$")
_UNIT_WORD = compiled(r"^(?:计量)?单位[:为]?\s*|^unit:?\s*", re.IGNORECASE)
_UNIT_ALONE = deferred(r"[%‰/(\[]|^[^口]{1,3}$")  # 常住人口 spells a unit as well, and heads figures
_MARKS = deferred(r"\s*[①-⑳⁰¹²³⁴-⁹*※#†‡]+$")
NOTE_MARKS = compiled(r"\s*[①-⑳*※#†‡]+$")
_YEAR = r"(?:19|20|21)\d\d"
_MONTHS = (
    r"(?:\d{1,2}\s*[-~—–至到]\s*\d{1,2}月(?:份|底|末)?|\d{1,2}月(?:份|底|末)?"
    r"|[上下]半年|全年|第?[1-4一二三四]季度|前[二三]个?季度|前(?:[1-9]|1[0-2])个月|Q[1-4]|H[12])"
)
_PERIOD = deferred(
    rf"(?:截[至止]到?\s*)?({_YEAR}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?(?![\d月])"
    rf"|{_YEAR}(?:年|年度)?\s*(?:-?{_MONTHS})?(?:\s*(?:\d{{1,2}}日))?)(?:底|末)?(?!\d)",
    re.IGNORECASE,
)
_PART_OF_YEAR = deferred(rf"(?:截[至止]到?)?({_MONTHS})(?:底|末|累计)?", re.IGNORECASE)
_SINGLE = compiled(r"\d{1,2}月(?:份|底|末)?|第?[1-4一二三四]季度|Q[1-4]", re.IGNORECASE)
_LONGEST_REGION = 14
_LONGEST_SHORT_NAME = 4
_LONGEST = 200


@frozen
class Heading:
    """What a heading says: the `role` of its column if a word tells it, and what it says of the figures under it.

    `name` is what is left, which may name an indicator or something unknown; `region` is set where that looks like a
    region. `within` is a period that lacks its year (1-9月, 上半年).
    """

    text: str
    role: Role | None = None
    name: str = ""
    unit: str | None = None
    region: str | None = None
    period: str | None = None
    within: str | None = None

    @property
    def bare(self) -> bool:
        """Tell that nothing is said beside the role, or the unit."""
        return not (self.name or self.region or self.period or self.within)


@lru_cache(maxsize=4096)
def read_heading(text: str) -> Heading:
    """Return what the heading *text* says.

    >>> read_heading("孕产妇死亡率(1/10万)").unit, read_heading("2023年完成值（万人）").role
    ('1/10万', 'value')
    >>> read_heading("2023年").period, read_heading("江岸区").region, read_heading("截至2024年6月底").period
    ('2023年', '江岸区', '2024年1-6月')
    >>> read_heading("10月").within, read_heading("1/10万").unit
    ('10月', '1/10万')
    """
    plain = " ".join(text.translate(PLAIN).split())
    if not plain or len(plain) > _LONGEST:
        return Heading(plain, name=plain)
    role = role_of(plain)
    if role:
        return Heading(plain, role)
    if _UNIT_ALONE.search(plain) and is_unit(plain) and not _PART_OF_YEAR.fullmatch(plain):  # 10月 is October
        return Heading(plain, unit=re.sub(r"^[(\[](.*)[)\]]$", r"\1", plain))
    name, unit = split_unit(_MARKS.sub("", plain))
    role = role_of(name)
    if role or not name or _is_corner(name):
        return Heading(plain, role, "", unit)
    return _timed(Heading(plain, None, name, unit))


def _is_corner(name: str) -> bool:
    """Tell whether a heading names what stands below and beside it, across a diagonal: 地区/指标."""
    parts = re.split(r"[/\\|\s]+", name)
    return len(parts) > 1 and all(map(role_of, parts))


@lru_cache(maxsize=16384)
def split_unit(name: str) -> tuple[str, str | None]:
    """Return a name without the unit written behind it, and that unit; brackets with anything else stay.

    >>> split_unit("婴儿死亡率（‰）"), split_unit("新生儿死亡率(城市)"), split_unit("床位数，单位：张")
    (('婴儿死亡率', '‰'), ('新生儿死亡率(城市)', None), ('床位数', '张'))
    >>> split_unit("婴儿死亡率①（‰）")
    ('婴儿死亡率', '‰')
    >>> split_unit("省级健康县(区)"), split_unit("示范县(个)"), split_unit("示范村(村)")
    (('省级健康县(区)', None), ('示范县', '个'), ('示范村', '村'))
    """
    name = " ".join(name.translate(PLAIN).split())
    match = _BRACKETED.search(name) or _BEHIND_COMMA.search(name) or _SIGN.search(name)
    if match is None:
        return name, None
    unit = _UNIT_WORD.sub("", match[1]).strip()
    before = NOTE_MARKS.sub("", name[: match.start()].strip())
    if is_unit(unit) and not _is_alternative(before, unit):
        return before, unit
    return name, None


def _is_alternative(name: str, word: str) -> bool:
    """Tell whether *word* is a division beside the one that *name* ends with: 县(区), 乡(镇), but 村(村) is a unit."""
    divisions = resources.rules("columns.toml")["divisions"]["names"]
    return word in divisions and not name.endswith(word) and name.endswith(tuple(divisions))


@cache
def _roles() -> dict[str, Role]:
    """Return the role of each folded heading that is known as a whole; the lists for reported figures win."""
    table = resources.rules("columns.toml")
    known: dict[str, Role] = {fold(name): "other" for name in table["columns_left_out"]["names"]}
    known |= {fold(name): "names" for name in table["columns_of_names"]["names"]}
    for role in reversed(ROLES):
        known |= {fold(name): role for name in table["columns"][role]}
    return known


def role_of(name: str) -> Role | None:
    """Return what a column headed by *name*, and nothing else, holds; None if that is not known.

    >>> role_of("指标名称"), role_of("OBS_VALUE"), role_of("备注"), role_of("孕产妇死亡率")
    ('indicator', 'value', 'other', None)
    """
    folded = fold(name)
    return _roles().get(folded) or ("other" if _left_out().fullmatch(folded) else None)


def fold(name: str) -> str:
    """Return *name* as headings are compared: half width, small letters, without blanks, underscores and hyphens."""
    return name.translate(_FOLDED).casefold()


@cache
def _left_out() -> re.Pattern[str]:
    table = resources.rules("columns.toml")["columns_left_out"]
    words, fillers = (either(map(fold, table[part])) for part in ("words", "fillers"))
    return compiled(rf"(?:{fillers})*(?:{words})(?:{words}|{fillers})*")


def holds_no_report(text: str) -> bool:
    """Tell whether a heading has a word for what is no reported figure: 目标, 上年, 增长."""
    folded = fold(text)
    return any(word in folded for word in resources.rules("columns.toml")["columns_left_out"]["words"])


def says_reached(text: str) -> bool:
    """Tell whether a heading says that its figures were reached (完成, 实际), whatever the table is called."""
    folded = fold(text)
    return any(word in folded for word in resources.rules("columns.toml")["tables_of_targets"]["reached"])


def _timed(heading: Heading) -> Heading:
    """Return *heading* with its period, and with the role or region that the rest of its name tells."""
    name = heading.name
    within = _PART_OF_YEAR.fullmatch("".join(name.split()))
    if within:
        so_far = "累计" if within.group().endswith("累计") and _SINGLE.fullmatch(within[1]) else ""
        return evolve(heading, name="", within=within[1] + so_far)
    match = _PERIOD.match(name) or _PERIOD.search(name)
    period = _period(match) if match else read_whole(name)
    if period is None:
        return evolve(heading, region=name if is_region(name) else None)
    if match is None or match.group() == name:
        return evolve(heading, name="", period=period)
    if match.start() and not name[: match.start()].endswith(("(", "[")):
        return heading  # a year within a name is a part of it
    rest = (name[: match.start()] + name[match.end() :]).replace("()", "").replace("[]", "").strip(" ,:-/")
    bare, unit = split_unit(rest)
    bare = re.sub(r"^\((.*)\)$", r"\1", bare)
    known = role_of(bare) if bare else None
    return evolve(
        heading,
        role=known,
        name="" if known else bare,
        unit=heading.unit or unit,
        period=period,
        region=bare if bare and known is None and is_region(bare) else None,
    )


def periods_in(text: str, *, as_written: bool = False) -> list[str]:
    """Return the periods with a year that a title names, each once, as `read_period` takes them or *as_written*.

    >>> periods_in("2023年全市主要健康指标（截至2023年12月底）")
    ['2023年', '2023年1-12月']
    """
    found = [(match[0], _period(match)) for match in _PERIOD.finditer(text.translate(PLAIN))]
    return list(dict.fromkeys(written if as_written else period for written, period in found if period))


def read_whole(text: str) -> str | None:
    """Return *text* if all of it is a period, as `read_period` reads it, else None."""
    return text if read_period(text) else None


def _period(match: re.Match[str]) -> str | None:
    """Return the period of a match as `read_period` takes it; the end of a month is all the months up to it."""
    text = "".join(match[1].split()).replace("全年", "").replace("年年", "年")
    until = re.fullmatch(rf"({_YEAR})年?(\d{{1,2}})月(?:份|底|末)?(\d{{1,2}}日)?", text)
    if until and (match[0].startswith("截") or match[0].endswith(("底", "末"))) and not until[3]:
        text = f"{until[1]}年1-{int(until[2])}月"
    text = re.sub(r"(月)(?:份|底|末)$", r"\1", text)
    return text if read_period(text) else None


def of_year(year: str, within: str) -> str | None:
    """Return the period that is *within* the period *year*; None if both together say none.

    A part of a year says its year of what ends with it: a report of December has a column 1-12月.

    >>> of_year("2024年", "上半年"), of_year("2024", "6月底"), of_year("2024年1-9月", "上半年")
    ('2024年上半年', '2024年1-6月', None)
    >>> of_year("2024年6月", "1-6月"), of_year("2024年6月", "1-12月"), of_year("2024", "6月累计")
    ('2024年1-6月', None, '2024年6月累计')
    """
    within, so_far = "".join(within.split()).removesuffix("累计"), within.endswith("累计")
    match = re.match(rf"({_YEAR})(?:年度?)?", "".join(year.split()))
    found = match and _PERIOD.fullmatch(f"{match[1]}年{within}")
    period = _period(found) if found else None
    if period and so_far and read_period(f"{period}累计"):
        period = f"{period}累计"
    if period is None or (match and match.end() == len("".join(year.split()))):
        return period
    around, part = read_period(period), read_period(year)
    return period if around and part and around.start <= part.start and around.end == part.end else None


@lru_cache(maxsize=4096)
def is_region(name: str) -> bool:
    """Tell whether *name* looks like a region: by its ending, as a known name, or as a word for the whole.

    >>> [is_region(name) for name in ("江岸区", "合计", "北京", "婴儿死亡率")]
    [True, True, True, False]
    """
    folded = "".join(name.split())
    rules = resources.rules("columns.toml")["regions"]
    if folded.isdigit() or len(folded) > _LONGEST_REGION:
        return len(folded) == 6 and bool(regions_named(folded))
    if any(character.isdigit() for character in folded):
        return False
    if folded in rules["names"] or is_whole(folded, None) or folded.endswith(tuple(rules["endings"])):
        return True
    return len(folded) <= _LONGEST_SHORT_NAME and bool(regions_named(folded))
