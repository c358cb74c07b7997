"""A document of known kind without records: partial, its own row complete, and said so."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.extraction import choose_parser, parse_document
from pipeline.parsers import unrecognised_template
from pipeline.parsers.template_parser import TemplateParser
from pipeline.quality.summary import list_documents, list_unread_documents
from pipeline.tables import collect_tables
from tests.building import document, heading, paragraph
from tests.identify.test_identify import FRONTS
from tests.parsers.test_traffic_light import GREEN, milestone, report

PLAN = (
    "Republic of Ghana",
    "Open Government Partnership",
    "National Action Plan 2017-2019",
    "Contents",
    "Introduction",
)
NEWS = ("Ghana launches its open government action plan", "News", "The plan was published on Monday.", "Read more")


def test_a_plan_without_commitments_has_its_row_and_the_next_command() -> None:
    found = parse_document(document(*(heading(line) for line in PLAN)))
    columns = ("report_type", "publisher", "country_code", "plan_id", "plan_end_year", "plan_number", "status")
    assert [found.document.get(name) for name in columns] == [
        "action_plan", "government", "GH", "GH-2017", 2019, 3, "partial"
    ]  # fmt: skip
    (issue,) = [issue for issue in found.issues if issue.code == "records-not-found"]
    assert "ogp suggest" in issue.message
    placed = {place.field for row in found.rows for place in row.provenance}
    assert {"country_code", "plan_start_year", "title"} <= placed


def test_news_about_a_plan_stays_unidentified_and_says_why() -> None:
    found = parse_document(document(*(paragraph(line) for line in NEWS)))
    assert (found.document["status"], found.document["report_type"]) == ("unidentified", "unknown")
    assert [issue.code for issue in found.issues] == ["no-parser"]


def test_the_closing_list_names_documents_that_were_not_read() -> None:
    tables = collect_tables([parse_document(document(*(heading(line) for line in PLAN)))])
    (one,) = list_unread_documents(tables)
    assert (one.status, one.kind) == ("partial", "action plan, Ghana, plan 2017-2019")
    assert "ogp suggest" in one.reason
    assert list_documents(tables) == ()


@pytest.mark.slow
@pytest.mark.parametrize("sample", [s for s in FRONTS if s["type"] is None], ids=lambda sample: sample["lines"][0][:50])
def test_no_parser_claims_what_is_no_document_of_the_partnership(sample: dict[str, Any]) -> None:
    found = parse_document(document(*(paragraph(line) for line in sample["lines"])))
    assert (found.document["status"], found.document["report_type"]) == ("unidentified", "unknown")


MEETING = (
    ("Meeting notes", "Welcome of the members"),
    ("Approach: talk to the regions", "Challenges: few people came", "Outcome: a second meeting"),
)


def test_a_document_without_words_or_labels_of_the_partnership_is_not_read_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("The structure of the document was read.")

    monkeypatch.setattr(TemplateParser, "identify", refuse)
    monkeypatch.setattr(unrecognised_template, "identify", refuse)
    found = parse_document(document(*(paragraph(line) for lines in MEETING for line in lines)))
    assert (found.document["status"], [issue.code for issue in found.issues]) == ("unidentified", ["no-parser"])


def test_templates_are_not_asked_of_a_document_that_a_table_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("A template was asked.")

    monkeypatch.setattr(TemplateParser, "identify", refuse)
    chosen, issues = choose_parser(report(milestone("1", "Publish the budget", GREEN)))
    assert chosen is not None
    assert (chosen.NAME, issues) == ("traffic_light", ())
