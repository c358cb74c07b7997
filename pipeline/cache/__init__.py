"""What was worked out before and still holds: file hashes, documents read, claims of parsers, results of parsing.

Every entry is named by a digest of all that it depends on, so that nothing is ever stale.
"""

from __future__ import annotations

from pipeline.cache.digests import code_digest, libraries, module_digest, stands_on
from pipeline.cache.store import LAYERS, Usage, clear, exists, folder, load, note_run, packed, save, unpack, usage

__all__ = [
    "LAYERS",
    "Usage",
    "clear",
    "code_digest",
    "exists",
    "folder",
    "libraries",
    "load",
    "module_digest",
    "note_run",
    "packed",
    "save",
    "stands_on",
    "unpack",
    "usage",
]
