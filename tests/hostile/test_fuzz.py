"""A short run of the fuzzer: damaged specimens give typed issues, never a crash."""

from __future__ import annotations

from pathlib import Path

from scripts.fuzz import fuzz

RAW = Path(__file__).parents[2] / "raw"


def test_damaged_documents_fail_with_typed_issues(tmp_path: Path) -> None:
    files = [file for file in sorted(RAW.rglob("*")) if file.is_file() and file.stat().st_size < 60_000]
    files = [file for file in files if file.name != "manifest.csv"]
    counted = fuzz(files, 40, 2, tmp_path / "found")
    assert sum(counted.values()) == 40
    assert counted["lost"] == counted["crashed"] == 0
