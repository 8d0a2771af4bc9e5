"""Plan files of every format: their text, their tables, and what is said of those that cannot be read."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
import officefiles
from webpages import PAGES, Page

import plancheck
from plancheck import inputs
from plancheck.errors import PlancheckError
from plancheck.files import read_contents
from plancheck.grids import Contents, Draft, DraftCell

if TYPE_CHECKING:
    from plancheck.errors import Diagnostic

for library in ("docx", "lxml", "pdfplumber", "reportlab"):
    pytest.importorskip(library)

SENTENCES = ("青河市2025年卫生健康工作要点", "一、主要目标", "孕产妇死亡率控制在9.5/10万以下，建档率达到90%以上。")
TABLE = (("指标", "单位", "2024年", "2025年目标"), ("婴儿死亡率", "‰", "3.1", "≤3.0"), ("建档率", "%", "88", "90以上"))


def contents(data: bytes | str, path: Path) -> Contents:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_contents(path)


def refusal(data: bytes | str, path: Path) -> Diagnostic:
    with pytest.raises(PlancheckError) as caught:
        contents(data, path)
    diagnostic = caught.value.diagnostic
    assert diagnostic.file == path.as_posix()
    assert all(diagnostic.hint(lang) for lang in ("en", "zh"))
    return diagnostic


def squeezed(text: str) -> str:
    return re.sub(r"[\s|]", "", text)


def texts(found: Contents) -> list[list[list[str]]]:
    """The cells of each table; each must be what the source has at its place."""
    for cell in (cell for grid in found.grids for row in grid.rows for cell in row):
        assert cell.span.cut(found.source.text) == cell.text
    return [[[cell.text for cell in row] for row in grid.rows] for grid in found.grids]


# --- plain text ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "big5"])
def test_encodings_are_told_apart(encoding: str, tmp_path: Path) -> None:
    text = "孕產婦死亡率控制在9.5/10萬以下。" if encoding == "big5" else "孕产妇死亡率控制在9.5/10万以下。\r\n"
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    found = contents(mark + text.encode(encoding), tmp_path / "plan.txt")
    assert found.source.text.removeprefix("\ufeff") == text
    assert found.diagnostics == ()


def test_an_encoding_that_is_named_is_not_questioned(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes("建档率达到90%。".encode("utf-16-be"))
    assert read_contents(path, "utf-16-be").source.text == "建档率达到90%。"
    with pytest.raises(PlancheckError, match="there is no encoding 'klingon'"):
        read_contents(path, "klingon")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_bad_bytes_are_told_and_the_rest_is_read(encoding: str, tmp_path: Path) -> None:
    data = bytearray(("各项工作扎实推进，取得明显成效。\n" * 40 + "建档率达到90%以上。").encode(encoding))
    data[7] = 0xFF
    found = contents(bytes(data), tmp_path / "plan.txt")
    assert [(d.code, d.line) for d in found.diagnostics] == [("bad-bytes", 1)]
    assert found.source.text.endswith("建档率达到90%以上。")


def test_standard_input_is_a_plan_and_is_data() -> None:
    plan = "建档率达到90%以上。"
    data = "indicator,value\n建档率,91%\n"
    command = [sys.executable, "-m", "plancheck"]
    read = subprocess.run(
        [*command, "extract", "-", "--format", "csv"], input=plan.encode("gb18030"), capture_output=True
    )
    assert read.returncode == 0
    assert "<stdin>" in read.stdout.decode()
    example = str(Path(__file__).resolve().parent.parent / "examples" / "plan.txt")
    done = subprocess.run(
        [*command, "check", example, "-", "--fail-on", "none"], input=data.encode(), capture_output=True
    )
    assert (done.returncode, done.stderr) == (0, b"")
    twice = subprocess.run([*command, "check", "-", "-"], input=b"", capture_output=True)
    assert twice.returncode == 2
    assert b"standard input is read once" in twice.stderr


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        ("\ufeff \r\n\u3000", "empty-file"),
        (b"PK\x03\x04rest", "not-text"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "not-text"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted-file"),
        (b"\x89PNG\r\n", "not-text"),
        (b"{\\rtf1 plan}", "not-text"),
        (b"text with \x00 in it", "not-text"),
        (bytes(range(128, 256)) * 9, "not-text"),
    ],
)
def test_what_is_no_document_is_refused(data: bytes | str, code: str, tmp_path: Path) -> None:
    assert refusal(data, tmp_path / "plan.doc").code == code


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.binary(max_size=400), start=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"\xff\xfe"]))
def test_any_bytes_give_contents_or_a_refusal(data: bytes, start: bytes, tmp_path: Path) -> None:
    for name in ("any.txt", "any.docx"):
        (tmp_path / name).write_bytes(start + data)
        try:
            texts(read_contents(tmp_path / name))
        except PlancheckError as error:
            error.diagnostic.render()


# --- web pages ---


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_keeps_its_content_and_loses_its_furniture(page: Page, tmp_path: Path) -> None:
    text = squeezed(contents(page.html, tmp_path / "page.html").source.text)
    assert [sentence for sentence in page.content if squeezed(sentence) not in text] == []
    assert [row for row in page.rows if squeezed("".join(row)) not in text] == []
    assert [line for line in page.furniture if squeezed(line) in text] == []


def test_a_page_is_known_by_its_content_and_its_title_comes_first(tmp_path: Path) -> None:
    body = "<div class=nav><a href=1>首页</a></div><p>建档率达到90%以上。</p>"
    page = f"<!DOCTYPE html><title>青河市2025年工作要点_青河市人民政府</title>{body}"
    found = contents(page.encode("gb18030"), tmp_path / "page.doc")
    assert found.source.text.splitlines()[0] == "青河市2025年工作要点"
    plan = plancheck.read_plan(tmp_path / "page.doc")
    assert (plan.year, plan.title, len(plan)) == (2025, "青河市2025年工作要点", 1)
    assert contents("比率 <90% 的机构建成中医馆。", tmp_path / "plan.txt").source.text == "比率 <90% 的机构建成中医馆。"


def test_raised_digits_stay_apart_from_figures(tmp_path: Path) -> None:
    page = "<p>婴儿死亡率控制在3.5‰<sup>1</sup>以下，<b>PM2.5</b>浓度降到30微克/m<sup>3</sup>。</p>"
    assert contents(page, tmp_path / "page.html").source.text == "婴儿死亡率控制在3.5‰¹以下，PM2.5浓度降到30微克/m³。\n"


def test_cells_over_rows_and_columns_stand_in_each_of_their_places(tmp_path: Path) -> None:
    page = (
        "<table><tr><th rowspan=2>指标</th><th colspan=2>目标值</th></tr><tr><th>2022年</th><th>2025年</th></tr>"
        "<tr><td>建档率<br>（%）</td><td>≥85</td><td>≥90</td></tr><tr><td colspan=99999 rowspan=0>注：略</td></tr></table>"  # noqa: E501
    )
    ((first, second, third, *_),) = texts(contents(page, tmp_path / "page.html"))
    assert (first[:3], second[:3]) == (["指标", "目标值", "目标值"], ["指标", "2022年", "2025年"])
    assert third[:3] == ["建档率 （%）", "≥85", "≥90"]


@pytest.mark.parametrize(
    "page", ["<html></html>", "<script>var a = 95;</script>", "<!DOCTYPE html><p hidden>建档率90%</p>"]
)
def test_a_page_without_text_is_empty(page: str, tmp_path: Path) -> None:
    assert refusal(page, tmp_path / "page.html").code == "empty-file"


def test_a_page_too_deep_to_parse_is_not_read_in_part(tmp_path: Path) -> None:
    page = "<div><b>" * 500 + "建档率达到90%以上。"
    assert "建档率达到90%以上。" in contents(f"<html>{page}", tmp_path / "page.html").source.text
    deep = "<html><p>签约率达到40%。</p>" + "<div>" * 5000 + "建档率达到90%以上。"
    assert refusal(deep, tmp_path / "page.html").code == "broken-file"


# --- Word files ---


def test_a_word_file_gives_its_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    found = contents(officefiles.word(*SENTENCES[:2], TABLE, SENTENCES[2]), tmp_path / "plan.docx")
    assert found.source.text.splitlines()[:3] == [*SENTENCES[:2], "| 指标 | 单位 | 2024年 | 2025年目标 |"]
    assert found.source.text.endswith(SENTENCES[2] + "\n")
    assert texts(found) == [[list(row) for row in TABLE]]


def test_a_frame_of_one_cell_is_text(tmp_path: Path) -> None:
    found = contents(officefiles.word([["专栏1\n新建医院5所。"]]), tmp_path / "plan.docx")
    assert (found.source.text, found.grids) == ("专栏1\n新建医院5所。\n", ())


def test_merged_cells_of_word_stand_in_each_of_their_places(tmp_path: Path) -> None:
    rows = [["指标", "目标值", ""], ["", "2022年", "2025年"], ["建档率", "85", "90"], ["签约率", "30", "40"]]
    merged = (((0, 0), (0, 1)), ((1, 0), (2, 0)))
    (table,) = texts(contents(officefiles.word(rows, merged=merged), tmp_path / "plan.docx"))
    assert table[:2] == [["指标", "目标值", "目标值"], ["指标", "2022年", "2025年"]]


def test_word_is_read_as_if_all_changes_were_accepted(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    runs = (
        '<w:r><w:t>新建</w:t></w:r><w:ins w:id="1" w:author="a"><w:r><w:t>6</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>5</w:delText></w:r></w:del><w:r><w:t>所医院，覆盖率</w:t></w:r>'
        '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r><w:r><w:t>90%</w:t></w:r>'
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r><w:r><w:t>。</w:t></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏12%</w:t></w:r>"
    )
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{runs}</w:p>"))
    assert contents(officefiles.saved(document), tmp_path / "plan.docx").source.text == "新建6所医院，覆盖率≥90%²。\n"


def test_numbers_that_word_counts_are_written_out(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(
            [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%1.%3")]
        )
    )
    numbering = document.part.numbering_part.element
    numbering.append(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for depth, text in [(0, "工作回顾"), (1, "甲"), (1, "乙"), (0, "主要目标"), (1, "丙"), (2, "丁")]:
        place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="90"/></w:numPr>'
        xml = f"<w:p {nsdecls('w')}><w:pPr>{place}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))
    lines = contents(officefiles.saved(document), tmp_path / "plan.docx").source.text.splitlines()
    assert lines == ["一、工作回顾", "（一）甲", "（二）乙", "二、主要目标", "（一）丙", "二.1丁"]


def test_broken_and_empty_word_files_are_refused(tmp_path: Path) -> None:
    whole = officefiles.word(*SENTENCES)
    assert refusal(whole[: len(whole) // 2], tmp_path / "half.docx").code == "broken-file"
    assert refusal(officefiles.word(), tmp_path / "empty.docx").code == "empty-file"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<broken")
    assert refusal(out.getvalue(), tmp_path / "xml.docx").code == "broken-file"
    with zipfile.ZipFile(out := io.BytesIO(), "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    assert refusal(out.getvalue(), tmp_path / "table.xlsx").code == "not-text"


# --- PDF ---


def test_a_pdf_gives_paragraphs_and_tables_without_page_furniture(tmp_path: Path) -> None:
    long = "到2025年，全市孕产妇死亡率控制在9.5/10万以下，婴儿死亡率、5岁以下儿童死亡率分别控制在3‰、4.5‰以内。"
    found = contents(officefiles.pdf(*SENTENCES[:2], long, TABLE, "\f", SENTENCES[2]), tmp_path / "plan.pdf")
    lines = found.source.text.splitlines()
    assert lines[:3] == [*SENTENCES[:2], long]
    assert lines[-1] == SENTENCES[2]
    assert texts(found) == [[list(row) for row in TABLE]]
    assert not re.search(r"公报|— \d —", found.source.text)


def test_a_table_goes_on_over_pages_and_its_head_is_not_repeated(tmp_path: Path) -> None:
    rows = [[f"第{number}项覆盖率", "%", str(number), str(number + 10)] for number in range(1, 31)]
    data = officefiles.pdf([TABLE[0], *rows], "\f", [TABLE[0], ["建档率", "%", "88", "≥90"]])
    (table,) = texts(contents(data, tmp_path / "plan.pdf"))
    assert len(table) == 32
    assert table[-1] == ["建档率", "%", "88", "≥90"]


def test_merged_cells_and_footnote_marks_in_a_pdf(tmp_path: Path) -> None:
    rows = [
        ["指标", "目标值", ""],
        ["", "2022年", "2025年"],
        ["每千人口执业（助理）医师数<super>①</super>", "2.9", "3.2"],
    ]
    data = officefiles.pdf(rows, merged=(((0, 0), (0, 1)), ((1, 0), (2, 0))))
    (table,) = texts(contents(data, tmp_path / "plan.pdf"))
    assert table[1] == ["指标", "2022年", "2025年"]
    assert table[2][0].replace(" ", "") == "每千人口执业（助理）医师数①"


def test_scanned_pages_protected_and_broken_pdfs_are_told(tmp_path: Path) -> None:
    assert refusal(officefiles.pictures(2), tmp_path / "scan.pdf").code == "no-text-layer"
    assert refusal(officefiles.pdf(SENTENCES[2], password="secret"), tmp_path / "locked.pdf").code == "encrypted-file"
    assert refusal(b"%PDF-1.7\nnothing more", tmp_path / "broken.pdf").code in ("broken-file", "no-text-layer")
    whole = officefiles.pdf(SENTENCES[2])
    assert refusal(whole[: len(whole) // 3], tmp_path / "half.pdf").code in ("broken-file", "no-text-layer")


# --- all formats ---


@pytest.mark.parametrize("form", ["docx", "pdf", "html"])
def test_the_text_of_a_file_is_a_plan_of_its_own(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from plancheck.cli import main

    if form == "html":
        rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE)
        data = f"<p>{'</p><p>'.join(SENTENCES)}</p><table>{rows}</table>".encode()
    else:
        data = getattr(officefiles, {"docx": "word"}.get(form, form))(*SENTENCES, TABLE)
    path = tmp_path / f"plan.{form}"
    path.write_bytes(data)
    assert main(["extract", str(path), "--format", "txt"]) == 0
    text = capsys.readouterr().out
    plan = plancheck.read_plan(path)
    assert text == plan.source.text
    assert len(plan) == 6
    assert plancheck.parse(text).constraints == plan.constraints
    for constraint in plan:
        assert text[constraint.start : constraint.end] in constraint.quote


@pytest.mark.parametrize(
    ("name", "library"), [("plan.docx", "docx"), ("plan.pdf", "pdfplumber"), ("plan.html", "lxml")]
)
def test_a_missing_library_is_named_with_the_way_to_get_it(
    name: str, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = {".docx": officefiles.word, ".pdf": officefiles.pdf}.get(Path(name).suffix, lambda text: text.encode())
    data = make("建档率达到90%以上。")
    monkeypatch.setitem(sys.modules, library, None)
    diagnostic = refusal(data, tmp_path / name)
    assert (diagnostic.code, diagnostic.details["library"]) == ("missing-reader", library)
    assert "pip install 'plancheck[files]'" in diagnostic.hint()


def test_a_draft_tells_where_its_cells_stand() -> None:
    draft = Draft()
    whole = DraftCell(["合计", "（万人）"])
    draft.paragraph(" 一、 目标\n\n二、任务 ")
    draft.table([[whole, DraftCell(["a|b"])], [whole]])
    found = draft.finish("plan.docx")
    assert found.source.text == "一、 目标\n二、任务\n| 合计 （万人） | a｜b |\n|  |  |\n"
    assert [line.cut(found.source.text) for line in found.grids[0].rows[1][0].lines] == ["合计", "（万人）"]


def test_reading_an_input_says_what_kind_it_is(tmp_path: Path) -> None:
    (tmp_path / "Plan.TXT").write_bytes(b"90%")
    read = inputs.read_input(tmp_path / "Plan.TXT")
    assert (read.suffix, read.data) == (".txt", b"90%")
