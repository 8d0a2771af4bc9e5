"""What the HTML report shows, as plain values: rows, groups, regions and findings, without any markup."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from attrs import frozen

from plancheck.charts import bullet, pieces, scale
from plancheck.errors import Diagnostic
from plancheck.labels import bound, label
from plancheck.summing import MARKS, as_written, by_urgency, margin_text, place
from plancheck.text import place_in
from plancheck.wholes import judges_parts
from plancheck.wording import marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from plancheck.charts import Bullet, Piece
    from plancheck.verdicts import Report, Verdict

REACH = 160  # characters of a statement shown on either side of its figure
MOST_REGIONS, MOST_LINES = 60, 400


@frozen(kw_only=True)
class Row:
    """One target: texts to show, and what filters and sorting go by."""

    number: int
    verdict: str
    mark: str
    indicator: str
    target: str
    force: str
    deadline: str
    reported: str
    source: str
    margin: str
    order: str
    chart: Bullet | None
    words: tuple[str, str, str]
    place: str
    reason: str
    section: int | None
    bodies: tuple[int, ...]
    modality: str


@frozen(kw_only=True)
class Group:
    """A section or a body with the verdicts of its targets; `depth` is how deep the section lies."""

    number: int
    name: str
    counts: dict[str, int]
    bar: list[Piece]
    depth: int = 0
    path: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """How many targets it has."""
        return sum(self.counts.values())

    @property
    def met(self) -> int:
        """How many of them are met."""
        return self.counts.get("met", 0)


@frozen(kw_only=True)
class Cell:
    """One region's answer to one target; `verdict` is "" where there is none to tell."""

    verdict: str
    mark: str
    figure: str


def rows(report: Report, lang: str, sections: Sequence[Group], bodies: Sequence[Group]) -> Iterator[Row]:
    """Yield a row a target, what a reader has to act on first."""
    reach = scale(report.results)
    paths = section_paths(report)
    numbers = {path: number for number, path in enumerate(paths)}
    named = {body.name: body.number for body in bodies}
    positions = {id(result): number for number, result in enumerate(report.results)}
    for result in by_urgency(report.results):
        constraint, observation = result.constraint, result.observation
        yield Row(
            number=positions[id(result)],
            verdict=result.verdict,
            mark=MARKS[result.verdict],
            indicator=constraint.indicator,
            target=bound(constraint, report.plan.source.text),
            force=label("modality", constraint.modality, lang),
            deadline=constraint.deadline.isoformat() if constraint.deadline else "",
            reported="" if observation is None else marked(observation, lang),
            source="" if observation is None else place_in(observation.source, lang),
            margin=margin_text(result),
            order="" if result.relative_margin is None else f"{float(result.relative_margin):.6g}",
            chart=bullet(result, reach),
            words=as_written(constraint, report.plan.source.text, REACH),
            place=place(report.plan, constraint),
            reason=_reason(result, lang),
            section=numbers.get(constraint.section),
            bodies=tuple(named[body] for body in dict.fromkeys(constraint.responsible)),
            modality=constraint.modality,
        )


def _reason(result: Verdict, lang: str) -> str:
    """Return why a target is not met, or what a verdict hangs on; a plain success needs no words."""
    if result.verdict == "met":
        return result.also(lang).lstrip(";； ")
    name = result.constraint.indicator
    message = result.message(lang)
    return message.removeprefix(f"{name}: ").removeprefix(f"{name}：")


def section_paths(report: Report) -> list[tuple[str, ...]]:
    """Return the sections with targets and those above them, each as its path, in the order of the plan."""
    paths: dict[tuple[str, ...], None] = {}
    for result in report.results:
        section = result.constraint.section
        for depth in range(1, len(section) + 1):
            paths[section[:depth]] = None
    return list(paths)


def sections(report: Report) -> list[Group]:
    """Return the sections of the plan with targets in them, each with the verdicts of all below it."""
    paths = section_paths(report)
    numbers = {path: number for number, path in enumerate(paths)}
    counts: dict[tuple[str, ...], Counter[str]] = {path: Counter() for path in paths}
    for result in report.results:
        for depth in range(1, len(result.constraint.section) + 1):
            counts[result.constraint.section[:depth]][result.verdict] += 1
    return [
        Group(
            number=number,
            name=path[-1],
            counts=dict(counts[path]),
            bar=pieces(counts[path]),
            depth=len(path) - 1,
            path=tuple(numbers[path[:depth]] for depth in range(1, len(path) + 1)),
        )
        for path, number in numbers.items()
    ]


def bodies(report: Report) -> list[Group]:
    """Return the responsible bodies, those with most targets first."""
    counts: dict[str, Counter[str]] = {}
    for result in report.results:
        for body in dict.fromkeys(result.constraint.responsible):
            counts.setdefault(body, Counter())[result.verdict] += 1
    ordered = sorted(counts, key=lambda body: -counts[body].total())
    return [
        Group(number=number, name=body, counts=dict(counts[body]), bar=pieces(counts[body]))
        for number, body in enumerate(ordered)
    ]


def heat(report: Report, lang: str) -> dict[str, Any] | None:
    """Return the table of targets × regions, None unless several regions have figures.

    Targets that no region has a figure for are left out. A count for the whole (新建12所) judges no part of it: there
    the figure stands without a verdict, unless the region is the plan's own.
    """
    names = list(report.regions)[:MOST_REGIONS]
    if len(report.regions) < 2:
        return None
    lines = []
    for number, result in enumerate(report.results):
        found = [report.regions[name][number] for name in names]
        if any(one.observation is not None for one in found):
            cells = [_cell(one, name, report, lang) for name, one in zip(names, found, strict=True)]
            lines.append((result.constraint.indicator, bound(result.constraint, report.plan.source.text), cells))
    left_out = {"regions": len(report.regions) - len(names), "targets": max(0, len(lines) - MOST_LINES)}
    return {"names": names, "lines": lines[:MOST_LINES], "left_out": left_out} if lines else None


def _cell(result: Verdict, region: str, report: Report, lang: str) -> Cell:
    if result.observation is None or result.observation.value is None:
        return Cell(verdict="", mark="", figure="–")
    figure = marked(result.observation, lang)
    target = result.constraint
    if region != report.plan.region and not judges_parts(target.indicator, target.unit, target.value):
        return Cell(verdict="", mark="", figure=figure)
    return Cell(verdict=result.verdict, mark=MARKS[result.verdict], figure=figure)


def findings(diagnostics: Iterable[Diagnostic], lang: str) -> list[dict[str, str]]:
    """Return the diagnostics with their texts in *lang*."""
    return [
        {
            "severity": found.severity,
            "severity_name": label("severity", found.severity, lang),
            "code": found.code,
            "place": found.place(lang),
            "message": found.message(lang),
            "hint": found.hint(lang),
        }
        for found in diagnostics
    ]
