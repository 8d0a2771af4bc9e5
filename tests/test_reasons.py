"""What systems and libraries say, in Chinese."""

from __future__ import annotations

import csv
import errno
import json
import os
import string

import pytest
import tomli

from plancheck.errors import Diagnostic
from plancheck.reasons import reason_in
from plancheck.resources import rules

ORIGINAL = "原始信息"


@pytest.mark.parametrize("text", sorted(rules("reasons.toml")["reasons"]))
def test_an_entry_fills_as_many_blanks_as_it_has(text: str) -> None:
    translation = rules("reasons.toml")["reasons"][text]
    blanks = [sum(name is not None for _, name, _, _ in string.Formatter().parse(side)) for side in (text, translation)]
    assert blanks[0] == blanks[1]
    assert ORIGINAL not in reason_in(text.replace("{}", "x"), "zh")


@pytest.mark.parametrize("code", [errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOTDIR, errno.ENOSPC, errno.EROFS])
def test_the_systems_words(code: int) -> None:
    assert not reason_in(os.strerror(code), "zh").isascii()
    assert ORIGINAL not in reason_in(os.strerror(code), "zh")


@pytest.mark.parametrize(
    "text", ["", "[1,", "[1 2]", '{"a" 1}', "{a: 1}", "[1] 2", '["a', '["\t"]', r'["\x"]', r'["\u12"]']
)
def test_words_of_the_json_reader(text: str) -> None:
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(text)
    assert ORIGINAL not in reason_in(caught.value.msg, "zh")


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a = ",
        "a = 1 b = 2",
        "= 1",
        "a = 'x",
        "[a",
        "[a]\n[a]",
        "a = 1\na = 2",
        "a = [1",
        "a = {b = 1",
        "a = '\x01'",
    ],
)
def test_words_of_the_toml_reader(text: str) -> None:
    with pytest.raises(tomli.TOMLDecodeError) as caught:
        tomli.loads(text)
    assert ORIGINAL not in reason_in(str(caught.value), "zh")


def test_words_of_the_csv_reader() -> None:
    with pytest.raises(csv.Error) as caught:
        list(csv.reader(['"a'], strict=True))
    assert ORIGINAL not in reason_in(str(caught.value), "zh")


def test_unknown_words_are_marked_as_somebody_elses_in_chinese_alone() -> None:
    found = Diagnostic(code="not-readable", details={"reason": "what is this {x}"})
    assert found.message("zh") == "无法打开文件：原始信息：what is this {x}"
    assert found.message("en") == "the file cannot be opened: what is this {x}"
