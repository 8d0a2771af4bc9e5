"""Verdicts: the judgement of one target against reported data, and the report that holds those of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs
from attrs import asdict, frozen

from plancheck.bounds import Interval, Policy
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.events import Flip
from plancheck.meanings import half_step
from plancheck.plans import SCHEMA_VERSION, Plan
from plancheck.records import Constraint, Number, Observation, format_number
from plancheck.wording import events_note, rounding_note, sentence

if TYPE_CHECKING:
    from plancheck.frames import Backend

__all__ = ["VERDICTS", "Policy", "Report", "TargetsMissed", "Verdict", "VerdictName"]

VerdictName = Literal["met", "missed", "no_data", "not_comparable", "unresolved", "pending"]
VERDICTS: tuple[VerdictName, ...] = ("met", "missed", "no_data", "not_comparable", "unresolved", "pending")


@frozen(kw_only=True)
class Verdict:
    """The judgement of one target.

    - `met`, `missed`: the figure lies on this or that side of the bound.
    - `no_data`: the data has no figure for the target; `not_comparable`: its unit does not convert into the target's.
    - `unresolved`: it cannot be decided, because the target's own number is lost, garbled or another body's, or
      because figures disagree; `pending`: not met yet, and due after the date of the check.

    `observation` is the figure that was compared. `margin` is its signed distance to the bound in the target's unit,
    positive on the met side, exact, and `relative_margin` the same as a share of the bound (None if that is 0).
    A figure that only bounds (90%以上) has the margin that is certain. `within_rounding` tells that the bound lies
    among the values that are rounded to the figure, so that the unrounded one may lie on the other side: a reported
    4.42 stands for 4.415 to 4.425. `flip` is the number of events at which the verdict turns, where a rate's parts are
    known. `demand` is what the target asks for and `measured` what the figure may stand for, both in the target's unit,
    for drawing. `reason` is the key of the sentence in `rules/verdicts.toml` and `details` fill it; `diagnostics` are
    about the figures of this target.
    """

    constraint: Constraint
    verdict: VerdictName
    reason: str
    observation: Observation | None = None
    margin: Number | None = None
    relative_margin: Number | None = None
    within_rounding: bool = False
    flip: Flip | None = None
    demand: Interval | None = attrs.field(default=None, eq=False)
    measured: Interval | None = attrs.field(default=None, eq=False)
    details: dict[str, str] = attrs.field(factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def is_close(self) -> bool:
        """Whether it hangs on the rounding of its figure or on a few events, or its figure is not a reported one."""
        unreported = self.observation is not None and (self.observation.computed or bool(self.observation.summed))
        return self.within_rounding or unreported or (self.flip is not None and self.flip.is_near)

    def message(self, lang: str = "en") -> str:
        """Return the verdict as one sentence in *lang*, "en" or "zh", with figure, bound and place."""
        return sentence(
            self.reason,
            self.constraint,
            lang=lang,
            observation=self.observation,
            margin=self.margin,
            details=self.details,
            also=self.also(lang),
        )

    def also(self, lang: str = "en") -> str:
        """Return what the verdict hangs on as the end of its sentence: the rounding of its figure, a few events."""
        notes = ""
        if self.within_rounding and self.observation is not None:
            notes += rounding_note(self.observation, half_step(self.observation, self.constraint.unit), lang)
        if self.flip is not None and self.flip.is_near:
            turn = self.flip
            notes += events_note(lang, name=turn.name, now=turn.now, count=turn.count, base=turn.base)
        return notes

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return one result of the JSON report; the margin is an exact number as a text, as in the records."""
        return {
            "constraint": self.constraint.to_dict(),
            "verdict": self.verdict,
            "observation": None if self.observation is None else self.observation.to_dict(),
            "margin": None if self.margin is None else format_number(self.margin),
            "message": self.message(lang),
            "reason": self.reason,
            "within_rounding": self.within_rounding,
            "flip": None if self.flip is None else {**asdict(self.flip), "events": self.flip.events},
        }


