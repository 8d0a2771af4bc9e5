import pickle
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plancheck.errors import PlancheckError
from plancheck.unit_table import unit_table
from plancheck.units import (
    NotComparable,
    UnknownUnit,
    canonical,
    comparable,
    convert,
    factor,
    family,
    parse_unit,
    times,
)

SPELLINGS = {
    "percent": ["%", "％", "﹪", "(%)", "（％）", "【%】", "百分之", "1/100", "Percent", "pct", " % "],
    "per_100k ": ["人/10万", "例/10万", "1/10万活产", "per 100,000 live births"],
    "permille": ["‰", "千分之", "1/1000", "per mille", "每千人"],
    "per_10k": ["/万", "1/万", "万分之", "每万", "‱", "1/10,000", "/萬"],
    "per_100k": ["/10万", "1/10万", "１／１０万", "每10万", "/十万", "十万分之一", "1/100000", "per 100,000"],
    "per_million": ["/百万", "1/百万", "/100万", "per million"],
    "percentage_point": ["个百分点", "百分点", "pp", "Percentage Points"],
    "人": ["人", "人口", "persons"],
    "万人": ["万人", "万 人", "萬人", "1万人", "10,000 persons", "10 thousand persons"],
    "亿元": ["亿元", "億元", "100 million yuan", "亿 元"],
    "万亿元": ["万亿元", "trillion yuan"],
    "百万吨": ["百万吨", "million tonnes"],
    "万千瓦时": ["万千瓦时", "万kWh", "万 kW·h", "万千瓦·时"],
    "张/千人": ["张/千人", "张／千人口", "张/每千人口", "张每千人", "(张/千人)"],
    "件/万人": ["件/万人", "件/10000人"],
    "个/10万人": ["个/十万人", "个/100,000人"],
    "吨标准煤/万元": ["吨标准煤/万元", "吨标煤/万元", "tce/万元"],
    "元/人·年": ["元/人·年", "元/(人·年)", "元/人/年", "元／人・年"],
    "次/季度": ["次/季度", "次每季度"],
    "户/天": ["户/天"],
    "微克/立方米": ["微克/立方米", "μg/m³", "µg/m3", "ug/㎥", "μg/立方米"],
    "毫克/升": ["毫克/升", "mg/L"],
    "Mbps": ["Mbps", "兆比特/秒", "兆比特每秒"],
    "Mbps/户": ["Mbps/户", "兆比特每秒/户"],
    "千米/小时": ["千米/小时", "km/h"],
    "平方公里": ["平方公里", "平方千米", "km²", "km2"],
    "标箱": ["标箱", "标准箱", "TEU"],
    "台套": ["台套", "台(套)", "台（套）", "台/套"],
    "℃": ["℃", "°C", "摄氏度"],
    "名": ["名"],
    "公斤": ["公斤"],
}

FACTORS = [
    ("permille", "percent", "1/10"),
    ("per_100k", "permille", "1/100"),
    ("per_10k", "percent", "1/100"),
    ("per_million", "per_100k", "1/10"),
    ("基点", "percentage_point", "1/100"),
    ("人", "名", "1"),
    ("万人", "位", "10000"),
    ("亿元", "万元", "10000"),
    ("张/千人", "张/万人", "10"),
    ("名/千人", "人/10万人", "100"),
    ("元/人", "万元/万人", "1"),
    ("次/月", "次/季度", "3"),
    ("次/双月", "次/年", "6"),
    ("户/天", "户/小时", "1/24"),
    ("亩", "公顷", "1/15"),
    ("平方公里", "亩", "1500"),
    ("公斤/亩", "吨/公顷", "3/200"),
    ("尺", "米", "1/3"),
    ("海里", "公里", "463/250"),
    ("微克/立方米", "毫克/升", "1/1000000"),
    ("千米/小时", "米/秒", "5/18"),
    ("千瓦时", "兆焦", "18/5"),
    ("度", "千瓦时", "1"),
    ("克标准煤/千瓦时", "吨标准煤/万千瓦时", "1/100"),
    ("人日", "人时", "24"),
    ("元/人·月", "元/人·年", "12"),
    ("吨公里", "吨·公里", "1"),
    ("升/(人·日)", "升/人日", "1"),
]

