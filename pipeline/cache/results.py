"""What extraction asks of a cache, and the two caches that there are: the folder on disk, and none."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from pipeline.cache import store
from pipeline.cache.keys import document_key, result_key
from pipeline.model import Document, Extraction, SourceDocument
from pipeline.model.issues import Issue
from pipeline.ocr import describe_engine
from pipeline.runtime.limits import Limits


class ResultCache(Protocol):
    """Documents as read, why others can't be read, and what each gives; keys are the cache's own concern."""

    def load_document(self, source: SourceDocument, limits: Limits, /) -> Document | None:
        """Return the document as read before."""

    def save_document(self, source: SourceDocument, limits: Limits, document: Document, /) -> None:
        """Keep a document as read."""

    def load_failure(self, source: SourceDocument, limits: Limits, /) -> Issue | None:
        """Return why the document can't be read."""

    def save_failure(self, source: SourceDocument, limits: Limits, issue: Issue, /) -> None:
        """Keep why a document can't be read, where the reason lies in its bytes."""

    def load_result(self, source: SourceDocument, limits: Limits, /) -> Extraction | None:
        """Return what the document gave before."""

    def save_result(self, source: SourceDocument, limits: Limits, result: Extraction, /) -> tuple[str, str]:
        """Keep what a document gives; return layer and key of the entry."""

    def has_document(self, source: SourceDocument, limits: Limits, /) -> bool:
        """Return whether there is an entry for the document as read, without opening it."""


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
        entry = store.load_entry("read", self._document_key(source, limits))
        return entry if isinstance(entry, Document) else None

    def save_document(self, source: SourceDocument, limits: Limits, document: Document, /) -> None:
        """Keep a document as read."""
        store.save_entry("read", self._document_key(source, limits), document)

    def load_failure(self, source: SourceDocument, limits: Limits, /) -> Issue | None:
        """Return why the document can't be read."""
        entry = store.load_entry("failures", self._document_key(source, limits))
        return entry if isinstance(entry, Issue) else None

    def save_failure(self, source: SourceDocument, limits: Limits, issue: Issue, /) -> None:
        """Keep why a document can't be read, where the reason lies in its bytes."""
        store.save_entry("failures", self._document_key(source, limits), issue)

    def load_result(self, source: SourceDocument, limits: Limits, /) -> Extraction | None:
        """Return what the document gave before."""
        entry = store.load_entry("results", self._result_key(source, limits))
        return entry if isinstance(entry, Extraction) else None

    def save_result(self, source: SourceDocument, limits: Limits, result: Extraction, /) -> tuple[str, str]:
        """Keep what a document gives; return layer and key of the entry."""
        entry = "results", self._result_key(source, limits)
        store.save_entry(*entry, result)
        return entry

    def has_document(self, source: SourceDocument, limits: Limits, /) -> bool:
        """Return whether there is an entry for the document as read, without opening it."""
        return store.has_entry("read", self._document_key(source, limits))

    def find_outcome(self, source: SourceDocument, limits: Limits, /) -> str | None:
        """Return the layer with what a document gives or why it can't be read, None for neither; opens no entry."""
        keys = {"results": self._result_key(source, limits), "failures": self._document_key(source, limits)}
        return next((layer for layer, key in keys.items() if store.has_entry(layer, key)), None)
