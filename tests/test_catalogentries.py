from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from plancheck import errors
from plancheck.catalog import load
from plancheck.errors import PlancheckError

if TYPE_CHECKING:
    from pathlib import Path

CATALOG = load()
GOOD = """\
[local-rate]
zh = '本地登记率'
en = 'Local registration rate'
aliases = ['登记率']
unit = 'percent'
better = 'higher'
range = [0, 100]
source = 'health-yearbook'
"""


def written(folder: Path, text: str, name: str = "own.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> PlancheckError:
    with pytest.raises(PlancheckError) as caught:
        load(written(folder, text))
    return caught.value


# --- users' own files


def test_own_entries_join_the_shipped_ones(tmp_path: Path) -> None:
    own = load(written(tmp_path, GOOD))
    assert len(own) == len(CATALOG) + 1
    found = own.find("全县登记率")
    assert found is not None
    assert (found.id, found.topic, found.source.year) == ("local-rate", "own", 2022)
    assert found == own.get("local-rate")
    assert CATALOG.find("登记率") is None


def test_own_entries_may_bring_sources_and_use_shipped_parts(tmp_path: Path) -> None:
    text = GOOD.replace("'health-yearbook'", "{ title = '登记办法', issuer = '某市', year = 2024 }")
    text = text.replace("range =", "formula = '本地登记数 / 常住人口'\nrange =")
    text += "[local-count]\nzh='本地登记数'\nen='Registered'\nunit='人'\nbetter='higher'\nrange=[0,1e6]\nsource='own'\n"
    text += "[sources.own]\ntitle='统计办法'\nissuer='某市'\nyear=2023\n"
    own = load([written(tmp_path, text)])
    rate = own.indicators["local-rate"]
    assert rate.formula is not None
    assert (rate.formula.numerator, rate.formula.denominator) == ("local-count", "resident-population")
    assert (rate.formula.multiplier, rate.source.issuer) == (100, "某市")
    assert own.indicators["local-count"].source.title == "统计办法"
    assert own.indicators["local-count"].range == (Decimal(0), Decimal("1000000.0"))


def test_several_own_files_are_checked_against_each_other(tmp_path: Path) -> None:
    first = written(tmp_path, GOOD, "a.toml")
    second = written(tmp_path, GOOD.replace("[local-rate]", "[other-rate]"), "b.toml")
    with pytest.raises(PlancheckError) as caught:
        load([first, str(second)])
    assert caught.value.diagnostic.code == "shared-name"
    assert caught.value.diagnostic.details["other_file"].endswith("a.toml")


BAD = [
    ("not-an-entry", "'本地' = 3\n", 1, "[本地]"),
    ("not-an-entry", "\n\nloose = 'x'\n", 3, "[loose]"),
    ("entry-id", GOOD.replace("[local-rate]", "[Local_Rate]"), 1, "[infant-mortality]"),
    ("entry-unknown-field", GOOD.replace("aliases", "alias"), 4, "aliases"),
    ("entry-unknown-field", GOOD + "colour = 'red'\n", 9, "zh, en, unit"),
    ("entry-missing-field", GOOD.replace("better = 'higher'\n", ""), 1, 'better = "lower"'),
    ("entry-text", GOOD.replace("'本地登记率'", "7"), 2, 'zh = "'),
    ("entry-text", GOOD.replace("'Local registration rate'", "'  '"), 3, 'en = "'),
    ("entry-names", GOOD.replace("['登记率']", "'登记率'"), 4, "aliases = ["),
    ("entry-names", GOOD + "change_names = [1]\n", 9, "change_names = ["),
    ("entry-unit", GOOD.replace("'percent'", "'%'"), 5, "percent"),
    ("entry-unit", GOOD.replace("'percent'", "'千米/每'"), 5, "unit"),
    ("entry-better", GOOD.replace("'higher'", "'up'"), 6, 'better = "lower"'),
    ("entry-better", GOOD.replace("'higher'", "['lower']"), 6, 'better = "lower"'),
    ("entry-range", GOOD.replace("[0, 100]", "100"), 7, "range = [0, 400]"),
    ("entry-range", GOOD.replace("[0, 100]", "[0, 1, 2]"), 7, "range = [0, 400]"),
    ("entry-range", GOOD.replace("[0, 100]", "[0, nan]"), 7, "range = [0, 400]"),
    ("entry-range", GOOD.replace("[0, 100]", "[false, true]"), 7, "range = [0, 400]"),
    ("entry-range-order", GOOD.replace("[0, 100]", "[100, 0]"), 7, "range = [0, 400]"),
    ("entry-range-order", GOOD + "change_range = [1, 1]\n", 9, "change_range = ["),
    ("entry-formula", GOOD + "formula = '活产数'\n", 9, "孕产妇死亡数 / 活产数"),
    ("entry-formula", GOOD + "formula = '活产数/出生人口'\n", 9, "孕产妇死亡数 / 活产数"),
    ("entry-multiplier", GOOD + "formula = '活产数 / 出生人口 * 1000'\n", 9, "孕产妇死亡数 / 活产数"),
    ("entry-unknown-part", GOOD + "formula = '活产儿总量 / 出生人口'\n", 9, "活产"),
    ("entry-unknown-part", GOOD + "formula = '登记率 / 出生人口'\n", 9, "登记率"),
    ("entry-source", GOOD.replace("'health-yearbook'", "{ title = '办法' }"), 8, "issuer"),
    ("entry-source", GOOD.replace("'health-yearbook'", "2022"), 8, "issuer"),
    ("entry-source", "\n[sources.own]\ntitle = '办法'\n", 2, "issuer"),
    ("entry-source", "sources = 3\n", 1, "issuer"),
    ("entry-unknown-source", GOOD.replace("health-yearbook", "health-yearbok"), 8, "health-yearbook"),
    ("duplicate-entry", GOOD.replace("local-rate", "infant-mortality"), 1, "[infant-mortality-local]"),
    ("shared-name", GOOD.replace("'登记率'", "'全市婴儿的死亡率'"), 4, "precise"),
    ("shared-name", GOOD.replace("'本地登记率'", "'经济增长'"), 2, "precise"),
    ("shared-name", GOOD + "change_names = ['登记率']\n", 9, "precise"),
    ("bad-toml", GOOD.replace("'higher'", "higher"), 6, "quotation marks"),
]


@pytest.mark.parametrize(("code", "text", "line", "remedy"), BAD)
def test_a_bad_entry_is_refused_by_name(tmp_path: Path, code: str, text: str, line: int | None, remedy: str) -> None:
    diagnostic = refused(tmp_path, text).diagnostic
    assert (diagnostic.code, diagnostic.line) == (code, line)
    assert diagnostic.file is not None
    assert diagnostic.file.endswith("own.toml")
    assert remedy in diagnostic.hint("en")
    for lang in errors.LANGUAGES:
        assert not re.search(r"\{\w+\}", diagnostic.message(lang) + diagnostic.hint(lang))
        if code != "bad-toml":
            assert diagnostic.details["entry"] in diagnostic.message(lang)


def test_every_code_of_the_catalog_is_shown_by_a_case() -> None:
    mine = {code for code in errors.codes() if code.startswith("entry-")}
    mine |= {"bad-toml", "not-an-entry", "duplicate-entry", "shared-name"}
    assert {code for code, *_ in BAD} == mine


def test_the_example_of_every_field_is_itself_accepted(tmp_path: Path) -> None:
    for code, text, *_ in BAD:
        if code != "entry-missing-field":
            continue
        repaired = text + refused(tmp_path, text).diagnostic.details["example"] + "\n"
        assert "local-rate" in load(written(tmp_path, repaired)).indicators


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "gbk.toml").write_bytes("zh = '率'".encode("gb18030"))
    for name, code in (
        ("missing.toml", "file-not-found"),
        (".", "not-a-file"),
        ("gbk.toml", "bad-toml"),
        ("\0", "not-readable"),
    ):
        with pytest.raises(PlancheckError) as caught:
            load([tmp_path / name])
        assert caught.value.diagnostic.code == code
    assert refused(tmp_path, " \n").diagnostic.code == "empty-file"