@frozen(kw_only=True)
class Report:
    """The verdicts of a plan's targets, in the plan's order, and everything doubtful in plan and data.

    `diagnostics` are those of the plan, of the data and of all verdicts, each once. `regions` holds the verdicts of the
    same targets by the figures of each region that the data names, where the check was asked for them.
    """

    plan: Plan
    results: tuple[Verdict, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    regions: dict[str, tuple[Verdict, ...]] = attrs.field(factory=dict)

    @property
    def ok(self) -> bool:
        """Tell that no target was missed. It does not tell that all were judged: `summary` counts those."""
        return not self.missed

    @property
    def missed(self) -> tuple[Verdict, ...]:
        """Return the verdicts of the targets that were missed."""
        return tuple(result for result in self.results if result.verdict == "missed")

    @property
    def summary(self) -> dict[VerdictName, int]:
        """Return how many targets have each verdict; every verdict is there, with 0 if need be."""
        return {name: sum(result.verdict == name for result in self.results) for name in VERDICTS}

    def raise_for_missed(self) -> None:
        """Raise TargetsMissed if a target was missed; do nothing if none was."""
        if self.missed:
            raise TargetsMissed(self.missed, all_targets=len(self.results))

    def to_html(self, lang: str = "en") -> str:
        """Return the report as one web page that needs nothing else, in *lang*, "en" or "zh".

        Raises PlancheckError with the code missing-extra if Jinja2 is not there (the extra `html`).
        """
        from plancheck.labels import Look
        from plancheck.reports import render_report  # here, because reports read verdicts

        return render_report(self, "html", Look(lang=lang))

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return a data frame with a row a target: pandas, Polars or PyArrow, by default the first installed.

        Columns: `id`, `indicator`, `kind`, `op`, `bound`, `high`, `unit`, `direction`, `modality`, `deadline`,
        `line`, `quote`, `verdict`, `value`, `value_unit`, `region`, `period`, `source`, `margin`, `relative_margin`,
        `message`, `within_rounding`. Numbers are floats, rounded once, for looking and sorting; the exact ones are in
        `results`.
        Raises PlancheckError with the code no-frame-library if there is no such library.
        """
        from plancheck.frames import to_frame  # here, because it loads a frame library

        rows = [_frame_row(result) for result in self.results]
        columns = {name: [row[name] for row in rows] for name in _FRAME_COLUMNS}
        return to_frame(columns, _FRAME_COLUMNS, backend)

    def _repr_html_(self) -> str:
        from plancheck.displays import report_html  # here, because only notebooks ask for it

        return report_html(self)

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the report as JSON types, with messages in *lang*."""
        return {
            "schema_version": SCHEMA_VERSION,
            "summary": dict(self.summary),
            "results": [result.to_dict(lang) for result in self.results],
            "diagnostics": [diagnostic.to_dict(lang) for diagnostic in self.diagnostics],
        }


class TargetsMissed(PlancheckError):  # noqa: N818 - the name says what happened
    """Targets were missed; `missed` holds their verdicts."""

    def __init__(self, missed: tuple[Verdict, ...], all_targets: int) -> None:
        details = {"count": str(len(missed)), "all": str(all_targets)}
        super().__init__(Diagnostic(code="targets-missed", file=None, details=details))
        self.missed = missed
        self.all_targets = all_targets

    def __str__(self) -> str:
        return "\n".join([self.diagnostic.message(), *(f"- {verdict.message()}" for verdict in self.missed)])

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.missed, self.all_targets)


_FRAME_COLUMNS: dict[str, type] = {
    "id": str,
    "indicator": str,
    "kind": str,
    "op": str,
    "bound": float,
    "high": float,
    "unit": str,
    "direction": str,
    "modality": str,
    "deadline": str,
    "line": int,
    "quote": str,
    "verdict": str,
    "value": float,
    "value_unit": str,
    "region": str,
    "period": str,
    "source": str,
    "margin": float,
    "relative_margin": float,
    "message": str,
    "within_rounding": bool,
}


def _frame_row(result: Verdict) -> dict[str, object]:
    constraint, observation = result.constraint, result.observation
    fields = ("id", "indicator", "kind", "op", "unit", "direction", "modality", "line", "quote")
    row: dict[str, object] = {name: getattr(constraint, name) for name in fields}
    row |= {"bound": _float(constraint.value), "high": _float(constraint.high)}
    row |= {"deadline": constraint.deadline.isoformat() if constraint.deadline else None}
    row |= {name: getattr(observation, name, None) for name in ("region", "period", "source")}
    row |= {
        "value": _float(observation.value) if observation else None,
        "value_unit": getattr(observation, "unit", None),
    }
    row |= {"margin": _float(result.margin), "relative_margin": _float(result.relative_margin)}
    row |= {"verdict": result.verdict, "message": result.message()}
    return row | {"within_rounding": result.within_rounding}


def _float(number: Number | None) -> float | None:
    return None if number is None else float(number)
