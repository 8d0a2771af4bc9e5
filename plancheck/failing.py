"""What counts as failed: the exit status of the command and the test results of JUnit XML agree on it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from plancheck.comparisons import TargetComparison
    from plancheck.records import Constraint

    class Judged(Protocol):
        """A verdict, or whatever else tells a target and what became of it."""

        @property
        def constraint(self) -> Constraint:
            """The target."""

        @property
        def verdict(self) -> str:
            """What became of it."""


FAILS: dict[str, Callable[[Judged], bool]] = {
    "missed": lambda result: result.verdict == "missed",
    "missed-firm": lambda result: result.verdict == "missed" and result.constraint.modality != "aim",
    "missed-must": lambda result: result.verdict == "missed" and result.constraint.modality == "must",
    "any": lambda result: result.verdict not in ("met", "pending"),
    "none": lambda result: False,
}

# The same for two plans, where LOOSER is what the lower one asks for too little of.
WEAKENS: dict[str, Callable[[TargetComparison], bool]] = {
    "looser": lambda result: result.relation == "looser",
    "looser-firm": lambda result: result.relation == "looser" and result.constraint.modality != "aim",
    "looser-must": lambda result: result.relation == "looser" and result.constraint.modality == "must",
    "absent": lambda result: result.relation in ("looser", "absent"),
    "any": lambda result: not result.relation.holds,
    "none": lambda result: False,
}


def failed(result: Judged, fail_on: str = "missed") -> bool:
    """Tell whether *result* counts as failed under *fail_on*, a key of `FAILS`.

    >>> from plancheck.pipeline import parse
    >>> missed = parse("力争覆盖率达到90%以上。").check([{"指标": "覆盖率", "数值": "80%"}]).results[0]
    >>> failed(missed), failed(missed, "missed-firm"), failed(missed, "any")
    (True, False, True)
    """
    return FAILS[fail_on](result)
