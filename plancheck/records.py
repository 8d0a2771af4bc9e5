"""The values that travel between stages: constraints read from plans, observations read from data.

A `Constraint` is the record of the target language; its JSON form is a contract (`to_dict`, `from_dict`).
An `Observation` is one reported figure (SDMX's word) with the place it was read from.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from attrs import frozen

Number = Decimal | Fraction
Role = Literal["target", "report"]
Kind = Literal["level", "change", "reference", "frequency"]
Comparison = Literal["<=", "<", ">=", ">", "=", "~=", "range"]
Direction = Literal["up", "down"]
Modality = Literal["must", "aim", "plain"]

# A pairing that was not certain leaves the figure in doubt as much as damaged digits do.
UNTRUSTED = (
    "missing-value",
    "garbled-number",
    "count-mismatch",
    "bound-unstated",
    "period-total",
    "unit-unstated",
    "conflicting-units",
)


def format_number(number: Number) -> str:
    """Return *number* as the records write it: plain decimals without exponent, or a fraction n/d.

    >>> format_number(Decimal("5.8E+4")), format_number(Fraction(2, 3)), format_number(Decimal("5.0"))
    ('58000', '2/3', '5.0')
    """
    if isinstance(number, Fraction):
        return f"{number.numerator}/{number.denominator}"
    return format(number, "f")


def parse_number(text: str) -> Number:
    """Return the number that `format_number` wrote as *text*; raise ValueError if it is none.

    >>> parse_number("58000"), parse_number("2/3")
    (Decimal('58000'), Fraction(2, 3))
    """
    if "/" in text:
        return Fraction(text)
    try:
        number = Decimal(text)
    except ArithmeticError as error:
        msg = f"{text!r} is no number"
        raise ValueError(msg) from error
    if not number.is_finite():
        msg = f"{text!r} is no finite number"
        raise ValueError(msg)
    return number


@frozen(kw_only=True)
class Constraint:
    """One typed target or reported figure of a document, still pointing at the words it came from.

    The first fields are those of the target language (the page `docs/language.md` defines each). `value` and
    `high` are exact; `value` is None where the text lost it or names another body's target. `start` and `end`
    are code-point offsets of the figure in the document as read. `diagnostics` are codes. `section` is the path
    of headings, `responsible` the bodies named at the end of the passage, `quote` the clause, `line` its line
    (from 1), and `id` is the name by which reports refer to it, unique in its document. `period` is the year that a
    report says it is of ("2020", as data write it), None if it does not say.
    """

    role: Role
    kind: Kind
    indicator: str
    op: Comparison
    value: Number | None
    high: Number | None = None
    unit: str | None
    direction: Direction | None = None
    modality: Modality = "plain"
    deadline: date | None = None
    start: int
    end: int
    diagnostics: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    quote: str = ""
    line: int = 1
    id: str = ""
    period: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON types, in the order of the target language."""
        return {
            "id": self.id,
            "role": self.role,
            "kind": self.kind,
            "indicator": self.indicator,
            "op": self.op,
            "value": None if self.value is None else format_number(self.value),
            "high": None if self.high is None else format_number(self.high),
            "unit": self.unit,
            "direction": self.direction,
            "modality": self.modality,
            "deadline": self.deadline.isoformat() if self.deadline else None,
            "start": self.start,
            "end": self.end,
            "diagnostics": list(self.diagnostics),
            "section": list(self.section),
            "responsible": list(self.responsible),
            "quote": self.quote,
            "line": self.line,
            "period": self.period,
        }

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Constraint:
        """Return the constraint that `to_dict` wrote; raise ValueError on a bad number or date."""
        fields = dict(record)
        for name in ("value", "high"):
            fields[name] = None if fields.get(name) is None else parse_number(fields[name])
        if fields.get("deadline"):
            fields["deadline"] = date.fromisoformat(fields["deadline"])
        for name in ("diagnostics", "section", "responsible"):
            fields[name] = tuple(fields.get(name) or ())
        return cls(**fields)


@frozen(kw_only=True)
class Part:
    """One of the two figures that a rate is made of: what was counted, how many, and where it stands."""

    indicator: str
    value: Number
    source: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the part as JSON types."""
        return {"indicator": self.indicator, "value": format_number(self.value), "source": self.source}


@frozen(kw_only=True)
class Parts:
    """What a rate is made of: numerator over denominator, times `multiplier`, gives it in the observation's unit.

    A numerator without a `source` is not in the data: it is the only whole number that is rounded to the reported rate.

    >>> deaths, births = Part(indicator="孕产妇死亡数", value=Decimal(1)), Part(indicator="活产数", value=Decimal(6000))
    >>> Parts(numerator=deaths, denominator=births, multiplier=Fraction(100_000)).rate
    Fraction(50, 3)
    """

    numerator: Part
    denominator: Part
    multiplier: Fraction

    @property
    def rate(self) -> Fraction:
        """The exact rate; ZeroDivisionError where the denominator is 0."""
        return Fraction(self.numerator.value) / Fraction(self.denominator.value) * self.multiplier

    def to_dict(self) -> dict[str, Any]:
        """Return the parts as JSON types."""
        parts = {"numerator": self.numerator.to_dict(), "denominator": self.denominator.to_dict()}
        return {**parts, "multiplier": format_number(self.multiplier).removesuffix("/1")}


@frozen(kw_only=True)
class Observation:
    """One reported figure: what was measured, the figure as written, and where it stands.

    `value` is exact (a float stands for the shortest decimal that denotes it: 3.5, not 3.5000000000000000x) and
    None where the cell says that there is no figure. `unit` is as the data gives it, None if it does not.
    `source` names the place for people ("data.csv:4"), `sheet`, `line` and `column` (both from 1) for programs: in a
    workbook they name a cell. `start` and `end` are offsets when a text was the data.

    A report that only bounds its figure has another `op` than "=": 90%以上 is ">=", 约5万 is "~=", 3至5家 is "range" up
    to `high`. `step` is what the last written digit counts where the value does not show it: 1,000 for 5.8万. `parts`
    are what the rate is made of, where the data tells; `computed` that the value was computed from them, exactly.
    `summed` are the regions whose figures, or whose parts, were added up to it. `unplaced` tells that it stands in a
    table with a column of regions and names none.
    """

    indicator: str
    value: Number | None
    unit: str | None = None
    region: str | None = None
    period: str | None = None
    source: str = ""
    start: int | None = None
    end: int | None = None
    op: Comparison = "="
    high: Number | None = None
    step: Number | None = None
    parts: Parts | None = None
    computed: bool = False
    summed: tuple[str, ...] = ()
    sheet: str | None = None
    line: int | None = None
    column: int | None = None
    unplaced: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the observation as JSON types."""
        return {
            "indicator": self.indicator,
            "value": None if self.value is None else format_number(self.value),
            "unit": self.unit,
            "region": self.region,
            "period": self.period,
            "source": self.source,
            "start": self.start,
            "end": self.end,
            "op": self.op,
            "high": None if self.high is None else format_number(self.high),
            "parts": None if self.parts is None else self.parts.to_dict(),
            "computed": self.computed,
            "summed": list(self.summed),
            "sheet": self.sheet,
            "line": self.line,
            "column": self.column,
        }
