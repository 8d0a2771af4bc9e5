"""The steps in order: a document becomes a plan, a plan and data become a report."""

from __future__ import annotations

from bisect import bisect
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import evolve

from plancheck.catalog import Catalog, load
from plancheck.checks import compile_check
from plancheck.constraints import lower, numbered
from plancheck.documents import read_document
from plancheck.errors import Diagnostic, PlancheckError
from plancheck.files import contents_of
from plancheck.grids import Contents, Grid
from plancheck.indicator_names import normalize_name
from plancheck.inputs import Input, decode, read_input
from plancheck.misuse import refuse_misuse
from plancheck.observations import Observations, read_observations
from plancheck.packs import is_pack, pack_like, read_pack
from plancheck.planfiles import is_plan_file, read_plan_text
from plancheck.plans import Plan, observations_of
from plancheck.regions import is_known, near_regions
from plancheck.reporteddata import ReportedDocument, holds_only_tables, is_plan, sorted_out, tables_observed
from plancheck.text import Source
from plancheck.texttables import grids_in
from plancheck.verdicts import Policy, Report

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping
    from datetime import date

    from plancheck.derived import Rate
    from plancheck.documents import Document
    from plancheck.figureheadings import LayoutName
    from plancheck.records import Constraint
    from plancheck.verdicts import Verdict


def read_plan(path: str | os.PathLike[str], *, year: int | None = None, encoding: str | None = None) -> Plan:
    """Return the plan that the file at *path* holds: text, Markdown, and with the extra `files` HTML, DOCX and PDF.

    A plan that `plancheck compile` wrote as TOML or JSON is read back as it was edited, and "@healthy-china-2030" is
    a shipped pack of targets (`plancheck.packs`).
    "-" is standard input. *year* overrules the plan year that the text gives, *encoding* the detection of the file's.
    Places refer to `Plan.source`; of formats other than text it is the text that was taken out of them. Raises
    PlancheckError where the file cannot be read at all; what is doubtful in the text is in the plan's diagnostics.
    """
    if is_pack(path):
        return _of_year(read_pack(path), year)
    read = _read_input(path)
    if is_plan_file(read.data, read.suffix):
        return _of_year(read_plan_text(decode(read, encoding)[0], read.name), year)
    return _plan(contents_of(read, encoding), year)


def _read_input(path: str | os.PathLike[str]) -> Input:
    try:
        return read_input(path)
    except PlancheckError as error:
        pack = pack_like(path) if error.diagnostic.code == "file-not-found" else None
        if pack is None:
            raise
        raise PlancheckError(evolve(error.diagnostic, code="unmarked-pack", details={"pack": pack})) from error


def parse(text: str, *, year: int | None = None, name: str = "<text>") -> Plan:
    """Return the plan that *text* is; *name* is what diagnostics call it.

    >>> plan = parse("2025年，孕产妇死亡率、婴儿死亡率分别控制在9/10万、3‰以下。")
    >>> [(target.indicator, target.op, str(target.value), target.unit) for target in plan]
    [('孕产妇死亡率', '<=', '9', 'per_100k'), ('婴儿死亡率', '<=', '3', 'permille')]
    """
    refuse_misuse("text", text=text)
    return _plan(Contents(Source(text, name), grids_in(text)), year)


def _of_year(plan: Plan, year: int | None) -> Plan:
    return plan if year is None else evolve(plan, year=year)


def _plan(contents: Contents, year: int | None) -> Plan:
    return _read_document(contents, year)[0]


def _read_document(contents: Contents, year: int | None) -> tuple[Plan, tuple[Grid, ...]]:
    """Return the plan of sentences and tables, in the order of the text, and the tables of which it holds nothing."""
    document = read_document(contents.source, year=year)
    constraints, diagnostics, starts = _stated(document, contents.grids, year)
    plan = Plan(
        source=contents.source,
        constraints=constraints,
        diagnostics=(*contents.diagnostics, *diagnostics),
        title=document.title,
        year=document.year,
        body=document.body,
        region=document.region,
    )
    return plan, tuple(g for g in contents.grids if bisect(starts, g.span.start - 1) == bisect(starts, g.span.end - 1))


