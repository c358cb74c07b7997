from __future__ import annotations

import html
import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from pipeline.model import Parsed
from pipeline.parsers.website import commitment_page
from tests.parsers.page_samples import COMPACT, DESCRIPTION, HEAD, LIST, PAGE, SPANISH, document_of, records, texts


def as_html(text: str) -> str:
    paragraphs = "".join(f"<p>{html.escape(line.strip())}</p>\n" for line in text.splitlines() if line.strip())
    return f"<html lang='en'><body><main>{paragraphs}</main></body></html>"


def parsed(folder: Path, name: str, content: str | bytes) -> Parsed:
    document = document_of(folder, name, content)
    assert commitment_page.identify(document) is not None
    return commitment_page.parse(document)


def as_docx(text: str) -> bytes:
    printed = docx.Document()
    for line in text.splitlines():
        if line.strip():
            printed.add_paragraph(line.strip())
    data = io.BytesIO()
    printed.save(data)
    return data.getvalue()


def as_pdf(text: str) -> bytes:
    style = getSampleStyleSheet()["BodyText"]
    data = io.BytesIO()
    lines = [Paragraph(html.escape(line.strip()), style) for line in text.splitlines() if line.strip()]
    SimpleDocTemplate(data, invariant=1).build(lines)
    return data.getvalue()


LOOKS: dict[str, Callable[[], str | bytes]] = {
    "page.txt": lambda: PAGE,
    "page.html": lambda: as_html(PAGE),
    "compact.txt": lambda: COMPACT,
    "print.docx": lambda: as_docx(PAGE),
    "print.pdf": lambda: as_pdf(PAGE),
}


@pytest.fixture(scope="module", params=sorted(LOOKS))
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Parsed:
    return parsed(tmp_path_factory.mktemp("page"), str(request.param), LOOKS[str(request.param)]())


def commitment(page: Parsed) -> dict[str, str]:
    return texts(records(page, "commitments")[0])


def marks(page: Parsed) -> list[tuple[str, str, str | None]]:
    rows = [texts(record) for record in records(page, "assessments")]
    return [(row["indicator"], row["value"], row.get("phase")) for row in rows]


def test_title_and_id_are_taken_apart(page: Parsed) -> None:
    assert commitment(page)["title"] == "Open Register of Fishing Quotas"
    assert commitment(page)["commitment_id"] == "QN0011"


def test_document_gives_country_and_plan(page: Parsed) -> None:
    assert page.document["country"].text == "Norlandia"
    assert page.document["plan"].text == "Norlandia, Second Action Plan, 2018-20"


def test_institutions_go_on_over_lines(page: Parsed) -> None:
    assert commitment(page)["lead_institution"] == "Ministry of Fisheries"
    assert commitment(page)["support_institutions"].split() == ["Coast", "Guard", "Harbour", "Union"]


def test_policy_areas_stand_under_their_heading(page: Parsed) -> None:
    assert commitment(page)["policy_areas"] == "Open Data, Fiscal Openness"


def test_marks_of_the_overview(page: Parsed) -> None:
    assert [(indicator, value) for indicator, value, phase in marks(page) if phase is None] == [
        ("starred", "Yes"),
        ("early_results", "Major"),
        ("verifiable", "Yes"),
        ("relevance", "Access to Information"),
        ("relevance", "Civic Participation"),
        ("relevance", "Public Accountability"),
        ("completion", "Substantial"),
    ]


def test_completion_of_the_overview_is_the_commitments(page: Parsed) -> None:
    assert commitment(page)["completion"] == "Substantial"


def test_empty_mark_is_nothing(page: Parsed) -> None:
    assert not [mark for mark in marks(page) if mark[0] == "potential_impact" and mark[2] is None]


def test_design_assessment_has_its_phase(page: Parsed) -> None:
    assert [(indicator, value) for indicator, value, phase in marks(page) if phase == "design"] == [
        ("verifiable", "No"),
        ("relevance", "Access to Information"),
        ("potential_impact", "Minor"),
    ]


def test_level_as_run_in_label_of_the_end_of_term_summary(page: Parsed) -> None:
    assert ("completion", "Limited", "end_of_term") in marks(page)
    evidence = [texts(r).get("evidence", "") for r in records(page, "assessments")]
    assert any(text.startswith("The register was published once.") for text in evidence)


def test_number_comes_from_the_summaries_title(page: Parsed) -> None:
    assert commitment(page)["number"] == "4"


def test_template_text_is_cut_into_fields(page: Parsed) -> None:
    assert commitment(page)["main_objective"] == "To open the register of quotas"
    assert commitment(page)["ambition"] == "More trust."


