"""The command `check --rows`: each row of the data judged by itself, in batches, however many there are.

`summary` counts the rows of each target, `missed` and `all` show rows, with the columns `target` (its id), `verdict`
and `margin` behind their own.
"""

from __future__ import annotations

import json
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, Any

from attrs import frozen

from plancheck.console import complain, deliver, language
from plancheck.failing import failed
from plancheck.flat import guarded
from plancheck.flat import write as write_lines
from plancheck.labels import disarm, label, phrase

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from plancheck.checks import Check
    from plancheck.records import Constraint

_DELIMITERS = {"csv": ",", "tsv": "\t"}


@frozen
class _Judged:
    """What `failing` asks of a verdict, of all rows that have it."""

    constraint: Constraint
    verdict: str


def check_rows(check: Check, arguments: argparse.Namespace) -> bool | None:
    """Show what the rows of the data come to; return whether a row failed, None if none is about a target at all.

    Raises PlancheckError where the data cannot be read so: `compiled.check_frame` says what can.
    """
    path, _, table = arguments.data[0].partition("::")
    paths = path if len(arguments.data) == 1 else arguments.data
    checked = check.on(paths, table=arguments.table or table or None, columns=arguments.columns)
    targets = [target.constraint for target in check.targets]
    counts: Counter[tuple[int, str]] = Counter()
    if arguments.rows == "summary":
        lines = checked.summary().to_pylist()
        counts.update({(line["target"], name): line[name] for line in lines for name in list(line)[4:]})
        deliver(_summary(lines, arguments), arguments)
    else:
        names = [target.id for target in targets]
        deliver(_rows(_tallied(checked.verdicts(), counts), names, arguments), arguments)
    for diagnostic in checked.diagnostics:
        complain(diagnostic, language(arguments))
    found = [_Judged(targets[at], verdict) for (at, verdict), count in counts.items() if count]
    return any(failed(each, arguments.fail_on) for each in found) if found else None


def _word(outcome: str, lang: str) -> str:
    return phrase(outcome, lang) if outcome == "unreadable" else label("verdict", outcome, lang)


def _tallied(batches: Iterable[Any], counts: Counter[tuple[int, str]]) -> Iterator[Any]:
    """Yield *batches* of verdicts, the last of which are in *counts* by target and verdict."""
    import pyarrow as pa

    for batch in batches:
        grouped = pa.Table.from_batches([batch.select(["target", "verdict"])]).group_by(["target", "verdict"])
        for row in grouped.aggregate([([], "count_all")]).to_pylist():
            if row["target"] is not None:
                counts[row["target"], row["verdict"]] += row["count_all"]
        yield batch


def _rows(batches: Iterable[Any], names: list[str], arguments: argparse.Namespace) -> Iterator[str]:
    """Yield the rows of *batches* as text, those that missed or all; *names* are those of the targets."""
    import pyarrow.compute as pc

    header = True
    for batch in batches:
        if arguments.rows == "missed":
            batch = batch.filter(pc.equal(batch.column("verdict").cast("string"), "missed"))
        if arguments.format == "jsonl":
            yield "".join(_line({**row, "target": _name(row["target"], names)}) for row in batch.to_pylist())
        else:
            yield _separated(batch, names, _DELIMITERS[arguments.format], header=header)
            header = False


def _name(target: int | None, names: list[str]) -> str | None:
    return None if target is None else names[target]


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=str) + "\n"


def _separated(batch: Any, names: list[str], delimiter: str, *, header: bool) -> str:
    import pyarrow as pa
    from pyarrow import csv

    columns = []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if name == "target":
            column = pa.array(names, pa.string()).take(column)
        columns.append(_guarded(column))
    out = BytesIO()
    style = csv.WriteOptions(include_header=header, delimiter=delimiter, quoting_style="needed")
    csv.write_csv(pa.RecordBatch.from_arrays(columns, batch.schema.names), out, style)
    return out.getvalue().decode()


def _guarded(column: Any) -> Any:
    """Return a column in which no text is run as a formula; each distinct text is looked at once."""
    import pyarrow as pa

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    safe = [None if text is None else guarded(text) for text in coded.dictionary.to_pylist()]
    return pa.array(safe, pa.string()).take(coded.indices)


def _summary(lines: list[dict[str, Any]], arguments: argparse.Namespace) -> Iterator[str]:
    """Yield a line a target, with its rows and how many have each verdict."""
    if arguments.format == "jsonl":
        yield from map(_line, lines)
    elif arguments.format in _DELIMITERS:
        yield write_lines(list(lines[0]) if lines else [], lines, delimiter=_DELIMITERS[arguments.format])
    else:
        lang = language(arguments)
        for line in lines:
            parts = [
                phrase("rows_part", lang, count=f"{count:,}", verdict=_word(name, lang))
                for name, count in list(line.items())[4:]
                if count
            ]
            told = phrase("comma", lang).join(parts) or phrase("no_rows", lang)
            yield disarm(phrase("rows_of", lang, target=line["id"], told=told) + "\n")
