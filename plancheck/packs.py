"""Packs of targets that ship with plancheck: national plans by name, wherever a plan is asked for.

A pack is a plan file (`plancheck.planfiles`) in `rules/packs/`: figures and indicators only, each with the published
sources that confirm it.
"""

from __future__ import annotations

import os
from difflib import get_close_matches

import tomli
from attrs import frozen

from plancheck import resources
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.planfiles import read_plan_text
from plancheck.plans import Plan

MARK = "@"
_FOLDER = "packs"


@frozen(kw_only=True)
class Pack:
    """One pack: its `name` with the mark, the title of the document, who issued it, and how many targets it holds.

    `sources` are the publications that the figures are from, as texts for people.
    """

    name: str
    title: str
    body: str
    targets: int
    sources: tuple[str, ...]


def is_pack(path: str | os.PathLike[str]) -> bool:
    """Tell whether *path* is the name of a pack; a file of such a name is called ./@name.

    >>> is_pack("@healthy-china-2030"), is_pack("./@plan.txt")
    (True, False)
    """
    return isinstance(path, str) and path.startswith(MARK)


def read_pack(name: str | os.PathLike[str]) -> Plan:
    """Return the plan of the pack *name*, "@healthy-china-2030"; raise PlancheckError if there is none.

    >>> plan = read_pack("@sdg-3")
    >>> [(target.op, str(target.value), target.unit) for target in plan if target.indicator == "孕产妇死亡率"]
    [('<', '70', 'per_100k')]
    """
    wanted = f"{_FOLDER}/{os.fspath(name).removeprefix(MARK)}.toml"
    files = resources.rule_files(_FOLDER)
    if wanted not in files:
        known = [_name(file) for file in files]
        near = get_close_matches(os.fspath(name), known, n=1) or known
        details = {"near": ", ".join(near)}
        raise PlancheckError(Diagnostic(code="unknown-pack", file=os.fspath(name), details=details))
    return read_plan_text(resources.rules_text(wanted), os.fspath(name))


def pack_like(path: str | os.PathLike[str]) -> str | None:
    """Return the pack whose name *path* nearly is, as where the mark was forgotten; None if there is none.

    >>> pack_like("healthy-china-2030"), pack_like("healthy_china_2030"), pack_like("plan.txt")
    ('@healthy-china-2030', '@healthy-china-2030', None)
    """
    names = [_name(file) for file in resources.rule_files(_FOLDER)]
    return next(iter(get_close_matches(MARK + os.fspath(path).lower(), names, n=1, cutoff=0.8)), None)


def packs() -> tuple[Pack, ...]:
    """Return all packs that ship with the package, in the order of their names.

    >>> [pack.name for pack in packs() if "sdg" in pack.name]
    ['@sdg-3']
    """
    return tuple(_pack(file) for file in resources.rule_files(_FOLDER))


def _pack(file: str) -> Pack:
    top = tomli.loads(resources.rules_text(file))
    return Pack(
        name=_name(file),
        title=top["title"],
        body=top["body"],
        targets=len(top["constraints"]),
        sources=tuple(_source(reference) for reference in top["references"]),
    )


def _source(reference: dict[str, object]) -> str:
    parts = (reference["issuer"], reference["title"], reference.get("number"), reference.get("section"))
    return ", ".join(str(part) for part in (*parts, reference.get("year")) if part)


def _name(file: str) -> str:
    return MARK + file.removeprefix(f"{_FOLDER}/").removesuffix(".toml")
