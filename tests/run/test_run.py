"""A whole run: the same bytes for any number of workers, nothing lost on bad input, all or none."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline import schema
from pipeline.run.extract_folder import RUN_LOG, extract_folder
from tests.specimen_folder import RAW, copied

SOME = ("*midterm*.txt", "*midterm*.pdf", "QN0003.html", "registry-*.csv", "*2021-2023*.docx")

FOREIGN = {
    "empty.pdf": (b"", "empty-file"),
    "truncated.pdf": (b"%PDF-1.4\n1 0 obj\n<<", "pdf-unreadable"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "unsupported-format"),
    "not-a.docx": (b"PK\x03\x04 this is no archive", None),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported-format"),
}
"""File name -> its bytes and the code of the issue that tells why it failed (None: any)."""


@pytest.fixture
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OGP_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return copied(tmp_path / "raw", SOME)


def tables_of(out: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(out.glob("*.parquet"))}


def rows(out: Path, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(out / f"{table}.parquet").to_pylist()
    return found


@pytest.mark.usefixtures("own_cache")
def test_workers_cache_and_repetition_change_no_byte(raw: Path, tmp_path: Path) -> None:
    extract_folder(raw, tmp_path / "one", workers=1, use_cache=False)
    extract_folder(raw, tmp_path / "two", workers=2, use_cache=True)
    extract_folder(raw, tmp_path / "kept", workers=2, use_cache=True)
    first = tables_of(tmp_path / "one")
    assert len(first) == len(schema.all_tables())
    assert tables_of(tmp_path / "two") == first
    assert tables_of(tmp_path / "kept") == first
    log = (tmp_path / "kept" / RUN_LOG).read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in log if '"document"' in line]
    assert all(entry["cached"] for entry in documents if entry["event"] == "document")


def test_files_in_folders_give_the_same_rows_as_files_beside_each_other(raw: Path, tmp_path: Path) -> None:
    extract_folder(raw, tmp_path / "flat", workers=1)
    deep = raw / "a" / "b"
    deep.mkdir(parents=True)
    for file in [f for f in raw.iterdir() if f.is_file()]:
        file.rename(deep / file.name)
    extract_folder(raw, tmp_path / "deep", workers=1)
    for name in ("commitments", "milestones", "provenance", "links"):
        assert rows(tmp_path / "deep", name) == rows(tmp_path / "flat", name)


def test_foreign_and_broken_files_fail_alone_with_a_sentence(raw: Path, tmp_path: Path) -> None:
    extract_folder(raw, tmp_path / "good", workers=1)
    for name, (content, _) in FOREIGN.items():
        (raw / name).write_bytes(content)
    summary = extract_folder(raw, tmp_path / "out", workers=1)
    assert set(summary.failed) == set(FOREIGN)
    issues = {row["source_path"]: row for row in rows(tmp_path / "out", "issues") if row["severity"] == "error"}
    for name, (_, code) in FOREIGN.items():
        assert code in {None, issues[name]["code"]}
        assert len(str(issues[name]["message"]).split()) > 4
    for name in ("commitments", "milestones", "assessments", "links"):
        assert rows(tmp_path / "out", name) == rows(tmp_path / "good", name)


def test_a_document_of_no_known_format_is_unidentified_and_no_failure(raw: Path, tmp_path: Path) -> None:
    (raw / "letter.txt").write_text("Dear colleagues,\n\nwe thank you for the invitation.\n", encoding="utf-8")
    summary = extract_folder(raw, tmp_path / "out", workers=1)
    assert summary.failed == ()
    status = {row["source_path"]: row["status"] for row in rows(tmp_path / "out", "documents")}
    assert status["letter.txt"] == "unidentified"


def test_the_specimens_fill_every_table(tmp_path: Path) -> None:
    summary = extract_folder(RAW, tmp_path / "out", workers=1)
    assert summary.failed == ()
    assert [name for name, count in summary.rows.items() if count == 0] == []
