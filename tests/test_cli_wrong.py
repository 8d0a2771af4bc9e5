"""Wrong input and wrong calls of the command: a code, a place, a remedy, status 2, and never a traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import plancheck
from plancheck import usage
from plancheck.cli import COMMANDS, main
from plancheck.text import display_width

ROOT = Path(__file__).resolve().parent.parent
PLAN, DATA = str(ROOT / "examples" / "plan.txt"), str(ROOT / "examples" / "reported.csv")

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def plan(tmp_path: Path) -> str:
    path = tmp_path / "plan.txt"
    path.write_text("孕产妇死亡率控制在13.7/10万以下。\n确保建档率达到90%以上。\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def met(tmp_path: Path) -> str:
    return table(tmp_path / "met.csv", "孕产妇死亡率,0.137‰", "建档率,90%")


def table(path: Path, *rows: str) -> str:
    path.write_text("\n".join(["indicator,value", *rows, ""]), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "file-not-found"),
        ("folder", "not-a-file"),
        (b"", "empty-file"),
        (b"PK\x03\x04\x00\x01\xff\xfe\x00", "not-text"),
    ],
)
def test_a_plan_that_is_none_is_named_with_a_remedy(
    content: bytes | str | None, code: str, met: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "input"
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    for arguments in (["extract", str(path)], ["lint", str(path)], ["check", str(path), met]):
        assert main(arguments) == 2
        out, err = capsys.readouterr()
        assert out == ""
        expected = "no-documents" if content == "folder" and arguments[0] != "check" else code
        assert f"error[{expected}]" in err
        assert "= help: " in err


@pytest.mark.parametrize(
    ("content", "code"),
    [("", "empty-file"), ("甲,乙\n1,2\n", "no-indicator-column"), ("indicator\n建档率\n", "no-value-column")],
)
def test_data_that_is_none_is_named_with_a_remedy(
    content: str, code: str, plan: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "data.csv"
    path.write_text(content, encoding="utf-8")
    assert main(["check", plan, str(path)]) == 2
    assert f"error[{code}]" in capsys.readouterr().err
    assert main(["check", plan, "no-such.csv"]) == 2
    assert "no-such.csv: error[file-not-found]" in capsys.readouterr().err


@pytest.mark.parametrize("layout", [["--format", "text"], ["--format", "json"], ["--quiet"], ["--format", "csv"]])
def test_data_with_a_header_and_no_row_is_no_success(
    layout: list[str], plan: str, met: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = table(tmp_path / "data.csv")
    assert main(["check", plan, data, *layout]) == 2
    told = capsys.readouterr()
    assert "no-rows" in (told.out if layout[-1] == "text" else told.err)
    assert "error[no-rows]" not in (told.err if layout[-1] == "text" else told.out)
    assert main(["check", plan, met, data, *layout]) == 0  # the other file holds figures


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("建档率,很多", "not-a-number"),
        ("建档率,91平米儿", "unknown-unit"),
        ("建档率,91%\n建档率,91%", "duplicate-observation"),
    ],
)
def test_a_bad_row_is_a_finding_and_the_rest_is_judged(
    row: str, code: str, plan: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = table(tmp_path / "data.csv", "孕产妇死亡率,9/10万", *row.split("\n"))
    assert main(["check", plan, data]) == 0
    out = capsys.readouterr().out
    assert f"[{code}]" in out
    assert "met (" in out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["judge"],
        ["check", "plan.txt"],
        ["extract"],
        ["check", "p", "d", "--as-of", "2025-13-40"],
        ["check", "p", "d", "--as-of", "yesterday"],
        ["extract", "p", "--year", "25"],
        ["extract", "p", "--format", "yaml"],
        ["check", "p", "d", "--fail-on", "sometimes"],
        ["check", "p", "d", "--lang", "fr"],
    ],
)
def test_a_wrong_call_says_how_to_call(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage: plancheck" in capsys.readouterr().err


WRONG_CALLS = (
    "",
    "judge",
    "check plan.txt",
    "check p d --as-of 2025-13-40",
    "check p d --as-of",
    "check p d --fail-on sometimes",
    "check p d -q -v",
    "check p d --l long",
    "check p d --roll-up=1",
    "check p d --nope",
    "check p d --fromat html",
    "check p d --rows missed",
    "check p d --rows summary --roll-up",
    "check p - --rows summary",
    "check p d --columns kind=x",
    "--vesion",
    "check p d --columns x=1",
    "check p d --format xlsx",
    "check - -",
    "extract p --year 25",
    "extract p --processes 0",
    "extract a b --format txt",
    "compile p --to toml --dialect spark",
    "compile p --columns within=1",
)


@pytest.mark.parametrize("call", WRONG_CALLS)
@pytest.mark.parametrize("by", ["option", "locale"])
def test_a_wrong_call_is_told_in_chinese_where_chinese_is_asked_for(
    call: str, by: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if by == "locale" or not call:
        monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    asked = ["--lang", "zh"] if by == "option" and call else []
    with pytest.raises(SystemExit) as stop:
        main([*call.split()[:1], *asked, *call.split()[1:]])
    assert stop.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith("用法：plancheck")
    assert "：错误：" in told
    error = told.rpartition("：错误：")[2]
    english = [
        word for word in re.findall("[A-Za-z-]+", error) if word.lower() in ("the", "is", "are", "one", "or", "to")
    ]
    assert english == []


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_chinese_where_chinese_is_asked_for(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    for lang in ([], ["--lang", "en"]):
        with pytest.raises(SystemExit) as stop:
            main([*command.split(), *(lang if command else []), "--help"])
        assert stop.value.code == 0
        shown = capsys.readouterr().out
        chinese = not (lang and command)
        assert shown.startswith("用法：" if chinese else "usage: ")
        assert bool(re.search(r" (the|which|what|and|how|plan|language) ", shown)) != chinese
        assert all(display_width(line) <= 90 for line in re.findall(r".*[一-鿿].*", shown) if chinese)


def test_a_wrong_call_of_an_unknown_form_is_told_as_it_is() -> None:
    assert usage.told("argument PLAN: something new", "zh") == "参数PLAN：something new"
    assert usage.asked_language(["check", "--lang", "fr", "--lang"]) == "en"


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("check p d --fromat html", "plancheck check: error: unrecognized arguments: --fromat html; perhaps --format"),
        ("compare p q --rgion=x", "plancheck compare: error: unrecognized arguments: --rgion=x; perhaps --region"),
        ("packs foo", "plancheck packs: error: unrecognized arguments: foo"),
        ("--vesion", "plancheck: error: unrecognized arguments: --vesion; perhaps --version"),
    ],
)
def test_what_is_no_option_is_told_with_one_like_it(call: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(call.split())
    assert capsys.readouterr().err.splitlines()[-1] == told


def test_the_columns_that_a_command_knows_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    for call, roles in (("check p d", "numerator, denominator, within, part"), ("compile p", "region, period, kind")):
        with pytest.raises(SystemExit):
            main([*call.split(), "--columns", "code=x"])
        assert capsys.readouterr().err.splitlines()[-1].endswith(f", {roles}")


@pytest.mark.parametrize(
    ("encoding", "told"), [("klingon", "there is no encoding 'klingon'"), ("ascii", "it is not ASCII")]
)
def test_an_encoding_that_is_not_the_plans_is_told_as_such(
    encoding: str, told: str, plan: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["extract", plan, "--encoding", encoding]) == 2
    found = capsys.readouterr().err
    assert "error[wrong-encoding]" in found
    assert told in found
    assert "leave the encoding out" in found


@pytest.mark.parametrize("form", ["sql", "pandera", "vtl"])
def test_a_plan_without_targets_is_named_where_rules_are_asked_for(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none.txt"
    path.write_text("本文没有目标。", encoding="utf-8")
    assert main(["compile", str(path), "--to", form]) == 2
    assert f"{path}: warning[no-targets]" in capsys.readouterr().err


def test_a_file_where_a_statement_belongs_is_told_as_such(plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", plan]) == 2
    told = capsys.readouterr().err
    assert "error[file-for-statement]" in told
    assert f"plancheck extract {plan}" in told


def test_a_text_on_one_line_is_no_headline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "long.txt"
    path.write_text("云河市建档率达到90%以上，" * 100, encoding="utf-8")
    for command in (["extract", str(path)], ["check", str(path), DATA, "--format", "markdown"]):
        main(command)
        assert len(capsys.readouterr().out.splitlines()[0]) < 300


def test_a_mistake_of_ours_is_no_traceback(
    plan: str, met: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        msg = "boom"
        raise ZeroDivisionError(msg)

    monkeypatch.setattr("plancheck.pipeline.check", broken)
    assert main(["check", plan, met]) == 2
    assert (
        "error[internal-error]: plancheck made a mistake of its own: ZeroDivisionError: boom" in capsys.readouterr().err
    )


def test_an_interrupt_ends_quietly(plan: str, met: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("plancheck.pipeline.check", interrupted)
    assert main(["check", plan, met]) == 130


# --- as a process ---


def run(
    *arguments: str, env: dict[str, str] | None = None, text: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "plancheck", *arguments],
        input=text,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "0", **(env or {})},
        check=False,
    )


def test_a_process_looks_for_garbage_only_where_it_reads_many_documents(plan: str) -> None:
    tell = "import gc, sys; from plancheck.cli import run; run(); print(gc.isenabled(), gc.get_freeze_count() > 0)"
    for files, collects in ([PLAN], False), ([PLAN, plan], True):
        done = subprocess.run([sys.executable, "-c", tell, "lint", *files], capture_output=True, text=True, check=True)
        assert done.stdout.endswith(f"{collects} True\n")


def test_the_version_is_printed_by_the_command() -> None:
    assert run("--version").stdout == f"plancheck {plancheck.__version__}\n"


def test_formats_for_machines_are_utf8_whatever_the_terminal_speaks() -> None:
    done = run("extract", PLAN, "--format", "jsonl", env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "孕产妇死亡率" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_terminal_that_lacks_the_characters_gets_escapes() -> None:
    done = run("check", PLAN, DATA, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 1
    assert "\\u" in done.stdout
    assert done.stderr == ""


def test_a_reader_that_stops_early_gets_no_traceback() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "plancheck", "extract", PLAN, "--format", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait() == 0
    assert errors == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only where the system has a full device")
def test_a_full_disk_is_an_error_with_its_reason() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "plancheck", "extract", PLAN], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert b"error[not-writable]" in done.stderr
    assert b"Traceback" not in done.stderr


def test_bytes_that_are_no_text_in_an_argument_do_no_harm() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "plancheck", "explain", b"\xff\xfe90%"], capture_output=True, check=False
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_a_region_that_no_list_has_is_told_where_the_data_is_not_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pyarrow")
    plan = tmp_path / "plan.txt"
    plan.write_text("参保率达到95%。", encoding="utf-8")
    data = table(tmp_path / "data.csv", "参保率,96%")
    told = ("unlisted-region", "武汉市")
    for call in (["check", str(plan), data, "--rows", "summary"], ["compile", str(plan), "--to", "vtl"]):
        assert main([*call, "--region", "武汗市"]) in (0, 2)
        err = capsys.readouterr().err
        assert all(word in err for word in told)
        main([*call, "--region", "武汉市"])
        assert "unlisted-region" not in capsys.readouterr().err
