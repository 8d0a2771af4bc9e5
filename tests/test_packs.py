"""Packs of targets: usable by name wherever a plan is, each figure confirmed by two publications."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from plancheck import read_plan
from plancheck.catalog import load
from plancheck.cli import main
from plancheck.errors import PlancheckError
from plancheck.packs import packs, read_pack
from plancheck.resources import rule_files, rules_text

FILES = rule_files("packs")
# One publisher under two names.
_PUBLISHERS = {"Xinhua": "新华社", "人民日报海外版": "人民日报", "China Services Info": "China Daily"}


@pytest.mark.parametrize("file", FILES)
def test_each_figure_is_confirmed_by_two_publishers_beside_the_document(file: str) -> None:
    top = tomllib.loads(rules_text(file))
    _, *others = [reference["id"] for reference in top["references"]]
    issuers = {reference["id"]: reference["issuer"] for reference in top["references"]}
    assert len(issuers) == len(top["references"]), "an id stands twice"
    for record in top["constraints"]:
        assert len(set(record["confirmed"])) == len(record["confirmed"]), record
        assert set(record["confirmed"]) <= set(others), record
        publishers = {_PUBLISHERS.get(issuers[name], issuers[name]) for name in record["confirmed"]}
        assert len(publishers) >= 2, record
    used = {name for record in top["constraints"] for name in record["confirmed"]}
    assert {name for name in set(others) - used if not name.startswith("plan-")} <= {"opinion"}


@pytest.mark.parametrize("file", FILES)
def test_no_figure_stands_twice(file: str) -> None:
    records = tomllib.loads(rules_text(file))["constraints"]
    named = [(record["indicator"], record["deadline"]) for record in records]
    assert len(set(named)) == len(named)


@pytest.mark.parametrize("file", FILES)
def test_each_figure_is_of_an_indicator_that_the_catalog_knows(file: str) -> None:
    unknown = set()
    for target in read_pack(f"@{file.removeprefix('packs/').removesuffix('.toml')}").compile().targets:
        name = target.constraint.indicator.partition("比2")[0]  # 人均预期寿命比2020年: the change since that year
        indicator = load().find(name)
        if indicator is None:
            unknown.add(name)
        elif target.constraint.kind == "level":
            value = target.constraint.value
            assert isinstance(value, Decimal)
            assert indicator.range is None or indicator.range[0] <= value <= indicator.range[1]
    assert not unknown


@pytest.mark.parametrize("file", FILES)
def test_each_target_can_be_judged_and_leans_the_way_that_its_indicator_does(file: str) -> None:
    check = read_pack(f"@{file.removeprefix('packs/').removesuffix('.toml')}").compile()
    assert all(demand is not None for demand in check.demands)
    assert all(target.due is not None for target in check.targets)
    for target in check.targets:
        indicator = load().find(target.constraint.indicator)
        if indicator is not None and target.constraint.op != "~=":
            assert (indicator.better == "lower") == (target.constraint.op in ("<", "<="))


@pytest.mark.parametrize("file", FILES)
def test_each_figure_is_met_at_its_bound_and_missed_beyond_it(file: str) -> None:
    plan = read_pack(f"@{file.removeprefix('packs/').removesuffix('.toml')}")
    levels = [target for target in plan if target.kind == "level" and target.op in ("<=", ">=")]
    for target in levels:
        bound, deadline = target.value, target.deadline
        assert isinstance(bound, Decimal)
        assert deadline is not None
        for off, verdict in ((Decimal(0), "met"), (bound / 1000, "missed")):
            value = bound + off if target.op == "<=" else bound - off
            row = {"indicator": target.indicator, "value": value, "unit": target.unit, "period": deadline.year}
            judged = [result for result in plan.check([row]).results if result.observation]
            assert [result.verdict for result in judged] == [verdict], target.indicator


def test_the_page_on_packs_counts_their_targets() -> None:
    page = Path(__file__).parents[1].joinpath("docs/packs.md").read_text(encoding="utf-8")
    for pack in packs():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{pack.name}`"))
        assert row.endswith(f"| {pack.targets} |")


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


@pytest.mark.parametrize("name", ["healthy-china-2030", "Healthy-China-2030", "healthychina2030"])
def test_a_pack_without_its_mark_is_offered_with_it(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check", name, "data.csv", "--lang", "zh"]) == 2
    assert "@healthy-china-2030" in capsys.readouterr().err
    Path(name).write_text("建档率达到90%以上。", encoding="utf-8")
    assert len(read_plan(name)) == 1  # a file of that name is a file


def test_a_file_that_is_like_no_pack_is_only_missing() -> None:
    with pytest.raises(PlancheckError) as missing:
        read_plan("health-report.docx")
    assert missing.value.diagnostic.code == "file-not-found"
