"""Whether reading survives any text: `python -m tests.bench.fuzz [--characters N] [--seed N] [--growth | --line]`.

Reads random, mutated and adversarial text until so many characters are done: no exception, spans inside the text,
diagnostics that can be shown. The same seed gives the same texts. A text that breaks reading is printed in the
smallest form that still does. `--growth` shows how the time grows with the length of each adversarial text, `--line`
reads each as one line of 10 MB.
"""

from __future__ import annotations

import argparse
import math
import random
import time
import tomllib
import traceback
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field

from plancheck import parse

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
PIECES = (
    *"0123456789０９%‰％／/.．-—~～、，。；：,;:！!？?()（）“”《》「」【】[]〔〕①⑳",
    *"\n\r\t \u200b\u3000\ufeff\u00ad\u0000\ud800\U0001f600",
    *"""一 二 两 三 十 百 千 万 亿 零 半 成 几 某 第 个 名 家 座 人 次 元 级 号 岁 年 月 日 天 倍 每 每月 每季度 双月
    每千人口 人均 户均 平均每天 分别 均 各 共 控制在 控制 达到 达 到 至 在 了 为 不低于 不超过 低于 超过 以上 以下
    以内 以 左右 约 近 余 多 增长 下降 提高到 由 从 比上年 同比 确保 力争 严禁 完成 建设 新增 死亡率 覆盖率 率 医院
    和 及 与 或 以及 其中 全覆盖 翻一番 一半 过半 2025年 2025年底前 年底前 年内 上半年 今年 6月1日前 61日前 201761日前
    省下达目标 上级要求 百分之 千分之 十万分之 分之 /10万 /万 个百分点 百分点 X X% ×× ** 某 l O 1O 3.5.7 65岁
    及以上 衛(wèi) 責(zé) 一、 （一） 1. (1) 一是 责任单位： 第一章 回顾 目标 “十五五”末 𠮷 é ế""".split(),
)
LEADING = "确保高血压患者规范管理率、建档率分别达到"


def random_text(rng: random.Random, length: int) -> str:
    """Return characters of all planes, with more of those that mean something."""
    kinds: list[Callable[[], str]] = [
        lambda: chr(rng.randrange(0x20, 0x7F)),
        lambda: chr(rng.randrange(0x4E00, 0xA000)),
        lambda: chr(rng.randrange(0x2000, 0x3100)),
        lambda: chr(rng.randrange(0xFF00, 0x10000)),
        lambda: chr(rng.randrange(0x110000)),
        lambda: rng.choice("0123456789"),
    ]
    return "".join(rng.choice(kinds)() for _ in range(length))