def _stated(
    document: Document, grids: tuple[Grid, ...], year: int | None
) -> tuple[tuple[Constraint, ...], tuple[Diagnostic, ...], list[int]]:
    """Return what sentences and tables state, what is doubtful about it, and where what tables state begins."""
    if not grids:
        return *lower(document), []
    from plancheck.indicator_tables import read_tables  # here, because most texts have no table

    tables = read_tables(document, grids, year=year)
    constraints, diagnostics = lower(document, grids, apart=tables.read)
    if tables.read or tables.diagnostics:
        constraints = numbered(sorted((*constraints, *tables.constraints), key=lambda found: found.start))
        diagnostics = tuple(sorted((*diagnostics, *tables.diagnostics), key=lambda found: found.start or 0))
    return constraints, diagnostics, sorted(constraint.start for constraint in tables.constraints)


def check(
    plan: Plan,
    data: object,
    *,
    as_of: date | None = None,
    region: str | None = None,
    policy: Policy | None = None,
    catalog: Catalog | None = None,
    upper: Plan | None = None,
    columns: Mapping[str, str] | None = None,
    regions: bool = False,
    roll_up: bool = False,
    layout: LayoutName | None = None,
    sheet: str | None = None,
    table: str | None = None,
    query: str | None = None,
) -> Report:
    """Return the report of *plan*'s targets against *data*.

    *data* is what `read_observations` takes, with *columns*, *layout*, *sheet*, *table* and *query*, or a `Plan` or the
    path of a document, whose reported figures are then the data.

    A figure answers for a target if it is of the same indicator (by name or the catalog's aliases), of its region and
    of the year in which it is due, each where both sides name it: a row without a region or period answers for any, and
    so do 全市, 合计 and the like for the whole. A target that names none takes the only figure there is. A part of the
    year (a quarter, a day before the target is due) decides nothing, and of figures that disagree none is chosen.
    *region* takes the place of the plan's region: a name, a path (武汉市江岸区) or an official code. With *roll_up* a
    region without own figures takes the sum of those of its parts, or the rate of the sums of numerators and
    denominators, if the data has all parts. A figure without a unit is taken to be in the target's; a note says so.
    References to *upper*, the upper body's plan (不低于省下达目标), get its bounds. With *as_of* (the day of the check)
    a target that is not met and due later is pending; without it nothing is, because the clock is never asked. With
    *regions* the report also has the verdicts of each region that the data names, by its own figures. Raises
    PlancheckError where the data cannot be read at all, or *region* is named by nobody: no list, plan or data.

    >>> report = check(parse("2017年，孕产妇死亡率控制在13.7/10万以下"), [{"指标": "孕产妇死亡率", "数值": "0.1371‰"}])
    >>> report.ok, str(report.missed[0].margin)
    (False, '-0.01')
    """
    refuse_misuse("plan", plan=plan, as_of=as_of, region=region, policy=policy, catalog=catalog, upper=upper)
    known = catalog or load()
    plan = plan if upper is None else answered(plan, upper, catalog=known, region=region)
    options = {"columns": columns, "layout": layout, "sheet": sheet, "table": table, "query": query}
    observed = _observed(data, plan, known, options)
    _refuse_unknown(region, plan, observed)
    compiled = compile_check(plan, catalog=known, policy=policy, region=region, as_of=as_of, roll_up=roll_up)
    results = compiled.run(observed.items)
    across = compiled.run_regions(observed.items) if regions else {}
    return Report(plan=plan, results=results, diagnostics=_told(plan, observed, results), regions=across)


def answered(plan: Plan, upper: Plan, *, catalog: Catalog | None = None, region: str | None = None) -> Plan:
    """Return *plan* with the bounds of *upper* where it refers to them, and with diagnostics that tell so."""
    from plancheck.references import resolve  # most checks have no upper plan

    found = resolve(plan, upper, catalog=catalog, region=region)
    return evolve(found.plan, diagnostics=(*plan.diagnostics, *found.diagnostics))


