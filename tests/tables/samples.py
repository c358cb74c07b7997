"""Small rows for tests: two documents of one plan, of a country that isn't."""

from __future__ import annotations

import datetime

from pipeline.model import Anchor, Box, Extraction, Provenance, Row
from pipeline.model.issues import Issue

REPORT, PAGE = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"


def document(document_id: str, path: str, **values: object) -> dict[str, object]:
    return {
        "document_id": document_id,
        "source_path": path,
        "sha256": document_id * 4,
        "media_type": "application/pdf",
        "size_bytes": 1234,
        "page_count": 3,
        "country_code": "QN",
        "report_format": "completion_template",
        "status": "ok",
        **values,
    }


def traced(field: str, text: str, page: int = 1) -> Provenance:
    return Provenance(field, Anchor(page=page, box=Box(72.0, 100.0, 300.5, 112.0)), text, "label")


def commitment(place: str, number: str, **values: object) -> Row:
    texts = {"number": number, "title": f"Open the books {number}", **values}
    provenance = tuple(traced(name, str(value)) for name, value in texts.items() if value)
    return Row("commitments", f"{REPORT}:{place}", texts, provenance)


def extractions() -> list[Extraction]:
    """A report with eleven commitments, one milestone and a contact; a list of two IDs."""
    commitments = [commitment(f"c{n}", str(n), ogp_values=("civic_participation",)) for n in range(1, 11)]
    dated = commitment("c11", "11", completion="limited", end_date=datetime.date(2016, 6, 30), support_institutions=())
    milestone = Row(
        "milestones",
        f"{REPORT}:c11.m1",
        {"commitment_key": f"{REPORT}:c11", "number": "1", "text": "Publish"},
        (traced("number", "1."), traced("text", "Publish", 1), traced("text", "Publish", 2)),
    )
    contact = Row("contacts", f"{REPORT}:c11.k1", {"commitment_key": f"{REPORT}:c11", "name_raw": "Ms Ana Q."})
    entries = [
        Row("registry", f"{PAGE}:r{n}", {"commitment_id": f"QN{n:04}", "cycle_year": 2014, "starred": n == 1})
        for n in (2, 1)
    ]
    odd = Issue("parse", "warning", "label-unmapped", "The label 'Colour' is not known.", page=2, place="c11")
    return [
        Extraction(document(REPORT, "a.pdf"), (*commitments[::-1], dated, milestone, contact), (odd,)),
        Extraction(document(PAGE, "list.html", report_format="member_page", page_count=None), tuple(entries)),
    ]
