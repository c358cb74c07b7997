"""One damaged file, or one odd name, never stops a run: that file fails alone."""

from __future__ import annotations

import io
import os
import random
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pyarrow.parquet as pq
import pytest

from pipeline.catalog import catalog_folder, describe_file
from pipeline.files import media
from pipeline.files.decoding import decode_text
from pipeline.readers.reading import read_document
from scripts.fuzz.whole_runs import KINDS, base_files, run_trial

LETTER = "Dear colleagues,\n\nwe thank you for the invitation.\n"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "letter.txt").write_text(LETTER, encoding="utf-8")
    return folder


def word_file() -> bytes:
    document = docx.Document()
    document.add_paragraph("We thank you for the invitation.")
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def flipped(content: bytes, place: int, seed: random.Random) -> bytes:
    return content[:place] + bytes([content[place] ^ (1 << seed.randrange(8))]) + content[place + 1 :]


def extract(raw: Path, out: Path) -> subprocess.CompletedProcess[bytes]:
    command: list[str | bytes] = [
        sys.executable,
        "-m",
        "pipeline",
        "extract",
        os.fsencode(raw),
        "--out",
        str(out),
        "--workers",
        "1",
    ]
    return subprocess.run(command, capture_output=True, check=False, timeout=900)


def test_a_flipped_byte_in_the_list_of_parts_costs_one_file(raw: Path) -> None:
    seed, content = random.Random(19), word_file()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo("[Content_Types].xml")
    begin = info.header_offset
    for number in range(200):
        place = seed.randrange(begin, begin + 60 + info.compress_size)
        (raw / f"variant {number}.docx").write_bytes(flipped(content, place, seed))
    assert len(catalog_folder(raw).documents) > 150


@pytest.mark.slow
@pytest.mark.parametrize("way", ["flip", "vary"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_run_stands_damaged_files_of_every_kind(kind: str, way: str) -> None:
    trial = run_trial(way, kind, 12)
    assert (trial.files, trial.faults) == (12, [])


def test_a_packed_page_that_is_damaged_is_reported(tmp_path: Path) -> None:
    path, content = tmp_path / "report.pdf", bytearray(base_files("pdf")[0])
    path.write_bytes(content)
    assert "damaged-part" not in {issue.code for issue in read_document(tmp_path, describe_file(path)).issues}
    at = max(content.find(b"stream", found.end()) for found in re.finditer(rb"/FlateDecode", content))
    content[at + 200] ^= 4
    path.write_bytes(content)
    assert "damaged-part" in {issue.code for issue in read_document(tmp_path, describe_file(path)).issues}


def test_names_that_are_not_utf8_are_reported_and_the_rest_is_read(raw: Path, tmp_path: Path) -> None:
    folder = raw / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    (folder / "inside.txt").write_text(LETTER + "1", encoding="utf-8")
    (raw / os.fsdecode(b"na\xefve.txt")).write_text(LETTER + "2", encoding="utf-8")
    (raw / os.fsdecode(b"l\xefnk")).symlink_to(folder)
    done = extract(raw, tmp_path / "out")
    assert done.returncode == 1
    assert b"caf\\udce9/inside.txt" in done.stdout
    issues = pq.read_table(tmp_path / "out/issues.parquet").to_pylist()
    named = {row["source_path"] for row in issues if row["code"] == "unreadable-name"}
    assert named == {"caf\\udce9/inside.txt", "na\\udcefve.txt"}
    assert pq.read_table(tmp_path / "out/documents.parquet").num_rows == 1


def test_a_raw_folder_whose_name_is_not_utf8_is_read(tmp_path: Path) -> None:
    raw = tmp_path / os.fsdecode(b"d\xe9p\xf4t")
    raw.mkdir()
    (raw / "letter.txt").write_text(LETTER, encoding="utf-8")
    assert extract(raw, tmp_path / "out").returncode == 0


def test_a_file_that_can_not_be_opened_counts_as_failed(raw: Path) -> None:
    (raw / "gone.txt").symlink_to(raw / "nowhere.txt")
    assert catalog_folder(raw).refused_paths == ("gone.txt",)


def archive_with(types: bytes, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", "<w/>")
    return packed.getvalue()


MAIN = media.DOCX.encode() + b".main+xml"


@pytest.mark.parametrize(
    "types",
    [
        b'<Types><Override ContentType="%s"/></Types>' % MAIN,
        b"<Types><Override ContentType =\r\n  '%s'/></Types>" % MAIN,
        (b'<?xml version="1.0"?><Types><Override ContentType="%s"/></Types>' % MAIN).decode().encode("utf-16"),
    ],
)
def test_a_word_file_is_known_however_its_list_of_parts_is_written(tmp_path: Path, types: bytes) -> None:
    path = tmp_path / "report"
    path.write_bytes(archive_with(types))
    assert media.detect_media_type(path) == media.DOCX


def test_a_list_of_parts_packed_as_no_office_file_packs_it_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_bytes(archive_with(b"x" * 1000, zipfile.ZIP_LZMA))
    assert media.detect_media_type(path) in (media.DOCX, "application/zip")


def test_a_directory_beyond_all_measure_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = word_file()
    at = content.rindex(b"PK\x05\x06")
    path = tmp_path / "report"
    path.write_bytes(content[: at + 12] + struct.pack("<L", 900 << 20) + content[at + 16 :])
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("the directory was opened"))
    assert media.detect_media_type(path) == "application/zip"


def test_an_old_office_file_is_known_wherever_its_directory_stands(tmp_path: Path) -> None:
    path = tmp_path / "report"
    name = "WordDocument".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * ((1 << 20) - 18) + name + b"\0" * 500)
    assert media.detect_media_type(path) == "application/msword"


@pytest.mark.parametrize("charset", ["undefined", "idna", "punycode", "unicode_escape", "utf-7", "nonsense", "hex"])
def test_a_declared_encoding_that_is_none_changes_nothing(charset: str) -> None:
    assert decode_text(b"caf\xe9 \\u0041 and more words in plain Latin script", charset).text.startswith("café \\u0041")
