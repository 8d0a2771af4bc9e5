"""How fast plans are read: `python -m tests.bench.extract [FILE…]`.

Reads the files, or a corpus of 5 MB that it makes itself, in one run with the reference line: one careful `re` scan for
figures. Then the extractors of other projects that are installed. Prints characters per second and how many times the
scan's time each takes; what matters is that ratio, for machines differ. `--profile` shows where the time goes.

The scan finds every form of a figure and yields its number and its unit: digits with separators, magnitudes and 余 or
多, ranges, every measure word of `rules/units.toml` behind digits with what it is counted per, %, ‰, /10万 and
percentage points, Chinese numerals in front of counted things, 百分之…, fractions, 成, 全覆盖, 翻番 and 一半. It leaves
out what is plainly none: years, months, numbers of documents, ordinals, digits in names (GB3838). It does not know what
is measured, compared, committed to or due, nor which figures only describe. How many figures of plancheck's records it
finds to the character, and how many of its finds are such figures, is printed: all and all in the corpus; in four real
plans 94 and 40 of 100: some records have no digits (达到%以上, 省下达目标), and most numbers of a plan set no target.
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

from plancheck import lexicon, parse
from plancheck.measures import measure_words
from tests.bench.corpus import corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def either(words: Iterable[str]) -> str:
    """Return the words as a pattern, the longest first."""
    return "|".join(map(re.escape, sorted(set(words), key=len, reverse=True)))


MEASURE = either(word.text for word in measure_words())
COUNTED = either(lexicon.counted_words())
NUMERAL = "[零〇一二两三四五六七八九十百千万亿]"
DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?[余多]?(?:万亿|千万|百万|十万|[百千万亿])?[余多]?"
UNIT = rf"(?:[%％‰]|/(?:\d+万?|[十百千]?万)人?|个?百分点|(?:{MEASURE})(?:[/每](?:[十百千万]*(?:人|户)|{MEASURE}))?)"
NO_FIGURE = r"(?:19|20)\d\d(?:年|[〕\]）)])|\d{1,2}月|\d{1,3}号"
SCAN = re.compile(
    rf"""(?<![第\d.A-Za-z]) (?!{NO_FIGURE})
         (?P<number> {DIGITS} (?: {UNIT}? [-—~～至到] {DIGITS} )?
                   | \d+/\d+ | {NUMERAL}+ 分之 (?: {NUMERAL} | [点.\d] )+
                   | [一二两三四五六七八九\d]成[一二三四五六七八九半]?
                   | 全覆盖 | 翻[一两三]?番 | 一半 | 过?半数 | {NUMERAL}+ (?= {COUNTED} ) )
         (?P<unit> {UNIT} )?""",
    re.VERBOSE,
)


def scan(text: str) -> int:
    """Return how many figures the scan finds, each with its place, number and unit."""
    return len([(match.span(), match["number"], match["unit"]) for match in SCAN.finditer(text)])


def read(text: str) -> int:
    """Return how many records plancheck finds."""
    return len(parse(text))


def jionlp(module: object) -> Callable[[str], int]:
    return lambda text: len(module.ner.extract_money(text, with_parsing=False) or ())  # type: ignore[attr-defined]


def recognizers(module: object) -> Callable[[str], int]:
    return lambda text: len(module.recognize_number(text, "zh-cn"))  # type: ignore[attr-defined]


PEERS = {"jionlp": ("jionlp", jionlp), "recognizers-text-suite": ("recognizers_number", recognizers)}
PEER_SHARE = 100_000  # characters that a peer is given: the slow ones need minutes for more


def timed(function: Callable[[str], int], texts: list[str]) -> tuple[float, int]:
    """Return seconds and finds over all *texts*."""
    start = time.perf_counter()
    found = sum(function(text) for text in texts)
    return time.perf_counter() - start, found


def race(functions: tuple[Callable[[str], int], ...], texts: list[str], rounds: int = 3) -> list[tuple[float, int]]:
    """Return the least seconds and the finds of each function; they take turns, so that a busy machine is fair."""
    turns = [[timed(function, texts) for function in functions] for _ in range(rounds)]
    return [min(results) for results in zip(*turns, strict=True)]


def agreement(texts: list[str]) -> str:
    """Return how the finds of the scan agree with the figures of plancheck's records."""
    records = finds = both = 0
    for text in texts:
        spans = {match.span() for match in SCAN.finditer(text)}
        figures = {(constraint.start, constraint.end) for constraint in parse(text)}
        records, finds, both = records + len(figures), finds + len(spans), both + len(figures & spans)
    recall, precision = (100 * both / max(1, whole) for whole in (records, finds))
    return f"{recall:.1f} in 100 figures of records are found, {precision:.1f} in 100 finds are such figures"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="*", type=Path)
    options.add_argument("--profile", action="store_true", help="show where the time goes")
    arguments = options.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in arguments.files] or corpus()
    size = sum(map(len, texts))
    for warm in (scan, read):
        warm(texts[0])
    (base, figures), (seconds, found) = race((scan, read), texts)
    print(f"{len(texts)} documents, {size:,} characters")
    report("re scan", base, size, figures, base, size)
    print(f"{'':<28} {agreement(texts[:40])}")
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
