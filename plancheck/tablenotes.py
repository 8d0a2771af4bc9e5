"""Notes beside a table of data that say of figures in it that they are targets: 注：2025年数据为规划目标值."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from plancheck import resources
from plancheck.cells import text_of
from plancheck.errors import Diagnostic
from plancheck.headings import fold, says_reached
from plancheck.patterns import compiled, either

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from plancheck.tablefigures import Figure

_APART = compiled(r"[。；;，,！!\n]|\.\s")
_LABEL = compiled(r"^[^:：]{1,10}[:：]\s*(?=\S)")
_FRONT = compiled(r"^\s*(?:[(（]?\d{1,2}[)）.、]\s*(?!\d)|\d{1,2}[.、](?=(?:19|20|21)\d\d))?")
_BRACKETS = compiled(r"[()\[\]（）【】“”\"'‘’《》<>]")
_YEAR = compiled(r"(?:19|20|21)\d\d")
_YEARS = compiled(r"(?:19|20|21)\d\d年?度?(?:[、和及与至~-](?=(?:19|20|21)\d\d))?")
_NOT = ("不", "非", "未")
_AIMING = compiled(r"以(?!上)|将|把|按")  # 以防治为目标 says of no figure that it is one
_BELOW = ("以下", "下列", "下面", "下表", "如下")  # of the rows that follow, whose heading it is
_MARK = compiled(r"[①-⑳⑴-⒇❶-❿*※#†‡★☆▲●]{1,3}")
_LONGEST = 60  # characters of a clause that says so


@frozen
class TargetNote:
    """A note that some figures are targets: its clause, and of which it says so.

    `years`, `mark` and `names` (spellings of one name) tell which; without any it speaks of the whole table.
    """

    text: str
    years: tuple[str, ...] = ()
    mark: str = ""
    names: tuple[str, ...] = ()

    def means(self, figure: Figure) -> bool:
        """Tell whether the note says of *figure* that it is a target."""
        if self.mark:
            cell = text_of(figure.cell) or ""
            return cell.endswith(self.mark) or figure.label.endswith(self.mark) or figure.field.endswith(self.mark)
        if self.years and not set(self.years) & set(_YEAR.findall(figure.period or "")):
            return False
        if self.names:
            said = {fold(text) for text in (figure.indicator, figure.region) if text}
            return bool(said.intersection(self.names)) or any(name in fold(figure.field) for name in self.names)
        return bool(self.years) or not says_reached(figure.field)

    def may_mean(self, figures: Sequence[Figure]) -> bool:
        """Tell whether one of *figures*, none of which is surely meant, may be."""
        if self.names:  # which may be another spelling of any figure's name
            return bool(figures)
        return bool(self.years) and any(figure.period is None for figure in figures)


@lru_cache(maxsize=4096)
def target_notes(text: str) -> tuple[TargetNote, ...]:
    """Return what a note says of figures being targets; what it says of anything else is not looked at.

    >>> [note.years for note in target_notes("注：2023年为实际数，2025年为规划目标值。")]
    [('2025',)]
    >>> [bool(target_notes(note)) for note in ("注：表中均为计划数。", "来源：年报。", "注：完成率为与目标数之比。")]
    [True, False, False]
    """
    found = []
    for clause in _APART.split(text):
        plain = _FRONT.sub("", clause)
        bare = _FRONT.sub("", _LABEL.sub("", plain))
        note = _read(bare, labelled=bare != plain) if bare.strip() and len(bare) <= _LONGEST else None
        if note:
            found.append(note)
    return tuple(found)


def _read(clause: str, *, labelled: bool) -> TargetNote | None:
    clause = clause.strip()
    mark = _MARK.match(clause)
    folded = fold(_BRACKETS.sub("", clause))
    said = _statement().fullmatch(folded)
    if said is None:
        return None
    if said["subject"] is None and not labelled:  # a title: 2023年目标
        return None
    subject = said["subject"] or ""
    if subject.endswith(_NOT) or subject.startswith(_BELOW) or _AIMING.match(subject):
        return None
    marks = mark[0] if mark else next(iter(_MARK.findall(subject)), "")
    names = _names(_YEARS.sub("", _MARK.sub("", subject)))
    if any(map(_target_word().search, names)):  # 目标值为省下达数 speaks of a column of targets
        return None
    return TargetNote(clause, tuple(_YEAR.findall(subject)), marks, names)


def _names(subject: str) -> tuple[str, ...]:
    """Return what may be the name in a subject, with and without words such as 数据 around it; none if that is all."""
    names = []
    while subject:
        names.append(subject)
        shorter = _whole().sub("", subject, count=1)
        if shorter == subject:
            return tuple(names)
        subject = shorter
    return ()


def without_targets(
    found: Iterable[Figure | Diagnostic], notes: Sequence[tuple[int, TargetNote]]
) -> Iterator[Figure | Diagnostic]:
    """Yield what was *found* in a table without the figures that the *notes*, each with its line, call targets.

    A diagnostic tells of each note that does so, and of one of which it is not clear which figures it means.
    """
    if not notes:
        yield from found
        return
    kept: list[Figure] = []
    meant = set()
    for item in found:
        said = [at for at, (_, note) in enumerate(notes) if not isinstance(item, Diagnostic) and note.means(item)]
        meant.update(said)
        if not said:
            kept += [] if isinstance(item, Diagnostic) else [item]
            yield item
    for at, (line, note) in enumerate(notes):
        if at in meant:
            yield Diagnostic(code="note-of-targets", line=line, found=note.text)
        elif note.may_mean(kept):
            yield Diagnostic(code="unclear-note-of-targets", line=line, found=note.text)


@cache
def _statement() -> re.Pattern[str]:
    """Return the form of a clause that says so: of what, 为, and a word for what is to be reached."""
    rules = resources.rules("columns.toml")
    told, titles = rules["notes_of_targets"], rules["tables_of_targets"]
    words = _any([*titles["words"], *rules["rows_of_targets"]["words"]])
    behind, are, within = _any(titles["behind"]), _any(told["are"]), _any(told["within"])
    targets = rf"(?:(?:19|20|21)\d\d年?度?|{within})*(?:{words})(?:{words}|{behind})*"
    return compiled(rf"(?:(?P<subject>.{{0,24}}?)(?:{are}):?)?{targets}")


@cache
def _whole() -> re.Pattern[str]:
    words = _any(resources.rules("columns.toml")["notes_of_targets"]["whole"])
    return compiled(rf"^(?:{words})|(?:{words})$")


@cache
def _target_word() -> re.Pattern[str]:
    return compiled(_any(resources.rules("columns.toml")["tables_of_targets"]["words"]))


def _any(words: list[str]) -> str:
    return either(map(fold, words))
