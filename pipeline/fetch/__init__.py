"""Download the documents of a manifest: politely, resumably, only from allowed hosts, and never half-written."""

from __future__ import annotations

from pipeline.fetch.client import Rules
from pipeline.fetch.manifest import FetchError, FetchItem, list_member_files, read_items, write_manifest
from pipeline.fetch.run import FetchResult, fetch_files

__all__ = [
    "FetchError",
    "FetchItem",
    "FetchResult",
    "Rules",
    "fetch_files",
    "list_member_files",
    "read_items",
    "write_manifest",
]
