"""Forms of templates that no parser knows: read by their labels, said so; everything else stays unidentified."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.model import Block, Document, Parsed, TextBlock
from pipeline.parsers import unrecognised_template
from tests.building import document, heading, paragraph, row, table

ANSWERS = [
    ("Ministry of Water", "People don't know the water's quality.", "To publish it.", "2021", "Limited"),
    ("Ministry of Roads", "Nobody sees the contracts.", "To open all contracts.", "2022", "Substantial"),
    ("Ministry of Forests", "Felling is not recorded.", "To keep a public record.", "2023", "Not started"),
]
LABELS = ("Traffic zone", "Lead institution", "Problem statement", "Main objective", "End date", "Completion level")
TITLES = ("3. Open water", "4. Open roads", "5. Open forests")


def in_tables() -> Document:
    blocks: list[Block] = []
    for title, answers in zip(TITLES, ANSWERS, strict=True):
        values = ("Unit A", *answers)
        blocks += [heading(title), table(*(row(a, b) for a, b in zip(LABELS, values, strict=True)))]
    return document(*blocks)


def in_lines() -> Document:
    blocks: list[Block] = [heading("Report on our plan")]
    for title, answers in zip(TITLES, ANSWERS, strict=True):
        values = ("Unit A", *answers)
        blocks += [heading(title, 2), *(paragraph(f"{a}: {b}") for a, b in zip(LABELS, values, strict=True))]
    return document(*blocks)


def in_columns() -> Document:
    head = row("Commitment", "Lead institution", "Main objective", "End date", "Zodiac sign")
    rows = [row(title, a[0], a[2], a[3], "x9") for title, a in zip(TITLES, ANSWERS, strict=True)]
    return document(heading("Tracker"), table(head, *rows))


def under_lines() -> Document:
    blocks: list[Block] = []
    for title, answers in zip(TITLES, ANSWERS, strict=True):
        blocks.append(paragraph(f"Commitment {title.replace('.', ':')}"))
        for label, answer in zip(LABELS[1:], answers, strict=True):
            blocks += [TextBlock("heading", paragraph(label).lines, level=3), paragraph(answer)]
    return document(*blocks)


def titles(parsed: Parsed) -> list[tuple[str, str]]:
    return [
        (record.fields["number"].text, record.fields["title"].text)
        for record in parsed.records
        if record.table == "commitments"
    ]


@pytest.mark.parametrize("made", [in_tables(), in_lines(), in_columns(), under_lines()], ids=["t", "l", "c", "u"])
def test_forms_are_read_whatever_their_look(made: Document) -> None:
    assert unrecognised_template.identify(made) is not None
    parsed = unrecognised_template.parse(made)
    assert titles(parsed) == [("3", "Open water"), ("4", "Open roads"), ("5", "Open forests")]
    found = [r.fields for r in parsed.records if r.table == "commitments"]
    assert [f["main_objective"].text for f in found] == [a[2] for a in ANSWERS]
    assert [f["lead_institution"].text for f in found] == [a[0] for a in ANSWERS]
    assert all(value.lines for fields in found for value in fields.values()), "a value without its place"


@pytest.mark.parametrize("made", [in_tables(), in_lines(), under_lines()], ids=["t", "l", "u"])
def test_a_level_is_read_but_is_nobodys_rating(made: Document) -> None:
    found = unrecognised_template.parse(made).records
    assert [r.fields["completion"].text for r in found if r.table == "commitments"] == [a[4] for a in ANSWERS]
    assert [r for r in found if r.table == "assessments"] == []


def test_an_issue_lists_what_was_understood_and_what_was_not() -> None:
    issue = unrecognised_template.parse(in_columns()).issues[0]
    assert (issue.code, issue.severity) == ("unrecognised-template", "warning")
    understood, _, unknown = issue.message.partition("Not understood:")
    assert "'Main objective' as main_objective" in understood
    assert "'Zodiac sign'" in unknown


def test_milestone_tables_under_a_form_give_milestones() -> None:
    blocks: list[Block] = []
    for title, answers in zip(TITLES, ANSWERS, strict=True):
        form = table(*(row(a, b) for a, b in zip(LABELS[1:], answers, strict=True)))
        steps = table(row("Milestones", "Start date", "End date"), row("1. Law drafted", "May 2021", "June 2021"))
        blocks += [heading(title), form, steps]
    found = [r for r in unrecognised_template.parse(document(*blocks)).records if r.table == "milestones"]
    assert [(r.commitment, r.fields["number"].text, r.fields["text"].text) for r in found] == [
        (f"c{i}", "1", "Law drafted") for i in (1, 2, 3)
    ]


NO_FORMS = {
    "one form": document(*in_tables().blocks[:2]),
    "blank forms": document(*(b for t in TITLES for b in (heading(t), table(*(row(x, "") for x in LABELS))))),
    "minutes": document(
        *(
            b
            for t in TITLES
            for b in (
                heading(t),
                paragraph("Background: roads."),
                paragraph("Next steps: none."),
                paragraph("Budget: 3"),
            )
        )
    ),
    "prose": document(
        heading("Report"), *(paragraph("The main objective of the plan is to open data.") for _ in TITLES)
    ),
    "a register": document(table(row("Name", "Email", "Phone"), row("A", "a@b.org", "1"), row("B", "b@b.org", "2"))),
    "empty": document(),
}


@pytest.mark.parametrize("name", sorted(NO_FORMS))
def test_everything_else_stays_unidentified(name: str) -> None:
    assert unrecognised_template.identify(NO_FORMS[name]) is None


def test_the_document_is_partial_and_says_how_it_was_read(tmp_path: Path) -> None:
    lines = [
        line
        for title, answers in zip(TITLES, ANSWERS, strict=True)
        for line in (title, "", *(f"{a}: {b}" for a, b in zip(LABELS[1:], answers, strict=True)), "")
    ]
    file = tmp_path / "form.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    found = extract_document(tmp_path, describe_file(file)).extraction
    assert (found.document["status"], found.document["report_format"]) == ("partial", "unrecognised_template")
    assert [i.code for i in found.issues].count("unrecognised-template") == 1
    assert "no-parser" not in {i.code for i in found.issues}
    rows = [r.values for r in found.rows if r.table == "commitments"]
    assert [r["completion"] for r in rows] == ["limited", "substantial", "not_started"]
