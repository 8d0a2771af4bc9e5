"""Hypothesis strategies for tools that embed plancheck; needs the `test` extra and is imported by nothing here.

>>> from hypothesis import given, settings
>>> from plancheck import parse
>>> from plancheck.printing import statement
>>> @settings(deadline=None)  # the first example loads the grammar
... @given(constraints())
... def test_what_is_printed_reads_back(constraint):
...     assert [found.op for found in parse(statement(constraint))] == [constraint.op]
>>> test_what_is_printed_reads_back()
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from plancheck.records import Constraint

if TYPE_CHECKING:
    from plancheck.records import Role

WHO = """
    孕产妇 0-6岁儿童 65岁及以上老年人 高血压患者 重点人群 村卫生室 三级医院 农村 社区 公立医院 新生儿
    适龄妇女 学生 城镇居民 规模以上工业企业 高新技术企业 义务教育学校 城市生活垃圾 农村生活污水
    劳动合同 水质
""".split()
RATES = (
    "死亡率",
    "管理率",
    "覆盖率",
    "知晓率",
    "签约率",
    "合格率",
    "筛查率",
    "达标率",
    "普及率",
    "满意率",
    "处理率",
    "入学率",
)
THINGS = """
    社区卫生服务中心 普惠性托位 全科医生 农村户厕 示范村 中医馆 公办幼儿园学位 高标准农田 公共充电桩
    科技型中小企业 保障性租赁住房 养老床位 急救站点 口袋公园 就业见习岗位 便民服务点
""".split()
COUNTED_UNITS = ("个", "家", "所", "座", "名", "张", "套", "台", "项", "户", "亩", "公里")
MEASURED_UNITS = ("亩", "公里")
PER_HEAD = {
    "每千人口医疗卫生机构床位数": "张/千人",
    "每千人口执业医师数": "人/千人",
    "每万人口全科医生数": "人/万人",
    "人均基本公共卫生服务经费": "元/人",
    "人均公共图书馆藏量": "册/人",
    "人均公园绿地面积": "平方米/人",
}
SUMS = ("一般公共预算收入", "固定资产投资", "社会消费品零售总额", "存款余额", "住户贷款余额")
SHARES = ("percent", "permille", "per_10k", "per_100k")
PERIODS = ("月", "季度", "年", "周", "双月", "半年")


def figures(places: int = 2, most: int = 99_999) -> st.SearchStrategy[Decimal]:
    """Return exact positive numbers with up to *places* decimals."""
    return st.decimals(min_value=0, max_value=most, places=places).map(lambda n: n.normalize() + 0).map(_plain)


def shares() -> st.SearchStrategy[Decimal]:
    """Return exact numbers that a rate can have in any unit: no part is more than its whole."""
    return figures(most=99)


def _plain(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


@st.composite
def constraints(draw: st.DrawFn, role: Role = "target") -> Constraint:
    """Return constraints that one sentence can say: levels of rates, counted work and sums, changes, frequencies."""
    places = 2
    kind = draw(st.sampled_from(["rate", "count", "change", "frequency", "per head", "sum"]))
    shape: dict[str, Any] = {"role": role, "start": 0, "end": 1, "value": draw(figures())}
    ops = [">=", "<=", ">", "<", "~=", "range"] if role == "target" else [">=", "<=", ">", "<", "~=", "="]
    shape["op"] = draw(st.sampled_from(ops[:5] if kind == "change" and role == "target" else ops))
    if kind == "rate":
        name = draw(st.sampled_from(WHO)) + draw(st.sampled_from(RATES))
        shape |= {"kind": "level", "indicator": name, "unit": draw(st.sampled_from(SHARES)), "value": draw(shares())}
        if draw(st.integers(0, 9)) == 0 and shape["op"] != "range":
            shape |= {"value": draw(st.sampled_from([Fraction(2, 3), Fraction(3, 5), Fraction(1, 4)])), "unit": None}
    elif kind == "count":
        name, unit = draw(st.sampled_from(THINGS)), draw(st.sampled_from(COUNTED_UNITS))
        places = 2 if unit in MEASURED_UNITS else 0  # parts of a person or bed are a mean per head
        shape |= {"kind": "level", "indicator": name, "unit": unit, "value": draw(figures(places))}
    elif kind == "per head":
        name, unit = draw(st.sampled_from(sorted(PER_HEAD.items())))
        shape |= {"kind": "level", "indicator": name, "unit": unit}
    elif kind == "sum":
        value = draw(figures(places=2, most=9999)) * 1_000_000
        shape |= {"kind": "level", "indicator": draw(st.sampled_from(SUMS)), "unit": "元", "value": _plain(value)}
    elif kind == "change":
        name = draw(st.sampled_from(WHO)) + draw(st.sampled_from(RATES))
        unit = draw(st.sampled_from(["percent", "percentage_point"]))
        shape |= {"kind": "change", "indicator": name, "unit": unit, "direction": draw(st.sampled_from(["up", "down"]))}
    else:
        name = draw(st.sampled_from(THINGS)) + "督导"
        shape |= {"kind": "frequency", "indicator": name, "unit": f"次/{draw(st.sampled_from(PERIODS))}"}
        shape |= {"op": ">=", "value": draw(figures(places=0, most=99))}
    if shape["op"] == "range":
        shape["high"] = shape["value"] + draw(figures(places, most=999)) + 1
    if role == "target":
        shape["modality"] = draw(st.sampled_from(["must", "aim", "plain"]))
        shape["deadline"] = draw(st.none() | st.dates(date(2016, 1, 1), date(2035, 12, 31)))
    return Constraint(**shape)
