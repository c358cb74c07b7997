"""Read a plain register of commitments: a CSV with an ID and a title for each, and its plan."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pipeline.lexicon.text_folding import key
from pipeline.model import Claim, Document, Parsed, RawRecord, identifiers
from pipeline.model.issues import Issue
from pipeline.parsers.datasets.rows import columns_of, fits, mapped
from pipeline.schema.data import names, reference

NAME = "registry_csv"
VERSION = "1"
TITLE = "A register of commitments as CSV: ID, title, plan"

_LAYOUT = "register"
_WITH_ID = 0.5
"""Share of the records that must hold an ID in the column of IDs: other tables have columns 'code' and 'name' too."""


def _layout() -> dict[str, Any]:
    loaded: dict[str, Any] = reference(f"datasets/{_LAYOUT}")
    return loaded


@cache
def _keys() -> dict[str, tuple[str, ...]]:
    return {field: tuple(map(key, headings)) for field, headings in _layout()["headings"].items()}


def _columns(document: Document) -> dict[str, str]:
    """Return field -> column for the headings that are known; a field's earlier headings go before its later ones."""
    folded: dict[str, str] = {}
    for column in columns_of(document.records):
        folded.setdefault(key(column), column)
    found = {field: [folded[k] for k in keys if k in folded] for field, keys in _keys().items()}
    return {field: columns[0] for field, columns in found.items() if columns}


def identify(document: Document) -> Claim | None:
    """Claim a table with a column of commitment IDs and one of titles that is none of OGP's datasets."""
    columns = _columns(document)
    if not set(_layout()["required"]) <= columns.keys() or _is_dataset(document):
        return None
    with_id = sum(1 for row in document.records if _is_id(row, columns))
    if with_id < _WITH_ID * len(document.records):
        return None
    wanted = ", ".join(columns[field] for field in _layout()["required"])
    return Claim(NAME, f"columns {wanted} in {len(document.records)} records, {with_id} with an ID")


def _is_dataset(document: Document) -> bool:
    columns = columns_of(document.records)
    return any(fits(columns, reference(f"datasets/{name}")) for name in names("datasets") if name != _LAYOUT)


def _is_id(row: Mapping[str, str], columns: Mapping[str, str]) -> bool:
    return bool(identifiers.find_ids(row[columns["commitment_id"]].upper()))


def parse(document: Document) -> Parsed:
    """Read a row of the registry for every ID, each once."""
    layout, columns, records, issues = _layout(), _columns(document), [], []
    seen: set[str] = set()
    for index, row in enumerate(document.records, start=1):
        fields = dict(mapped(row, index, columns, layout))
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
