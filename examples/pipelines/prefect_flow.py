"""Prefect: a flow whose task fails where a target is missed."""

from gate import check_against_plan
from prefect import flow, task

check_targets = task(check_against_plan)


@flow
def monthly_figures(plan: str = "plan.txt", data: str = "reported.csv") -> dict:
    """Return how many targets have each verdict."""
    return check_targets(plan, data)["summary"]


if __name__ == "__main__":
    print(monthly_figures())
