"""The table of units: every unit and measure word, its spellings, and what it is a multiple of.

The table is `rules/units.toml`, whose head explains its lines. Reading it refuses a bad line by name and needs no
unit library; `plancheck.units` does the converting.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import cache, cached_property
from math import prod
from typing import Any

import tomli
from attrs import frozen

from plancheck import resources
from plancheck.errors import Diagnostic, PlancheckError

FILE = "units.toml"
KINDS = ("rate", "count", "action", "money", "physical", "time")
_FIELDS = {"is": str, "also": list, "data": list, "ambiguous": bool, "digits_only": bool}
_MAGNITUDE_FIELDS = {"number": int, "data": list}
_DEFINITION = re.compile(r"(?:(?P<number>[0-9]+(?:\.[0-9]+|/[1-9][0-9]*)?) )?(?P<units>[^ ]+)")
_ONE_FORM = str.maketrans({**dict.fromkeys("・•⋅*×", "·"), **dict.fromkeys("∕⁄", "/")})
_THOUSANDS_COMMA = re.compile(r"(?<=\d),(?=\d{3})")
_MYRIAD = 10_000
_NEVER = re.compile(r"(?!)")
_FREE_CASE = 5  # a symbol is shorter: mW and MW differ, Percent and percent do not


@frozen
class UnitEntry:
    """One line of the table: one of it is `number` times the product of the units `of`.

    An empty `of` is a dimension of its own. `also` are other spellings in plans and data, `data` those in data alone.
    """

    name: str
    kind: str
    number: Fraction
    of: tuple[str, ...]
    also: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    ambiguous: bool = False
    digits_only: bool = False

    @property
    def written(self) -> tuple[str, ...]:
        """Every spelling, the name first."""
        return (self.name, *self.also, *self.data)


@frozen(eq=False, slots=False)
class UnitTable:
    """The units by name and the magnitudes by spelling, in the order of the file; and who owns each folded spelling."""

    entries: dict[str, UnitEntry]
    magnitudes: dict[str, int]
    spellings: dict[str, str]

    @cached_property
    def magnitude_names(self) -> dict[int, str]:
        """How names write a number: 100000 is 10万. The first spelling of a number is its name."""
        return {number: spelling for spelling, number in reversed(self.magnitudes.items())}

    def folded(self, entry: UnitEntry) -> set[str]:
        """Return the spellings of *entry* as `fold` writes them; long ones also without their case."""
        exact = {self.fold(text) for text in entry.written}
        return exact | {text.casefold() for text in exact if len(text) >= _FREE_CASE}

    def fold(self, text: str) -> str:
        """Return *text* as spellings are compared: half width, no spaces, numbers as magnitudes write them.

        >>> [unit_table().fold(text) for text in ("1／100,000", "十万 人", "㎡")]
        ['1/10万', '10万人', 'm2']
        """
        text = unicodedata.normalize("NFKC", text.translate(_ONE_FORM)).translate(_ONE_FORM)
        text = _THOUSANDS_COMMA.sub("", "".join(text.split()))
        return self._number_run.sub(lambda match: self._number_name(match[0]), text)

    def plain(self, name: str) -> tuple[Fraction, str]:
        """Return how many of which unit *name* is, along a chain of plain multiples; a product of units ends it.

        >>> unit_table().plain("per_100k"), unit_table().plain("千瓦时")
        ((Fraction(1, 1000), 'percent'), (Fraction(1000, 1), '瓦时'))
        """
        number, entry = Fraction(1), self.entries[name]
        while len(entry.of) == 1:
            number, entry = number * entry.number, self.entries[entry.of[0]]
        return number, entry.name

    def find(self, folded: str) -> UnitEntry | None:
        """Return the unit that a folded text spells, or None."""
        name = self.spellings.get(folded)
        if name is None and len(folded) >= _FREE_CASE:
            name = self.spellings.get(folded.casefold())
        return None if name is None else self.entries[name]

    @cached_property
    def _number_run(self) -> re.Pattern[str]:
        """Matches 百, 十万, 千亿, 100, 10万: one sign below 万, then 万, then 亿, so that 万千瓦 stays two things."""
        signs = {text: number for text, number in self.magnitudes.items() if len(text) == 1}
        small = "".join(sign for sign, number in signs.items() if number < _MYRIAD)
        levels = [number for number in dict.fromkeys(signs.values()) if number >= _MYRIAD]
        large = "".join(f"[{''.join(s for s, n in signs.items() if n == level)}]?" for level in sorted(levels))
        if not signs:
            return _NEVER
        return re.compile(rf"(?<![\d.])10*(?![\d.]){large}|(?=[{''.join(signs)}])[{small}]?{large}")

    def _number_name(self, run: str) -> str:
        signs = run.lstrip("0123456789")
        number = int(run.removesuffix(signs) or 1) * prod(self.magnitudes[sign] for sign in signs)
        return self.magnitude_names.get(number, run)


@cache
def unit_table() -> UnitTable:
    """Return the table that ships with the package."""
    return read_table(resources.rules_text(FILE))


def read_table(text: str, file: str = FILE) -> UnitTable:
    """Return the table that *text* writes; raise PlancheckError naming the first bad line.

    >>> read_table('[count]\\n"座" = { is = "2 坐" }')
    Traceback (most recent call last):
    plancheck.errors.PlancheckError: units.toml:2: error[bad-unit-entry]: the entry 座 is refused: is names 坐, ...
    """
    return _Reader(text, file).table()


@frozen
class _Reader:
    """Turns the file's text into the table, with the place of whatever is wrong."""

    text: str
    file: str

    def table(self) -> UnitTable:
        sections = self._sections()
        table = UnitTable({}, self._magnitudes(sections.pop("magnitude", {})), {})
        for kind, lines in sections.items():
            if kind not in KINDS:
                raise self._refusal(kind, f"a section is one of magnitude, {', '.join(KINDS)}")
            for name, line in lines.items():
                if name in table.entries:
                    raise self._refusal(name, f"it is already a unit of [{table.entries[name].kind}]")
                if not name.strip() or re.search("[/·每]", name):
                    raise self._refusal(name, "a name is not empty and holds no / · 每, which combine units")
                table.entries[name] = self._entry(kind, name, line)
        self._check_references(table)
        self._gather_spellings(table)
        return table

    def _sections(self) -> dict[str, dict[str, Any]]:
        try:
            return tomli.loads(self.text)
        except tomli.TOMLDecodeError as error:
            name = error.doc.split("\n")[error.lineno - 1].partition("=")[0].strip().strip('"')
            raise self._refusal(name, str(error), error.lineno) from error

    def _magnitudes(self, lines: dict[str, Any]) -> dict[str, int]:
        magnitudes: dict[str, int] = {}
        for name, line in lines.items():
            self._check_fields(name, line, _MAGNITUDE_FIELDS)
            if not re.fullmatch("10+", str(line.get("number"))):
                raise self._refusal(name, "number is missing or no power of ten")
            for spelling in (name, *line.get("data", ())):
                if spelling in magnitudes:
                    raise self._refusal(name, f"{spelling} is already a magnitude")
                magnitudes[spelling] = line["number"]
        return magnitudes

    def _entry(self, kind: str, name: str, line: Any) -> UnitEntry:
        self._check_fields(name, line, _FIELDS)
        number, of = self._definition(name, line["is"]) if "is" in line else (Fraction(1), ())
        entry = UnitEntry(
            name,
            kind,
            number,
            of,
            also=tuple(line.get("also", ())),
            data=tuple(line.get("data", ())),
            ambiguous=line.get("ambiguous", False),
            digits_only=line.get("digits_only", False),
        )
        written = entry.written
        for spelling in written:
            if not spelling.strip() or written.count(spelling) > 1:
                raise self._refusal(name, f"the spelling {spelling!r} is empty or there twice")
        return entry

    def _definition(self, name: str, text: str) -> tuple[Fraction, tuple[str, ...]]:
        match = _DEFINITION.fullmatch(text)
        number = Fraction(match["number"] or 1) if match else Fraction(0)
        if not match or not number:
            example = "such as 1000 克 or 2000/3 平方米"
            raise self._refusal(name, f"is = {text!r} is no number above zero and unit, {example}")
        return number, tuple(match["units"].split("·"))

    def _check_fields(self, name: str, line: Any, known: dict[str, type[Any]]) -> None:
        if not isinstance(line, dict):
            raise self._refusal(name, "a line is a table in braces, {} at least")
        for field, value in line.items():
            if field not in known:
                raise self._refusal(name, f"{field} is none of {', '.join(known)}")
            texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
            if not texts if known[field] is list else type(value) is not known[field]:
                expected = "a list of texts" if known[field] is list else f"of type {known[field].__name__}"
                raise self._refusal(name, f"{field} must be {expected}")

    def _check_references(self, table: UnitTable) -> None:
        for entry in table.entries.values():
            reached, ahead = {entry.name}, list(entry.of)
            while ahead:
                name = ahead.pop()
                if name not in table.entries:
                    raise self._refusal(entry.name, f"is names {name}, which is no unit of this file")
                if name == entry.name:
                    raise self._refusal(entry.name, "is leads back to the unit itself")
                if name not in reached:
                    reached.add(name)
                    ahead += table.entries[name].of

    def _gather_spellings(self, table: UnitTable) -> None:
        for entry in table.entries.values():
            for spelling in table.folded(entry):
                owner = table.spellings.setdefault(spelling, entry.name)
                if owner != entry.name:
                    raise self._refusal(entry.name, f"the spelling {spelling} already means {owner}")

    def _refusal(self, name: str, reason: str, line: int | None = None) -> PlancheckError:
        if line is None:
            match = re.search(rf'^[ \t]*\[?"?{re.escape(name)}["\]]?[ \t]*(=|$)', self.text, re.MULTILINE)
            line = self.text.count("\n", 0, match.start()) + 1 if match else None
        details = {"reason": reason}
        return PlancheckError(Diagnostic(code="bad-unit-entry", file=self.file, line=line, found=name, details=details))
