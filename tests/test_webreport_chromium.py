"""The HTML report in a real browser: what is clicked and typed, and that words of a plan never come to life there."""

from __future__ import annotations

import shutil
import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from plancheck.errors import at
from plancheck.pipeline import parse
from plancheck.plans import Plan
from plancheck.records import Constraint, Observation
from plancheck.text import Source, Span
from plancheck.verdicts import Report, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (BROWSER and DRIVER), reason="needs Debian's chromium and chromium-driver")
webdriver = pytest.importorskip("selenium.webdriver")

TEXT = """清河市2025年工作要点
一、妇幼健康
孕产妇死亡率控制在9/10万以下，婴儿死亡率控制在3‰以下。（责任单位：妇幼科）
二、基层服务
力争参保率达到98%以上，确保建档率达到90%以上，设备更新约50台。（责任单位：基层科、财务科）
新建卫生院12所，居民健康素养水平不低于省下达目标。（责任单位：财务科）
"""
DATA = {"孕产妇死亡率": "8.5/10万", "婴儿死亡率": "3.4‰", "参保率": "97%", "建档率": "95%", "设备更新": "49台"}
NASTY = (
    "</td></script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`onload=alert(1) \u202e{{7*7}} x:alert(1)"
)
MANY = 5000


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.add_argument("--window-size=1400,1000")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(service=webdriver.ChromeService(DRIVER), options=options)
    yield driver
    driver.quit()


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Callable[[Report], Any]:
    def shown(report: Report, lang: str = "en") -> Any:
        path = tmp_path / "report.html"
        path.write_text(report.to_html(lang), encoding="utf-8")
        browser.get(path.as_uri())
        return browser

    return shown


@pytest.fixture(scope="module")
def report() -> Report:
    return parse(TEXT, name="plan.txt").check([{"指标": name, "数值": value} for name, value in DATA.items()])


def one(browser: Any, selector: str) -> Any:
    return browser.find_element("css selector", selector)


def indicators(browser: Any) -> list[str]:
    script = "return [...document.querySelectorAll('#rows tbody tr:not([hidden]) th')].map(cell => cell.textContent)"
    return list(browser.execute_script(script))


def choose(browser: Any, name: str, words: str) -> None:
    option = next(o for o in one(browser, name).find_elements("tag name", "option") if words in o.text)
    option.click()


