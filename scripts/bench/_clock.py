"""Seconds as they are compared: CPU seconds of a process with its children, in turns, and their ratios."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds (children included) and seconds on the wall."""

    cpu: float
    wall: float


def spent(work: Callable[[], object]) -> Spent:
    """Return what a piece of work takes."""
    before, began = _cpu(), time.perf_counter()
    work()
    return Spent(max(_cpu() - before, 1e-4), max(time.perf_counter() - began, 1e-4))


def turns(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[Spent]]:
    """Return what each piece of work takes in every round; all have their turn before the next round begins."""
    found: dict[str, list[Spent]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            found[name].append(spent(work))
    return found


def times_faster(base: Sequence[Spent], other: Sequence[Spent]) -> tuple[float, str, float]:
    """Return how many times faster than the base: median by CPU time, its range over the rounds, median by the wall.

    >>> times_faster([Spent(8, 9), Spent(10, 12)], [Spent(2, 3), Spent(2, 3)])
    (4.5, '4.0-5.0', 3.5)
    """
    cpu = [one.cpu / two.cpu for one, two in zip(base, other, strict=True)]
    wall = [one.wall / two.wall for one, two in zip(base, other, strict=True)]
    return median(cpu), f"{_short(min(cpu))}-{_short(max(cpu))}", median(wall)


def _short(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 100 else f"{ratio:,.0f}"


def middle(found: Sequence[Spent]) -> Spent:
    """Return the median of CPU seconds and that of seconds on the wall."""
    return Spent(median(one.cpu for one in found), median(one.wall for one in found))


def _cpu() -> float:
    # A process's own time is told finer than the time of its children, which counts ticks on some machines.
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
