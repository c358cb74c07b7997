"""Put a finished folder in the place of another: all or none, and nothing of the user's is lost.

The new set is written into a folder beside the old one, then the two folders change names in one step (Linux can
exchange two names; elsewhere two renames, the first undone where the second fails). Files in the old folder that are
not of the set (a notebook, a chart) are then moved over. A run that is killed leaves the old set or the new one in
place, and `recover` at the next start clears up what lies beside it.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

Ours = Callable[[str], bool]
"""Tells whether a path relative to the folder of a set is that of a file of the set."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def staging(out: Path) -> Path:
    """Return the folder beside `out` in which a new set is written."""
    return out.with_name(f".{out.name}.new")


def backup(out: Path) -> Path:
    """Return the folder beside `out` that holds the old set between two renames."""
    return out.with_name(f".{out.name}.old")


def replace(out: Path) -> Path | None:
    """Put the staging folder of `out` in its place; return the folder that holds the old set, to be retired.

    Raises OSError, with the old set in place, where the file system refuses.
    """
    new, old = staging(out), backup(out)
    if not out.exists():
        new.rename(out)
        return None
    shutil.copymode(out, new)
    if exchange(new, out):
        return new
    out.rename(old)
    try:
        new.rename(out)
    except OSError:
        old.rename(out)
        raise
    return old


def recover(out: Path, ours: Ours) -> None:
    """Clear up after a run that was killed: put an orphaned old set back, take away half-written ones."""
    if backup(out).exists() and not out.exists():
        backup(out).rename(out)
    for left in (backup(out), staging(out)):
        if left.exists():
            retire(left, out, ours)


def exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders in one step; return False, with nothing changed, where that can't be done."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    if rename is None:
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def retire(folder: Path, out: Path, ours: Ours) -> None:
    """Take a folder of an old set away: what is `ours` is deleted, other files (the user's) move over to `out`.

    Of folders that hold files of ours, what else they hold moves; other folders move as they are.
    """
    for path in [path for path in sorted(folder.rglob("*")) if ours(path.relative_to(folder).as_posix())]:
        path.unlink()
        _emptied(path.parent, folder)
    _moved(folder, out)


def _emptied(folder: Path, top: Path) -> None:
    """Take away folders that are empty by now, up to the top one."""
    while folder != top and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _moved(folder: Path, out: Path) -> None:
    for entry in sorted(folder.iterdir()):
        out.mkdir(exist_ok=True)
        target = out / entry.name
        if entry.is_dir() and not entry.is_symlink() and target.is_dir() and not target.is_symlink():
            _moved(entry, target)
        else:
            entry.rename(_free(target))
    folder.rmdir()


def _free(target: Path) -> Path:
    """Return a name that nothing bears: the user may have made the file anew after a run that was killed."""
    candidate, number = target, 1
    while os.path.lexists(candidate):
        candidate, number = target.with_name(f"{target.stem}.kept{number}{target.suffix}"), number + 1
    return candidate


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold other runs that publish into the same parent folder until this one is done; no file is left behind."""
    try:
        import fcntl
    except ImportError:  # no such lock on Windows
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems know no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
