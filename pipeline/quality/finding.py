"""A problem found by a check, with its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline import schema
from pipeline.model.issues import Severity

Rows = Sequence[Mapping[str, object]]
Tables = Mapping[str, Rows]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One problem of one row of a table."""

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
        """The row's key, None if its table has none."""
        return row_key(self.table, self.row)


def row_key(table: str, row: Mapping[str, object]) -> str | None:
    """Return the key of a row, None if its table has none.

    >>> row_key("links", {"link_key": "a>b"})
    'a>b'
    """
    primary = schema.find_table(table).primary_key
    value = row.get(primary) if primary else None
    return None if value is None else str(value)


def build_issue_rows(problems: Sequence[RowProblem], documents: Rows) -> list[dict[str, object]]:
    """Return rows of the table issues for problems; `documents` give the source paths."""
    paths = {row["document_id"]: row.get("source_path") for row in documents}
    return [
        {
            "document_id": problem.document_id,
            "source_path": paths.get(problem.document_id),
            "stage": "validate",
            "severity": problem.severity,
            "code": problem.code,
            "message": problem.message,
            "page": None,
            "record_key": problem.key,
        }
        for problem in problems
    ]
