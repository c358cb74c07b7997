"""The distance between two ratings of progress: completion levels and traffic lights on one scale of four grades."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GradeSpan:
    """The grades that a rating represents: 0 not started, 1 limited, 2 substantial, 3 complete.

    Green means substantial or complete, so it spans two grades.
    """

    low: int
    high: int


GRADES = {
    "not_started": GradeSpan(0, 0),
    "not_started_or_delayed": GradeSpan(0, 0),
    "limited": GradeSpan(1, 1),
    "substantial": GradeSpan(2, 2),
    "complete": GradeSpan(3, 3),
    "complete_or_substantial": GradeSpan(2, 3),
}
"""Code of completion or milestone_status -> its grades; other codes (withdrawn, no_evidence) are on no scale."""


def grade_span(values: Iterable[str]) -> GradeSpan | None:
    """Return the span from the lowest to the highest of several ratings, None if one is on no scale.

    >>> grade_span(["limited", "complete_or_substantial"]), grade_span(["withdrawn"]), grade_span([])
    (GradeSpan(low=1, high=3), None, None)
    """
    spans = [GRADES.get(value) for value in values]
    graded = [grades for grades in spans if grades is not None]
    if not graded or len(graded) < len(spans):
        return None
    return GradeSpan(min(s.low for s in graded), max(s.high for s in graded))


def grade_gap(first: GradeSpan, second: GradeSpan) -> int:
    """Return how many grades the first is above the second (below: negative); 0 if the two can agree.

    >>> green = GradeSpan(2, 3)
    >>> grade_gap(green, GradeSpan(3, 3)), grade_gap(green, GradeSpan(1, 1)), grade_gap(GradeSpan(0, 0), green)
    (0, 1, -2)
    """
    if first.low > second.high:
        return first.low - second.high
    return -(second.low - first.high) if second.low > first.high else 0
