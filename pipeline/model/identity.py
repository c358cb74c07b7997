"""What a document is, by its front: values with the place that they were read from and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model.issues import Issue
from pipeline.model.records import RawValue


@dataclass(frozen=True, slots=True)
class IdentityFact:
    """One value: of a column of `documents`, the text that it was read from, and its measured confidence.

    `raw` is None where no line prints it (it follows from the register of plans, or the manifest says so).
    """

    value: object
    raw: RawValue | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """What identification found: facts by the column of `documents` that they fill, and issues.

    `report_type` is None if the front does not show the kind; `is_refused` says that it shows something else, such
    as news or guidance. `evidence` names the signs for people.
    """

    report_type: str | None = None
    publisher: str | None = None
    facts: dict[str, IdentityFact] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    evidence: str = ""
    is_refused: bool = False

    def value(self, column: str) -> object:
        """Return the value of a column, None where it was not found."""
        fact = self.facts.get(column)
        return fact.value if fact else None
