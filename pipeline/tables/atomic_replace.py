"""Replace a folder by a finished one: all or none, and no file of the user is lost.

The new set is written into a folder next to the old one, then the two exchange names in one step. Linux has a system
call for that; elsewhere two renames are used, and the first is undone if the second fails. Files in the old folder that
do not belong to the set, such as notebooks, are then moved over. A killed run leaves the old set or the new one in
place, and `recover_folder` cleans up at the next start.

Allow one run at a time in a folder: a lock file next to it, which the system releases however the run ends.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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


IsOwnFile = Callable[[str], bool]
"""Returns whether a path relative to the folder of a set belongs to the set."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
"""Flag of Linux's renameat2 for exchanging two names."""


def staging_folder(out: Path) -> Path:
    """Return the folder next to `out` in which a new set is written."""
    return out.with_name(f".{out.name}.new")


def backup_folder(out: Path) -> Path:
    """Return the folder next to `out` that holds the old set between two renames."""
    return out.with_name(f".{out.name}.old")


def replace_folder(out: Path) -> Path | None:
    """Move the staging folder to `out`; return the folder that now holds the old set, None if there was none.

    Raises OSError, with the old set in place, if the file system refuses.
    """
    new, old = staging_folder(out), backup_folder(out)
    if not out.exists():
        new.rename(out)
        return None
    shutil.copymode(out, new)
    if exchange_names(new, out):
        return new
    out.rename(old)
    try:
        new.rename(out)
    except OSError:
        old.rename(out)
        raise
    return old


def recover_folder(out: Path, is_own_file: IsOwnFile) -> None:
    """Clean up after a killed run: restore an orphaned old set, remove unfinished ones."""
    if backup_folder(out).exists() and not out.exists():
        backup_folder(out).rename(out)
    for leftover in (backup_folder(out), staging_folder(out)):
        if leftover.exists():
            retire_folder(leftover, out, is_own_file)


def exchange_names(first: Path, second: Path) -> bool:
    """Exchange the names of two folders in one step; return False, with nothing changed, if that is impossible."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    if rename is None:
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE) == 0)


def retire_folder(folder: Path, out: Path, is_own_file: IsOwnFile) -> None:
    """Remove the folder of an old set: its own files are deleted, the user's files move to `out`.

    Folders with files of the set are merged into the new ones; other folders move as they are.
    """
    for path in [path for path in sorted(folder.rglob("*")) if is_own_file(path.relative_to(folder).as_posix())]:
        path.unlink()
        _remove_empty_folders(path.parent, folder)
    _move_entries(folder, out)


def _remove_empty_folders(folder: Path, top: Path) -> None:
    """Remove empty folders from `folder` up to, but not including, `top`."""
    while folder != top and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _move_entries(folder: Path, out: Path) -> None:
    for entry in sorted(folder.iterdir()):
        out.mkdir(exist_ok=True)
        target = out / entry.name
        if entry.is_dir() and not entry.is_symlink() and target.is_dir() and not target.is_symlink():
            _move_entries(entry, target)
        else:
            entry.rename(_unused_name(target))
    folder.rmdir()


def _unused_name(target: Path) -> Path:
    """Return a name that does not exist: the user may have created the file again after a killed run."""
    candidate, number = target, 1
    while os.path.lexists(candidate):
        candidate, number = target.with_name(f"{target.stem}.kept{number}{target.suffix}"), number + 1
    return candidate


@contextmanager
def lock_parent_folder(folder: Path) -> Iterator[None]:
    """Make other runs that publish into the same parent folder wait. Leaves no file behind."""
    try:
        import fcntl
    except ImportError:  # Windows has no such lock
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