def settled(browser: Any, count: int) -> str:
    """Return the line that says how many targets are shown, once it says *count*."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        told = str(one(browser, "#shown").text)
        if told.startswith((f"{count} of", f"显示{count}项")):
            return told
        time.sleep(0.02)
    msg = f"{count} targets should be shown, the page says: {told}"
    raise AssertionError(msg)


def test_verdicts_are_chosen_and_put_back(show: Any, report: Report) -> None:
    browser = show(report)
    settled(browser, 7)
    chip = one(browser, ".chip[data-verdict=missed]")
    chip.click()
    settled(browser, 2)
    assert indicators(browser) == ["婴儿死亡率", "参保率"]
    assert chip.get_attribute("aria-pressed") == "true"
    one(browser, ".chip[data-verdict=met]").click()
    settled(browser, 5)
    one(browser, "button[type=reset]").click()
    settled(browser, 7)
    assert chip.get_attribute("aria-pressed") == "false"


def test_body_section_and_force_narrow_each_other(show: Any, report: Report) -> None:
    browser = show(report)
    choose(browser, "#body", "财务科")
    settled(browser, 5)
    choose(browser, "#modality", "must")
    settled(browser, 2)
    assert indicators(browser) == ["建档率", "设备更新"], "确保 reaches to the end of its sentence"
    one(browser, "button[type=reset]").click()
    settled(browser, 7)
    choose(browser, "#section", "妇幼健康")
    settled(browser, 2)


def test_a_search_finds_words_of_the_plan_in_any_width(show: Any, report: Report) -> None:
    browser = show(report)
    one(browser, "#search").send_keys("１２所")
    settled(browser, 2)
    assert indicators(browser) == ["居民健康素养水平", "卫生院"], "both stand in the sentence with 12所"
    one(browser, "#search").clear()
    one(browser, "#search").send_keys("nothing like it")
    settled(browser, 0)


def test_a_click_on_a_head_sorts_and_a_second_one_turns_it(show: Any, report: Report) -> None:
    browser = show(report)
    button = one(browser, "[data-sort=margin] button")
    button.click()
    first = indicators(browser)
    assert first[:2] == ["婴儿死亡率", "参保率"], "the farthest miss first"
    assert one(browser, "[data-sort=margin]").get_attribute("aria-sort") == "ascending"
    button.click()
    turned = indicators(browser)
    assert turned[:5] == first[4::-1]
    assert set(turned[5:]) == set(first[5:]) == {"卫生院", "居民健康素养水平"}, "what has no margin stays last"
    one(browser, "[data-sort=plan] button").click()
    assert indicators(browser) == [result.constraint.indicator for result in report.results]


def test_a_name_in_the_shares_leads_to_its_targets(show: Any, report: Report) -> None:
    browser = show(report)
    link = next(b for b in browser.find_elements("css selector", "[data-pick=body]") if b.text == "妇幼科")
    browser.execute_script("arguments[0].scrollIntoView()", link)
    link.click()
    settled(browser, 2)
    assert browser.switch_to.active_element.get_attribute("id") == "targets"


def test_all_of_it_works_from_the_keyboard(show: Any, report: Report) -> None:
    browser = show(report)
    keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    seen = []
    for _ in range(14):
        browser.switch_to.active_element.send_keys(keys.TAB)
        active = browser.switch_to.active_element
        seen.append(active.get_attribute("id") or active.get_attribute("class") or active.tag_name)
        if active.get_attribute("data-verdict") == "missed":
            active.send_keys(keys.SPACE)
    assert seen[0] == "skip"
    assert {"theme", "search", "section", "body", "modality"} <= set(seen)
    settled(browser, 2)


def test_the_switch_goes_through_system_light_and_dark(show: Any, report: Report) -> None:
    browser = show(report)

    def ground() -> str:
        return str(browser.execute_script("return getComputedStyle(document.body).backgroundColor"))

    def system(scheme: str) -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    system("light")
    light = ground()
    system("dark")
    dark = ground()
    assert light != dark
    theme = one(browser, "#theme")
    theme.click()
    assert (ground(), theme.text) == (light, "Colours: light")
    theme.click()
    system("light")
    assert (ground(), theme.text) == (dark, "Colours: dark")


def test_every_control_and_every_row_has_a_name_for_readers(show: Any, report: Report) -> None:
    browser = show(report)
    browser.execute_cdp_cmd("Accessibility.enable", {})
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    roles: dict[str, list[str]] = {}
    for node in nodes:
        if not node.get("ignored"):
            roles.setdefault(node["role"]["value"], []).append(node.get("name", {}).get("value", ""))
    for role in ("button", "combobox", "searchbox", "table", "image", "heading", "columnheader", "rowheader"):
        assert roles.get(role), f"no {role} among {sorted(roles)}"
    for role in ("button", "combobox", "searchbox", "image", "heading"):
        assert all(roles[role]), f"a {role} without a name"
    assert len(roles["rowheader"]) >= len(report.results)
    assert "5岁" not in "".join(roles["image"])


def test_words_of_a_plan_stay_words(show: Any) -> None:
    found = Constraint(
        role="target", kind="level", indicator=NASTY, op=">=", value=Decimal(1), unit=NASTY, start=0, end=len(NASTY),
        section=(NASTY,), responsible=(NASTY,), quote=NASTY, id=NASTY, diagnostics=(NASTY,),
    )  # fmt: skip
    source = Source(NASTY, NASTY)
    seen = Observation(indicator=NASTY, value=Decimal(2), unit=NASTY, region=NASTY, period=NASTY, source=NASTY)
    results = (
        Verdict(constraint=found, verdict="missed", reason="missed", observation=seen, margin=Decimal(-1)),
        Verdict(constraint=found, verdict="no_data", reason="absent", details={"near": NASTY}),
    )
    report = Report(
        plan=Plan(source=source, constraints=(found,), title=NASTY, body=NASTY, region=NASTY),
        results=results,
        diagnostics=(at(source, Span(0, len(NASTY)), "garbled-number", readings=(NASTY,)),),
        regions={NASTY: results, "东河区": results},
    )
    browser = show(report)
    settled(browser, 2)
    assert browser.execute_script("return document.scripts.length") == 1
    assert browser.execute_script("return document.images.length") == 0
    page = browser.execute_script("return document.documentElement.textContent")
    assert page.count("<script>alert(1)</script>") > 5, "shown as it is written"
    assert "\u202e" not in page
    assert "{{7*7}}" in page
    live = (
        "return [...document.querySelectorAll('*')].flatMap(e => [...e.attributes])"
        ".filter(a => a.name.startsWith('on') || a.name === 'href').map(a => a.value)"
    )
    assert browser.execute_script(live) == ["#targets"]
    with pytest.raises(Exception, match="no such alert"):
        _ = browser.switch_to.alert.text
    assert browser.get_log("browser") == []


def test_the_policy_lets_no_other_script_run(show: Any, report: Report) -> None:
    browser = show(report)
    browser.execute_script(
        "const other = document.createElement('script'); other.textContent = 'window.ran = true';"
        "document.body.append(other);"
        "document.body.insertAdjacentHTML('beforeend', '<b id=x onclick=\"ran=true\">x</b>');"
        "document.querySelector('#x').click();"
    )
    assert browser.execute_script("return window.ran") is None
    assert any("Content Security Policy" in entry["message"] for entry in browser.get_log("browser"))


def test_five_thousand_targets_are_filtered_at_once(show: Any) -> None:
    lines = [f"第{n}类参保率达到{n % 40 + 60}%以上。（责任单位：{n % 50}科）" for n in range(MANY)]
    fields: dict[str, Any] = {"role": "target", "kind": "level", "op": ">=", "unit": "percent", "start": 0, "end": 3}
    targets = [
        Constraint(
            **fields,
            indicator=f"第{n}类参保率",
            value=Decimal(n % 40 + 60),
            quote=line,
            line=n + 1,
            responsible=(f"{n % 50}科",),
            id=str(n),
        )
        for n, line in enumerate(lines)
    ]
    kinds: list[dict[str, Any]] = [
        {"verdict": "met", "reason": "met", "margin": Decimal(1)},
        {"verdict": "missed", "reason": "missed", "margin": Decimal(-1)},
        {"verdict": "no_data", "reason": "absent"},
    ]
    results = tuple(Verdict(constraint=target, **kinds[n % 3]) for n, target in enumerate(targets))
    report = Report(plan=Plan(source=Source("\n".join(lines), "plan.txt")), results=results)
    browser = show(report, "zh")
    settled(browser, MANY)
    script = """
        const done = arguments[0], start = performance.now();
        document.querySelector('.chip[data-verdict=missed]').click();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
    """
    assert browser.execute_async_script(script) < 5000, "milliseconds, on a machine that may be busy"
    settled(browser, 1667)
    one(browser, "#search").send_keys("第4999类")
    settled(browser, 1)
    one(browser, ".chip[data-verdict=met]").click()
    one(browser, ".chip[data-verdict=missed]").click()
    settled(browser, 0)
