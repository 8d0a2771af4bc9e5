"""The command: what it prints, where, and with which exit status; wrong input never ends in a traceback."""

from __future__ import annotations

import doctest
import io
import json
import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import plancheck
from plancheck.cli import main
from plancheck.records import Constraint
from plancheck.verdicts import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
PLAN, DATA = str(ROOT / "examples" / "plan.txt"), str(ROOT / "examples" / "reported.csv")
STATEMENTS = "孕产妇死亡率控制在13.7/10万以下。\n确保建档率达到90%以上。\n"

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def plan(tmp_path: Path) -> str:
    path = tmp_path / "plan.txt"
    path.write_text(STATEMENTS, encoding="utf-8")
    return str(path)


@pytest.fixture
def met(tmp_path: Path) -> str:
    return table(tmp_path / "met.csv", "孕产妇死亡率,0.137‰", "建档率,90%")


@pytest.fixture
def must_missed(tmp_path: Path) -> str:
    return table(tmp_path / "must.csv", "孕产妇死亡率,0.137‰", "建档率,89%")


@pytest.fixture
def plain_missed(tmp_path: Path) -> str:
    return table(tmp_path / "plain.csv", "孕产妇死亡率,14/10万")


def table(path: Path, *rows: str) -> str:
    path.write_text("\n".join(["indicator,value", *rows, ""]), encoding="utf-8")
    return str(path)


# --- the bundled example ---


