"""A plan set like a newspaper: two columns with a rule between, running heads, pull quotes, contents without pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document

TITLE = "Kenya Open Government National Action Plan 2021-2023"
TITLES = ("Open water data", "Contracts in the open", "A forum of citizens", "Budgets that people read", "Open courts")
PROBLEM = "Nobody can see how {0} is run, since what is known of it is kept in drawers of the ministry. " * 3
DOING = "The ministry will publish all that it knows of {0} each month on one portal for everybody to use. " * 2
RELEVANCE = "The measure concerns access to information about {0} in all counties."
BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=12, alignment=4, spaceAfter=6)
HEAD = ParagraphStyle("head", fontName="Times-Bold", fontSize=13, leading=15, spaceBefore=8, spaceAfter=5)
CHAPTER = ParagraphStyle("chapter", parent=HEAD, fontSize=16, leading=19)
QUOTE = ParagraphStyle("quote", fontName="Times-Italic", fontSize=14, leading=17, alignment=1, spaceAfter=6)


def draw_page(canvas: Canvas, document: BaseDocTemplate) -> None:
    """Draw the rule between the columns, and the title of a commitment as running head."""
    canvas.line(306, 60, 306, 730)
    canvas.setFont("Times-Italic", 9)
    canvas.drawString(60, 750, f"Commitment {document.page} {TITLES[document.page - 1]}")


def write_plan(folder: Path) -> Path:
    path = folder / "plan.pdf"
    flow = [Paragraph(TITLE, CHAPTER), Paragraph("Contents", CHAPTER)]
    names = [f"Commitment {n} {title}" for n, title in enumerate(TITLES, 1)]
    flow += [Paragraph(name, BODY) for name in ("Foreword", *names, "Follow-up")]
    flow += [Paragraph("Foreword", CHAPTER), Paragraph("Kenya joined the Open Government Partnership. " * 6, BODY)]
    for name, title in zip(names, TITLES, strict=True):
        flow.append(Paragraph(name, HEAD))
        flow.append(Paragraph("<b>Lead agency:</b> Ministry of Water", BODY))
        flow.append(Paragraph(f"<b>Problem.</b> {PROBLEM.format(title)}", BODY))
        flow.append(Paragraph(f"«Nobody ever told us anything of {title.lower()}»", QUOTE))
        flow.append(Paragraph(f"<b>What we will do.</b> {DOING.format(title)}", BODY))
        flow.append(
            Paragraph("<b>Relevance to the values of open government.</b><br/>" + RELEVANCE.format(title), BODY)
        )
    flow += [
        Paragraph("Follow-up", CHAPTER),
        Paragraph("The forum meets each month and reports on the plan. " * 4, BODY),
    ]
    frames = [Frame(x, 60, 236, 670, leftPadding=0, rightPadding=0) for x in (60, 316)]
    document = BaseDocTemplate(str(path), pagesize=(612, 792), title=TITLE, invariant=1)
    document.addPageTemplates(PageTemplate(frames=frames, onPage=draw_page))
    document.build(flow)
    return path


@pytest.fixture(scope="module")
def commitments(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    path = write_plan(tmp_path_factory.mktemp("plan"))
    found = extract_document(path.parent, describe_file(path)).extraction
    return [dict(row.values) for row in found.rows if row.table == "commitments"]


def test_each_commitment_is_read_once(commitments: list[dict[str, object]]) -> None:
    assert [one["title"] for one in commitments] == list(TITLES)


def test_texts_go_on_below_a_pull_quote_and_in_the_next_column(commitments: list[dict[str, object]]) -> None:
    problems = [" ".join(str(one["problem_statement"]).split()) for one in commitments]
    assert problems == [PROBLEM.format(title).strip() for title in TITLES]
    doings = [" ".join(str(one["description"]).split()) for one in commitments]
    assert doings == [DOING.format(title).strip() for title in TITLES]


def test_a_label_that_fills_its_line_is_one(commitments: list[dict[str, object]]) -> None:
    assert [one["relevance"] for one in commitments] == [RELEVANCE.format(title) for title in TITLES]
