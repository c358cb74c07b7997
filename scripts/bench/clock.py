"""Seconds as they are compared: CPU seconds of a process with its children, in turns, and their ratios."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """CPU seconds (children included) and seconds on the wall."""

    cpu: float
    wall: float


def measure_time(work: Callable[[], object]) -> TimeSpent:
    """Return what a piece of work takes."""
    before, began = _cpu_seconds(), time.perf_counter()
    work()
    return TimeSpent(max(_cpu_seconds() - before, 1e-4), max(time.perf_counter() - began, 1e-4))


def take_turns(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[TimeSpent]]:
    """Return what each piece of work takes in every round; all have their turn before the next round begins."""
    times: dict[str, list[TimeSpent]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(measure_time(work))
    return times


def compute_speedup(base: Sequence[TimeSpent], other: Sequence[TimeSpent]) -> tuple[float, str, float]:
    """Return how many times faster than the base: median by CPU time, its range over the rounds, median by the wall.

    >>> compute_speedup([TimeSpent(8, 9), TimeSpent(10, 12)], [TimeSpent(2, 3), TimeSpent(2, 3)])
    (4.5, '4.0-5.0', 3.5)
    """
    cpu = [first.cpu / second.cpu for first, second in zip(base, other, strict=True)]
    wall = [first.wall / second.wall for first, second in zip(base, other, strict=True)]
    return median(cpu), f"{_format_ratio(min(cpu))}-{_format_ratio(max(cpu))}", median(wall)


def _format_ratio(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 100 else f"{ratio:,.0f}"


def median_time(times: Sequence[TimeSpent]) -> TimeSpent:
    """Return the median of CPU seconds and that of seconds on the wall."""
    return TimeSpent(median(time_spent.cpu for time_spent in times), median(time_spent.wall for time_spent in times))


def _cpu_seconds() -> float:
    # A process's own time is measured finer than that of its children, which counts ticks on some machines.
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
