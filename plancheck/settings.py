"""Settings of a project: the table [tool.plancheck] of pyproject.toml, or a file plancheck.toml, for the command.

The nearest folder counts that has one, from the current one up; plancheck.toml goes before pyproject.toml. An option of
the command line goes before a setting. The library reads no settings: what it is given is all that it knows.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli
from attrs import frozen

from plancheck.bounds import Policy
from plancheck.catalog import load
from plancheck.errors import Diagnostic, PlancheckError

if TYPE_CHECKING:
    from collections.abc import Iterable

OWN, SHARED = "plancheck.toml", "pyproject.toml"
KEYS = {"catalog": 'catalog = ["indicators.toml"]', "tolerance": "tolerance = 0.05", "roll-up": "roll-up = true"}


@frozen(kw_only=True)
class Settings:
    """What a project sets: files of indicators, how far 左右 reaches, whether figures of regions are added up.

    `catalog` are paths as the command can open them: relative ones start where the settings stand.
    """

    catalog: tuple[str, ...] = ()
    tolerance: float | None = None
    roll_up: bool = False

    def judging(self, catalogs: Iterable[str]) -> dict[str, Any]:
        """Return the `catalog` and the `policy` that the library is to judge by: those set, and *catalogs* beside them.

        >>> sorted(Settings(tolerance=0.1).judging([]))
        ['catalog', 'policy']
        """
        policy = None if self.tolerance is None else Policy(tolerance=self.tolerance)
        return {"catalog": load([*self.catalog, *catalogs]), "policy": policy}


def read_settings(folder: Path | None = None) -> Settings:
    """Return the settings that hold in *folder* (default: the current one); without any, the defaults.

    Raises PlancheckError with file and line for a table that cannot be read, an unknown key, a value of another kind,
    and a file of indicators that is not there.
    """
    start = (folder or Path()).resolve()
    for place in (start, *start.parents):
        for name in (OWN, SHARED):
            file = place / name
            table = _table(file) if file.is_file() else None
            if table is not None:
                return _settings(table, file)
    return Settings()


def _table(file: Path) -> dict[str, Any] | None:
    """Return the table of settings in *file*, None if it has none."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        table = tomli.loads(text)
    except UnicodeDecodeError as error:
        bad = error.object.count(b"\n", 0, error.start) + 1
        raise PlancheckError(Diagnostic(code="bad-settings", file=str(file), line=bad)) from error
    except OSError as error:
        details = {"reason": error.strerror or str(error)}
        raise PlancheckError(Diagnostic(code="not-readable", file=str(file), details=details)) from error
    except tomli.TOMLDecodeError as error:
        raise PlancheckError(Diagnostic(code="bad-settings", file=str(file), line=error.lineno)) from error
    if file.name == OWN:
        return table
    tool = table.get("tool")
    found = tool.get("plancheck") if isinstance(tool, dict) else None
    if found is not None and not isinstance(found, dict):
        raise _wrong(file, "plancheck", found)
    return found


def _settings(table: dict[str, Any], file: Path) -> Settings:
    for key in table:
        if key not in KEYS:
            near = get_close_matches(key, KEYS, n=1) or [", ".join(KEYS)]
            details = {"near": near[0]}
            raise PlancheckError(
                Diagnostic(code="unknown-setting", file=str(file), line=_line(file, key), found=key, details=details)
            )
    catalog, tolerance, roll_up = table.get("catalog", []), table.get("tolerance"), table.get("roll-up", False)
    catalog = [catalog] if isinstance(catalog, str) else catalog
    if not isinstance(catalog, list) or not all(isinstance(name, str) and name for name in catalog):
        raise _wrong(file, "catalog", catalog)
    number = isinstance(tolerance, int | float) and not isinstance(tolerance, bool)
    if tolerance is not None and not (number and 0 <= tolerance < 1):
        raise _wrong(file, "tolerance", tolerance)
    if not isinstance(roll_up, bool):
        raise _wrong(file, "roll-up", roll_up)
    paths = [str(file.parent / name) for name in catalog]
    for path, name in zip(paths, catalog, strict=True):
        if not Path(path).is_file():
            raise PlancheckError(
                Diagnostic(code="no-such-setting-file", file=str(file), line=_line(file, "catalog"), found=name)
            )
    return Settings(catalog=tuple(paths), tolerance=tolerance, roll_up=roll_up)


def _wrong(file: Path, key: str, value: object) -> PlancheckError:
    details = {"example": KEYS.get(key, "[tool.plancheck]")}
    return PlancheckError(
        Diagnostic(
            code="bad-setting", file=str(file), line=_line(file, key), field=key, found=repr(value), details=details
        )
    )


def _line(file: Path, key: str) -> int | None:
    """Return the line on which *key* is set."""
    text = file.read_text(encoding="utf-8-sig")
    start = 0
    if file.name == SHARED:
        head = re.search(r"^\[tool\.plancheck\]", text, re.MULTILINE)
        start = head.end() if head else 0
    match = re.compile(rf'^[ \t]*["\']?{re.escape(key)}["\']?\s*=', re.MULTILINE).search(text, start)
    return text.count("\n", 0, match.start()) + 1 if match else None
