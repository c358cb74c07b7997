"""The house's order: imports run in one direction, files and functions stay small, heavy libraries behind doors."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "pipeline"

LAYERS: tuple[tuple[str, ...], ...] = (
    ("schema", "files", "storage"),
    ("model",),
    ("runtime", "lexicon", "query"),
    ("ocr", "structure", "overrides"),
    ("parsers", "readers", "normalize", "catalog", "linkage", "quality", "tables"),
    ("cache", "fetch", "identify"),
    ("extraction", "analysis", "export", "doctor"),
    ("execution",),
    ("review",),
    ("run",),
    ("api",),
    ("cli",),
)
"""From the ground up: a module imports its own layer's ground and what lies below, never a neighbour or above."""

PDF_LAYERS = ("chars", "tables", "borderless", "layout")
"""The packages of the PDF reader from the ground up: a page's data passes through them in this order."""

HOMES = {
    "spacy": {"lexicon"},
    "pandas": {"api", "analysis"},
    "matplotlib": {"analysis"},
    "pyarrow": {"schema", "tables", "quality", "query", "export", "api", "cli"},
    "duckdb": {"query", "export", "api"},
    "xlsxwriter": {"export"},
    "pdfplumber": {"readers"},
    "pypdfium2": {"readers", "analysis"},
    "docx": {"readers"},
    "dask": {"execution"},
    "distributed": {"execution"},
    "fsspec": {"storage"},
}
"""A library and the modules that may import it."""


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def top(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def layer(name: str) -> int:
    return next((i for i, names in enumerate(LAYERS) if name in names), -1)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def climbing_imports() -> Iterator[str]:
    """Yield each import that goes to a neighbor or upwards, as `module imports name`."""
    for path in modules():
        own = top(path)
        for name in imported(path) if own not in {"__init__", "__main__"} else ():
            parts = name.split(".")
            is_other = parts[0] == "pipeline" and len(parts) > 1 and parts[1] not in {own, "__version__"}
            if is_other and not 0 <= layer(parts[1]) < layer(own):
                yield f"{path.relative_to(PACKAGE)} imports {name}"


def test_imports_run_downwards() -> None:
    assert list(climbing_imports()) == []


def test_a_pdf_page_passes_its_packages_in_one_direction() -> None:
    climbing = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for index, package in enumerate(PDF_LAYERS)
        for path in (PACKAGE / "readers" / "pdf" / package).rglob("*.py")
        for name in imported(path)
        if name.startswith(tuple(f"pipeline.readers.pdf.{above}." for above in PDF_LAYERS[index + 1 :]))
    ]
    assert climbing == []


def test_libraries_stay_at_home() -> None:
    strangers = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in modules()
        for name in imported(path)
        if (homes := HOMES.get(name.split(".")[0])) is not None and top(path) not in homes
    ]
    assert strangers == []


def oversized() -> Iterator[str]:
    """Yield each file of more than 400 lines and each function of more than 50."""
    for path in sorted(path for folder in ("pipeline", "scripts", "tests") for path in (ROOT / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > 400:
            yield f"{path.relative_to(ROOT)} has {text.count(chr(10))} lines"
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno
                if length > 50:
                    yield f"{path.relative_to(ROOT)}: {node.name} has {length} lines"


def test_files_and_functions_are_small() -> None:
    assert list(oversized()) == []


def test_no_two_classes_share_a_name() -> None:
    files: dict[str, list[str]] = {}
    for path in modules():
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                files.setdefault(node.name, []).append(str(path.relative_to(PACKAGE)))
    assert {name: paths for name, paths in files.items() if len(paths) > 1} == {}


def test_the_door_opens_without_heavy_libraries() -> None:
    heavy = {
        *("spacy", "pandas", "pyarrow", "pdfplumber", "pypdfium2", "docx", "numpy", "scipy", "lxml", "babel"),
        *("duckdb", "rich", "dask", "distributed", "fsspec", "s3fs"),
    }
    code = """
import sys
from click.testing import CliRunner
from pipeline.cli import main
print(CliRunner().invoke(main, ["--help"]).output)
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert "Commands" in done.stdout
    assert not heavy & loaded


@pytest.mark.parametrize("module", ["pipeline.extraction", "pipeline.execution.dispatch", "pipeline.doctor"])
def test_the_stages_of_a_document_load_no_arrays_before_they_need_them(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({{'numpy', 'scipy', 'PIL', 'pandas', 'spacy'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
