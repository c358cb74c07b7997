"""How work grows with its input: a ratio of CPU times of one run, since machines are noisy."""

from __future__ import annotations

import time
from collections.abc import Callable


def growth(work: Callable[[int], object], small: int, large: int) -> float:
    """Return how many times longer `work(large)` takes than `work(small)`, in CPU time, the best of three each."""
    return _best(work, large) / max(_best(work, small), 1e-4)


def _best(work: Callable[[int], object], size: int) -> float:
    times = []
    for _ in range(3):
        started = time.process_time()
        work(size)
        times.append(time.process_time() - started)
    return min(times)
