"""The traffic-light self-assessment: columns in any order, colours and words, remarks, recommendations, totals."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.model import Block, Cell, Document, Parsed, RawRecord, Table, TextBlock
from pipeline.parsers.traffic_light import traffic_light
from pipeline.parsers.traffic_light.milestone_rows import find_stated_totals
from pipeline.parsers.traffic_light.stakeholder_comments import find_proposals, split_comments
from pipeline.structure.commitments.legends import read_color_meanings
from tests.building import cell, document, heading, line, paragraph, row, table

GREEN, AMBER, RED, BLUE = "00B050", "FFC000", "C00000", "0070C0"
HEADINGS = ["", "Commitment", "Assessment of Progress", "Evidence supporting the assessment", "Next steps"]
WIDTH = 600 / len(HEADINGS)


def coloured(fill: str, column: int = 2, text: str = "", columns: int = 5) -> Cell:
    width = 600 / columns
    return cell(text, column * width, (column + 1) * width, fill=fill)


def written(texts: Sequence[str], column: int = 3, columns: int = 5) -> Cell:
    width = 600 / columns
    blocks = tuple(TextBlock("paragraph", (line(text),)) for text in texts)
    return cell("", column * width, (column + 1) * width, blocks=blocks)


def across(text: str) -> Cell:
    return cell(text, 0, 600, column_span=5)


def at(text: str, column: int, columns: int = 5) -> Cell:
    width = 600 / columns
    return cell(text, column * width, (column + 1) * width)


def milestone(number: str, text: str, fill: str, *evidence: str) -> Sequence[Cell]:
    return [at(number, 0), at(text, 1), coloured(fill), written(evidence), at("Go on.", 4)]


def report(
    *rows: Sequence[Cell], legend: str = "Green – Completed Amber – Limited progress Red – Not started"
) -> Document:
    made = table(HEADINGS, row(across("Commitment 3: Open the budget")), *(row(*cells) for cells in rows))
    facts = table(["Country", "Norlandia"], ["Period Covered by the Action Plan", "2021-2023"])
    return document(facts, paragraph(legend), made)


def of(parsed: Parsed, name: str) -> list[RawRecord]:
    return [record for record in parsed.records if record.table == name]


def texts(record: RawRecord) -> dict[str, str]:
    return {name: printed.text for name, printed in record.fields.items()}


def codes(parsed: Parsed) -> list[str]:
    return [issue.code for issue in parsed.issues]


def test_milestones_stand_under_their_commitment_with_status_and_evidence() -> None:
    parsed = traffic_light.parse(report(milestone("7", "Publish the budget", AMBER, "It is drafted.")))
    (commitment,) = of(parsed, "commitments")
    (found,) = of(parsed, "milestones")
    assert texts(commitment) == {"number": "3", "title": "Open the budget"}
    assert found.commitment == commitment.place
    assert texts(found) == {
        "number": "7",
        "text": "Publish the budget",
        "status": "Limited progress",
        "status_raw": AMBER,
        "evidence": "It is drafted.",
        "next_steps": "Go on.",
    }
    assert found.fields["status"].method == "colour"
    assert found.fields["status"].anchors
    assert {name: printed.text for name, printed in parsed.document.items()} == {
        "country": "Norlandia",
        "period": "2021-2023",
    }
    assert not parsed.issues


def test_a_legend_gives_colours_their_meaning() -> None:
    legend = "Green = Not started, Red = Completed"
    parsed = traffic_light.parse(report(milestone("1", "Publish", RED, "Done."), legend=legend))
    assert texts(of(parsed, "milestones")[0])["status"] == "Completed"


@pytest.mark.parametrize("legend", ["Green – Completed Amber – Limited Red – Not started", "No legend here."])
def test_a_colour_without_meaning_is_an_issue_and_no_status(legend: str) -> None:
    parsed = traffic_light.parse(report(milestone("1", "Publish", BLUE, "Done."), legend=legend))
    found = texts(of(parsed, "milestones")[0])
    assert "status" not in found
    assert found["status_raw"] == BLUE
    assert codes(parsed) == ["colour-not-in-legend"]


def test_columns_are_bound_by_their_headings() -> None:
    head = ["Next steps", "Evidence", "Status", "Milestone", "No."]
    body = [at("Go on.", 0), at("It is drafted.", 1), coloured(GREEN), at("Publish", 3), at("4", 4)]
    parsed = traffic_light.parse(document(table(head, row(across("Commitment 1: Budget")), row(*body))))
    found = texts(of(parsed, "milestones")[0])
    assert found["number"] == "4"
    assert found["text"] == "Publish"
    assert found["evidence"] == "It is drafted."
    assert found["status"] == "green"


def test_a_number_in_front_of_the_text_and_a_table_for_each_commitment() -> None:
    def one(number: int) -> tuple[Block, Block]:
        body = [at(f"{number}.1 Publish", 0, 3), coloured(GREEN, 1, columns=3), at("Done.", 2, 3)]
        return heading(f"Commitment {number}: Title {number}"), table(["Milestone", "Status", "Evidence"], row(*body))

    parsed = traffic_light.parse(document(*one(1), *one(2)))
    assert [texts(c) for c in of(parsed, "commitments")] == [
        {"number": "1", "title": "Title 1"},
        {"number": "2", "title": "Title 2"},
    ]
    assert [(m.commitment, texts(m)["number"], texts(m)["text"]) for m in of(parsed, "milestones")] == [
        ("c1", "1.1", "Publish"),
        ("c2", "2.1", "Publish"),
    ]


def test_a_column_for_the_commitment_merged_over_its_milestones() -> None:
    head = ["Commitment", "Milestone", "Status", "Evidence"]

    def body(number: int, named: bool) -> list[Cell]:
        cells = [at(f"{number}. Publish", 1, 4), coloured(GREEN, columns=4), at("Done.", 3, 4)]
        return [at("2. Open the budget", 0, 4), *cells] if named else cells

    parsed = traffic_light.parse(document(table(head, row(*body(1, True)), row(*body(2, False)), row(*body(3, True)))))
    assert [texts(c) for c in of(parsed, "commitments")] == [{"number": "2", "title": "Open the budget"}]
    assert [texts(m)["number"] for m in of(parsed, "milestones")] == ["1", "2", "3"]


def test_words_stand_for_colours_and_a_contradiction_gives_none() -> None:
    words = [at("1", 0), at("Publish", 1), at("Limited progress", 2), at("Drafted.", 3), at("", 4)]
    wrong = [at("2", 0), at("Repeal", 1), coloured(GREEN, text="Red"), at("Open.", 3), at("", 4)]
    parsed = traffic_light.parse(report(words, wrong))
    first, second = of(parsed, "milestones")
    assert texts(first)["status"] == "Limited progress"
    assert first.fields["status"].method == "column"
    assert "status" not in second.fields
    assert codes(parsed) == ["status-contradicts-colour"]


def test_a_row_that_a_page_end_breaks_is_one_milestone() -> None:
    cells = milestone("1", "Publish the", GREEN, "The first part goes")
    rest = [at("", 0), at("whole budget", 1), coloured(GREEN), at("on here.", 3), at("", 4)]
    made = table(HEADINGS, row(across("Commitment 1: Budget")), row(*cells), row(*rest, after_break=True))
    (found,) = of(traffic_light.parse(document(made)), "milestones")
    assert texts(found)["text"] == "Publish the whole budget"
    assert texts(found)["evidence"] == "The first part goes on here."


def test_a_text_that_lost_its_colours_says_so_once() -> None:
    rows = [[at(str(n), 0), at("Publish", 1), at("", 2), at("Done.", 3), at("", 4)] for n in (1, 2)]
    parsed = traffic_light.parse(report(*rows))
    assert all("status" not in m.fields for m in of(parsed, "milestones"))
    assert [(issue.code, issue.severity) for issue in parsed.issues] == [("colour-lost", "info")]


def test_one_milestone_without_colour_is_told() -> None:
    bare = [at("2", 0), at("Repeal", 1), at("", 2), at("Open.", 3), at("", 4)]
    parsed = traffic_light.parse(report(milestone("1", "Publish", GREEN, "Done."), bare))
    assert codes(parsed) == ["status-missing"]


def test_remarks_in_evidence_are_kept_apart() -> None:
    said = (
        "The draft is ready.",
        "Budget Watch NGO (Aug 28, 2023):",
        "It is not public. Justification for changing assessment into “red”:",
        "Nothing was published.",
        "Union of Journalists (2023.09.01): We agree.",
    )
    parsed = traffic_light.parse(report(milestone("1", "Publish", GREEN, *said)))
    (found,) = of(parsed, "milestones")
    first, second = of(parsed, "comments")
    assert texts(found)["evidence"] == "The draft is ready."
    assert (first.commitment, first.milestone) == ("c1", found.place)
    assert texts(first)["author"] == "Budget Watch NGO"
    assert texts(first)["date"] == "Aug 28, 2023"
    assert texts(first)["proposed_status"] == "Not started"
    assert texts(first)["conditional"] == "false"
    assert texts(first)["text"].endswith("Nothing was published.")
    assert texts(second) == {"author": "Union of Journalists", "date": "2023.09.01", "text": "We agree."}


def test_remarks_in_closing_chapters_stand_under_no_milestone() -> None:
    base = report(milestone("1", "Publish", GREEN, "Done."))
    closing = [
        heading("Lessons"),
        paragraph("We learnt much."),
        paragraph("Budget Watch NGO (28 August 2023):"),
        paragraph("Involve us earlier."),
        paragraph("Publish the minutes."),
        heading("Recommendations"),
        paragraph("The government will continue."),
    ]
    (remark,) = of(traffic_light.parse(document(*base.blocks, *closing)), "comments")
    assert (remark.commitment, remark.milestone) == (None, None)
    assert texts(remark)["text"] == "Involve us earlier.\nPublish the minutes."


@pytest.mark.parametrize(
    "text",
    [
        "The law (Aug 28, 2023) was passed: it opens data.",
        "Amendments to the Law on Budgets (May 4, 2022): adopted.",
        "See the annex (page 12): it lists all.",
        "Budget Watch (2 members):",
    ],
)
def test_what_only_looks_like_a_remark_stays_evidence(text: str) -> None:
    own, remarks = split_comments([line(text)])
    assert own
    assert not remarks


def test_a_remark_opens_within_a_paragraph_and_without_brackets() -> None:
    _, inside = split_comments([line("The draft is ready, approved etc. Budget Watch NGO (Aug 28, 2023): It is not.")])
    _, bare = split_comments([line("Budget Watch NGO, 28 August 2023:"), line("It is not.")])
    for (remark,) in (inside, bare):
        assert remark.author.text == "Budget Watch NGO"
        assert remark.text is not None
        assert remark.text.text == "It is not."


@pytest.mark.parametrize(
    ("text", "colour", "conditional"),
    [
        ("Justification for changing assessment into “amber”:", "amber", False),
        ("Assessment should be “Limited progress” amber color.", "amber", False),
        ("Assessment should be “Not started/With severe delays” red color.", "red", False),
        ("It is possible to change assessment into “green” if the law is tabled.", "green", True),
        ("If the act is adopted, the assessment could be changed into green.", "green", True),
        ("We propose to lower the rating from green to yellow.", "amber", False),
        ("The status must be rated as red.", "red", False),
        ("This milestone should be marked as “completed”.", "green", False),
    ],
)
def test_proposals_of_another_status(text: str, colour: str, conditional: bool) -> None:
    assert [(p.colour, p.conditional) for p in find_proposals(text)][:1] == [(colour, conditional)]


@pytest.mark.parametrize(
    "text",
    [
        "The assessment should be completed by December.",
        "The assessment should not be green.",
        "We see no reason for changing the assessment into red.",
        "The assessment should consider the green economy.",
        "Red tape should be reduced.",
        "The rating should be amber or red.",
    ],
)
def test_what_proposes_no_status(text: str) -> None:
    assert not find_proposals(text)


def recommendations() -> list[Block]:
    return [
        heading("Use of IRM Recommendations"),
        paragraph("The IRM published its review in 2022."),
        paragraph("Commitment 3 and 4: Budget"),
        paragraph("Publish the drafts;", kind="list_item", marker="•"),
        paragraph("Train clerks.", kind="list_item", marker="•"),
        paragraph("Following them, 2 milestones were completed and 1 milestone showed limited progress."),
        heading("Assessment of the Commitments"),
        paragraph("An item that is none", kind="list_item", marker="•"),
    ]


def test_irm_recommendations_by_commitment_with_the_response() -> None:
    base = report(milestone("1", "Publish", GREEN, "Done."))
    first, second = of(traffic_light.parse(document(*recommendations(), *base.blocks)), "recommendations")
    assert texts(first)["commitments"] == "3 4"
    assert texts(first)["issuer"] == "irm"
    assert texts(second)["text"] == "Train clerks."
    assert texts(second)["response"].startswith("Following them")


def test_totals_that_disagree_are_told_with_both_figures() -> None:
    base = report(milestone("1", "Publish", GREEN, "Done."), milestone("2", "Repeal", AMBER, "Open."))
    closing = paragraph("In 1 commitment with 5 milestones, 1 milestone was completed.")
    parsed = traffic_light.parse(document(*recommendations(), *base.blocks, closing))
    messages = [issue.message for issue in parsed.issues if issue.code == "total-mismatch"]
    assert len(messages) == 2
    assert "2 green milestones of commitment 3 and 4, 1 were read" in messages[0]
    assert "5 milestones, 2 were read" in messages[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We fully completed 39 milestones (74%) and 14 milestones progressed partly.", [("green", 39), ("amber", 14)]),
        ("Two milestones were not started.", [("red", 2)]),
        ("Training covered 3 commitments.", []),
        ("The 2 milestones need a law.", []),
    ],
)
def test_claims(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(claim.what, claim.number) for claim in find_stated_totals(text)] == expected


def test_a_column_that_nobody_knows_is_told() -> None:
    head = ["Milestone", "Status", "Evidence", "Zodiac sign"]
    body = [at("1. Publish", 0, 4), coloured(GREEN, 1, columns=4), at("Done.", 2, 4), at("Leo", 3, 4)]
    parsed = traffic_light.parse(document(table(head, row(across("Commitment 1: Budget")), row(*body))))
    assert codes(parsed) == ["unmapped-label"]
    assert "Zodiac sign" in parsed.issues[0].message


def test_legend_lines() -> None:
    assert read_color_meanings("Red: no progress; Yellow: some; Green: done") == {
        "red": "no progress",
        "amber": "some",
        "green": "done",
    }
    assert read_color_meanings("Assessment (Green/Amber/Red)") == {}


def test_other_tables_are_not_claimed() -> None:
    plain: Table = table(["Milestone", "Start date", "End date"], ["Publish", "2021", "2022"])
    assert traffic_light.identify(document(plain)) is None
    assert traffic_light.identify(report(milestone("1", "Publish", GREEN, "Done."))) is not None


def test_a_column_of_colours_is_the_status_under_any_heading() -> None:
    made = table(
        ["Milestone", "Progress", "Evidence"],
        row(across("Commitment 1: Open data")),
        row(at("Publish it", 0, 3), coloured("C6EFCE", 1, columns=3), at("Done.", 2, 3)),
        row(at("Train officials", 0, 3), coloured("FFC7CE", 1, columns=3), at("None yet.", 2, 3)),
    )
    parsed = traffic_light.parse(document(made))
    assert [texts(record)["status"] for record in of(parsed, "milestones")] == ["green", "red"]


def test_progress_told_in_prose_is_no_traffic_light() -> None:
    made = table(["Milestone", "Progress", "Evidence"], ["Publish it", "It is published.", "A page."])
    assert traffic_light.identify(document(made)) is None


def test_a_table_of_one_commitment_with_levels_in_words_is_no_traffic_light() -> None:
    words = [at("1", 0), at("Publish", 1), at("Limited", 2), at("Drafted.", 3), at("", 4)]
    heading_row = row(across("Commitment 3: Open the budget"))
    assert traffic_light.identify(document(table(HEADINGS, row(*words)))) is None
    assert traffic_light.identify(document(table(HEADINGS, heading_row, row(*words)))) is not None
    green = table(HEADINGS, row(*milestone("1", "Publish", GREEN)))
    assert traffic_light.identify(document(green)) is not None


def test_tables_below_forms_are_no_traffic_light() -> None:
    """A form above each table says whose milestones they are."""
    form = table(["Lead agency", "Treasury"], ["Problem", "Nobody sees the budget."])
    green = table(HEADINGS, row(*milestone("1", "Publish", GREEN)))
    assert traffic_light.identify(document(form, green, form, green)) is None
