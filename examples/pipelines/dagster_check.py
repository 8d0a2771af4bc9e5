"""Dagster: a check on the asset of reported figures, with the counts of verdicts as metadata."""

import dagster

import plancheck

PLAN, DATA = "plan.txt", "reported.csv"


@dagster.asset
def reported_figures() -> str:
    """Return the file of the figures; here it is there already."""
    return DATA


@dagster.asset_check(asset=reported_figures)
def targets_are_met(reported_figures: str) -> dagster.AssetCheckResult:
    """Pass if no target of the plan is missed."""
    report = plancheck.check(plancheck.read_plan(PLAN), reported_figures)
    missed = [result.message() for result in report.missed]
    return dagster.AssetCheckResult(passed=report.ok, metadata={**report.summary, "missed_targets": "\n".join(missed)})


definitions = dagster.Definitions(assets=[reported_figures], asset_checks=[targets_are_met])
