"""From extractions to rows: keys, provenance, issues, order."""

from __future__ import annotations

from pipeline import schema
from pipeline.model import Extraction, Row
from pipeline.model.issues import Issue
from pipeline.quality import check_tables
from pipeline.tables import collect_tables
from tests.table_bytes import sort_rows
from tests.tables.samples import PAGE, REPORT, document, extractions, traced


def test_every_table_is_there() -> None:
    assert list(collect_tables([])) == [table.name for table in schema.all_tables()]


def test_rows_get_their_key_and_document() -> None:
    tables = collect_tables(extractions())
    assert tables["commitments"][0]["commitment_key"] == f"{REPORT}:c10"
    assert {row["document_id"] for row in tables["commitments"]} == {REPORT}
    assert tables["contacts"][0]["contact_key"] == f"{REPORT}:c11.k1"
    assert {row["source_document_id"] for row in tables["registry"]} == {PAGE}
    assert "document_id" not in tables["registry"][0]


def test_empty_lists_are_null_and_tuples_lists() -> None:
    rows = collect_tables(extractions())["commitments"]
    assert rows[0]["ogp_values"] == ["civic_participation"]
    assert rows[-1]["support_institutions"] is None


def test_provenance_has_a_row_for_each_page() -> None:
    rows = [r for r in collect_tables(extractions())["provenance"] if r["record_key"] == f"{REPORT}:c11.m1"]
    assert [(r["field"], r["page"]) for r in rows] == [("number", 1), ("text", 1), ("text", 2)]
    assert rows[0] | {"record_table": "milestones", "x0": 72.0, "bottom": 112.0} == rows[0]
    assert not {"confidence", "element_path"} & rows[0].keys()


def test_a_row_of_documents_adds_to_the_document() -> None:
    row = Row("documents", REPORT, {"title": "Report"}, (traced("title", "REPORT"),))
    tables = collect_tables([Extraction(document(REPORT, "a.pdf"), (row,))])
    assert [d["title"] for d in tables["documents"]] == ["Report"]
    assert [(p["record_table"], p["record_key"]) for p in tables["provenance"]] == [("documents", REPORT)]


def test_issues_say_where() -> None:
    run_issue = Issue("catalogue", "warning", "empty-folder", "The folder b is empty.")
    rows = collect_tables(extractions(), [("b", run_issue)])["issues"]
    assert [(r["source_path"], r["record_key"]) for r in rows] == [("a.pdf", f"{REPORT}:c11"), ("b", None)]


def test_a_run_issue_finds_its_document_by_path() -> None:
    issue = Issue("catalogue", "warning", "manifest-hash-differs", "The hash differs.")
    rows = collect_tables(extractions(), [("a.pdf", issue), (None, issue)])["issues"]
    assert [row["document_id"] for row in rows[1:]] == [REPORT, None]


def test_order_is_natural_and_independent_of_the_run() -> None:
    one, other = collect_tables(extractions()), collect_tables(extractions()[::-1])
    for table in schema.all_tables():
        assert sort_rows(table, one[table.name]) == sort_rows(table, other[table.name])
    rows = sort_rows(schema.find_table("commitments"), one["commitments"])
    assert [row["number"] for row in rows] == [str(n) for n in range(1, 12)]


def test_sound_tables_pass_unchanged() -> None:
    tables = collect_tables(extractions())
    assert check_tables(tables) == tables
