"""How much a command is asked to read: folders and patterns may hold more than anybody meant."""

from __future__ import annotations

import glob
import os
from pathlib import PurePath
from typing import TYPE_CHECKING

from attrs import define

from plancheck.errors import Diagnostic, PlancheckError
from plancheck.inputs import STANDARD_INPUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_FILES, MOST_BYTES = 1_000, 512 * 2**20
TOLD_FILES, TOLD_BYTES = 100, 64 * 2**20
_MIB = 2**20
HIDDEN = (".", "~$")  # ~$ are the locks of office programs


@define
class Amount:
    """So many files of so many bytes."""

    files: int = 0
    size: int = 0

    @property
    def is_large(self) -> bool:
        """Tell whether reading it takes a while, so that it is worth a word."""
        return self.files >= TOLD_FILES or self.size >= TOLD_BYTES

    def to_dict(self) -> dict[str, str]:
        """Return the amount as messages tell it."""
        return {"files": f"{self.files:,}", "size": f"{-(-self.size // _MIB):,} MiB"}


def amount_of(names: Iterable[str], endings: Iterable[str], *, named: bool = False, unlimited: bool = False) -> Amount:
    """Return how much *names* mean: of folders the files with one of *endings*, of patterns all that fit.

    Files that are *named* one by one count only if asked: whoever names them means them. Raises PlancheckError where
    the amount is more than `MOST_FILES` or `MOST_BYTES`, and looks no further, unless it is *unlimited*.

    >>> amount_of(["-", "no-such-file.txt"], (".txt",))
    Amount(files=0, size=0)
    """
    amount, known = Amount(), tuple(endings)
    for name in names:
        for path in _files(name, known, named=named):
            amount.files += 1
            amount.size += os.path.getsize(path) if os.path.isfile(path) else 0
            if not unlimited and (amount.files > MOST_FILES or amount.size > MOST_BYTES):
                details = amount.to_dict() | {"most": f"{MOST_FILES:,}", "most_size": f"{MOST_BYTES // _MIB:,} MiB"}
                raise PlancheckError(Diagnostic(code="too-much", file=name, details=details))
    return amount


def _files(name: str, endings: tuple[str, ...], *, named: bool) -> Iterator[str]:
    if name == STANDARD_INPUT:
        return
    if os.path.isdir(name):
        for place, folders, files in os.walk(name):
            folders[:] = [folder for folder in folders if not folder.startswith(HIDDEN)]
            found = (file for file in files if PurePath(file).suffix.lower() in endings)
            yield from (os.path.join(place, file) for file in found if not file.startswith(HIDDEN))
    elif glob.has_magic(name) and not os.path.lexists(name):
        yield from glob.iglob(name, recursive=True)
    elif named:
        yield name
