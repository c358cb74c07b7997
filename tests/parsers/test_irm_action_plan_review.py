"""The IRM's Action Plan Review: promising commitments, ratings told in prose, labels, tables, notes, totals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Block, Document, Parsed, RawRecord, TextBlock
from pipeline.parsers.forms.ratings import Sentence
from pipeline.parsers.forms.references import read_references
from pipeline.parsers.irm import irm_report as review
from pipeline.parsers.irm.naming import read_naming
from pipeline.parsers.irm.prose_ratings import read_sentence
from tests.building import document, heading, identified, line, paragraph, table

Ratings = list[tuple[str, str, tuple[str, ...]]]


def told(text: str, *context: str) -> Ratings:
    found = [said for said in read_sentence(Sentence(text, ()), context) if said.numbers and not said.doubt]
    return [(said.predicate.indicator, said.value, said.numbers) for said in found]


def levels(text: str, *context: str) -> dict[str, str]:
    return {number: value for _, value, numbers in told(text, *context) for number in numbers}


def doubts(text: str) -> list[str]:
    return [said.doubt for said in read_sentence(Sentence(text, ())) if said.doubt]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Commitment 4 has substantial potential for results.", {"4": "substantial"}),
        ("Commitments 3, 6, and 7 carry modest potential for results.", dict.fromkeys("367", "modest")),
        ("Commitments 3-5 show modest potential for results.", dict.fromkeys("345", "modest")),
        ("Commitments 3 to 5 show modest potential for results.", dict.fromkeys("345", "modest")),
        ("Two have substantial potential for results—Commitments 1 and 4 go on.", dict.fromkeys("14", "substantial")),
        (
            "Commitment 2 on schools and Commitment 5 on roads have unclear potential for results.",
            dict.fromkeys("25", "unclear"),
        ),
        (
            "The IRM found three commitments with modest potential for results (Commitments 2, 5 and 7).",
            dict.fromkeys("257", "modest"),
        ),
        ("Three commitments (2, 5 and 7) have modest potential for results.", dict.fromkeys("257", "modest")),
        (
            "The steps on lobbying (Commitment 4) and land (Commitment 5) have substantial potential for results.",
            dict.fromkeys("45", "substantial"),
        ),
        (
            "Commitment 1 has modest potential for results, while Commitment 2 has substantial potential for results.",
            {"1": "modest", "2": "substantial"},
        ),
        ("The potential for results of Commitment 3 is modest.", {"3": "modest"}),
        ("Commitment 3’s potential for results is unclear.", {"3": "unclear"}),
        ("The IRM assesses Commitment 3 as having modest potential for results.", {"3": "modest"}),
        ("Commitment 4 complements Commitment 2 and has modest potential for results.", {"4": "modest"}),
        ("Unlike Commitment 1, Commitment 3 has modest potential for results.", {"3": "modest"}),
        ("Commitment 2 repeats old steps, while Commitment 5 has unclear potential for results.", {"5": "unclear"}),
        ("Los compromisos 1 y 4 tienen un potencial sustancial de resultados.", dict.fromkeys("14", "sustancial")),
    ],
)
def test_potential_told_in_prose(text: str, expected: dict[str, str]) -> None:
    assert levels(text) == expected


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Commitment 5 does not have substantial potential for results.", "hedged"),
        ("Commitment 5 could have substantial potential for results.", "hedged"),
        ("Commitment 5 would have substantial potential for results if it were funded.", "hedged"),
        ("Commitment 3 had substantial potential for results in the previous plan.", "hedged"),
        ("Commitments 1 and 2 have modest to substantial potential for results.", "ambiguous"),
        ("Two commitments have modest potential for results: Commitments 2, 5 and 7.", "count"),
        ("Commitment 2 repeats steps and the remaining commitments have modest potential for results.", "subject"),
        ("It is open whether Commitment 3 has substantial potential for results.", "subject"),
    ],
)
def test_doubt_gives_no_rating(text: str, doubt: str) -> None:
    assert not told(text)
    assert doubts(text) == [doubt]


@pytest.mark.parametrize(
    "text",
    [
        "They must have modest or substantial potential for results.",
        "The cluster’s potential for results could be strengthened.",
        "Commitment 9 has a substantial potential impact.",
        "Commitment 9 opens a sector with substantial potential for growth.",
        "Commitments 1 and 2 matter.",
    ],
)
def test_what_is_no_rating_is_neither_read_nor_doubted(text: str) -> None:
    assert not told(text)
    assert not doubts(text)


def test_who_proposed_which() -> None:
    text = (
        "Of these six commitments, three (1, 3, and 4) were proposed by civil society stakeholders, "
        "one (6) was proposed by the Ministry of Finance, and two (2 and 5) were jointly proposed."
    )
    assert told(text) == [
        ("proposed_by", "civil_society", ("1", "3", "4")),
        ("proposed_by", "government", ("6",)),
        ("proposed_by", "joint", ("2", "5")),
    ]


def test_one_subject_of_several_ratings() -> None:
    text = "Commitment 1 is verifiable and has an open government lens, but its potential for results is unclear."
    assert told(text) == [
        ("verifiable", "yes", ("1",)),
        ("relevance", "yes", ("1",)),
        ("potential_for_results", "unclear", ("1",)),
    ]


def test_this_commitment_is_that_of_the_section() -> None:
    assert levels("This commitment has modest potential for results.", "8", "9") == dict.fromkeys("89", "modest")
    assert not told("This commitment has modest potential for results.")


def test_counts_without_names() -> None:
    (counted,) = read_sentence(Sentence("Five commitments have modest potential for results.", ()))
    assert (counted.value, counted.numbers, counted.stated, counted.doubt) == ("modest", (), 5, None)


def base(*blocks: Block) -> Document:
    title = paragraph("IRM Action Plan Review: Norlandia 2023–2027")
    return identified(document(title, paragraph("The IRM looks at the potential for results."), *blocks))


def of(parsed: Parsed, name: str) -> list[RawRecord]:
    return [record for record in parsed.records if record.table == name]


def ratings(parsed: Parsed) -> set[tuple[str | None, str, str]]:
    return {
        (record.commitment, record.fields["indicator"].text, record.fields["value"].text)
        for record in of(parsed, "assessments")
    }


def codes(parsed: Parsed) -> list[str]:
    return [issue.code for issue in parsed.issues]


def test_a_review_has_the_irm_as_publisher() -> None:
    parsed = review.parse(base())
    assert (parsed.report_type, parsed.publisher) == ("irm_action_plan_review", "irm")


@pytest.mark.parametrize("as_table", [True, False])
def test_promising_commitments_in_a_table_or_as_paragraphs(as_table: bool) -> None:
    cells = ["1. Open Budget: It opens the budget.", "8 and 9. Surveys: This cluster: it asks citizens."]
    blocks: list[Block] = [table(["Promising Commitments"], *([cell] for cell in cells))]
    if not as_table:
        blocks = [paragraph(text) for text in ("Promising Commitments", *cells, "The next chapter.", "3. Not one: no.")]
    parsed = review.parse(base(*blocks))
    assert [
        (c.place, c.fields["number"].text, c.fields["title"].text, c.fields["description"].text)
        for c in of(parsed, "commitments")
    ] == [
        ("c1", "1", "Open Budget", "It opens the budget."),
        ("c8", "8", "Surveys", "This cluster: it asks citizens."),
        ("c9", "9", "Surveys", "This cluster: it asks citizens."),
    ]
    assert ratings(parsed) == {("c1", "promising", "yes"), ("c8", "promising", "yes"), ("c9", "promising", "yes")}


@pytest.mark.parametrize(
    "name",
    [
        "Commitment Cluster 1.1, 1.2 and 2.3",
        "Commitment cluster (1.1, 1.2, 2.3)",
        "Cluster 1.1, 1.2 and 2.3",
        "Clúster de compromisos 1.1, 1.2 y 2.3",
    ],
)
def test_the_chapter_of_a_cluster_is_of_each_of_its_commitments(name: str) -> None:
    parsed = review.parse(
        base(
            table(["Promising commitments"], [f"{name}: Open courts"]),
            heading(f"{name}: Courts", 3),
            heading("Context and objectives", 5),
            paragraph("Judgments are kept on paper."),
            paragraph("Potential for results: Substantial"),
            paragraph("Anyone could read a judgment within a day of its delivery in all of the country."),
            heading("Other commitments", 4),
            paragraph("Commitment 3.1 trains the police. It names no number of officers."),
            heading("Commitment 3.1: Police", 3),
            paragraph("Potential for results: Unclear"),
        )
    )
    found = {c.fields["number"].text: c.fields for c in of(parsed, "commitments")}
    assert sorted(found) == ["1.1", "1.2", "2.3", "3.1"]
    for number in ("1.1", "1.2", "2.3"):
        assert found[number]["problem_statement"].text == "Judgments are kept on paper."
        assert found[number]["ambition"].text.startswith("Anyone could read a judgment within a day")
        assert (f"c{number}", "promising", "yes") in ratings(parsed)
    assert found["3.1"]["additional_information"].text.startswith("Commitment 3.1 trains the police.")


def test_the_number_of_a_cluster_is_no_commitment() -> None:
    assert read_naming([line("Commitment Cluster 1: Courts")], "heading").numbers == ()


def test_prose_gives_commitments_and_ratings_with_their_sentence() -> None:
    sentence = "Commitments 2 and 3 have modest potential for results."
    parsed = review.parse(base(paragraph(f"The plan is new. {sentence} It ends in 2027.")))
    assert ratings(parsed) == {("c2", "potential_for_results", "modest"), ("c3", "potential_for_results", "modest")}
    (first, _) = of(parsed, "assessments")
    assert first.fields["evidence"].text == sentence
    assert first.fields["value"].method == "prose"
    assert [line.text for line in first.fields["value"].lines] == ["modest"]


def test_labels_under_a_commitment_heading() -> None:
    parsed = review.parse(
        base(
            heading("Commitment 3: Open the land register", 2),
            paragraph("Verifiable: Yes", kind="list_item", marker="•"),
            paragraph("Does it have an open government lens? Yes", kind="list_item", marker="•"),
            paragraph("Potential for results: Substantial"),
            heading("Annex", 1),
            paragraph("Potential for results: Modest"),
        )
    )
    assert of(parsed, "commitments")[0].fields["title"].text == "Open the land register"
    assert ratings(parsed) == {
        ("c3", "verifiable", "Yes"),
        ("c3", "relevance", "Yes"),
        ("c3", "potential_for_results", "Substantial"),
    }
    assert codes(parsed) == ["rating-without-commitment"]


def test_annex_table_of_marks() -> None:
    marks = table(
        ["Commitment", "Verifiable", "Open government lens", "Potential for results"],
        ["Commitment 1: Budget", "Yes", "Yes", "Modest"],
        ["Commitments 2 and 3: Courts", "No", "Yes", "Unclear"],
    )
    parsed = review.parse(base(marks))
    assert [c.fields["title"].text for c in of(parsed, "commitments")] == ["Budget", "Courts", "Courts"]
    assert ("c3", "potential_for_results", "Unclear") in ratings(parsed)
    assert ("c2", "verifiable", "No") in ratings(parsed)
    assert len(ratings(parsed)) == 9


@pytest.mark.parametrize(
    ("column", "yes", "no"),
    [("Promising", "Yes", "No"), ("¿Es prometedor?", "Sí", "No"), ("Prometteur ?", "Oui", "Non")],
)
def test_a_column_says_which_commitments_are_promising(column: str, yes: str, no: str) -> None:
    marks = table(["Commitment", "Reviewed as", column], ["1. Budget", "Cluster 1", yes], ["2. Courts", "Alone", no])
    found = {(place, value) for place, name, value in ratings(review.parse(base(marks))) if name == "promising"}
    assert found == {("c1", yes), ("c2", no)}


def test_a_mark_in_a_column_that_asks_a_question_says_yes() -> None:
    marks = table(
        ["Commitment", "Open government lens", "Potential for results", "Promising"],
        ["1. Budget", "✔", "Modest", "x"],
        ["2. Courts", "", "Unclear", "✗"],
    )
    parsed = review.parse(base(marks))
    assert {(place, name) for place, name, value in ratings(parsed) if value == "yes"} == {
        ("c1", "relevance"),
        ("c1", "promising"),
    }
    assert codes(parsed) == ["unknown-rating"]


def test_a_table_outranks_prose_and_two_sentences_cancel_out() -> None:
    marks = table(["Commitment", "Potential for results"], ["Commitment 1: Budget", "Modest"])
    prose = paragraph(
        "Commitment 1 has substantial potential for results. Commitment 2 has modest potential for results. "
        "Commitment 2 has unclear potential for results."
    )
    parsed = review.parse(base(marks, prose))
    assert ratings(parsed) == {("c1", "potential_for_results", "Modest")}
    assert codes(parsed) == ["conflicting-ratings", "conflicting-ratings"]


def test_an_unknown_value_is_an_issue() -> None:
    parsed = review.parse(base(heading("Commitment 1: Budget"), paragraph("Potential for results: Gigantic")))
    assert not ratings(parsed)
    assert codes(parsed) == ["unknown-rating"]


def test_totals_that_disagree_are_told() -> None:
    prose = paragraph(
        "All four of its commitments go on. Three of the commitments undertake promising reforms. "
        "Commitments 1, 2 and 3 have modest potential for results."
    )
    promising = table(["Promising commitments"], ["1. Budget: It opens."])
    parsed = review.parse(base(prose, promising))
    assert codes(parsed) == ["total-mismatch", "total-mismatch"]
    assert "4 commitments, 3 were read" in parsed.issues[0].message
    assert "3 promising commitments, 1 were read" in parsed.issues[1].message


def test_commitments_that_prose_only_names_count_within_the_total() -> None:
    prose = paragraph("The plan comprises three commitments. Commitment 2 goes on. Commitment 7 of 2016 is over.")
    parsed = review.parse(base(prose, table(["Promising commitments"], ["1. Budget: It opens."])))
    assert [c.place for c in of(parsed, "commitments")] == ["c1", "c2"]


def test_recommendations_of_the_irm() -> None:
    prose = paragraph("The IRM recommends to publish the minutes of Commitment 4. The forum met.")
    (found,) = of(review.parse(base(prose)), "recommendations")
    assert found.fields["text"].text == "The IRM recommends to publish the minutes of Commitment 4."
    assert found.fields["commitments"].text == "4"


def notes(*texts: str) -> list[dict[str, str]]:
    blocks = tuple(paragraph(text) for text in texts)
    return [{n: v.text for n, v in record.fields.items()} for record in read_references(document(*blocks))]


def test_notes_among_the_paragraphs() -> None:
    found = notes(
        "The forum met.[1]",
        "[1] Office, “About us” (accessed 5 May 2024), https://a.example/x(y).",
        "[3] is no note, as the second is missing.",
        "[2] Berg, interview.",
    )
    assert [note["label"] for note in found] == ["[1]", "[2]"]
    assert found[0]["url"] == "https://a.example/x(y)"
    assert found[0]["accessed"] == "5 May 2024"
    assert found[1] == {"label": "[2]", "text": "Berg, interview."}


def test_notes_in_small_print_below_a_section() -> None:
    def small(*texts: str) -> TextBlock:
        lines = [replace(line(text, glue="space" if n else "paragraph"), size=8.0) for n, text in enumerate(texts)]
        return TextBlock("paragraph", tuple(lines))

    def body(text: str) -> TextBlock:
        return TextBlock("paragraph", (replace(line(text), size=11.0),))

    blocks = (
        body("The forum met in May.3" + " It spoke of maps, rivers and ports." * 4),
        small("3 Gazette No. 5, https://a.example/x", "and its annex.", "4 Interview with the mayor."),
        body("2 of 5 towns published their budgets, and the others will follow in spring."),
        small("2 Numbers that go down are no notes."),
        small("9 Maps of Quen."),
    )
    found = [(one.fields["label"].text, one.fields["text"].text) for one in read_references(document(*blocks))]
    assert found == [
        ("3", "Gazette No. 5, https://a.example/x and its annex."),
        ("4", "Interview with the mayor."),
        ("9", "Maps of Quen."),
    ]


def test_notes_that_the_reader_found_and_a_broken_address() -> None:
    lines = (
        line("See https://a.example/open-", glue="paragraph"),
        line("data/2023 for more.", glue="unhyphen"),
    )
    (note,) = read_references(document(notes=(TextBlock("note", lines, marker="12"),)))
    assert note.fields["label"].text == "12"
    assert note.fields["url"].text == "https://a.example/open-data/2023"


@pytest.mark.parametrize(
    "blocks",
    [
        (paragraph("The IRM published an Action Plan Review that speaks of the potential for results."),),
        (paragraph("Norlandia Action Plan Review 2021-2023"), paragraph("It has no word of them.")),
        (heading("Promising Commitments"), paragraph("They have potential for results.")),
    ],
)
def test_other_documents_are_not_claimed(blocks: tuple[Block, ...]) -> None:
    assert review.identify(identified(document(*blocks))) is None


def test_prose_tells_what_an_untitled_commitment_is_on() -> None:
    prose = paragraph("Commitment 2 on open schools and Commitment 5 on roads have unclear potential for results.")
    (first, second) = of(review.parse(base(prose)), "commitments")
    assert first.fields["description"].text == "open schools"
    assert second.fields["description"].text == "roads"
    assert "title" not in first.fields
