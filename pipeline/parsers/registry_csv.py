"""Read a plain register of commitments: a CSV with an ID and a title for each, and its plan."""

from __future__ import annotations

from typing import Any

from pipeline.issues import Issue
from pipeline.model import Claim, Document, Parsed, RawRecord
from pipeline.parsers._dataset_rows import columns_of, fits, mapped
from pipeline.reference import reference

NAME = "registry_csv"
VERSION = "1"
TITLE = "A register of commitments as CSV: ID, title, plan"


def _layout() -> dict[str, Any]:
    loaded: dict[str, Any] = reference("datasets/register")
    return loaded


def identify(document: Document) -> Claim | None:
    """Claim a table with the register's columns."""
    columns = columns_of(document.records)
    if not fits(columns, _layout()):
        return None
    return Claim(NAME, f"columns {', '.join(_layout()['required'])} in {len(document.records)} records")


def parse(document: Document) -> Parsed:
    """Read a row of the registry for every ID, each once."""
    layout, records, issues = _layout(), [], []
    seen: set[str] = set()
    for index, row in enumerate(document.records, start=1):
        fields = dict(mapped(row, index, layout["registry"], layout))
        for field, source in layout["fallback"].items():
            if field not in fields and source in fields:
                fields[field] = fields[source]
        identifier = fields["commitment_id"].text if "commitment_id" in fields else ""
        if not identifier or identifier in seen:
            issues.append(_left_out(index, identifier))
            continue
        seen.add(identifier)
        records.append(RawRecord("registry", f"r{index}", fields))
    return Parsed("dataset", "ogp", tuple(records), issues=tuple(issues))


def _left_out(index: int, identifier: str) -> Issue:
    what = f"repeats the ID {identifier}" if identifier else "has no ID"
    return Issue("parse", "warning", "registry-record-left-out", f"Record {index} {what} and is left out.")
