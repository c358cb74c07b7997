"""The last set of an object store's prefix as a folder on disk, whole and of one run."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.storage.objects import Bucket, StorageError
from pipeline.storage.sets import MANIFEST, last_manifest

TRIES = 3
"""A run that ends meanwhile takes the files away that the manifest named before: it is read again."""


def snapshot(bucket: Bucket, manifest: str = MANIFEST) -> Path:
    """Fetch the files that the manifest names into a folder that goes when the program ends, and return it.

    Raises `StorageError` where there is no manifest, or where its files are not those that it names.
    """
    folder = Path(tempfile.mkdtemp(prefix="ogp-tables-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return _filled(folder, bucket, manifest, TRIES)


def _filled(folder: Path, bucket: Bucket, manifest: str, tries: int) -> Path:
    told = last_manifest(bucket, manifest)
    if told is None:
        raise StorageError(f"{bucket} holds no tables ({manifest}): run `ogp extract RAW --out {bucket}` first.")
    try:
        for file in told["files"]:
            _fetched(bucket, str(told["folder"]), file, folder)
    except StorageError:
        if tries == 1:
            raise
        return _filled(folder, bucket, manifest, tries - 1)
    return folder


def _fetched(bucket: Bucket, place: str, file: Mapping[str, Any], folder: Path) -> None:
    name = str(file.get("path"))
    if not _is_within(name) or not _is_within(place):
        raise StorageError(f"The manifest of {bucket} names {name!r}, which is no path within it.")
    target = folder / name
    bucket.fetch(f"{place}/{name}", target, int(file["bytes"]))
    if hashlib.sha256(target.read_bytes()).hexdigest() != file["sha256"]:
        raise StorageError(f"{bucket / name} is not the file that the manifest names: run `ogp extract` again.")


def _is_within(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\0" not in name