def pieces(rng: random.Random, length: int) -> str:
    """Return words and marks of the language in any order."""
    return "".join(rng.choices(PIECES, k=length // 2))


def mutated(rng: random.Random, length: int) -> str:
    """Return golden statements with some of their characters lost, doubled, exchanged, moved or replaced."""
    text = ""
    while len(text) < length:
        text += rng.choice(_golden()) + rng.choice(["", "\n", "，", "、"])
    for _ in range(rng.randint(1, 1 + len(text) // 10)):
        a = rng.randrange(len(text))
        b = min(len(text), a + rng.choice([1, 1, 1, 2, 5, 20]))
        c = rng.randrange(len(text))
        change = [
            text[:a] + text[b:],
            text[:b] + text[a:],
            text[:a] + rng.choice(PIECES) + text[b:],
            text[:a] + rng.choice(PIECES) + text[a:],
            text[:a] + text[c : c + b - a] + text[b:],
        ]
        text = rng.choice(change) or "。"
    return text


def adversarial(rng: random.Random, length: int) -> str:
    """Return one of the hard shapes, with a statement in front and behind more often than not."""
    text = rng.choice(list(SHAPES.values()))(length)
    return rng.choice(["", LEADING, "到2025年底,"]) + text + rng.choice(["", "以上。", "%以上", "。签约率达到9%"])


def _repeat(unit: str) -> Callable[[int], str]:
    return lambda length: unit * (length // len(unit) + 1)


def _nested(opening: str, closing: str) -> Callable[[int], str]:
    return lambda length: opening * (length // 2) + "5%" + closing * (length // 2)


SHAPES: dict[str, Callable[[int], str]] = {
    "digits": _repeat("7"),
    "digits and points": _repeat("1.5"),
    "digits and commas": _repeat("1,234"),
    "digits and dashes": _repeat("12-"),
    "digits and slashes": _repeat("1/2"),
    "digits and letters": _repeat("1lO"),
    "enumeration marks": _repeat("、"),
    "分别": _repeat("分别"),
    "rates": _repeat("5%"),
    "rates in a list": _repeat("5%、"),
    "rates in lines": _repeat("率5%，"),
    "names in a list": _repeat("管理率、"),
    "statements without a stop": _repeat("新建示范村30个，管理率达到95%以上，"),
    "words of comparison": _repeat("不低于"),
    "words that lead": _repeat("达到控制在"),
    "commitments": _repeat("确保力争"),
    "numerals": _repeat("一二三十百千万亿"),
    "numeral and measure": _repeat("三个"),
    "shares": _repeat("百分之"),
    "dates": _repeat("2025年6月1日前"),
    "digits of dates": _repeat("202561日"),
    "headings": _repeat("\n一、"),
    "list numbers": _repeat("1."),
    "notes": _repeat("(责任单位:"),
    "whose figure": _repeat("省下达"),
    "one name": _repeat("率"),
    "letters": _repeat("X"),
    "blanks": _repeat(" "),
    "blanks in digits": _repeat("1 "),
    "line breaks in digits": _repeat("1\n"),
    "invisible": _repeat("1\u200b"),
    "pinyin": _repeat("衛(wèi)"),
    "traditional": _repeat("醫療衛生"),
    "brackets": _nested("(", ")"),
    "brackets of figures": _nested("(其中5%", ")"),
    "full-width brackets": _nested("（", "）"),
    "open brackets": _repeat("("),
    "quotes": _nested("“", "”"),
    "open quotes": _repeat("“"),
    "titles": _nested("《", "》"),
    "straight quotes": _repeat('"'),
    "colons": _repeat("管理率："),
    "其中": _repeat("其中5%，"),
    "from to": _repeat("由5%提高到"),
}
KINDS: dict[str, Callable[[random.Random, int], str]] = {
    "random": random_text,
    "pieces": pieces,
    "mutated": mutated,
    "adversarial": adversarial,
}


@define
class Tally:
    """What a run has done: characters and seconds by kind, and the texts that broke reading."""

    characters: Counter[str] = field(factory=Counter)
    seconds: Counter[str] = field(factory=Counter)
    records: int = 0
    failures: list[str] = field(factory=list)


def wrong(text: str) -> str | None:
    """Return what is wrong with reading *text*: an exception, or a place outside the text; None if all is well."""
    try:
        plan = parse(text)
        for constraint in plan:
            if not 0 <= constraint.start < constraint.end <= len(text):
                return f"span {constraint.start}-{constraint.end} of {len(text)} characters"
            if constraint.value is None and constraint.kind != "reference" and not constraint.diagnostics:
                return f"no value and no code: {constraint.indicator}"
        for diagnostic in plan.diagnostics:
            if not 0 <= (diagnostic.start or 0) <= (diagnostic.end or 0) <= len(text):
                return f"diagnostic at {diagnostic.start}-{diagnostic.end} of {len(text)} characters"
        if plan.diagnostics:
            plan.diagnostics[0].render()
    except Exception as error:  # whatever it is, it is what we look for
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}"
    return None


def smallest(text: str, complaint: str, tries: int = 2000) -> str:
    """Return a short text that is wrong in the same way, found by leaving out ever smaller stretches."""
    kind = complaint.split(" ")[0]
    step = len(text) // 2
    while step and tries > 0:
        place = 0
        while place < len(text) and tries > 0:
            shorter = text[:place] + text[place + step :]
            tries -= 1
            if (wrong(shorter) or "").startswith(kind):
                text = shorter
            else:
                place += step
        step //= 2
    return text


def run(characters: int, seed: int, longest: int = 20_000) -> Tally:
    """Read generated texts until *characters* are done; equal seeds give equal texts."""
    rng = random.Random(seed)
    tally = Tally()
    while tally.characters.total() < characters:
        kind = rng.choice(list(KINDS))
        # Mostly short texts, for they vary most; now and then a long one.
        length = min(longest, int(rng.choice([30, 100, 300, 3000]) * rng.expovariate(1)) + 1)
        text = KINDS[kind](rng, length)
        start = time.perf_counter()
        complaint = wrong(text)
        tally.seconds[kind] += time.perf_counter() - start  # type: ignore[assignment]
        tally.characters[kind] += len(text)
        if complaint:
            tally.failures.append(f"{complaint}: {smallest(text, complaint)!r}")
    return tally


def growth(longest: int) -> None:
    """Print, for each adversarial shape, the time at doubling lengths and how it grows (1 is linear)."""
    print(f"{'shape':<28}{'milliseconds at doubling lengths up to ' + format(longest, ','):<60}power")
    worst = ("", 0.0)
    for name, shape in SHAPES.items():
        lengths = [longest >> shift for shift in (5, 4, 3, 2, 1, 0)]
        times = [min(_timed(LEADING + shape(length)) for _ in range(2)) for length in lengths]
        power = math.log2(times[-1] / times[-3]) / 2
        worst = max(worst, (name, power), key=lambda pair: pair[1])
        bars = "".join(f"{1000 * seconds:9.1f}" for seconds in times)
        print(f"{name:<28}{bars:<60}{power:5.2f}  {longest / times[-1] / 1e6:.2f} million characters/s", flush=True)
    print(f"largest power: {worst[1]:.2f} ({worst[0]})")


def lines(size: int) -> None:
    """Print, for each adversarial shape that has no line breaks, how one line of *size* bytes of UTF-8 is read."""
    for name, shape in SHAPES.items():
        unit = shape(100)
        if "\n" in unit:
            continue
        text = LEADING + shape(size * len(unit) // len(unit.encode())) + "以上。"
        start = time.perf_counter()
        complaint = wrong(text)
        seconds = time.perf_counter() - start
        print(f"{name:<28}{len(text):12,} characters {seconds:8.1f} s  {complaint or 'read'}", flush=True)


def _timed(text: str) -> float:
    start = time.perf_counter()
    parse(text)
    return time.perf_counter() - start


def _golden() -> list[str]:
    if not _TEXTS:
        for path in sorted(GOLDEN.glob("*.toml")):
            _TEXTS.extend(case["text"] for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"])
    return _TEXTS


_TEXTS: list[str] = []


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--characters", type=int, default=10_000_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--growth", action="store_true", help="show how time grows with length instead")
    options.add_argument("--line", action="store_true", help="read one line of 10 MB of each shape instead")
    options.add_argument("--longest", type=int, default=200_000, help="the greatest length of --growth")
    arguments = options.parse_args()
    if arguments.growth:
        growth(arguments.longest)
        return
    if arguments.line:
        lines(10_000_000)
        return
    tally = run(arguments.characters, arguments.seed)
    for kind, count in sorted(tally.characters.items()):
        print(f"{kind:<12} {count:12,} characters {tally.seconds[kind]:8.1f} s")
    print(f"{'all':<12} {tally.characters.total():12,} characters {tally.seconds.total():8.1f} s")
    print(f"{len(tally.failures)} failures (seed {arguments.seed})")
    for failure in tally.failures[:20]:
        print(" ", failure)
    raise SystemExit(bool(tally.failures))


if __name__ == "__main__":
    main()
