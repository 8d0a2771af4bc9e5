"""The compiled check beside hand-written code and its peers: `python -m tests.bench.check [--rows N…] [--turns N]`.

200 targets, a tenth of the rows in other units than the plan's. Each case runs in a process of its own, which reports
its time and its greatest memory; cases take turns, and the median of the turns counts. `--plot FILE` draws time
against rows.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from . import checkcases, checkpeers

LIBRARIES = ("plancheck", "polars", "duckdb", "pyarrow", "pandas", "narwhals", "pandera", "pointblank", "dataframely")
PULLS = ("verdicts", "missed", "summary")
# Ours, the hand-written code that it is held against, and how many times as long it may take.
PAIRS = (
    ("ours_parquet", "hand_polars_parquet", 1.0),
    ("ours_parquet", "hand_duckdb_parquet", 1.0),
    ("ours_polars", "hand_polars", 1.5),
    ("ours_lazy", "hand_polars_parquet", 1.5),
    ("ours_duckdb", "hand_duckdb", 1.5),
    ("ours_pyarrow", "hand_pyarrow", 1.5),
    ("ours_pandas", "hand_pandas", 2.0),
)
Measured = tuple[float, float]  # seconds, MiB


def one(case: str, path: str, pull: str) -> None:
    """Run one case and print its seconds and its greatest memory; this is what the processes of their own do."""
    module = checkcases if hasattr(checkcases, case) else checkpeers
    run = getattr(module, case)(path, pull)
    start = time.perf_counter()
    answer = run()
    seconds = time.perf_counter() - start
    assert answer is not None
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def measure(case: str, path: str, pull: str, patience: float) -> Measured | None:
    """Return time and memory of a case in a process of its own, None if it fails or takes too long."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench.check", "--one", case, path, pull]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=patience, check=True)
    except subprocess.TimeoutExpired:
        return None
    except subprocess.CalledProcessError as error:
        print(f"{case} {pull}: {error.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    seconds, memory = json.loads(run.stdout.splitlines()[-1])
    return seconds, memory


def median(turns: list[Measured]) -> Measured | None:
    return (statistics.median(t for t, _ in turns), statistics.median(m for _, m in turns)) if turns else None


def table(path: str, pull: str, cases: list[str], turns: int, patience: float) -> dict[str, Measured | None]:
    """Return the medians of *cases*, which take turns; a case that fails or takes too long once is not run again."""
    found: dict[str, list[Measured]] = {case: [] for case in cases}
    for _ in range(turns):
        for case in list(found):
            measured = measure(case, path, pull, patience)
            if measured is None:
                del found[case]
            else:
                found[case].append(measured)
    return {case: median(found.get(case, [])) for case in cases}


def show(rows: int, pull: str, found: dict[str, Measured | None]) -> None:
    print(f"\n{rows:,} rows, {pull}")
    for case, measured in found.items():
        print(f"  {case:24}" + (f"{measured[0]:9.3f} s {measured[1]:8.0f} MiB" if measured else "  too long or failed"))
    for ours, hand, bar in PAIRS:
        mine, other = found.get(ours), found.get(hand)
        if mine and other:
            print(f"  {ours} takes {mine[0] / other[0]:.2f} times as long as {hand} (at most {bar})")
    mine = found.get("ours_parquet")
    for peer in checkpeers.PEERS:
        other = found.get(peer)
        if mine and other:
            print(
                f"  {peer} takes {other[0] / mine[0]:.1f} times as long and {other[1] / mine[1]:.1f} times the memory"
            )


def plot(times: dict[str, dict[int, float]], path: str) -> None:
    """Draw time against rows on logarithmic scales."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 5))
    for case, points in sorted(times.items()):
        axes.loglog(list(points), list(points.values()), marker="o", label=case)
    axes.set_xlabel("rows")
    axes.set_ylabel("seconds")
    axes.legend(fontsize=7)
    figure.savefig(path, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=3, metavar=("CASE", "FILE", "PULL"))
    parser.add_argument("--rows", nargs="*", type=lambda text: int(float(text)), default=[10**5, 10**6, 10**7])
    parser.add_argument("--pulls", nargs="*", default=PULLS)
    parser.add_argument("--cases", nargs="*")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--patience", type=float, default=300)
    parser.add_argument("--plot")
    options = parser.parse_args()
    if options.one:
        one(*options.one)
        return
    print(", ".join(f"{name} {version(name)}" for name in LIBRARIES))
    every = list(dict.fromkeys(case for pair in PAIRS for case in pair[:2]))
    times: dict[str, dict[int, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for rows in options.rows:
            path = str(Path(folder, f"{rows}.parquet"))
            checkcases.write(path, rows)
            for pull in options.pulls:
                cases: list[Any] = options.cases or [*every, *(checkpeers.PEERS if pull == "verdicts" else ())]
                found = table(path, pull, cases, options.turns, options.patience)
                show(rows, pull, found)
                for case, measured in found.items():
                    if measured and pull == "verdicts":
                        times.setdefault(case, {})[rows] = measured[0]
    if options.plot:
        plot(times, options.plot)


if __name__ == "__main__":
    main()