STRANGERS = [
    ("座", "人"),
    ("percentage_point", "percent"),
    ("percent", None),
    (None, "人"),
    ("人/万人", "percent"),
    ("人/万人", "per_10k"),
    ("人/10万人", "per_100k"),
    ("人", "人次"),
    ("元", "美元"),
    ("吨", "吨标准煤"),
    ("次/月", "次/天"),
    ("张/千人", "张"),
    ("户/百户", "人/百人"),
    ("户/百户", "percent"),
    ("家", "个"),
    ("GB", "TB"),
]

ENTRIES = unit_table().entries
UNITS = st.sampled_from(sorted(ENTRIES))
PLAIN = st.sampled_from(sorted(name for name, entry in ENTRIES.items() if entry.kind != "rate"))
MAGNITUDES = st.sampled_from(["", "百", "千", "万", "10万", "百万", "亿"])
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)


@st.composite
def units(draw):
    """Return the name of any unit: plain, scaled, or so much per so many."""
    over = draw(st.one_of(UNITS, st.builds("{}{}".format, MAGNITUDES, PLAIN)))
    if not draw(st.booleans()):
        return canonical(over)
    return canonical(f"{over}/{draw(MAGNITUDES)}{draw(PLAIN)}")


@st.composite
def relatives(draw, size):
    """Return *size* units that convert into each other."""
    unit = draw(units())
    return [draw(st.sampled_from([unit, *family(unit)])) for _ in range(size)]


# --- names


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in SPELLINGS.items() for text in texts])
def test_a_spelling_means_its_unit(name, text):
    assert canonical(text) == name.strip()


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_every_spelling_of_every_line_means_the_line(name):
    assert {canonical(text) for text in ENTRIES[name].written} == {name}
    assert factor(f"{name}/人", f"{name}/人") == 1


@pytest.mark.parametrize("name", sorted(name for name, entry in ENTRIES.items() if entry.of))
def test_the_engine_gives_the_factor_of_the_line(name):
    product = "·".join(ENTRIES[name].of)
    assert factor(name, product) == ENTRIES[name].number
    assert factor(f"座/{name}", f"座/{product}") == 1 / ENTRIES[name].number


def test_a_count_and_its_synonym_keep_their_own_names():
    assert [canonical(word) for word in ("人", "名", "位", "公里", "千米")] == ["人", "名", "位", "公里", "千米"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "/",
        "·",
        "元/",
        "/人",
        "1/年",
        "十万",
        "100%",
        "万percent",
        "人/万",
        "MG",
        "mw",
        "PUE",
        "张/千入",
        "没有",
    ],
)
def test_a_text_that_spells_no_unit_is_refused(text):
    with pytest.raises(UnknownUnit) as caught:
        canonical(text)
    assert caught.value.text == text
    assert caught.value.diagnostic.code == "unknown-unit"


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("人/万", "人/万人"), ("万人次数", "万人次"), ("吨标准媒/万元", "吨标准煤/万元"), ("percentt", "percent")],
)
def test_an_unknown_unit_names_known_ones_near_it(text, suggestion):
    with pytest.raises(UnknownUnit) as caught:
        canonical(text)
    assert suggestion in caught.value.suggestions
    assert suggestion in str(caught.value)


@given(st.text())
def test_any_text_is_a_unit_or_an_unknown_unit(text):
    try:
        names = [canonical(text)]
    except UnknownUnit as error:
        names = list(error.suggestions)
    assert [canonical(name) for name in names] == names


@given(units())
def test_a_name_means_itself(unit):
    assert canonical(unit) == unit
    assert parse_unit(unit).name == unit


# --- factors


@pytest.mark.parametrize(("left", "right", "expected"), FACTORS)
def test_a_factor_is_exact(left, right, expected):
    assert factor(left, right) == Fraction(expected)
    assert factor(right, left) == 1 / Fraction(expected)
    assert type(factor(left, right)) is Fraction


@pytest.mark.parametrize(("left", "right"), STRANGERS)
def test_units_that_measure_different_things_do_not_compare(left, right):
    assert not comparable(left, right)
    with pytest.raises(NotComparable) as caught:
        factor(left, right)
    assert caught.value.units == (left, right)
    assert all(unit in str(caught.value) for unit in (left, right) if unit)


