"""The compiled check beside hand-written code and its peers: `python -m tests.bench.check [--rows N…] [--turns N]`.

200 targets, a tenth of the rows in other units than the plan's. Each case runs in a process of its own, which reports
its time, its processor time (what a busy machine disturbs least) and its greatest memory; cases take turns, and the
median of the turns counts. All three pulls are asked of one compiled check that is bound to the data once, which looks
at what the data spells; and each is asked of a check bound for it alone, binding included. Each case's slope of time
against rows is printed, on logarithmic scales: 1 is a straight line. `--plot FILE` draws it.
"""

from __future__ import annotations

import argparse
import json
import math
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
ALL = "all three"  # of one check bound to the data once
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
_NOTHING = 1e-3  # seconds: hand-written code has nothing to bind
Measured = tuple[float, float, float]  # seconds, of the processor, MiB


def one(case: str, path: str, pull: str) -> None:
    """Run one case and print its seconds, twice, and its greatest memory; the processes of their own do this."""
    module = checkcases if hasattr(checkcases, case) else checkpeers
    run = getattr(module, case)(path)
    found = []
    for each in (checkcases.BIND, *PULLS) if pull == ALL else (pull,):
        start, started = time.perf_counter(), time.process_time()
        answer = run(each) if each != checkcases.BIND or case.startswith("ours") else ()
        seconds, spent = time.perf_counter() - start, time.process_time() - started
        assert answer is not None
        found.append([seconds, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024])
        del answer
    if pull == ALL:
        found.append([sum(seconds for seconds, _, _ in found), sum(spent for _, spent, _ in found), found[-1][2]])
    print(json.dumps(found))


def measure(case: str, path: str, pull: str, patience: float) -> list[Measured] | None:
    """Return times and memory of a case's pulls in a process of its own, None if it fails or takes too long."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench.check", "--one", case, path, pull]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=patience, check=True)
    except subprocess.TimeoutExpired:
        return None
    except subprocess.CalledProcessError as error:
        print(f"{case} {pull}: {error.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return [(seconds, spent, memory) for seconds, spent, memory in json.loads(run.stdout.splitlines()[-1])]


def median(turns: list[Measured]) -> Measured | None:
    if not turns:
        return None
    seconds, spent, memory = (statistics.median(turn[place] for turn in turns) for place in range(3))
    return seconds, spent, memory


def tables(
    path: str, pull: str, cases: list[str], turns: int, patience: float
) -> dict[str, dict[str, Measured | None]]:
    """Return the medians of *cases* for the pull, or for each of all; cases take turns.

    A case that fails or takes too long once is not run again.
    """
    names = [*(f"{each} of one check" for each in (checkcases.BIND, *PULLS)), ALL] if pull == ALL else [f"{pull} alone"]
    found: dict[str, list[list[Measured]]] = {case: [] for case in cases}
    for _ in range(turns):
        for case in list(found):
            measured = measure(case, path, pull, patience)
            if measured is None:
                del found[case]
            else:
                found[case].append(measured)
    return {
        name: {case: median([turn[place] for turn in found.get(case, [])]) for case in cases}
        for place, name in enumerate(names)
    }


def show(rows: int, pull: str, found: dict[str, Measured | None]) -> None:
    print(f"\n{rows:,} rows, {pull}")
    for case, measured in found.items():
        numbers = "{:9.3f} s {:9.3f} s of the processor {:8.0f} MiB".format(*measured) if measured else None
        print(f"  {case:24}{numbers or '  too long or failed'}")
    for ours, hand, bar in PAIRS:
        mine, other = found.get(ours), found.get(hand)
        if mine and other and other[0] > _NOTHING:
            ratio, spent = mine[0] / other[0], mine[1] / other[1]
            print(f"  {ours} takes {ratio:.2f} times as long as {hand}, {spent:.2f} of the processor (at most {bar})")
    mine = found.get("ours_parquet")
    for peer in checkpeers.PEERS:
        other = found.get(peer)
        if mine and other:
            ratio, spent, memory = (theirs / own for theirs, own in zip(other, mine, strict=True))
            print(f"  {peer} takes {ratio:.1f} times as long, {spent:.1f} of the processor, {memory:.1f} the memory")


def slopes(times: dict[str, dict[int, float]]) -> None:
    """Print by which power of the rows the time of each case grows, from the size before the last to the last."""
    for case, points in times.items():
        if len(points) > 1:
            (few, short), (many, long) = sorted(points.items())[-2:]
            slope = math.log(long / short) / math.log(many / few)
            print(f"  {case:34} grows by the power {slope:.2f} from {few:,} to {many:,} rows")


def plot(times: dict[str, dict[int, float]], path: str) -> None:
    """Draw processor time against rows on logarithmic scales, a panel a pull."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    pulls = sorted({name.split(" ", 1)[1] for name in times})
    figure, panels = pyplot.subplots(1, len(pulls), figsize=(6 * len(pulls), 6), sharey=True, squeeze=False)
    for pull, axes in zip(pulls, panels[0], strict=True):
        for case, points in sorted(times.items()):
            if case.endswith(f" {pull}"):
                axes.loglog(list(points), list(points.values()), marker="o", label=case.removesuffix(f" {pull}"))
        axes.set(title=pull, xlabel="rows", ylabel="seconds of the processor")
        if axes.has_data():
            axes.legend(fontsize=7, loc="upper left")
    figure.savefig(path, dpi=80)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=3, metavar=("CASE", "FILE", "PULL"))
    parser.add_argument("--rows", nargs="*", type=lambda text: int(float(text)), default=[10**5, 10**6, 10**7])
    parser.add_argument("--pulls", nargs="*", default=(ALL, *PULLS))
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
            # in a process of its own: what comes of a process starts with the memory that this one has had
            subprocess.run([sys.executable, "-m", "tests.bench.checkcases", path, str(rows)], check=True)
            for pull in options.pulls:
                cases: list[Any] = options.cases or [*every, *(checkpeers.PEERS if pull == "verdicts" else ())]
                for name, found in tables(path, pull, cases, options.turns, options.patience).items():
                    show(rows, name, found)
                    for case, measured in found.items():
                        if measured and name == f"{pull} alone":
                            times.setdefault(f"{case} {name}", {})[rows] = measured[1]
    slopes(times)
    if options.plot:
        plot(times, options.plot)


if __name__ == "__main__":
    main()
