"""Settings of a project: where they are found, what they change, and what is said about wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from plancheck import cli
from plancheck.errors import PlancheckError
from plancheck.settings import Settings, read_settings

INDICATOR = """
[smart-clinics]
zh = '智慧诊室'
en = 'Smart clinics'
aliases = ['数字诊室']
unit = '个'
better = 'higher'
range = [0, 1000]
source = { title = '本市规划', issuer = '市卫健委', year = 2024 }
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings()


def test_the_nearest_file_counts_and_its_own_name_goes_first(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.plancheck]\ntolerance = 0.2\n")
    write(tmp_path / "a" / "pyproject.toml", "[project]\nname = 'x'\n")
    assert read_settings(tmp_path / "a").tolerance == 0.2
    write(tmp_path / "a" / "plancheck.toml", "roll-up = true\n")
    assert read_settings(tmp_path / "a") == Settings(roll_up=True)


def test_paths_start_where_the_settings_stand(tmp_path: Path) -> None:
    write(tmp_path / "rules" / "own.toml", INDICATOR)
    write(tmp_path / "plancheck.toml", 'catalog = "rules/own.toml"\n')
    (tmp_path / "deep").mkdir()
    assert read_settings(tmp_path / "deep").catalog == (str(tmp_path.resolve() / "rules/own.toml"),)


@pytest.mark.parametrize(
    ("name", "text", "code", "line"),
    [
        ("plancheck.toml", "catalogue = []\n", "unknown-setting", 1),
        ("pyproject.toml", "tolerance = 3\n[tool.plancheck]\n# how far\ntolerance = '5%'\n", "bad-setting", 4),
        ("plancheck.toml", "\ntolerance = 1.5\n", "bad-setting", 2),
        ("plancheck.toml", "roll-up = 'yes'\n", "bad-setting", 1),
        ("plancheck.toml", "catalog = [3]\n", "bad-setting", 1),
        ("plancheck.toml", "catalog = ['nowhere.toml']\n", "no-such-setting-file", 1),
        ("plancheck.toml", "a = \n", "bad-settings", 1),
        ("plancheck.toml", b"roll-up = true\n# \xff\n", "bad-settings", 2),
        ("pyproject.toml", "[tool]\nplancheck = 3\n", "bad-setting", 2),
    ],
)
def test_a_wrong_setting_is_named_with_its_place(
    tmp_path: Path, name: str, text: str | bytes, code: str, line: int
) -> None:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(PlancheckError) as caught:
        read_settings(tmp_path)
    found = caught.value.diagnostic
    assert (found.code, found.line, found.file) == (code, line, str(path.resolve()))


def test_the_command_knows_the_indicators_of_options_and_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "plan.txt", "2025年工作要点\n建设智慧诊室30个。\n")
    write(tmp_path / "data.csv", "indicator,value,unit\n数字诊室,31,个\n")
    own = write(tmp_path / "own.toml", INDICATOR)
    call = ["check", "plan.txt", "data.csv", "--format", "json", "--lang", "en"]
    cli.main(call)
    assert '"no_data": 1' in capsys.readouterr().out
    cli.main([*call, "--catalog", str(own)])
    assert '"met": 1' in capsys.readouterr().out
    write(tmp_path / "plancheck.toml", "catalog = ['own.toml']\n")
    cli.main(call)
    assert '"met": 1' in capsys.readouterr().out
    write(tmp_path / "plancheck.toml", "catalog = ['gone.toml']\n")
    assert cli.main(call) == 2
    assert "plancheck.toml:1: error[no-such-setting-file]" in capsys.readouterr().err
