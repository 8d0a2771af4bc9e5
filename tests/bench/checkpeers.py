"""The peers in `tests.bench.check`: the closest that pandera, pointblank and dataframely can do, in two ways each.

None of them holds rows against a table of bounds. `rules` writes a rule for each target, which looks at the rows of its
indicator and year and takes its bound by unit; `joined` is given the bounds beside the rows, by the hand-written join
in Polars, and compares two columns. Reading the file counts, as it does for ours. Neither
gives a margin; both give which rows failed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .checkcases import INDICATORS, UNITS, YEARS, bound, bounds

if TYPE_CHECKING:
    from .checkcases import Run

PEERS = (
    "pandera_joined",
    "pointblank_joined",
    "dataframely_joined",
    "pandera_rules",
    "pointblank_rules",
    "dataframely_rules",
)


def _read(path: str) -> Any:
    import polars as pl

    return pl.read_parquet(path)


def _joined(data: Any) -> Any:
    import polars as pl

    return data.lazy().join(pl.LazyFrame(bounds()), on=["indicator", "unit", "period"], how="left").collect()


def _rules() -> dict[str, Any]:
    """Return an expression for each target that is false for the rows that miss it."""
    import polars as pl

    rules = {}
    for place, name in enumerate(INDICATORS):
        for year in YEARS:
            limit = pl.lit(None, dtype=pl.Float64)
            for unit, factor in UNITS.items():
                limit = pl.when(pl.col("unit") == unit).then(float(bound(place, year) * factor)).otherwise(limit)
            other = (pl.col("indicator") != name) | (pl.col("period") != str(year))
            rules[f"target_{place}_{year}"] = other | (pl.col("value") >= limit)
    return rules


def _pandera(data: Any, checks: list[Any]) -> Any:
    import pandera.errors
    import pandera.polars as pa

    try:
        return pa.DataFrameSchema(checks=checks).validate(data, lazy=True)
    except pandera.errors.SchemaErrors as error:
        return error.failure_cases


def _pandera_check(rule: Any) -> Any:
    import pandera.polars as pa

    return pa.Check(lambda data: data.lazyframe.select(rule))


def pandera_joined(path: str) -> Run:
    import pandera.polars
    import polars as pl

    assert pandera.polars
    rule = pl.col("bound").is_null() | (pl.col("value") >= pl.col("bound"))
    return lambda _: _pandera(_joined(_read(path)), [_pandera_check(rule)])


def pandera_rules(path: str) -> Run:
    import pandera.polars

    assert pandera.polars
    return lambda _: _pandera(_read(path), [_pandera_check(rule) for rule in _rules().values()])


def pointblank_joined(path: str) -> Run:
    import pointblank as pb

    def run(_: str) -> Any:
        validation = pb.Validate(_joined(_read(path))).col_vals_ge("value", pb.col("bound"), na_pass=True).interrogate()
        return validation.get_sundered_data(type="fail")

    return run


def pointblank_rules(path: str) -> Run:
    import pointblank as pb

    def run(_: str) -> Any:
        validation = pb.Validate(_read(path))
        for rule in _rules().values():
            validation = validation.col_vals_expr(rule)
        return validation.interrogate().get_sundered_data(type="fail")

    return run


def _dataframely(data: Any, rules: dict[str, Any]) -> Any:
    import dataframely as dy

    def ruled(rule: Any) -> Any:
        return dy.rule()(lambda cls: rule)

    columns = {name: dy.Any() for name in data.columns}
    schema = type("Targets", (dy.Schema,), columns | {name: ruled(rule) for name, rule in rules.items()})
    _, failed = schema.filter(data)
    return failed.invalid(), failed.counts()


def dataframely_joined(path: str) -> Run:
    import dataframely
    import polars as pl

    assert dataframely
    rule = pl.col("bound").is_null() | (pl.col("value") >= pl.col("bound"))
    return lambda _: _dataframely(_joined(_read(path)), {"bounded": rule})


def dataframely_rules(path: str) -> Run:
    import dataframely

    assert dataframely
    return lambda _: _dataframely(_read(path), _rules())
