"""Object stores: what is listed, read and written; sets all or none; one run at a time; readers follow the manifest."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.storage import (
    Bucket,
    BusyError,
    Endpoint,
    PrefixLock,
    StorageError,
    fetch_snapshot,
    publish_set,
    read_last_manifest,
    sets,
)
from pipeline.storage.sets import LOCK, MANIFEST

Files = dict[str, bytes]


def keys(s3: Any, prefix: str = "") -> list[str]:
    return [found["Key"] for found in s3.list_objects_v2(Bucket="reports", Prefix=prefix).get("Contents", [])]


def made(folder: Path, files: Files) -> Path:
    import hashlib

    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    told = [{"path": n, "bytes": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in files.items()]
    (folder / MANIFEST).write_text(json.dumps({"state": "s", "files": told}))
    return folder


def committed(bucket: Bucket, folder: Path, files: Files) -> str:
    claim = PrefixLock(bucket)
    claim.acquire()
    try:
        return publish_set(claim, made(folder, files))
    finally:
        claim.release()


def read(folder: Path) -> Files:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_objects_are_listed_read_and_written(bucket: Bucket, s3: Any, tmp_path: Path) -> None:
    assert bucket.list_objects() == []
    bucket.write("b/two.txt", b"two")
    bucket.write("a.txt", b"one")
    s3.put_object(Bucket="reports", Key="some/prefix-of-others/c.txt", Body=b"not ours")
    s3.put_object(Bucket="reports", Key="some/prefix/folder/", Body=b"")
    assert [(found.key, found.size) for found in bucket.list_objects()] == [("a.txt", 3), ("b/two.txt", 3)]
    before = bucket.list_objects()
    bucket.write("a.txt", b"eno")
    assert bucket.list_objects()[0].signature != before[0].signature
    assert bucket.list_objects()[1] == before[1]
    assert bucket.read("a.txt", 10) == b"eno"
    assert bucket.read("none", 10) is None
    bucket.fetch("b/two.txt", tmp_path / "x" / "y", 3)
    assert (tmp_path / "x" / "y").read_bytes() == b"two"
    with pytest.raises(StorageError, match="more than 2 bytes"):
        bucket.fetch("b/two.txt", tmp_path / "z", 2)
    assert not (tmp_path / "z").exists()
    with pytest.raises(StorageError, match="more than 2 bytes"):
        bucket.read("a.txt", 2)
    bucket.remove(["a.txt"])
    assert keys(s3, "some/prefix/") == ["some/prefix/b/two.txt", "some/prefix/folder/"]


def test_what_is_amiss_is_told(bucket: Bucket, s3: Any, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StorageError, match=r"it does not exist .* check bucket and prefix"):
        Bucket("s3://no-such-bucket/x", Endpoint(server)).list_objects()
    for url in ("s3://", "s3://reports/../other", "s3://reports//x"):
        with pytest.raises(StorageError, match="names no bucket and prefix"):
            Bucket(url, Endpoint(server)).list_objects()
    with pytest.raises(StorageError, match="can't be reached"):
        Bucket("nonsense://x/y").list_objects()
    refused = PermissionError("Access Denied")
    monkeypatch.setattr(type(bucket._file_system), "find", lambda *_, **__: (_ for _ in ()).throw(refused))
    with pytest.raises(StorageError, match=r"the store refuses it .* check the credentials"):
        bucket.list_objects()


def test_a_set_is_there_as_a_whole_and_the_last_one_goes(bucket: Bucket, s3: Any, tmp_path: Path) -> None:
    first = committed(bucket, tmp_path / "1", {"a.parquet": b"1", "b/x=1/part-0.parquet": b"2"})
    assert read(fetch_snapshot(bucket)) == {"a.parquet": b"1", "b/x=1/part-0.parquet": b"2"}
    second = committed(bucket, tmp_path / "2", {"a.parquet": b"3"})
    assert first != second
    assert keys(s3) == [f"some/prefix/{MANIFEST}", f"some/prefix/{second}/a.parquet"]
    assert read(fetch_snapshot(bucket)) == {"a.parquet": b"3"}


@pytest.mark.parametrize("at", [1, *(pytest.param(at, marks=pytest.mark.slow) for at in (2, 3))])
def test_a_run_that_breaks_off_leaves_the_last_set(
    bucket: Bucket, tmp_path: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed(bucket, tmp_path / "1", {"a": b"1", "b": b"2"})
    calls: list[str] = []

    def breaking(step: Callable[..., None]) -> Callable[..., None]:
        def broken(self: Bucket, first: object, second: object) -> None:
            if LOCK not in (first, second):
                calls.append(str(first))
                if len(calls) == at:
                    raise StorageError("the net is gone")
            step(self, first, second)

        return broken

    monkeypatch.setattr(Bucket, "upload", breaking(Bucket.upload))
    monkeypatch.setattr(Bucket, "write", breaking(Bucket.write))
    with pytest.raises(StorageError, match="net is gone"):
        committed(bucket, tmp_path / "2", {"a": b"3", "b": b"4"})
    assert read(fetch_snapshot(bucket)) == {"a": b"1", "b": b"2"}
    assert len(bucket.list_objects("runs")) == 2


def test_one_run_at_a_time(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = PrefixLock(bucket), PrefixLock(bucket)
    first.acquire()
    with pytest.raises(BusyError, match=r"Another run is writing into s3://reports/some/prefix \(.*process \d+"):
        second.acquire()
    # A lock that nobody renewed is left behind by a run that was killed; that run, should it live, gives way.
    monkeypatch.setattr(sets, "STALE_SECONDS", 0.0)
    second.acquire()
    with pytest.raises(BusyError, match="this one leaves the tables as they are"):
        publish_set(first, made(tmp_path / "1", {"a": b"1"}))
    first.release()
    assert bucket.read(LOCK, 1000) is not None, "another's lock stays"
    publish_set(second, made(tmp_path / "2", {"a": b"2"}))
    second.release()
    assert bucket.read(LOCK, 1000) is None
    assert read(fetch_snapshot(bucket)) == {"a": b"2"}


def test_a_store_without_conditional_writes_gives_the_prefix_to_one(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def always(self: Bucket, key: str, data: bytes) -> bool:
        self.write(key, data)
        return True

    monkeypatch.setattr(Bucket, "create", always)
    first, second = PrefixLock(bucket), PrefixLock(bucket)
    first.acquire()
    second.acquire()
    with pytest.raises(BusyError):
        first.confirm()
    second.confirm()
    first.release()
    second.release()


def test_a_reader_whose_set_goes_meanwhile_reads_the_next(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed(bucket, tmp_path / "1", {"a": b"1"})
    plain = Bucket.fetch
    raced: list[int] = []

    def raced_fetch(self: Bucket, key: str, target: Path, most: int) -> None:
        if not raced:
            raced.append(1)
            committed(bucket, tmp_path / "2", {"a": b"2"})
        plain(self, key, target, most)

    monkeypatch.setattr(Bucket, "fetch", raced_fetch)
    assert read(fetch_snapshot(bucket)) == {"a": b"2"}


def test_files_that_are_not_what_the_manifest_says_are_refused(bucket: Bucket, tmp_path: Path) -> None:
    place = committed(bucket, tmp_path / "1", {"a": b"1"})
    bucket.write(f"{place}/a", b"9")
    with pytest.raises(StorageError, match="is not the file that the manifest names"):
        fetch_snapshot(bucket)
    told = {"folder": place, "files": [{"path": "../../evil", "bytes": 1, "sha256": ""}]}
    bucket.write(MANIFEST, json.dumps(told).encode())
    with pytest.raises(StorageError, match="not a path inside it"):
        fetch_snapshot(bucket)
    bucket.write(MANIFEST, b"no json")
    assert read_last_manifest(bucket) is None
    with pytest.raises(StorageError, match="holds no tables"):
        fetch_snapshot(bucket)


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(StorageError, match=r"pip install 'ogp-pipeline\[s3\]'"):
        Bucket("s3://reports/x").list_objects()
