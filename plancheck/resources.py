"""The one reader of shipped files: the Lark grammars, the rules that people edit, and page templates."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@cache
def folder(name: str) -> Traversable:
    """Return the shipped folder *name*: "grammars", "rules" or "templates"."""
    spec = find_spec(f"plancheck.{name}")
    if spec is None:  # a bare checkout that is not installed
        return Path(__file__).resolve().parent.parent / name
    for place in spec.submodule_search_locations or ():
        if (path := Path(place)).is_dir():
            return path
    from importlib.resources import files  # here, because only an archive needs it, and it loads a dozen modules

    return files(spec.name)


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
    return tomli.loads(rules_text(name))


@cache
def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of an answer, for example "report", that of `check --format json`.

    >>> schema("report")["properties"]["schema_version"]
    {'const': 1}
    """
    found: dict[str, Any] = json.loads(rules_text(f"schemas/{name}.schema.json"))
    return found


@cache
def template(name: str) -> str:
    """Return the text of the template file *name*, for example "report.html"."""
    return folder("templates").joinpath(name).read_text(encoding="utf-8")


def rule_files(subfolder: str) -> list[str]:
    """Return the names of the TOML files in a folder of the rules, sorted, as `rules` takes them."""
    names = (entry.name for entry in folder("rules").joinpath(subfolder).iterdir())
    return [f"{subfolder}/{name}" for name in sorted(names) if name.endswith(".toml")]
