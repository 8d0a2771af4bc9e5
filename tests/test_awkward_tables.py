"""Tables as offices keep them: every layout, each as CSV, TSV, workbook and rows, with the same outcome."""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from plancheck.errors import PlancheckError
from plancheck.observations import read_observations
from plancheck.records import format_number

if TYPE_CHECKING:
    from plancheck.observations import Observations

FOLDER = Path(__file__).resolve().parent / "tables"
CASES: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "wide.toml").read_text(encoding="utf-8"))
FORMS = ["csv", "tsv", "xlsx", "rows"]


def cells_of(case: dict[str, Any]) -> list[list[str]]:
    return [[cell.strip(" ") for cell in line.split("|")] for line in case["table"].strip("\n").split("\n")]


def told(read: Observations) -> list[str]:
    return [
        "|".join(
            [
                o.indicator,
                "-" if o.value is None else "..".join(format_number(n) for n in (o.value, o.high) if n is not None),
                o.unit or "-",
                o.region or "-",
                o.period or "-",
            ]
        )
        for o in read.items
    ]


def given(rows: list[list[str]], form: str, folder: Path) -> object:
    if form == "rows":
        return [[cell or None for cell in row] for row in rows]
    path = folder / f"data.{form}"
    if form == "xlsx":
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        book.active.title = "表1"
        for row in rows:
            book.active.append([cell or None for cell in row])
        book.save(path)
    else:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter="\t" if form == "tsv" else ",").writerows(rows)
        path.write_bytes(text.getvalue().encode("gb18030" if form == "tsv" else "utf-8"))
    return path


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", CASES)
def test_a_table_says_what_is_recorded(name: str, form: str, tmp_path: Path) -> None:
    case = CASES[name]
    data = given(cells_of(case), form, tmp_path)
    if "refused" in case:
        with pytest.raises(PlancheckError) as caught:
            read_observations(data, **case.get("options", {}))
        assert caught.value.diagnostic.code == case["refused"]
        assert caught.value.diagnostic.file
        return
    read = read_observations(data, **case.get("options", {}))
    assert told(read) == case["figures"]
    assert sorted(d.code for d in read.diagnostics) == sorted(case.get("codes", []))
