"""Stop a run in an orderly way on a signal: workers end, locks and temporary folders are removed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGTERM", "SIGHUP", "SIGINT")


class Stopped(BaseException):
    """A signal asked the run to stop; no handler of errors takes it for one."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def exit_code(self) -> int:
        """The exit code that shells use for a program ended by a signal: 128 plus its number."""
        return 128 + self.number

    @property
    def message(self) -> str:
        """The message for the person who stopped the run."""
        name = signal.Signals(self.number).name
        return (
            f"Stopped by {name}. Documents read so far are cached; the tables of the last complete run are unchanged."
        )


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Raise `Stopped` inside the block when SIGTERM, SIGHUP or SIGINT arrives; a second signal changes nothing.

    Signals that the process was started to ignore (nohup) stay ignored, and outside of the main thread nothing changes.
    """
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in numbers}
    handled = [number for number in numbers if before[number] is not signal.SIG_IGN]

    def stop(number: int, _: FrameType | None) -> None:
        for other in handled:
            signal.signal(other, signal.SIG_IGN)  # what cleans up must not be stopped itself
        raise Stopped(number)

    for number in handled:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in handled:
            signal.signal(number, before[number])


def restore_signals() -> None:
    """Let signals end this process again, as they do by default: a forked process has the handlers of its parent."""
    for name in _NAMES:
        if hasattr(signal, name) and callable(signal.getsignal(getattr(signal, name))):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
