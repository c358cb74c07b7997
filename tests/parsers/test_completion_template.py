"""The Commitment Completion Template in the looks that countries gave it."""

from __future__ import annotations

from pipeline.model import Document, Parsed, RawRecord
from tests.building import cell, document, heading, paragraph, row, table
from tests.templates import parser

identify, parse = parser("completion_template").identify, parser("completion_template").parse

LEVELS = ("Not started", "Limited", "Substantial", "Completed")


def grid(mark: str = "x", column: int = 2) -> tuple[object, object]:
    heads = [cell(name, 200.0 + 100 * i, 300.0 + 100 * i) for i, name in enumerate(LEVELS)]
    marks = [cell(mark if i == column else "", 200.0 + 100 * i, 300.0 + 100 * i) for i in range(4)]
    return row(cell("Completion level", 0, 200), *heads), row(*marks)


def form(*before: object, lead: str | None = "Ministry of Justice", after: tuple[object, ...] = ()) -> list[object]:
    rows: list[object] = [*before]
    if lead:
        rows.append(("Lead implementing agency", lead))
    rows += [("Main objective", "Openness"), ("Relevance", "High"), ("Ambition", "Much"), *grid()]
    return [*rows, ("Description of results", "Done."), ("End date", "2015"), ("Next steps", "-"), *after]


def report(*blocks: object) -> Document:
    return document(paragraph("Norlandia"), paragraph("Midterm self-assessment 2014-2016"), *blocks)  # type: ignore[arg-type]


def made(*rows: object) -> object:
    return table(*rows)  # type: ignore[arg-type]


def commitments(parsed: Parsed) -> list[RawRecord]:
    return [record for record in parsed.records if record.table == "commitments"]


def texts(parsed: Parsed, field: str) -> list[str | None]:
    return [record.fields[field].text if field in record.fields else None for record in commitments(parsed)]


def test_a_letter_is_not_claimed() -> None:
    assert identify(document(paragraph("Dear colleagues,"), paragraph("we thank you."))) is None


def test_a_plan_without_completion_and_results_is_not_claimed() -> None:
    rows = [("Lead implementing agency", "X"), ("Main objective", "Openness"), ("Relevance", "High")]
    assert identify(report(made(("1. Open data",), *rows))) is None


def test_titles_in_rows_that_span_the_form() -> None:
    parsed = parse(report(made(*form(("1. Open data",)), *form(("2. Open courts",)))))
    assert texts(parsed, "number") == ["1", "2"]
    assert texts(parsed, "title") == ["Open data", "Open courts"]
    assert texts(parsed, "completion") == ["Substantial", "Substantial"]
    assert parsed.report_type == "self_assessment"


def test_a_heading_before_the_table_is_the_title_and_the_one_above_it_the_theme() -> None:
    themed = heading("Integrity", 1), heading("3. Open courts", 2)
    parsed = parse(report(*themed, made(*form())))
    assert texts(parsed, "title") == ["Open courts"]
    assert texts(parsed, "theme") == ["Integrity"]


def test_prose_before_the_table_is_no_title() -> None:
    parsed = parse(report(paragraph("The commitments are told below, as the ministries sent them."), made(*form())))
    assert texts(parsed, "title") == [None]


def test_a_form_without_its_first_row_does_not_run_into_the_one_above() -> None:
    parsed = parse(report(made(*form(("1. Open data",)), *form(("2. Open courts",), lead=None))))
    assert texts(parsed, "title") == ["Open data", "Open courts"]
    assert texts(parsed, "main_objective") == ["Openness", "Openness"]


def test_a_label_without_answer_takes_the_row_below() -> None:
    after = (("Additional information",), ("The budget is short.",))
    parsed = parse(report(made(*form(("1. Open data",), after=after), *form(("2. Open courts",)))))
    assert texts(parsed, "additional_information") == ["The budget is short.", None]


def test_an_unknown_label_keeps_its_printed_name() -> None:
    parsed = parse(report(made(*form(("1. Open data",), after=(("Favourite colour of the minister", "blue"),)))))
    assert texts(parsed, "other:Favourite colour of the minister") == ["blue"]
    assert texts(parsed, "next_steps") == ["-"]


def test_a_form_without_completion_level_is_an_issue() -> None:
    rows = [r for r in form(("1. Open data",)) if isinstance(r, tuple)]
    parsed = parse(report(made(*rows)))
    assert [issue.code for issue in parsed.issues] == ["completion-missing"]


def test_parts_give_a_rating_each_and_no_level_where_they_differ() -> None:
    heads = [cell(name, 200.0 + 100 * i, 300.0 + 100 * i) for i, name in enumerate(LEVELS)]
    marks = [cell(text, 200.0 + 100 * i, 300.0 + 100 * i) for i, text in enumerate(("", "c", "a, b", ""))]
    rows = [r for r in form(("1. Open data",)) if isinstance(r, tuple)]
    parsed = parse(report(made(*rows, row(cell("Completion level", 0, 200), *heads), row(*marks))))
    ratings = [r for r in parsed.records if r.table == "assessments"]
    assert {(r.fields["part"].text, r.fields["value"].text) for r in ratings} == {
        ("a", "Substantial"),
        ("b", "Substantial"),
        ("c", "Limited"),
    }
    assert texts(parsed, "completion") == [None]
