"""What is shipped: the wheel and the tree hold the same files, and the lists that say so are complete.

Against a checkout this shows that every file is matched by the packaging lists; `.ci/run` runs it again against
the installed wheel, where it shows that the files really arrived.
"""

from __future__ import annotations

import os
import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

import plancheck

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def tree_files(folder: Path) -> set[str]:
    """Return the files below *folder* as they should be shipped."""
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in found}


def shipped_files(folder: Traversable, prefix: str = "") -> set[str]:
    """Return the files that the imported package holds."""
    found: set[str] = set()
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name != "__pycache__":
                found |= shipped_files(entry, f"{prefix}{entry.name}/")
        else:
            found.add(prefix + entry.name)
    return found


DATA = ("grammars", "rules", "templates")
PACKAGES = {"plancheck": "plancheck", **{f"plancheck.{folder}": folder for folder in DATA}}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_imported_package_holds_exactly_the_files_of_the_tree(package: str, root: Path) -> None:
    shipped = shipped_files(files(package))
    if package == "plancheck":  # a wheel lays the data packages inside
        shipped = {name for name in shipped if not name.startswith(tuple(f"{folder}/" for folder in DATA))}
    assert shipped == tree_files(root / PACKAGES[package])


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_of_the_tree_is_matched_by_the_packaging_lists(
    package: str, root: Path, project: dict[str, Any]
) -> None:
    folder = root / PACKAGES[package]
    patterns = ["*.py", *project["tool"]["setuptools"]["package-data"][package]]
    matched = {path.relative_to(folder).as_posix() for pattern in patterns for path in folder.glob(pattern)}
    assert tree_files(folder) - matched == set()


def test_the_list_of_packages_names_every_package(root: Path, project: dict[str, Any]) -> None:
    setuptools = project["tool"]["setuptools"]
    assert sorted(setuptools["packages"]) == sorted(PACKAGES)
    assert setuptools["package-dir"] == PACKAGES
    nested = {path.parent.name for path in (root / "plancheck").glob("*/*.py")}
    assert nested == set(), "plancheck/ stays flat: the packages are an explicit list"


def test_types_travel_with_the_package() -> None:
    assert files("plancheck").joinpath("py.typed").is_file()


def test_one_version_everywhere(root: Path, project: dict[str, Any]) -> None:
    assert plancheck.__version__ == project["project"]["version"]
    headings = re.findall(r"^## \[([^\]]+)\]", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"Unreleased", plancheck.__version__} & set(headings)


@pytest.mark.skipif("PLANCHECK_INSTALLED" not in os.environ, reason="only where an installed wheel is tested")
def test_the_installed_copy_is_what_is_tested(root: Path) -> None:
    assert not str(plancheck.__file__).startswith(str(root))
