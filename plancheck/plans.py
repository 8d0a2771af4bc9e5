"""A plan: the constraints of one document, with its year, body and region, bound to the catalog for checking."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import frozen

from plancheck.catalog import Catalog, Key, load
from plancheck.indicator_names import full_unit
from plancheck.observations import Observations
from plancheck.observing import source_of
from plancheck.records import UNTRUSTED, Constraint, Observation
from plancheck.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plancheck.checks import Check
    from plancheck.errors import Diagnostic
    from plancheck.verdicts import Report

SCHEMA_VERSION = 1
_HEADLINE = 80  # a text on one line, of any length, has that line for its title


@frozen(kw_only=True)
class Plan:
    """What was read from one document: its constraints in order, and what is wrong or doubtful in it.

    `year` is the year it plans for, `body` who issued it, `region` the place it is for; None where it does not say.

    >>> plan = Plan(source=Source("覆盖率达到30%", "plan.txt"), year=2017)
    >>> len(plan), plan.targets
    (0, ())
    """

    source: Source
    constraints: tuple[Constraint, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    title: str | None = None
    year: int | None = None
    body: str | None = None
    region: str | None = None

    def __iter__(self) -> Iterator[Constraint]:
        return iter(self.constraints)

    def __len__(self) -> int:
        return len(self.constraints)

    @property
    def targets(self) -> tuple[Constraint, ...]:
        """Return the commitments, which reported figures can be checked against."""
        return tuple(constraint for constraint in self.constraints if constraint.role == "target")

    @property
    def reports(self) -> tuple[Constraint, ...]:
        """Return the figures that the document reports."""
        return tuple(constraint for constraint in self.constraints if constraint.role == "report")

    @property
    def headline(self) -> str:
        """Return the title, cut where no line holds it, else the name of the document."""
        if self.title is None:
            return self.source.name
        return self.title if len(self.title) <= _HEADLINE else self.title[:_HEADLINE] + "…"

    def check(self, data: object, **options: Any) -> Report:
        """Return the report of this plan's targets against *data*; *options* are those of `plancheck.check`."""
        from plancheck.pipeline import check  # here, because the pipeline is what imports the stages

        return check(self, data, **options)

    def compile(self, **options: Any) -> Check:
        """Return this plan's check, made ready once; *options* are those of `plancheck.checks.compile_check`."""
        from plancheck.checks import compile_check  # here, because the check reads the plan

        return compile_check(self, **options)

    def _repr_html_(self) -> str:
        from plancheck.displays import plan_html  # here, because only notebooks ask for it

        return plan_html(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as JSON types, without its text."""
        return {
            "schema_version": SCHEMA_VERSION,
            "source": self.source.name,
            "title": self.title,
            "year": self.year,
            "body": self.body,
            "region": self.region,
            "constraints": [constraint.to_dict() for constraint in self.constraints],
            "diagnostics": [diagnostic.to_dict() for diagnostic in self.diagnostics],
        }


@frozen(kw_only=True)
class BoundTarget:
    """A target with what it is about: the `key` of its indicator, its full unit, its region and when it is due.

    `unit` is that of the record, with the head of a rate that only the name tells (每千人口…6.5张 is 张/千人). `due` is
    the deadline, else the end of the plan's year; None where the plan says neither, as `region` is.
    """

    constraint: Constraint
    key: Key
    unit: str | None
    region: str | None = None
    due: date | None = None

    @property
    def is_share(self) -> bool:
        """Tell whether the target is a fraction of a whole without a unit: 2/3以上, 一半."""
        return self.unit is None and isinstance(self.constraint.value, Fraction)


def bind(plan: Plan, catalog: Catalog | None = None, region: str | None = None) -> tuple[BoundTarget, ...]:
    """Return the targets of *plan* in order, with their indicators looked up in *catalog* (default: the shipped one).

    *region* takes the place of the plan's own.
    """
    known = catalog or load()
    year_end = None if plan.year is None else date(plan.year, 12, 31)
    return tuple(
        BoundTarget(
            constraint=target,
            key=known.key(target.indicator, target.kind, target.direction, target.unit),
            unit=full_unit(target.indicator, target.unit),
            region=region or plan.region,
            due=target.deadline or year_end,
        )
        for target in plan.targets
    )


def observations_of(plan: Plan) -> Observations:
    """Return the figures that *plan* reports, as observations with the span that they stand in.

    A change is named as one (费用 down 3 % is 费用下降). A reported bound (90%以上) keeps its comparison; a
    figure that is lost or garbled is none, and what the plan's diagnostics say about it is passed on.
    """
    items: list[Observation] = []
    diagnostics: list[Diagnostic] = []
    for report in plan.reports:
        if report.value is None or set(report.diagnostics) & set(UNTRUSTED):
            diagnostics += _about(plan, report)
            continue
        change = {"up": "上升", "down": "下降", None: ""}[report.direction]
        items.append(
            Observation(
                indicator=report.indicator + change,
                value=report.value,
                unit=report.unit,
                region=plan.region,
                period=report.period,
                source=source_of(plan.source.name, report.line),
                start=report.start,
                end=report.end,
                op=report.op,
                high=report.high,
            )
        )
    return Observations(tuple(items), tuple(diagnostics))


def _about(plan: Plan, report: Constraint) -> list[Diagnostic]:
    return [found for found in plan.diagnostics if found.start is not None and report.start <= found.start < report.end]
