"""References to a number that the upper body sets (控制在省下达目标以内), answered from the upper body's plan.

A reference is answered where exactly one target of the upper plan can be meant: of the same indicator and year, set by
the body that the reference names, bounding the same side. An amount for the whole of a region is not the share of it
that was handed down to a part. Everything else stays a reference, and a diagnostic says why.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs
from attrs import evolve, frozen

from plancheck import resources
from plancheck.catalog import load
from plancheck.errors import Diagnostic, at
from plancheck.labels import bound as as_written
from plancheck.nesting import is_nation, nesting
from plancheck.plans import BoundTarget, Plan, bind
from plancheck.regions import regions_named
from plancheck.text import Span
from plancheck.wholes import judges_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from plancheck.catalog import Catalog
    from plancheck.records import Constraint

_SIDES = {"<": "down", "<=": "down", ">": "up", ">=": "up"}
_ANYBODY = "上级"


@frozen(kw_only=True)
class Resolution:
    """A plan whose references are answered as far as they can be.

    `answers` holds for each constraint that got a bound, by its position in the plan, the upper plan's target that it
    is from; `diagnostics` tell of each reference to a target what it was answered with, or why it was not.
    """

    plan: Plan
    answers: Mapping[int, Constraint] = attrs.field(factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()


def resolve(
    lower: Plan,
    upper: Plan,
    *,
    catalog: Catalog | None = None,
    region: str | None = None,
    upper_region: str | None = None,
) -> Resolution:
    """Return *lower* with the bounds that *upper* states where it refers to them (不低于省下达目标).

    *region* and *upper_region* take the places of the plans' own regions.

    >>> from plancheck import parse
    >>> city = parse("云河市2025年工作要点\\n居民健康素养水平不低于省下达目标。", name="city.txt")
    >>> province = parse("江南省2025年工作要点\\n居民健康素养水平达到31%。", name="province.txt")
    >>> [(target.kind, target.op, str(target.value)) for target in resolve(city, province).plan]
    [('level', '>=', '31')]
    """
    known = catalog or load()
    uppers = bind(upper, known, upper_region)
    targets = iter(bind(lower, known, region))
    constraints, diagnostics = list(lower.constraints), []
    answers: dict[int, Constraint] = {}
    for position, constraint in enumerate(lower.constraints):
        target = next(targets) if constraint.role == "target" else None
        if target is None or constraint.kind != "reference" or constraint.value is not None:
            continue
        words = _words(lower, constraint)
        if not words.endswith(tuple(resources.rules("references.toml")["stated"])):
            continue
        found = _answer(target, words, uppers, upper_region or upper.region, known)
        if isinstance(found, str):
            diagnostics.append(_told(lower, constraint, words, "unresolved-reference", reason=found))
            continue
        constraints[position], answers[position] = found
        details = {"bound": as_written(found[0], ""), "place": f"{upper.source.name}:{found[1].line}"}
        diagnostics.append(_told(lower, constraint, words, "resolved-reference", **details))
    return Resolution(
        plan=evolve(lower, constraints=tuple(constraints)), answers=answers, diagnostics=tuple(diagnostics)
    )


def _words(plan: Plan, constraint: Constraint) -> str:
    """Return the words that name the other target; of a plan without its text those in the quote that fit alone."""
    words = plan.source.text[constraint.start : constraint.end]
    if words or not constraint.quote:
        return words
    table = resources.rules("references.toml")
    whose, what = ("|".join(map(re.escape, table[name])) for name in ("whose", "stated"))
    fitting = re.findall(rf"(?:{whose})[^,，。;；、]{{0,10}}?(?:{what})", constraint.quote)
    return fitting[0] if len(set(fitting)) == 1 else ""


def _answer(
    target: BoundTarget, words: str, uppers: Sequence[BoundTarget], region: str | None, catalog: Catalog
) -> tuple[Constraint, Constraint] | str:
    """Return the target with the bound that it refers to, and whose that is; else the reason why there is none."""
    if not _names_body(words, region):
        return "another body is named than the one that the upper plan is of"
    alike = [upper for upper in uppers if upper.key == target.key]
    if not alike:
        return "the upper plan has no target for this indicator"
    if any((target.due is None) != (upper.due is None) for upper in alike):
        return "only one of the plans says for which year"
    timely = [upper for upper in alike if not _other_year(target, upper)]
    if not timely:
        return "the upper plan has its target for another year"
    if len({(u.constraint.op, u.constraint.value, u.constraint.high, u.constraint.unit) for u in timely}) > 1:
        return "the upper plan has several targets for this indicator"
    upper = timely[0]
    if upper.constraint.value is None or upper.constraint.diagnostics:
        return "the upper plan does not state the number for certain"
    judges = judges_parts(upper.constraint.indicator, upper.unit, upper.constraint.value)
    if not judges and nesting(target.region, region) != "same":
        return "the upper plan states an amount for the whole, not the share of a part"
    for taken in _taken(target, upper, words):
        if catalog.key(taken.indicator, taken.kind, taken.direction, taken.unit) == upper.key:
            return taken, upper.constraint
    return "the upper plan bounds the other side"


def _names_body(words: str, region: str | None) -> bool:
    """Tell whether *words* (省下达目标) name the body of *region* and no other one."""
    bodies = resources.rules("references.toml")["bodies"]
    named = {level for level, spellings in bodies.items() if any(spelling in words for spelling in spellings)}
    if "自治区" in named:
        named.discard("区")
    if named == {_ANYBODY}:
        return True
    if region is None or len(named) != 1:
        return False
    (level,) = named
    known = regions_named(region)
    return is_nation(region) if level == "全国" else (known[0].name if len(known) == 1 else region).endswith(level)


def _other_year(target: BoundTarget, upper: BoundTarget) -> bool:
    return target.due is not None and upper.due is not None and target.due.year != upper.due.year


def _taken(target: BoundTarget, upper: BoundTarget, words: str) -> Iterator[Constraint]:
    """Yield *target* with the bound of *upper*, as what that is and as a level; nothing if the sides differ."""
    own, other = target.constraint, upper.constraint
    op = other.op
    if not _is_fulfilment(own, words) and op in (*_SIDES, "="):
        if op in _SIDES and _SIDES[op] != _SIDES.get(own.op, ""):
            return
        op = own.op if op == "=" or own.op in ("<", ">") else op
    taken = evolve(own, op=op, value=other.value, high=other.high, unit=upper.unit)
    yield evolve(taken, kind=other.kind, direction=other.direction)
    yield evolve(taken, kind="level", direction=None)


def _is_fulfilment(constraint: Constraint, words: str) -> bool:
    """Tell whether the words in front of the reference say no side of it: 完成省下达目标 fulfils an upper bound too."""
    before = constraint.quote.partition(words)[0]
    return constraint.op == ">=" and before.endswith(tuple(resources.rules("references.toml")["fulfilled"]))


def _told(plan: Plan, constraint: Constraint, words: str, code: str, **details: str) -> Diagnostic:
    details = {"indicator": constraint.indicator, **details}
    if plan.source.text[constraint.start : constraint.end]:
        return at(plan.source, Span(constraint.start, constraint.end), code, details=details)
    return Diagnostic(code=code, file=plan.source.name, line=constraint.line, found=words, details=details)
