"""The architecture page agrees with the code: its picture with the imports, its folders and paths with the files."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "pipeline"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CONNECTOR = "|"


def imports_of(module: str) -> set[str]:
    """Return the dotted names of the package that a module imports, also inside functions."""
    tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
    return {
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline")
        for alias in node.names
    }


def picture() -> list[tuple[str, list[str]]]:
    """Return the modules of the picture from top to bottom, each with the packages to its right."""
    block = PAGE.split("```text\n", 1)[1].split("```", 1)[0]
    steps: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        name, rest = line[:27].strip(), line[27:]
        if name not in {"", CONNECTOR}:
            steps.append((name, []))
        if package := rest[:13].strip():
            steps[-1][1].append(package) if re.fullmatch(r"[a-z]+", package) else None
    return steps


def test_each_module_of_the_picture_calls_the_packages_beside_it() -> None:
    steps = picture()
    assert len(steps) >= 6
    for module, packages in steps:
        names = imports_of(module)
        for package in packages:
            assert any(name.startswith(f"pipeline.{package}") for name in names), f"{module} does not import {package}"


def test_each_module_of_the_picture_calls_the_next() -> None:
    modules = [module.replace("/", ".") for module, _ in picture()]
    for module, following in pairwise(modules[:-1]):
        names = imports_of(module.replace(".", "/"))
        assert any(name.startswith(f"pipeline.{following}") for name in names), f"{module} does not import {following}"


def test_every_folder_has_a_line() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == folders


def test_paths_exist() -> None:
    paths = re.findall(r"`((?:pipeline|schemas|scripts)/[\w./-]*)`", PAGE)
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_names_are_in_the_files_that_the_page_names() -> None:
    named = re.findall(r"((?:`\w+`(?:,| and)? )+)(?:in|of) `(pipeline/[\w/]*(?:\.py)?)`", PAGE)
    assert len(named) > 3
    for names, path in named:
        file = ROOT / path if path.endswith(".py") else ROOT / path / "__init__.py"
        code = file.read_text(encoding="utf-8")
        assert [name for name in re.findall(r"`(\w+)`", names) if not re.search(rf"\b{name}\b", code)] == [], path


def test_modules_of_the_larger_folders_exist() -> None:
    section = PAGE.split("## Inside the larger folders", 1)[1].split("\n## ", 1)[0]
    names = {path.stem for path in PACKAGE.rglob("*.py")} | {path.name for path in PACKAGE.rglob("*") if path.is_dir()}
    assert [name for name in re.findall(r"`(\w+)/?`", section) if name not in names] == []
