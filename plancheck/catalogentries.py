"""Indicators as `rules/indicators/` describes them: what an entry holds, and why a bad one is refused.

A file is a list of entries, one TOML table each, headed by the indicator's id; a table `sources` holds the documents
that entries name as the source of their definition.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal, get_args

import tomli
from attrs import frozen

from plancheck.errors import Diagnostic, PlancheckError

if TYPE_CHECKING:
    from collections.abc import Iterator

Better = Literal["lower", "higher", "neither"]
Range = tuple[Decimal, Decimal]

_BETTER = get_args(Better)
SOURCES = "sources"
REQUIRED = ("zh", "en", "unit", "better", "range", "source")
NAMES = ("aliases", "change_names")
FIELDS = (*REQUIRED, "aliases", "change_names", "change_range", "formula")
_SOURCE_FIELDS = {"title": str, "issuer": str, "year": int}
_EXAMPLES = {
    "zh": 'zh = "孕产妇死亡率"',
    "en": 'en = "Maternal mortality ratio"',
    "unit": 'unit = "per_100k"',
    "better": 'better = "lower"',
    "range": "range = [0, 400]",
    "source": 'source = { title = "中国卫生健康统计年鉴", issuer = "国家卫生健康委员会", year = 2022 }',
    "aliases": 'aliases = ["孕产妇死亡比"]',
    "change_names": 'change_names = ["经济增长"]',
    "change_range": "change_range = [-20, 30]",
    "formula": 'formula = "孕产妇死亡数 / 活产数"',
}
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_FORMULA = re.compile(r"(?P<numerator>.+?) / (?P<denominator>.+?)(?: \* (?P<multiplier>[0-9]+(?:\.[0-9]+)?))?")
_RATES = {"percent": 100, "permille": 1000, "per_10k": 10_000, "per_100k": 100_000, "per_million": 1_000_000}
_BELOW = re.compile(r"/(10万|百万|百|千|万|亿)?\D")
_MAGNITUDES = {"百": 100, "千": 1000, "万": 10_000, "10万": 100_000, "百万": 1_000_000, "亿": 100_000_000}
NO_UNIT = "-"


@frozen(kw_only=True)
class Reference:
    """The document that defines an indicator; `year` is that of its publication."""

    title: str
    issuer: str
    year: int


@frozen(kw_only=True)
class Formula:
    """How an indicator follows from two others: numerator over denominator, times the multiplier.

    `numerator` and `denominator` are ids of the catalog; each part is taken in its own indicator's unit, and the
    result is in the unit of the indicator that has the formula.
    """

    numerator: str
    denominator: str
    multiplier: Decimal


@frozen(kw_only=True)
class Indicator:
    """One entry of the catalog: what is measured, how it is called, and what its figures look like.

    `id` is stable; `zh` and `en` are its names, `aliases` other spellings of them. `unit` is the name of the unit of
    its level, None for a bare number. `better` says which side is better. `range` is what is plausible, in that
    unit, at any place in China in recent decades. A change of the indicator has the names that `rules/
    indicator_names.toml` builds (居民消费价格涨幅) and those in `change_names` (经济增长); `change_range` is what is
    plausible in percent, None if nothing is known. `source` is where it is defined, `topic` the file of its entry.
    """

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    change_names: tuple[str, ...] = ()
    unit: str | None
    better: Better
    range: Range
    change_range: Range | None = None
    formula: Formula | None = None
    source: Reference
    topic: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All names of the indicator's level: Chinese, English, other spellings, id."""
        return (self.zh, self.en, *self.aliases, self.id)


@frozen
class RawEntry:
    """An entry as it stands in its file, with all that is needed to say what is wrong with it."""

    file: str
    text: str
    id: str
    fields: dict[str, Any]

    @property
    def only_names(self) -> bool:
        """Whether the entry only adds spellings to one that has the same id: it holds nothing but lists of names."""
        return bool(self.fields) and set(self.fields) <= set(NAMES)

    def refusal(self, code: str, field: str | None = None, **details: str) -> PlancheckError:
        """Return the error *code* for the entry, at the line of *field* if it has one."""
        found = None if field is None or field not in self.fields else _shown(self.fields[field])
        example = _EXAMPLES.get(field or "", "")
        details = {"entry": self.id, "example": example, **details}
        return PlancheckError(
            Diagnostic(code=code, file=self.file, line=self._line(field), field=field, found=found, details=details)
        )

    def _line(self, field: str | None) -> int | None:
        """Return the line of *field*, or of the head of the entry; None where neither is found."""
        name = rf'["\']?{re.escape(self.id)}["\']?'
        own = rf'["\']?{re.escape(field or "[")}["\']?'
        heads = (rf"\[ *{name} *\]", rf"\[ *{name} *\. *{own} *\]", rf"{name} *=", rf"\[ *{name} *\.")
        head = next((m for h in heads if (m := re.search(rf"^[ \t]*{h}", self.text, re.MULTILINE))), None)
        if head is None:
            return None
        key = re.compile(rf"^[ \t]*(?:(\[)|{own} *=)", re.MULTILINE).search(self.text, head.end())
        at = key.start() if key and not key[1] else head.start()
        return self.text.count("\n", 0, at) + 1


def read_file(text: str, file: str) -> tuple[list[RawEntry], dict[str, Reference]]:
    """Return the entries of a file, each checked on its own, and its sources; raise PlancheckError for a bad one."""
    try:
        tables = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        details = {"reason": str(error)}
        raise PlancheckError(Diagnostic(code="bad-toml", file=file, line=error.lineno, details=details)) from error
    sources = _sources(RawEntry(file, text, SOURCES, tables.pop(SOURCES, {})))
    entries = [RawEntry(file, text, name, fields) for name, fields in tables.items()]
    for entry in entries:
        _check(entry)
    return entries, sources


