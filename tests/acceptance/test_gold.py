"""The figures of the labelled corpus, where it is there: extracted anew, scored by the corpus' own scorer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.run.extract_folder import extract_folder
from tests.acceptance.corpus import MISSING, SHARED, copied

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]

CASES = {
    "mongolia": (["mongolia", "registry/registry-mongolia.csv"], 0.995),
    "usa": (["usa"], 0.98),
    "commitment_pages": (["commitment_pages"], 0.97),
    # The labels leave pairs such as 'INCI y FENASCOL' one item; the tables part them into two institutions.
    "colombia": (["colombia"], 0.95),
}
"""Gold folder -> what of the corpus is extracted for it, and the least precision and recall over all cells."""

PERFECT = {
    "mongolia": (
        "commitment rows",
        "milestone rows",
        "milestone status",
        "completion",
        "comments",
        "contacts",
        "registry",
        "ids",
        "completion honesty",
        "honest nulls",
    ),
    "usa": ("completion", "completion parts"),
}
"""Groups of cells in which nothing may be missed and nothing wrong."""


@pytest.fixture(scope="module", params=sorted(CASES))
def extracted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    name = str(request.param)
    raw = copied(tmp_path_factory.mktemp(name), [SHARED / "corpus" / part for part in CASES[name][0]])
    out = tmp_path_factory.mktemp(f"{name}-out") / "extracted"
    extract_folder(raw, out, workers=1, use_cache=False)
    return name, out


def score(name: str, out: Path, report: Path) -> dict[str, Any]:
    command = [sys.executable, SHARED / "eval" / "score.py", out, SHARED / "gold" / name, "--json", report]
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
    figures: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return figures


def test_the_figures_hold(extracted: tuple[str, Path], tmp_path: Path) -> None:
    name, out = extracted
    figures = score(name, out, tmp_path / "score.json")
    groups, misses = figures["groups"], "\n".join(figures["misses"][:40])
    least = CASES[name][1]
    assert groups["ALL"]["precision"] >= least, misses
    assert groups["ALL"]["recall"] >= least, misses
    for group in PERFECT.get(name, ()):
        assert (groups[group]["precision"], groups[group]["recall"]) == (1.0, 1.0), f"{group}\n{misses}"


def test_every_template_value_has_its_place(extracted: tuple[str, Path]) -> None:
    _, out = extracted
    codes = {row["code"] for row in pq.read_table(out / "issues.parquet").to_pylist()}
    assert "value-without-provenance" not in codes


def test_no_document_failed(extracted: tuple[str, Path]) -> None:
    _, out = extracted
    documents = pq.read_table(out / "documents.parquet").to_pylist()
    assert [d["source_path"] for d in documents if d["status"] not in {"ok", "partial"}] == []


def test_files_that_are_no_reports_are_claimed_by_no_parser(tmp_path: Path) -> None:
    extract_folder(copied(tmp_path, [SHARED / "corpus" / "negatives"]), tmp_path / "out", workers=1, use_cache=False)
    documents = pq.read_table(tmp_path / "out" / "documents.parquet").to_pylist()
    assert {d["source_path"]: d["status"] for d in documents} == {d["source_path"]: "unidentified" for d in documents}
    assert len(documents) == 3
