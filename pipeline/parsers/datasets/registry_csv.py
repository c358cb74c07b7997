"""Read a plain register of commitments: a CSV with ID, title and plan."""

from __future__ import annotations

from functools import cache
from typing import Any

from pipeline.lexicon.text_folding import fold_to_letters
from pipeline.model import Claim, Document, Parsed, RawRecord, identifiers
from pipeline.model.issues import Issue
from pipeline.parsers.datasets.rows import column_names, has_required_columns, iterate_mapped_values
from pipeline.schema.data import list_data, load_data

NAME = "registry_csv"
VERSION = "1"
TITLE = "A register of commitments as CSV: ID, title, plan"

_LAYOUT = "register"
_MIN_ID_SHARE = 0.5
"""Share of records that must have an ID in the ID column, because other tables have columns 'code' and 'name' too."""


def _load_layout() -> dict[str, Any]:
    loaded: dict[str, Any] = load_data(f"datasets/{_LAYOUT}")
    return loaded


@cache
def _heading_keys() -> dict[str, tuple[str, ...]]:
    return {field: tuple(map(fold_to_letters, headings)) for field, headings in _load_layout()["headings"].items()}


def _match_columns(document: Document) -> dict[str, str]:
    """Return field -> column for the headings that are known; a field's earlier headings go before its later ones."""
    folded: dict[str, str] = {}
    for column in column_names(document.records):
        folded.setdefault(fold_to_letters(column), column)
    columns_by_field = {field: [folded[k] for k in keys if k in folded] for field, keys in _heading_keys().items()}
    return {field: columns[0] for field, columns in columns_by_field.items() if columns}


def identify(document: Document) -> Claim | None:
    """Claim a table with a column of commitment IDs and one of titles, unless it is one of OGP's datasets."""
    columns = _match_columns(document)
    if not set(_load_layout()["required"]) <= columns.keys() or _is_dataset(document):
        return None
    with_id = sum(1 for row in document.records if identifiers.find_ids(row[columns["commitment_id"]].upper()))
    if with_id < _MIN_ID_SHARE * len(document.records):
        return None
    wanted = ", ".join(columns[field] for field in _load_layout()["required"])
    return Claim(NAME, f"columns {wanted} in {len(document.records)} records, {with_id} with an ID")


def _is_dataset(document: Document) -> bool:
    columns = column_names(document.records)
    return any(
        has_required_columns(columns, load_data(f"datasets/{name}"))
        for name in list_data("datasets")
        if name != _LAYOUT
    )


def parse(document: Document) -> Parsed:
    """Read one registry row per ID."""
    layout, columns, records, issues = _load_layout(), _match_columns(document), [], []
    seen: set[str] = set()
    for index, row in enumerate(document.records, start=1):
        fields = dict(iterate_mapped_values(row, index, columns, layout))
        for field, source in layout["fallback"].items():
            if field not in fields and source in fields:
                fields[field] = fields[source]
        identifier = fields["commitment_id"].text if "commitment_id" in fields else ""
        if not identifier or identifier in seen:
            issues.append(_left_out_issue(index, identifier))
            continue
        seen.add(identifier)
        records.append(RawRecord("registry", f"r{index}", fields))
    return Parsed("dataset", "ogp", tuple(records), issues=tuple(issues))


def _left_out_issue(index: int, identifier: str) -> Issue:
    problem = f"repeats the ID {identifier}" if identifier else "has no ID"
    return Issue("parse", "warning", "registry-record-left-out", f"Record {index} {problem} and is left out.")
