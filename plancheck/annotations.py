"""What is wrong, as GitHub's workflow commands: a run that prints them marks the lines of the plan in the diff.

GitHub shows ten errors and ten warnings of a step, so what counts most comes first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plancheck.failing import failed
from plancheck.labels import label, visible
from plancheck.places import has_lines, lines_of
from plancheck.summing import by_urgency

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plancheck.errors import Diagnostic
    from plancheck.labels import Look
    from plancheck.plans import Plan
    from plancheck.verdicts import Report, Verdict

LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def github(report: Report, look: Look) -> str:
    """Return a line for each target that is not met, and for each diagnostic, as `::error file=…::…`.

    What counts as failed (`Look.fail_on`) is an error, other misses and what cannot be judged are warnings, what is
    pending is a notice.
    """
    unmet = [result for result in by_urgency(report.results) if result.verdict != "met"]
    lines = [_target(result, report.plan, look) for result in unmet]
    return "".join([*lines, diagnostic_annotations(report.diagnostics, look)])


def diagnostic_annotations(diagnostics: Iterable[Diagnostic], look: Look) -> str:
    """Return a line for each of *diagnostics*."""
    return "".join(_diagnostic(found, look) for found in diagnostics)


def command(level: str, message: str, **properties: object) -> str:
    """Return one workflow command; nothing in its texts can end it or begin another.

    >>> command("error", "80%\\n::set-env::", file="a,b:c.txt", line=2)
    '::error file=a%2Cb%3Ac.txt,line=2::80%25 ::set-env::\\n'
    """
    given = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None)
    return f"::{level}{' ' if given else ''}{given}::{_data(message)}\n"


def _target(result: Verdict, plan: Plan, look: Look) -> str:
    constraint = result.constraint
    level = "error" if failed(result, look.fail_on) else "notice" if result.verdict == "pending" else "warning"
    places: dict[str, object] = {}
    if has_lines(plan.source.name):
        line, column = plan.source.place(constraint.start)
        last = column + constraint.end - constraint.start
        places = {"line": line, "col": column, "endColumn": last}
    title = f"{constraint.indicator}: {label('verdict', result.verdict, look.lang)}"
    return command(level, result.message(look.lang), file=plan.source.name, **places, title=title)


def _diagnostic(found: Diagnostic, look: Look) -> str:
    places: dict[str, object] = {}
    if lines_of(found):
        places = {"line": found.line, "col": found.column, "endColumn": found.end_column}
    message = f"{found.message(look.lang)} — {found.hint(look.lang)}"
    if found.line is not None and not places:
        message = f"{found.place(look.lang)}: {message}"
    return command(LEVELS[found.severity], message, file=found.file, **places, title=found.code)


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
