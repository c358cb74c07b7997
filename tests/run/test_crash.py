"""Crashes: a run that is killed, a full disk or a second run leaves one complete set, and the next run finishes."""

from __future__ import annotations

import json
import os
import random
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import schema
from pipeline.run.extract_folder import extract_folder
from pipeline.tables import PublishError, lock_output
from tests.specimen_folder import copied

KILLS = int(os.environ.get("OGP_KILLS", "4"))
"""How many runs are killed; `OGP_KILLS=200 pytest tests/run/test_crash.py` is the long form."""


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "cache"))
    return copied(tmp_path / "raw")


def command(raw: Path, out: Path) -> list[str]:
    return [sys.executable, "-m", "pipeline", "extract", str(raw), "--out", str(out), "--workers", "1", "--json"]


def tables_of(out: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(out.glob("*.parquet"))}


@pytest.mark.slow
def test_a_run_killed_at_any_moment_leaves_a_complete_set(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    extract_folder(raw, out, workers=1)
    old = tables_of(out)
    (raw / "letter.txt").write_text("Dear colleagues,\n\nwe thank you for the invitation.\n", encoding="utf-8")
    started = time.monotonic()
    extract_folder(raw, tmp_path / "wanted", workers=1, use_cache=False)
    whole, new = time.monotonic() - started, tables_of(tmp_path / "wanted")
    moments = random.Random(6)
    for _ in range(KILLS):
        going = subprocess.Popen(command(raw, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0, whole))
        going.send_signal(signal.SIGKILL)
        going.wait()
        assert tables_of(out) in (old, new)
    subprocess.run(command(raw, out), check=True, capture_output=True, timeout=900)
    assert tables_of(out) == new
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "out", "raw", "wanted"]


def test_a_run_killed_before_it_has_cleared_up_is_cleared_up_by_the_next(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    extract_folder(raw, out, workers=1)
    new = tables_of(out)
    beside = tmp_path / ".out.new"
    shutil.copytree(out, beside)
    (beside / "notes.txt").write_text("The user's own.", encoding="utf-8")
    extract_folder(raw, out, workers=1)
    assert not beside.exists()
    assert (out / "notes.txt").is_file()
    assert tables_of(out) == new


def test_an_interrupted_run_goes_on_from_the_cache(raw: Path, tmp_path: Path) -> None:
    class Stop(Exception):  # noqa: N818
        pass

    def stop(done: int, total: int, path: str) -> None:
        if done == 2:
            raise Stop

    with pytest.raises(Stop):
        extract_folder(raw, tmp_path / "out", workers=1, progress=stop)
    assert not (tmp_path / "out").exists()
    extract_folder(raw, tmp_path / "out", workers=1)
    log = [json.loads(line) for line in (tmp_path / "out" / "run.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sum(entry["cached"] for entry in log if entry["event"] == "document") >= 2


def test_a_second_run_into_the_folder_is_told_so_at_once(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with lock_output(out):
        done = subprocess.run(command(raw, out), capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 2
    assert f"Another run is writing into {out} (process {os.getpid()})" in " ".join(done.stderr.split())
    extract_folder(raw, out, workers=1)
    assert len(tables_of(out)) == len(schema.all_tables())


def test_a_lock_whose_run_is_dead_holds_nobody(raw: Path, tmp_path: Path) -> None:
    (tmp_path / ".out.lock").write_text("999999", encoding="ascii")
    extract_folder(raw, tmp_path / "out", workers=1)
    assert not (tmp_path / ".out.lock").exists()


def test_a_full_disk_leaves_the_old_set(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    extract_folder(raw, out, workers=1)
    old = tables_of(out)
    (raw / "letter.txt").write_text("Dear colleagues,\n\nwe thank you.\n", encoding="utf-8")

    def small_files_only() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

    done = subprocess.run(
        command(raw, out), preexec_fn=small_files_only, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 2
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert tables_of(out) == old
    assert not (tmp_path / ".out.new").exists()


def small_disk(folder: Path, script: str, kind: str = "size=8m") -> subprocess.CompletedProcess[str]:
    """Run a script of the shell in a namespace of its own where a small disk lies at a folder; skip without leave."""
    alone = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    mounting = f"mount -t tmpfs -o {kind} none {shlex.quote(str(folder))} || exit 77; cd {shlex.quote(str(folder))}"
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed (util-linux), so that no small disk can be made")
    done = subprocess.run(
        [*alone, "sh", "-c", f"{mounting}\n{script}"], capture_output=True, text=True, check=False, timeout=600
    )
    if done.returncode == 77 or "unshare failed" in done.stderr:
        pytest.skip("the system lets nobody mount a small disk here")
    return done


@pytest.mark.parametrize("left", [0, 40], ids=["to the last byte", "but for 40 KB"])
@pytest.mark.slow
def test_a_disk_that_is_full_leaves_the_old_set(raw: Path, tmp_path: Path, left: int) -> None:
    (tmp_path / "disk").mkdir()
    letter, extract = raw / "letter.txt", shlex.join(command(raw, tmp_path / "disk" / "out"))
    done = small_disk(
        tmp_path / "disk",
        f"""{extract} > /dev/null || exit 3
        sha256sum out/*.parquet > {tmp_path}/sums
        printf 'Dear colleagues,\n\nwe thank you.\n' > {letter}
        dd if=/dev/zero of=fill bs=1k 2> /dev/null; truncate -s -{left}K fill
        {extract} > /dev/null; echo "ended with $?"
        sha256sum --check --quiet {tmp_path}/sums && echo "old set"
        ls -A
        rm fill; {extract} > /dev/null && ls out | grep -c parquet""",
    )
    assert "ended with 2\nold set\nfill\nout\n" in done.stdout
    assert done.stdout.endswith(f"\n{len(schema.all_tables())}\n")
    told = " ".join(done.stderr.split())
    assert "No space left on device" in told
    assert "Free some space, or give another folder with --out" in told
    assert "Traceback" not in told


def test_a_read_only_disk_is_told_before_anything_is_read(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    extract = shlex.join(command(raw, tmp_path / "disk" / "out"))
    done = small_disk(tmp_path / "disk", f'{extract}; echo "ended with $?"', "ro")
    assert "ended with 2" in done.stdout
    told = " ".join(done.stderr.split())
    assert "Read-only file system" in told
    assert "Make the folder above it writable, or give another one with --out" in told


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_read_only_folder_is_told_before_anything_is_read(raw: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(PublishError, match="No tables can be written"):
        extract_folder(raw, closed / "out", workers=1)


def test_a_folder_that_cannot_be_made_is_told_before_anything_is_read(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(PublishError, match="No tables can be written"):
        extract_folder(raw, tmp_path / "file" / "out", workers=1)
