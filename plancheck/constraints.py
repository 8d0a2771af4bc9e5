"""The typed constraints of a document (step 3): statements with their place, section and diagnostics."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from attrs import define, evolve

from plancheck import cellsentences, readings, roles, statements, tone, trees
from plancheck.errors import Diagnostic, at
from plancheck.records import Constraint
from plancheck.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from plancheck.contexts import Statement
    from plancheck.documents import Document, Section
    from plancheck.grids import Grid
    from plancheck.records import Role
    from plancheck.sentences import Sentence

_QUOTE = 80
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")


def lower(
    document: Document, grids: Sequence[Grid] = (), apart: Sequence[Grid] = ()
) -> tuple[tuple[Constraint, ...], tuple[Diagnostic, ...]]:
    """Return the constraints of *document* in the order of their figures, and what is doubtful about them.

    In the tables *grids* each cell is read by itself; those *apart* are left to another reader.

    >>> from plancheck.documents import read_document
    >>> from plancheck.text import Source
    >>> found, _ = lower(read_document(Source("确保2025年底前覆盖率达到90%以上。")))
    >>> found[0].indicator, found[0].op, str(found[0].value), found[0].unit, found[0].modality
    ('覆盖率', '>=', '90', 'percent', 'must')
    """
    constraints: list[Constraint] = []
    diagnostics: list[Diagnostic] = []
    taken: dict[str, int] = {}
    paragraph = Paragraph(document)
    for sentence in cellsentences.split(document, grids, apart):
        role = _role(paragraph, sentence)
        place = _Place(
            section=tuple(section.title for section in sentence.path), responsible=document.responsible(sentence.start)
        )
        for statement in statements.read(
            sentence.text, trees.parse(sentence.text), role, document.year, document.first_year, paragraph.spoken_of
        ):
            paragraph.spoken_of = statement.name
            constraint = _constraint(document, sentence, statement, place, _id(statement.name, taken))
            constraints.append(constraint)
            diagnostics.extend(_diagnostics(document, sentence, constraint, statement))
    # Names that share a figure share what is wrong with it: said once.
    once = {(diagnostic.code, diagnostic.start, diagnostic.end): diagnostic for diagnostic in diagnostics}
    return tuple(constraints), tuple(once.values())


def numbered(constraints: Iterable[Constraint]) -> tuple[Constraint, ...]:
    """Return *constraints*, in order, each with an id: its indicator's name, with a number where that is taken."""
    taken: dict[str, int] = {}
    return tuple(evolve(constraint, id=_id(constraint.indicator, taken)) for constraint in constraints)


def _id(name: str, taken: dict[str, int]) -> str:
    number = taken[name] = taken.get(name, 0) + 1
    return name if number == 1 else f"{name}#{number}"


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


def _tone(document: Document, sentence: Sentence) -> Role | None:
    """Return the role that a sentence gives itself where neither title nor headings say what the text is."""
    if not document.undeclared or any(section.review is False for section in sentence.path):
        return None
    if tone.reports(sentence.text):
        return "report"
    return "target" if document.leans_back and tone.wants(sentence.text) else None


def _role(paragraph: Paragraph, sentence: Sentence) -> Role:
    """Return the role of *sentence* before its clauses are read; one that reports does so whatever came before."""
    document = paragraph.document
    announced, said = paragraph.role_before(sentence), _tone(document, sentence)
    if said == "report":
        return said
    return announced or said or default_role(document, sentence.path, sentence.start)


@define
class Paragraph:
    """What the sentences of the paragraph at hand have announced: the tense of its first holds for those behind it."""

    document: Document
    reached: int = 0
    announced: Role | None = None
    spoken_of: str = ""

    def role_before(self, sentence: Sentence) -> Role | None:
        """Return the role announced in the paragraph in front of *sentence*, None where nothing or the headings say."""
        text = self.document.normalized.text
        if sentence.start < self.reached:  # the cells of a table are read in their own order
            return None
        between = text[self.reached : sentence.start]
        last = between.rfind("\n") + 1
        if last or (sentence.path and sentence.path[-1].start >= self.reached):
            self.announced, self.spoken_of = None, ""
        if _plans_ahead(self.document, sentence.path):  # the headings say it, whatever the sentences announce
            self.reached = sentence.start
            return None
        for said in _SENTENCE.findall(between[last:]):
            said_by = roles.announced(said.lstrip(), self.document.first_year, self._default(sentence))
            self.announced = said_by or self.announced
        self.reached = sentence.start
        return self.announced

    def _default(self, sentence: Sentence) -> Role:
        return default_role(self.document, sentence.path, sentence.start)


def _plans_ahead(document: Document, path: tuple[Section, ...]) -> bool:
    """Tell whether the headings, or the title where they say nothing, announce a plan."""
    said = [section.review for section in path if section.review is not None]
    return bool(said) and said[-1] is False


class _Place(NamedTuple):
    """What the outline says of all figures of a sentence."""

    section: tuple[str, ...]
    responsible: tuple[str, ...]


def _constraint(document: Document, sentence: Sentence, statement: Statement, place: _Place, name: str) -> Constraint:
    reading, figure = statement.reading, statement.figure
    span = document.normalized.span(sentence.start + figure.start, sentence.start + figure.end)
    return Constraint(
        role=statement.role,
        kind=reading.kind,
        indicator=statement.name,
        op=reading.op,
        value=reading.value,
        high=reading.high,
        unit=reading.unit,
        direction=reading.direction,
        modality=statement.modality,
        deadline=statement.deadline,
        start=span.start,
        end=span.end,
        diagnostics=statement.codes,
        section=place.section,
        responsible=place.responsible,
        quote=_quote(sentence.text, figure.start, figure.end),
        line=document.source.place(span.start)[0],
        id=name,
    )


def _quote(text: str, start: int, end: int) -> str:
    """Return the words around a figure: the whole sentence, or a window of it."""
    first, last = max(0, start - _QUOTE), min(len(text), end + _QUOTE // 2)
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")


def _diagnostics(
    document: Document, sentence: Sentence, constraint: Constraint, statement: Statement
) -> Iterator[Diagnostic]:
    """Yield what is doubtful about a constraint: on its figure, or on the date that cannot be read."""
    figure = Span(constraint.start, constraint.end)
    for code in constraint.diagnostics:
        span, found = figure, readings.of_number(statement.figure.text)
        if code == "garbled-date" and statement.bad_date:
            start, end = statement.bad_date
            found = readings.of_date(sentence.text[start:end])
            span = document.normalized.span(sentence.start + start, sentence.start + end)
        yield at(document.source, span, code, readings=found if code.startswith("garbled") else ())
