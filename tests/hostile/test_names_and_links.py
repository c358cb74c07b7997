"""Hostile names and links: nothing leaves the raw folder, nothing is fetched, nothing steers a terminal."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import docx
import pyarrow.parquet as pq
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from pipeline.run.extract_folder import extract_folder

NAMES = ("line\nbreak.txt", "\x1b[2J\x1b]0;owned\x07.txt", "=HYPERLINK(1).txt", "\u202etxt.fdp", "-rf.txt", "a;b|c.txt")
TEXT = "Dear colleagues,\n\nwe thank you for the invitation.\n"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def documents(out: Path) -> dict[str, str]:
    return {row["source_path"]: row["status"] for row in pq.read_table(out / "documents.parquet").to_pylist()}


def test_names_of_every_kind_are_read_and_steer_no_terminal(raw: Path, tmp_path: Path) -> None:
    for number, name in enumerate(NAMES):
        (raw / name).write_text(TEXT + str(number), encoding="utf-8")
    (raw / "\x1b[31mempty\n.pdf").write_bytes(b"")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "pipeline", "extract", str(raw), "--out", str(out), "--workers", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr
    assert set(documents(out)) == {*NAMES, "\x1b[31mempty\n.pdf"}
    for line in (out / "run.jsonl").read_text(encoding="utf-8").splitlines():
        json.loads(line)


def test_links_and_paths_that_leave_the_folder_are_refused(raw: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("The secret.\n", encoding="utf-8")
    (raw / "letter.txt").write_text(TEXT, encoding="utf-8")
    (raw / "link.txt").symlink_to(secret)
    (raw / "folder").symlink_to(tmp_path)
    (raw / "loop").symlink_to(raw)
    (raw / "manifest.csv").write_text("path,country\n../secret.txt,Norlandia\n/etc/passwd,x\n", encoding="utf-8")
    extract_folder(raw, tmp_path / "out", workers=1, use_cache=False)
    assert set(documents(tmp_path / "out")) == {"letter.txt"}
    codes = {row["code"] for row in pq.read_table(tmp_path / "out" / "issues.parquet").to_pylist()}
    assert {"link-refused", "manifest-bad-path"} <= codes


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A server that notes every request; return its address and the notes."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            return

    found = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{found.server_port}", asked
    found.shutdown()


def docx_with(folder: Path, name: str, body: str, head: str = "") -> None:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{packages}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?>{head}<w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>{body}</w:t></w:r></w:p>'
            "</w:body></w:document>",
        )
        archive.writestr("../../escaped.txt", "out of the archive")


def test_a_part_that_claims_more_bytes_than_there_are_is_a_damaged_part(raw: Path, tmp_path: Path) -> None:
    docx_with(raw, "claims.docx", "A plain letter.")
    data = bytearray((raw / "claims.docx").read_bytes())
    entry = next(
        at for at in range(len(data)) if data[at:].startswith(b"PK\x01\x02") and b"word/doc" in data[at : at + 60]
    )
    data[entry + 20 : entry + 24] = (0xF0000000).to_bytes(4, "little")
    (raw / "claims.docx").write_bytes(data)
    extract_folder(raw, tmp_path / "out", workers=1, use_cache=False)
    (issue,) = pq.read_table(tmp_path / "out" / "issues.parquet").to_pylist()
    assert issue["code"] == "corrupt-docx"


LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {two} "{f"&{one};" * 10}">' for one, two in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)


def test_nothing_is_fetched_and_no_entity_is_expanded(raw: Path, tmp_path: Path, server: tuple[str, list[str]]) -> None:
    address, asked = server
    (raw / "page.html").write_text(
        f'<!DOCTYPE html SYSTEM "{address}/page.dtd"><html><head><link rel="stylesheet" href="{address}/a.css">'
        f'<script src="{address}/a.js"></script><meta http-equiv="refresh" content="0; url={address}/b"></head>'
        f'<body><p>Text</p><img src="{address}/a.png"><iframe src="{address}/c"></iframe></body></html>',
        encoding="utf-8",
    )
    docx_with(raw, "dtd.docx", "&x;", f'<!DOCTYPE w SYSTEM "{address}/w.dtd" [<!ENTITY x SYSTEM "{address}/x">]>')
    docx_with(raw, "file.docx", "&x;", '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
    docx_with(raw, "laughs.docx", "&j;", LAUGHS)
    docx_with(raw, "plain.docx", "A plain letter.")
    extract_folder(raw, tmp_path / "out", workers=1, use_cache=False)
    assert asked == []
    status = documents(tmp_path / "out")
    assert {name: found for name, found in status.items() if name != "page.html"} == {
        "dtd.docx": "failed",
        "file.docx": "failed",
        "laughs.docx": "failed",
        "plain.docx": "unidentified",
    }
    issues = pq.read_table(tmp_path / "out" / "issues.parquet").to_pylist()
    assert {row["code"] for row in issues if row["severity"] == "error"} == {"unsafe-xml"}
    assert not (tmp_path / "escaped.txt").exists()


EXTERNAL = (
    "attachedTemplate",
    "image",
    "oleObject",
    "aFChunk",
    "subDocument",
    "footnotes",
    "styles",
    "hyperlink",
    "frame",
)
"""Kinds of parts that a Word file may name by an address instead of holding them."""


def test_parts_of_a_word_file_that_lie_elsewhere_are_not_followed(
    raw: Path, tmp_path: Path, server: tuple[str, list[str]]
) -> None:
    address, asked = server
    document = docx.Document()
    document.add_paragraph("A plain letter to the ministry.")
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    for part in (document.part, document.part._settings_part):
        for kind in EXTERNAL:
            for target in (f"{address}/{kind}", (tmp_path / "secret.docx").as_uri(), "\\\\host\\share\\x.dotm"):
                number = part.relate_to(target, f"{office}/{kind}", is_external=True)
                if kind == "aFChunk":
                    chunk = OxmlElement("w:altChunk")
                    chunk.set(qn("r:id"), number)
                    document.element.body.insert(0, chunk)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f'INCLUDETEXT "{address}/field"')
    document.paragraphs[0]._p.append(field)
    document.save(str(raw / "elsewhere.docx"))
    extract_folder(raw, tmp_path / "out", workers=1, use_cache=False)
    assert asked == []
    assert documents(tmp_path / "out")["elsewhere.docx"] == "unidentified"
    issues = pq.read_table(tmp_path / "out" / "issues.parquet").to_pylist()
    told = {row["code"] for row in issues if row["source_path"] == "elsewhere.docx"}
    assert told == {"no-parser", "embedded-document"}
