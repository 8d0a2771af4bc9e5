"""Text with places: the source as read, spans into it, and how wide it is drawn.

Everything here counts code points, as Python strings do, and reads no rules.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

from plancheck.patterns import compiled, deferred

# Full-width letters, digits, signs and blanks as the half-width ones that they stand for.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
# The same, with blanks of other widths, the sign of minus, and what nobody sees: how cells of tables are read.
PLAIN: dict[int, int | str] = HALF_WIDTH | dict.fromkeys((0xA0, 0x202F, 0x2009), " ") | {0x2212: "-"}
PLAIN |= dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD), "")
# Bullets, and all marks with which an item of a list or a row may be numbered: 3., (4), ①, 五、, (六), ★.
BULLETS = "●○■□◆◇▲△★☆▶►➤※✔√•·"
ITEM_MARK = deferred(
    r"^(?:\d{1,3}(?:[.、)](?!\d)|(?=\s))|[(]\d{1,3}[)]|[①-⑳]|[(]?[一二三四五六七八九十]{1,3}[、.)]"
    rf"|[#*{BULLETS}-])\s*"
)
_LINE_END = compiled(r"\n")  # found ten times as quickly as any of three
_ANY_LINE_END = deferred(r"\r\n|\r|\n")
_INVISIBLE = frozenset({"Mn", "Me", "Cf"})
_SURELY_WIDE = compiled("[\u4e00-\u9fa5\u3001\u3002\uff0c]+")  # most of a Chinese text, counted in one go
_BEFORE_UNIT = deferred("(?<=[0-9]) (?=[\u4e00-\u9fff℃])")
_PLACES = (
    (deferred(r", column (\d+)"), r"，第\1列"),
    (deferred(r", row (\d+)"), r"，第\1行"),
    (deferred(r", cell ([A-Z]+\d+)"), r"，单元格\1"),
    (deferred(r", sheet "), "，工作表 "),
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points in a source: `start` included, `end` not.

    >>> Span(2, 5).cut("孕产妇死亡率")
    '妇死亡'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            msg = f"a span runs forward from 0, got {self.start} to {self.end}"
            raise ValueError(msg)

    def cut(self, text: str) -> str:
        """Return the piece of *text* that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True)
class Source:
    """A text exactly as it was read, with the name it is reported under.

    >>> source = Source("一、目标\\n覆盖率达到90%", name="plan.txt")
    >>> source.place(source.text.index("9"))
    (2, 6)
    >>> source.line(2)
    '覆盖率达到90%'
    """

    text: str
    name: str = "<text>"

    @cached_property
    def line_starts(self) -> list[int]:
        """Offsets at which lines begin; a line ends at LF, CR or CRLF, as editors count them."""
        ends = _ANY_LINE_END if "\r" in self.text else _LINE_END
        return [0, *(match.end() for match in ends.finditer(self.text))]

    @cached_property
    def _last_line(self) -> dict[int, str]:
        """The line asked for last: a hundred diagnostics of one long line hold it once."""
        return {}

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of *offset*, both counted from 1 in characters."""
        line = self.line_of(offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line_of(self, offset: int) -> int:
        """Return the line of *offset*, counted from 1."""
        return bisect_right(self.line_starts, offset)

    def line(self, number: int) -> str:
        """Return line *number* (from 1) without its line end; whoever asks again for the same is given the same."""
        if number not in self._last_line:
            starts = self.line_starts
            end = starts[number] if number < len(starts) else len(self.text)
            self._last_line.clear()
            self._last_line[number] = self.text[starts[number - 1] : end].rstrip("\r\n")
        return self._last_line[number]


def is_wide(character: str) -> bool:
    """Tell whether *character* takes two columns in a terminal (UAX #11: W or F)."""
    return unicodedata.east_asian_width(character) in "WF"


def is_invisible(character: str) -> bool:
    """Tell whether *character* takes no column: a combining mark or a format character."""
    return unicodedata.category(character) in _INVISIBLE


def display_width(text: str) -> int:
    """Return the columns that *text* takes in a terminal.

    >>> display_width("死亡率13.7‰")
    11
    """
    rest = _SURELY_WIDE.sub("", text)
    return 2 * (len(text) - len(rest)) + sum(map(_columns, rest))


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    return 0 if is_invisible(character) else 2 if is_wide(character) else 1


def padding_under(prefix: str) -> str:
    """Return blank text exactly as wide as *prefix*, to put something under what follows it.

    A wide character becomes U+3000, which is drawn as wide as its neighbours even in fonts whose
    Chinese characters are not exactly two Latin ones.

    >>> padding_under("率a")
    '\\u3000 '
    """
    return "".join("\u3000" if is_wide(c) else " " for c in prefix if not is_invisible(c))


def carets_under(text: str) -> str:
    """Return carets as wide as *text*, at least one.

    >>> carets_under("以下")
    '^^^^'
    """
    return "^" * max(1, display_width(text))


def place_in(place: str, lang: str) -> str:
    """Return *place*, where a figure stands as `Observation.source` has it, in the words of *lang*.

    >>> place_in("data.csv:5, column 4", "zh"), place_in("data.xlsx, sheet 表1, cell C7", "zh")
    ('data.csv:5，第4列', 'data.xlsx，工作表 表1，单元格C7')
    """
    if lang == "zh":
        for pattern, words in _PLACES:
            place = pattern.sub(words, place)
    return place


def set_in(text: str, lang: str) -> str:
    """Return *text*, a list or figure set as English is, set as *lang* is: Chinese has 、 and no blank before a unit.

    >>> set_in("65 张/千人, 江岸区", "zh"), set_in("65 张/千人, 江岸区", "en")
    ('65张/千人、江岸区', '65 张/千人, 江岸区')
    """
    return text if lang != "zh" else _BEFORE_UNIT.sub("", place_in(text, lang).replace(", ", "、"))
