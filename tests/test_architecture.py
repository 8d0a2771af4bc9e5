"""The shape of the code: who may import whom, how long things may grow, and what start-up may load."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = {path.stem: path for path in sorted((ROOT / "plancheck").glob("*.py"))}

# The import table, from the ground up: each area's modules, and the areas that they may read besides their own.
AREAS: dict[str, tuple[str, str]] = {
    "base": ("text resources reasons errors extras inputs records exact numerals patterns beginnings", ""),
    "units": ("unit_table unit_names units measures", "base"),
    "wording": ("labels wording printing", "base units"),
    "catalog": (
        "indicator_names catalogentries catalogfiles catalog periods divisions regions totals nesting",
        "base units",
    ),
    "data": (
        """cells reportedcells headings columns sheets tablefigures tablenotes captions tableheads datacolumns
        figureheadings tablelayouts rowwords datarows tablestarts recordrows datatables
        numberformats workbooks oldworkbooks jsonfiles jsontables databases datafiles frames
        derived observing observations""",
        "base units catalog",
    ),
    "documents": (
        """grids boxtables linetables spacedtables texttables webpages wordnumbers wordfiles pdfpages pdffiles files
        breaks layout normalize tone titles outlines planyears documents""",
        "base units",
    ),
    "sentences": ("damage lexicon sentences", "base units documents"),
    "trees": ("tokenpatterns grammar scanner shapes trees", "base units sentences"),
    "constraints": (
        """deadlines figures verbs names enumerations roles clauses runs conditions licences topics counted pairs
        subjects contexts amounts statements readings cellsentences paragraphs constraints""",
        "base documents sentences trees",
    ),
    "indicator-tables": (
        "tablecolumns tablecells rowfigures transposed indicatorrows indicator_tables",
        "base units catalog data documents constraints",
    ),
    "plans": ("plans planplaces planfields planfiles planwriting packs", "base units catalog data"),
    "verdicts": (
        """bounds bareshares meanings events scales matching totalrows suspicions formulas wholes rollups verdicts
        misuse judgements checks spellings boundtable""",
        "base units wording catalog data plans",
    ),
    "comparisons": (
        "relations references relationwording comparisons answers",
        "base units wording catalog plans verdicts",
    ),
    "exports": (
        "sqlregions sqltables sqlsummary sqlsteps sqlquery rulelines vtlrules panderarules exports",
        "base units wording catalog plans verdicts",
    ),
    "reports": (
        """failing places summing flat markdown junit sarif annotations tables textreport charts webviews webreport
        relationrows comparisontext excelreport displays jsontexts
        listings reports""",
        "base units wording plans verdicts comparisons exports",
    ),
    "engines": (
        """thresholds limits targetrows natives verdictcolumns engines onepass polarsframes arrowarrays columnar
        codes arrowengine sources arrowframes daskengine compiled""",
        "base units wording catalog data plans verdicts",
    ),
    "pipeline": (
        "reporteddata pipeline many",
        "base catalog data documents constraints indicator-tables plans verdicts comparisons",
    ),
    "command": (
        "usage options settings workload gathering progress explain console compiling rowchecking comparing cli",
        "base units wording catalog documents sentences trees plans verdicts comparisons exports reports pipeline",
    ),
    "integrations": ("pytest_plugin", "base plans verdicts reports pipeline command"),
    # for tools that embed us; imported by nothing here
    "support": ("testing testing_statements testing_documents testing_damage", "base units wording"),
}
HOME = {module: area for area, (modules, _) in AREAS.items() for module in modules.split()}
# Short ways to what stands above, imported when they are called: a plan's `check`, what a notebook or a page shows.
LAZY = {("plans", "pipeline"), ("plans", "verdicts"), ("plans", "checks"), ("checks", "compiled")}
LAZY |= {("plans", "displays"), ("verdicts", "displays"), ("verdicts", "reports")}

FRAMES = {"narwhals", "pandas", "polars", "pyarrow", "duckdb", "dask", "pyspark"}
READERS = {"lxml": {"webpages"}, "docx": {"wordfiles"}, "pdfplumber": {"pdffiles"}, "pdfminer": {"pdffiles"}}
READERS |= {"openpyxl": {"workbooks"}, "xlrd": {"oldworkbooks"}, "sqlite3": {"databases"}}
SLOW = {
    *FRAMES,
    *READERS,
    "lark",
    "pint",
    "rich",
    "tomlkit",
    "sqlglot",
    "opencc",
    "charset_normalizer",
    "jinja2",
    "xlsxwriter",
}
ONLY_IN = {
    "pint": {"units"},
    "lark": {"grammar"},
    "opencc": {"normalize"},
    "narwhals": {"frames", "natives", "verdictcolumns", "engines", "onepass", "polarsframes", "compiled"},
    **READERS,
}
ONLY_IN |= {
    "rich": {"tables", "textreport", "comparisontext", "progress"},
    "jinja2": {"webreport"},
    "xlsxwriter": {"excelreport"},
}
ONLY_IN |= {"tomlkit": {"planwriting"}, "sqlglot": {"sqlquery"}}
# Modules about one library, imported when it is needed; all of it would otherwise wait inside functions.
AT_HOME = {
    ("rich", "tables"),
    ("rich", "textreport"),
    ("rich", "comparisontext"),
    ("rich", "progress"),
    ("jinja2", "webreport"),
    ("xlsxwriter", "excelreport"),
    ("narwhals", "verdictcolumns"),
    ("narwhals", "engines"),
    ("narwhals", "onepass"),
    ("narwhals", "polarsframes"),
    ("polars", "polarsframes"),
    ("pyarrow", "arrowarrays"),
    ("pyarrow", "columnar"),
    ("pyarrow", "codes"),
    ("pyarrow", "arrowengine"),
    ("pyarrow", "arrowframes"),
    ("pyarrow", "sources"),
}
LONGEST_FILE, LONGEST_FUNCTION = 400, 50


class Import(NamedTuple):
    """One import statement's module, and whether running the importer's top level runs it."""

    module: str
    eager: bool


def imports(path: Path) -> list[Import]:
    """Return what *path* imports: whole module names, functions' and type checkers' imports too."""
    found: list[Import] = []

    def visit(node: ast.AST, *, eager: bool) -> None:
        if isinstance(node, ast.Import):
            found.extend(Import(alias.name, eager) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: imports are absolute"
            whole = node.module == "plancheck"
            found.extend(Import(f"plancheck.{name.name}" if whole else str(node.module), eager) for name in node.names)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            eager = False
        for child in ast.iter_child_nodes(node):
            visit(child, eager=eager and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    visit(ast.parse(path.read_text(encoding="utf-8")), eager=True)
    return found


def own_imports(module: str) -> set[str]:
    names = (found.module for found in imports(MODULES[module]))
    return {name.removeprefix("plancheck.") for name in names if name.startswith("plancheck.")} - {"__version__"}


def allowed(module: str) -> set[str]:
    area = HOME[module]
    readable = {area, *AREAS[area][1].split()}
    return {name for name, home in HOME.items() if home in readable} | {
        to for importer, to in LAZY if importer == module
    }


def test_the_table_names_every_module() -> None:
    assert set(MODULES) - {"__init__", "__main__"} == set(HOME)


def test_the_table_points_down_only() -> None:
    order = list(AREAS)
    for area, (_, reads) in AREAS.items():
        assert set(reads.split()) <= set(order[: order.index(area)]), area


def test_no_module_leads_back_to_itself() -> None:
    graph = {name: {to for to in own_imports(name) if (name, to) not in LAZY} for name in HOME}
    TopologicalSorter(graph).prepare()


def test_the_page_on_architecture_has_a_line_for_every_module() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- `(\w+)\.py`", page, re.MULTILINE)
    assert sorted(listed) == sorted(HOME)


@pytest.mark.parametrize("module", [name for name in MODULES if not name.startswith("__")])
def test_a_module_imports_only_what_the_table_allows(module: str) -> None:
    assert own_imports(module) - allowed(module) == set()


def test_lazy_exceptions_stay_lazy() -> None:
    for importer, imported in LAZY:
        eager = {found.module for found in imports(MODULES[importer]) if found.eager}
        assert f"plancheck.{imported}" not in eager


@pytest.mark.parametrize("module", MODULES)
def test_heavy_libraries_have_one_home_and_frames_wait_until_they_are_needed(module: str) -> None:
    for found in imports(MODULES[module]):
        library = found.module.split(".")[0]
        assert module in ONLY_IN.get(library, {module}), f"{module} imports {library}"
        assert (library, module) in AT_HOME or not (found.eager and library in SLOW), (
            f"{module} loads {library} at import"
        )


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"cli", "console", "__main__"}))
def test_only_the_command_prints_or_exits(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert calls & {"print", "exit", "quit", "sys.exit", "sys.stdout.write", "sys.stderr.write"} == set()


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"resources"}))
def test_only_resources_reads_shipped_files(module: str) -> None:
    assert "importlib.resources" not in {found.module for found in imports(MODULES[module])}
    assert "__file__" not in MODULES[module].read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*MODULES.values(), *sorted((ROOT / "tests").rglob("*.py"))], ids=lambda p: p.name)
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            assert node.end_lineno - node.lineno < LONGEST_FUNCTION, f"{path.name}: {node.name}"


def loaded_by(*arguments: str) -> set[str]:
    """Return the modules that a fresh interpreter imports when it runs with *arguments*."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments], capture_output=True, text=True, encoding="utf-8", check=True
    )
    lines = (line for line in run.stderr.splitlines() if line.startswith("import time:"))
    return {line.rsplit("|", 1)[1].strip() for line in lines}


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = {name.split(".")[0] for name in loaded_by("-c", "import plancheck")}
    assert loaded & {"pint", "lark", "rich", "attrs", "attr", "opencc", *FRAMES} == set()


def test_asking_for_the_version_loads_nothing_heavy() -> None:
    loaded = {name.split(".")[0] for name in loaded_by("-m", "plancheck", "--version")}
    assert loaded & {"pint", "lark", "rich", "attrs", "attr", "opencc", *FRAMES} == set()


def test_checking_a_table_file_loads_no_frame_library(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("indicator,value\n建档率,911‰\n", encoding="utf-8")
    data = str(tmp_path / "data.csv")
    loaded = loaded_by("-c", f"import plancheck; assert plancheck.parse('建档率达到90%以上').check({data!r}).ok")
    assert {name.split(".")[0] for name in loaded} & {*FRAMES, "rich", "lark", "pint"} == set()


def test_public_names_are_few_and_real() -> None:
    import plancheck

    assert len({*plancheck.__all__} - {"__version__"}) <= 15
    assert all(getattr(plancheck, name) is not None for name in plancheck.__all__)
    assert set(plancheck.__all__) <= set(dir(plancheck))
