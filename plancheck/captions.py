"""What stands around a table of data: titles above it, the unit of all its figures, notes below."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from plancheck import resources
from plancheck.errors import Diagnostic
from plancheck.headings import fold, is_region, periods_in, read_heading, split_unit
from plancheck.patterns import compiled, deferred, either
from plancheck.regions import regions_named
from plancheck.tablenotes import target_notes
from plancheck.unit_names import is_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_MARKED = compiled(r"\s*(?:[*※＊]|[①-⑳]|\[\d+\]|〔\d+〕|\(\d+\)\s*\D)")
_LABEL = compiled(r"\s*[(（\[【]?([^:：\d]{1,16}?)\s*[0-9一二三四五六七八九十]{0,2}\s*[:：]")
_ANY_LABEL = deferred(r"\s*(?!其中)[一-鿿A-Za-z（）()、/ ]{2,12}[:：]")
_UNITS = r"(?<![一-鿿A-Za-z])(?i:{words})\s*[:：]\s*([^\s()（）]+(?:\s*[、,，;；]\s*[^\s()（）]+)*)"
_APART = deferred(r"[、,，;；]")
_NUMBERED = deferred(r"^(?:续?表|附表|附件|图|(?i:table))\s*[\d一二三四五六七八九十.\-]*[:：、.\s]*")
_OF_PLACE = deferred(
    r"^(?:全[国省市区县]|[一-鿿]{2,8}?(?:省|市|区|县|州|旗))?(?:各(?:省|市|区|县|州|地)+|分地区|分区县?)?"
)
_TITLE_ENDS = deferred(r"(?:(?:完成|基本|统计|汇总)?情况|统计|汇总|一览)?表?$")
_TAIL = deferred(r"(?:[(\[（【〔][^()\[\]（）【】〔〕]*[)\]）】〕]|(?:19|20|21)\d\d年?度?|[\s\"”’》」_:：,，.。-])$")
_PAGE = compiled(r"\s*[(（]?(?:第\s*\d+\s*页[,，/、\s]*)?(?:共\s*\d+\s*页|第\s*\d+\s*页|续下页|接上页)[)）]?\s*")
_SENTENCE = 40
_LONGEST_REGION = 24
# An institution in front of a year; hospitals of a grade or a kind are many (三级医院, 公立医院).
_INSTITUTION = deferred(
    r"(?!各|全|公立|民营|社会办|基层|[一二三]级|综合|专科|定点|乡镇|社区)[^\d，,、：:]{1,12}?"
    r"(?:医院|卫生院|保健院|服务中心|大学|学院|学校|中学|小学|幼儿园|福利院|敬老院|公司)(?=(?:19|20|21)\d\d)"
)
_BODIES = ("局", "委", "院", "中心", "厅", "部", "办", "处", "科", "会", "公司")


@frozen
class Context:
    """What holds for every figure of a table that says nothing else, from its title, captions and sheet's name.

    `targets` is the title by which the figures are targets, which nobody has reported.
    """

    indicator: str | None = None
    unit: str | None = None
    region: str | None = None
    period: str | None = None
    targets: str | None = None


@lru_cache(maxsize=16384)
def is_caption(text: str) -> bool:
    """Tell whether a cell holds a note, a source, or who filled the table in, and no part of the table.

    >>> [is_caption(text) for text in ("注：含流动人口。", "填表人：王某", "单位：万人", "其中：城市", "婴儿死亡率")]
    [True, True, True, False, False]
    """
    label = _LABEL.match(text)
    if label and fold(label[1]) in _labels():
        return True
    return bool((_MARKED.match(text) and len(text) > _SENTENCE) or _PAGE.fullmatch(text)) or text.rstrip().endswith(
        "。"
    )


def has_label(text: str) -> bool:
    """Tell whether a cell begins with any short label in front of a colon, as the lines of a form do (科室：妇幼科)."""
    return is_caption(text) or bool(_ANY_LABEL.match(text))


@cache
def _labels() -> frozenset[str]:
    table = resources.rules("columns.toml")["captions"]
    return frozenset(fold(word) for word in (*table["labels"], *table["units"]))


@cache
def _unit_line() -> re.Pattern[str]:
    words = either(resources.rules("columns.toml")["captions"]["units"])
    return compiled(_UNITS.replace("{words}", words))


def read_context(
    captions: Iterable[tuple[int, str]], sheet: str | None, is_indicator: Callable[[str], bool]
) -> tuple[Context, list[Diagnostic]]:
    """Return what the *captions* above a table (each with its line) and the name of its *sheet* say of its figures.

    A period counts if titles name exactly one, an indicator if it is known; of several units none does, which the
    diagnostics (without file and sheet) say.
    """
    found: list[Diagnostic] = []
    units: dict[str, int] = {}
    periods: dict[str, int] = {}
    indicators: dict[str, int] = {}
    captions = list(captions)
    titles = [*(text for _, text in captions), *([sheet] if sheet else [])]
    regions = {region: 0 for title in titles if not is_caption(title) and (region := region_of_title(title))}
    for line, text in captions:
        for written in _unit_line().findall(text):
            units |= dict.fromkeys(_units(written.strip(), line, found), line)
        if not is_caption(_unit_line().sub("", text)):
            _read_title(text, line, is_indicator, periods, indicators)
    if sheet:
        _read_sheet_name(sheet, is_indicator, periods, indicators)
    if len(units) > 1:
        details = {"names": ", ".join(units)}
        found.append(Diagnostic(code="several-units", line=min(units.values()), details=details))
    return (
        Context(
            indicator=_only(indicators),
            unit=_only(units),
            region=_only(regions) or (sheet.strip() if sheet and is_region(sheet.strip()) else None),
            period=_only(periods),
            targets=next(filter(announces_targets, titles), None),
        ),
        found,
    )


def read_section(headings: Sequence[str]) -> Context:
    """Return what the *headings* in a line between rows say of the rows below: region, period, being targets.

    >>> read_section(["江岸区"]).region, read_section(["2023年完成情况"]).period
    ('江岸区', '2023年')
    """
    periods = dict.fromkeys(period for text in headings for period in periods_in(text))
    return Context(
        region=next((text for text in headings if is_region(text)), None),
        period=_only(periods),
        targets=next(filter(announces_targets, headings), None),
    )


def announces_targets(title: str) -> bool:
    """Tell whether the last word of a title is one for what is to be reached (`tables_of_targets` in the rules).

    >>> titles = "2023年主要目标", "规划指标（2025年）", "目标完成情况", "计划生育家庭数", "目标人群覆盖率"
    >>> [announces_targets(title) for title in titles]
    [True, True, False, False, False]
    """
    if is_caption(title) or target_notes(title):
        return False
    rules = resources.rules("columns.toml")["tables_of_targets"]
    title = fold(_unit_line().sub("", title))
    for name in rules["other"]:
        title = title.replace(name, "")
    while (shorter := _TAIL.sub("", title)) != title:
        title = shorter
    return bool(_target_title().search(title))


@cache
def _target_title() -> re.Pattern[str]:
    rules = resources.rules("columns.toml")["tables_of_targets"]
    words, behind = (either(map(fold, rules[part])) for part in ("words", "behind"))
    return compiled(rf"(?:{words})(?:{behind})*$")


@lru_cache(maxsize=4096)
def region_of_title(title: str) -> str | None:
    """Return the division that a title begins with, by its full name; one of several (甲区、乙区) is not that of all.

    An institution of a division (武汉市第一医院) is returned as such: its figures are not those of the division.

    >>> [region_of_title(title) for title in ("表2 江岸区2023年主要指标", "湖北省武汉市各区", "城市居民情况")]
    ['江岸区', '湖北省武汉市', None]
    """
    text = "".join(_NUMBERED.sub("", title.strip()).split())
    text = re.sub(r"^(?:(?:19|20|21)\d\d年度?)", "", text)
    for end in range(min(len(text), _LONGEST_REGION), 2, -1):
        if text[end - 1] in "省市区县州盟旗" and regions_named(text[:end]):
            if text[end : end + 1] in ("、", "和", "及", "与", "至", ",", "，", "/"):
                return None
            body = _INSTITUTION.match(text, end)
            return text[: body.end()] if body else text[:end]
    return None


def _only(found: Iterable[str]) -> str | None:
    found = list(found)
    return found[0] if len(found) == 1 else None


def _units(written: str, line: int, found: list[Diagnostic]) -> Iterator[str]:
    """Yield the units of a caption; one that is none and no body either is a diagnostic."""
    pieces = [written] if is_unit(written) else [piece.strip() for piece in _APART.split(written)]
    for piece in pieces:
        if is_unit(piece):
            yield piece
        elif piece and len(piece) <= 4 and not piece.endswith(_BODIES) and not is_region(piece):
            found.append(Diagnostic(code="unknown-unit", line=line, found=piece, details={"near": "—"}))


def _read_title(
    text: str, line: int, is_indicator: Callable[[str], bool], periods: dict[str, int], indicators: dict[str, int]
) -> None:
    title = _unit_line().sub("", text).replace("()", "").replace("（）", "").strip()
    if not any(word in title for word in resources.rules("columns.toml")["captions"]["other_year"]):
        periods |= dict.fromkeys(periods_in(title), line)
    name, unit = split_unit(_NUMBERED.sub("", title))
    for period in periods_in(name, as_written=True):
        name = name.replace(period, "")
    for shorter in (name, _OF_PLACE.sub("", name, count=1)):
        bare = _TITLE_ENDS.sub("", shorter).strip(" ,、：:-（）()")
        if bare and is_indicator(bare):
            indicators[f"{bare}({unit})" if unit else bare] = line
            return


def _read_sheet_name(
    sheet: str, is_indicator: Callable[[str], bool], periods: dict[str, int], indicators: dict[str, int]
) -> None:
    heading = read_heading(sheet)
    if heading.period and not periods:
        periods[heading.period] = 0
    if heading.name and not indicators and is_indicator(heading.name):
        indicators[heading.name] = 0
