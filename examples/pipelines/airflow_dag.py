"""Airflow 3: a task that fails, with the missed targets in its log, before anything is published."""

from airflow.sdk import dag, task
from gate import check_against_plan


@task
def check_targets(plan: str, data: str) -> dict:
    """Fail where a target is missed; hand the verdicts to the next task."""
    return check_against_plan(plan, data)


@task
def publish(report: dict) -> None:
    """Only runs if nothing is missed."""
    print(report["summary"])


@dag(schedule="@monthly", catchup=False)
def monthly_figures(plan: str = "plan.txt", data: str = "reported.csv") -> None:
    """Check the figures of the month, then publish them."""
    publish(check_targets(plan, data))


monthly_figures()
