"""The typed constraints of a document (step 3): statements with their place, section and diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrs import evolve

from plancheck import cellsentences, readings, statements, trees
from plancheck.errors import Diagnostic, at
from plancheck.paragraphs import Paragraph
from plancheck.patterns import deferred
from plancheck.records import Constraint
from plancheck.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from plancheck.contexts import Statement
    from plancheck.documents import Document
    from plancheck.grids import Grid
    from plancheck.sentences import Sentence

_QUOTE = 80
_RATIO = deferred(r"(?<=[比构])[^,，。;；:∶\d]{0,8}(?P<ratio>\d+(?:\.\d+)?(?:[:∶]\d+(?:\.\d+)?){1,2})")


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
        role = paragraph.role_of(sentence)
        place = _Place(
            section=tuple(section.title for section in sentence.path), responsible=document.responsible(sentence.start)
        )
        for statement in statements.read(
            sentence.text,
            trees.parse(sentence.text),
            role,
            document.year,
            document.first_year,
            paragraph.spoken_of,
            _heading(document, sentence) if sentence.path and statements.names_nothing(sentence.text) else "",
        ):
            if not statement.name:
                diagnostics.append(_unstated(document, sentence, statement))
                continue
            paragraph.spoken_of, paragraph.last = statement.name, statement.role
            constraint = _constraint(document, sentence, statement, place, _id(statement.name, taken))
            constraints.append(constraint)
            diagnostics.extend(_diagnostics(document, sentence, constraint, statement))
        diagnostics.extend(_ratios(document, sentence))
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


class _Place(NamedTuple):
    """What the outline says of all figures of a sentence."""

    section: tuple[str, ...]
    responsible: tuple[str, ...]


def _heading(document: Document, sentence: Sentence) -> str:
    """Return the heading right above *sentence*, empty where something stands between them."""
    last = sentence.path[-1]
    above = document.normalized.text[last.body_start : min(sentence.start, last.body_start + _QUOTE)].strip()
    return above if above and last.title.endswith(above) else ""


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
        line=document.source.line_of(span.start),
        id=name,
    )


def _unstated(document: Document, sentence: Sentence, statement: Statement) -> Diagnostic:
    start, end = statement.figure.start, statement.figure.end
    span = document.normalized.span(sentence.start + start, sentence.start + end)
    return at(document.source, span, "indicator-unstated")


def _quote(text: str, start: int, end: int) -> str:
    """Return the words around a figure: the whole sentence, or a window of it."""
    first, last = max(0, start - _QUOTE), min(len(text), end + _QUOTE // 2)
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")


def _ratios(document: Document, sentence: Sentence) -> Iterator[Diagnostic]:
    """Yield the ratios of a sentence (医护比达到1:1.25), which no record can hold."""
    if ":" in sentence.text or "∶" in sentence.text:
        for match in _RATIO.finditer(sentence.text):
            start, end = match.span("ratio")
            span = document.normalized.span(sentence.start + start, sentence.start + end)
            yield at(document.source, span, "unread-ratio")


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
