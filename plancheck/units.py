"""Units of figures: what converts into what, by which exact factor, and what must not be compared.

Three rules keep a conversion from inventing an answer:

- What is counted and what it is counted per never cancel. 人/万人 is a rate per population, not a share, and meets
  neither percent nor per_10k; a count per bare number (人/10万, 例/10万) is a share, another spelling of per_100k.
- A unit without an `is` in the table is a dimension of its own: 座 and 人 do not convert, nor do percentage points
  and percent. A figure without a unit (None) compares only with figures without a unit.
- Factors are fractions. A product is exact in every digit: a Decimal where it has finitely many, else a Fraction.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, Inexact, InvalidOperation, Overflow, Rounded
from fractions import Fraction
from functools import cache, lru_cache
from threading import RLock
from typing import TYPE_CHECKING, Any

from plancheck.errors import Diagnostic, PlancheckError
from plancheck.unit_names import Unit, UnknownUnit, canonical, parse_unit
from plancheck.unit_table import unit_table

if TYPE_CHECKING:
    from plancheck.records import Number

__all__ = [
    "NotComparable",
    "Unit",
    "UnknownUnit",
    "canonical",
    "comparable",
    "convert",
    "factor",
    "family",
    "parse_unit",
    "times",
]

_FAMILY_MAGNITUDES = ("万", "亿")
_POPULATIONS = ("百", "千", "万", "10万")
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact, Rounded, InvalidOperation, Overflow])
_LONGEST = 100_000
_lock = RLock()


class NotComparable(PlancheckError):  # noqa: N818 - the name of the verdict that it leads to
    """Two units that measure different things; a figure without a unit counts as a unit of its own."""

    @property
    def units(self) -> tuple[str | None, str | None]:
        """The unit given and the unit asked for, each None where there is none."""
        details = self.diagnostic.details
        return details["left"] or None, details["right"] or None


@lru_cache(maxsize=65536)
def factor(from_unit: str | None, to_unit: str | None) -> Fraction:
    """Return how many *to_unit* one *from_unit* is, exactly; raise NotComparable if they measure different things.

    >>> factor("permille", "percent"), factor("张/千人", "张/万人"), factor("亩", "公顷")
    (Fraction(1, 10), Fraction(10, 1), Fraction(1, 15))
    >>> factor("座", "人")
    Traceback (most recent call last):
    plancheck.units.NotComparable: <input>: error[units-differ]: 座 and 人 do not convert into each other
      = help: give the figure in 人, or in a unit that measures the same
    """
    if from_unit is None and to_unit is None:
        return Fraction(1)
    left, right = (None if unit is None else parse_unit(unit) for unit in (from_unit, to_unit))
    if left is None or right is None:
        raise _not_comparable(from_unit, to_unit)
    (above, over), (below, under) = _plain(left.over), _plain(left.under)
    (other_above, other_over), (other_below, other_under) = _plain(right.over), _plain(right.under)
    ratio: Fraction | None = Fraction(1)
    if (over, under) != (other_over, other_under):
        ratio = _ratio((over, under), (other_over, other_under))
    if ratio is None:
        raise _not_comparable(left.name, right.name)
    return left.scale / right.scale * (above / below) / (other_above / other_below) * ratio


def convert(value: Number, from_unit: str | None, to_unit: str | None) -> Number:
    """Return *value*, given in *from_unit*, in *to_unit*; exact in every digit.

    A Decimal comes back as a Decimal if the result has finitely many digits, else as a Fraction; a Fraction comes
    back as a Fraction. Raises NotComparable and UnknownUnit as `factor` does, ValueError for NaN and infinity.

    >>> convert(Decimal("3.5"), "permille", "percent"), convert(Decimal("58"), "天", "小时")
    (Decimal('0.35'), Decimal('1392'))
    >>> convert(Decimal("1"), "亩", "公顷")
    Fraction(1, 15)
    """
    return times(value, factor(from_unit, to_unit))


def times(value: Number, by: Fraction) -> Number:
    """Return *value* times a factor, exact in every digit, of the types that `convert` returns."""
    if isinstance(value, Fraction):
        return value * by
    if not isinstance(value, Decimal):
        msg = f"a figure is a Decimal or a Fraction, not {type(value).__name__}"
        raise TypeError(msg)
    if not value.is_finite():
        msg = f"{value} is no figure and cannot be converted"
        raise ValueError(msg)
    decimal = _as_decimal(by)
    if decimal is not None:
        return _EXACT.multiply(value, decimal)
    if value and abs(value.adjusted()) > _LONGEST:
        msg = f"a figure with more than {_LONGEST} digits cannot be divided exactly"
        raise ValueError(msg)
    product = Fraction(value) * by
    shorter = _as_decimal(product)
    return product if shorter is None else shorter


def comparable(left: str | None, right: str | None) -> bool:
    """Tell whether figures in the two units measure the same thing; raise UnknownUnit for a unit that is none.

    >>> comparable("万元", "亿元"), comparable("percentage_point", "percent"), comparable("percent", None)
    (True, False, False)
    """
    try:
        factor(left, right)
    except NotComparable:
        return False
    return True


@lru_cache(maxsize=4096)
def family(unit: str | None) -> tuple[str, ...]:
    """Return the units in which a figure in *unit* could have been given by mistake: all convert, none is *unit*.

    They are the other units of the same dimension in the table, the unit in 万 and 亿, and for a rate per counted
    things the usual numbers of them.

    >>> family("permille")
    ('percent', 'per_10k', 'per_100k', 'per_million', '成')
    >>> family("张/千人")
    ('万张/千人', '亿张/千人', '张/百人', '张/万人', '张/10万人')
    """
    if unit is None:
        return ()
    parsed = parse_unit(unit)
    over, _, under = parsed.name.partition("/")
    below = f"/{under}" if under else ""
    names = [name + below for name in _relatives(parsed.over)]
    entries = unit_table().entries
    if len(parsed.under) == 1 and entries[parsed.under[0]].kind == "count":
        names += [f"{over}/{magnitude}{parsed.under[0]}" for magnitude in _POPULATIONS]
    return tuple(name for name in dict.fromkeys(names) if name != parsed.name)


def _relatives(over: tuple[str, ...]) -> list[str]:
    """Return units with the dimension of a product: those of the table, then the product with magnitudes."""
    entries = unit_table().entries
    product = "·".join(over)
    names = [product]
    if len(over) == 1:
        root = _roots(over[0])
        names = [name for name in entries if _roots(name) == root and comparable(name, product)]
    if entries[over[0]].kind not in ("rate", "time"):
        names += [magnitude + product for magnitude in _FAMILY_MAGNITUDES]
    return names


@cache
def _roots(name: str) -> frozenset[str]:
    """Return the units without an `is` that *name* leads to; a quick first look at its dimension."""
    of = unit_table().entries[name].of
    return frozenset({name}) if not of else frozenset().union(*(_roots(unit) for unit in of))


def _not_comparable(left: str | None, right: str | None) -> NotComparable:
    code = "units-differ" if left and right else "unit-missing"
    details = {"left": left or "", "right": right or "", "unit": left or right or ""}
    return NotComparable(Diagnostic(code=code, found=details["unit"], details=details))


def _as_decimal(number: Fraction) -> Decimal | None:
    """Return *number* as a Decimal if it has finitely many digits."""
    rest, twos, fives = number.denominator, 0, 0
    twos = (rest & -rest).bit_length() - 1
    rest >>= twos
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    places = max(twos, fives)
    return Decimal(number.numerator * 10**places // number.denominator).scaleb(-places, _EXACT)


@cache
def _registry() -> Any:
    """Return the one registry: empty and private, because we are a guest in tools that have their own."""
    from pint import UnitRegistry  # here, because loading it takes 0.2 s

    return UnitRegistry(None, non_int_type=Fraction, on_redefinition="raise")


@lru_cache(maxsize=4096)
def _plain(product: tuple[str, ...]) -> tuple[Fraction, tuple[str, ...]]:
    """Return a product of units as a number of the units that they are plain multiples of: ‰ is a tenth of %."""
    number, names = Fraction(1), []
    for name in product:
        scale, root = unit_table().plain(name)
        number *= scale
        names.append(root)
    return number, tuple(sorted(names))


@lru_cache(maxsize=4096)
def _ratio(left: tuple[tuple[str, ...], ...], right: tuple[tuple[str, ...], ...]) -> Fraction | None:
    """Return how many of the product *right* one of *left* is, None if they differ in dimension."""
    entries = unit_table().entries
    if not any(entries[name].of for side in (*left, *right) for name in side):
        return None  # 座 and 人: dimensions of their own, which needs no engine
    from pint import DimensionalityError

    with _lock:
        try:
            return Fraction(_registry().convert(Fraction(1), _expression(*left), _expression(*right)))
        except DimensionalityError:
            return None


def _expression(over: tuple[str, ...], under: tuple[str, ...]) -> str:
    above = "*".join(_defined(name, "over") for name in over)
    return "/".join([above, *(_defined(name, "under") for name in under)])


@cache
def _defined(name: str, side: str) -> str:
    """Return the registry's name of a unit, defined on first use; *side* keeps the two sides of / from cancelling.

    The names are made up, because the table may call a unit what the registry would not read as a name (℃).
    """
    entries = unit_table().entries
    entry = entries[name]
    own = f"{side}_{list(entries).index(name)}"
    units = [_defined(unit, side) for unit in entry.of]
    number = f"{entry.number.numerator} / {entry.number.denominator}"
    _registry().define(f"{own} = {' * '.join([number, *units])}" if units else f"{own} = [{own}]")
    return own
