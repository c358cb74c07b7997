"""The last published set of an object store as a local folder, complete and of one run."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.storage.objects import Bucket, StorageError
from pipeline.storage.sets import MANIFEST, read_last_manifest

MAX_ATTEMPTS = 3
"""A run that ends during a download removes the files of the manifest before it, so it is read again."""


def fetch_snapshot(bucket: Bucket, manifest: str = MANIFEST) -> Path:
    """Download the files that the manifest names into a temporary folder and return it.

    The folder is deleted when the program ends. Raises `StorageError` if there is no manifest or its files
    differ.
    """
    folder = Path(tempfile.mkdtemp(prefix="ogp-tables-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return _fill_folder(folder, bucket, manifest, MAX_ATTEMPTS)


def _fill_folder(folder: Path, bucket: Bucket, manifest: str, attempts_left: int) -> Path:
    content = read_last_manifest(bucket, manifest)
    if content is None:
        raise StorageError(f"{bucket} holds no tables ({manifest}): run `ogp extract RAW --out {bucket}` first.")
    try:
        for file in content["files"]:
            _fetch_file(bucket, str(content["folder"]), file, folder)
    except StorageError:
        if attempts_left == 1:
            raise
        return _fill_folder(folder, bucket, manifest, attempts_left - 1)
    return folder


def _fetch_file(bucket: Bucket, run_folder: str, file: Mapping[str, Any], folder: Path) -> None:
    name = str(file.get("path"))
    if not _is_within(name) or not _is_within(run_folder):
        raise StorageError(f"The manifest of {bucket} names {name!r}, which is not a path inside it.")
    target = folder / name
    bucket.fetch(f"{run_folder}/{name}", target, int(file["bytes"]))
    if hashlib.sha256(target.read_bytes()).hexdigest() != file["sha256"]:
        raise StorageError(f"{bucket / name} is not the file that the manifest names: run `ogp extract` again.")


def _is_within(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\0" not in name
