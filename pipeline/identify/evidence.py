"""Weigh what a document's front says: signals for values, the place and weight of each, and how sure their sum is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from pipeline.schema.data import has_data, load_data


def find_confidence(column: str, weight: float) -> float | None:
    """Return the measured precision of a column's values with so much weight; None until measured.

    >>> find_confidence("no_such_column", 3.0) is None
    True
    """
    return next((precision for least, precision in _load_steps(column) if weight >= least), None)


@cache
def _load_steps(column: str) -> tuple[tuple[float, float], ...]:
    """Return the lower bounds of weight with their precision, the heaviest first."""
    if not has_data("identify/measured"):
        return ()
    steps = load_data("identify/measured")["columns"].get(column, ())
    return tuple(sorted(((float(step["from"]), float(step["precision"])) for step in steps), reverse=True))


V = TypeVar("V", bound=Hashable)

REPEATED = 0.25
"""Share of its weight that a signal counts again from the same place: a name in ten lines is no ten proofs."""
MOST_REPEATED = 4


@dataclass(frozen=True, slots=True)
class Signal(Generic[V]):
    """One sign of a value: the place on the front by name, its weight, and the span of text (0, 0 for none)."""

    value: V
    place: str
    weight: float
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class WeighedValue(Generic[V]):
    """A value, the sum of its signals, and the strongest of them."""

    value: V
    weight: float
    best: Signal[V]


def weigh_signals(signals: Iterable[Signal[V]]) -> list[WeighedValue[V]]:
    """Return the values by the weight of their signals, the heaviest first.

    >>> signals = [Signal("a", "title", 2.0), Signal("b", "prose", 1.0), Signal("b", "prose", 1.0)]
    >>> [weighed.value for weighed in weigh_signals(signals)]
    ['a', 'b']
    """
    by_value: dict[V, list[Signal[V]]] = defaultdict(list)
    for signal in signals:
        by_value[signal.value].append(signal)
    weighed = [WeighedValue(value, _sum_weights(found), _best_signal(found)) for value, found in by_value.items()]
    return sorted(weighed, key=lambda one: -one.weight)


def _best_signal(signals: list[Signal[V]]) -> Signal[V]:
    return max(signals, key=lambda signal: (signal.weight, signal.end > signal.start))


def _sum_weights(signals: list[Signal[V]]) -> float:
    by_place: Mapping[str, list[float]] = defaultdict(list)
    for signal in signals:
        by_place[signal.place].append(signal.weight)
    total = 0.0
    for weights in by_place.values():
        first, *more = sorted(weights, reverse=True)
        total += first + REPEATED * sum(more[:MOST_REPEATED])
    return total