def test_milestones_are_those_of_the_plan_text(page: Parsed) -> None:
    rows = [texts(record) for record in records(page, "milestones")]
    assert rows == [{"text": "Clean the register", "number": "1"}, {"text": "Publish it every month", "number": "2"}]


def test_footnotes_are_references(page: Parsed) -> None:
    rows = [texts(record) for record in records(page, "references")]
    assert [row["label"] for row in rows] == ["[7]", "[8]"]
    assert rows[0]["url"] == "https://example.org/register"


def test_list_at_the_foot_gives_the_registry(page: Parsed) -> None:
    rows = [texts(record) for record in records(page, "registry")]
    assert [(row["commitment_id"], row["title"], row["cycle_year"], row["starred"]) for row in rows] == [
        ("QN0011", "Open Register of Fishing Quotas", "2018", "Yes"),
        ("QN0014", "Earlier Consultation on Draft Laws", "2018", "yes"),
    ]
    assert rows[1]["policy_area"] == "Public Participation"


def test_every_value_has_its_lines(page: Parsed) -> None:
    values = [v for record in page.records for v in record.fields.values() if v.method != "derived"]
    assert values
    assert all(value.lines for value in values)


def test_page_without_summaries_has_no_number_and_registers_itself(tmp_path: Path) -> None:
    page = parsed(tmp_path, "page.txt", HEAD + DESCRIPTION)
    assert "number" not in commitment(page)
    assert [texts(r)["commitment_id"] for r in records(page, "registry")] == ["QN0011"]


def test_description_that_repeats_the_title_is_none(tmp_path: Path) -> None:
    page = parsed(tmp_path, "page.txt", HEAD + "Description\n\nOpen register of fishing quotas.\n\n" + LIST)
    assert "description" not in commitment(page)


def test_description_without_labels_is_taken_whole(tmp_path: Path) -> None:
    page = parsed(tmp_path, "page.txt", HEAD + "Description\n\nThe ministry opens its register.\n\n" + LIST)
    assert commitment(page)["description"] == "The ministry opens its register."


def test_pending_page_has_no_marks(tmp_path: Path) -> None:
    head = HEAD
    for printed in ("Starred: Yes Starred", "Early Results: Major Major", "Verifiable: Yes", "Completion: Substantial"):
        head = head.replace(printed, printed.split(":")[0] + ": Pending IRM Review")
    values = "Access to Information Civic Participation , Public Accountability"
    page = parsed(tmp_path, "page.txt", head.replace(values, "Not Relevant") + DESCRIPTION)
    assert marks(page) == []
    assert "completion" not in commitment(page)


def test_spanish_page(tmp_path: Path) -> None:
    page = parsed(tmp_path, "page.txt", SPANISH)
    assert commitment(page)["lead_institution"] == "Ministerio de Pesca"
    assert commitment(page)["description"] == "Abrir el registro de cuotas."
    assert marks(page) == [
        ("early_results", "no cambió", None),
        ("verifiable", "Sí", None),
        ("relevance", "Sí", None),
        ("ambition", "Alto", None),
    ]


def test_rating_stands_below_its_label(tmp_path: Path) -> None:
    """A level in any language, one behind a hint, and one in words that no vocabulary has."""
    text = (
        SPANISH.replace("Primeros resultados: no cambió", "Resultados tempranos:\n\nMarginales")
        .replace("Ambición (consulta: definición): Alto", "Ambición:\n\n(consulta: definición)\n\nAlto")
        .replace("Finalización:\n", "Finalización:\n\nCasi del todo\n")
    )
    found = marks(parsed(tmp_path, "below.txt", text))
    assert {("early_results", "Marginales", None), ("ambition", "Alto", None)} <= set(found)
    assert ("completion", "Casi del todo", None) in found


def test_lost_heading_of_the_description(tmp_path: Path) -> None:
    text = (HEAD + DESCRIPTION).replace("Description\n\n", "").replace("At-a-Glance\n\n", "")
    page = parsed(tmp_path, "page.txt", text)
    assert commitment(page)["main_objective"] == "To open the register of quotas"


def test_other_documents_are_not_claimed(tmp_path: Path) -> None:
    texts_of_others = ["Minutes of a meeting\n\nWe spoke of QN0011.", "Action Plan: Norlandia\n\nVerifiable: Yes"]
    for index, text in enumerate(texts_of_others):
        assert commitment_page.identify(document_of(tmp_path, f"{index}.txt", text)) is None


def test_label_that_is_not_known_is_an_issue(tmp_path: Path) -> None:
    head = HEAD.replace("Verifiable: Yes", "Openness Rank: Third\n\nVerifiable: Yes")
    page = parsed(tmp_path, "page.txt", head + DESCRIPTION)
    assert [issue.code for issue in page.issues] == ["unmapped-label"]
    assert ("verifiable", "Yes", None) in marks(page)
