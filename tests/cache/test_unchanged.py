"""A run over what did not change opens no document, links nothing, writes nothing; any change is seen."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.run.extract_folder import Summary, extract_folder
from pipeline.storage import MANIFEST
from tests.specimen_folder import copied

ATTEMPTS = 5
"""A backup or a search index may touch a file in between, which then is rightly opened again."""

OPENED = """
import sys
from pathlib import Path
raw, out = sys.argv[1:3]
opened, loaded = [], []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event in ("open", "os.rename") else None)
from pipeline.cli import main
try:
    main(["extract", raw, "--out", out, "--quiet"])
except SystemExit as ended:
    assert not ended.code, ended.code
print(*sorted({path for path in opened if path.startswith((raw, out))}), sep="\\n")
print(*sorted({"scipy", "pyarrow", "spacy", "pandas", "numpy"} & set(sys.modules)))
"""


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "cache"))
    folder = copied(tmp_path / "raw")
    for file in folder.iterdir():
        aged(file)
    return folder


def aged(path: Path) -> None:
    """Let a file's content be a minute old: what was written just now is hashed again, since it may still change."""
    moment = path.stat().st_mtime - 60
    os.utime(path, (moment, moment))


def settled(raw: Path, out: Path) -> Summary:
    """Run until nothing is new: a file's times must be old enough to be trusted, and another program may touch it."""
    for _ in range(ATTEMPTS):
        summary = extract_folder(raw, out, workers=1, rehash=True)
        if summary.is_unchanged:
            break
        time.sleep(0.3)  # the entry's own time of change can't be set back
    return summary


def test_an_unchanged_run_opens_no_document_and_writes_nothing(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-c", OPENED, str(raw), str(out)]
    for _ in range(ATTEMPTS):
        assert settled(raw, out).is_unchanged
        before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=900)
        *opened, loaded = done.stdout.splitlines()
        assert {path.name: path.stat().st_mtime_ns for path in out.iterdir()} == before
        documents = [path for path in opened if path.startswith(str(raw))]
        if not documents:
            break
    assert (documents, loaded) == ([], "")


def same_size_same_time(raw: Path, out: Path) -> None:
    file = raw / "QN0003.html"
    found = file.stat()
    text = file.read_bytes()
    file.write_bytes(text.replace(b"QN0003", b"QN0004"))
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))


def renamed(raw: Path, out: Path) -> None:
    (raw / "QN0003.html").rename(raw / "page.html")


def removed(raw: Path, out: Path) -> None:
    (raw / "QN0003.html").unlink()


def added(raw: Path, out: Path) -> None:
    (raw / "letter.txt").write_text("Dear colleagues,\n\nwe thank you.\n", encoding="utf-8")


def told(raw: Path, out: Path) -> None:
    (raw / "manifest.csv").write_text("path,country\nQN0003.html,Arcadia\n", encoding="utf-8")


def decided(raw: Path, out: Path) -> None:
    (raw / "overrides.csv").write_text("kind,from_key,to_key,decision,who,when,why\n", encoding="utf-8")


def table_lost(raw: Path, out: Path) -> None:
    (out / "milestones.parquet").unlink()


def table_harmed(raw: Path, out: Path) -> None:
    data = (out / "milestones.parquet").read_bytes()
    (out / "milestones.parquet").write_bytes(data[:-1] + b"x")


def manifest_harmed(raw: Path, out: Path) -> None:
    (out / MANIFEST).write_text('{"state": 1}', encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        same_size_same_time,
        table_harmed,
        *(pytest.param(change, marks=pytest.mark.slow) for change in (added, renamed, removed, told, decided)),
        *(pytest.param(change, marks=pytest.mark.slow) for change in (table_lost, manifest_harmed)),
    ],
)
def test_any_change_is_seen(raw: Path, tmp_path: Path, change: Callable[[Path, Path], None]) -> None:
    out = tmp_path / "out"
    assert settled(raw, out).is_unchanged
    change(raw, out)
    assert not extract_folder(raw, out, workers=1).is_unchanged
    extract_folder(raw, tmp_path / "fresh", workers=1, use_cache=False)
    for file in (tmp_path / "fresh").glob("*.parquet"):
        assert (out / file.name).read_bytes() == file.read_bytes()


def test_other_options_and_no_cache_are_no_unchanged_run(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert settled(raw, out).is_unchanged
    assert not extract_folder(raw, out, workers=1, include_contacts=False).is_unchanged
    assert not extract_folder(raw, out, workers=1, include_contacts=True).is_unchanged
    assert not extract_folder(raw, out, workers=1, use_cache=False).is_unchanged
    assert extract_folder(raw, out, workers=2).is_unchanged


def test_what_failed_for_a_passing_reason_is_tried_again(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.run import stages

    (raw / "broken.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n<<")
    first = settled(raw, tmp_path / "out")
    assert (first.is_unchanged, first.failed) == (True, ("broken.pdf",))
    monkeypatch.setattr(stages, "TRANSIENT_CODES", frozenset({"pdf-unreadable"}))
    extract_folder(raw, tmp_path / "other", workers=1)
    assert not extract_folder(raw, tmp_path / "other", workers=1).is_unchanged
