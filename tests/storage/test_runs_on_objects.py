"""Runs from and into an object store: the same bytes as from and into folders, and clear words for bad input."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline import open_tables
from pipeline.catalog import CatalogError
from pipeline.catalog import objects as spooled
from pipeline.cli import main
from pipeline.run.extract_folder import extract_folder
from pipeline.runtime.limits import Limits
from pipeline.storage import MANIFEST, Bucket
from pipeline.tables import PublishError
from tests.table_bytes import table_bytes

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
RAW, OUT = "s3://reports/raw", "s3://reports/out"


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    (folder / "norlandia").mkdir()
    for name in ("QN0003.html", "QN0022.txt"):
        shutil.copy(ROOT / "raw" / "norlandia" / name, folder / "norlandia")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing of a page")
    (folder / "copy.html").write_bytes((folder / "norlandia" / "QN0003.html").read_bytes())
    (folder / ".hidden").write_bytes(b"x")
    (folder / "manifest.csv").write_text("path,country\nnorlandia/QN0003.html,Norlandia\nnone.pdf,Norlandia\n")
    return folder


@pytest.fixture(scope="module")
def local(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("local") / "out"
    extract_folder(raw, out, workers=1, use_cache=False)
    return table_bytes(out)


@pytest.fixture
def stored(raw: Path, s3: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put the raw folder into the bucket; every test has a cache of its own."""
    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "cache"))
    for path in raw.rglob("*"):
        if path.is_file():
            s3.put_object(Bucket="reports", Key=f"raw/{path.relative_to(raw).as_posix()}", Body=path.read_bytes())
    return s3


def there(s3: Any, prefix: str = "out/") -> dict[str, bytes]:
    listed = s3.list_objects_v2(Bucket="reports", Prefix=prefix).get("Contents", [])
    return {found["Key"]: s3.get_object(Bucket="reports", Key=found["Key"])["Body"].read() for found in listed}


def published(s3: Any) -> dict[str, bytes]:
    """Follow the manifest, as a reader does."""
    objects = there(s3)
    told = json.loads(objects[f"out/{MANIFEST}"])
    found = {file["path"]: objects[f"out/{told['folder']}/{file['path']}"] for file in told["files"]}
    assert len(objects) == len(found) + 1, "nothing but the set and its manifest"
    return {name: data for name, data in found.items() if name.endswith((".parquet", "package.json"))}


