"""How sure a value is, by the weight of its signals: precision measured on labelled fronts."""

from __future__ import annotations

from functools import cache

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
