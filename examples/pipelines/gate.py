"""The step that all pipelines share: check a file against a plan, hand on a summary, stop where a target is missed."""

from __future__ import annotations

from typing import Any

import plancheck


def check_against_plan(plan: str, data: str, region: str | None = None) -> dict[str, Any]:
    """Return the verdicts of *data* against *plan* as JSON types; raise TargetsMissed where a target is missed."""
    report = plancheck.check(plancheck.read_plan(plan), data, region=region)
    report.raise_for_missed()
    return report.to_dict()
