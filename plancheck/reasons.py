"""What systems and libraries say about a file, in the language of the message around it (`rules/reasons.toml`)."""

from __future__ import annotations

import re
from functools import cache

from plancheck import resources

_ORIGINAL = "原始信息：{}"


def reason_in(text: str, lang: str) -> str:
    """Return *text*, what a library or the system said in English, in *lang*; unknown words are marked as theirs.

    >>> reason_in("Permission denied", "zh"), reason_in("Invalid value (at line 2, column 6)", "zh")
    ('没有访问权限', '值的写法无效（第2行第6列）')
    >>> reason_in("something new", "zh"), reason_in("something new", "en")
    ('原始信息：something new', 'something new')
    """
    if lang != "zh" or not text:
        return text
    return _translated(text) or _ORIGINAL.format(text)


def _translated(text: str) -> str | None:
    for pattern, translation in _patterns():
        match = pattern.fullmatch(text)
        if match is not None:
            return translation.format(*(_translated(part) or part for part in match.groups()))
    return None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return each text as a pattern, those without blanks and the longer ones first."""
    table: dict[str, str] = resources.rules("reasons.toml")["reasons"]
    order = sorted(table, key=lambda text: ("{}" in text, -len(text)))
    blank = re.escape("{}")
    return tuple((re.compile(re.escape(text).replace(blank, "(.+?)"), re.DOTALL), table[text]) for text in order)
