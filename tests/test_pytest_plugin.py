"""The pytest plugin, in runs of pytest of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PLAN = "江城市2025年工作要点\n确保建档率达到90%以上，力争复诊率达到60%以上，回访率达到80%。新建示范站3个。\n"
DATA = "指标,数值\n建档率,91%\n复诊率,55%\n回访率,79.9%\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "data.csv").write_text(DATA, encoding="utf-8")
    (tmp_path / "empty.txt").write_text("江城市2025年工作要点\n加强领导。\n", encoding="utf-8")
    return tmp_path


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rsxf", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


def test_each_target_is_a_test_with_the_words_of_the_plan(folder: Path) -> None:
    done = run(folder, "--plancheck", "plan.txt", "--plancheck-data", "data.csv")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "2 failed, 1 passed, 1 skipped" in done.stdout
    assert "回访率: reported 79.9% (data.csv:4), the target is at least 80%: missed" in done.stdout
    assert "--> plan.txt:2" in done.stdout
    assert "no_data: 示范站" in done.stdout
    assert "pytest_plugin.py:" not in done.stdout.partition("short test summary")[0]


def test_what_fails_can_be_chosen(folder: Path) -> None:
    options = ("--plancheck", "plan.txt", "--plancheck-data", "data.csv", "--plancheck-fail-on")
    assert "1 passed, 1 skipped, 2 xfailed" in run(folder, *options, "missed-must").stdout
    assert "3 failed, 1 passed" in run(folder, *options, "any").stdout


def test_messages_come_in_chinese(folder: Path) -> None:
    done = run(folder, "--plancheck", "plan.txt", "--plancheck-data", "data.csv", "--plancheck-lang", "zh")
    assert "目标" in done.stdout


def test_the_targets_can_be_chosen_by_name_and_reported_as_junit(folder: Path) -> None:
    done = run(
        folder, "--plancheck", "plan.txt", "--plancheck-data", "data.csv", "-k", "建档率", "--junitxml=junit.xml"
    )
    assert "1 passed, 3 deselected" in done.stdout
    case = ElementTree.parse(folder / "junit.xml").getroot().find(".//testcase")
    assert case is not None
    assert case.attrib["name"] == "建档率"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--plancheck", "plan.txt"), "add --plancheck-data"),
        (("--plancheck", "none.txt", "--plancheck-data", "data.csv"), "none.txt: error[file-not-found]"),
        (("--plancheck-as-of", "yesterday"), "'yesterday' is no date; write it as 2025-12-31"),
        (("--plancheck", "empty.txt", "--plancheck-data", "data.csv"), "no target"),
    ],
)
def test_a_wrong_call_is_a_usage_error_that_says_what_to_do(folder: Path, options: tuple[str, ...], said: str) -> None:
    done = run(folder, *options)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_without_its_options_the_plugin_loads_nothing() -> None:
    code = "import sys, plancheck.pytest_plugin; print([m for m in sys.modules if m.startswith('plancheck.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "plancheck.pipeline" not in done.stdout
