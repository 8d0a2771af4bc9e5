"""The documentation site, the examples for pipelines, and what other tools read of this repository."""

from __future__ import annotations

import importlib.util
import itertools
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from plancheck import cli, options
from plancheck.errors import codes
from plancheck.verdicts import TargetsMissed


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_code_has_a_page_with_both_languages_and_statements(root: Path, tmp_path: Path) -> None:
    written = load(root / "docs" / "codepages.py").write(tmp_path)
    assert sorted(written) == codes()
    page = (tmp_path / "garbled-number.md").read_text(encoding="utf-8")
    assert "warning" in page
    assert "不可信" in page
    assert "## Statements with this code" in page
    assert "missing-value" in (tmp_path / "index.md").read_text(encoding="utf-8")


def test_every_link_of_the_pages_leads_somewhere(root: Path) -> None:
    pages = [root / "README.md", root / "README.zh.md", *(root / "docs").rglob("*.md")]
    for page in pages:
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            generated = "codes/" in link or page.parent.name == "codes"
            assert generated or (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_site_builds_without_a_warning(root: Path, tmp_path: Path) -> None:
    pytest.importorskip("myst_parser")
    pytest.importorskip("furo")
    if "site-packages" in str(root):
        pytest.skip("the sources are not there")
    built = tmp_path / "site"
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-d", str(tmp_path / "trees")]
    done = subprocess.run([*command, str(root / "docs"), str(built)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert (built / "codes" / "missing-value.html").exists()


@pytest.fixture
def stand_ins(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    """Let the examples run without the schedulers: their decorators hand on the function, or what is asked of it."""

    def plain(function: Any = None, **_: Any) -> Any:
        return function if callable(function) else plain

    def result(**fields: Any) -> SimpleNamespace:
        return SimpleNamespace(**fields)

    modules = {
        "airflow": {},
        "airflow.sdk": {"dag": plain, "task": plain},
        "dagster": {"asset": plain, "asset_check": plain, "AssetCheckResult": result, "Definitions": result},
        "prefect": {"flow": plain, "task": plain},
    }
    for name, members in modules.items():
        module = ModuleType(name)
        vars(module).update(members)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.syspath_prepend(root / "examples" / "pipelines")
    monkeypatch.delitem(sys.modules, "gate", raising=False)


def prepare(folder: Path, monkeypatch: pytest.MonkeyPatch, share: str) -> None:
    monkeypatch.chdir(folder)
    (folder / "plan.txt").write_text("2025年工作要点\n确保建档率达到90%以上。\n", encoding="utf-8")
    (folder / "reported.csv").write_text(f"指标,数值\n建档率,{share}\n", encoding="utf-8")


@pytest.mark.usefixtures("stand_ins")
def test_the_pipelines_pass_where_nothing_is_missed(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare(tmp_path, monkeypatch, "91%")
    examples = root / "examples" / "pipelines"
    assert load(examples / "prefect_flow.py").monthly_figures()["met"] == 1
    dagster = load(examples / "dagster_check.py")
    assert dagster.targets_are_met(dagster.reported_figures()).passed
    load(examples / "airflow_dag.py")
    assert "'met': 1" in capsys.readouterr().out


@pytest.mark.usefixtures("stand_ins")
def test_the_pipelines_stop_where_a_target_is_missed(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(tmp_path, monkeypatch, "89%")
    examples = root / "examples" / "pipelines"
    with pytest.raises(TargetsMissed, match="建档率"):
        load(examples / "prefect_flow.py").monthly_figures()
    with pytest.raises(TargetsMissed):
        load(examples / "airflow_dag.py")
    dagster = load(examples / "dagster_check.py")
    result = dagster.targets_are_met(dagster.reported_figures())
    assert not result.passed
    assert "建档率" in result.metadata["missed_targets"]


def test_the_hooks_and_the_action_call_the_command_as_it_is(root: Path) -> None:
    yaml = pytest.importorskip("yaml")
    hooks = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    for hook in hooks:
        name, command = hook["entry"].split()
        assert name == "plancheck"
        files = ["plan.txt", "data.csv"] if command == "check" else ["plan.txt"]
        assert options.read([command, *files]).command == command
    action = yaml.safe_load((root / "action.yml").read_text(encoding="utf-8"))
    script = action["runs"]["steps"][-1]["run"]
    assert "${{" not in script
    choices = action["inputs"]["fail-on"]["description"].partition("one of ")[2].rstrip(".").split(", ")
    assert tuple(choices) == options.FAIL_ON
    call = script.rpartition("plancheck ")[2].replace('"$FAIL_ON"', "missed").replace('"$MESSAGES"', "zh").split()
    assert options.read([part.strip('"') for part in call]).format == "github"


def commands() -> list[tuple[str, str]]:
    """Return every call of plancheck that a page shows as a command, with the page."""
    found = []
    for page in sorted((Path(__file__).resolve().parent.parent / "docs").rglob("*.md")):
        text = page.read_text(encoding="utf-8").replace("\\\n", " ")
        blocks = re.findall(r"^```(?:sh|console)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        blocks += re.findall(r"^    plancheck .*$", text, re.MULTILINE)
        lines = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
        found += [(page.name, line) for line in lines if line.startswith("plancheck ")]
    return found


@pytest.mark.parametrize(("page", "command"), commands())
def test_the_commands_of_the_pages_run(
    page: str, command: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("plan.txt", "reported.csv"):
        shutil.copy(root / "examples" / name, tmp_path)
    shutil.copy(root / "examples" / "reported.csv", tmp_path / "data.csv")
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command, comments=True)[1:]
    call = list(itertools.takewhile(lambda word: word not in ("||", "&&", "|", ">"), words))
    assert cli.main(call) in (0, 1), f"{page}: {command}"


def test_the_workflow_of_the_page_gives_what_the_action_takes(root: Path) -> None:
    yaml = pytest.importorskip("yaml")
    blocks = re.findall(r"^```yaml\n(.*?)^```", (root / "docs" / "howto" / "ci.md").read_text("utf-8"), re.M | re.S)
    workflow, hooks = (yaml.safe_load(block) for block in blocks)
    given = workflow["jobs"]["targets"]["steps"][-1]["with"]
    action = yaml.safe_load((root / "action.yml").read_text(encoding="utf-8"))
    needed = {name for name, entry in action["inputs"].items() if entry.get("required")}
    assert needed <= given.keys() <= action["inputs"].keys()
    offered = {hook["id"] for hook in yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert {hook["id"] for hook in hooks["repos"][0]["hooks"]} == offered
