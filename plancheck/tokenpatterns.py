"""The terminals of the grammar that are made of words: their patterns, in Lark's notation (step 2)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from plancheck import damage, resources
from plancheck.beginnings import first_characters
from plancheck.lexicon import (
    NUMERALS,
    POINTS,
    alternatives,
    comparators,
    counted_characters,
    counted_pattern,
    figure_units,
    guarded,
    modalities,
    uncounted,
)
from plancheck.measures import measure_words

if TYPE_CHECKING:
    from collections.abc import Iterable

_REACHED = r"(?:19|20)\d\d年(?:\d{1,2}月)?[底末]?的?"  # 增加到2021年6.8张
_JOINTS = "(?:、|以及|[和及与])"
_BEFORE_LISTS = ("分别", "为", "均")


@cache
def generated() -> str:
    """Return the generated terminals, in Lark's notation, to be appended to the grammar."""
    before = [word for word, entry in comparators().items() if entry.place == "before"]
    binding = [w for w in before if (c := comparators()[w]).op not in (None, "=") and not c.weak]
    after = [word for word, entry in comparators().items() if entry.place == "after"]
    start = fragments()["FIGURE_START"]
    lead, tail = _leads(before), alternatives(after)
    gone = rf"{counted_pattern()}(?=以[上下内]|[,，。;；]|$)"
    unbound = rf"{_leads(binding)}(?=(?:以[上下内]|左右)(?:[,，。;；、)]|$)|{gone}|{_reference()})"
    given = r"[^,，。;；、]{0,10}?(?:下达|核定|规定|分解)的?[^,，。;；、]{0,8}?(?:目标|指标)(?!任务)"
    handed_down = rf"完成(?={_reference()})(?={given})"
    mark = rf":(?=\d+(?:\.\d+)?(?:[%‰/]|{counted_pattern()}))"
    names = "|".join(f"(?:{pattern})" for pattern in resources.rules("names.toml")["patterns"].values())
    # A quotation of several clauses with figures states them: “新建公园9个,补植行道树300株”.
    stated = r"(?![^”」』\n]{0,30}\d[^”」』\n]{0,30}[,，;；、][^”」』\n]{0,30}\d)"
    quoted = rf"《[^《》\n]{{1,60}}》|[“「『]{stated}[^“”「」『』\n]{{1,40}}[”」』]|\"[^\"\n]{{1,40}}\""
    lines = {
        "LEAD.26": "|".join(
            [
                rf"{lead}(?=(?:{alternatives(before)})*(?:{_REACHED})?{start})",
                unbound,
                _cut(),
                _before_empty_place(),
                mark,
                handed_down,
            ]
        ),
        "EMPTY_FIRST.20": rf"{_JOINTS}(?=\d)",
        "EMPTY_PLACE.18": rf"{_JOINTS}(?={tail}|[,，。;；、)]|(?:以及|[和及与])\d)",
        "TAIL.24": rf"{tail}|以(?=[,，。;；、()]|$)|左(?=[,，。;；、()]|$)",
        "MEASURE.22": measure_pattern(),
        "CN_NUMBER.20": rf"(?<![第之几数\d]){fragments()['NUMERAL']}",
        "REFERENCE.21": _reference(),
        "BARE_MEASURE.20": gone,
        "MODAL.17": _modal(),
        "NAME.28": rf"{quoted}|{names}",
        "TEXT.-5": _text(_stop(before)),
    }
    return "\n".join(f"{name}: /{escape_slashes(pattern)}/" for name, pattern in lines.items())


def _before_empty_place() -> str:
    """Return the pattern of the words before a list whose first figure is gone: 分别达到、5%."""
    words = [
        word for word, entry in comparators().items() if entry.place == "before" and entry.op and not entry.direction
    ]
    lead = alternatives([*words, *_BEFORE_LISTS])
    return rf"{lead}(?={lead}*{_JOINTS}\d)"


@cache
def _cut() -> str:
    """Return the pattern of words that have lost their 于: 漏报率低0.5%."""
    words = (word for word, entry in comparators().items() if entry.place == "cut")
    return rf"(?<=率){alternatives(words)}(?=\d{{1,9}}(?:\.\d{{1,9}})?[%‰/])"


