"""The check by codes for frames in memory: PyArrow tables and pandas frames, each answered in its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from plancheck.arrowengine import MISSED, ArrowEngine, merged, table_batches
from plancheck.codes import Judged
from plancheck.columnar import NONE
from plancheck.limits import OUTCOMES, Limit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plancheck.checks import Check
    from plancheck.sources import Batches, Stream


class _ByCodes:
    """A check that an `ArrowEngine` makes, with what that has learnt."""

    arrow: ArrowEngine

    @property
    def limits(self) -> Sequence[Limit]:
        """The limits for all that has been seen."""
        return self.arrow.coder.limits

    @property
    def totals(self) -> set[tuple[str, str]]:
        """The totals seen that may be of another region than the one asked for."""
        return self.arrow.coder.totals


class StreamEngine(_ByCodes):
    """A check against a stream of batches; what comes back is read batch by batch, too."""

    def __init__(self, check: Check, source: Stream, roles: Mapping[str, str], names: Mapping[str, str]) -> None:
        self.source = source
        self.arrow = ArrowEngine(check, source.schema, source.batches, roles, names)

    def verdicts(self, keep: Sequence[str] | None = None, *, missed: bool = False) -> Any:
        """Return a reader of batches: the columns *keep* with target, verdict and margin."""
        carried = self.source.schema.names if keep is None else list(keep)
        batches = self.arrow.verdict_batches(carried, missed=missed)
        return pa.RecordBatchReader.from_batches(self.arrow.verdict_schema(carried), batches)

    def missed(self, keep: Sequence[str] | None = None) -> Any:
        """Return a reader of the batches of rows that missed their target."""
        return self.verdicts(keep, missed=True)

    def summary(self) -> Any:
        """Return a PyArrow table with a row a target, with the number of rows of each outcome."""
        return self.arrow.summary()


class TableEngine(_ByCodes):
    """A check against a PyArrow table."""

    def __init__(self, check: Check, table: Any, roles: Mapping[str, str], names: Mapping[str, str]) -> None:
        self.table = table
        self.arrow = ArrowEngine(check, table.schema, table_batches(table), roles, names)

    def verdicts(self, keep: Sequence[str] | None = None, *, missed: bool = False) -> Any:
        """Return the columns *keep* of the table with target, verdict and margin."""
        carried = self.table.column_names if keep is None else list(keep)
        batches = self.arrow.verdict_batches(carried, missed=missed)
        return pa.Table.from_batches(batches, self.arrow.verdict_schema(carried))

    def missed(self, keep: Sequence[str] | None = None) -> Any:
        """Return the rows of `verdicts` that missed their target."""
        return self.verdicts(keep, missed=True)

    def summary(self) -> Any:
        """Return a row a target, with the number of rows of each outcome."""
        return self.arrow.summary()


class WholeEngine(_ByCodes):
    """A check against a frame that takes the verdicts of all its rows at once; *batches* are its Arrow columns."""

    def __init__(
        self,
        check: Check,
        schema: Any,
        batches: Batches,
        roles: Mapping[str, str],
        names: Mapping[str, str],
        among: frozenset[str] | None = None,
    ) -> None:
        self.arrow, self.names = ArrowEngine(check, schema, batches, roles, names, among), names

    def _judged(self, *, missed: bool) -> tuple[Any, Judged]:
        """Return what all rows come to, or those missed, and their positions (None: each is there once)."""
        parts, places, start = [], [], 0
        for batch, found in self.arrow.judged(margins=True):
            rows, part = merged(found)
            places.append((np.arange(batch.num_rows) if rows is None else rows) + start)
            parts.append(part)
            start += batch.num_rows
        if not parts:
            return None, Judged(None, np.empty(0, np.int32), np.empty(0, np.uint8), np.empty(0))
        targets, outcomes, margins = (
            np.concatenate([getattr(part, name) for part in parts]) for name in ("targets", "outcomes", "margins")
        )
        rows = None if len(targets) == start else np.concatenate(places)
        if not missed:
            return rows, Judged(None, targets, outcomes, margins)
        chosen = np.flatnonzero(outcomes == MISSED)
        rows = chosen if rows is None else rows[chosen]
        return rows, Judged(None, targets[chosen], outcomes[chosen], margins[chosen])


class PandasEngine(WholeEngine):
    """A check against a pandas frame, whose index stays; of a part of one, *among* are the regions of the whole."""

    def __init__(
        self,
        check: Check,
        frame: Any,
        roles: Mapping[str, Any],
        names: Mapping[str, str],
        among: frozenset[str] | None = None,
    ) -> None:
        self.frame = frame
        table = pa.table({role: _arrow(frame[name]) for role, name in roles.items()})
        own = {role: role for role in roles}
        super().__init__(check, table.schema, table_batches(table), own, names, among)

    def verdicts(self, keep: Sequence[Any] | None = None, *, missed: bool = False) -> Any:
        """Return the columns *keep* of the frame with target, verdict and margin."""
        rows, judged = self._judged(missed=missed)
        kept = self.frame.copy(deep=False) if keep is None else self.frame[list(keep)]
        kept = kept if rows is None else kept.iloc[rows]
        return kept.assign(**dict(zip(self.names.values(), _series(judged), strict=True)))

    def missed(self, keep: Sequence[Any] | None = None) -> Any:
        """Return the rows of `verdicts` that missed their target."""
        return self.verdicts(keep, missed=True)

    def summary(self) -> Any:
        """Return a row a target, with the number of rows of each outcome."""
        return self.arrow.summary().to_pandas()


def _arrow(series: Any) -> Any:
    """Return a column as Arrow has it; of objects of several kinds, each as text."""
    try:
        return pa.array(series, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        missing = series.isna()
        return pa.array([None if gone else str(cell) for cell, gone in zip(series, missing, strict=True)], pa.string())


def _series(judged: Judged) -> tuple[Any, Any, Any]:
    """Return target, verdict and margin as arrays of pandas."""
    import pandas as pd

    absent = judged.outcomes == NONE
    verdicts = pd.Categorical.from_codes(judged.outcomes.view(np.int8), categories=list(OUTCOMES))
    return pd.arrays.IntegerArray(judged.targets, absent), verdicts, judged.margins
