"""The numbers that Word counts itself in front of paragraphs (一、 （二） 3. ④)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import define, frozen

if TYPE_CHECKING:
    from collections.abc import Callable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_DIGITS = "零一二三四五六七八九"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@frozen
class _Level:
    """How one level of a list is numbered: where it starts, in which figures, and the text around them."""

    start: int
    form: str
    text: str


@define
class _List:
    """A list being counted: its levels, and how far each has come (None: not begun)."""

    levels: list[_Level]
    counts: list[int | None]


class Numbers:
    """Counts the numbered paragraphs of a document; ask for each paragraph once, in order."""

    def __init__(self, part: Any) -> None:
        try:
            numbering = part.numbering_part.element
        except (KeyError, NotImplementedError):  # the document has no lists
            numbering = None
        self._abstract = {} if numbering is None else _by_id(numbering, "abstractNum", "abstractNumId")
        self._numbers = {} if numbering is None else _by_id(numbering, "num", "numId")
        self._styles = {style.get(f"{W}styleId"): style for style in part.styles.element.iter(f"{W}style")}
        self._lists: dict[str, _List] = {}
        self._begun: set[str] = set()

    def of(self, paragraph: Any) -> str:
        """Return the number in front of *paragraph* as Word shows it, "" if it has none."""
        place = self._place(paragraph.find(f"{W}pPr"))
        if place is None:
            return ""
        number_id, depth = place
        found = self._list(number_id)
        if found is None or not 0 <= depth < len(found.levels):
            return ""
        count = found.counts[depth]
        found.counts[depth] = found.levels[depth].start if count is None else count + 1
        found.counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        return re.sub("%([1-9])", lambda match: self._figure(found, int(match[1]) - 1), found.levels[depth].text)

    def _place(self, properties: Any, hops: int = 0) -> tuple[str, int] | None:
        """Return list and level that paragraph properties name, themselves or by their style."""
        if properties is None or hops > 10:
            return None
        number = properties.find(f"{W}numPr/{W}numId")
        level = properties.find(f"{W}numPr/{W}ilvl")
        depth = int(level.get(f"{W}val", "0")) if level is not None else 0
        if number is not None:
            return number.get(f"{W}val"), depth
        style = self._styles.get(_value(properties, "pStyle") or _value(properties, "basedOn"))
        if style is None:
            return None
        found = self._place(style.find(f"{W}pPr"), hops + 1) or self._place(style, hops + 1)
        return (found[0], depth) if found and level is not None else found

    def _list(self, number_id: str) -> _List | None:
        number = self._numbers.get(number_id)
        abstract_id = None if number is None else _value(number, "abstractNumId")
        if number is None or abstract_id not in self._abstract:
            return None
        if abstract_id not in self._lists:
            levels = [_level(level) for level in self._abstract[abstract_id].iter(f"{W}lvl")][:_LEVELS]
            self._lists[abstract_id] = _List(levels, [None] * _LEVELS)
        found = self._lists[abstract_id]
        if number_id not in self._begun:
            self._begun.add(number_id)
            for override in number.iter(f"{W}lvlOverride"):
                start, depth = _value(override, "startOverride"), int(override.get(f"{W}ilvl", "0"))
                if start is not None and depth < _LEVELS:
                    found.counts[depth] = int(start) - 1
        return found

    def _figure(self, found: _List, depth: int) -> str:
        if depth >= len(found.levels):
            return ""
        level, count = found.levels[depth], found.counts[depth]
        return _FORMS.get(level.form, str)(level.start if count is None else count)


def _by_id(numbering: Any, tag: str, key: str) -> dict[str, Any]:
    return {element.get(f"{W}{key}"): element for element in numbering.iter(f"{W}{tag}")}


def _value(element: Any, name: str) -> str | None:
    found = element.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val")


def _level(element: Any) -> _Level:
    form = _value(element, "numFmt") or "decimal"
    text = "" if form in ("bullet", "none") else _value(element, "lvlText") or ""
    return _Level(int(_value(element, "start") or "1"), form, text)


def _chinese(number: int) -> str:
    """Return a number below 100 as lists write it: 十, 十二, 二十; others in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else _DIGITS[tens]) + "十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while 0 < value <= number < 40:
            text, number = text + letters, number - value
    return text or str(number)


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26)


_FORMS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
}
