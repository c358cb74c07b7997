"""Object stores (`s3://bucket/prefix`, and what else fsspec reaches): list, read within limits, write, lock, commit."""

from __future__ import annotations

from pipeline.storage.objects import INSTALL, Bucket, Endpoint, StorageError, Stored, is_url
from pipeline.storage.sets import MANIFEST, BusyError, Claim, commit, last_manifest
from pipeline.storage.snapshot import snapshot

__all__ = [
    "INSTALL",
    "MANIFEST",
    "Bucket",
    "BusyError",
    "Claim",
    "Endpoint",
    "StorageError",
    "Stored",
    "commit",
    "is_url",
    "last_manifest",
    "snapshot",
]
