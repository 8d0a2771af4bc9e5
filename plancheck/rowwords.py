"""What the words in a row of data say: that it is of a target, its bare name, its part, month and region."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from plancheck import resources, units
from plancheck.cells import text_of
from plancheck.headings import NOTE_MARKS
from plancheck.patterns import compiled, deferred
from plancheck.regions import is_whole
from plancheck.text import ITEM_MARK, PLAIN
from plancheck.unit_names import is_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plancheck.datacolumns import Column

OUTLINE = deferred(r"^[(]?[一二三四五六七八九十]{1,3}[、.)]")
_SO_FAR = compiled(r"[(（]\s*(?:当年|本年|年内|逐[月季])?累计[数值]?\s*[)）]")
PART_OF = compiled(r"^其中[:：]?\s*")


@cache
def _target_words() -> frozenset[str]:
    return frozenset(resources.rules("columns.toml")["rows_of_targets"]["words"])


@lru_cache(maxsize=16384)
def is_target_word(text: str) -> bool:
    """Tell whether a cell says that the figure of its row is a target.

    >>> is_target_word("计划"), is_target_word("实际")
    (True, False)
    """
    return text.strip().lower() in _target_words()


@cache
def _reached_words() -> frozenset[str]:
    return frozenset(resources.rules("columns.toml")["rows_of_targets"]["reached"])


@lru_cache(maxsize=4096)
def unlike_units(given: tuple[str | None, ...]) -> tuple[str, ...]:
    """Return the units *given*, each once however it is spelled."""
    return tuple({units.canonical(unit) if is_unit(unit) else unit: unit for unit in given if unit}.values())


@lru_cache(maxsize=16384)
def bare_name(text: str) -> str:
    """Return a name without its number in front and the marks of notes behind."""
    text = NOTE_MARKS.sub("", " ".join(text.translate(PLAIN).split()))
    while (shorter := ITEM_MARK.sub("", text)) != text and shorter:
        text = shorter
    return text


def without_so_far(text: str) -> tuple[str, bool]:
    """Return a name without the word that its figures count since the year began, and whether it has that word.

    >>> without_so_far("培训人数（人）（累计）"), without_so_far("累计培训人数")
    (('培训人数（人）', True), ('累计培训人数', False))
    """
    bare = _SO_FAR.sub("", text)
    return (bare, True) if bare.strip() and bare != text else (text, False)


def parts_said(columns: Sequence[Column], cells: Sequence[object]) -> Iterator[str]:
    """Yield what columns say of the part that a row is of; words for the whole say nothing."""
    for column in columns:
        text = text_of(cells[column.at])
        if text and not is_whole(text, None) and text.lower() not in _reached_words():
            yield text


def within_said(header: str, text: str | None) -> str | None:
    """Return a month or quarter as periods write it: 3 under 月份 is 3月."""
    if text is None or not text.isdecimal():
        return text
    return f"{text}季度" if "季" in header or header.casefold() == "quarter" else f"{text}月"


def region_said(down: str | None, across: str | None) -> str | None:
    """Return the region that row and heading say together: 江岸区 and 合计 is 江岸区."""
    if down and across and not is_whole(down, None):
        return down if is_whole(across, None) else down + across
    return across or down