def test_the_example_shows_every_kind_of_outcome(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", PLAN, DATA, "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    verdicts = {result["constraint"]["indicator"]: result["verdict"] for result in report["results"]}
    assert verdicts["婴儿死亡率"] == "met", "0.35 % is exactly 3.5 ‰"
    assert verdicts["5岁以下儿童死亡率"] == "missed"
    assert verdicts["医疗废物处置检查"] == "no_data"
    assert verdicts["农村户厕改造"] == "not_comparable"
    assert verdicts["居民健康素养水平"] == "unresolved"
    on_the_bound = next(r for r in report["results"] if r["constraint"]["indicator"] == "婴儿死亡率")
    assert on_the_bound["margin"] == "0"


def test_the_example_holds_every_form_of_the_language() -> None:
    plan = plancheck.read_plan(PLAN)
    targets = plan.targets
    assert {found.kind for found in targets} == {"level", "change", "reference", "frequency"}
    assert {found.op for found in targets} == {"<=", "<", ">=", ">", "=", "~=", "range"}
    assert {found.modality for found in targets} == {"must", "aim", "plain"}
    assert {"percent", "permille", "per_10k", "per_100k", "percentage_point", None} <= {found.unit for found in targets}
    assert {"张/千人", "人/万人", "元/人", "户/天", "次/季度", "次/月"} <= {found.unit for found in targets}
    assert {found.direction for found in targets} == {"up", "down", None}
    assert len({found.deadline for found in targets}) >= 4
    assert plan.reports
    assert all(found.responsible for found in targets)
    assert not plan.diagnostics


# --- check ---


def test_check_prints_the_report_and_says_what_was_missed(
    plan: str, met: str, must_missed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", plan, met]) == 0
    assert capsys.readouterr().out.endswith("2 targets: 2 met\n")
    assert main(["check", plan, must_missed]) == 1
    out, err = capsys.readouterr()
    assert out.endswith("2 targets: 1 missed, 1 met\n")
    assert err == ""


def test_the_data_may_come_in_several_files(plan: str, plain_missed: str, must_missed: str, tmp_path: Path) -> None:
    one, two = table(tmp_path / "1.csv", "孕产妇死亡率,9/10万"), table(tmp_path / "2.csv", "建档率,91%")
    assert main(["check", plan, one, two]) == 0


@pytest.mark.parametrize(
    ("fail_on", "statuses"),
    [("missed", (0, 1, 1)), ("missed-must", (0, 0, 1)), ("any", (0, 1, 1)), ("none", (0, 0, 0))],
)
def test_what_counts_as_failure_is_the_callers_choice(
    plan: str, met: str, plain_missed: str, must_missed: str, fail_on: str, statuses: Sequence[int]
) -> None:
    data = (met, plain_missed, must_missed)
    assert tuple(main(["check", plan, path, "--fail-on", fail_on]) for path in data) == statuses


def test_any_includes_what_could_not_be_judged(plan: str, tmp_path: Path) -> None:
    data = table(tmp_path / "some.csv", "建档率,95%")
    assert main(["check", plan, data]) == 0
    assert main(["check", plan, data, "--fail-on", "any"]) == 1


def test_check_as_json_has_the_promised_shape(plan: str, met: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", plan, met, "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert {"schema_version", "summary", "results", "diagnostics"} == set(report)
    assert set(report["summary"]) == set(VERDICTS)
    result = report["results"][0]
    assert {"constraint", "verdict", "observation", "margin", "message"} <= set(result)
    assert {"indicator", "value", "unit", "region", "period", "source", "start", "end"} <= set(result["observation"])
    assert Constraint.from_dict(result["constraint"]).indicator == "孕产妇死亡率"


def test_check_as_jsonl_leaves_diagnostics_to_standard_error(
    plan: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = table(tmp_path / "odd.csv", "孕产妇死亡率,很多", "建档率,91%")
    main(["check", plan, data, "--format", "jsonl"])
    out, err = capsys.readouterr()
    assert [json.loads(line)["verdict"] for line in out.splitlines()] == ["no_data", "met"]
    assert "odd.csv:2" in err
    assert "not-a-number" in err


def test_the_day_of_the_check_makes_what_is_due_later_pending(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("到2030年底，建档率达到90%以上。", encoding="utf-8")
    data = table(tmp_path / "data.csv", "建档率,80%")
    assert main(["check", str(plan), data, "--as-of", "2026-03-31"]) == 0
    assert "pending" in capsys.readouterr().out
    assert main(["check", str(plan), data, "--as-of", "2031-01-01"]) == 1


# --- extract, lint, explain ---


def test_extract_prints_a_record_a_line(plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", plan, "--format", "jsonl"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["indicator"] for record in records] == ["孕产妇死亡率", "建档率"]
    assert all(STATEMENTS[record["start"] : record["end"]] in ("13.7/10万", "90%") for record in records)
    assert {record["file"] for record in records} == {plan}


@pytest.mark.parametrize(
    ("role", "expected"), [("target", {"target"}), ("report", {"report"}), ("all", {"target", "report"})]
)
def test_extract_prints_the_roles_asked_for(role: str, expected: set[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", PLAN, "--role", role, "--format", "jsonl"]) == 0
    assert {json.loads(line)["role"] for line in capsys.readouterr().out.splitlines()} == expected


def test_extract_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for encoding in ("utf-8", "gb18030"):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(STATEMENTS.encode(encoding)), "utf-8"))
        assert main(["extract", "-"]) == 0
        assert "≤ 13.7/10万" in capsys.readouterr().out


def test_extract_goes_on_past_a_file_that_cannot_be_read(plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", "no-such.txt", plan, "--format", "jsonl"]) == 2
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2
    assert "no-such.txt: error[file-not-found]" in err


def test_extract_names_what_is_doubtful_beside_the_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "damaged.txt"
    path.write_text("参保率达到%以上。", encoding="utf-8")
    assert main(["extract", str(path), "--format", "jsonl"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["diagnostics"] == ["missing-value"]
    assert f"{path}:1:6: warning[missing-value]" in err


def test_the_year_of_the_plan_can_be_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("6月底前新建卫生院12所。", encoding="utf-8")
    assert main(["extract", str(path), "--year", "2031", "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["deadline"] == "2031-06-30"


def test_lint_finds_nothing_in_a_sound_plan_and_something_in_a_damaged_one(
    plan: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lint", plan]) == 0
    path = tmp_path / "damaged.txt"
    path.write_text("参保率达到%以上。", encoding="utf-8")
    assert main(["lint", plan, str(path)]) == 1
    assert "  | 　　　　　^" in capsys.readouterr().out


def test_explain_shows_pieces_constraint_and_what_would_meet_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "到2027年，确保婴儿死亡率控制在3.5‰以下，门诊费用下降3%，死亡率不高于省下达目标"]) == 0
    out = capsys.readouterr().out
    for part in (
        "figure, bound by 控制在 … 以下",
        "target · level · must · due 2027-12-31",
        "met by at most 3.5‰, which is the same as 0.35%",
        "met by a fall of at least 3%",
        "cannot be judged",
    ):
        assert part in out


def test_explain_points_at_damage_and_says_when_there_is_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "参保率达到%以上"]) == 0
    assert "  | 　　　　　^" in capsys.readouterr().out
    assert main(["explain", "认真抓好落实"]) == 0
    assert capsys.readouterr().out == "no target and no reported figure was found\n"


# --- languages, colours, output ---


@pytest.mark.parametrize(
    ("environment", "options", "expected"),
    [
        ({}, [], "no such file"),
        ({"LANG": "zh_CN.UTF-8"}, [], "文件不存在"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, [], "no such file"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "C"}, [], "文件不存在"),
        ({"LANG": "zh_CN.UTF-8"}, ["--lang", "en"], "no such file"),
        ({}, ["--lang", "zh"], "文件不存在"),
    ],
)
def test_the_language_is_told_or_that_of_the_locale(
    environment: dict[str, str],
    options: list[str],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main(["extract", "no-such.txt", *options]) == 2
    assert expected in capsys.readouterr().err


def test_colour_needs_a_terminal_that_wants_it(
    plan: str, met: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", plan, met])
    assert "\x1b[" not in capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    main(["check", plan, met])
    assert "\x1b[" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    main(["check", plan, met])
    assert "\x1b[" not in capsys.readouterr().out


def test_an_answer_goes_to_a_file_completely(
    plan: str, met: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "report.json"
    target.write_text("old", encoding="utf-8")
    assert main(["check", plan, met, "--format", "json", "-o", str(target)]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads(target.read_text(encoding="utf-8"))["summary"]["met"] == 2
    assert {path.name for path in tmp_path.iterdir()} == {"plan.txt", "met.csv", "report.json"}


def test_an_answer_follows_a_link_and_goes_into_a_device_as_it_is(plan: str, tmp_path: Path) -> None:
    real, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    assert main(["extract", plan, "--format", "jsonl", "-o", str(link)]) == 0
    assert link.is_symlink()
    assert len(real.read_text(encoding="utf-8").splitlines()) == 2
    assert main(["extract", plan, "--format", "jsonl", "-o", os.devnull]) == 0
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("where", ["no-such-folder/report.txt", "."])
def test_a_place_that_cannot_be_written_is_an_error(
    plan: str, met: str, where: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", plan, met, "-o", str(tmp_path / where)]) == 2
    assert "error[not-writable]" in capsys.readouterr().err


def test_an_answer_never_overwrites_what_is_read(plan: str, met: str, capsys: pytest.CaptureFixture[str]) -> None:
    for target in (plan, met):
        assert main(["check", plan, met, "-o", target]) == 2
        assert "error[output-is-input]" in capsys.readouterr().err
    assert Path(plan).read_text(encoding="utf-8") == STATEMENTS


# --- the README ---


def console_examples() -> list[tuple[str, str]]:
    """Return the commands of the console blocks of both READMEs, each with the output that is shown."""
    pages = "".join((ROOT / page).read_text(encoding="utf-8") for page in ("README.md", "README.zh.md"))
    blocks = re.findall(r"^```console\n(.*?)^```", pages, re.M | re.S)
    pieces = [piece for block in blocks for piece in re.split(r"^\$ plancheck ", block, flags=re.M) if piece]
    return [(command, output) for command, _, output in (piece.partition("\n") for piece in pieces)]


@pytest.mark.parametrize(("command", "expected"), console_examples())
def test_the_readme_shows_what_the_command_prints(
    command: str, expected: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    main(shlex.split(command))
    out = capsys.readouterr().out
    assert doctest.OutputChecker().check_output(expected, out, doctest.ELLIPSIS), out


def test_the_readme_has_a_result_within_thirty_lines() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert next(number for number, line in enumerate(lines, start=1) if line.startswith("met ")) <= 30
    assert sum(line.startswith("python -m venv ") for line in lines) == 2
