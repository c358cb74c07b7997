"""A document that can't be read for what it holds is not read again, until it, its reader or a limit changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import cache, cached_extraction, extract
from pipeline.catalog import describe
from pipeline.model import SourceDocument
from pipeline.runtime.limits import Limits


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SourceDocument:
    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "cache"))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n<<")
    return describe(tmp_path / "broken.pdf")


def test_a_failure_is_known_the_next_time(broken: SourceDocument, tmp_path: Path) -> None:
    assert cached_extraction.recalled(broken, Limits()) is None
    first = cached_extraction.extract(tmp_path, Limits(), True, broken)
    again = cached_extraction.recalled(broken, Limits())
    assert again is not None
    assert again.extraction == first.extraction
    assert again.found == {"failures": True}


def test_another_limit_asks_again(broken: SourceDocument, tmp_path: Path) -> None:
    cached_extraction.extract(tmp_path, Limits(), True, broken)
    assert cached_extraction.recalled(broken, Limits(pages=5)) is None
    assert cached_extraction.recalled(broken, Limits(seconds=1)) is not None


def test_a_crash_of_the_reader_is_not_kept(
    broken: SourceDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("no more handles")

    monkeypatch.setattr(extract, "read_document", crash)
    made = cached_extraction.extract(tmp_path, Limits(), True, broken)
    assert [issue.code for issue in made.extraction.issues] == ["reader-crashed"]
    assert cached_extraction.recalled(broken, Limits()) is None


def test_a_damaged_entry_is_no_failure(broken: SourceDocument, tmp_path: Path) -> None:
    cached_extraction.extract(tmp_path, Limits(), True, broken)
    (entry,) = (cache.folder() / "failures").glob("??/*")
    entry.write_bytes(entry.read_bytes()[:-3])
    assert cached_extraction.recalled(broken, Limits()) is None


def test_it_is_shown_and_cleared(broken: SourceDocument, tmp_path: Path) -> None:
    cached_extraction.extract(tmp_path, Limits(), True, broken)
    assert {one.layer: one.entries for one in cache.usage()}["failures"] == 1
    cache.clear()
    assert cached_extraction.recalled(broken, Limits()) is None
