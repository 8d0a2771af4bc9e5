"""How much a command reads unasked: folders and patterns above the limit are refused before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from plancheck import PlancheckError, workload
from plancheck.cli import main
from plancheck.workload import amount_of

PLAN = "2025年工作要点\n婴儿死亡率控制在3.5‰以下。"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of five plans and five tables, where no more than three files are read unasked."""
    monkeypatch.setattr(workload, "MOST_FILES", 3)
    monkeypatch.chdir(tmp_path)
    inside = tmp_path / "files" / "2025"
    inside.mkdir(parents=True)
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    for number in range(5):
        (inside / f"{number}.txt").write_text(PLAN, encoding="utf-8")
        (inside / f"{number}.csv").write_text(f"指标,数值\n婴儿死亡率,{number}‰\n", encoding="utf-8")
    return tmp_path / "files"


@pytest.mark.parametrize("name", ["files", "files/2025", "files/*/*.txt", "files/**/*.txt"])
def test_folders_and_patterns_above_the_limit_are_refused(name: str, folder: Path) -> None:
    with pytest.raises(PlancheckError) as caught:
        amount_of([name], (".txt",))
    assert caught.value.diagnostic.code == "too-much"
    assert amount_of([name], (".txt",), unlimited=True).files == 5


def test_files_that_are_named_one_by_one_are_meant(folder: Path) -> None:
    names = [str(folder / "2025" / f"{number}.txt") for number in range(5)]
    assert amount_of([*names, "-"], (".txt",)).files == 0
    with pytest.raises(PlancheckError, match="too-much"):
        amount_of(names, (".txt",), named=True)


def test_hidden_folders_and_other_files_do_not_count(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "x.txt").write_text("x", encoding="utf-8")
    assert amount_of([str(folder)], (".md",)).files == 0
    assert amount_of([str(folder)], (".txt",), unlimited=True).files == 5


def test_the_size_of_all_files_counts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workload, "MOST_FILES", 100)
    monkeypatch.setattr(workload, "MOST_BYTES", 100)
    with pytest.raises(PlancheckError, match="too-much"):
        amount_of([str(folder)], (".txt",))


@pytest.mark.parametrize(
    "command", [["extract", "files"], ["lint", "files"], ["check", "plan.txt", "files"], ["extract", "files/*/*.txt"]]
)
def test_the_command_asks_first(command: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--lang", "en"]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert "error[too-much]" in err
    assert "--unlimited" in err
    assert main([*command, "--unlimited"]) in (0, 1)


def test_the_command_tells_how_much_it_reads(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workload, "TOLD_FILES", 2)
    assert main(["extract", "files", "--unlimited", "--format", "jsonl", "--lang", "en"]) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 5
    assert "reading 5 files, 1 MiB" in err