def test_a_missing_unit_says_so():
    with pytest.raises(NotComparable, match="one figure is in percent, the other has no unit"):
        factor(None, "percent")


def test_no_unit_compares_with_no_unit():
    assert factor(None, None) == 1
    assert convert(Decimal("2.5"), None, None) == Decimal("2.5")


def test_an_unknown_unit_is_refused_even_against_itself():
    with pytest.raises(UnknownUnit):
        factor("岗位数量", "岗位数量")


@given(relatives(3))
def test_factors_chain(abc):
    a, b, c = abc
    assert factor(a, b) * factor(b, c) == factor(a, c)


@given(units(), units())
def test_comparing_is_symmetric(left, right):
    assert comparable(left, right) == comparable(right, left)


# --- values


def test_3_5_permille_is_0_35_percent():
    converted = convert(Decimal("3.5"), "permille", "percent")
    assert isinstance(converted, Decimal)
    assert converted == Decimal("0.35")


def test_digits_beyond_the_decimal_context_survive():
    long = Decimal("1." + "234567891" * 20)
    assert convert(long, "permille", "percent") * 1 != 0
    assert Fraction(convert(long, "permille", "percent")) == Fraction(long) / 10
    assert Fraction(convert(long, "亩", "公顷")) == Fraction(long) / 15


def test_a_result_without_end_is_a_fraction():
    assert convert(Decimal(10), "亩", "公顷") == Fraction(2, 3)
    assert isinstance(convert(Decimal(15), "亩", "公顷"), Decimal)
    assert convert(Fraction(2, 3), "percent", "permille") == Fraction(20, 3)


@pytest.mark.parametrize("value", [1.5, 3, "3"])
def test_a_value_that_is_no_exact_number_is_misuse(value):
    with pytest.raises(TypeError, match="Decimal or a Fraction"):
        convert(value, "percent", "permille")


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1E+200000"])
def test_a_value_that_cannot_be_converted_exactly_is_refused(value):
    with pytest.raises(ValueError, match="cannot be"):
        convert(Decimal(value), "亩", "公顷")


@given(DECIMALS, relatives(2))
def test_there_and_back_is_the_same_value(value, pair):
    here, there = pair
    assert convert(convert(value, here, there), there, here) == value


@given(DECIMALS, DECIMALS, relatives(2))
def test_conversion_keeps_the_order(low, high, pair):
    assume(low < high)
    assert convert(low, *pair) < convert(high, *pair)


@given(DECIMALS, st.fractions(min_value=Fraction(1, 10**9)))
def test_times_is_the_product(value, by):
    assert Fraction(times(value, by)) == Fraction(value) * by


# --- families


def test_a_family_is_what_a_figure_could_have_been_given_in():
    assert {"percent", "per_10k", "per_100k"} <= set(family("permille"))
    assert family("元") == ("万元", "亿元")
    assert {"张/万人", "张/10万人"} <= set(family("张/千人"))
    assert "毫克/立方米" in family("微克/立方米")
    assert family(None) == ()


@settings(deadline=None)
@given(units())
def test_a_family_converts_and_does_not_hold_the_unit_itself(unit):
    assert unit not in family(unit)
    assert all(comparable(unit, other) for other in family(unit))


# --- the engine


def test_importing_units_loads_no_unit_library():
    used = "u.factor('万元', '元'); u.factor('permille', 'per_100k'); u.comparable('座', '人')"
    code = f"import sys, plancheck.units as u, plancheck.measures; {used}; print('pint' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_the_application_registry_is_left_alone():
    import pint

    before = pint.get_application_registry().get()
    assert factor("公斤", "克") == 1000
    assert pint.get_application_registry().get() is before
    with pytest.raises(pint.UndefinedUnitError):
        before.parse_units("座")


def test_errors_travel_between_processes():
    for fails in (lambda: canonical("人/万"), lambda: factor("座", "人")):
        with pytest.raises(PlancheckError) as caught:
            fails()
        copy = pickle.loads(pickle.dumps(caught.value))
        assert (type(copy), str(copy)) == (type(caught.value), str(caught.value))
