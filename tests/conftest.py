"""What every test can ask for: the project's root, and expected outputs that one option rewrites."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent


# The first example builds the parser, and machines differ: how long one example takes says nothing here.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the expected outputs from what the program says now; read the diff before you commit it",
    )


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds pyproject.toml."""
    return ROOT


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages come in English and answers may have colours, whatever the machine's settings."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether expected outputs are to be rewritten instead of compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def same_as_file(update_golden: bool) -> Callable[[Path, str], None]:
    """A check that a text equals a file; with --update-golden it writes the file instead."""

    def check(path: Path, text: str) -> None:
        if update_golden:
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"{path} is missing; `pytest --update-golden` writes it"
        assert text == path.read_text(encoding="utf-8")

    return check
