"""The form that is parsed: what is exchanged, what is left out, and that places lead back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancheck.normalize import normalize
from plancheck.text import display_width, is_invisible, is_wide


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("覆盖率９５％（含）", "覆盖率95%(含)"),
        ("1，234", "1，234"),
        ("74.4\n\u200b\n万亿元", "74.4万亿元"),
        ("7\u200b 5%", "75%"),
        ("7 5%", "7 5%"),
        ("衛(wèi)生責(zé)任", "卫生责任"),
        ("医院(abc)", "医院(abc)"),
        ("第 3 批\n目标", "第3批\n目标"),
    ],
)
def test_what_is_left_out_and_what_stays(text: str, parsed: str) -> None:
    assert normalize(text).text == parsed


@given(st.text("5.%万 \n\t\u200b\u00ad率a（(è)）衛９", max_size=40))
def test_every_character_leads_back_to_one_that_means_it(text: str) -> None:
    normalized = normalize(text)
    back = [text[normalized.origin(i)] for i in range(len(normalized.text))]
    assert all(normalize(a).text in (b, "") for a, b in zip(back, normalized.text, strict=True))


@given(st.text(max_size=40) | st.text("中文，。、（）a1\u200b\u0301‰", max_size=40))
def test_width_is_the_sum_of_the_characters_widths(text: str) -> None:
    assert display_width(text) == sum(0 if is_invisible(c) else 2 if is_wide(c) else 1 for c in text)
