"""Libraries that only an extra installs: what needs one says which, instead of failing with an import."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from plancheck.errors import Diagnostic, PlancheckError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

FRAMES = ("numpy", "pyarrow", "duckdb", "polars", "pandas")


@contextmanager
def needing(extra: str, *libraries: str, file: str = "plancheck", form: str | None = None) -> Iterator[None]:
    """Turn the import of a missing library, one of *libraries*, into a PlancheckError that names the *extra* with it.

    Its code is missing-extra, or missing-reader where a *file* of a format, *form*, was to be read. Other errors pass.

    >>> with needing("excel", "no_such_library", file="data.xlsx", form="XLSX"):
    ...     import no_such_library.sheets
    Traceback (most recent call last):
    plancheck.errors.PlancheckError: data.xlsx: error[missing-reader]: ...
    """
    try:
        yield
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library not in libraries:
            raise
        details = {"library": libraries[0] if form else library, "extra": extra}
        code = "missing-reader" if form else "missing-extra"
        details |= {"format": form} if form else {}
        raise PlancheckError(Diagnostic(code=code, file=file, details=details)) from error


def with_extra(module: str, library: str, extra: str) -> ModuleType:
    """Return the *module* of ours that needs *library*, or say which *extra* installs that."""
    with needing(extra, library):
        return import_module(f"plancheck.{module}")
