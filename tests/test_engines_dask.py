"""The compiled check on Dask: a cluster of worker processes on this machine, and data in several partitions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from plancheck.limits import OUTCOMES

from .awkward import Table, all_tables, merged, told
from .engineframes import arrow, found, rows_of

dataframe = pytest.importorskip("dask.dataframe")
distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")  # those of the cluster's own libraries

TABLES = merged(all_tables())


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two worker processes; those of other tests' frames would be threads of this one."""
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as workers,
        distributed.Client(workers) as client,
    ):
        yield client


def frame(table: Table) -> Any:
    import pandas as pd

    data = arrow(table).to_pandas(types_mapper=pd.ArrowDtype)
    return dataframe.from_pandas(data, npartitions=3)


def test_dask_has_the_verdicts_of_the_judge(cluster: Any) -> None:
    frames = [frame(table) for table in TABLES]
    checked = [table.check().on(data) for table, data in zip(TABLES, frames, strict=True)]
    verdicts = [one.verdicts(["place"]) for one in checked]
    summaries = [one.summary() for one in checked]
    assert {type(answer) for answer in (*verdicts, *summaries)} == {type(data) for data in frames}
    answers = cluster.gather(cluster.compute([*verdicts, *summaries]))
    for table, judged, summary in zip(TABLES, answers[: len(TABLES)], answers[len(TABLES) :], strict=True):
        expected = told(table)
        assert found(judged) == expected
        for row in rows_of(summary):
            mine = [verdict for _, at, verdict in expected if at == row["target"]]
            assert {name: row[name] for name in OUTCOMES} == {name: mine.count(name) for name in OUTCOMES}


def test_the_workers_are_processes_of_their_own(cluster: Any) -> None:
    import os

    assert os.getpid() not in cluster.run(os.getpid).values()
    assert len(cluster.run(os.getpid)) == 2
