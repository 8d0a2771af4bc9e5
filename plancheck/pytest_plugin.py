"""A pytest plugin: with `pytest --plancheck PLAN --plancheck-data DATA` each target of a plan is a test.

A target that is met passes, one that `--plancheck-fail-on` counts fails with the plan's words, any other is skipped
with the reason why it cannot be judged. pytest loads this module in every run, so it loads nothing else by itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from plancheck.failing import FAILS, failed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from plancheck.verdicts import Report, Verdict


class TargetMissedError(AssertionError):
    """A target that the reported data misses."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the plugin."""
    group = parser.getgroup("plancheck", "reported data against plans")
    text = "a plan whose targets are tests (may be given several times)"
    group.addoption("--plancheck", action="append", default=[], metavar="PLAN", dest="plancheck_plans", help=text)
    text = "reported data for them (may be given several times)"
    group.addoption("--plancheck-data", action="append", default=[], metavar="DATA", help=text)
    text = "the day of the check, as 2025-12-31: a target due later is skipped as long as it is not met"
    group.addoption("--plancheck-as-of", type=_day, metavar="DATE", help=text)
    group.addoption("--plancheck-region", metavar="REGION", help="the region whose figures count")
    text = "which targets fail (default: missed); see plancheck check --help"
    group.addoption("--plancheck-fail-on", choices=tuple(FAILS), default="missed", help=text)
    group.addoption("--plancheck-lang", choices=("en", "zh"), default="en", help="language of messages")


def _day(text: str) -> date:
    from plancheck.options import day

    return day(text)


@pytest.hookimpl(tryfirst=True)  # before -k and -m choose among the tests
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add the targets of the plans to the tests."""
    for plan in config.option.plancheck_plans:
        if not config.option.plancheck_data:
            msg = "--plancheck needs reported data: add --plancheck-data DATA"
            raise pytest.UsageError(msg)
        collector = PlanCollector.from_parent(session, name=plan, nodeid=plan, report=_report(plan, config))
        items.extend(collector.collect())


def _report(plan: str, config: pytest.Config) -> Report:
    from plancheck.errors import PlancheckError
    from plancheck.pipeline import check, read_plan

    options = config.option
    try:
        day, region = options.plancheck_as_of, options.plancheck_region
        report = check(read_plan(plan), options.plancheck_data, as_of=day, region=region)
    except PlancheckError as error:
        raise pytest.UsageError(error.diagnostic.render(options.plancheck_lang)) from error
    if not report.results:  # a check of nothing must not pass for a success
        msg = f"{plan}: the plan has no target"
        raise pytest.UsageError(msg)
    return report


class PlanCollector(pytest.Collector):
    """The targets of one plan as tests, in the plan's order."""

    def __init__(self, *, report: Report, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.report = report

    def collect(self) -> Iterator[TargetItem]:
        """Yield one test for each target, named by its id."""
        for result in self.report.results:
            yield TargetItem.from_parent(self, name=result.constraint.id, result=result)


class TargetItem(pytest.Item):
    """One target as a test; `result` is its verdict."""

    def __init__(self, *, result: Verdict, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.result = result
        self.user_properties.append(("verdict", result.verdict))

    def runtest(self) -> None:
        """Pass, fail or skip by the verdict."""
        options = self.config.option
        message = self.result.message(options.plancheck_lang)
        if failed(self.result, options.plancheck_fail_on):
            raise TargetMissedError(message)
        if self.result.verdict == "missed":
            pytest.xfail(message)
        if self.result.verdict != "met":
            pytest.skip(f"{self.result.verdict}: {message}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **keywords: Any) -> Any:
        """Show the verdict with the words of the plan, not where this module noticed it."""
        if not isinstance(excinfo.value, TargetMissedError):
            return super().repr_failure(excinfo, *args, **keywords)
        plan, constraint = self.parent.name if self.parent else "", self.result.constraint
        return f"{excinfo.value}\n  --> {plan}:{constraint.line}\n  | {constraint.quote}"

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return where the target stands: the plan's file, the line counted from 0, its id."""
        line = self.result.constraint.line
        return Path(self.parent.name if self.parent else ""), line - 1 if line else None, self.name