def build(entry: RawEntry, formula: Formula | None, sources: dict[str, Reference]) -> Indicator:
    """Return the indicator of a checked *entry*; raise PlancheckError if no source has the id that it names."""
    fields = entry.fields
    source = fields["source"]
    if isinstance(source, str):
        if source not in sources:
            near = ", ".join(get_close_matches(source, sources, n=3)) or "rules/indicators/sources.toml"
            raise entry.refusal("entry-unknown-source", "source", near=near)
        reference = sources[source]
    else:
        reference = Reference(**source)
    return Indicator(
        id=entry.id,
        zh=fields["zh"],
        en=fields["en"],
        aliases=tuple(fields.get("aliases", ())),
        change_names=tuple(fields.get("change_names", ())),
        unit=unit_of(entry),
        better=fields["better"],
        range=_pair(fields["range"]),
        change_range=_pair(fields["change_range"]) if "change_range" in fields else None,
        formula=formula,
        source=reference,
        topic=entry.file.rsplit("/", 1)[-1].removesuffix(".toml"),
    )


def written_names(entry: RawEntry) -> Iterator[tuple[str, str]]:
    """Yield every name in a checked *entry* with the field that it stands in; the id counts as an alias."""
    yield from (
        ("aliases", entry.id),
        *((field, entry.fields[field]) for field in ("zh", "en") if field in entry.fields),
    )
    for field in ("aliases", "change_names"):
        yield from ((field, name) for name in entry.fields.get(field, ()))


def unit_of(entry: RawEntry) -> str | None:
    """Return the unit of *entry*, None for a bare number."""
    unit: str = entry.fields["unit"]
    return None if unit == NO_UNIT else unit


def formula_parts(entry: RawEntry) -> tuple[str, str, Decimal] | None:
    """Return the names of numerator and denominator and the multiplier, None if the entry has no formula.

    The multiplier follows from the unit (100 for percent, 1,000 for 张/千人); it is written only where the unit tells
    none, as for a ratio with a base of 100.
    """
    if "formula" not in entry.fields:
        return None
    match = _FORMULA.fullmatch(entry.fields["formula"])
    implied = implied_multiplier(unit_of(entry))
    if match is None:
        raise entry.refusal("entry-formula", "formula")
    written = Decimal(match["multiplier"]) if match["multiplier"] else None
    if written is not None and implied is not None and written != implied:
        raise entry.refusal("entry-multiplier", "formula", unit=str(unit_of(entry)), multiplier=str(implied))
    return match["numerator"].strip(), match["denominator"].strip(), written or implied or Decimal(1)


def implied_multiplier(unit: str | None) -> Decimal | None:
    """Return what the bare quotient is multiplied with to be in *unit*; None if the unit does not say.

    >>> [str(implied_multiplier(unit)) for unit in ("per_100k", "张/千人", "元/人", "岁")]
    ['100000', '1000', '1', 'None']
    """
    if unit in _RATES:
        return Decimal(_RATES[unit])
    match = _BELOW.search(unit or "")
    return Decimal(_MAGNITUDES.get(match[1], 1)) if match else None


def _sources(entry: RawEntry) -> dict[str, Reference]:
    if not isinstance(entry.fields, dict):
        raise RawEntry(entry.file, entry.text, SOURCES, {}).refusal("entry-source", example=_EXAMPLES["source"])
    return {name: _reference(entry, name, fields) for name, fields in entry.fields.items()}


def _reference(entry: RawEntry, field: str, fields: Any) -> Reference:
    kinds = {name: type(value) for name, value in fields.items()} if isinstance(fields, dict) else {}
    if kinds != _SOURCE_FIELDS or not all(fields.values()):
        raise entry.refusal("entry-source", field, example=_EXAMPLES["source"])
    return Reference(**fields)


def _check(entry: RawEntry) -> None:
    """Raise PlancheckError for the first thing in *entry* that no entry may hold."""
    if not isinstance(entry.fields, dict):
        raise RawEntry(entry.file, entry.text, entry.id, {}).refusal("not-an-entry")
    if not _ID.fullmatch(entry.id):
        raise entry.refusal("entry-id")
    for field in entry.fields:
        if field not in FIELDS:
            near = get_close_matches(field, FIELDS, n=1) or [", ".join(FIELDS)]
            raise entry.refusal("entry-unknown-field", field, near=near[0])
    for field in () if entry.only_names else REQUIRED:
        if field not in entry.fields:
            raise entry.refusal("entry-missing-field", field)
    for code, field in _misfits(entry.fields):
        raise entry.refusal(code, field)
    if entry.only_names:
        return
    if not isinstance(entry.fields["source"], str):
        _reference(entry, "source", entry.fields["source"])
    formula_parts(entry)


def _misfits(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a code and a field for each value that is not of the kind its field asks for."""
    for field in ("zh", "en", "unit", "formula"):
        if field in fields and not _is_text(fields[field]):
            yield "entry-text", field
    for field in ("aliases", "change_names"):
        value = fields.get(field, [])
        if not isinstance(value, list) or not all(map(_is_text, value)):
            yield "entry-names", field
    if fields.get("better", "neither") not in _BETTER:
        yield "entry-better", "better"
    for field in ("range", "change_range"):
        value = fields.get(field, [0, 1])
        if not isinstance(value, list) or len(value) != 2 or not all(map(_is_number, value)):
            yield "entry-range", field
        elif value[0] >= value[1]:
            yield "entry-range-order", field


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type]


def _pair(ends: list[float]) -> Range:
    return Decimal(repr(ends[0])), Decimal(repr(ends[1]))


def _shown(value: object) -> str:
    return value if isinstance(value, str) else repr(value)
