"""Files of data that cannot be read, or not all of it: each says where and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plancheck.errors import PlancheckError
from plancheck.observations import read_observations

if TYPE_CHECKING:
    from pathlib import Path

    from plancheck.errors import Diagnostic


def refusal(path: object) -> Diagnostic:
    with pytest.raises(PlancheckError) as caught:
        read_observations(path)
    assert all(caught.value.diagnostic.hint(lang) for lang in ("en", "zh"))
    return caught.value.diagnostic


@pytest.mark.parametrize(
    ("name", "content", "code", "line"),
    [
        ("empty.csv", b"", "empty-file", None),
        ("blank.csv", b"\xef\xbb\xbf \r\n\r\n", "empty-file", None),
        ("table.csv", b"PK\x03\x04rest", "broken-file", None),
        ("nul.csv", b"indicator,value\na,1\nb,\x002\n", "not-data", 3),
        ("latin.csv", b"indicator,value\na,1\n\xff\xfe\xfd,2\n", "not-data", 3),
        ("damaged.csv", "指标,数值\n婴儿死亡率,3.4\n孕产妇死亡率,1".encode()[:-7], "not-data", 3),
        ("names.csv", "名目,数值\na,1\n".encode(), "no-indicator-column", 1),
        ("late.csv", b"\n\nname,value\na,1\n", "no-indicator-column", 3),
        ("values.csv", "指标,单位\na,%\n".encode(), "no-value-column", 1),
        ("twice.csv", "指标,数值,完成值\na,1,2\n".encode(), "ambiguous-column", 1),
        ("same.csv", "指标,数值,数值\na,1,2\n".encode(), "ambiguous-column", 1),
        ("open.csv", b'indicator,value\na,1\n"b,2\nc,3\n', "broken-table", 3),
        ("quote.csv", b'indicator,value\n"a"b,2\n', "broken-table", 2),
        ("broken.json", b'[{"indicator": "a",\n "value": }]', "broken-json", 2),
        ("deep.json", b"[" * 100_000, "broken-json", None),
        ("object.json", b'{"indicator": "a", "value": 1}', "no-records", None),
        ("number.json", b"7", "no-records", None),
        ("record.json", b'[{"name": "a", "value": 1}]', "no-indicator-column", 1),
    ],
)
def test_an_unreadable_file_is_refused_with_its_place(
    tmp_path: Path, name: str, content: bytes, code: str, line: int | None
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    diagnostic = refusal(file)
    assert (diagnostic.code, diagnostic.file, diagnostic.line) == (code, file.as_posix(), line)


def test_a_path_that_leads_to_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "missing.csv").code == "file-not-found"
    assert refusal(str(tmp_path)).code == "no-documents"
    assert refusal("nul\0name.csv").code == "not-readable"
    assert refusal([tmp_path / "missing.csv"]).code == "file-not-found"


def test_a_table_in_one_endless_line_is_refused_and_shortened(tmp_path: Path) -> None:
    file = tmp_path / "line.csv"
    file.write_text("x" * 10_000_000, encoding="utf-8")
    assert refusal(file).code == "broken-table"
    file.write_text(",".join(f"列{number}" for number in range(20_000)) + "\n1,2\n", encoding="utf-8")
    diagnostic = refusal(file)
    assert diagnostic.code == "no-indicator-column"
    assert len(diagnostic.message()) < 300


def test_ragged_rows(tmp_path: Path) -> None:
    file = tmp_path / "ragged.csv"
    file.write_text("indicator,value,unit\na,1,234,%\nb,2\nc\nd,4,%,,\n\ne,5,%\n", encoding="utf-8")
    read = read_observations(file)
    assert [(o.indicator, str(o.value), o.unit) for o in read.items] == [
        ("b", "2", None),
        ("c", "None", None),
        ("d", "4", "%"),
        ("e", "5", "%"),
    ]
    assert [(d.code, d.line, d.found) for d in read.diagnostics] == [("ragged-row", 2, "%")]


def test_a_figure_over_several_lines_has_the_line_on_which_its_row_begins(tmp_path: Path) -> None:
    file = tmp_path / "lines.csv"
    file.write_text('indicator,value,note\na,1,"two\nlines"\nb,many,x\n', encoding="utf-8")
    read = read_observations(file)
    assert [o.source for o in read.items] == [f"{file.as_posix()}:2"]
    assert [d.line for d in read.diagnostics] == [4]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary() | st.text().map(lambda text: text.encode()),
    ending=st.sampled_from(["csv", "tsv", "json", "jsonl", "x"]),
)
def test_any_file_gives_observations_diagnostics_or_a_refusal(tmp_path: Path, content: bytes, ending: str) -> None:
    file = tmp_path / f"any.{ending}"
    for prefix in (b"", b"indicator,value\n", b'{"indicator": "a", "value": ', b'[{"value": '):
        file.write_bytes(prefix + content)
        try:
            found = read_observations(file).diagnostics
        except PlancheckError as error:
            found = (error.diagnostic,)
        assert all(diagnostic.render() and diagnostic.file for diagnostic in found)
