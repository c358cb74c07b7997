"""The catalogue: files with their hashes, what is left out, what the manifest says."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from pipeline.catalog import Catalog, CatalogError, catalog_folder


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    (folder / "arcadia").mkdir(parents=True)
    (folder / "b.txt").write_text("Report\n")
    (folder / "arcadia" / "a.txt").write_text("Another report\n")
    return folder


def codes(found: Catalog) -> list[tuple[str | None, str]]:
    return [(path, issue.code) for path, issue in found.issues]


def manifest(raw: Path, text: str) -> Catalog:
    (raw / "manifest.csv").write_text(text)
    return catalog_folder(raw)


def test_files_are_sorted_and_identified_by_their_bytes(raw: Path) -> None:
    found = catalog_folder(raw)
    assert [d.path for d in found.documents] == ["arcadia/a.txt", "b.txt"]
    sha256 = hashlib.sha256(b"Report\n").hexdigest()
    second = found.documents[1]
    assert (second.sha256, second.document_id, second.media_type, second.size_bytes) == (
        sha256,
        sha256[:16],
        "text/plain",
        7,
    )
    assert found.issues == ()


def test_missing_empty_and_wrong_folders(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / ".hidden").write_text("x")
    (tmp_path / "file").write_text("x")
    for name, word in (("none", "does not exist"), ("empty", "no document"), ("file", "neither a folder")):
        with pytest.raises(CatalogError, match=word):
            catalog_folder(tmp_path / name)


def test_hidden_files_and_locks_are_left_out(raw: Path) -> None:
    for name in (".DS_Store", "~$report.docx", "Thumbs.db"):
        (raw / name).write_text("x")
    (raw / ".git").mkdir()
    (raw / ".git" / "config").write_text("x")
    assert len(catalog_folder(raw).documents) == 2


def test_the_same_bytes_are_read_once(raw: Path) -> None:
    (raw / "c.txt").write_text("Report\n")
    found = catalog_folder(raw)
    assert len(found.documents) == 2
    assert codes(found) == [("c.txt", "duplicate-file")]
    assert "b.txt" in found.issues[0][1].message


def test_links_out_of_the_folder_are_refused(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "elsewhere").mkdir()
    (raw / "out.txt").symlink_to(tmp_path / "secret.txt")
    (raw / "folder").symlink_to(tmp_path / "elsewhere")
    (raw / "broken.txt").symlink_to(raw / "nothing")
    (raw / "loop").symlink_to(raw)
    found = catalog_folder(raw)
    assert [d.path for d in found.documents] == ["arcadia/a.txt", "b.txt"]
    assert sorted(codes(found), key=str) == [
        ("broken.txt", "unreadable-file"),
        ("folder", "link-refused"),
        ("loop", "link-refused"),
        ("out.txt", "link-refused"),
    ]


def test_what_is_no_file_is_told(raw: Path) -> None:
    os.mkfifo(raw / "pipe")
    assert codes(catalog_folder(raw)) == [("pipe", "not-a-file")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_that_may_not_be_read_are_told(raw: Path) -> None:
    (raw / "b.txt").chmod(0)
    assert codes(catalog_folder(raw)) == [("b.txt", "unreadable-file")]


def test_the_manifest_tells_of_files(raw: Path) -> None:
    sha256 = hashlib.sha256(b"Report\n").hexdigest()
    text = (
        "path,sha256,url,retrieved_on,licence,country,plan,language,format\n"
        f"./b.txt,{sha256.upper()},https://example.org/b,2024-05-01,CC BY 4.0,Arcadia,2021-2023,en,traffic_light\n"
    )
    found = manifest(raw, text)
    document = found.documents[1]
    assert (document.url, document.retrieved_on, document.licence) == (
        "https://example.org/b",
        "2024-05-01",
        "CC BY 4.0",
    )
    assert (document.country, document.plan, document.language) == ("Arcadia", "2021-2023", "en")
    assert document.report_format == "traffic_light"
    assert found.documents[0].url is None
    assert found.issues == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("path\n../b.txt\n", ("manifest.csv", "manifest-bad-path")),
        ("path\n/etc/passwd\n", ("manifest.csv", "manifest-bad-path")),
        ("path\nb.txt\nb.txt\n", ("manifest.csv", "manifest-duplicate-path")),
        ("path\nnone.txt\n", ("none.txt", "manifest-file-missing")),
        ("file,url\nb.txt,x\n", ("manifest.csv", "manifest-bad-columns")),
        ("path,note\nb.txt,x\n", ("manifest.csv", "manifest-unknown-column")),
        ("path,retrieved_on\nb.txt,yesterday\n", ("manifest.csv", "manifest-bad-value")),
        ("path,sha256\nb.txt,abc\n", ("manifest.csv", "manifest-bad-value")),
        (f"path,sha256\nb.txt,{'0' * 64}\n", ("b.txt", "sha256-mismatch")),
        ("", None),
        ("path\n", None),
        ('path,url\nb.txt,"open\n', None),
    ],
)
def test_a_bad_manifest_is_an_issue(raw: Path, text: str, expected: tuple[str, str] | None) -> None:
    found = manifest(raw, text)
    if expected:
        assert expected in codes(found)
    assert len(found.documents) == 2


def test_a_manifest_that_is_no_text(raw: Path) -> None:
    (raw / "manifest.csv").write_bytes(b"\xff\xfe\x00path")
    assert codes(catalog_folder(raw)) == [("manifest.csv", "manifest-unreadable")]
