"""Many plans at once: read side by side on the machine's cores, in the order given, past files that cannot be read."""

from __future__ import annotations

import os
import sys
from collections import deque
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from plancheck.errors import Diagnostic, PlancheckError
from plancheck.inputs import STANDARD_INPUT
from plancheck.pipeline import parse, read_plan
from plancheck.plans import Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future, ProcessPoolExecutor

    Path = str | os.PathLike[str]
    Outcome = Plan | PlancheckError
    Task = Callable[[Path], Outcome]

FEW = 4  # so few files are read before processes have started
_AHEAD = 4  # files under way for each process: enough to keep it busy, few enough to keep memory small


def read_plans(
    paths: Iterable[Path],
    *,
    processes: int | None = None,
    on_error: Callable[[PlancheckError], object] | None = None,
    year: int | None = None,
    encoding: str | None = None,
) -> Iterator[Plan]:
    """Yield the plan of each file of *paths*, in their order; `read_plan` says what is read and what *year* does.

    *processes* is how many read at once, by default one a core; inside a worker of another pool it is one. A file that
    cannot be read raises its PlancheckError, unless *on_error* takes it (a list's `append`, say): then the others are
    still read. Paths are taken as they are needed, so that they may be endless. To spread reading over other machines,
    hand `plancheck.read_plan` to Dask, Spark or a pool: it is a plain function, and plans can be pickled.

    >>> bad = []
    >>> list(read_plans(["no-such-plan.txt"], on_error=bad.append)), bad[0].diagnostic.code
    ([], 'file-not-found')
    """
    if processes is not None and processes < 1:
        msg = f"at least one process has to read, not {processes}"
        raise ValueError(msg)
    task = partial(attempt, year=year, encoding=encoding)
    waiting = iter(paths)
    first = list(islice(waiting, FEW))
    workers = _workers(processes) if len(first) == FEW else 1
    every = chain(first, waiting)
    for outcome in map(task, every) if workers == 1 else _side_by_side(task, every, workers):
        if isinstance(outcome, Plan):
            yield outcome
        elif on_error is None:
            raise outcome
        else:
            on_error(outcome)


def attempt(path: Path, *, year: int | None = None, encoding: str | None = None) -> Outcome:
    """Return the plan of the file at *path*, or the error that says why there is none; a mistake of ours is one too."""
    try:
        return read_plan(path, year=year, encoding=encoding)
    except PlancheckError as error:
        return error
    except Exception as error:
        if sys.flags.dev_mode:  # python -X dev shows where
            raise
        found = f"{type(error).__name__}: {error}"
        return PlancheckError(Diagnostic(code="internal-error", file=_name(path), found=found))


def _workers(processes: int | None) -> int:
    """Return how many processes read; one that belongs to a pool itself may have none of its own."""
    import multiprocessing  # here, because a few files need none of it

    if multiprocessing.current_process().daemon:
        return 1
    if processes is not None:
        return processes
    usable = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(usable(0)) if usable else os.cpu_count() or 1


def _side_by_side(task: Task, paths: Iterable[Path], workers: int) -> Iterator[Outcome]:
    """Yield the outcome of each path in order, a few of them always under way."""
    from concurrent.futures.process import BrokenProcessPool

    under_way: deque[tuple[Path, Future[Outcome] | Outcome]] = deque()
    pool = _pool(workers)
    try:
        for path in paths:
            if path == STANDARD_INPUT:  # the workers have none
                under_way.append((path, task(path)))
            else:
                try:
                    under_way.append((path, pool.submit(task, path)))
                except BrokenProcessPool:
                    pool = _pool(workers)
                    under_way.append((path, pool.submit(task, path)))
            if len(under_way) >= _AHEAD * workers:
                yield _outcome(task, *under_way.popleft())
        while under_way:
            yield _outcome(task, *under_way.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _outcome(task: Task, path: Path, found: Future[Outcome] | Outcome) -> Outcome:
    """Return what became of *path*; where its process died, it is read once more in a process of its own."""
    from concurrent.futures.process import BrokenProcessPool

    if isinstance(found, Plan | PlancheckError):
        return found
    try:
        return found.result()
    except BrokenProcessPool:  # of this file or of another that was under way
        pass
    with _pool(1) as pool:
        try:
            return pool.submit(task, path).result()
        except BrokenProcessPool:
            return PlancheckError(Diagnostic(code="reader-died", file=_name(path)))


def _pool(workers: int) -> ProcessPoolExecutor:
    """Return a pool whose processes build the parser once: before they are forked, or as they start."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    if multiprocessing.get_start_method() == "fork":
        _warm_up()
    return ProcessPoolExecutor(workers, initializer=_warm_up)


def _warm_up() -> None:
    parse("覆盖率达到90%。")


def _name(path: Path) -> str:
    return os.fspath(path)
