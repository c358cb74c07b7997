"""Allow one run at a time in a folder: a lock file next to it, which the system releases however the run ends."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def acquire_lock(out: Path) -> int:
    """Lock `out` for this process and return the handle of the lock.

    Raises `BlockingIOError` if another process holds it and `OSError` if its parent folder can't be written.
    """
    while True:
        handle = os.open(_lock_path(out), os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        try:
            _lock_handle(handle)
            if _is_current(out, handle):
                _write_process_id(out, handle)
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # the run that held the lock has just removed the file


def _write_process_id(out: Path, handle: int) -> None:
    try:
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
    except OSError:  # a full disk: leave no file behind
        _lock_path(out).unlink()
        raise


def release_lock(out: Path, handle: int) -> None:
    """Remove the lock file and release the lock."""
    with suppress(OSError):
        _lock_path(out).unlink()
    os.close(handle)


def describe_holder(out: Path) -> str:
    """Describe the process that holds the lock, if its file names one."""
    with suppress(OSError):
        number = _lock_path(out).read_text(encoding="ascii", errors="replace").strip()
        return f" (process {number})" if number.isdigit() else ""
    return ""


def _lock_path(out: Path) -> Path:
    return out.with_name(f".{out.name}.lock")


def _is_current(out: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), _lock_path(out).stat())
    except FileNotFoundError:
        return False


def _lock_handle(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows has no such lock
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:  # some network file systems have no locks
        return
