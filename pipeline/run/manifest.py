"""What a run did, and the manifest by which the next run recognizes that nothing changed.

The manifest is a file among the tables. It has the state that the tables depend on (documents, overrides, code,
libraries, options) as a digest, every file with its hash, and the summary of the run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline import cache
from pipeline.catalog import Catalog
from pipeline.ocr import describe_engine
from pipeline.overrides.decisions import OVERRIDES
from pipeline.quality.summary import ParserSummary, UnreadDocument
from pipeline.runtime.limits import Limits
from pipeline.storage import MANIFEST, Bucket, StorageError, read_last_manifest

RUN_LOG = "run.jsonl"
"""Name of the run log next to the tables: timings and host facts, one JSON object per line."""
LINKS_REVIEW = "links_review.csv"
"""Name of the list of links in doubt next to the tables. Decisions go to overrides.csv in the raw folder."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did: rows by table, results by parser, failed documents, seconds, links by status.

    `documents` has a line for each document of a small run, `unread` those of which something is missing.

    `is_unchanged` means that the tables of an earlier run were left in place. `memory` is the peak of all workers in
    MB.
    """

    out: Path | Bucket
    rows: dict[str, int]
    parsers: tuple[ParserSummary, ...]
    failed: tuple[str, ...]
    seconds: float
    links: Mapping[str, int] = field(default_factory=dict)
    is_unchanged: bool = False
    memory: int = 0
    documents: tuple[str, ...] = ()
    unread: tuple[UnreadDocument, ...] = ()


def compute_state(
    raw: Path, catalog: Catalog, limits: Limits, include_contacts: bool, partition_by: Sequence[str] = ()
) -> str:
    """Return a digest of everything that the tables depend on."""
    overrides = raw / OVERRIDES
    overrides_bytes = overrides.read_bytes() if overrides.is_file() else None
    limit_values = (limits.size, limits.pages, limits.cells, describe_engine(limits.ocr))
    options = (limit_values, include_contacts, tuple(partition_by))
    parts = (catalog.documents, catalog.issues, overrides_bytes, options, cache.code_digest(), cache.library_versions())
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def build_manifest(folder: Path, state: str, summary: Summary) -> bytes:
    """Return the manifest of the files in a folder. An empty state never equals that of a later run."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    files = [{"path": name, **_file_facts(paths[name])} for name in sorted(paths) if name != MANIFEST]
    values = {
        name: value
        for name, value in asdict(summary).items()
        if name not in {"out", "seconds", "is_unchanged", "memory"}
    }
    return (
        json.dumps({"state": state, "files": files, "summary": values}, ensure_ascii=False, indent=1) + "\n"
    ).encode()


def previous_summary(out: Path | Bucket, digest: str) -> Summary | None:
    """Return the summary of the run that published `out`, if it had this state and all its files are intact.

    In an object store only the sizes of files are compared, in a folder their hashes.
    """
    if isinstance(out, Bucket):
        return _previous_summary_in_bucket(out, digest)
    try:
        previous = json.loads((out / MANIFEST).read_bytes())
        if previous["state"] != digest or any(
            _file_facts(out / file["path"]) != _recorded_facts(file) for file in previous["files"]
        ):
            return None
        return _read_summary(out, previous["summary"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _previous_summary_in_bucket(out: Bucket, digest: str) -> Summary | None:
    try:
        previous = read_last_manifest(out)
        if previous is None or previous["state"] != digest:
            return None
        stored_sizes = {stored.key: stored.size for stored in out.list_objects(previous["folder"])}
        expected_sizes = {f"{previous['folder']}/{file['path']}": file["bytes"] for file in previous["files"]}
        return _read_summary(out, previous["summary"]) if expected_sizes == stored_sizes else None
    except (StorageError, KeyError, TypeError):
        return None


def _file_facts(path: Path) -> dict[str, object]:
    content = path.read_bytes()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _recorded_facts(file: Mapping[str, Any]) -> dict[str, object]:
    return {"bytes": file["bytes"], "sha256": file["sha256"]}


def _read_summary(out: Path | Bucket, values: Mapping[str, Any]) -> Summary:
    parsers = tuple(ParserSummary(**parser) for parser in values["parsers"])
    return Summary(
        out,
        values["rows"],
        parsers,
        failed=tuple(values["failed"]),
        seconds=0.0,
        links=values["links"],
        is_unchanged=True,
        documents=tuple(values.get("documents", ())),
        unread=tuple(UnreadDocument(**row) for row in values.get("unread", ())),
    )
