"""Breaks that only lay a text out, told by how long its lines are."""

from __future__ import annotations

import pytest

from plancheck import layout, parse

WRITTEN = (
    "到2026年,成人吸烟率降到21.5%以下,床位增加320张;县医院(含中医院)门诊均次费用控制在210元以内,"
    "6岁以下儿童建册率、视力检查率分别不低于91.5%和88.25%,急救平均到达时间缩短到11分钟,百元收入(不含药品)耗材降到19.5元,"
    "健康村占比达到62.5%,每千人口护士数由2.95人增加到3.85人,其中社区1.15人,医责险覆盖率保持在100%,新增车辆9台。"
)


@pytest.mark.parametrize("count", [21, 26, 31, 38])
def test_lines_of_so_many_characters_are_joined_whatever_their_width(count: int) -> None:
    text = WRITTEN.replace(",", "，").replace(";", "；").replace("(", "（").replace(")", "）")
    broken = "\n".join(text[at : at + count] for at in range(0, len(text), count))
    said = [(found.indicator, str(found.value)) for found in parse(text).constraints]
    assert len(said) > 10
    assert [(found.indicator, str(found.value)) for found in parse(broken).constraints] == said


def test_lines_that_happen_to_have_as_many_characters_are_lines() -> None:
    rows = [f"第{number}季度抽查医疗机构40家，整改率为9{number}%" for number in range(1, 5)] * 3
    assert layout._count(rows) is None
    assert layout._count([*rows, "，其中农村30家。", *rows, "，其中农村30家。"]) == len(rows[0])
