"""Parsers that are data: labels declared in a module, read wherever they stand in the forms."""

from __future__ import annotations

import pytest

from pipeline.layout import declared_forms
from pipeline.model import Document
from tests.building import document, heading, paragraph, row, table

LABELS = {
    "Pledge": "commitment",
    "Office in charge": "lead_institution",
    "How far we have come": "completion",
    "To be finished by": "end_date",
    "Shelf mark": None,
}
CARDS = [
    ("1. Ferries", "Transport Agency", "Limited", "June 2024", "a9"),
    ("2. Pilots", "Harbour Board", "Complete", "2025", "b7"),
]


def cards(*more: tuple[str, str]) -> Document:
    tables = [table(*(row(a, b) for a, b in [*zip(LABELS, card, strict=True), *more])) for card in CARDS]
    return document(heading("Cards"), *tables)


def test_each_form_is_a_commitment() -> None:
    claim = declared_forms.identify("cards", LABELS, cards())
    assert claim is not None
    assert claim.evidence == "2 forms with 100% of the labels"
    parsed = declared_forms.parse(LABELS, cards(), "self_assessment", "government")
    found = [{name: v.text for name, v in r.fields.items()} for r in parsed.records if r.table == "commitments"]
    assert found == [
        {
            "number": "1",
            "title": "Ferries",
            "lead_institution": "Transport Agency",
            "end_date": "June 2024",
            "completion": "Limited",
        },
        {
            "number": "2",
            "title": "Pilots",
            "lead_institution": "Harbour Board",
            "end_date": "2025",
            "completion": "Complete",
        },
    ]
    assert [r.fields["assessor"].text for r in parsed.records if r.table == "assessments"] == ["government"] * 2
    assert parsed.issues == ()


def test_a_label_that_is_not_declared_is_an_issue() -> None:
    issues = declared_forms.parse(
        LABELS, cards(("Voice of the users", "None.")), "self_assessment", "government"
    ).issues
    assert [issue.code for issue in issues] == ["unmapped-label"]
    assert "'Voice of the users'" in issues[0].message


@pytest.mark.parametrize(
    "other", [document(), document(paragraph("Pledge: to open data.")), document(heading("Pledge"))]
)
def test_other_documents_are_not_claimed(other: Document) -> None:
    assert declared_forms.identify("cards", LABELS, other) is None
    assert declared_forms.identify("cards", {}, cards()) is None


def test_a_field_that_there_is_not_stops_with_the_list() -> None:
    with pytest.raises(ValueError, match=r"lead_institutoin.*Known:.*lead_institution"):
        declared_forms.identify("cards", {**LABELS, "Office in charge": "lead_institutoin"}, cards())
