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


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_a_comma_in_some_cells_does_not_separate_them(tmp_path: Path, mark: str) -> None:
    rows = [["指标", "数值", "单位"], ["婴儿死亡率", "4,2", "‰"], ["全科医生", "1,510", "名"]]
    file = tmp_path / "data.csv"
    file.write_text("\n".join(mark.join(row) for row in rows), encoding="utf-8")
    read = read_observations(file)
    assert [(item.indicator, item.value, item.unit) for item in read.items] == [("全科医生", 1510, "名")]
    assert [(found.code, found.line, found.found) for found in read.diagnostics] == [("doubtful-comma", 2, "4,2")]


@pytest.mark.parametrize("word", ["不详", "未知", "待统计", "尚未公布", "暂缺"])
def test_words_for_no_figure_are_read_as_none(word: str) -> None:
    read = read_observations([{"指标": "全科医生", "数值": word}])
    assert ([item.value for item in read.items], read.diagnostics) == ([None], ())


@pytest.mark.parametrize("period", ["45291", 45291, "2023（初步）", "二〇二三年", "23年"])
def test_a_period_that_cannot_be_read_is_told_once(period: object) -> None:
    rows = [{"指标": name, "数值": 1, "年份": period} for name in ("全科医生", "农村户厕改造")]
    read = read_observations(rows)
    assert len(read.items) == 2
    assert [(found.code, found.line) for found in read.diagnostics] == [("unread-period", 1)]


@pytest.mark.parametrize("period", ["2023", "2023年上半年", "十三五", "第一批", "本年", None])
def test_other_periods_are_not_spoken_of(period: object) -> None:
    assert read_observations([{"指标": "全科医生", "数值": 1, "年份": period}]).diagnostics == ()
