"""Cells as offices fill them: figures, markers for no figure, and what cannot be read."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancheck.cells import Cell, read_cell, text_of
from plancheck.errors import codes


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("13.7", "13.7", None),
        ("7.2‰", "7.2", "‰"),
        ("16/10万", "16", "/10万"),
        ("16/100000", "16", "/100000"),
        ("1,234", "1234", None),
        ("1，234.50", "1234.50", None),
        ("1 234 567", "1234567", None),
        ("95%", "95", "%"),
        ("９５％", "95", "%"),
        ("－3.2%", "-3.2", "%"),
        ("−3.2", "-3.2", None),
        ("+4", "4", None),
        ("5.8万", "58000", None),
        ("5.8萬座", "58000", "座"),
        ("3万5千人", "35000", "人"),
        ("1.4亿元", "140000000", "元"),
        ("5.57张/千人", "5.57", "张/千人"),
        ("1.5万户/天", "15000", "户/天"),
        ("3.5 per 100,000", "3.5", "per 100,000"),
        ("1e3", "1000", None),
        ("1.5E-2", "0.015", None),
        (" 8 ", "8", None),
        ("\ufeff8\u200b", "8", None),
        (".5", "0.5", None),
        ("0.10", "0.10", None),
    ],
)
def test_figures_are_read_exactly(text: str, value: str, unit: str | None) -> None:
    cell = read_cell(text)
    assert (str(cell.value), cell.unit, cell.code) == (value, unit, None)


@pytest.mark.parametrize(
    "marker",
    [
        "",
        "  ",
        "\u3000",
        "-",
        "—",
        "——",
        "–",
        "…",
        "……",
        "...",
        "／",
        "不适用",
        "无",
        "暂无数据",
        "N/A",
        "ｎ/ａ",
        "NaN",
        "null",
    ],
)
def test_markers_say_that_there_is_no_figure(marker: str) -> None:
    assert read_cell(marker) == Cell()


@pytest.mark.parametrize("nothing", [None, float("nan"), Decimal("NaN"), Decimal("sNaN")])
def test_missing_values_say_that_there_is_no_figure(nothing: object) -> None:
    assert read_cell(nothing) == Cell()


@pytest.mark.parametrize(
    "text",
    [
        "很多",
        "≥95%",
        "13.7①",  # a footnote, or 13.71: never decided
        "13.7²",
        "13.7*",
        "1,23",
        "1.234,5",
        "12,345,67",
        "10-20",
        "2017-12-31",
        "2017/12",
        "5万3亿",
        "5万3",
        "１２万三",
        "1e999999999",
        "1e399万",
        "9" * 150,
        "x" * 100_000,
        "٣",  # digits of other scripts are no figures of these tables
        "5/0",
    ],
)
def test_what_is_no_figure_is_refused(text: str) -> None:
    cell = read_cell(text)
    assert cell.value is None
    assert cell.code in ("not-a-number", "unknown-unit")


@pytest.mark.parametrize("text", ["58000左右", "90以上", "7.2xyz", "3.5某某"])
def test_words_behind_a_figure_that_are_no_unit_are_named(text: str) -> None:
    assert read_cell(text).code == "unknown-unit"
    assert text.endswith(str(read_cell(text).unit))


@pytest.mark.parametrize("text", ["inf", "-Infinity", "∞", float("inf"), Decimal("-Infinity")])
def test_infinities_are_refused_as_such(text: object) -> None:
    assert read_cell(text).code == "not-finite"


@pytest.mark.parametrize("thing", [True, [], {}, b"3", object(), 3 + 4j, datetime.date(2017, 1, 1)])
def test_other_things_are_no_number(thing: object) -> None:
    assert read_cell(thing).code == "not-a-number"


def test_a_share_written_as_a_fraction_is_exact() -> None:
    assert read_cell("107/110") == Cell(Fraction(1070, 11), "%")
    assert read_cell("2/3").value == Fraction(200, 3)


def test_a_magnitude_is_told_apart_from_a_unit_of_that_name() -> None:
    assert read_cell("3千克").value == Decimal(3000)
    assert read_cell("3千克").scaled
    assert not read_cell("3座").scaled


def test_numbers_of_frame_libraries_are_read_like_pythons() -> None:
    numpy = pytest.importorskip("numpy")
    pandas = pytest.importorskip("pandas")
    assert read_cell(numpy.float32(0.1)) == read_cell(numpy.float64(0.1)) == read_cell(0.1) == Cell(Decimal("0.1"))
    assert read_cell(numpy.int64(7)).value == Decimal(7)
    assert read_cell(pandas.NA) == read_cell(pandas.NaT) == read_cell(numpy.float32("nan")) == Cell()
    assert text_of(pandas.Timestamp("2017-12-31")) == "2017-12-31"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (2017, "2017"),
        (2017.0, "2017"),
        ("　江岸区 ", "江岸区"),
        ("２０１７年", "2017年"),
        (datetime.date(2017, 12, 31), "2017-12-31"),
        (float("nan"), None),
        ("—", None),
        (True, None),
    ],
)
def test_names_are_read_as_text(cell: object, text: str | None) -> None:
    assert text_of(cell) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_stands_for_its_shortest_decimal(number: float) -> None:
    value = read_cell(number).value
    assert value is not None
    assert value == Decimal(repr(number))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_written_decimal_keeps_every_digit(number: Decimal) -> None:
    assert str(read_cell(format(number, "f")).value) == format(number, "f")
    assert read_cell(f"{number:,f}").value == number
    assert read_cell(f"{number:f}万").value == number * 10000


@given(st.one_of(st.text(), st.text("0123456789.,%‰万亿千十/—-+eE 座人一两点①（）()一２", max_size=30)))
def test_any_text_gives_a_figure_a_marker_or_a_code(text: str) -> None:
    cell = read_cell(text)
    assert cell.code is None or cell.code in codes()
    assert cell.value is None or cell.code is None
    assert cell.value is None or Fraction(cell.value).denominator > 0


@given(
    st.one_of(st.integers(), st.fractions(), st.decimals(), st.floats(), st.binary(), st.none(), st.lists(st.text()))
)
def test_any_object_gives_a_figure_a_marker_or_a_code(thing: object) -> None:
    cell = read_cell(thing)
    assert cell.code in (None, "not-a-number", "not-finite")
    assert text_of(thing) is None or isinstance(text_of(thing), str)


def test_numbers_too_long_to_be_written_out_are_refused_at_once() -> None:
    for number in (10**5000, Fraction(1, 10**5000), Decimal("1e-5000"), Decimal("1E+999999999")):
        assert read_cell(number).code == "not-a-number"
    assert text_of(10**5000) == "<int>"
