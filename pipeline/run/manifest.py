"""What a run did, and the manifest by which the next one knows that nothing changed.

The manifest is a file of the set: the state that the tables come from (documents, people's decisions, code, libraries,
options), every file of the set with its hash, and the run's summary.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline import cache
from pipeline.catalog import Catalogue
from pipeline.ocr import identity
from pipeline.overrides.decisions import OVERRIDES
from pipeline.quality.summary import ParserSummary
from pipeline.runtime.limits import Limits
from pipeline.storage import MANIFEST, Bucket, StorageError, last_manifest

RUN_LOG = "run.jsonl"
"""The run log's name beside the tables: timings and host facts, one JSON object a line."""
REVIEW = "links_review.csv"
"""The list of links in doubt, for people, beside the tables; overrides.csv in the raw folder takes their decisions."""

PASSING = frozenset({"time-limit", "memory-limit", "worker-died", "file-changed", "parser-not-loaded"})
"""Codes of issues that another run may not meet: after one of them nothing is taken for done."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did: tables by name, the closing table's rows, failures, seconds, and links by status.

    `unchanged` tells that the tables of an earlier run stand as they are; `memory` is the most MB that a worker took.
    """

    out: Path | Bucket
    rows: dict[str, int]
    parsers: tuple[ParserSummary, ...]
    failed: tuple[str, ...]
    seconds: float
    links: Mapping[str, int] = field(default_factory=dict)
    unchanged: bool = False
    memory: int = 0


def state_of(raw: Path, found: Catalogue, limits: Limits, contacts: bool, partition: Sequence[str] = ()) -> str:
    """Return a digest of all that the tables depend on."""
    overrides = raw / OVERRIDES
    decided = overrides.read_bytes() if overrides.is_file() else None
    caps = (limits.size, limits.pages, limits.cells, identity(limits.ocr))
    wanted = (caps, contacts, tuple(partition))
    parts = (found.documents, found.issues, decided, wanted, cache.code_digest(), cache.libraries())
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def manifest(folder: Path, state: str, summary: Summary) -> bytes:
    """Return the manifest of the set that lies in a folder; an empty state is never the next run's."""
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    files = [{"path": name, **_facts(there[name])} for name in sorted(there) if name != MANIFEST]
    told = {
        name: value for name, value in asdict(summary).items() if name not in {"out", "seconds", "unchanged", "memory"}
    }
    return (json.dumps({"state": state, "files": files, "summary": told}, ensure_ascii=False, indent=1) + "\n").encode()


def last(out: Path | Bucket, digest: str) -> Summary | None:
    """Return the summary of the run whose set lies in `out` where it was made in this state and is whole.

    Of an object store's set the sizes are looked at; of a folder's, the hashes.
    """
    if isinstance(out, Bucket):
        return _last_stored(out, digest)
    try:
        known = json.loads((out / MANIFEST).read_bytes())
        if known["state"] != digest or any(_facts(out / file["path"]) != _stated(file) for file in known["files"]):
            return None
        return _summary(out, known["summary"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _last_stored(out: Bucket, digest: str) -> Summary | None:
    try:
        known = last_manifest(out, MANIFEST)
        if known is None or known["state"] != digest:
            return None
        there = {stored.key: stored.size for stored in out.listing(known["folder"])}
        named = {f"{known['folder']}/{file['path']}": file["bytes"] for file in known["files"]}
        return _summary(out, known["summary"]) if named == there else None
    except (StorageError, KeyError, TypeError):
        return None


def _facts(path: Path) -> dict[str, object]:
    content = path.read_bytes()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _stated(file: Mapping[str, Any]) -> dict[str, object]:
    return {"bytes": file["bytes"], "sha256": file["sha256"]}


def _summary(out: Path | Bucket, told: Mapping[str, Any]) -> Summary:
    parsers = tuple(ParserSummary(**parser) for parser in told["parsers"])
    return Summary(out, told["rows"], parsers, tuple(told["failed"]), 0.0, told["links"], unchanged=True)
