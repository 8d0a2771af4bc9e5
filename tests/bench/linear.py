"""How the time of reading grows with the length of a text: `python -m tests.bench.linear [--longest N] [SHAPE…]`.

Each shape is a text made to be slow: one line without an end, long runs of one thing, nested brackets and quotes, marks
that look for a partner far away. It is read at 10,000, 100,000, 1,000,000 and 10,000,000 characters; a shape that takes
too long is stopped and says so. The slope is that of time against length on logarithmic scales between the two
greatest lengths: 1 is linear, 2 is quadratic. The last line names the largest. `--plot` draws time against length.
"""

from __future__ import annotations

import argparse
import math
import time
from typing import TYPE_CHECKING

from plancheck import parse

from .fuzz import LEADING, SHAPES  # relative, so that it also runs as part of the tests

if TYPE_CHECKING:
    from collections.abc import Callable

SHORTEST = 10_000
PATIENCE = 120.0  # seconds that one reading may be expected to take


def repeated(unit: str, end: str = "") -> Callable[[int], str]:
    return lambda length: (unit * (length // len(unit) + 1))[:length] + end


MORE: dict[str, Callable[[int], str]] = {
    "prose in one line": repeated("进一步规范服务流程改善就医环境"),
    "prose with commas": repeated("进一步规范服务流程，改善就医环境，"),
    "prose in sentences": repeated("进一步规范服务流程，改善就医环境。"),
    "statements in sentences": repeated("建档率达到95%以上。"),
    "statements in lines": repeated("一、建档率达到95%以上\n"),
    "statements before one note": repeated("建档率达到95%以上。", "（责任科室：综合科）"),
    "statements under small headings": repeated("\n（1）建档率达到95%以上。"),
    "statements with notes": repeated("建档率达到95%（责任科室：综合科、财务科）。"),
    "分别 before no figure": repeated("分别", "率"),
    "verbs before no figure": repeated("新建", "率"),
    "adverbs before no figure": repeated("进一步", "率"),
    "regions before no figure": repeated("全市", "率"),
    "ends of names": repeated("稳步", "率5%"),
    "names in a list with a figure": repeated("管理率、", "达到95%"),
    "distinct figures": lambda length: "".join(f"建档率达到{n}%，" for n in range(length // 9))[:length],
    "distinct names": lambda n: "".join(f"{chr(0x4E00 + i % 9999)}率达到5%，" for i in range(n // 8))[:n],
    "invisible run": repeated("\u200b", "5%"),
    "blanks behind a digit": repeated(" ", "5%"),
    "mixed blanks behind a digit": repeated(" \u200b\n", "5%"),
    "line breaks": repeated("\n"),
    "wrapped lines": repeated("这一年全市上下团结一心克难奋进各项工作取得了新的明显成效新建村\n"),
    "page numbers": repeated("这一年全市上下团结一心克难奋进各项工作\n— 3 —\n"),
    "half-open notes": repeated("衛(wèi"),
    "Latin in brackets": repeated("字(abc"),
    "every character": lambda length: "".join(chr(0x3400 + n % 0x6BFF) for n in range(length)),
    "alternating 和": repeated("和5%"),
    "references": repeated("不低于省下达目标，"),
    "half references": repeated("不低于省"),
    "periods": repeated("每月1次"),
    "years in front": repeated("2015年的"),
    "ranges": repeated("1-2家"),
    "fractions": repeated("三分之二"),
    "lost figures": repeated("达到%以上，"),
    "letters and digits": repeated("A1"),
    "times of day": repeated("12:30"),
}


def seconds(text: str) -> float:
    start = time.process_time()  # of this process alone, whatever else the machine does
    parse(text)
    return time.process_time() - start


def measure(shape: Callable[[int], str], lengths: list[int]) -> list[float]:
    """Return the seconds that reading *shape* takes at each length, up to the first that would take too long."""
    times: list[float] = []
    for length in lengths:
        if len(times) > 1 and times[-1] * (times[-1] / times[-2]) > PATIENCE:
            break
        text = LEADING + shape(length)
        times.append(min(seconds(text) for _ in range(3 if length < 1_000_000 else 1)))
    return times


def plot(times: dict[str, list[float]], lengths: list[int], path: str) -> None:
    """Draw seconds against characters on logarithmic scales, a line a shape, beside the line of what is linear."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 6))
    for taken in times.values():
        axes.loglog(lengths[: len(taken)], taken, color="tab:blue", alpha=0.35)
    axes.loglog(lengths, [length * 1e-5 for length in lengths], "k--", label="10 µs a character")
    axes.set(title=f"{len(times)} hard texts", xlabel="characters in one text", ylabel="seconds")
    axes.legend(loc="upper left")
    figure.savefig(path, dpi=80)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("shapes", nargs="*", help="only these shapes")
    options.add_argument("--longest", type=int, default=10_000_000)
    options.add_argument("--plot", help="draw time against length into this file")
    arguments = options.parse_args()
    lengths = [SHORTEST * 10**power for power in range(int(math.log10(arguments.longest / SHORTEST)) + 1)]
    shapes = {name: shape for name, shape in {**SHAPES, **MORE}.items() if name in (arguments.shapes or (name,))}
    parse(LEADING + "5%")
    print(f"{'shape':<34}" + "".join(f"{length:>14,}" for length in lengths) + "   slope")
    steepest = (-math.inf, "")
    taken: dict[str, list[float]] = {}
    for name, shape in shapes.items():
        times = taken[name] = measure(shape, lengths)
        slope = math.log10(times[-1] / times[-2])
        steepest = max(steepest, (slope, name))
        stopped = "" if len(times) == len(lengths) else "  stopped: too slow"
        cells = "".join(f"{1000 * t:>11,.1f} ms" for t in times)
        print(f"{name:<34}{cells:<{14 * len(lengths)}}{slope:8.2f}{stopped}", flush=True)
    print(f"largest slope: {steepest[0]:.2f} ({steepest[1]})")
    if arguments.plot:
        plot(taken, lengths, arguments.plot)


if __name__ == "__main__":
    main()
