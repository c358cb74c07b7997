"""Cache of stage results: file hashes, documents as read, results of parsing.

The key of an entry is a digest of everything that it depends on, so no entry is ever stale.
"""

from __future__ import annotations

from pipeline.cache.keys import code_digest, library_versions, source_digest, take_digests
from pipeline.cache.results import DiskCache, ResultCache
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

__all__ = [
    "LAYERS",
    "DiskCache",
    "ResultCache",
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
