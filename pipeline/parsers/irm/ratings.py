"""A rating as an IRM report prints it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import RawValue


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating as printed: indicator, phase (None: the report's own), value, its code, and the part it represents.

    `part` is one of OGP's values where government's opening is rated by value.
    """

    indicator: str
    value: RawValue
    code: str
    phase: str | None = None
    part: str | None = None
    evidence: RawValue | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be determined: an issue's code, its sentence and the page."""

    code: str
    message: str
    page: int | None = None
