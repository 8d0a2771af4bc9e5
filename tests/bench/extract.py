"""How fast plans are read: `python -m tests.bench.extract [FILE…]`.

Reads the files, or a corpus of 5 MB that it makes itself, in one run with the reference lines: one plain `re` scan for
figures, and the extractors of other projects that are installed. Prints characters per second and the ratio to
the scan; what matters is the ratio, for machines differ. `--profile` shows where the time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import importlib
import importlib.metadata
import pstats
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from plancheck import parse
from tests.bench.corpus import corpus

if TYPE_CHECKING:
    from collections.abc import Callable

# What somebody would write to find the figures alone: number, magnitude, unit. It names nothing and decides nothing.
UNITS = (
    "%|‰|/10万|/万|个百分点|平方公里|平方米|公里|人次|万元|亿元|个|名|人|家|所|座|项|次|张|台|户|元|岁|天|例|件|吨|亩"
    "|处|种|支|对|级|年|月|日"
)
SCAN = re.compile(
    rf"(?:\d+(?:,\d{{3}})*(?:\.\d+)?(?:万亿|[十百千万亿])?(?:[-—~～至]\d+(?:\.\d+)?)?"
    rf"|百分之[一二三四五六七八九十百点]+|[一二两三四五六七八九十百千]+)"
    rf"(?:{UNITS})|全覆盖|\d+/\d+"
)


def scan(text: str) -> int:
    """Return how many figures the plain scan finds."""
    return sum(1 for _ in SCAN.finditer(text))


def read(text: str) -> int:
    """Return how many records plancheck finds."""
    return len(parse(text))


def jionlp(module: object) -> Callable[[str], int]:
    return lambda text: len(module.extract_money(text, with_parsing=False) or ())  # type: ignore[attr-defined]


def recognizers(module: object) -> Callable[[str], int]:
    return lambda text: len(module.recognize_number(text, "zh-cn"))  # type: ignore[attr-defined]


PEERS = {"jionlp": ("jionlp", jionlp), "recognizers-text-suite": ("recognizers_number", recognizers)}
PEER_SHARE = 100_000  # characters that a peer is given: the slow ones need minutes for more


def timed(function: Callable[[str], int], texts: list[str]) -> tuple[float, int]:
    """Return seconds and finds over all *texts*."""
    start = time.perf_counter()
    found = sum(function(text) for text in texts)
    return time.perf_counter() - start, found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="*", type=Path)
    options.add_argument("--profile", action="store_true", help="show where the time goes")
    arguments = options.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in arguments.files] or corpus()
    size = sum(map(len, texts))
    for warm in (scan, read):
        warm(texts[0])
    base, found = timed(scan, texts)
    print(f"{len(texts)} documents, {size:,} characters")
    report("re scan", base, size, found, base, size)
    seconds, found = timed(read, texts)
    report(f"plancheck {importlib.metadata.version('plancheck')}", seconds, size, found, base, size)
    for name, (module, build) in PEERS.items():
        try:
            function = build(importlib.import_module(module))
        except ImportError:
            print(f"{name:<28} not installed")
            continue
        part = "".join(texts)[:PEER_SHARE]
        seconds, found = timed(function, [part])
        report(f"{name} {importlib.metadata.version(name)}", seconds, len(part), found, base, size)
    if arguments.profile:
        profile = cProfile.Profile()
        profile.runcall(timed, read, texts[: max(1, len(texts) // 5)])
        pstats.Stats(profile).sort_stats("tottime").print_stats(20)


def report(name: str, seconds: float, characters: int, found: int, base: float, size: int) -> None:
    ratio = (seconds / characters) / (base / size)
    print(f"{name:<28} {characters / seconds / 1e6:8.3f} million characters/s {ratio:8.1f} x the scan {found:8} found")


if __name__ == "__main__":
    main()
