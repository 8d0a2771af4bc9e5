"""The compiled check on batches of Arrow columns: verdicts or counts of each, in order.

A batch is read and its keys are made into codes while the one before it is judged.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pyarrow as pa

from plancheck.arrowarrays import arrow, texts
from plancheck.cells import text_of
from plancheck.codes import Coder, Judged, coded
from plancheck.columnar import NONE
from plancheck.limits import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from plancheck.checks import Check

BATCH = 1 << 17
_Item = TypeVar("_Item")
MISSED = OUTCOMES.index("missed")
VERDICT = pa.dictionary(pa.int8(), pa.string())


class ArrowEngine:
    """A check against Arrow batches: *batches* gives them anew, with the columns it is asked for.

    *schema* is that of the data, *roles* gives the column of each role, *names* those that are added, *among* the
    regions that the data names, which are looked for where they matter and are not told.
    """

    def __init__(
        self,
        check: Check,
        schema: Any,
        batches: Callable[[list[str]], Iterable[Any]],
        roles: Mapping[str, str],
        names: Mapping[str, str],
        among: frozenset[str] | None = None,
    ) -> None:
        self.check, self.schema, self.batches, self.names = check, schema, batches, names
        unused = {"numerator", "denominator"}
        unused |= set() if check.regional else {"region"}
        unused |= set() if check.dated else {"period"}
        self.roles = {role: name for role, name in roles.items() if role not in unused}
        self.among = among
        self.coder = Coder(check, _plain_type(schema.field(roles["value"]).type), self._regions)

    def judged(self, carried: Sequence[str] = (), *, margins: bool) -> Iterator[tuple[Any, list[Judged]]]:
        """Yield each batch, with the columns of the keys and those *carried*, and what its rows come to."""
        wanted = list(dict.fromkeys([*carried, *self.roles.values()]))
        for batch, columns in ahead(self._coded(wanted)):
            yield batch, list(self.coder.judge(columns, margins=margins))

    def _regions(self) -> frozenset[str]:
        """Return the regions that the data names; this reads their column."""
        if self.among is None:
            name, cells = self.roles.get("region"), set[object]()
            for batch in self.batches([name]) if name else ():
                cells.update(coded(batch.column(name)).dictionary.to_pylist())
            self.among = regions_in(cells)
        return self.among

    def _coded(self, wanted: list[str]) -> Iterator[tuple[Any, dict[str, Any]]]:
        """Yield each batch, and its columns by role, those of keys as dictionaries."""
        for batch in self.batches(wanted):
            columns = {role: batch.column(name) for role, name in self.roles.items()}
            yield batch, {role: column if role == "value" else coded(column) for role, column in columns.items()}

    def verdict_batches(self, carried: Sequence[str], *, missed: bool = False) -> Iterator[Any]:
        """Yield batches of the columns *carried* with target, verdict and margin; of all rows or of those missed."""
        schema = self.verdict_schema(carried)
        for batch, parts in self.judged(carried, margins=True):
            rows, whole = merged(parts)
            if missed:
                chosen = np.flatnonzero(whole.outcomes == MISSED)
                rows = chosen if rows is None else rows[chosen]
                whole = Judged(rows, whole.targets[chosen], whole.outcomes[chosen], whole.margins[chosen])
            kept = batch.select(list(carried))
            kept = kept if rows is None else kept.take(arrow(rows))
            yield pa.RecordBatch.from_arrays([*kept.columns, *verdict_arrays(whole)], schema=schema)

    def verdict_schema(self, carried: Sequence[str]) -> Any:
        """Return the schema of `verdict_batches`."""
        own = {"target": pa.int32(), "verdict": VERDICT, "margin": pa.float64()}
        fields = [self.schema.field(name) for name in carried]
        return pa.schema([*fields, *(pa.field(self.names[name], kind) for name, kind in own.items())])

    def summary(self) -> Any:
        """Return a PyArrow table with a row a target: how many rows it has, and how many of each outcome."""
        targets = [bound.constraint for bound in self.check.targets]
        counts = np.zeros((len(targets), len(OUTCOMES)), dtype=np.int64)
        for _, parts in self.judged(margins=False):
            for part in parts:
                asked = part.targets >= 0
                places = part.targets * np.int32(len(OUTCOMES)) + part.outcomes
                places = places if asked.all() else places[asked]
                counts += np.bincount(places, minlength=counts.size).reshape(counts.shape)
        columns: dict[str, Any] = {
            "target": arrow(np.arange(len(targets))),
            "id": texts([target.id for target in targets]),
            "indicator": texts([target.indicator for target in targets]),
            "rows": arrow(counts.sum(axis=1)),
        }
        return pa.table(columns | {name: arrow(counts[:, place]) for place, name in enumerate(OUTCOMES)})


def regions_in(cells: Iterable[object]) -> frozenset[str]:
    """Return the names of regions that *cells* hold."""
    return frozenset(name for cell in cells if (name := text_of(cell)))


def ahead(items: Iterable[_Item]) -> Iterator[_Item]:
    """Yield *items*, of which the next is made meanwhile."""
    source = iter(items)
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, source, None)
        while (item := coming.result()) is not None:
            coming = maker.submit(next, source, None)
            yield item


def table_batches(table: Any) -> Callable[[list[str]], Iterable[Any]]:
    """Return how the batches of a PyArrow table are had."""
    return lambda columns: table.select(columns).to_batches(max_chunksize=BATCH)


def merged(parts: Sequence[Judged]) -> tuple[Any, Judged]:
    """Return all *parts* of a batch as one, in the order of its rows; the rows are None if each is there once."""
    if len(parts) == 1:
        return None, parts[0]
    first = np.arange(len(parts[0].targets))
    rows = np.concatenate([first if part.rows is None else part.rows for part in parts])
    order = np.argsort(rows, kind="stable")
    targets, outcomes, margins = (
        np.concatenate([getattr(part, name) for part in parts])[order] for name in ("targets", "outcomes", "margins")
    )
    return rows[order], Judged(rows[order], targets, outcomes, margins)


def verdict_arrays(judged: Judged) -> list[Any]:
    """Return target, verdict and margin as Arrow arrays."""
    absent = judged.outcomes == NONE
    some = bool(absent.any())
    verdicts = pa.DictionaryArray.from_arrays(
        arrow(judged.outcomes.view(np.int8), absent if some else None), texts(OUTCOMES)
    )
    unknown = np.isnan(judged.margins)
    margins = arrow(judged.margins, unknown if unknown.any() else None)
    return [arrow(judged.targets, absent if some else None), verdicts, margins]


def _plain_type(kind: Any) -> Any:
    return kind.value_type if pa.types.is_dictionary(kind) else kind
