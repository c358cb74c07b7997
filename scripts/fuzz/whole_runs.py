"""Whole runs over folders of damaged files: `python -m scripts.fuzz.whole_runs flip pdf docx --count 2000`.

`flip` turns one bit at a random place of a specimen, `vary` damages it in ways of its format. Each run extracts a batch
of such files and a sound letter; it must end by itself, publish tables that `ogp validate` accepts, list every file,
read the letter, and report no stage that crashed.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq

from scripts.fuzz.targets import DAMAGE, SPECIMENS

LETTER = "Dear colleagues,\n\nwe thank you for the invitation.\n"
KINDS = ("pdf", "docx", "xlsx", "html", "csv", "text")
VALUES = ("commitments", "milestones", "assessments")
"""Tables in which a damaged file must not give other values without an issue."""

PACKED = ("pdf", "docx", "xlsx")
"""Kinds whose text is packed, so that other values show that damage was not noticed; they are kept for a look."""

_NOT_COMPARED = ("_id", "_key", "id_method", "id_score")
_CONFINED = {"time-limit", "memory-limit", "worker-died"}
_RUN_SECONDS = 3600


@dataclass(slots=True)
class Trial:
    """What the runs over the damaged files of one kind gave."""

    kind: str
    files: int = 0
    seconds: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)


def flip_bit(content: bytes, chance: random.Random) -> bytes:
    """Return content with one bit turned at a random place."""
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :]


def vary(kind: str) -> Callable[[bytes, random.Random], bytes]:
    """Return what damages a file of a kind in ways of its format; a workbook is parts of XML as a DOCX is."""
    return DAMAGE["docx" if kind == "xlsx" else kind]


@cache
def base_files(kind: str) -> tuple[bytes, ...]:
    """Return small specimens of a kind that hold records; their parts are packed, as office programs do it."""
    if kind == "xlsx":
        return (_make_workbook(base_files("csv")[0]),)
    suffix = "txt" if kind == "text" else kind
    paths = sorted(SPECIMENS.rglob(f"*.{suffix}"), key=lambda path: path.stat().st_size)
    contents = [path.read_bytes() for path in paths if path.name != "manifest.csv"][:3]
    pack = {"docx": _deflate, "pdf": pack_streams}.get(kind, bytes)
    return tuple(map(pack, contents))


def _make_workbook(table: bytes) -> bytes:
    workbook, packed = openpyxl.Workbook(), io.BytesIO()
    for row in csv.reader(io.StringIO(table.decode("utf-8-sig"))):
        workbook.active.append(row)
    workbook.save(packed)
    return packed.getvalue()


def _deflate(archive: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def pack_streams(pdf: bytes) -> bytes:
    """Return a PDF of plain streams with all of them packed."""
    packed, offsets = bytearray(b"%PDF-1.4\n"), {}
    for number, plain in re.findall(rb"\n(\d+) 0 obj(.*?)endobj", pdf, re.DOTALL):
        body = plain
        if stream := re.match(rb"(.*?)stream\r?\n(.*?)\r?\n?endstream", plain, re.DOTALL):
            content = zlib.compress(stream[2])
            head = re.sub(rb"/Length \d+", b"/Filter /FlateDecode /Length %d" % len(content), stream[1])
            body = head + b"stream\n" + content + b"\nendstream\n"
        offsets[int(number)] = len(packed)
        packed += number + b" 0 obj" + body + b"endobj\n"
    size = max(offsets) + 1
    lines = (b"%010d 00000 n \n" % offsets[n] if n in offsets else b"0000000000 65535 f \n" for n in range(size))
    trailer = pdf[pdf.rindex(b"trailer") : pdf.rindex(b"startxref")]
    end = b"xref\n0 %d\n%s%sstartxref\n%d\n%%%%EOF\n" % (size, b"".join(lines), trailer, len(packed))
    return bytes(packed + end)


def run_batch(trial: Trial, contents: Sequence[bytes], keep: Path | None, seconds: int = 120) -> None:
    """Extract a folder with these files, a sound one and a letter, and add what came of it to a trial."""
    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder, "raw"), Path(folder, "out")
        raw.mkdir()
        suffix = "txt" if trial.kind == "text" else trial.kind
        (raw / "letter.txt").write_text(LETTER, encoding="utf-8")
        for number, content in enumerate(contents):
            (raw / f"{number:05}.{suffix}").write_bytes(content)
        for number, content in enumerate(base_files(trial.kind)):
            (raw / f"sound-{number}.{suffix}").write_bytes(content)
        faults = _extract(trial, raw, out, seconds) or _check_tables(trial, out, {path.name for path in raw.iterdir()})
        trial.faults += faults
        for name in (*{fault.partition(":")[0] for fault in faults}, *trial.silent[:20]):
            if keep is not None and (raw / name).is_file():
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{trial.kind}-{trial.files}-{name}").write_bytes((raw / name).read_bytes())
        trial.files += len(contents)
        trial.silent.clear()


def _extract(trial: Trial, raw: Path, out: Path, seconds: int) -> list[str]:
    command = [sys.executable, "-m", "pipeline"]
    options = ["--out", str(out), "--workers", "1", "--time-limit", str(seconds), "--json"]
    environment = {**os.environ, "OGP_CACHE": str(raw.parent / "cache")}
    started = time.monotonic()
    result = subprocess.run(
        [*command, "extract", str(raw), *options],
        capture_output=True, text=True, errors="replace", timeout=_RUN_SECONDS, check=False, env=environment,
    )  # fmt: skip
    trial.seconds += time.monotonic() - started
    if result.returncode not in (0, 1) or "Traceback" in result.stderr:
        return [f"run: exit code {result.returncode}: {result.stderr[-2000:]}"]
    valid = subprocess.run([*command, "validate", str(out)], capture_output=True, text=True, check=False)
    return [] if valid.returncode == 0 else [f"validate: {valid.stdout[-2000:]}"]


def _check_tables(trial: Trial, out: Path, names: set[str]) -> list[str]:
    documents = {row["document_id"]: row for row in pq.read_table(out / "documents.parquet").to_pylist()}
    issues: dict[str, set[str]] = {}
    for row in pq.read_table(out / "issues.parquet").to_pylist():
        issues.setdefault(row["source_path"], set()).add(row["code"])
    # A file with the bytes of another is listed as its copy.
    listed = {row["source_path"] for row in documents.values()} | set(issues)
    faults = [f"{name}: not listed" for name in sorted(names - listed)]
    faults += [
        f"{name}: {', '.join(sorted(codes))}"
        for name, codes in issues.items()
        if codes & _CONFINED or any(code.endswith("-crashed") for code in codes)
    ]
    statuses = {row["source_path"]: row["status"] for row in documents.values()}
    if statuses.get("letter.txt") != "unidentified":
        faults.append("letter.txt: not read")
    values = _list_values(out, documents)
    sound = [values.get(name, frozenset()) for name in sorted(names) if name.startswith("sound-")]
    for name in names - {"letter.txt"} & set(statuses):
        if not name.startswith("sound-"):
            trial.statuses[statuses[name]] += 1
            if values.get(name, frozenset()) not in sound and statuses[name] in ("ok", "partial"):
                trial.changed["with an issue" if issues.get(name) else "without an issue"] += 1
                if not issues.get(name) and trial.kind in PACKED:
                    trial.silent.append(name)
    return faults


def _list_values(out: Path, documents: dict[str, dict[str, object]]) -> dict[str, frozenset[str]]:
    """Return file -> its rows, without what differs between copies of a file."""
    values: dict[str, set[str]] = {}
    for table in VALUES:
        for row in pq.read_table(out / f"{table}.parquet").to_pylist():
            kept = {key: value for key, value in row.items() if not key.endswith(_NOT_COMPARED)}
            path = str(documents[row["document_id"]]["source_path"])
            values.setdefault(path, set()).add(json.dumps(kept, sort_keys=True, default=str))
    return {path: frozenset(rows) for path, rows in values.items()}


def run_trial(way: str, kind: str, count: int, batch: int = 500, keep: Path | None = None) -> Trial:
    """Damage specimens of a kind so many times, and extract them in batches."""
    trial, chance = Trial(kind), random.Random(f"{way} {kind}")
    damage = flip_bit if way == "flip" else vary(kind)
    while trial.files < count:
        size = min(batch, count - trial.files)
        run_batch(trial, [damage(chance.choice(base_files(kind)), chance) for _ in range(size)], keep)
    return trial


def main() -> None:
    """Run from the command line; the exit code is 1 where a run did not stand the damage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=("flip", "vary"))
    parser.add_argument("kinds", nargs="*", help="Kinds of files; all by default.")
    parser.add_argument("--count", type=int, default=2000, help="Files of each kind.")
    parser.add_argument("--batch", type=int, default=500, help="Files in a run.")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-found"), help="Folder for files that end badly.")
    options = parser.parse_args()
    ended_badly = False
    for kind in options.kinds or KINDS:
        trial = run_trial(options.way, kind, options.count, options.batch, options.keep)
        ended_badly |= bool(trial.faults)
        print(
            f"{kind}: {trial.files} files in {trial.seconds:.0f} s; {dict(trial.statuses)}; "
            f"other values {dict(trial.changed)}; {len(trial.faults)} faults",
            *trial.faults[:20],
            sep="\n  ",
            flush=True,
        )
    sys.exit(ended_badly)


if __name__ == "__main__":
    main()
