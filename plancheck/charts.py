"""The geometry of the pictures in the HTML report: where a figure lies beside its bound, and shares of a whole.

Positions are for drawing alone, so they are floats of a tenth; every figure that is told comes from exact numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from plancheck.summing import ORDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from plancheck.verdicts import Verdict

WIDTH = 100.0
_EDGE = 4.0  # what lies beyond the scale is drawn at the edge, as an arrow
_NARROWEST, _WIDEST = 0.05, 1.0


@frozen
class Bullet:
    """A figure beside its bound: the stretch that meets the target, its ends, and the figure or what it stands for."""

    inside: tuple[float, float]
    ends: tuple[float, ...]
    figure: tuple[float, float]
    beyond: str = ""  # "left" or "right" where the figure lies off the scale


@frozen
class Piece:
    """A part of a bar, in percent of its width."""

    verdict: str
    count: int
    start: float
    width: float


def scale(results: Iterable[Verdict]) -> float:
    """Return how far from the bound, as a share of it, the charts of one report reach, so that rows can be compared.

    Nine of ten figures lie on the scale; the rest is drawn as an arrow at its edge.
    """
    sizes = sorted(abs(float(result.relative_margin)) for result in results if result.relative_margin is not None)
    widest = sizes[int(0.9 * (len(sizes) - 1))] if sizes else _NARROWEST
    return min(_WIDEST, max(_NARROWEST, 1.25 * widest))


def bullet(result: Verdict, reach: float) -> Bullet | None:
    """Return the chart of *result* on a scale of *reach* times the bound, None where nothing was compared."""
    demand, measured = result.demand, result.measured
    if demand is None or measured is None or (demand.low is None and demand.high is None):
        return None
    low, high = _float(demand.low), _float(demand.high)
    ends = [end for end in (low, high) if end is not None]
    centre = sum(ends) / len(ends)
    unit = abs(centre) * reach or 1.0
    if len(ends) > 1:  # the stretch between two ends must fit on the scale
        unit = max(unit, abs(ends[1] - ends[0]))

    def at(value: float | None, side: float) -> float:
        return side if value is None else WIDTH / 2 + (value - centre) / unit * (WIDTH / 2 - _EDGE)

    raw = (at(_float(measured.low), 0.0), at(_float(measured.high), WIDTH))
    beyond = "left" if raw[1] < 0 else "right" if raw[0] > WIDTH else ""
    inside = (at(low, 0.0), at(high, WIDTH))
    return Bullet(
        inside=(_clipped(inside[0]), _clipped(inside[1])),
        ends=tuple(_clipped(at(end, 0.0)) for end in ends),
        figure=(_clipped(raw[0], _EDGE), _clipped(raw[1], _EDGE)),
        beyond=beyond,
    )


def pieces(counts: Mapping[str, int]) -> list[Piece]:
    """Return the parts of a bar that shows how many targets have each verdict, met first, none for what is 0.

    >>> [(piece.verdict, piece.start, piece.width) for piece in pieces({"missed": 1, "met": 3})]
    [('met', 0.0, 75.0), ('missed', 75.0, 25.0)]
    """
    total = sum(counts.values())
    found: list[Piece] = []
    done = 0
    for verdict in ("met", "pending", *(name for name in ORDER if name not in ("met", "pending"))):
        count = counts.get(verdict, 0)
        if count:
            found.append(Piece(verdict, count, round(100 * done / total, 2), round(100 * count / total, 2)))
            done += count
    return found


def _float(number: Fraction | None) -> float | None:
    return None if number is None else float(number)


def _clipped(position: float, edge: float = 0.0) -> float:
    return round(min(WIDTH - edge, max(edge, position)), 1)
