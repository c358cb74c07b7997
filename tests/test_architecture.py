"""The house's order: imports run in one direction, files and functions stay small, heavy libraries behind doors."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "pipeline"

LAYERS: tuple[tuple[str, ...], ...] = (
    ("issues", "reference", "wording", "files", "confine", "storage", "pickled"),
    ("model", "limits", "codes", "label_grammar"),
    ("options",),
    ("identifiers", "decisions"),
    ("schema", "lexicon", "language", "ocr", "legibility"),
    ("layout",),
    ("plugins",),
    ("cache",),
    (
        *("catalog", "readers", "parsers", "normalize", "linkage", "quality", "tables"),
        *("corrections", "suggest", "unrecognised"),
    ),
    ("reading",),
    ("document", "pool", "explain", "answers", "query"),
    ("kept", "outcome"),
    ("review", "export", "doctor", "fetch", "sharing"),
    ("cluster", "ready"),
    ("crew",),
    ("stages",),
    ("run",),
    ("face", "charts"),
    ("cli",),
)
"""From the ground up: a module imports its own layer's ground and what lies below, never a neighbour or above."""

HOMES = {
    "spacy": {"language"},
    "pandas": {"face", "charts"},
    "matplotlib": {"charts"},
    "pyarrow": {"schema", "tables", "quality", "query", "export", "face", "cli"},
    "duckdb": {"query", "export", "face"},
    "xlsxwriter": {"export"},
    "pdfplumber": {"readers"},
    "pypdfium2": {"readers", "explain"},
    "docx": {"readers"},
    "dask": {"cluster"},
    "distributed": {"cluster"},
    "fsspec": {"storage"},
}
"""A library and the modules that may import it."""

ENTRY_POINTS_OF_NEIGHBOURS = {("plugins", "parsers")}
"""Walking the package of parsers is the one look upwards."""


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def top(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


def layer(name: str) -> int:
    return next((i for i, names in enumerate(LAYERS) if name in names), -1)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_downwards(path: Path) -> None:
    own = top(path)
    if own in {"__init__", "__main__"}:
        return
    assert layer(own) >= 0, f"{own} stands in no layer: add it to LAYERS"
    for name in imported(path):
        parts = name.split(".")
        if parts[0] != "pipeline" or len(parts) < 2 or parts[1] in {own, "__version__"}:
            continue
        assert layer(parts[1]) < layer(own) or (own, parts[1]) in ENTRY_POINTS_OF_NEIGHBOURS, f"{own} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_libraries_stay_at_home(path: Path) -> None:
    for name in imported(path):
        homes = HOMES.get(name.split(".")[0])
        assert homes is None or top(path) in homes, f"{path.name} imports {name}"


def all_files() -> list[Path]:
    return sorted(path for folder in ("pipeline", "scripts", "tests") for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("path", all_files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_are_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno
            assert length <= 50, f"{node.name} has {length} lines"


def test_the_door_opens_without_heavy_libraries() -> None:
    heavy = {
        "spacy",
        "pandas",
        "pyarrow",
        "pdfplumber",
        "pypdfium2",
        "docx",
        "numpy",
        "scipy",
        "lxml",
        "babel",
        "duckdb",
        "rich",
        "dask",
        "distributed",
        "fsspec",
        "s3fs",
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
