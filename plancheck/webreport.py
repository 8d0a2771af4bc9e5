"""The report as one web page that needs nothing else: no network, no other file. The only importer of Jinja2.

Every text of plan and data passes two gates: what could turn its direction or control a terminal becomes U+FFFD, and
what could be markup is escaped. The page's policy lets no script run but its own, which it knows by its hash.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from plancheck import resources, webviews
from plancheck.charts import pieces
from plancheck.labels import disarm, label, phrase
from plancheck.summing import MARKS, ORDER, totals

if TYPE_CHECKING:
    from plancheck.labels import Look
    from plancheck.verdicts import Report

MODALITIES = ("must", "aim", "plain")


def html(report: Report, look: Look) -> str:
    """Return *report* as a page in the language of *look*: totals, shares, a row a target, regions, diagnostics."""
    lang = look.lang
    sections, bodies = webviews.sections(report), webviews.bodies(report)
    counts: dict[str, int] = dict(report.summary.items())
    style, script = resources.template("report.css"), resources.template("report.js")
    return (
        _environment()
        .get_template("report.html")
        .render(
            plan=report.plan,
            lang=lang,
            html_lang={"en": "en", "zh": "zh-CN"}[lang],
            totals=totals(report, lang),
            counts=counts,
            total=len(report.results),
            whole=pieces(counts),
            order=[name for name in ORDER if counts[name]],
            marks=MARKS,
            modalities=[name for name in MODALITIES if any(one.constraint.modality == name for one in report.results)],
            sections=sections,
            bodies=bodies,
            rows=webviews.rows(report, lang, sections, bodies),
            heat=webviews.heat(report, lang),
            findings=webviews.findings(report.diagnostics, lang),
            style=Markup(style),
            script=Markup(script),
            policy=policy(style, script),
            words=lambda key, **blanks: phrase(key, lang, **blanks),
            page=lambda key: label("page", key, lang),
            name=lambda group, key: label(group, key, lang),
        )
    )


def policy(style: str, script: str) -> str:
    """Return the content security policy of the page: nothing is loaded, and only these two texts of its own run."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(resources.template),
        autoescape=True,
        finalize=_harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _harmless(value: Any) -> Any:
    """Return *value* for the page; of a text, what the browser would obey is replaced."""
    return disarm(value) if isinstance(value, str) and not isinstance(value, Markup) else value
