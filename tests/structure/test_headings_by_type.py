"""A plan in Word without heading styles: headings differ by size alone, facts are in boxes, dates behind tabs."""

from __future__ import annotations

from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from tests.readers.docx_file import p, r, write_docx

THEMES = {"Offen für alle": ("Gesetze im Netz", "Haushalt für alle"), "Offene Daten": ("Daten der Felder",)}
CELL = '<w:tc><w:tcPr><w:shd w:val="clear" w:fill="{fill}"/></w:tcPr>{content}</w:tc>'
TAB = "<w:r><w:tab/></w:r>"


def bold(text: str, half_points: int, *more: str) -> str:
    return p(r(text, f'<w:b/><w:sz w:val="{half_points}"/>'), *more)


def small(text: str) -> str:
    return p(r(text, '<w:sz w:val="18"/>'))


def write_commitment(title: str) -> str:
    facts = (
        bold("Federführung", 18) + small("Ministerium der Justiz") + bold("Laufzeit", 18) + small("09/2023 – 08/2025")
    )
    box = f"<w:r><w:drawing><wps:txbx><w:txbxContent>{facts}</w:txbxContent></wps:txbx></w:drawing></w:r>"
    steps = (("Entwurf beraten", "30.11.2023"), ("Portal eröffnet", "31.01.2025"))
    return (
        bold(title, 27)
        + bold("Ausgangslage", 22, box)
        + p(f"Niemand weiß, was aus {title} geworden ist, und niemand fragt die Menschen danach.")
        + bold("Was wir vorhaben", 22)
        + p(f"Wir werden {title} auf einem neuen Portal veröffentlichen und jedes Jahr darüber berichten.")
        + bold("Meilensteine", 22)
        + "".join(p(r("▪"), TAB, r(text), TAB, r(day)) for text, day in steps)
    )


def test_titles_are_larger_than_labels_and_boxes_belong_to_the_text_beside_them(tmp_path: Path) -> None:
    body = bold("Vierter Nationaler Aktionsplan", 56) + p("Open Government Partnership, Deutschland 2023 – 2025")
    for theme, titles in THEMES.items():
        icon, name = p(r("✦")), bold(theme, 40)
        cells = CELL.format(fill="004B87", content=icon) + CELL.format(fill="D6E3F1", content=name)
        body += f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" + "".join(map(write_commitment, titles))
    body += bold("Impressum", 22) + p("Herausgeber: Bundeskanzleramt, Berlin.")
    path = write_docx(tmp_path / "plan.docx", body)
    rows = extract_document(tmp_path, describe_file(path)).extraction.rows
    commitments = [dict(row.values) for row in rows if row.table == "commitments"]
    assert [(row["theme"], row["title"]) for row in commitments] == [
        (theme, title) for theme, titles in THEMES.items() for title in titles
    ]
    for row in commitments:
        assert str(row["problem_statement"]).endswith("und niemand fragt die Menschen danach.")
        assert str(row["description"]).startswith("Wir werden")
        assert row["lead_institution"] == "Ministerium der Justiz"
        assert (str(row["start_date"]), str(row["end_date"])) == ("2023-09-01", "2025-08-31")
    milestones = [dict(row.values) for row in rows if row.table == "milestones"]
    found = [(row["text"], str(row["end_date"])) for row in milestones]
    assert found == [("Entwurf beraten", "2023-11-30"), ("Portal eröffnet", "2025-01-31")] * len(commitments)