def _refuse_unknown(region: str | None, plan: Plan, observed: Observations) -> None:
    """Raise PlancheckError where *region* is no division, and neither the plan nor the data speak of it."""
    others = dict.fromkeys(name for name in (plan.region, *(item.region for item in observed.items)) if name)
    if region is not None and not is_known(region, others):
        near = ", ".join(near_regions(region, others) or list(others)[:3]) or "—"
        raise PlancheckError(Diagnostic(code="unknown-region", found=region, details={"near": near}))


def _observed(data: object, plan: Plan, catalog: Catalog, options: Mapping[str, Any]) -> Observations:
    """Return what *data* reports: of plans and documents what they say, of everything else what its tables hold."""
    names = {normalize_name(target.indicator) for target in plan.targets}

    def is_indicator(name: str) -> bool:
        return normalize_name(name) in names or catalog.resolve(name) is not None

    known = {**options, "rate_of": lambda name: _rate(catalog, name), "is_indicator": is_indicator}
    read = [_observed_in(item, known) for item in sorted_out(data)]
    items = tuple(item for found in read for item in found.items)
    return Observations(items, tuple(diagnostic for found in read for diagnostic in found.diagnostics))


def _observed_in(data: object, options: Mapping[str, Any]) -> Observations:
    if isinstance(data, Plan):
        return observations_of(data)
    if not isinstance(data, ReportedDocument):
        return read_observations(data, **options)
    found = _reported_in(data.read, options)
    if found.items or any(diagnostic.severity == "error" for diagnostic in found.diagnostics):
        return found
    return evolve(found, diagnostics=(*found.diagnostics, Diagnostic(code="no-rows", file=data.read.name)))


def _reported_in(read: Input, options: Mapping[str, Any]) -> Observations:
    """Return what a plan or a document reports: its sentences, and its tables that hold nothing for a plan."""
    if is_plan(read):
        return observations_of(read_plan_text(decode(read)[0], read.name))
    contents = contents_of(read)
    plan, tables = _read_document(contents, None)
    if holds_only_tables(contents, [constraint.start for constraint in plan.constraints]):
        tables = contents.grids
    found = [(grid.span, tables_observed(grid, contents.source, plan.title, options)) for grid in tables]
    data = [span for span, observed in found if observed.items]
    others = [c for c in plan.constraints if not any(span.start <= c.start < span.end for span in data)]
    read_so = [observations_of(evolve(plan, constraints=tuple(others))), *(observed for _, observed in found)]
    items = tuple(item for some in read_so for item in some.items)
    return Observations(items, tuple(diagnostic for some in read_so for diagnostic in some.diagnostics))


def _rate(catalog: Catalog, name: str) -> Rate | None:
    """Return how the catalog computes an indicator from its parts: its unit, and the multiplier of its formula."""
    indicator = catalog.find(name)
    if indicator is None:
        return None
    return indicator.unit, Fraction(indicator.formula.multiplier) if indicator.formula else None


def _told(plan: Plan, observed: Observations, results: Iterable[Verdict]) -> tuple[Diagnostic, ...]:
    """Return what is wrong or doubtful in the plan, in the data and in the verdicts."""
    empty = () if plan.targets else (Diagnostic(code="no-targets", file=plan.source.name),)
    judged = (diagnostic for result in results for diagnostic in result.diagnostics)
    return _once((*plan.diagnostics, *empty, *observed.diagnostics, *judged))


def _once(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics in order, each once: two targets of one indicator share what is wrong with its figure."""
    seen: dict[Any, Diagnostic] = {}
    for diagnostic in diagnostics:
        place = (diagnostic.file, diagnostic.line, diagnostic.column, diagnostic.start, diagnostic.sheet)
        key = (diagnostic.code, *place, diagnostic.field, diagnostic.found, tuple(sorted(diagnostic.details.items())))
        seen.setdefault(key, diagnostic)
    return tuple(seen.values())
