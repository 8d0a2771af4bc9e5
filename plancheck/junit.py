"""The report as JUnit XML, which every build server shows: a target is a test case.

What counts as failed (`Look.fail_on`) is a failure there too; every other target that is not met is skipped, with the
reason. So the colours of a dashboard and the exit status never disagree.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from plancheck.failing import failed
from plancheck.labels import bound, for_xml, visible
from plancheck.summing import place, totals

if TYPE_CHECKING:
    from plancheck.labels import Look
    from plancheck.verdicts import Report, Verdict


def junit(report: Report, look: Look) -> str:
    """Return the report as JUnit XML with one suite; the diagnostics are what the suite printed (system-err)."""
    plan = report.plan
    fails = [failed(result, look.fail_on) for result in report.results]
    skipped = sum(not fail and result.verdict != "met" for fail, result in zip(fails, report.results, strict=True))
    counts = {"tests": len(fails), "failures": sum(fails), "errors": 0}
    top = _element(None, "testsuites", name="plancheck", **counts)
    suite = _element(top, "testsuite", name=plan.headline, **counts, skipped=skipped)
    properties = _element(suite, "properties")
    for name, value in (("file", plan.source.name), ("year", plan.year), ("body", plan.body)):
        if value:
            _element(properties, "property", name=name, value=value)
    names: Counter[tuple[str, str]] = Counter()
    for result, fail in zip(report.results, fails, strict=True):
        _add_case(suite, result, report, names, look.lang, fail=fail)
    _element(suite, "system-out").text = totals(report, look.lang)
    if report.diagnostics:
        blocks = [found.render(look.lang) for found in report.diagnostics]
        _element(suite, "system-err").text = for_xml("\n\n".join(blocks))
    ET.indent(top)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(top, encoding="unicode")}\n'


def _add_case(
    suite: ET.Element, result: Verdict, report: Report, names: Counter[tuple[str, str]], lang: str, *, fail: bool
) -> None:
    """Add the test case of *result*; dashboards know a case by its two names, so the second of a kind is numbered."""
    constraint, plan = result.constraint, report.plan
    group = " > ".join(constraint.section) or plan.headline
    name = f"{constraint.indicator} {bound(constraint, plan.source.text)}"
    names[group, name] += 1
    if names[group, name] > 1:
        name += f" ({names[group, name]})"
    case = _element(suite, "testcase", classname=group, name=name, time="0")
    message = result.message(lang)
    where = f"{place(plan, constraint)}: {visible(constraint.quote)}"
    if fail:
        _element(case, "failure", type=result.verdict, message=message).text = for_xml(f"{message}\n{where}")
    elif result.verdict != "met":
        _element(case, "skipped", type=result.verdict, message=message)
    _element(case, "system-out").text = for_xml(f"{where}\n{message}")


def _element(parent: ET.Element | None, tag: str, **attributes: object) -> ET.Element:
    cleaned = {name: for_xml(visible(str(value))) for name, value in attributes.items()}
    return ET.Element(tag, cleaned) if parent is None else ET.SubElement(parent, tag, cleaned)
