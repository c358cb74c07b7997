"""One run at a time in a folder: a lock file beside it, which the system lets go of when its run ends in any way."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def claim(out: Path) -> int:
    """Lock `out` for this process and return the lock's handle.

    Raises `BlockingIOError` where another process holds it, `OSError` where its folder can't be written.
    """
    while True:
        handle = os.open(_file(out), os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        try:
            _lock(handle)
            if _is_current(out, handle):
                _sign(out, handle)
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # the run that held it took the file away in between


def _sign(out: Path, handle: int) -> None:
    try:
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
    except OSError:  # a full disk: nothing is left on it
        _file(out).unlink()
        raise


def release(out: Path, handle: int) -> None:
    """Let go of the lock that `claim` gave and take its file away."""
    with suppress(OSError):
        _file(out).unlink()
    os.close(handle)


def holder(out: Path) -> str:
    """Name the process that holds the lock, as far as its file tells."""
    with suppress(OSError):
        number = _file(out).read_text(encoding="ascii", errors="replace").strip()
        return f" (process {number})" if number.isdigit() else ""
    return ""


def _file(out: Path) -> Path:
    return out.with_name(f".{out.name}.lock")


def _is_current(out: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), _file(out).stat())
    except FileNotFoundError:
        return False


def _lock(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # no such lock on Windows
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:  # some network file systems know no locks
        return
