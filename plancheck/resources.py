"""The one reader of shipped files: the Lark grammars and the rules that people edit."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@cache
def folder(name: str) -> Traversable:
    """Return the shipped folder *name*: "grammars" or "rules"."""
    try:
        return files(f"plancheck.{name}")
    except ModuleNotFoundError:  # a bare checkout that is not installed
        return Path(__file__).resolve().parent.parent / name


@cache
def grammar(name: str) -> str:
    """Return the text of the grammar file *name*, for example "statement.lark"."""
    return folder("grammars").joinpath(name).read_text(encoding="utf-8")


@cache
def rules_text(name: str) -> str:
    """Return the text of the rule file *name*, for example "units.txt"."""
    return folder("rules").joinpath(name).read_text(encoding="utf-8")


@cache
def rules(name: str) -> dict[str, Any]:
    """Return the TOML rule file *name*, for example "messages.toml", as a mapping.

    The mapping is shared between callers: read it, never change it.

    >>> rules("messages.toml")["garbled-number"]["severity"]
    'warning'
    """
    return tomllib.loads(rules_text(name))


def rule_files(subfolder: str) -> list[str]:
    """Return the names of the TOML files in a folder of the rules, sorted, as `rules` takes them."""
    names = (entry.name for entry in folder("rules").joinpath(subfolder).iterdir())
    return [f"{subfolder}/{name}" for name in sorted(names) if name.endswith(".toml")]
