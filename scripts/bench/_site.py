"""A large archive for the review site: the specimens and what was read of them, copied under other digests and IDs."""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline import schema
from pipeline.tables import publish_tables

Rows = dict[str, list[dict[str, Any]]]
ONCE = {"registry"}
"""Folders of data files: they speak of all documents, so copies would say nothing new."""

_NAME = re.compile(r"\b([0-9a-f]{16})\b|\bQN(\d{4})\b")


def archive(raw: Path, extracted: Path, folder: Path, count: int) -> tuple[Path, Path]:
    """Write `count` documents and their tables below `folder`; return the raw and the extracted folder.

    Every copy is a reform of its own in the same country: links and threads are copied with it.
    """
    tables = {name: schema.read_rows(name, files) for name, files in schema.all_files(extracted).items()}
    made: Rows = {name: [] for name in tables}
    left, copy = count, 0
    while left > 0:
        named = dict(_copies(raw, folder / "raw", tables["documents"], copy, left))
        _add(made, tables, named, copy)
        left, copy = left - len(named), copy + 1
    publish_tables(folder / "extracted", made)
    return folder / "raw", folder / "extracted"


def _copies(raw: Path, to: Path, documents: list[Any], copy: int, most: int) -> Iterator[tuple[str, tuple[str, Path]]]:
    """Copy the sources; yield document_id -> SHA-256 and path of its copy."""
    wanted = [row for row in documents if not copy or Path(row["source_path"]).parts[0] not in ONCE]
    for row in wanted[:most]:
        path = Path(f"copy{copy}", row["source_path"])
        target = to / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(raw / row["source_path"], target)
        if copy:
            _differ(target, copy)
        yield row["document_id"], (hashlib.sha256(target.read_bytes()).hexdigest(), path)


def _differ(path: Path, copy: int) -> None:
    """Give a file another digest and leave what it says."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path, "a") as archive:
            archive.comment = str(copy).encode()
    else:
        note = {".pdf": f"\n% {copy}\n", ".html": f"<!-- {copy} -->"}.get(path.suffix, "\n" * copy)
        with path.open("a", encoding="utf-8") as stream:
            stream.write(note)


def _add(made: Rows, tables: Mapping[str, Any], named: Mapping[str, tuple[str, Path]], copy: int) -> None:
    def other(found: re.Match[str]) -> str:
        if found[1]:
            return named[found[1]][0][:16] if found[1] in named else found[1]
        return f"QN{copy:03}{found[2]}"

    for name, rows in tables.items():
        for row in rows:
            home = row.get("document_id") or row.get("source_document_id")
            if home and home not in named:
                continue
            values = {key: _NAME.sub(other, value) if isinstance(value, str) else value for key, value in row.items()}
            if name == "documents":
                sha256, path = named[home]
                values |= {"sha256": sha256, "source_path": path.as_posix()}
            made[name].append(values)
