"""A document that can't be read for what it holds is not read again, until it, its reader or a limit changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import cache, extraction
from pipeline.cache import DiskCache
from pipeline.catalog import describe_file
from pipeline.extraction import extract_document, recall_document
from pipeline.model import SourceDocument
from pipeline.runtime.limits import Limits


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SourceDocument:
    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "cache"))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n<<")
    return describe_file(tmp_path / "broken.pdf")


def test_a_failure_is_known_the_next_time(broken: SourceDocument, tmp_path: Path) -> None:
    assert recall_document(broken, Limits(), DiskCache()) is None
    first = extract_document(tmp_path, broken, Limits(), DiskCache())
    again = recall_document(broken, Limits(), DiskCache())
    assert again is not None
    assert again.extraction == first.extraction
    assert again.cache_hits == {"failures": True}


def test_another_limit_asks_again(broken: SourceDocument, tmp_path: Path) -> None:
    extract_document(tmp_path, broken, Limits(), DiskCache())
    assert recall_document(broken, Limits(pages=5), DiskCache()) is None
    assert recall_document(broken, Limits(seconds=1), DiskCache()) is not None


def test_a_crash_of_the_reader_is_not_kept(
    broken: SourceDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("no more handles")

    monkeypatch.setattr(extraction, "read_document", crash)
    made = extract_document(tmp_path, broken, Limits(), DiskCache())
    assert [issue.code for issue in made.extraction.issues] == ["reader-crashed"]
    assert recall_document(broken, Limits(), DiskCache()) is None


def test_a_damaged_entry_is_no_failure(broken: SourceDocument, tmp_path: Path) -> None:
    extract_document(tmp_path, broken, Limits(), DiskCache())
    (entry,) = (cache.cache_folder() / "failures").glob("??/*")
    entry.write_bytes(entry.read_bytes()[:-3])
    assert recall_document(broken, Limits(), DiskCache()) is None


def test_it_is_shown_and_cleared(broken: SourceDocument, tmp_path: Path) -> None:
    extract_document(tmp_path, broken, Limits(), DiskCache())
    assert {one.layer: one.entries for one in cache.measure_usage()}["failures"] == 1
    cache.clear_cache()
    assert recall_document(broken, Limits(), DiskCache()) is None
