"""An extracted folder made from a few rows."""

from __future__ import annotations

from pathlib import Path

from pipeline import schema
from pipeline.tables import publish_tables

DOCUMENT = "00112233445566aa"
FORMULA = "=HYPERLINK('http://example.org','Open')"
LONG = "long " * 8_000


def row(table: str, **values: object) -> dict[str, object]:
    return dict.fromkeys(schema.find_table(table).columns) | values


def commitment(nth: int, **values: object) -> dict[str, object]:
    key = f"{DOCUMENT}:c{nth}"
    facts: dict[str, object] = {"country_code": "QN", "plan_id": "QN-2014", "plan_number": 1, "number": str(nth)}
    facts |= {"title": f"Commitment {nth}", "commitment_id": f"QN000{nth}", "id_method": "stated", "id_score": 1.0}
    return row("commitments", **{"commitment_key": key, "document_id": DOCUMENT, **facts, **values})


def made(folder: Path) -> Path:
    """Write a folder with one document and three commitments, one of them odd in each way; return it."""
    from datetime import date

    document = row(
        "documents",
        **{"document_id": DOCUMENT, "source_path": "a.txt", "sha256": DOCUMENT * 4, "size_bytes": 9, "status": "ok"},
        **{"country_code": "QN", "country": "Norlandia", "publisher": "government", "report_type": "self_assessment"},
        **{"plan_id": "QN-2014", "plan_start_year": 2014, "media_type": "text/plain"},
    )
    commitments = [
        commitment(1, completion="substantial", policy_areas=["Health", 'Water, "clean"'], description="Two\nlines"),
        commitment(2, title=FORMULA, end_date=date(2015, 7, 31), end_date_precision="day", results=LONG),
        commitment(3, title="Ärger über 'Zölle'", commitment_id=None, id_method=None, id_score=None),
    ]
    publish_tables(folder, {"documents": [document], "commitments": commitments})
    return folder
