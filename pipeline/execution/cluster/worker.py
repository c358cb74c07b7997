"""Code that runs on a Dask worker: extract the documents of a batch, each in a sandboxed process of that machine."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.execution.worker_pool import LostTask
    from pipeline.extraction import DocumentResult
    from pipeline.model import SourceDocument
    from pipeline.runtime.options import Options

Entries = dict[tuple[str, str], bytes]
"""Cache layer and key -> the stored bytes."""


class OtherVersionError(Exception):
    """The worker's code, schemas or libraries differ from the client's."""


@dataclass(frozen=True, slots=True)
class ClusterIdentity:
    """What tables depend on besides documents: version, digests of schemas and code, libraries (one per line)."""

    version: str
    schemas: str
    code: str
    libraries: str

    def describe_difference(self, other: ClusterIdentity) -> str:
        """Describe how another identity differs from this one; empty if it does not.

        >>> ours = ClusterIdentity("0.2", "a1", "c1", "python 3.11")
        >>> ours.describe_difference(ClusterIdentity("0.1", "a0", "c0", "python 3.11"))
        'it has ogp-pipeline 0.1, this machine has 0.2'
        """
        if self.version != other.version:
            return f"it has ogp-pipeline {other.version}, this machine has {self.version}"
        if self.schemas != other.schemas:
            return f"it has other schemas ({other.schemas[:12]}) than this machine ({self.schemas[:12]})"
        if self.code != other.code:
            return "it has the same version of ogp-pipeline, but other code or other plugins"
        theirs = [line for line in other.libraries.splitlines() if line not in self.libraries.splitlines()]
        return f"it has other libraries ({'; '.join(theirs)})" if self.libraries != other.libraries else ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents to read, with the client's identity, the options and the bytes."""

    client: ClusterIdentity
    options: Options
    sources: tuple[SourceDocument, ...]
    contents: tuple[bytes, ...]


def process_identity() -> ClusterIdentity:
    """Return the identity of this process."""
    from pipeline import __version__, cache
    from pipeline.schema.data import schema_digest

    return ClusterIdentity(__version__, schema_digest(), cache.code_digest(), cache.library_versions())


def extract_batch(batch: Batch) -> list[tuple[DocumentResult | LostTask, Entries]]:
    """Extract documents one after the other in a sandboxed process; return outcomes with their cache entries.

    Raises `OtherVersionError` if this worker might give other tables than the client would.
    """
    from pipeline.execution import page_splitting

    if difference := batch.client.describe_difference(process_identity()):
        raise OtherVersionError(difference)
    # Dask marks its workers as daemons, which may not have children. Ours end with the batch.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory(prefix="ogp-") as name:
        folder = Path(name)
        for source, content in zip(batch.sources, batch.contents, strict=True):
            _write_document(folder, source.path, content)
        outcomes = dict(page_splitting.extract_in_pool(folder, batch.sources, replace(batch.options, workers=1)))
    return [(outcomes[index], _packed_entries(outcomes[index])) for index in range(len(batch.sources))]


def _write_document(folder: Path, path: str, content: bytes) -> None:
    relative = PurePosixPath(path)
    if relative.is_absolute() or ".." in relative.parts:
        raise ValueError(f"{path} is no path within a folder")
    target = folder / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _packed_entries(outcome: DocumentResult | LostTask) -> Entries:
    from pipeline import cache

    keys: Sequence[tuple[str, str]] = getattr(outcome, "cache_entries", ())
    entries = {(layer, key): cache.pack_entry(layer, key) for layer, key in keys}
    return {key: data for key, data in entries.items() if data is not None}
