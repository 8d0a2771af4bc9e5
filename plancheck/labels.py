"""Short words for people: labels in two languages, and a target as a reader writes it."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from plancheck import resources
from plancheck.errors import refuse_language
from plancheck.exact import large_amount
from plancheck.patterns import compiled, deferred
from plancheck.records import format_number
from plancheck.unit_table import unit_table

if TYPE_CHECKING:
    from plancheck.records import Constraint

SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "=", "~=": "≈", "range": ""}
ARROWS = {"up": "↑", "down": "↓", None: ""}
_SAFE_CONTROLS = "\n\t"
_NOT_XML = deferred("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@frozen(kw_only=True)
class Look:
    """How an answer is drawn: its language, whether in colour, and how wide (None: as wide as it needs to be).

    `fail_on` is what an answer for tools calls failed, a key of `plancheck.failing.FAILS`; `detail` how much the text
    report tells: "quiet", "normal" or "verbose".
    """

    lang: str = "en"
    colour: bool = False
    width: int | None = None
    fail_on: str = "missed"
    detail: Literal["quiet", "normal", "verbose"] = "normal"


def locale_language() -> str:
    """Return the language of the locale that the process runs in: "zh", or "en" for any other."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, names), "").lower().startswith("zh") else "en"


def label(group: str, key: str, lang: str) -> str:
    """Return the word for *key* in *lang*, for example the name of a verdict or of a column.

    >>> label("verdict", "no_data", "en"), label("verdict", "no_data", "zh")
    ('no data', '无数据')
    """
    refuse_language(lang)
    return str(resources.rules("labels.toml")[group][key][lang])


def phrase(key: str, lang: str, **blanks: object) -> str:
    """Return a phrase of the label table with its blanks filled in.

    >>> phrase("part", "en", count=2, verdict="missed"), phrase("part", "zh", count=2, verdict="未达标")
    ('2 missed', '未达标2项')
    """
    return label("phrase", key, lang).format(**blanks)


_BARE = compiled(r"[\"']?[0-9][0-9./]*[\"']?")


def bound(constraint: Constraint, text: str) -> str:
    """Return the bound as a reader writes it: a sign and the figure as it stands in the plan's *text*.

    A unit whose other half stands elsewhere in the sentence is completed; an arrow marks a change. Where the text is
    not at hand, or gives the bare number as a plan file does, the record's own figure and unit stand for it.

    >>> from decimal import Decimal
    >>> from plancheck.records import Constraint
    >>> beds = Constraint(role="target", kind="level", indicator="每千人口床位数", op=">=", value=Decimal("6.5"),
    ...     unit="张/千人", start=11, end=15)
    >>> bound(beds, "每千人口医疗床位数达到6.5张")
    '≥ 6.5张/千人'
    """
    figure = visible(text[constraint.start : constraint.end])
    figure = figure.strip("\"'") if is_bare(figure) else figure
    if constraint.value is not None and (not figure or (constraint.unit and is_bare(figure))):
        ends = [constraint.value] if constraint.high is None else [constraint.value, constraint.high]
        mark = unit_mark(constraint.unit)
        figure = "-".join(large_amount(end, mark) or format_number(end) for end in ends) + mark
    counted, slash, base = (constraint.unit or "").partition("/")
    if slash and counted and figure.endswith(counted) and not figure.endswith(counted + slash + base):
        figure += slash + base
    numberless = constraint.value is not None and not any(character.isnumeric() for character in figure)
    if numberless and figure.endswith(tuple(resources.rules("references.toml")["stated"])):  # 省下达目标, answered
        return f"{bound(constraint, '')} ({figure})"
    sign = "" if numberless else SIGNS[constraint.op]  # 全覆盖 is a bound in itself
    parts = [sign, figure, ARROWS[constraint.direction]]
    return " ".join(part for part in parts if part)


def is_bare(figure: str) -> bool:
    """Tell whether *figure* is a number without its unit, as a plan file has it: 95, "2/3"."""
    return _BARE.fullmatch(figure) is not None


def unit_mark(unit: str | None) -> str:
    """Return the sign or word that follows a number in *unit*, "" for None.

    >>> [unit_mark(unit) for unit in ("percent", "per_100k", "座", None)]
    ['%', '/10万', '座', '']
    """
    entry = unit_table().entries.get(unit or "")
    coined = entry is not None and entry.name.isascii() and entry.kind == "rate"
    return entry.also[0] if entry is not None and coined else unit or ""


def visible(text: str) -> str:
    """Return *text* on one line and harmless to a terminal: no control character, nothing that turns its direction.

    >>> visible("死亡率\\r\\n13.7\\x1b[31m")
    '死亡率 13.7\ufffd[31m'
    """
    return disarm(" ".join(text.split()))


def disarm(text: str) -> str:
    """Return *text* with every control character but the line end and the tab replaced by U+FFFD."""
    return "".join("\ufffd" if _is_active(character) else character for character in text)


def for_xml(text: str) -> str:
    """Return *text* without what no XML may hold, and harmless as `disarm` makes it.

    >>> for_xml("13.7\\x00\\ud800")
    '13.7\ufffd\ufffd'
    """
    return _NOT_XML.sub("\ufffd", disarm(text))


def _is_active(character: str) -> bool:
    if character in _SAFE_CONTROLS:
        return False
    return character in _TURNING or unicodedata.category(character) == "Cc"
