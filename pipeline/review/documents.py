"""What the site shows of one document: its records, where each value stands, and what a person should know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline import schema
from pipeline.review.records import Row, Tables, grouped, home

NOT_RECORDS = {"provenance", "issues", "links", "threads"}
"""Tables whose rows are no records of one document."""

LOW = 0.9
"""A value of lower measured confidence is marked for a second look."""


class Index:
    """The tables by document: built once, asked for every document."""

    def __init__(self, tables: Tables) -> None:
        names = [table.name for table in schema.tables() if table.name not in NOT_RECORDS]
        self.records = {name: grouped(tables[name], column) for name in names if (column := home(name))}
        self.places = grouped(tables["provenance"], "document_id")
        self.issues = grouped(tables["issues"], "document_id")
        self.documents = tuple(tables["documents"])
        self.expected = expected(self.documents, self.records)


def expected(documents: Sequence[Row], records: Mapping[str, Mapping[str, Sequence[Row]]]) -> dict[str, set[str]]:
    """Return parser -> `table.field` of the template values that it gave at least once.

    A value that a format never gives is not missing; one that it gives elsewhere is worth a look.
    """
    found: dict[str, set[str]] = {}
    for document in documents:
        given = found.setdefault(str(document["report_format"]), set())
        for table, by_document in records.items():
            names = [field.name for field in schema.table(table).fields if field.template]
            for row in by_document.get(document["document_id"], ()):
                given.update(f"{table}.{name}" for name in names if row[name] not in (None, []))
    return found


def data(index: Index, document: Row) -> dict[str, Any]:
    """Return the data of one document's page, without pages and source text.

    `records` are [table, key, key of the record it belongs to, values]; `places` are [place of the record, field, page,
    x0, top, x1, bottom, path, start, end, place in texts, method, confidence]; `issues` are [severity, code, message,
    page, place of the record].
    """
    name = document["document_id"]
    records = list(_records(index, document))
    at = {(record[0], record[1]): place for place, record in enumerate(records)}
    by_key = {record[1]: place for place, record in reversed(list(enumerate(records)))}
    texts: dict[str, int] = {}
    places = [_place(row, at, texts) for row in index.places.get(name, ())]
    return {
        "records": records,
        "places": [place for place in places if place[0] is not None],
        "texts": list(texts),
        "issues": [_issue(row, by_key) for row in index.issues.get(name, ())],
    }


def _records(index: Index, document: Row) -> Iterator[list[Any]]:
    wanted = index.expected[str(document["report_format"])]
    for table, by_document in index.records.items():
        key = schema.table(table).primary_key
        for row in by_document.get(document["document_id"], ()):
            yield [table, row[key] if key else "", _parent(row, key), _values(table, row, wanted)]


def _parent(row: Row, own: str | None) -> str | None:
    names = ("milestone_key", "commitment_key")
    return next((str(row[name]) for name in names if name != own and row.get(name)), None)


def _values(table: str, row: Row, wanted: set[str]) -> dict[str, Any]:
    hidden = {"document_id", "source_document_id", "commitment_key", "milestone_key", schema.table(table).primary_key}
    shown = {"document_id"} if table == "documents" else set()
    return {
        name: None if value == [] else value
        for name, value in row.items()
        if name not in hidden - shown and (value not in (None, []) or f"{table}.{name}" in wanted)
    }


def _place(row: Row, at: Mapping[tuple[str, str], int], texts: dict[str, int]) -> list[Any]:
    corners = [None if row[side] is None else round(row[side], 1) for side in ("x0", "top", "x1", "bottom")]
    text = texts.setdefault(row["text_raw"] or "", len(texts))
    span = [row["element_path"], row["char_start"], row["char_end"]]
    record = at.get((row["record_table"], row["record_key"]))
    return [record, row["field"], row["page"], *corners, *span, text, row["method"], row["confidence"]]


def _issue(row: Row, by_key: Mapping[str, int]) -> list[Any]:
    return [row["severity"], row["code"], row["message"], row["page"], by_key.get(row["record_key"] or "")]


def counts(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the overview says of a document: records by table, empty and doubtful values, issues by severity."""
    tables: dict[str, int] = {}
    for record in found["records"]:
        tables[record[0]] = tables.get(record[0], 0) + 1
    issues: dict[str, int] = {}
    for issue in found["issues"]:
        issues[issue[0]] = issues.get(issue[0], 0) + 1
    low = {(place[0], place[1]) for place in found["places"] if place[-1] is not None and place[-1] < LOW}
    empty = sum(value is None for record in found["records"] for value in record[3].values())
    return {"tables": tables, "issues": issues, "empty": empty, "low": len(low)}
