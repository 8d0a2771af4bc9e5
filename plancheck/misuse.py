"""What a caller may hand over, and the error that says so where something else came.

Python finds out by itself only where the wrong thing is used, deep in a run or not at all: a `policy` that is a number
goes unseen until a plan says 左右.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from plancheck.bounds import Policy
from plancheck.catalog import Catalog
from plancheck.plans import Plan

_PLAN = (Plan, "a Plan, as plancheck.parse and plancheck.read_plan return it")
_REGION = (str, 'a text: a name, a path (武汉市江岸区) or a code ("420102")')
_KINDS: dict[str, tuple[type, str]] = {
    "plan": _PLAN,
    "lower": _PLAN,
    "upper": _PLAN,
    "catalog": (Catalog, "a Catalog, as plancheck.catalog.load returns it"),
    "policy": (Policy, "a Policy, such as plancheck.Policy(tolerance=0.1)"),
    "region": _REGION,
    "upper_region": _REGION,
    "as_of": (date, "a day, such as datetime.date(2025, 6, 30)"),
    "text": (str, "a text; plancheck.read_plan reads a file"),
}


def refuse_misuse(*needed: str, **arguments: Any) -> None:
    """Raise TypeError for the first of *arguments* that is not of the kind which its name calls for.

    None stands for what was not given, but for those that are *needed*.

    >>> refuse_misuse(region="武汉市", as_of=None)
    >>> refuse_misuse(region=420100)
    Traceback (most recent call last):
    TypeError: region is a text: a name, a path (武汉市江岸区) or a code ("420102"), not int
    """
    for name, value in arguments.items():
        kind, told = _KINDS[name]
        # a moment is a date to isinstance, and can be compared with none
        fits = isinstance(value, kind) and not (kind is date and isinstance(value, datetime))
        if not fits and (value is not None or name in needed):
            msg = f"{name} is {told}, not {type(value).__name__}"
            raise TypeError(msg)
