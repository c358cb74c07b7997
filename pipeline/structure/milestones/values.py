"""What a milestone is made of before normalization."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields as dataclass_fields

from pipeline.model import RawValue


@dataclass(frozen=True, slots=True)
class Milestone:
    """One milestone as printed; every part but the text may be missing.

    `timeline` holds one or two dates that the document gives as one value; `status` is a word or mark that the
    vocabulary knows, `status_raw` any other word in a column of status.
    """

    text: RawValue
    number: RawValue | None = None
    start_date: RawValue | None = None
    end_date: RawValue | None = None
    timeline: RawValue | None = None
    responsible: RawValue | None = None
    status: RawValue | None = None
    status_raw: RawValue | None = None
    indicator: RawValue | None = None
    evidence: RawValue | None = None
    reasons: RawValue | None = None
    next_steps: RawValue | None = None

    def fields(self) -> dict[str, RawValue]:
        """Return the parts that the document gives, by raw field."""
        parts = ((part.name, getattr(self, part.name)) for part in dataclass_fields(self))
        return {name: value for name, value in parts if value is not None}