def ogp(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def issues(s3: Any) -> dict[str, str]:
    rows = open_tables(OUT).issues
    return dict(zip(rows["code"], rows["source_path"], strict=True))


def test_from_and_into_an_object_store(stored: Any, local: dict[str, bytes], tmp_path: Path) -> None:
    summary = extract_folder(RAW, OUT, workers=1)
    assert summary.failed == ("broken.pdf",)
    assert published(stored) == local
    # Nothing changed: nothing is read, and the manifest stands.
    before = there(stored)
    again = extract_folder(RAW, OUT, workers=1)
    assert again.is_unchanged
    assert there(stored) == before
    # One changed object costs that one.
    stored.put_object(Bucket="reports", Key="raw/new.txt", Body=b"Nothing of note.")
    changed = extract_folder(RAW, OUT, workers=1)
    assert changed.rows["documents"] == summary.rows["documents"] + 1
    # Folders and stores mix, and a lost object of the set is put back.
    stored.delete_object(Bucket="reports", Key="raw/new.txt")
    extract_folder(RAW, tmp_path / "out", workers=1)
    assert table_bytes(tmp_path / "out") == local


def test_commands_read_the_tables_in_the_store(stored: Any, tmp_path: Path) -> None:
    done = ogp("extract", RAW, "--out", OUT, "--workers", "1", "--quiet", "--partition-by", "country_code")
    assert done.exit_code == 1, done.output
    assert any("/commitments/country_code-QN/" in key for key in there(stored))
    asked = ogp("query", "SELECT count(*) AS n FROM documents", "--from", OUT, "--json")
    assert json.loads(asked.stdout) == [{"n": 3}]
    assert ogp("tables", OUT).exit_code == 0
    assert ogp("validate", OUT).exit_code == 0, ogp("validate", OUT).output
    assert ogp("show", "QN0003", "--from", OUT).exit_code == 0
    assert ogp("export", "--to", "csv", "--from", OUT, "--out", str(tmp_path / "csv")).exit_code == 0
    built = ogp("review", "build", OUT)
    assert built.exit_code == 2
    assert "give its folder with --out" in built.output
    assert len(open_tables(OUT).documents) == 3
    nothing = ogp("query", "SELECT 1", "--from", "s3://reports/nothing")
    assert nothing.exit_code == 2
    assert "holds no tables" in nothing.output


def test_what_does_not_fit_on_disk_is_fetched_again(
    stored: Any, local: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spooled, "MAX_SPOOLED_BYTES", 0)
    extract_folder(RAW, OUT, workers=1, use_cache=False)
    assert published(stored) == local


def test_an_object_that_is_gone_or_another_in_mid_run_fails_alone(stored: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spooled, "MAX_SPOOLED_BYTES", 0)
    plain = spooled.Spool.fetch

    def gone(self: spooled.Spool, path: str) -> None:
        if path.endswith("QN0022.txt"):
            stored.delete_object(Bucket="reports", Key=f"raw/{path}")
        if path.endswith("copy.html"):
            stored.put_object(Bucket="reports", Key=f"raw/{path}", Body=b"<p>Another</p>")
        plain(self, path)

    monkeypatch.setattr(spooled.Spool, "fetch", gone)
    summary = extract_folder(RAW, OUT, workers=1)
    assert set(summary.failed) == {"broken.pdf", "copy.html", "norlandia/QN0022.txt"}
    assert "file-changed" in issues(stored)


def test_objects_that_no_folder_could_hold_are_told_and_left_out(stored: Any) -> None:
    put = {"raw/a\x07b.txt": b"x", "raw/x//y.txt": b"x", "raw/" + "n" * 300 + ".txt": b"x"}
    for key, body in put.items():
        stored.put_object(Bucket="reports", Key=key, Body=body)
    stored.put_object(Bucket="reports", Key="raw/huge.pdf", Body=b"%PDF" + bytes(2 << 20))
    done = ogp("extract", RAW, "--out", OUT, "--workers", "1", "--max-size", "1", "--json")
    assert done.exit_code == 1
    assert "huge.pdf" in json.loads(done.stdout)["failed"]
    rows = open_tables(OUT).issues
    told = {code: set(rows.loc[rows["code"] == code, "source_path"]) for code in ("unreadable-name", "file-too-large")}
    assert told["file-too-large"] == {"huge.pdf"}
    assert told["unreadable-name"] == {"a\\x07b.txt", "x//y.txt", "n" * 300 + ".txt"}


def test_stores_that_cannot_be_used_are_told(stored: Any, tmp_path: Path, raw: Path) -> None:
    with pytest.raises(CatalogError, match=r"s3://nowhere/raw can't be listed: it does not exist"):
        extract_folder("s3://nowhere/raw", tmp_path / "out", workers=1)
    with pytest.raises(CatalogError, match="holds no document"):
        extract_folder("s3://reports/empty", tmp_path / "out", workers=1)
    with pytest.raises(PublishError, match="s3://nowhere/out can't be written"):
        extract_folder(raw, "s3://nowhere/out", workers=1)
    stored.put_object(Bucket="reports", Key="out/.ogp-lock", Body=b'{"host": "far", "process": 7, "token": "x"}')
    with pytest.raises(PublishError, match=r"Another run is writing into s3://reports/out \(far, process 7"):
        extract_folder(RAW, OUT, workers=1)
    assert list(there(stored)) == ["out/.ogp-lock"]


def test_no_permission_is_told(stored: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Bucket, key: str, target: Path, most: int) -> None:
        with self._storage_errors(f"read ({key})"):
            raise PermissionError("Access Denied")

    monkeypatch.setattr(Bucket, "fetch", refused)
    with pytest.raises(CatalogError, match="the store refuses it"):  # the manifest of the raw folder
        extract_folder(RAW, tmp_path / "out", workers=1)


def test_a_limit_of_the_run_is_that_of_a_folder(stored: Any, raw: Path, tmp_path: Path) -> None:
    limits = Limits(cells=3)
    extract_folder(raw, tmp_path / "out", workers=1, limits=limits, use_cache=False)
    extract_folder(RAW, OUT, workers=1, limits=limits, use_cache=False)
    assert published(stored) == table_bytes(tmp_path / "out")