def _leads(words: Iterable[str]) -> str:
    """Return the pattern of *words* before a figure; some are no such word behind certain characters (签约, 发达)."""
    before = [comparators()[word] for word in words]
    plain = alternatives(entry.word for entry in before if not entry.not_behind)
    guarded = [f"(?<![{entry.not_behind}]){re.escape(entry.word)}" for entry in before if entry.not_behind]
    return f"(?:{'|'.join([plain, *guarded])})"


@cache
def fragments() -> dict[str, str]:
    """Return the patterns that the grammar names in capitals, by name.

    FIGURE_START is made of the others: a comparison word is only read as one where a figure follows, so the two must
    agree to the letter, or a text would not parse.
    """
    signs = rf"(?<![A-Za-z])[Xx{damage.MASKS}]{{1,6}}(?:\.[Xx{damage.MASKS}]{{1,6}})?"
    parts = {
        "NUMERAL": rf"[{NUMERALS}]+(?:点[零〇一二三四五六七八九]{{1,4}}[十百千万亿]{{0,2}})?(?={counted_pattern()})",
        "IN_TENTHS": r"[一二两三四五六七八九\d]成(?:[一二三四五六七八九]|半(?!年))?"
        r"(?![为立员功果效长本就绩都品人分年熟型套片批群交])",
        "PART_IN_WORDS": r"[二三四五六七八九十百]+分之[一二两三四五六七八九十百]+"
        r"|一半(?=以[上下]|左右|[,，。;；、)]|的|$)|过?半数|过半",
        "GONE": rf"(?:{signs}|某|几|(?<=[\u4e00-\u9fff、])[?？]{{1,3}}(?=[%‰/]))"
        rf"(?:[十百千]?[万亿](?=[剂{counted_characters()}])|(?=[%‰]|/(?:10)?[十百千]?万|个百分点))|{signs}(?=[-—~～]\d)"
        rf"|(?:某|(?<! ) {{2,}})(?=[个名所家座人])|(?<!第){signs}(?=[{counted_characters()}])",
        "UNIT_ALONE": rf"[%‰]|(?<=[\u4e00-\u9fff、])/(?:10)?[十百千]?万|个百分点|{uncounted()}",
    }
    parts["TORN"] = damage.torn(figure_units())
    parts["COVERING_ALL"] = "全覆盖(?!率|检查|督查|督导|抽检|排查|走访|监测)"
    parts["TIMES_TWO"] = "翻(?:了)?[一两三]?番"
    share = r"(?:(?<!\d)10万|十万|百万|百|千|万)分之[\d零〇一二两三四五六七八九十百]"
    by_age = r"(?:周岁|岁|月龄|个月)(?:组|(?:及|含)?以[上下])?+(?!左右|上下)[\u4e00-\u9fff(]"
    aged = rf"\d+(?:[-~至到]\d+)?(?:{by_age}|[型A-HJ-NP-WYZ])"
    a_date = r"(?:19|20)[xX×*＊]{1,2}年|(?:19|20)\d\d(?:年|-\d{1,2}-\d|/\d{1,2}/\d|\.\d{1,2}\.\d)|\d{1,2}月"
    of_people = (
        r"\d+(?:(?:周?岁)?[-~至到]\d+)?(?:周岁|岁)(?:(?:及|含)?以[上下])?的?"
        r"(?:人群|人口|老年|老人|儿童|妇女|居民|常住|户籍|适龄)"
    )
    number = rf"(?:(?<=[\u4e00-\u9fff])-)?(?!{a_date}|{of_people}|{damage.BROKEN_DATE}|\d+(?:\.\d+)?[:∶]\d)\d"
    dated = r"(?:19|20)\d\d年[底末]?的"
    start = "|".join([number, *parts.values(), share])
    return parts | {
        "FIGURE_START": f"(?:{dated})?(?:{start})",
        "BROKEN_DATE": damage.BROKEN_DATE,
        "COUNTED": counted_pattern(),
        "AGED": aged,
        "OF_A_THOUSAND": "床位|医[生师]|护士|全科|执业|注册|拥有|卫生",  # what so many people have: 千人床位数
        "POINTS": POINTS,
    }


