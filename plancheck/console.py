"""What the command shows: answers, complaints, colours and their language. Nothing else prints.

Nothing is loaded here until there is something to show.
"""

from __future__ import annotations

import os
import sys

from plancheck.options import inputs

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from typing import TextIO

    from plancheck.errors import Diagnostic
    from plancheck.labels import Look

FOR_PEOPLE = ("text", "table")


def deliver(answer: str | bytes | Iterable[str], arguments: argparse.Namespace) -> None:
    """Write *answer*, whole or in pieces, to -o FILE, completely or not at all, or to standard output."""
    if arguments.output:
        _keep_inputs(arguments)
        _write_file(arguments.output, _encoded(answer))
        return
    assert not isinstance(answer, bytes), "what is no text goes to a file"
    pieces = [answer] if isinstance(answer, str) else answer
    if sys.stdout is None:
        raise _not_writable("<stdout>", OSError("it is closed"))
    _prepare(sys.stdout, "utf-8" if arguments.format not in FOR_PEOPLE else None)
    try:
        for piece in pieces:
            sys.stdout.write(piece)
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would try again when it ends
        if not isinstance(error, BrokenPipeError):  # a reader that has seen enough, as head does, is no fault
            raise _not_writable("<stdout>", error) from error


def _keep_inputs(arguments: argparse.Namespace) -> None:
    from plancheck.errors import Diagnostic, PlancheckError

    for name in inputs(arguments):
        if os.path.isfile(name) and os.path.exists(arguments.output) and os.path.samefile(name, arguments.output):
            raise PlancheckError(Diagnostic(code="output-is-input", file=name))


def _encoded(answer: str | bytes | Iterable[str]) -> Iterable[bytes]:
    if isinstance(answer, bytes):
        return [answer]
    pieces = [answer] if isinstance(answer, str) else answer
    return (piece.encode("utf-8", "backslashreplace") for piece in pieces)


def _write_file(name: str, pieces: Iterable[bytes]) -> None:
    """Write to a neighbour first, so that a full disk or a kill leaves the old file as it was."""
    target = os.path.realpath(name)
    special = os.path.exists(target) and not os.path.isfile(target)  # a pipe or a device is written to as it is
    beside = target if special else f"{target}.{os.getpid()}.part"
    try:
        with open(beside, "wb") as file:
            file.writelines(pieces)
        if not special:
            os.replace(beside, target)
    except OSError as error:
        raise _not_writable(name, error) from error
    finally:
        if not special and os.path.exists(beside):
            os.unlink(beside)


def _not_writable(name: str, error: OSError) -> Exception:
    from plancheck.errors import Diagnostic, PlancheckError

    reason = error.strerror or str(error)
    return PlancheckError(Diagnostic(code="not-writable", file=name, details={"reason": reason}))


def complain(diagnostic: Diagnostic, lang: str) -> None:
    """Show *diagnostic* on standard error, with its place and remedy."""
    from plancheck.labels import disarm

    say(disarm(diagnostic.render(lang)))


def say(line: str) -> None:
    """Show *line* on standard error, if there is one."""
    if sys.stderr is None:
        return
    _prepare(sys.stderr)
    try:
        print(line, file=sys.stderr, flush=True)
    except BrokenPipeError:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - stays open until the process ends


def _prepare(stream: TextIO, encoding: str | None = None) -> None:
    """Let *stream* take any text: what its encoding lacks is escaped. Formats for machines are UTF-8 everywhere."""
    reconfigure = getattr(stream, "reconfigure", None)  # notebooks and test tools put other streams there
    if reconfigure is not None:
        reconfigure(encoding=encoding, errors="backslashreplace")


def look(arguments: argparse.Namespace) -> Look:
    """Return how an answer is to look: its language, colours and width."""
    from plancheck.labels import Look

    terminal = not arguments.output and sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = _terminal_width() if terminal else None
    given = {name: getattr(arguments, name) for name in ("fail_on", "detail") if hasattr(arguments, name)}
    return Look(lang=language(arguments), colour=colour, width=width, **given)


def _terminal_width() -> int | None:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or None
    except (OSError, ValueError):  # what says it is a terminal need not have a size
        return None


def language(arguments: argparse.Namespace) -> str:
    """Return the language asked for, else that of the locale."""
    if arguments.lang:
        return str(arguments.lang)
    from plancheck.labels import locale_language

    return locale_language()
