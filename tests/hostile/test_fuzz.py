"""A short run of the fuzzer: damaged specimens of every format give typed issues, never a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.fuzz.excerpts import excerpts
from scripts.fuzz.variants import Variant, fuzz

RAW = Path(__file__).parents[2] / "raw"


def specimens(folder: Path) -> list[Path]:
    files = [file for file in sorted(RAW.rglob("*")) if file.is_file() and file.name != "manifest.csv"]
    return excerpts([file for file in files if file.stat().st_size < 200_000][::3], folder)


@pytest.mark.slow
def test_damaged_documents_fail_with_typed_issues(tmp_path: Path) -> None:
    (tmp_path / "pieces").mkdir()
    documents = specimens(tmp_path / "pieces")
    assert {".pdf", ".docx", ".html", ".txt", ".csv"} <= {file.suffix for file in documents}
    counted = fuzz(documents, 0, len(documents), 2, tmp_path / "found")
    assert sum(counted.values()) == len(documents)
    assert counted["lost"] == counted["crashed"] == 0


def test_a_variant_is_the_same_each_time_and_differs_from_its_document(tmp_path: Path) -> None:
    (tmp_path / "pieces").mkdir()
    for seed, document in enumerate(specimens(tmp_path / "pieces")):
        assert Variant(document, seed).content() == Variant(document, seed).content() != document.read_bytes()
