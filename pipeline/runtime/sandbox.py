"""Confine a process that reads documents: memory, CPU time, no network, no other programs.

Documents come from anywhere. What they may cost is bounded by the system (resource limits), and what a reader must
never do (fetch a linked image, start a program) is refused by Python itself.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

REFUSED = frozenset(
    {
        "socket.connect",
        "socket.bind",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
        "urllib.Request",
        "http.client.connect",
        "ftplib.connect",
        "smtplib.connect",
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "os.startfile",
        "webbrowser.open",
    }
)
"""Audit events of the network and of other programs: Python raises them before it acts."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Variables by which libraries of numbers learn how many threads to use."""

_GRACE = 30.0
"""CPU seconds beyond the time limit after which the system itself ends a worker that nobody watches any more."""


_LARGEST_FILE = 256 << 20
"""Bytes that a file may have which a worker writes: libraries unpack their models into temporary files."""


_SELDOM = (100_000, 20, 20)
"""Objects made between two looks for circular garbage among the youngest; how many of these before older ones."""


class ConfinedError(PermissionError):
    """A reader tried to reach the network or to start a program."""


def confine(memory: int) -> None:
    """Confine this process for good: at most `memory` bytes of address space, no network, no programs."""
    # The terminal's Ctrl-C is for the run, which ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(dict.fromkeys(THREADS, "1"))
    _limit("RLIMIT_AS", memory)
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_FSIZE", _LARGEST_FILE)
    sys.addaudithook(_refuse)


def allow_cpu(seconds: float) -> None:
    """Let this process use this many CPU seconds more, and some grace, before the system ends it."""
    _limit("RLIMIT_CPU", int(_used() + seconds + _GRACE))


def address_space() -> int:
    """Return the bytes of address space that this process holds, 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 0


def seldom_collected() -> None:
    """Look for circular garbage seldom: a document is a million objects, hardly any of them circular."""
    gc.freeze()
    gc.set_threshold(*_SELDOM)


@contextmanager
def seldom() -> Iterator[None]:
    """Look for circular garbage seldom meanwhile: the rows of an archive are millions of objects."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the search for circular garbage: each one walks over all that a document has become so far.

    What is made meanwhile must not be circular, but for trifles. A search that somebody else holds stays held.
    """
    held = not gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not held:
            _grow_old()
            gc.enable()


@contextmanager
def collected() -> Iterator[None]:
    """Search for circular garbage as usual, though a caller holds that: for libraries that make much of it."""
    held = not gc.isenabled()
    gc.enable()
    try:
        yield
    finally:
        if held:
            gc.disable()


def _grow_old() -> None:
    """Put all objects with those of old, which are searched least: in no time, while a search would walk over all."""
    if not gc.get_freeze_count():  # what a process has frozen stays so
        gc.freeze()
        gc.unfreeze()


def peak_memory() -> int:
    """Return the most MB of memory that this process held at a time, 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most >> (20 if sys.platform == "darwin" else 10)


_allowed: set[str] = set()


def allow_program(path: Path) -> None:
    """Let this process start one program: an engine of OCR, of the system's own, that reads its standard input.

    It inherits this process's limits. Where it stands is looked up by our own code, never told by a document.
    """
    _allowed.add(str(path))


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event == "subprocess.Popen" and str(arguments[0]) in _allowed:
        return
    if event in REFUSED:
        raise ConfinedError(f"{event} is refused: documents are read without network and without other programs")


def _limit(name: str, value: int) -> None:
    """Set a resource limit as far as this system knows it and lets us."""
    try:
        import resource
    except ImportError:  # Windows has none; time and pages are limited there all the same
        return
    kind: int = getattr(resource, name)
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(kind)
        soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (soft, hard))


def _used() -> float:
    found = os.times()
    return found.user + found.system
