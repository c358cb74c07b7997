"""Sandbox for a process that reads documents: limits on memory and CPU time, no network, no other programs.

Documents come from anywhere. Resource limits of the operating system bound what a document may cost. An audit hook
makes Python refuse what a reader must never do, such as fetching a linked image or starting a program.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

REFUSED_EVENTS = frozenset(
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
"""Audit events of network access and of starting programs. Python raises them before it acts."""

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Environment variables that set the number of threads in numeric libraries."""

_GRACE_SECONDS = 30.0
"""CPU seconds after the time limit before the system kills a worker. The run kills a slow worker itself, so this
matters only when the run has died. It is long enough never to interfere.
"""


_MAX_FILE_BYTES = 256 << 20
"""Largest file that a worker may write: libraries unpack their models into temporary files."""


_GC_THRESHOLDS = (100_000, 20, 20)
"""Thresholds of the garbage collector: allocations before a collection of the youngest generation, then how often the
older ones follow. Reading allocates about a million objects per document and almost none are circular, so Python's
default of 700 spends much of the time on collections that free nothing.
"""


class SandboxError(PermissionError):
    """A reader tried to use the network or to start a program."""


def enter_sandbox(memory: int) -> None:
    """Restrict this process permanently: at most `memory` bytes of address space, no network, no programs."""
    # Ctrl-C in the terminal reaches every process; the run stops its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, "1"))
    _set_resource_limit("RLIMIT_AS", memory)
    _set_resource_limit("RLIMIT_CORE", 0)
    _set_resource_limit("RLIMIT_FSIZE", _MAX_FILE_BYTES)
    sys.addaudithook(_refuse_event)


def end_with_run(pipe: int) -> None:
    """Have the system end this process when the other end of a pipe closes: a run that was killed leaves no worker.

    The signal comes from the system, also while a library computes; without it (Windows) nothing changes.
    """
    if not hasattr(os, "O_ASYNC"):
        return
    import fcntl

    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([pipe], [], [], 0)[0]:
        os._exit(1)


def extend_cpu_limit(seconds: float) -> None:
    """Allow this process this many more CPU seconds, plus a grace period, before the system kills it."""
    _set_resource_limit("RLIMIT_CPU", int(_cpu_seconds_used() + seconds + _GRACE_SECONDS))


def address_space_bytes() -> int:
    """Return the size of this process's address space in bytes, 0 where the system does not report it."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 0


def reduce_garbage_collection() -> None:
    """Collect circular garbage rarely for the rest of this process."""
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)


@contextmanager
def rare_garbage_collection() -> Iterator[None]:
    """Collect circular garbage rarely inside the block: the rows of an archive are millions of objects."""
    before = gc.get_threshold()
    gc.set_threshold(*_GC_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def paused_garbage_collection() -> Iterator[None]:
    """Pause the collection of circular garbage inside the block, unless a caller has paused it already.

    Every collection walks over all that has been read of a document so far. The block must create hardly any circular
    objects.
    """
    was_paused = not gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not was_paused:
            _move_to_oldest_generation()
            gc.enable()


@contextmanager
def resumed_garbage_collection() -> Iterator[None]:
    """Resume the collection of circular garbage inside a paused block, for libraries that create much of it."""
    was_paused = not gc.isenabled()
    gc.enable()
    try:
        yield
    finally:
        if was_paused:
            gc.disable()


def _move_to_oldest_generation() -> None:
    """Move all objects to the oldest generation, which is collected least. This is instant, a collection is not."""
    if not gc.get_freeze_count():  # objects that the process froze stay frozen
        gc.freeze()
        gc.unfreeze()


def peak_memory_mb() -> int:
    """Return the peak memory of this process in MB, 0 where the system does not report it."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak >> (20 if sys.platform == "darwin" else 10)


_allowed_programs: set[str] = set()


def allow_program(path: Path) -> None:
    """Allow this process to start one program that reads its standard input, such as an OCR engine.

    The program inherits the limits of this process. Its path comes from our own code, never from a document.
    """
    _allowed_programs.add(str(path))


def _refuse_event(event: str, arguments: tuple[object, ...]) -> None:
    if event == "subprocess.Popen" and str(arguments[0]) in _allowed_programs:
        return
    if event in REFUSED_EVENTS:
        raise SandboxError(f"{event} is refused: documents are read without network and without other programs")


def _set_resource_limit(name: str, value: int) -> None:
    """Set a resource limit if the system has it and permits it."""
    try:
        import resource
    except ImportError:  # Windows has no resource limits; the limits on time and pages still apply
        return
    kind: int = getattr(resource, name)
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(kind)
        soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (soft, hard))


def _cpu_seconds_used() -> float:
    times = os.times()
    return times.user + times.system
