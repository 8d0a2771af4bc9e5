"""The documents that names on a command line mean: files, folders with all that is in them, and patterns."""

from __future__ import annotations

import glob
import os
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING

from attrs import Factory, define

from plancheck.errors import Diagnostic, PlancheckError
from plancheck.files import ENDINGS, UNREADABLE_ENDINGS
from plancheck.inputs import STANDARD_INPUT
from plancheck.workload import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@define
class Gathered:
    """The paths to read, each once and in order; what was wrong with names; how many files of other kinds there are.

    `left_out` counts files in folders by their endings: they hold no document that can be read.
    """

    paths: list[str] = Factory(list)
    problems: list[PlancheckError] = Factory(list)
    left_out: Counter[str] = Factory(Counter)


def gather(names: Iterable[str]) -> Gathered:
    """Return the documents that *names* mean: a file itself, a folder all below it, a pattern (2025/*.docx) its files.

    In folders only documents count, known by their endings; a file that is named is read whatever it is called.
    """
    found = Gathered()
    paths: dict[str, None] = {}
    for name in names:
        if name == STANDARD_INPUT or not glob.has_magic(name) or os.path.lexists(name):
            matches = [name]
        else:
            matches = sorted(glob.glob(name, recursive=True))
            if not matches:
                found.problems.append(PlancheckError(Diagnostic(code="file-not-found", file=name)))
        for match in matches:
            if name != STANDARD_INPUT and os.path.isdir(match):
                paths |= dict.fromkeys(_in_folder(match, found))
            else:
                paths[match] = None
    found.paths = list({_identity(path): path for path in reversed(paths)}.values())[::-1]
    return found


def _identity(path: str) -> str:
    return path if path == STANDARD_INPUT else os.path.realpath(path)


def _in_folder(folder: str, found: Gathered) -> list[str]:
    """Return the documents below *folder*, sorted; note where there is none."""
    documents = []
    for path in _walk(folder):
        ending = PurePath(path).suffix.lower()
        if ending in ENDINGS or ending in UNREADABLE_ENDINGS:
            documents.append(path)
        else:
            found.left_out[ending or PurePath(path).name] += 1
    if not documents:
        details = {"endings": ", ".join(ENDINGS)}
        found.problems.append(PlancheckError(Diagnostic(code="no-documents", file=folder, details=details)))
    return documents


def _walk(folder: str) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(HIDDEN))
        yield from (os.path.join(place, name) for name in sorted(files) if not name.startswith(HIDDEN))
