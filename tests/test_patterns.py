"""What a pattern can begin with is never too little: a terminal that is not tried would be lost."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
import goldens

from plancheck import grammar, names, patterns, verbs
from plancheck.beginnings import Characters, first_characters, width
from plancheck.patterns import compiled, deferred, without_end

TEXTS = [case.text for case in goldens.load()]


@pytest.mark.parametrize("terminal", grammar.terminals(), ids=lambda terminal: terminal.name)
def test_whatever_a_terminal_matches_begins_with_one_of_its_first_characters(terminal: grammar.Terminal) -> None:
    firsts, pattern = first_characters(terminal.pattern), re.compile(terminal.pattern)
    begun = {text[i] for text in TEXTS for i in range(len(text)) if pattern.match(text, i)}
    assert [character for character in sorted(begun) if character not in firsts] == []


@pytest.mark.parametrize("terminal", grammar.terminals(), ids=lambda terminal: terminal.name)
def test_no_terminal_matches_nothing(terminal: grammar.Terminal) -> None:
    assert width(terminal.pattern)[0] > 0


PATTERNS = st.recursive(
    st.sampled_from(
        [r"a", r"[ab]", r"\d", r"[^a]", r".", r"[b-d]", r"\bc", r"(?=a)", r"(?!b)", r"(?<=1)", r"^", r"\W"]
    ),
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("(?:{})?".format, inner),
        st.builds("(?:{})*".format, inner),
        st.builds("(?:{})++".format, inner),
        st.builds("(?>{})".format, inner),
        st.builds("({}){{2,3}}?".format, inner),
    ),
    max_leaves=6,
)


@given(PATTERNS, st.text("abcd1 x", min_size=1, max_size=6))
def test_any_match_begins_with_a_first_character(pattern: str, text: str) -> None:
    match = re.match(pattern, text)
    assert not match or text[0] in first_characters(pattern)


CHARACTERS = [*"一丁二三上下鿾鿿ꀀ、。aZé5_", "\ud800", "\U0001f600"]
RANGES = ["一-鿿", "上-下", "\ue000-\ufffd", "\U00010000-\U0010ffff", "a-z", r"\d", r"\w", r"\S"]
SETS = st.builds(
    "[{}{}]".format,
    st.sampled_from(["", "^"]),
    st.lists(st.sampled_from([*CHARACTERS[:-2], *RANGES]), min_size=1, max_size=12).map("".join),
)


@given(SETS, SETS, st.sampled_from([0, re.IGNORECASE]), st.text(st.sampled_from(CHARACTERS), max_size=20))
def test_a_compiled_pattern_is_what_re_compiles(one: str, other: str, flags: int, text: str) -> None:
    pattern = f"{one}+|(?<={other}){one}|(?={other})."
    ours, theirs = compiled(pattern, flags), re.compile(pattern, flags)
    assert [match.span() for match in ours.finditer(text)] == [match.span() for match in theirs.finditer(text)]
    assert (ours.pattern, ours.flags) == (theirs.pattern, theirs.flags)


def test_a_deferred_pattern_is_compiled_once_and_only_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(patterns, "compiled", lambda pattern, flags: made.append(pattern) or re.compile(pattern, flags))
    pattern = deferred("[a-z]+", re.IGNORECASE)
    assert (pattern.pattern, made) == ("[a-z]+", [])
    found = pattern.search("12Ab")
    assert found
    assert found.group() == "Ab"
    assert (pattern.sub("x", "12Ab"), pattern.fullmatch("12"), made) == ("12x", None, ["[a-z]+"])


def test_a_set_is_written_between_brackets_and_means_the_same() -> None:
    firsts = first_characters(r"[一-三\d]+|\]|\^|-|x|\s")
    written = re.compile(f"[{firsts.inside_brackets()}]")
    assert all(bool(written.match(c)) == (c in firsts) for c in map(chr, range(0x3400, 0xA000)))
    assert all(bool(written.match(c)) == (c in firsts) for c in map(chr, range(0x100)))


def test_every_character_cannot_be_written_between_brackets() -> None:
    with pytest.raises(ValueError, match="every character"):
        Characters(every=True).inside_brackets()


@given(st.lists(st.sampled_from(["全市", "市", "各市", "的", "市各", "x"]), max_size=60).map("".join))
def test_words_at_the_end_are_cut_as_a_substitution_cuts_them(text: str) -> None:
    words = re.compile("(?:全市|市|各市|市各的)+$")
    assert without_end(text, words, 3) == words.sub("", text)


def test_words_at_the_end_of_a_name_are_short_so_that_only_the_end_is_looked_at() -> None:
    assert names._trailing()[1] < 60
    assert verbs._region_behind()[1] < 60
