"""How work grows with its input: a ratio of CPU times, measured again where a busy machine distorts it."""

from __future__ import annotations

import time
from collections.abc import Callable

TRIES = 5
"""Work that grows too fast does so in every measurement; noise rarely hits five in a row."""


def grows_less_than(limit: float, work: Callable[[int], object], small: int, large: int) -> bool:
    """Say whether `work(large)` takes less than `limit` times the CPU time of `work(small)`."""
    return any(_cpu_seconds(work, large) < limit * max(_cpu_seconds(work, small), 1e-4) for _ in range(TRIES))


def _cpu_seconds(work: Callable[[int], object], size: int) -> float:
    started = time.process_time()
    work(size)
    return time.process_time() - started