@cache
def measure_pattern() -> str:
    """Return the pattern of a measure word behind digits, with a denominator if it has one: 微克/立方米."""
    words = [word.text for word in measure_words()]
    table = resources.rules("numerals.toml")["part_of_words"]
    plain = alternatives(word for word in words if word not in table)
    return rf"{guarded(words)}(?:[/每](?:(?:10+)?[十百千万亿]*(?:人(?:[·./每]年)?|名|户|元)|{plain}))?"


@cache
def _reference() -> str:
    """Return the pattern of whose number it is, then what kind of number: 省下达的控制目标, 全国平均水平."""
    table = resources.rules("references.toml")
    whose = rf"(?:{alternatives(table['whose'])}|[\u4e00-\u9fff]{{0,4}}{alternatives(table['offices'])})"
    share = r"(?:(?<=目标)|(?<=任务)|(?<=计划))的\d[\d.]*%"  # 完成省下达目标的59% says how much of it
    part_of_name = r"(?:及?以上)?的?(?:比例|占比|比重)"  # 达到国家标准的比例
    kind = alternatives(table["what"])
    return rf"{whose}[^,，。;；、:\d%‰()]{{0,10}}?{kind}(?:任务)?(?!率|\d|{share}|{part_of_name})"


def _text(stop: str) -> str:
    """Return the pattern of plain text: up to a mark, a digit, or *stop*, which is only tried where it can begin."""
    ends = r',，;；:!！?？。…|()、“「『"《\d%‰‱'
    return rf"(?:[^{ends}{first_characters(stop).inside_brackets()}]+|(?!{stop})[^{ends}])+"


def _stop(before: list[str]) -> str:
    """Return the pattern of everything that ends a run of text, and of some that does not.

    Where text ends though nothing else begins, the next piece is text again and the parse is the same. So what is long
    to say exactly is said shortly: a figure is what it can begin with.
    """
    numeral = rf"[{NUMERALS}半过某几][\u4e00-\u9fff]"
    start = f"[{first_characters(fragments()['FIGURE_START']).inside_brackets()}]"
    lead = alternatives([*before, *_BEFORE_LISTS])
    bounds = rf"以[上下内]|左右|{counted_pattern()}(?:以[上下内]|[,，。;；]|$)"
    return "|".join(
        [
            rf"{lead}+(?:(?:{_REACHED})?{start}|{_JOINTS}\d|{_reference()}|{bounds})",
            _cut(),
            _modal(),
            numeral,
            r"十|全覆盖|年[内底末]|今年|本年|年度内|全年|当年|上半年|下半年|前[一二三]季度|第|每|双月|[千万]人口|翻|改造提升|提档升级|转型提升|优化提升|巩固提升|年?人均|户均|平均每|[A-Za-z×*＊※○●□■_\ufffd]",
            r"(?:截[至止]|展望|到|至|于|在|自|从|由|比|较|与|同)(?=\d|今年|本年|年[内底末]|[上下]半年|[“\"]?十[一二三四五六七八九]五)",
            rf"(?:以及|[和及与或])(?={start})",
            r"(?<! ) {2,}(?=[个名所家座人%‰])|(?<=[\u4e00-\u9fff])/(?:10)?[十百千]?万",
            uncounted(),
            r"个百分点|电话|传真|邮编|〔|【|\[|①|②|③|④|⑤|⑥|⑦|⑧|⑨|⑩",
        ]
    )


def _modal() -> str:
    """Return the pattern of the words of commitment; 大力争取 holds 争取 and no 力争, a 力争目标 neither."""
    others = alternatives(word for word in modalities() if word != "力争")
    return rf"(?:(?<![大努全尽竭着极])力争(?!目标[值的为是(,，])|{others})"


def escape_slashes(pattern: str) -> str:
    """Lark writes a pattern between slashes, so a slash inside needs a backslash."""
    return re.sub(r"(?<!\\)/", r"\\/", pattern)
