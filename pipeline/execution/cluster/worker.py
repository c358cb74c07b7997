"""What runs on a Dask worker: documents that were sent, each read in a confined process of the worker's machine."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.execution.page_splitting import Timed
    from pipeline.execution.worker_pool import Lost
    from pipeline.model import SourceDocument
    from pipeline.runtime.options import Options

Entries = dict[tuple[str, str], bytes]
"""Layer and key of the cache -> the entry as it lies on disk."""


class OtherVersionError(Exception):
    """The worker's code, schemas or libraries are not the client's."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the tables depend on besides documents: version, digests of schemas and code, libraries (a line each)."""

    version: str
    schemas: str
    code: str
    libraries: str

    def difference(self, other: Identity) -> str:
        """Say how another identity differs from this one; empty where it does not.

        >>> ours = Identity("0.2", "a1", "c1", "python 3.11")
        >>> ours.difference(Identity("0.1", "a0", "c0", "python 3.11"))
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
    """Documents to be read: who asks, with what options, the documents and their bytes."""

    asker: Identity
    options: Options
    sources: tuple[SourceDocument, ...]
    contents: tuple[bytes, ...]


def identity() -> Identity:
    """Return the identity of this process."""
    from pipeline import __version__, cache
    from pipeline.schema.data import schema_digest

    return Identity(__version__, schema_digest(), cache.code_digest(), cache.libraries())


def read_batch(batch: Batch) -> list[tuple[Timed | Lost, Entries]]:
    """Read documents one after the other, each in a confined process; return what each gave and what is kept of it.

    Raises `OtherVersionError` where the tables might come out differently here.
    """
    from pipeline.execution import page_splitting

    if told := batch.asker.difference(identity()):
        raise OtherVersionError(told)
    # Dask marks its workers as daemons, which may have no children; ours end with the batch.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory(prefix="ogp-") as name:
        folder = Path(name)
        for source, content in zip(batch.sources, batch.contents, strict=True):
            _laid_out(folder, source.path, content)
        outcomes = dict(page_splitting.each(folder, batch.sources, replace(batch.options, workers=1)))
    return [(outcomes[index], _entries(outcomes[index])) for index in range(len(batch.sources))]


def _laid_out(folder: Path, path: str, content: bytes) -> None:
    relative = PurePosixPath(path)
    if relative.is_absolute() or ".." in relative.parts:
        raise ValueError(f"{path} is no path within a folder")
    target = folder / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _entries(outcome: Timed | Lost) -> Entries:
    from pipeline import cache

    named: Sequence[tuple[str, str]] = getattr(outcome, "entries", ())
    found = {(layer, key): cache.packed(layer, key) for layer, key in named}
    return {place: data for place, data in found.items() if data is not None}
