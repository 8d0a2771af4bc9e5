"""JSON as the command writes it: Chinese stands for itself, numbers stay the texts that they are in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def json_text(value: Any) -> str:
    """Return *value* as JSON over several lines.

    >>> print(json_text({"指标": "签约率"}), end="")
    {
      "指标": "签约率"
    }
    """
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def json_lines(values: Iterable[Any]) -> str:
    """Return each of *values* as JSON on a line of its own.

    >>> print(json_lines([{"value": "2/3"}, {"value": "13.70"}]), end="")
    {"value": "2/3"}
    {"value": "13.70"}
    """
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
