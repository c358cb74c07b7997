"""The cache between runs: file hashes, documents as read, failures to read, results of documents.

The key of an entry is a digest of all that it depends on, so that nothing is ever stale.
"""

from __future__ import annotations

from pipeline.cache.digests import code_digest, libraries, source_digest
from pipeline.cache.keys import take_digests
from pipeline.cache.results import DiskCache, ResultCache
from pipeline.cache.store import LAYERS, Usage, clear, exists, folder, load, note_run, packed, save, unpack, usage

__all__ = [
    "LAYERS",
    "DiskCache",
    "ResultCache",
    "Usage",
    "clear",
    "code_digest",
    "exists",
    "folder",
    "libraries",
    "load",
    "note_run",
    "packed",
    "save",
    "source_digest",
    "take_digests",
    "unpack",
    "usage",
]
