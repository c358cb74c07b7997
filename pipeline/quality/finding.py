"""What a check finds: an issue with the row that it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline import schema
from pipeline.model.issues import Severity

Rows = Sequence[Mapping[str, object]]
Tables = Mapping[str, Rows]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing odd about one row of a table."""

    table: str
    row: Mapping[str, object]
    severity: Severity
    code: str
    message: str

    @property
    def document_id(self) -> str | None:
        """The document that the row comes from."""
        found = self.row.get("document_id") or self.row.get("source_document_id")
        return str(found) if found else None

    @property
    def key(self) -> str | None:
        """The row's key, None where its table has none."""
        return key_of(self.table, self.row)


def key_of(table: str, row: Mapping[str, object]) -> str | None:
    """Return the key of a row of a table, None where it has none.

    >>> key_of("links", {"link_key": "a>b"})
    'a>b'
    """
    primary = schema.table(table).primary_key
    value = row.get(primary) if primary else None
    return None if value is None else str(value)


def issue_rows(findings: Sequence[Finding], documents: Rows) -> list[dict[str, object]]:
    """Return rows of the table issues for the findings; `documents` give the source paths."""
    paths = {row["document_id"]: row.get("source_path") for row in documents}
    return [
        {
            "document_id": finding.document_id,
            "source_path": paths.get(finding.document_id),
            "stage": "validate",
            "severity": finding.severity,
            "code": finding.code,
            "message": finding.message,
            "page": None,
            "record_key": finding.key,
        }
        for finding in findings
    ]
