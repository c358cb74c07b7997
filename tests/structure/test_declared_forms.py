"""Parsers that are data: labels declared in a module, read wherever they stand in the forms."""

from __future__ import annotations

import pytest

from pipeline.model import Document
from pipeline.parsers.suggest import suggest_labels
from pipeline.structure import declared_forms
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


ROWS = {"Step": "milestones", "To be ready by": "end_date", "How it goes": "status"}
TRACKER = {
    "Ref.": "number",
    "Promise": "title",
    "Ask this person": "contacts",
    **ROWS,
}


def tracker() -> Document:
    """Return two forms, each with a table of steps behind it."""
    blocks = []
    for number, title in (("P-1", "Ferries"), ("P-2", "Pilots")):
        person = "A. Falk, Head of Unit, falk@example.org, +99 555 0101"
        blocks.append(table(row("Ref.", number), row("Promise", title), row("Ask this person", person)))
        blocks.append(table(row(*ROWS), row("1. Survey of the stops", "June 2022", "Limited"), row("Map", "2023", "-")))
    return document(*blocks)


def test_number_title_and_contact_have_labels_of_their_own() -> None:
    parsed = declared_forms.parse(TRACKER, tracker(), "self_assessment", "government")
    first = next(record.fields for record in parsed.records if record.table == "commitments")
    assert {name: value.text for name, value in first.items()} == {
        "number": "P-1",
        "title": "Ferries",
        "contact_name": "A. Falk",
        "contact_position": "Head of Unit",
        "contact_email": "falk@example.org",
        "contact_phone": "+99 555 0101",
    }


def test_milestones_are_read_by_the_declared_headings_of_their_table() -> None:
    parsed = declared_forms.parse(TRACKER, tracker(), "self_assessment", "government")
    rows = [{n: v.text for n, v in r.fields.items()} for r in parsed.records if r.table == "milestones"]
    assert rows[:2] == [
        {"number": "1", "text": "Survey of the stops", "end_date": "June 2022", "status": "Limited"},
        {"text": "Map", "end_date": "2023", "status": "-"},
    ]
    assert len(rows) == 4
    assert parsed.issues == ()


def test_headings_of_a_table_that_are_not_declared_are_an_issue() -> None:
    labels = {name: field for name, field in TRACKER.items() if name not in ROWS}
    parsed = declared_forms.parse(labels, tracker(), "self_assessment", "government")
    assert [issue.code for issue in parsed.issues] == ["unmapped-label"] * 3
    assert {name for name in ROWS if name in " ".join(issue.message for issue in parsed.issues)} == set(ROWS)


def test_headings_of_tables_are_suggested() -> None:
    suggested = {one.label: one for one in suggest_labels(tracker()).labels}
    assert suggested["How it goes"].samples == ("Limited",)
    assert suggested["Step"].count == 2
