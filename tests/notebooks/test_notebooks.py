"""The notebooks: kept without outputs, and every cell runs on what the specimens give."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from pipeline.run.extract_folder import extract_folder
from scripts.run_notebooks import list_notebooks, main

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
FOUND = list(list_notebooks([FOLDER]))

TAKEN = ("registry/*.csv", "norlandia/QN*.html", "norlandia/*2014-2016*.pdf", "norlandia/*2021-2023*.docx")
"""Specimens that fill every table that the notebooks show, and no more, so that the test is quick."""


def no_kernel() -> str:
    try:
        KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        return "there is no Jupyter kernel python3 (package ipykernel)"
    return ""


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notebooks")
    for pattern in TAKEN:
        for file in sorted((ROOT / "raw").glob(pattern)):
            target = folder / "raw" / file.relative_to(ROOT / "raw")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    extract_folder(folder / "raw", folder / "extracted", workers=1)
    return folder / "extracted"


def test_there_are_notebooks() -> None:
    wanted = {"quick_start", "completion", "milestones", "reforms", "institutions", "data_quality"}
    assert wanted <= {path.stem for path in FOUND}


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_a_notebook_is_kept_without_outputs_and_paths(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)
    assert not re.search(r"(?:^|[\s\"'(])/(?:home|root|Users|tmp|work)\b", text)


@pytest.mark.skipif(bool(no_kernel()), reason=no_kernel())
@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
@pytest.mark.slow
def test_every_cell_runs(path: Path, extracted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = path.read_bytes()
    code = main([str(path), "--extracted", str(extracted), "--write", str(tmp_path)])
    assert code == 0, capsys.readouterr().err
    assert path.read_bytes() == before
    executed = json.loads((tmp_path / path.name).read_text(encoding="utf-8"))
    kinds = [kind for cell in executed["cells"] for out in cell.get("outputs", ()) for kind in out.get("data", ())]
    assert kinds.count("image/png") >= 1
    assert "was read." not in "".join(str(cell.get("outputs")) for cell in executed["cells"])


@pytest.mark.skipif(bool(no_kernel()), reason=no_kernel())
@pytest.mark.slow
def test_a_cell_that_fails_fails_the_run(extracted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cell: dict[str, object] = {"cell_type": "code", "id": "a", "metadata": {}, "source": "1 / 0"}
    cell |= {"outputs": [], "execution_count": None}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "bad.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    assert main([str(tmp_path), "--extracted", str(extracted)]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_nothing_to_run_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert main([str(FOLDER), "--extracted", str(tmp_path)]) == 2
    assert "make extract" in capsys.readouterr().err


FIGURES = {
    # 14 green, 8 amber and 2 red of the self-assessment of 2021-2023; 3 complete and 1 limited of the IRM's end-of-term
    # report, which comes after its progress report on the same four.
    "milestones": "28 of 28 milestones of 9 commitments have a mark.",
    # Fishing quotas (QN0001, 11, 21), right to documents (2, 22, 29), water (3, 20), municipal budgets (6, 15, 26),
    # beneficial owners (16, 24), waiting times (19, 27), whistleblowers (25, 31).
    "reforms": "7 reforms in 17 commitments; the longest goes through 3 plans.",
}


@pytest.mark.skipif(bool(no_kernel()), reason=no_kernel())
@pytest.mark.parametrize(("name", "line"), FIGURES.items())
@pytest.mark.slow
def test_figures_are_those_of_the_documents(name: str, line: str, extracted: Path, tmp_path: Path) -> None:
    assert main([str(FOLDER / f"{name}.ipynb"), "--extracted", str(extracted), "--write", str(tmp_path)]) == 0
    executed = json.loads((tmp_path / f"{name}.ipynb").read_text(encoding="utf-8"))
    printed = [out for cell in executed["cells"] for out in cell.get("outputs", ()) if out.get("name") == "stdout"]
    assert line in "".join("".join(out["text"]) for out in printed)


def test_threads_join_what_the_specimens_were_drawn_to_continue(extracted: Path) -> None:
    """The facts say which commitment each later one continues; no thread may join what they keep apart."""
    entries = json.loads((ROOT / "scripts" / "specimens" / "facts" / "registry.json").read_text(encoding="utf-8"))
    reform = {entry["id"]: entry["id"] for entry in entries}
    for entry in entries:
        for earlier in entry.get("continues", ()):
            reform = {key: reform[earlier] if own == reform[entry["id"]] else own for key, own in reform.items()}
    threads: dict[str, set[str]] = {}
    for row in pq.read_table(extracted / "threads.parquet").to_pylist():
        threads.setdefault(row["thread_id"], set()).add(reform[row["commitment"]])
    assert len(threads) == 7
    assert {len(reforms) for reforms in threads.values()} == {1}
