"""Cells that only bound their figure, as reports have them: 90%以上, 约5万, ≥95%, 不足3例."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from attrs import evolve

from plancheck import resources
from plancheck.cells import Cell, read_cell, text_of

if TYPE_CHECKING:
    from plancheck.records import Comparison

_SIGNS = str.maketrans({"≧": "≥", "⩾": "≥", "≦": "≤", "⩽": "≤", "﹥": ">", "﹤": "<"})
_LONGEST = 60


def read_reported(cell: object) -> Cell:
    """Return what *cell* says, as `read_cell` does, with the comparison of a cell that only bounds its figure.

    The words are those of `rules/comparisons.toml`; 达到 and 为 do not bound what is reported.

    >>> cells = map(read_reported, ("90%以上", "约5万人", "<0.1‰", "达到31%"))
    >>> [(cell.op, str(cell.value), cell.unit) for cell in cells]
    [('>=', '90', '%'), ('~=', '50000', '人'), ('<', '0.1', '‰'), ('=', '31', '%')]
    >>> read_reported("很多以上").code
    'not-a-number'
    """
    found = read_cell(cell)
    if found.code is None or not isinstance(cell, str) or len(cell) > _LONGEST:
        return found
    return _bounded(text_of(cell) or "") or found


@lru_cache(maxsize=65536)
def _bounded(text: str) -> Cell | None:
    match = _pattern().fullmatch("".join(text.translate(_SIGNS).split()))
    if match is None or not (match["before"] or match["after"]):
        return None
    found = read_cell(match["figure"])
    rules = [_words()[word] for word in (match["before"], match["after"]) if word]
    if found.code is not None or found.value is None:
        return None
    return evolve(found, op=_comparison(rules))


def _comparison(rules: list[dict[str, Any]]) -> Comparison:
    """Return what the words come to: 左右 wins over all others, and 稳定在 yields to any."""
    rules = [rule for rule in rules if "op" in rule and rule.get("in") != "target"]
    ops = [rule["op"] for rule in rules if not rule.get("weak")] or [rule["op"] for rule in rules]
    found: Comparison = "~=" if "~=" in ops else ops[-1] if ops else "="
    return found


@cache
def _words() -> dict[str, dict[str, Any]]:
    """Return the words that may stand around a reported figure; those of changes and of budgets say something else."""
    table = resources.rules("comparisons.toml")
    return {
        word: rule
        for word, rule in table.items()
        if rule.get("place") in ("before", "after") and "direction" not in rule and rule.get("op") != "="
    }


@cache
def _pattern() -> re.Pattern[str]:
    before, after = (
        "|".join(
            re.escape(word) for word in sorted(_words(), key=len, reverse=True) if _words()[word]["place"] == place
        )
        for place in ("before", "after")
    )
    return re.compile(rf"(?P<before>{before})?(?P<figure>[+-]?[0-9].*?)(?P<after>{after})?", re.DOTALL)
