"""The table of units and measure words: its flags for the grammar, and a file that refuses a bad line by name."""

import pytest

from plancheck import resources
from plancheck.errors import PlancheckError
from plancheck.measures import measure_words, rate_words
from plancheck.unit_table import KINDS, read_table, unit_table
from plancheck.units import factor

TABLE = unit_table()
ENTRIES = TABLE.entries

# --- words for the grammars


def test_measure_words_carry_their_flags():
    words = {word.text: word for word in measure_words()}
    assert (words["座"].unit, words["座"].kind, words["座"].ambiguous) == ("座", "count", False)
    assert words["年"].ambiguous
    assert words["站"].digits_only
    assert not words["站"].ambiguous
    assert words["kg"].unit == "千克"
    assert words["g"].ambiguous, "5G is no mass"
    assert "persons" not in words, "a spelling of data never stands in a plan"
    assert "percent" not in words
    assert len(words) == len(measure_words()) > 500


def test_rate_words_are_the_spellings_of_plans():
    assert {word.text: word.unit for word in rate_words()}.items() >= {
        "%": "percent",
        "‰": "permille",
        "/10万": "per_100k",
        "个百分点": "percentage_point",
    }.items()
    assert "per_10k" not in {word.text for word in rate_words()}


def test_longer_words_come_before_what_they_begin_with():
    for words in (measure_words(), rate_words()):
        assert [len(word.text) for word in words] == sorted((len(word.text) for word in words), reverse=True)


def test_every_kind_is_used():
    assert {entry.kind for entry in ENTRIES.values()} == set(KINDS)


# --- the file


@pytest.mark.parametrize(
    ("lines", "name", "reason"),
    [
        ('"座" = {}\n"座" = {}', "座", "Cannot overwrite"),
        ('"座" = {}\n[action]\n"座" = {}', "座", "already a unit of \\[count\\]"),
        ('"座" = { also = ["人"] }\n"人" = {}', "人", "the spelling 人 already means 座"),
        ('"座" = { also = ["Edifice"] }\n"人" = { also = ["edifice"] }', "人", "already means 座"),
        ('"座" = { also = ["％"] }\n"人" = { data = ["%"] }', "人", "already means 座"),
        ('"座" = { also = ["坐", "坐"] }', "座", "'坐' is empty or there twice"),
        ('"座" = { also = [""] }', "座", "'' is empty or there twice"),
        ('"座" = { is = "2 坐" }', "座", "is names 坐"),
        ('"座" = { is = "2 座" }', "座", "leads back to the unit itself"),
        ('"座" = { is = "2 坐" }\n"坐" = { is = "座" }', "座", "leads back"),
        ('"座" = { is = "0 人" }\n"人" = {}', "座", "no number above zero"),
        ('"座" = { is = "about 2 人" }\n"人" = {}', "座", "no number above zero"),
        ('"座" = { is = 2 }', "座", "is must be of type str"),
        ('"座" = { also = "坐" }', "座", "also must be a list of texts"),
        ('"座" = { also = [1] }', "座", "also must be a list of texts"),
        ('"座" = { ambiguous = 1 }', "座", "ambiguous must be of type bool"),
        ('"座" = { alias = ["坐"] }', "座", "alias is none of is, also"),
        ('"座/人" = {}', "座/人", "holds no /"),
        ('"座" = 1', "座", "a table in braces"),
        ('"座" = {', "座", "nvalid|Unclosed|Expected"),
        ('[counts]\n"座" = {}', "counts", "a section is one of"),
        ('[magnitude]\n"万" = { number = 12000 }', "万", "no power of ten"),
        ('[magnitude]\n"万" = { number = 10000, data = ["万"] }', "万", "already a magnitude"),
    ],
)
def test_a_bad_line_is_refused_by_name(lines, name, reason):
    with pytest.raises(PlancheckError, match=reason) as caught:
        read_table("[count]\n" + lines, "mine.toml")
    diagnostic = caught.value.diagnostic
    assert (diagnostic.code, diagnostic.file, diagnostic.found) == ("bad-unit-entry", "mine.toml", name)
    assert diagnostic.line is not None


def test_adding_a_unit_is_one_line():
    text = resources.rules_text("units.toml")
    table = read_table(text.replace("[count]\n", '[count]\n"筐装" = { is = "12 筐", also = ["大筐"] }\n', 1))
    assert table.find(table.fold("大 筐")) == table.entries["筐装"]
    assert len(table.entries) == len(ENTRIES) + 1


def test_no_two_units_share_a_spelling():
    owners = {}
    for entry in ENTRIES.values():
        for spelling in unit_table().folded(entry):
            assert owners.setdefault(spelling, entry.name) == entry.name


def test_a_magnitude_before_a_unit_never_spells_another_unit():
    # 千克, 千瓦 ... are both a unit and 千 of another: then the two must be the same amount.
    for magnitude, number in unit_table().magnitudes.items():
        for entry in ENTRIES.values():
            found = unit_table().find(unit_table().fold(magnitude + entry.name))
            if found is not None and entry.kind != "rate":
                assert factor(found.name, entry.name) == number, (magnitude, entry.name)
