"""What the figures of a row of a table say of each other."""

from __future__ import annotations

import plancheck


def test_the_figures_of_a_row_settle_the_unit_of_its_change() -> None:
    rows = "绿化率|%|40|45|1", "达标率|%|8|9|3", "总产量|万吨|60|66|1.9", "户数|户|100|200|20", "床位|张|500|600|20"
    text = "江城市规划\n|指标|单位|2015年|2020年|年均增长|\n" + "".join(f"|{row}|\n" for row in rows)
    changes = [c for c in plancheck.parse(text, year=2016).constraints if c.kind == "change"]
    assert [(c.indicator, c.unit) for c in changes] == [
        ("绿化率", "percentage_point"),
        ("达标率", None),
        ("总产量", "percent"),
        ("户数", None),
        ("床位", None),
    ]
    assert [c.indicator for c in changes if "unit-unstated" in c.diagnostics] == ["达标率", "户数", "床位"]
