"""How long a start takes: `python -m tests.bench.startup [--rounds N] [--parts]`.

Runs a bare `python -c pass`, `plancheck --version`, and `extract` and `check` on the bundled example, the check also on
a terminal, in turns, so that a busy machine is fair; prints the median of each in milliseconds, and what it takes above
the bare interpreter: time on the clock, and processor time of the whole process. It times the installed command beside
the interpreter that runs it, else `python -m plancheck`. `--parts` shows what a check consists of: stacks sampled every
half millisecond, each put down to the first part below that it belongs to.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import resource
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
CHECK = ["check", "examples/plan.txt", "examples/reported.csv"]
BARE = "python -c pass"

# What a stack is put down to: the first part of which it has one of the files or functions, written as file:function.
PARTS = {
    "regular expressions of the grammar": ("scanner.py:tries", "grammar.py:terminals", "grammar.py:grammar"),
    "other regular expressions": ("re/__init__.py:_compile", "re/_parser.py:parse", "patterns.py:compiled"),
    "building attrs classes": ("attr/_make.py:attrs",),
    "loading other modules": (),
    "loading plancheck's modules": (),
    "reading the catalog": ("catalog.py:load",),
    "reading the plan": ("pipeline.py:read_plan",),
    "reading the data, judging": ("pipeline.py:check",),
    "drawing the report": ("reports.py:render_report",),
    "the rest": ("",),
}


class Cost(NamedTuple):
    """Milliseconds of a run: on the clock, and of the processor."""

    clock: float
    processor: float


def command() -> list[str]:
    """Return how plancheck is called here."""
    installed = Path(sys.executable).with_name("plancheck")
    return [str(installed)] if installed.exists() else [sys.executable, "-m", "plancheck"]


def timed(call: Sequence[str], *, terminal: bool = False) -> Cost:
    """Run *call* to its end, its output into a pipe or a *terminal*, and return what it took."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    if terminal:
        on_terminal(call)
    else:
        subprocess.run(call, cwd=ROOT, capture_output=True, check=False)
    clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(clock * 1000, processor * 1000)


def on_terminal(call: Sequence[str]) -> None:
    import pty

    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execve(call[0], call, os.environ | {"TERM": "xterm-256color"})
    with contextlib.suppress(OSError):  # which is how its end is told
        while os.read(terminal, 1 << 16):
            pass
    os.waitpid(child, 0)
    os.close(terminal)


def race(rounds: int) -> dict[str, Cost]:
    """Return the median cost of each call over *rounds* turns, the first of all left out."""
    plancheck = command()
    calls = {
        BARE: [sys.executable, "-c", "pass"],
        "plancheck --version": [*plancheck, "--version"],
        "plancheck extract": [*plancheck, "extract", CHECK[1]],
        "plancheck check": [*plancheck, *CHECK],
        "the same on a terminal": [*plancheck, *CHECK],
    }
    costs: dict[str, list[Cost]] = {name: [] for name in calls}
    for _ in range(rounds + 1):
        for name, call in calls.items():
            costs[name].append(timed(call, terminal="terminal" in name))
    return {name: Cost(*map(statistics.median, zip(*found[1:], strict=True))) for name, found in costs.items()}


def part_of(frame: FrameType | None) -> str:
    """Return the part that a stack belongs to, from its innermost *frame*."""
    stack = []
    while frame is not None:
        stack.append(f"{frame.f_code.co_filename}:{frame.f_code.co_name}")
        frame = frame.f_back
    for part, ends in PARTS.items():
        if any(entry.endswith(end) for entry in stack for end in ends):
            return part
        if part == "loading plancheck's modules" and any("importlib._bootstrap" in entry for entry in stack):
            modules = [entry for entry in stack if entry.endswith(":<module>")]
            ours = not modules or "plancheck" in Path(modules[0]).parent.name
            return part if ours else "loading other modules"
    return "the rest"


def sampled() -> tuple[float, Counter[str]]:
    """Return the processor time of one check in this very process, which is to be fresh, and the samples by part."""
    seen: Counter[str] = Counter()
    signal.signal(signal.SIGPROF, lambda _, frame: seen.update([part_of(frame)]))
    start = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, 0.0005, 0.0005)
    with contextlib.redirect_stdout(io.StringIO()):
        from plancheck.cli import main

        main(CHECK)
    signal.setitimer(signal.ITIMER_PROF, 0)
    return (time.process_time() - start) * 1000, seen


def shares(rounds: int) -> dict[str, float]:
    """Return the milliseconds that each part takes, over *rounds* fresh processes."""
    total: Counter[str] = Counter()
    call = [sys.executable, "-P", __file__, "--sample"]  # what is installed, not the folder it runs in
    for _ in range(rounds):
        lines = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
        found = {part: float(took) for took, part in (line.split(maxsplit=1) for line in lines)}
        total.update(found)
    return {part: total[part] / rounds for part in PARTS}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package has its bytecode
    options.add_argument("--rounds", type=int, default=10)
    options.add_argument("--parts", action="store_true", help="show what a check consists of")
    options.add_argument("--sample", action="store_true", help=argparse.SUPPRESS)
    arguments = options.parse_args()
    if arguments.sample:
        took, seen = sampled()
        for part, count in seen.items():
            print(took * count / seen.total(), part)
        return
    costs = race(arguments.rounds)
    bare = costs[BARE]
    print(f"{'median, ms':<28}{'clock':>8}{'above':>8}{'processor':>12}{'above':>8}")
    for name, (clock, processor) in costs.items():
        print(f"{name:<28}{clock:8.0f}{clock - bare.clock:8.0f}{processor:12.0f}{processor - bare.processor:8.0f}")
    if arguments.parts:
        print()
        for part, took in shares(arguments.rounds).items():
            print(f"{took:8.0f} ms  {part}")


if __name__ == "__main__":
    main()
