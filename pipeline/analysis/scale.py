"""How far apart two judgements of progress are: completion levels and traffic lights on one scale of four grades."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """The grades that a judgement stands for: 0 not started, 1 limited, 2 substantial, 3 complete.

    A green light means substantial or complete, so it spans two grades.
    """

    low: int
    high: int


SPANS = {
    "not_started": Span(0, 0),
    "not_started_or_delayed": Span(0, 0),
    "limited": Span(1, 1),
    "substantial": Span(2, 2),
    "complete": Span(3, 3),
    "complete_or_substantial": Span(2, 3),
}
"""Code of completion or milestone_status -> its grades; other codes (withdrawn, no_evidence) are on no scale."""


def span(values: Iterable[str]) -> Span | None:
    """Return the grades from the lowest to the highest of some judgements, None where one is on no scale.

    >>> span(["limited", "complete_or_substantial"]), span(["withdrawn"]), span([])
    (Span(low=1, high=3), None, None)
    """
    spans = [SPANS.get(value) for value in values]
    known = [found for found in spans if found is not None]
    if not known or len(known) < len(spans):
        return None
    return Span(min(s.low for s in known), max(s.high for s in known))


def gap(one: Span, other: Span) -> int:
    """Return how many grades the first stands above the second (below: negative); 0 where the two can agree.

    >>> gap(Span(2, 3), Span(3, 3)), gap(Span(2, 3), Span(1, 1)), gap(Span(0, 0), Span(2, 3))
    (0, 1, -2)
    """
    if one.low > other.high:
        return one.low - other.high
    return -(other.low - one.high) if other.low > one.high else 0
