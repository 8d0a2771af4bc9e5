"""The command `compare`, and `check --upper`: what they print, in both languages, and with which exit status."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from plancheck.cli import main

ROOT = Path(__file__).resolve().parent.parent
LOWER, UPPER = str(ROOT / "examples" / "plan.txt"), str(ROOT / "examples" / "province.txt")
DATA = str(ROOT / "examples" / "reported.csv")

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def upper(tmp_path: Path) -> str:
    return write(tmp_path / "upper.txt", "江南省2026年工作要点\n签约率达到75%，剖宫产率控制在38%以内。")


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_example_shows_every_relation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", LOWER, UPPER]) == 1
    out, err = capsys.readouterr()
    assert out.endswith("15 targets: 3 looser, 4 not comparable, 1 absent, 2 stricter, 5 equal\n")
    assert "   　　　　　　 　　　　　　　　　　　　　    　^^\n" in out
    assert "looser, the bound is wider by 0.02 percentage points" in out
    assert err == ""


def test_the_example_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", LOWER, UPPER, "--lang", "zh"]) == 1
    out = capsys.readouterr().out
    assert out.endswith("共15项目标：更松3项，不可比4项，下级未提1项，更严2项，相同5项\n")
    assert "plan" not in out.replace("plan.txt", "")


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ("签约率达到80%", 0),
        ("签约率达到3/4，剖宫产率控制在省定目标以内", 0),
        ("签约率达到70%", 1),
        ("参保率达到97%", 0),
    ],
)
def test_the_exit_status_says_whether_anything_is_looser(
    statement: str, status: int, upper: str, tmp_path: Path
) -> None:
    assert main(["compare", write(tmp_path / "lower.txt", f"云河市2026年工作要点\n{statement}。"), upper]) == status


def test_what_cannot_be_compared_at_all_is_wrong(
    upper: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = write(tmp_path / "bare.txt", "没有数字。")
    for form in ("text", "json", "jsonl", "markdown"):
        assert main(["compare", bare, upper, "--format", form]) == 2
        assert "no-targets" in "".join(capsys.readouterr())
    assert main(["compare", "no-such.txt", upper]) == 2
    elsewhere = write(tmp_path / "elsewhere.txt", "签约率达到80%。")
    assert main(["compare", elsewhere, upper, "--region", "杭州市", "--upper-region", "湖北省"]) == 2
    assert "region-outside" in capsys.readouterr().err


def test_json_and_json_lines_hold_the_same(upper: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["compare", LOWER, upper, "--format", "json"])
    whole = json.loads(capsys.readouterr().out)
    main(["compare", LOWER, upper, "--format", "jsonl"])
    out, err = capsys.readouterr()
    assert [json.loads(line) for line in out.splitlines()] == whole["results"]
    assert [code in err for code in ("unresolved-reference",)] == [True]
    assert whole["lower"]["region"] == "云河市"


def test_plan_files_packs_and_standard_input_are_plans(
    upper: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    edited = str(tmp_path / "upper.toml")
    assert main(["compile", upper, "--to", "toml", "-o", edited]) == 0
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("签约率达到80%。".encode()), "utf-8"))
    assert main(["compare", "-", edited, "--year", "2026"]) == 0
    assert capsys.readouterr().out.endswith("2 targets: 1 absent, 1 stricter\n")
    assert main(["compare", upper, "@healthy-china-2030"]) == 0
    with pytest.raises(SystemExit) as wrong:
        main(["compare", "-", "-"])
    assert wrong.value.code == 2


def test_an_answer_never_overwrites_a_plan(upper: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(upper).read_text(encoding="utf-8")
    assert main(["compare", LOWER, upper, "-o", upper]) == 2
    assert "output-is-input" in capsys.readouterr().err
    assert Path(upper).read_text(encoding="utf-8") == before


def test_the_years_of_both_plans_can_be_told(tmp_path: Path) -> None:
    lower, upper = (write(tmp_path / name, "新建卫生院12所。") for name in ("lower.txt", "upper.txt"))
    assert main(["compare", lower, upper, "--year", "2026", "--upper-year", "2026"]) == 0
    report = str(tmp_path / "report.json")
    main(["compare", lower, upper, "--year", "2026", "--upper-year", "2027", "--format", "json", "-o", report])
    assert json.loads(Path(report).read_text(encoding="utf-8"))["results"][0]["reason"] == "other-period"


def test_check_resolves_references_to_the_upper_plan(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", LOWER, DATA, "--format", "json"])
    alone = json.loads(capsys.readouterr().out)["summary"]
    main(["check", LOWER, DATA, "--upper", UPPER, "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert (alone["unresolved"], report["summary"]["unresolved"]) == (1, 0)
    assert report["summary"]["met"] == alone["met"] + 1
    assert [diagnostic["code"] for diagnostic in report["diagnostics"]] == ["resolved-reference"]


@pytest.mark.parametrize(
    ("statement", "statuses"),
    [
        ("签约率达到80%，剖宫产率控制在35%以内", "000000"),
        ("签约率达到80%", "000110"),
        ("签约率达到70%，剖宫产率控制在35%以内", "111110"),
        ("签约率达到80%，力争剖宫产率控制在40%以内", "100110"),
        ("签约率比上年提高3个百分点，剖宫产率控制在35%以内", "000110"),
    ],
)
def test_what_makes_the_exit_status_of_a_comparison_is_told(statement: str, statuses: str, tmp_path: Path) -> None:
    above = write(tmp_path / "above.txt", "江南省2026年工作要点\n确保签约率达到75%，力争剖宫产率控制在38%以内。")
    lower = write(tmp_path / "lower.txt", f"云河市2026年工作要点\n{statement}。")
    choices = ("looser", "looser-firm", "looser-must", "absent", "any", "none")
    found = [main(["compare", lower, above, "--fail-on", choice]) for choice in choices]
    assert "".join(map(str, found)) == statuses


def test_rows_are_judged_by_the_upper_plan_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pyarrow")
    lower = write(tmp_path / "lower.txt", "云河市2026年工作要点\n剖宫产率控制在省下达目标以内。")
    above = write(tmp_path / "above.txt", "江南省2026年工作要点\n剖宫产率控制在38%以内。")
    data = write(tmp_path / "data.csv", "指标,数值,单位\n剖宫产率,37,%\n剖宫产率,39,%\n")
    assert main(["check", lower, data, "--rows", "summary"]) == 0
    assert "unresolved" in capsys.readouterr().out
    assert main(["check", lower, data, "--rows", "summary", "--upper", above]) == 1
    told = capsys.readouterr()
    assert "1 met, 1 missed" in told.out
    assert "resolved-reference" in told.err


def test_a_reference_that_the_upper_plan_answers_is_shown_with_its_bound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lower = write(tmp_path / "lower.txt", "云河市2026年工作要点\n剖宫产率控制在省下达目标以内。")
    above = write(tmp_path / "above.txt", "江南省2026年工作要点\n剖宫产率控制在38%以内。")
    data = write(tmp_path / "data.csv", "指标,数值,单位\n剖宫产率,37,%\n")
    assert main(["check", lower, data, "--upper", above]) == 0
    assert "≤ 38% (省下达目标)" in capsys.readouterr().out
    assert main(["check", lower, data]) == 0
    assert "≤ 省下达目标" in capsys.readouterr().out
