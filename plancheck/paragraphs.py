"""The role that a sentence has before it says anything itself: from headings and title, and from its paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from plancheck import roles, tone
from plancheck.patterns import deferred
from plancheck.sentences import SENTENCE
from plancheck.text import BULLETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plancheck.documents import Document, Section
    from plancheck.records import Role
    from plancheck.sentences import Sentence


def default_role(document: Document, path: tuple[Section, ...], start: int) -> Role:
    """Return the role that the headings give: the innermost that looks back or ahead decides, else the title.

    A heading without a number (2018年工作回顾) rules over the numbered ones below it.
    """
    if path and path[0].level == 0 and path[0].review is not None:
        return "report" if path[0].review else "target"
    for section in reversed(path):
        if section.review is not None and section.level <= 2:
            return "report" if section.review else "target"
    if document.review_title or document.leans_back or start < document.told_until:
        return "report"
    return "target"


# A line that says that goals follow, and the marks that their lines begin with.
_GOALS_FOLLOW = deferred(
    r"(?:(?:以下|如下|下列|下述)[^,，。:：\n]{0,8}[目指]标[^,，。:：\n]{0,4}|[目指]标(?:任务)?如下)[:：][ \t]*\n"
)
_ITEM = deferred(
    rf"[ \t\u3000]*(?:[{BULLETS}*—―–-]|"
    r"[(（]?\d{1,2}[)）、.．]|[(（][一二三四五六七八九十]{1,3}[)）]|[①-⑳]|[一二三四五六七八九十]是)"
)


@define
class Paragraph:
    """What the sentences of the paragraph at hand have announced: the tense of its first holds for those behind it.

    `spoken_of` is the indicator that its last figure was about, `last` the role of that figure, which what is told of a
    part of it (其中,…) shares, `goals` are the lists of what is wanted, `wanted` tells that what was said last of past
    or future looks ahead.
    """

    document: Document
    reached: int = 0
    announced: Role | None = None
    spoken_of: str = ""
    wanted: bool = False
    told: bool = False
    last: Role | None = None
    goals: list[tuple[int, int]] | None = None

    def role_of(self, sentence: Sentence) -> Role:
        """Return the role of *sentence*; one that reports does so whatever came before.

        The sentences are asked about in their order.
        """
        default = default_role(self.document, sentence.path, sentence.start)
        announced, said = self._role_before(sentence, default), self._tone(sentence)
        if self.last and sentence.text.startswith("其中"):
            return self.last
        if self.goals is None:
            self.goals = list(_lists_of_goals(self.document.normalized.text))
        if self.goals and any(start <= sentence.start < end for start, end in self.goals):
            return "target"
        return said if said == "report" else announced or said or default

    def _role_before(self, sentence: Sentence, default: Role) -> Role | None:
        """Return the role announced in the paragraph in front of *sentence*, None where nothing or the headings say."""
        text, reached = self.document.normalized.text, self.reached
        if sentence.start < reached:  # the cells of a table are read in their own order
            return None
        self.reached = sentence.start
        last = text.rfind("\n", reached, sentence.start)
        if last >= 0 or (sentence.path and sentence.path[-1].start >= reached):
            self.announced, self.spoken_of, self.told = None, "", False
            self.last = None if sentence.path and sentence.path[-1].start >= reached else self.last
        if _plans_ahead(sentence.path):  # the headings say it, whatever the sentences announce
            return None
        begin = last + 1 if last >= 0 else reached
        if self.document.undeclared and tone.wants(text[begin : sentence.start]):
            self.wanted = True  # a sentence without a figure says it, too
        if roles.may_announce(text, begin, sentence.start):
            for said in SENTENCE.findall(text, begin, sentence.start):
                self.announced = roles.announced(said.lstrip(), self.document.first_year, default) or self.announced
        return self.announced

    def _tone(self, sentence: Sentence) -> Role | None:
        """Return the role that a sentence gives itself where neither title nor headings say what the text is."""
        document, text = self.document, sentence.text
        if not document.undeclared or any(section.review is False for section in sentence.path):
            return None
        if tone.reports(text, wanted=self.wanted):
            self.wanted, self.told = False, True
            return "report"
        if self.told and tone.says_nothing(text):  # goes on telling
            return "report"
        self.told = False
        self.wanted = self.wanted or tone.wants(text)
        return "target" if document.leans_back and tone.wants(text) else None


def _lists_of_goals(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the lists stand that a line announces as goals (提出以下目标:), wherever that line itself stands."""
    if "标:" not in text and "如下:" not in text:
        return
    for match in _GOALS_FOLLOW.finditer(text):
        end, open_line = match.end(), False
        for line in text[end:].splitlines(keepends=True):
            if line.strip() and not open_line and not _ITEM.match(line):
                break
            end += len(line)
            open_line = open_line if not line.strip() else line.rstrip()[-1] not in "。;；:："
        yield match.end(), end


def _plans_ahead(path: tuple[Section, ...]) -> bool:
    """Tell whether the headings, or the title where they say nothing, announce a plan."""
    said = [section.review for section in path if section.review is not None]
    return bool(said) and said[-1] is False
