"""The text as the grammar reads it, with a map back to the text as it was read.

Scraped documents write one thing in many ways: full-width digits, traditional characters, pinyin notes behind a
character, zero-width characters, blanks and line breaks inside a figure. Reading happens on one form; every place
that is reported refers to the original.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING

from attrs import frozen

from plancheck.breaks import INVISIBLE, inside_figures
from plancheck.layout import wraps
from plancheck.patterns import compiled, deferred
from plancheck.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# One character for one character: full-width forms that the grammar knows in their ASCII form. The comma is
# left alone, because 1,234 is a number and 1，234 are two.
_LETTERS = "".join(chr(ord(first) + i) for first, size in (("０", 10), ("Ａ", 26), ("ａ", 26)) for i in range(size))
_WIDE = _LETTERS + "％（）：；．／＋－～＜＞＝﹪" + "〜∼" + "–‐‑−﹣" + "\u00a0\u3000"
_NARROW = "".join(chr(ord(c) - 0xFEE0) for c in _LETTERS) + "%():;./+-~<>=%" + "~~" + "-----" + "  "
_FULL_WIDTH = dict(zip(_WIDE, _NARROW, strict=True))
_IS_WIDE = compiled(f"[{_WIDE}]")

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_CJK = r"\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
# Each pattern begins with the very characters it can begin with, because `re` skips to those at once.
_TONED_NOTE = compiled(
    rf"\((?<=[\u3400-\u9fff]\()[a-zü]*[{_TONED}][a-zü{_TONED}]*\)(?:\([a-zü]*[{_TONED}][a-zü{_TONED}]*\))*"
)
_PINYIN_NOTE = deferred(rf"\((?<=[\u3400-\u9fff]\()[a-zü{_TONED}]{{1,7}}\)(?:\([a-zü{_TONED}]{{1,7}}\))*")
# A year in Chinese numerals has as many characters as one in digits: 二〇二五年.
_YEAR_IN_WORDS = deferred("(?:二[〇零○]|一九)[〇零○一二三四五六七八九]{2}(?=年)")
_YEARS_OPEN = ("二〇", "二零", "二○", "一九")
_YEAR_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
# A blank that parts the two halves of a headline; in running text one means nothing.
_HEADLINE = compiled(
    r"^(?P<first>[^\s,，。、；;！？!?|()]{5,30}[\u4e00-\u9fff”]) "
    r"(?P<second>[\u4e00-\u9fff“][^\s,，。；;！？!?|:]{5,30})$",
    re.MULTILINE,
)
_OPENING = 300  # characters in which headlines stand
_SURROGATE = deferred("[\ud800-\udfff]")  # half a character, left by a bad decoder
_BLANK = compiled(rf"[\s{INVISIBLE}]")
_INCLUDING = deferred(r"\(不?含(?:本数)?\)(?=以[上下内])")  # 2%(含)以下: the word behind bounds it all the same
_DROPPED = compiled(
    rf"[{INVISIBLE}]+|(?<=[{_CJK}%‰]) (?=[^\s])|(?<=[^\s]) (?=[{_CJK}%‰])|(?<=[≥≤≧≦⩾⩽<>﹤﹥]) (?=\d)"
    r"|(?<=\d) (?=/)|(?<=/) (?=\d)"
    r"|(?<=\d) (?=[kmh]?m[23²³](?![A-Za-z\d]))"
)


@frozen
class Normalized:
    """A text in the form that is parsed; `span` leads back to the original.

    `pieces` are the stretches kept, as pairs of where one begins here and where it began in the original.
    """

    text: str
    pieces: tuple[tuple[int, int], ...] = ((0, 0),)

    def origin(self, offset: int) -> int:
        """Return where the character at *offset* stands in the original."""
        here, there = self.pieces[self._piece(offset)]
        return there + offset - here

    def span(self, start: int, end: int) -> Span:
        """Return the original span of the characters *start* to *end* (exclusive)."""
        piece = self._piece(start)
        here, there = self.pieces[piece]
        if end <= start:
            return Span(there + start - here, there + start - here)
        if piece + 1 == len(self.pieces) or end <= self.pieces[piece + 1][0]:  # all in one piece, as most figures are
            return Span(there + start - here, there + end - here)
        return Span(there + start - here, self.origin(end - 1) + 1)

    def _piece(self, offset: int) -> int:
        return bisect_right(self.pieces, (offset, 1 << 62)) - 1


def normalize(text: str) -> Normalized:
    """Return *text* in the form that the grammar reads.

    >>> normalized = normalize("農(nóng)村居民參保率達到９５％")
    >>> normalized.text, normalized.span(0, 2)
    ('农村居民参保率达到95%', Span(start=0, end=8))
    """
    same_length = text
    for wide in set(_IS_WIDE.findall(text)):
        same_length = same_length.replace(wide, _FULL_WIDTH[wide])
    if any("\u3400" <= c <= "\u9fff" for c in same_length):
        simplified = _to_simplified()(_without_surrogates(same_length))
        if len(simplified) == len(same_length):
            same_length = simplified
    if any(opening in same_length for opening in _YEARS_OPEN):
        same_length = _YEAR_IN_WORDS.sub(lambda match: match[0].translate(_YEAR_DIGITS), same_length)
    same_length = _HEADLINE.sub(r"\g<first>，\g<second>", same_length[:_OPENING]) + same_length[_OPENING:]
    kept: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = position = 0
    for start, end in _deletions(text, same_length):
        if start > position or not pieces:
            pieces.append((length, position))
            kept.append(same_length[position:start])
            length += start - position
        position = end
    pieces.append((length, position))
    kept.append(same_length[position:])
    return Normalized("".join(kept), tuple(pieces))


def _deletions(source: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield what to leave out, in order, without overlap; *text* is *source* in half width, which shortens lines."""
    # A bracket of plain Latin letters may be a name; among toned notes it is a note without a tone mark.
    notes = _PINYIN_NOTE if len(_TONED_NOTE.findall(text[:20_000])) >= 5 else _TONED_NOTE
    found = [match.span() for match in notes.finditer(text)]
    if "含)以" in text or "含本数)以" in text:
        found += [match.span() for match in _INCLUDING.finditer(text)]
    found += _blanks(text)
    found += wraps(text, source)
    reached = 0
    for start, end in sorted(found):
        if end > reached:
            yield max(start, reached), end
            reached = end


def _blanks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the blanks, line breaks and invisible characters to leave out."""
    reached = 0
    for blank in _BLANK.finditer(text):
        if blank.start() < reached:
            continue
        dropped = inside_figures(text, blank.start())
        if not dropped and (match := _DROPPED.match(text, blank.start())):
            dropped = match.span()
        if dropped:
            reached = dropped[1]
            yield dropped


def _without_surrogates(text: str) -> str:
    try:
        text.encode()  # several times as fast as to search
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


@cache
def _to_simplified() -> Callable[[str], str]:
    from opencc import OpenCC  # here, because loading its tables takes 20 ms

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert
