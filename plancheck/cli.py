"""The command: what each of its words does, and its exit status.

Exit status: 0 nothing missed, 1 something missed (what counts is --fail-on), 2 the input or the call was wrong.
Stages are imported when a command runs, so that `plancheck --version` and a mistyped option answer at once.
"""

from __future__ import annotations

import gc
import os
import sys
from collections import Counter
from contextlib import nullcontext
from itertools import chain

from plancheck import options
from plancheck.comparing import compare_plans
from plancheck.compiling import compile_plan, list_packs, mention_unlisted
from plancheck.console import complain, deliver, language, look, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from typing import Any

    from plancheck.errors import Diagnostic, PlancheckError
    from plancheck.plans import Plan
    from plancheck.verdicts import Report

NOTHING_MISSED, MISSED, WRONG, INTERRUPTED = 0, 1, 2, 130
_NOTHING = ("no-targets", "no-rows")  # what a report says that had nothing to check


def run() -> int:
    """Be the process of the command: run it, and return its exit status.

    Nearly all that a run makes it keeps until it ends, so that looking for cyclic garbage finds nothing: while modules
    load and tables are built, and once more when the process ends, it took a fifth of the time. Where many documents
    are read, the collector is back.
    """
    gc.disable()
    try:
        return main()
    finally:
        if "duckdb" not in sys.modules:  # which complains at the end of all that was not collected
            gc.freeze()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with *argv* (default: the process's arguments) and return the exit status."""
    arguments = options.read(argv)
    if arguments.version:
        from plancheck import __version__

        print(f"plancheck {__version__}")
        return NOTHING_MISSED
    try:
        return COMMANDS[arguments.command](arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if sys.flags.dev_mode:  # python -X dev -m plancheck shows where
            raise
        complain(_diagnosis(error), language(arguments))
        return WRONG


# --- the commands ---


def _extract(arguments: argparse.Namespace) -> int:
    from plancheck.listings import stream_constraints

    tally = _Tally()
    plans = _read_all(arguments, tally)
    first = next(plans, None)
    if first is not None:
        wanted = ("target", "report") if arguments.role == "all" else (arguments.role,)
        every = chain([first], plans)
        chosen = ((plan, [constraint for constraint in plan if constraint.role in wanted]) for plan in every)
        deliver(stream_constraints(chosen, arguments.format, look(arguments)), arguments)
    _mention(tally.doubts, language(arguments))
    return _summed_up(tally, arguments)


def _check(arguments: argparse.Namespace) -> int:
    from plancheck.failing import failed
    from plancheck.pipeline import check, read_plan
    from plancheck.reporteddata import data_endings
    from plancheck.reports import render_report, render_workbook
    from plancheck.settings import read_settings

    settings = read_settings()
    plan = _read(arguments.plan, arguments)
    judging: dict[str, Any] = {
        "as_of": arguments.as_of,
        "region": arguments.region,
        **settings.judging(arguments.catalog),
    }
    if arguments.rows:
        return _check_rows(plan, judging, arguments)
    _tell_amount((name for name in arguments.data if "::" not in name), data_endings(), arguments, named=True)
    report = check(
        plan,
        arguments.data,
        **judging,
        upper=read_plan(arguments.upper, encoding=arguments.encoding) if arguments.upper else None,
        roll_up=arguments.roll_up or settings.roll_up,
        regions=arguments.format == "html",
        **{name: getattr(arguments, name) for name in ("columns", "layout", "sheet", "table", "query")},
    )
    if arguments.format == "xlsx":
        deliver(render_workbook(report, look(arguments)), arguments)
    else:
        deliver(render_report(report, arguments.format, look(arguments)), arguments)
    empty = _nothing_checked(report)
    told = arguments.format == "text" and not arguments.output and arguments.detail != "quiet"
    for diagnostic in report.diagnostics:
        # a line a result leaves no room for them
        if arguments.format in options.ROWS or (empty and diagnostic.code in _NOTHING and not told):
            complain(diagnostic, language(arguments))
    if empty:
        return WRONG
    return MISSED if any(failed(result, arguments.fail_on) for result in report.results) else NOTHING_MISSED


def _check_rows(plan: Plan, judging: dict[str, Any], arguments: argparse.Namespace) -> int:
    from plancheck.checks import compile_check
    from plancheck.errors import Diagnostic
    from plancheck.pipeline import answered, read_plan
    from plancheck.rowchecking import check_rows

    mention_unlisted(plan, arguments)
    if arguments.upper:
        upper, own = read_plan(arguments.upper, encoding=arguments.encoding), len(plan.diagnostics)
        plan = answered(plan, upper, catalog=judging.get("catalog"), region=arguments.region)
        for diagnostic in plan.diagnostics[own:]:
            complain(diagnostic, language(arguments))
    failed = check_rows(compile_check(plan, **judging), arguments)
    if failed is None:
        code, file = ("no-row-answers", arguments.data[0]) if plan.targets else ("no-targets", plan.source.name)
        complain(Diagnostic(code=code, file=file), language(arguments))
        return WRONG
    return MISSED if failed else NOTHING_MISSED


def _nothing_checked(report: Report) -> bool:
    """Tell whether the plan has no target, or the data no figure: a check of nothing must not pass for a success."""
    figures = any(result.observation is not None for result in report.results)
    return not figures and any(diagnostic.code in _NOTHING for diagnostic in report.diagnostics)


def _lint(arguments: argparse.Namespace) -> int:
    from plancheck.listings import render_diagnostics

    tally = _Tally()
    plans = list(_read_all(arguments, tally))
    if plans:
        deliver(render_diagnostics(plans, arguments.format, look(arguments)), arguments)
    return _summed_up(tally, arguments) or (MISSED if tally.doubts else NOTHING_MISSED)


def _explain(arguments: argparse.Namespace) -> int:
    from plancheck.errors import Diagnostic, PlancheckError
    from plancheck.explain import explain

    if os.path.isfile(arguments.text):  # no statement is the name of a file
        raise PlancheckError(Diagnostic(code="file-for-statement", file=arguments.text))
    deliver(explain(arguments.text, year=arguments.year, lang=language(arguments)), arguments)
    return NOTHING_MISSED


class _Tally:
    """What has come of the documents read so far."""

    def __init__(self) -> None:
        self.read = 0
        self.problems: list[PlancheckError] = []
        self.doubts: list[Diagnostic] = []
        self.left_out: Counter[str] = Counter()


def _read_all(arguments: argparse.Namespace, tally: _Tally) -> Iterator[Plan]:
    """Yield the plans that can be read, in order; count all others in *tally* and keep going."""
    from plancheck.files import ENDINGS, UNREADABLE_ENDINGS
    from plancheck.gathering import gather
    from plancheck.many import read_plans

    _tell_amount(arguments.files, (*ENDINGS, *UNREADABLE_ENDINGS), arguments)
    found = gather(arguments.files)
    if len(found.paths) > 1:
        gc.enable()
    arguments.files = found.paths  # which the answer must not overwrite
    tally.problems += found.problems
    tally.left_out = found.left_out
    reading = {"year": arguments.year, "encoding": arguments.encoding, "processes": arguments.processes}
    plans = read_plans(found.paths, on_error=tally.problems.append, **reading)
    first = next(plans, None)  # before the bar, because processes are better forked from a single thread
    with _progress(len(found.paths), arguments) as show:
        for plan in chain([first] if first is not None else [], plans):
            tally.read += 1
            tally.doubts += plan.diagnostics
            show(tally.read + len(tally.problems))
            yield plan


def _tell_amount(
    names: Iterable[str], endings: Iterable[str], arguments: argparse.Namespace, *, named: bool = False
) -> None:
    """Tell on standard error how much there is to read if it is much; raise PlancheckError if it is too much."""
    from plancheck.labels import phrase
    from plancheck.workload import amount_of

    amount = amount_of(names, endings, named=named, unlimited=arguments.unlimited)
    if amount.is_large:
        say(phrase("to_read", language(arguments), **amount.to_dict()))


def _progress(total: int, arguments: argparse.Namespace) -> AbstractContextManager[Callable[[int], None]]:
    """Return a bar on standard error if that is a terminal, and not the one on which the records appear one by one."""
    streams = arguments.format in ("jsonl", "csv") and not arguments.output and sys.stdout.isatty()
    if total > 1 and not streams and sys.stderr is not None and sys.stderr.isatty():
        try:
            from plancheck.progress import progress_bar
        except ModuleNotFoundError:  # without the extra `cli` there is none
            pass
        else:
            return progress_bar(total, sys.stderr, language(arguments))
    return nullcontext(lambda _: None)


def _summed_up(tally: _Tally, arguments: argparse.Namespace) -> int:
    """Tell which documents could not be read, and how many of all; return the status that this makes."""
    from plancheck.labels import phrase

    lang = language(arguments)
    for problem in tally.problems:
        complain(problem.diagnostic, lang)
    total = tally.read + len(tally.problems)
    if tally.problems and total > 1:
        say(phrase("not_read", lang, count=len(tally.problems), total=total))
    if tally.left_out:
        endings = phrase("comma", lang).join(f"{ending} {count}" for ending, count in tally.left_out.most_common())
        say(phrase("left_out", lang, count=tally.left_out.total(), endings=endings))
    return WRONG if tally.problems else NOTHING_MISSED


def _read(path: str, arguments: argparse.Namespace) -> Plan:
    from plancheck.pipeline import read_plan

    return read_plan(path, year=arguments.year, encoding=arguments.encoding)


def _mention(doubts: Iterable[Diagnostic], lang: str) -> None:
    """Name what is doubtful in the plans, a line each, beside the records that carry the codes."""
    from plancheck.labels import disarm

    for found in doubts:
        say(disarm(f"{found.place(lang)}: {found.severity}[{found.code}]: {found.message(lang)}"))


COMMANDS = {
    "extract": _extract,
    "check": _check,
    "lint": _lint,
    "explain": _explain,
    "compare": compare_plans,
    "compile": compile_plan,
    "packs": list_packs,
}


def _diagnosis(error: Exception) -> Diagnostic:
    """Return what to tell about *error*; only a mistake of our own is no PlancheckError."""
    from plancheck.errors import Diagnostic, PlancheckError

    if isinstance(error, PlancheckError):
        return error.diagnostic
    return Diagnostic(code="internal-error", file="plancheck", found=f"{type(error).__name__}: {error}")
