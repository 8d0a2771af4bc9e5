"""Packs of targets: usable by name wherever a plan is, each figure confirmed by two publications."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from plancheck import read_plan
from plancheck.catalog import load
from plancheck.cli import main
from plancheck.errors import PlancheckError
from plancheck.packs import packs, read_pack
from plancheck.resources import rule_files, rules_text

FILES = rule_files("packs")


@pytest.mark.parametrize("file", FILES)
def test_each_figure_is_confirmed_by_two_references_beside_the_document(file: str) -> None:
    top = tomllib.loads(rules_text(file))
    document, *others = [reference["id"] for reference in top["references"]]
    for record in top["constraints"]:
        assert len(set(record["confirmed"])) >= 2, record
        assert set(record["confirmed"]) <= {document, *others}
    used = {name for record in top["constraints"] for name in record["confirmed"]}
    assert set(others) - used <= {"opinion"}


@pytest.mark.parametrize("file", FILES)
def test_each_target_can_be_judged_and_leans_the_way_that_its_indicator_does(file: str) -> None:
    check = read_pack(f"@{file.removeprefix('packs/').removesuffix('.toml')}").compile()
    assert all(demand is not None for demand in check.demands)
    assert all(target.due is not None for target in check.targets)
    for target in check.targets:
        indicator = load().find(target.constraint.indicator)
        if indicator is not None and target.constraint.op != "~=":
            assert (indicator.better == "lower") == (target.constraint.op in ("<", "<="))


def test_a_pack_stands_for_a_plan_in_the_library_and_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data.csv"
    data.write_text(
        "indicator,value,unit,period\n婴儿死亡率,4.9,‰,2030\n孕产妇死亡率,15.7,/10万,2030\n", encoding="utf-8"
    )
    report = read_plan("@healthy-china-2030").check(data)
    judged = {result.constraint.indicator: result.verdict for result in report.results if result.observation}
    assert judged == {"婴儿死亡率": "met", "孕产妇死亡率": "missed"}
    assert main(["check", "@healthy-china-2030", str(data), "--lang", "en"]) == 1
    shown = capsys.readouterr().out
    assert "@healthy-china-2030:" in shown
    assert "≤ 12.0/10万" in shown
    assert main(["extract", "@sdg-3", "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["value"] == "70"


def test_a_change_since_a_year_is_not_met_by_the_change_of_one_year() -> None:
    rows = [{"indicator": "重大慢性病过早死亡率下降", "value": "40%", "period": 2030}]
    result = next(
        result for result in read_plan("@healthy-china-2030").check(rows).results if result.constraint.kind == "change"
    )
    assert result.verdict == "no_data"


def test_the_packs_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "--lang", "en"]) == 0
    assert capsys.readouterr().out.count("\n") == len(FILES) == len(packs())
    assert main(["packs", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {pack["name"] for pack in listed} >= {"@healthy-china-2030", "@sdg-3"}
    assert all(len(pack["sources"]) >= 3 for pack in listed)


def test_an_unknown_pack_is_told_with_one_near_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(PlancheckError, match="@healthy-china-2030"):
        read_plan("@healthy-china-2031")
    assert main(["lint", "@nothing", "--lang", "en"]) == 2
    assert "unknown-pack" in capsys.readouterr().err
