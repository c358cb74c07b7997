"""Status reports by table and progress reports by page: what they claim, percentages, dates planned and actual."""

from __future__ import annotations

import pytest

from pipeline.model import Document, Parsed, RawRecord
from tests.building import document, heading, paragraph, row, table
from tests.templates import parser

status_report_table, progress_report_page = parser("status_report_table"), parser("progress_report_page")

SUMMARY = [
    ["Data do relatório", "Compromisso", "Preparado por"],
    ["5 de maio de 2022", "Compromisso 4 - Abrir dados", "A. Silva"],
]
HEADINGS = ["Marcos", "% conclusão", "Data de início", "Data de fim", "Responsáveis", "Observações"]


def report(*milestones: list[str]) -> Document:
    return document(paragraph("TEMA: Dados"), table(*SUMMARY), table(HEADINGS, *milestones))


def of(parsed: Parsed, name: str) -> list[dict[str, str]]:
    records: list[RawRecord] = [record for record in parsed.records if record.table == name]
    return [{field: printed.text for field, printed in record.fields.items()} for record in records]


def test_reads_the_summary_over_its_values() -> None:
    made = report(["Marco 1 - Publicar", "40%", "maio de 2021", "junho de 2022", "Ministério", "Em curso."])
    assert status_report_table.identify(made) is not None
    parsed = status_report_table.parse(made)
    commitment = of(parsed, "commitments")[0]
    assert (commitment["number"], commitment["title"], commitment["contact_name"]) == ("4", "Abrir dados", "A. Silva")
    assert commitment["theme"] == "Dados"
    assert parsed.document["date_prepared"].text == "5 de maio de 2022"


@pytest.mark.parametrize(("share", "field"), [("100%", "status"), ("85%", "status_raw"), ("0%", "status_raw")])
def test_a_percentage_is_a_status_only_where_the_vocabulary_says_so(share: str, field: str) -> None:
    parsed = status_report_table.parse(report(["1 – Publicar", share, "2021", "2022", "Ministério", "Dito."]))
    milestone = of(parsed, "milestones")[0]
    assert milestone[field] == share
    assert {"status", "status_raw"} & set(milestone) == {field}
    assert of(parsed, "assessments") == [{"indicator": "progress", "value": share, "assessor": "government"}]


def test_planned_dates_are_given_and_other_actual_ones_told() -> None:
    start, end = "Prevista: maio de 2021 Realizada: julho de 2021", "Prevista: junho de 2022 Realizada: -"
    parsed = status_report_table.parse(report(["1 – Publicar", "10%", start, end, "Ministério", "Dito."]))
    milestone = of(parsed, "milestones")[0]
    assert (milestone["start_date"], milestone["end_date"]) == ("maio de 2021", "junho de 2022")
    assert [issue.code for issue in parsed.issues] == ["actual-date-differs"]


def test_words_for_levels_are_not_claimed() -> None:
    made = report(["Marco 1 - Publicar", "Limitado", "2021", "2022", "Ministério", "Dito."])
    assert status_report_table.identify(made) is None


def page(*blocks: str) -> Document:
    opening = [heading("Progress report for: April to June 2019"), heading("Commitment 4: Open data", 2)]
    return document(*opening, paragraph("Lead agency: Ministry of Finance"), *(paragraph(text) for text in blocks))


def test_milestones_of_a_progress_page() -> None:
    first = [
        "Milestone 1",
        "Publish the data",
        "Start/End dates: May 2019 to June 2020",
        "Progress: Paused",
        "Half of it.",
    ]
    second = ["Milestone 2: Train officials", "Start/End dates: July 2019 to June 2020"]
    made = page(*first, *second, "Progress: Completed – 40 were trained.")
    assert progress_report_page.identify(made) is not None
    parsed = progress_report_page.parse(made)
    one, two = of(parsed, "milestones")
    assert (one["number"], one["text"], one["timeline"]) == ("1", "Publish the data", "May 2019 to June 2020")
    assert (one["status_raw"], one["evidence"]) == ("Paused", "Half of it.")
    assert (two["text"], two["status"], two["evidence"]) == (
        "Train officials",
        "Completed",
        "40 were trained.",
    )
    assert [rating["value"] for rating in of(parsed, "assessments")] == ["Paused"]


def test_a_page_without_progress_is_not_claimed() -> None:
    assert progress_report_page.identify(page("It is good.")) is None
    assert progress_report_page.identify(document(heading("Progress report 2015"), table(row("a", "b")))) is None
