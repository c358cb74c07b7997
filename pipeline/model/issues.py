"""Issues: what a person should know about a document, a record or a value. Failures are data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "warning", "error"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""The weightiest first."""
Stage = Literal["catalogue", "read", "identify", "parse", "normalise", "link", "validate", "publish"]

SIGNS = " What its front shows: "
"""Opens the end of a message that differs from document to document; what is before it is the same for all."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem, with a stable kebab-case `code` and a sentence that says what is wrong and what to do.

    `place` is the place of the record in the document (see `RawRecord.place`), which tables turn into `record_key`.
    """

    stage: Stage
    severity: Severity
    code: str
    message: str
    page: int | None = None
    place: str | None = None


class ReadError(Exception):
    """A file that can't be read, with the code of the issue and a sentence for the user."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
