"""Corrected values: read, typed, applied to the right cell, and never silently to another one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline import schema
from pipeline.model import Anchor, Box, Extraction, Provenance, Row
from pipeline.overrides import corrections, decisions

DOCUMENT = "a" * 16
KEY = f"{DOCUMENT}:c1"
HEADER = ",".join([*decisions.COLUMNS, *corrections.COLUMNS])
PLACE = Provenance("completion", Anchor(3, Box(1, 2, 3, 4)), "x", "mark")


def line(field: str, value: str, seen: str = "", table: str = "commitments", key: str = KEY, who: str = "Ada") -> str:
    return f"value,,,set,{who},2024-01-31,the page says so,{seen},,{table},{key},{field},{value}"


def read(*lines: str) -> tuple[tuple[corrections.Correction, ...], list[str]]:
    found, issues = corrections.parse_corrections("\n".join([HEADER, *lines]) + "\n")
    return found, [issue.message for issue in issues]


def extraction(**values: object) -> Extraction:
    row = Row("commitments", KEY, dict.fromkeys(schema.find_table("commitments").columns) | values, (PLACE,))
    return Extraction({"document_id": DOCUMENT, "title": "Old", "source_path": "a.pdf"}, (row,))


def corrected(*lines: str, **values: object) -> Extraction:
    found, messages = read(*lines)
    assert messages == []
    (done,), lost = corrections.apply_corrections([extraction(**values)], found)
    assert lost == ()
    return done


def test_a_value_is_set_where_it_was_read() -> None:
    done = corrected(line("completion", "limited", "substantial"), completion="substantial")
    assert done.rows[0].values["completion"] == "limited"
    assert done.rows[0].provenance == (Provenance("completion", PLACE.anchor, "limited", "override"),)
    (issue,) = done.issues
    assert (issue.severity, issue.code, issue.place) == ("info", "value-corrected", "c1")
    assert "from 'substantial' to 'limited' by Ada, 2024-01-31: the page says so" in issue.message


def test_a_value_is_emptied() -> None:
    done = corrected(line("completion", "", "substantial"), completion="substantial")
    assert done.rows[0].values["completion"] is None
    assert done.rows[0].provenance == ()


def test_dates_and_lists_are_typed() -> None:
    done = corrected(line("end_date", "2016-12-31"), line("policy_areas", "Health; Water"), end_date_precision="year")
    values = done.rows[0].values
    assert (values["end_date"], values["end_date_precision"]) == (date(2016, 12, 31), "day")
    assert values["policy_areas"] == ["Health", "Water"]


def test_a_value_that_is_read_otherwise_by_now_waits_for_a_person() -> None:
    done = corrected(line("completion", "limited", "substantial"), completion="complete")
    assert done.rows[0].values["completion"] == "complete"
    assert done.issues[0].code == "correction-unused"
    assert "now reads 'complete'" in done.issues[0].message


@pytest.mark.parametrize(
    ("field", "value"), [("completion", "nearly"), ("end_date", "2016"), ("plan_number", "two"), ("country_code", "ZZ")]
)
def test_a_value_of_the_wrong_kind_is_not_used(field: str, value: str) -> None:
    done = corrected(line(field, value))
    assert done.rows[0].values[field] is None
    assert done.issues[0].code == "correction-unused"


def test_a_document_is_corrected() -> None:
    done = corrected(line("title", "New", "Old", "documents", DOCUMENT))
    row = next(row for row in done.rows if row.table == "documents")
    assert row.values == {"title": "New"}
    assert row.provenance[0].method == "override"


def test_the_last_correction_of_a_cell_counts() -> None:
    found, _ = read(line("number", "1"), line("number", "2"))
    assert [one.value for one in found] == ["2"]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (line("completion", "limited", table="nothing"), "no table 'nothing'"),
        (line("colour", "limited"), "no column 'colour'"),
        (line("commitment_id", "QN0001"), "can't be corrected"),
        (line("commitment_key", "x"), "can't be corrected"),
        (line("plan_commitment_key", "x"), "can't be corrected"),
        (line("related_document_id", "x", "", "documents", DOCUMENT), "can't be corrected"),
        (line("title", "x", who=""), "needs a record, a person and a reason"),
        (line("title", "x").replace("2024-01-31", "soon"), "no date"),
    ],
)
def test_a_bad_line_is_told(bad: str, said: str) -> None:
    found, messages = read(bad)
    assert found == ()
    assert said in messages[0]


def test_records_that_are_gone_are_told() -> None:
    found, _ = read(line("title", "x", key=f"{DOCUMENT}:c9"), line("title", "y", key=f"{'b' * 16}:c1"))
    (done,), lost = corrections.apply_corrections([extraction()], found)
    assert "no longer has this record" in done.issues[0].message
    assert "document no longer exists" in lost[0].message


def test_links_and_values_share_the_file(tmp_path: Path) -> None:
    link = "identity,a:c1,QN0001,accept,me,2024-01-31,same,,,,,,"
    (tmp_path / decisions.OVERRIDES).write_text("\n".join([HEADER, link, line("number", "7")]) + "\n")
    links, issues = decisions.read_decisions(tmp_path)
    values, others = corrections.read_corrections(tmp_path)
    assert [one.to_key for one in links] == ["QN0001"]
    assert [one.value for one in values] == ["7"]
    assert issues == others == ()
