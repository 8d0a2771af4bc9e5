"""Rules for pandera and VTL: what they hold is what the judge holds, as far as such rules go."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plancheck import parse
from plancheck.cli import main
from plancheck.errors import PlancheckError
from plancheck.exports import export
from plancheck.rulelines import rule_lines

PLAN = parse(
    "2025年，婴儿死亡率控制在3.5‰以下，参保率达到95%左右，新建卫生院超过12所，居民健康素养水平不低于省下达目标。"
)
CHECK = PLAN.compile()


def schema(plan: Any = PLAN, **options: Any) -> Any:
    names: dict[str, Any] = {}
    exec(compile(export(plan, "pandera", **options), "rules.py", "exec"), names)
    return names["schema"]


def failing(frame: pd.DataFrame, **options: Any) -> set[int]:
    pytest.importorskip("pandera")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandera imports what else is there, which warns of its own neighbours
        from pandera.errors import SchemaErrors

        try:
            schema(**options).validate(frame, lazy=True)
        except SchemaErrors as error:
            return set(error.failure_cases["index"])
    return set()


@settings(deadline=None, max_examples=25)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["婴儿死亡率", "参保率", "卫生院", "剖宫产率"]),
            st.sampled_from(
                ["3.5", "0.36", "0.35", "12", "13", "95", "99.75", "99.76", "90.25", "90.2", "0.95", "0.0048"]
            ),
            st.sampled_from(["‰", "%", "所", None]),
            st.sampled_from(["2025", "2024", None]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_pandera_fails_the_figures_that_the_judge_misses(rows: list[Any]) -> None:
    frame = pd.DataFrame(rows, columns=["indicator", "value", "unit", "period"])
    columns = {name: name for name in frame.columns}
    missed = set()
    for number, (name, value, unit, period) in enumerate(rows):
        data = [{"indicator": name, "value": value, "unit": unit, "period": period}]
        if any(result.verdict == "missed" or result.reason == "share" for result in CHECK.run(_read(data))):
            missed.add(number)
    assert failing(frame, columns=columns) == missed


def _read(data: list[dict[str, Any]]) -> Any:
    from plancheck.observations import read_observations

    return read_observations(data).items


def test_pandera_takes_a_float_for_what_is_written_and_blank_cells_for_no_figure() -> None:
    for kind in ("float64", "float32"):
        frame = pd.DataFrame({"indicator": ["婴儿死亡率"] * 3, "value": pd.Series([3.5, 3.51, None], dtype=kind)})
        assert failing(frame, columns={}) == {1}


def test_vtl_has_a_rule_for_each_target_and_unit_and_names_what_it_lacks() -> None:
    text = export(PLAN, "vtl", table="figures", columns={"value": "OBS_VALUE", "unit": "单位"})
    assert len(re.findall(r"^  r\d+: when ", text, re.MULTILINE)) == len(rule_lines(CHECK))
    assert "// 居民健康素养水平: reference, no rule" in text
    assert "then 'OBS_VALUE' <= 0.35" in text
    assert "then 'OBS_VALUE' >= 90.25 and 'OBS_VALUE' <= 99.75" in text
    assert "then 'OBS_VALUE' > 12" in text
    assert "check_datapoint('figures', plancheck_rules all)" in text
    assert "'period'" not in text


def test_vtl_quotes_texts_and_refuses_names_that_it_cannot_quote() -> None:
    with pytest.raises(PlancheckError, match="unnameable"):
        export(PLAN, "vtl", table="it's")
    plan = parse('"健康"村达到12个以上。')
    assert plan.targets
    assert '"' in export(plan, "vtl")


def test_a_plan_without_targets_has_no_rules() -> None:
    for form in ("vtl", "pandera"):
        with pytest.raises(PlancheckError, match="no-targets"):
            export(parse("去年参保率达95%。"), form)


def test_the_command_writes_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("参保率达到95%以上。", encoding="utf-8")
    for form in ("vtl", "pandera"):
        assert main(["compile", str(path), "--to", form, "--columns", "value=数值"]) == 0
        assert "数值" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["compile", str(path), "--to", "vtl", "--summary"])


def test_rules_list_days_as_cells_have_them() -> None:
    text = "2025年，婴儿死亡率控制在3.5‰以下；6月15日前新建卫生院12所。"
    for target in ("vtl", "pandera"):
        assert re.findall(r"\d{4}-\d\d-\d\d00:00:00", export(parse(text), target)) == []
    periods = {period for line in rule_lines(parse(text).compile()) for period in line.periods}
    assert {"2025", "2025-12-31", "2025-12-31 00:00:00", "2025-06-15", "2025-06-15 00:00:00"} <= periods


PLACED = parse("武汉市2025年工作要点\n2025年，参保率达到95%以上。")


def failing_regions(*regions: str | None) -> tuple[set[int], bool]:
    """Return which of rows that miss their target fail, of these regions, and whether a warning tells of totals."""
    pytest.importorskip("pandera")
    frame = pd.DataFrame({"indicator": "参保率", "value": 90, "unit": "%", "region": regions, "period": "2025"})
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        from pandera.errors import SchemaErrors

        try:
            schema(PLACED).validate(frame, lazy=True)
            failed = set()
        except SchemaErrors as error:
            failed = set(error.failure_cases["index"])
    return failed, any("totals of which region" in str(warning.message) for warning in told)


def test_pandera_takes_a_total_for_the_plans_region_only_where_no_other_rows_stand_beside_it() -> None:
    assert failing_regions("合计", None, "武汉市") == ({0, 1, 2}, False)
    assert failing_regions("江岸区", "合计", "武汉市", None) == ({2}, True)
    assert failing_regions("黄石市", "武汉市") == ({1}, False)


def test_pandera_passes_rows_that_say_that_they_hold_targets() -> None:
    cells = {"indicator": ["参保率"] * 3, "value": [90, 90, 90]}
    assert failing(pd.DataFrame({**cells, "类型": ["计划", "实际", None]}), columns={}) == {1, 2}
    assert failing(pd.DataFrame({**cells, "甲": ["计划", "实际", None]}), columns={"kind": "甲"}) == {1, 2}
    assert failing(pd.DataFrame({**cells, "Data_Type": ["Target", "actual", None]}), columns={}) == {1, 2}
    assert failing(pd.DataFrame({**cells, "甲": ["计划", "实际", None]}), columns={}) == {0, 1, 2}


def test_vtl_has_no_rule_for_totals_and_says_what_it_cannot_see() -> None:
    text = export(PLACED, "vtl")
    assert '"武汉市"' in text
    assert "全市" not in text.replace("(合计, 全市)", "")
    assert "'region') or" not in text
    assert "// Rows that hold targets count as reported" in text
    named = export(PLACED, "vtl", columns={"value": "数值", "kind": "类型"})
    assert "(isnull('类型') or not (lower(trim('类型')) in {" in named
    assert '"计划"' in named
    assert "count as reported" not in named
    assert ", '类型') is" in named
