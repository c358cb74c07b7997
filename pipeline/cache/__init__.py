"""Cache of stage results: file hashes, documents as read, results of parsing.

The key of an entry is a digest of everything that it depends on, so no entry is ever stale.
"""

from __future__ import annotations

from functools import cache

from pipeline.cache.keys import code_digest, document_key, library_versions, result_key, source_digest, take_digests
from pipeline.cache.store import (
    LAYERS,
    Usage,
    cache_folder,
    clear_cache,
    has_entry,
    load_entry,
    measure_usage,
    pack_entry,
    record_run,
    save_entry,
    unpack_entry,
)
from pipeline.model import Document, Extraction, SourceDocument
from pipeline.model.issues import Issue
from pipeline.ocr import describe_engine
from pipeline.runtime.limits import Limits

__all__ = [
    "LAYERS",
    "DiskCache",
    "Usage",
    "cache_folder",
    "clear_cache",
    "code_digest",
    "has_entry",
    "library_versions",
    "load_entry",
    "measure_usage",
    "pack_entry",
    "record_run",
    "save_entry",
    "source_digest",
    "take_digests",
    "unpack_entry",
]


class DiskCache:
    """Entries in the cache folder (`store`): damaged or missing ones count as absent."""

    def __init__(self) -> None:
        # Looking for an engine takes longer than the rest of a key, and a run asks for thousands, each several times.
        describe = cache(describe_engine)
        self._document_key = cache(lambda source, limits: document_key(source, limits, describe))
        self._result_key = cache(lambda source, limits: result_key(source, limits, describe))

    def digest_outcome(self, source: SourceDocument, limits: Limits, /) -> str:
        """Return a digest of everything that decides what a document gives."""
        return self._result_key(source, limits)

    def load_document(self, source: SourceDocument, limits: Limits, /) -> Document | None:
        """Return the document as read before."""
        entry = load_entry("read", self._document_key(source, limits))
        return entry if isinstance(entry, Document) else None

    def save_document(self, source: SourceDocument, limits: Limits, document: Document, /) -> None:
        """Keep a document as read."""
        save_entry("read", self._document_key(source, limits), document)

    def load_failure(self, source: SourceDocument, limits: Limits, /) -> Issue | None:
        """Return why the document can't be read."""
        entry = load_entry("failures", self._document_key(source, limits))
        return entry if isinstance(entry, Issue) else None

    def save_failure(self, source: SourceDocument, limits: Limits, issue: Issue, /) -> None:
        """Keep why a document can't be read, where the reason lies in its bytes."""
        save_entry("failures", self._document_key(source, limits), issue)

    def load_result(self, source: SourceDocument, limits: Limits, /) -> Extraction | None:
        """Return what the document gave before."""
        entry = load_entry("results", self._result_key(source, limits))
        return entry if isinstance(entry, Extraction) else None

    def save_result(self, source: SourceDocument, limits: Limits, result: Extraction, /) -> tuple[str, str]:
        """Keep what a document gives; return layer and key of the entry."""
        entry = "results", self._result_key(source, limits)
        save_entry(*entry, result)
        return entry

    def has_document(self, source: SourceDocument, limits: Limits, /) -> bool:
        """Return whether there is an entry for the document as read, without opening it."""
        return has_entry("read", self._document_key(source, limits))

    def find_outcome(self, source: SourceDocument, limits: Limits, /) -> str | None:
        """Return the layer with what a document gives or why it can't be read, None for neither; opens no entry."""
        keys = {"results": self._result_key(source, limits), "failures": self._document_key(source, limits)}
        return next((layer for layer, key in keys.items() if has_entry(layer, key)), None)
