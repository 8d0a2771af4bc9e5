"""How far reading has come, as a bar on a terminal that goes away when it is done. Imports rich."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from plancheck.labels import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress_bar(total: int, stream: TextIO, lang: str) -> Iterator[Callable[[int], None]]:
    """Show on *stream* how many of *total* documents are done, in *lang*; gives a function to tell the number."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task(phrase("reading", lang), total=total)
        yield lambda done: bar.update(task, completed=done)
