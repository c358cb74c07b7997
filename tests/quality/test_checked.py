"""Keeping tables sound: what is refused is left out and said, the rest goes on."""

from __future__ import annotations

import datetime
from pathlib import Path

from pipeline.quality import check_tables, count_results, summarize_parsers
from pipeline.quality.summary import NO_PARSER
from pipeline.tables import Tables, collect_tables, publish_tables
from tests.tables.samples import PAGE, REPORT, document, extractions


def sample() -> Tables:
    return collect_tables(extractions())


def codes(tables: Tables) -> list[object]:
    return [row["code"] for row in tables["issues"] if row["stage"] == "validate"]


def last_commitment(tables: Tables) -> dict[str, object]:
    return next(row for row in tables["commitments"] if row["number"] == "11")


def test_a_refused_value_becomes_null_and_keeps_its_provenance() -> None:
    tables = sample()
    last_commitment(tables)["completion"] = "nearly"
    result = check_tables(tables)
    assert last_commitment(result).get("completion") is None
    assert codes(result) == ["value-refused"]
    assert any(p["field"] == "completion" for p in result["provenance"])
    issue = result["issues"][-1]
    assert (issue["document_id"], issue["source_path"], issue["record_key"]) == (REPORT, "a.pdf", f"{REPORT}:c11")
    assert "not 'nearly'" in str(issue["message"])


def test_a_document_that_lost_something_is_partial() -> None:
    tables = sample()
    last_commitment(tables)["nonsense"] = "x"
    result = check_tables(tables)
    assert {d["document_id"]: d["status"] for d in result["documents"]} == {REPORT: "partial", PAGE: "ok"}


def test_a_dropped_commitment_takes_its_milestones_and_provenance_along() -> None:
    tables = sample()
    last_commitment(tables)["document_id"] = None
    result = check_tables(tables)
    assert len(result["commitments"]) == 10
    assert result["milestones"] == []
    assert result["contacts"][0]["commitment_key"] is None
    assert not [p for p in result["provenance"] if ":c11" in str(p["record_key"])]
    assert sorted(map(str, codes(result))) == ["reference-leads-nowhere", "reference-leads-nowhere", "row-refused"]


def test_a_repeated_key_is_kept_once() -> None:
    tables = sample()
    tables["registry"].append(dict(tables["registry"][0]))
    result = check_tables(tables)
    assert len(result["registry"]) == 2
    assert codes(result) == ["key-repeated"]


def test_the_result_can_always_be_published(tmp_path: Path) -> None:
    tables = sample()
    tables["documents"].append(document(REPORT, "copy.pdf"))
    tables["issues"].append({"stage": "nowhere", "message": None})
    tables["provenance"].append({"record_table": "tables", "record_key": "x", "field": "y", "document_id": "gone"})
    last_commitment(tables)["title"] = "\ud800"
    publish_tables(tmp_path / "extracted", check_tables(tables))


def test_values_without_a_place_are_said() -> None:
    tables = sample()
    tables["provenance"] = [p for p in tables["provenance"] if p["field"] not in {"completion", "end_date"}]
    result = check_tables(tables)
    assert codes(result) == ["value-without-provenance"]
    assert "completion, end_date:" in str(result["issues"][-1]["message"])


def test_provenance_of_nothing_is_said() -> None:
    tables = sample()
    tables["provenance"][0]["record_key"] = f"{REPORT}:c99"
    assert "provenance-without-record" in codes(check_tables(tables))


def test_implausible_dates_are_said() -> None:
    tables = sample()
    last_commitment(tables).update(start_date=datetime.date(2017, 1, 1), start_date_precision="day")
    tables["milestones"][0].update(end_date=datetime.date(1916, 1, 1))
    found = codes(check_tables(tables))
    assert "dates-reversed" in found
    assert "date-implausible" in found


def test_links_must_lead_somewhere() -> None:
    tables = sample()
    link: dict[str, object] = {"link_key": "l1", "kind": "identity", "from_key": f"{REPORT}:c1", "to_key": "QN0001"}
    tables["links"] = [link, {**link, "link_key": "l2", "to_key": "QN0099"}]
    result = check_tables(tables)
    assert codes(result) == ["link-leads-nowhere"]
    assert "QN0099" in str(result["issues"][-1]["message"])


def test_the_closing_table() -> None:
    tables = sample()
    tables["documents"].append(document("c" * 16, "c.pdf", report_format=None, status="unidentified"))
    template, members, none = summarize_parsers(count_results(check_tables(tables)))
    assert (template.parser, template.documents, template.commitments, template.milestones) == (
        "completion_template",
        1,
        11,
        1,
    )
    assert (template.errors, template.warnings, template.infos) == (0, 1, 0)
    # numbers and titles of all 11, OGP values of 10, completion and end date of one; number and text of the milestone
    assert template.fields_filled == (11 + 11 + 10 + 1 + 1 + 1 + 1) / (5 * 11 + 2)
    assert (members.parser, members.fields_filled) == ("member_page", None)
    assert (none.parser, none.documents) == (NO_PARSER, 1)
