"""A site that would come out the same is not built again; whatever it depends on is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import review
from pipeline.tables import publish_tables
from tests.review import small


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path, Path]:
    """Return raw folder, extracted folder and site; from now on the tables may not be read."""
    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "cache"))
    raw, extracted, _ = small.publish(tmp_path)
    first = review.build_site(extracted, tmp_path / "site", raw)
    monkeypatch.setattr(review, "read_tables", refused)
    assert review.build_site(extracted, tmp_path / "site", raw) == first
    return raw, extracted, tmp_path / "site"


class BuiltError(Exception):
    """The site is built anew."""


def refused(_: Path) -> None:
    raise BuiltError


def test_changed_tables_build_it_anew(built: tuple[Path, Path, Path]) -> None:
    raw, extracted, site = built
    path = extracted / "issues.parquet"
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(BuiltError):
        review.build_site(extracted, site, raw)


def test_a_lost_file_builds_it_anew(built: tuple[Path, Path, Path]) -> None:
    raw, extracted, site = built
    next((site / "data" / "d").iterdir()).unlink()
    with pytest.raises(BuiltError):
        review.build_site(extracted, site, raw)


def test_other_sources_build_it_anew(built: tuple[Path, Path, Path]) -> None:
    _, extracted, site = built
    with pytest.raises(BuiltError):
        review.build_site(extracted, site)


def test_tables_in_parts_that_change_build_it_anew(
    built: tuple[Path, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, _, _ = built
    monkeypatch.undo()
    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "cache"))
    rows = small.tables(small.raw(raw))
    publish_tables(tmp_path / "parted", rows, partition_by=["country_code"])
    review.build_site(tmp_path / "parted", tmp_path / "other", raw)
    monkeypatch.setattr(review, "read_tables", refused)
    review.build_site(tmp_path / "parted", tmp_path / "other", raw)
    path = next((tmp_path / "parted" / "commitments").rglob("*.parquet"))
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(BuiltError):
        review.build_site(tmp_path / "parted", tmp_path / "other", raw)
