"""The shape of the code: who may import whom, how long things may grow, and what start-up may load."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = {path.stem: path for path in sorted((ROOT / "plancheck").glob("*.py"))}

# The import table of docs/architecture.md. A base module imports base modules to its left; a stage imports the
# base and the stages named here: those whose output it reads.
BASE = ["text", "resources", "errors", "records", "units", "catalog", "observations"]
STAGES = {
    "documents": set(),
    "clauses": {"documents"},
    "trees": {"clauses"},
    "constraints": {"clauses", "trees"},
    "plans": {"documents", "constraints"},
    "verdicts": {"plans"},
    "reports": {"plans", "verdicts"},
    "pipeline": {"documents", "clauses", "trees", "constraints", "plans", "verdicts"},
    "cli": {"pipeline", "plans", "reports", "verdicts"},
}
LAZY = {("plans", "pipeline")}  # plan.check(data) is a short way to pipeline.check, imported when called

FRAMES = {"narwhals", "pandas", "polars", "pyarrow", "duckdb", "dask", "pyspark"}
ONLY_IN = {"pint": {"units"}, "lark": {"trees", "constraints"}, "opencc": {"documents"}, "rich": {"tables"}}
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


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
    return {name.removeprefix("plancheck.") for name in names if name.startswith("plancheck.")}


def allowed(module: str) -> set[str]:
    if module in BASE:
        return set(BASE[: BASE.index(module)])
    return set(BASE) | STAGES[module] | {to for frm, to in LAZY if frm == module}


def test_the_table_names_every_module() -> None:
    assert set(MODULES) - {"__init__", "__main__"} == set(BASE) | set(STAGES)


def test_the_table_points_backwards_only() -> None:
    order = list(STAGES)
    for stage, read in STAGES.items():
        assert read <= set(order[: order.index(stage)]), stage


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
        assert not (found.eager and library in {*FRAMES, "pint", "rich"}), f"{module} loads {library} at import"


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"cli", "__main__"}))
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


def test_checking_a_table_file_loads_no_frame_library() -> None:
    example = ROOT / "examples"
    code = (
        f"import plancheck; plancheck.read_plan({str(example / 'plan.txt')!r}).check({str(example / 'reported.csv')!r})"
    )
    assert {name.split(".")[0] for name in loaded_by("-c", code)} & FRAMES == set()


def test_public_names_are_few_and_real() -> None:
    import plancheck

    assert len(plancheck.__all__) <= 12
    assert all(getattr(plancheck, name) is not None for name in plancheck.__all__)
    assert set(plancheck.__all__) <= set(dir(plancheck))
