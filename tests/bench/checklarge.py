"""5,000 targets x 3,000 regions x 10 years in one call: `python -m tests.bench.checklarge [--targets N]`.

The data is one Parquet file with a row for each, 150 million rows; every tenth indicator is in another unit than the
plan's. The check runs in a process of its own, which reports its time and its greatest memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

REGIONS, YEARS = 3000, [str(year) for year in range(2016, 2026)]


def names(count: int) -> list[str]:
    return [f"第{number:04d}项指标的完成率" for number in range(count)]


def write(path: str, targets: int) -> int:
    """Write the data, an indicator at a time, and return its number of rows."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    random = np.random.default_rng(1)
    rows = REGIONS * len(YEARS)
    words = {"indicator": names(targets), "unit": ["percent", "‰"], "period": YEARS}
    words["region"] = [f"第{number:04d}县" for number in range(REGIONS)]
    places = np.arange(rows, dtype=np.int32)
    writer = None
    for start in range(0, targets, 50):
        chosen = np.arange(start, min(start + 50, targets), dtype=np.int32)
        tenth = np.repeat(chosen % 10 == 0, rows)
        codes = {
            "indicator": np.repeat(chosen, rows),
            "unit": tenth.astype(np.int32),
            "region": np.tile(places // len(YEARS), len(chosen)),
            "period": np.tile(places % len(YEARS), len(chosen)),
        }
        columns = {role: pa.DictionaryArray.from_arrays(code, words[role]) for role, code in codes.items()}
        values = random.integers(0, 1000, len(tenth)) / 10
        table = pa.table(columns | {"value": np.where(tenth, np.round(values * 10, 1), values)})
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()
    return rows * targets


def judge(path: str, targets: int) -> None:
    """Run the check and print its seconds, its greatest memory and how many rows were met and missed."""
    import plancheck.arrowframes
    import plancheck.sources  # noqa: F401
    from plancheck.plans import Plan
    from plancheck.records import Constraint
    from plancheck.text import Source

    bound, unit = Decimal("50.0"), "percent"
    constraints = tuple(
        Constraint(role="target", kind="level", indicator=name, op=">=", value=bound, unit=unit, start=0, end=1)
        for name in names(targets)
    )
    start = time.perf_counter()
    summary = Plan(source=Source("…"), constraints=constraints).compile().on(path).summary()
    seconds = time.perf_counter() - start
    met, missed = (sum(summary.column(name).to_pylist()) for name in ("met", "missed"))
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, met, missed]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--targets", type=int, default=5000)
    parser.add_argument("--one")
    options = parser.parse_args()
    if options.one:
        judge(options.one, options.targets)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "large.parquet"))
        rows = write(path, options.targets)
        command = [sys.executable, "-m", "tests.bench.checklarge", "--one", path, "--targets", str(options.targets)]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, memory, met, missed = json.loads(run.stdout)
        size = Path(path).stat().st_size / 2**20
        print(f"{rows:,} rows ({size:.0f} MiB): {seconds:.1f} s, {memory:.0f} MiB; {met:,} met, {missed:,} missed")


if __name__ == "__main__":
    main()
