"""What can be wrong with an input: diagnostics as values, exceptions for misuse, and how both read.

A *diagnostic* is a finding about one place; it never stops a run. A `PlancheckError` stops a call that cannot
go on (a file that is not there) and carries the same fields. Texts live in `rules/messages.toml`, one entry a
code, in English and Chinese; codes are never translated and never reused.
"""

from __future__ import annotations

from typing import Any

import attrs
from attrs import asdict, frozen

from plancheck import resources
from plancheck.reasons import reason_in
from plancheck.text import Source, Span, carets_under, padding_under, place_in, set_in

LANGUAGES = ("en", "zh")
_HINT = {"en": "help: ", "zh": "建议："}  # as the text report has it
_WORD_FOR_WORD = ("example", "reason")  # details that are no list of names or figures


@frozen(kw_only=True)
class Diagnostic:
    """Something wrong or doubtful in an input, with its place and a remedy.

    `file`, `line` and `column` (from 1, in characters) say where; `start` and `end` are code-point offsets when
    the input is a text; `sheet` and `field` name a place in a table. `found` is the text found there and
    `readings` are the ways it could be read, of which none was chosen. `details` fill the message's blanks.

    >>> print(Diagnostic(code="not-a-number", file="data.csv", line=4, field="value", found="很多").message())
    the cell 很多 is no number
    """

    code: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    end_column: int | None = None
    start: int | None = None
    end: int | None = None
    sheet: str | None = None
    field: str | None = None
    found: str | None = None
    readings: tuple[str, ...] = ()
    details: dict[str, str] = attrs.field(factory=dict)
    source_line: str | None = attrs.field(default=None, eq=False)

    @property
    def severity(self) -> str:
        """Return "error" (cannot be judged), "warning" (judged, but doubtful) or "note"."""
        return str(_entry(self.code)["severity"])

    def message(self, lang: str = "en") -> str:
        """Return the message as one sentence in *lang*, "en" or "zh"."""
        return _fill(self, "message", lang)

    def hint(self, lang: str = "en") -> str:
        """Return what the reader can do about it, in *lang*."""
        return _fill(self, "hint", lang)

    def place(self, lang: str = "en") -> str:
        """Return the place as compilers write it: file, line and column as far as known; in a workbook the cell."""
        parts = [self.file or "<input>"]
        if self.sheet:
            return parts[0] + place_in(cell_place(self.sheet, self.line, self.column), lang)
        parts += [str(number) for number in (self.line, self.column) if number is not None]
        return ":".join(parts)

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the fields, and the texts in *lang*, as JSON types."""
        fields = asdict(self, filter=lambda attribute, _: attribute.name not in ("details", "source_line"))
        texts = {"severity": self.severity, "message": self.message(lang), "hint": self.hint(lang)}
        return {**fields, "readings": list(self.readings), **texts}

    def render(self, lang: str = "en", room: int = 60) -> str:
        """Return the block that a terminal shows: header, source line, carets, help.

        Of the source line at most *room* characters stand on either side of what was found.
        """
        header = f"{self.place(lang)}: {self.severity}[{self.code}]: {self.message(lang)}"
        return "\n".join([header, *_source_block(self, room), f"  = {_HINT[lang]}{self.hint(lang)}"])


class PlancheckError(Exception):
    """A call that cannot go on; `diagnostic` holds code, place, message and remedy.

    >>> raise PlancheckError(Diagnostic(code="file-not-found", file="plan.txt"))
    Traceback (most recent call last):
    plancheck.errors.PlancheckError: plan.txt: error[file-not-found]: there is no such file
      = help: check the path; relative paths start at the current folder
    """

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic

    def __str__(self) -> str:
        return self.diagnostic.render()


def cell_place(sheet: str, row: int | None, column: int | None) -> str:
    """Return a place in a workbook as it is written behind the name of the file.

    >>> cell_place("表1", 7, 3), cell_place("表1", 7, None), cell_place("表1", None, None)
    (', sheet 表1, cell C7', ', sheet 表1, row 7', ', sheet 表1')
    """
    if row is None:
        return f", sheet {sheet}"
    return f", sheet {sheet}, cell {column_letters(column)}{row}" if column else f", sheet {sheet}, row {row}"


def column_letters(number: int) -> str:
    """Return the letters of a column of a workbook, counted from 1.

    >>> column_letters(3), column_letters(28)
    ('C', 'AB')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def at(source: Source, span: Span, code: str, **fields: Any) -> Diagnostic:
    """Return the diagnostic *code* for *span* of *source*, with line, column and text filled in.

    >>> print(at(Source("参保率达到%以上", "plan.txt"), Span(5, 6), "missing-value").render())
    plan.txt:1:6: warning[missing-value]: the figure is gone, only % is left
      |
    1 | 参保率达到%以上
      | 　　　　　^
      = help: restore the figure from the original document
    """
    line, column = source.place(span.start)
    found = span.cut(source.text)
    return Diagnostic(
        code=code,
        file=source.name,
        line=line,
        column=column,
        end_column=column + len(found),
        start=span.start,
        end=span.end,
        found=found,
        source_line=source.line(line),
        **fields,
    )


def codes() -> list[str]:
    """Return every code in the message table, sorted."""
    return sorted(resources.rules("messages.toml"))


def refuse_language(lang: str) -> None:
    """Raise ValueError if *lang* is none of `LANGUAGES`."""
    if lang not in LANGUAGES:
        msg = f"messages come in {' and '.join(LANGUAGES)}, not in {lang!r}"
        raise ValueError(msg)


def _entry(code: str) -> dict[str, Any]:
    table = resources.rules("messages.toml")
    if code not in table:
        msg = f"the message table has no code {code!r}"
        raise KeyError(msg)
    entry: dict[str, Any] = table[code]
    return entry


def _fill(diagnostic: Diagnostic, part: str, lang: str) -> str:
    refuse_language(lang)
    template = str(_entry(diagnostic.code)[part][lang])
    blanks = {
        "file": diagnostic.file or "",
        "field": diagnostic.field or "",
        "found": _shorten(diagnostic.found or ""),
        "readings": " / ".join(diagnostic.readings) or "–",
        **{
            name: detail if name in _WORD_FOR_WORD else set_in(detail, lang)
            for name, detail in diagnostic.details.items()
        },
    }
    if "reason" in diagnostic.details:
        blanks["reason"] = reason_in(diagnostic.details["reason"], lang)
    return template.format(**blanks)


def _shorten(text: str, limit: int = 40) -> str:
    """Keep a message one line long even when the text found is a whole page."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _source_block(diagnostic: Diagnostic, room: int) -> list[str]:
    """Return the source line with carets under what was found, cut to a window around it."""
    if diagnostic.source_line is None or diagnostic.column is None or diagnostic.line is None:
        return []
    line = diagnostic.source_line.expandtabs(1)
    start = diagnostic.column - 1
    end = max(start, min((diagnostic.end_column or diagnostic.column + 1) - 1, len(line)))
    first, last = max(0, start - room), min(len(line), end + room)
    head, tail = ("…" if first else ""), ("…" if last < len(line) else "")
    margin = " " * len(str(diagnostic.line))
    marks = padding_under(head + line[first:start]) + carets_under(line[start:end])
    shown = head + line[first:last] + tail
    return [f"{margin} |", f"{diagnostic.line} | {shown}", f"{margin} | {marks}"]
