"""Forms with a heading that each repeats above its title, hints below labels, and a title over the milestones."""

from __future__ import annotations

from pathlib import Path

from docx import Document as WordDocument

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.model import Extraction

TITLES = ("Prices of medicines", "Minutes of school boards", "Maps of flooded land")


def write_report(file: Path) -> None:
    report = WordDocument()
    report.add_heading("Open Government Partnership: self-assessment report of Norway 2016-2018", level=1)
    for number, title in enumerate(TITLES, 1):
        report.add_paragraph().add_run("Reporting sheet of one promise").bold = True
        form = report.add_table(rows=4, cols=2)
        form.cell(0, 0).merge(form.cell(0, 1)).text = f"{number}. {title}"
        answers = (("Lead agency", f"Ministry {number}"), ("Main objective", f"All know the {title.lower()}."))
        for row, (label, answer) in enumerate(answers, 1):
            form.cell(row, 0).text, form.cell(row, 1).text = label, answer
        form.cell(3, 0).text = "Relevance"
        form.cell(3, 0).add_paragraph("Tell in a few words what becomes more open by it")
        form.cell(3, 1).text = f"Whoever asks for {title.lower()} gets an answer."
        report.add_paragraph()
        plan = report.add_table(rows=4, cols=4)
        plan.cell(0, 0).merge(plan.cell(0, 3)).text = "Plan of work"
        rows = (
            ("Milestone", "Start", "End", "Responsible"),
            ("Draft the list", "March 2016", "June 2016", f"Office {number}"),
            ("Print the list", "July 2016", "May 2017", "Printing office"),
        )
        for row, texts in enumerate(rows, 1):
            for column, text in enumerate(texts):
                plan.cell(row, column).text = text
        report.add_paragraph()
    report.save(str(file))


def extract(folder: Path) -> Extraction:
    file = folder / "report.docx"
    write_report(file)
    return extract_document(folder, describe_file(file)).extraction


def test_the_numbered_row_below_a_repeated_heading_is_the_title(tmp_path: Path) -> None:
    found = [row.values for row in extract(tmp_path).rows if row.table == "commitments"]
    assert [(row["number"], row["title"]) for row in found] == [(str(n), t) for n, t in enumerate(TITLES, 1)]


def test_a_hint_below_a_label_does_not_hide_it(tmp_path: Path) -> None:
    found = [row.values for row in extract(tmp_path).rows if row.table == "commitments"]
    assert [row["relevance"] for row in found] == [f"Whoever asks for {t.lower()} gets an answer." for t in TITLES]


def test_milestones_stand_below_the_title_of_their_table(tmp_path: Path) -> None:
    steps = [row.values for row in extract(tmp_path).rows if row.table == "milestones"]
    assert [row["text"] for row in steps] == ["Draft the list", "Print the list"] * 3
    assert {str(row["end_date"]) for row in steps} == {"2016-06-30", "2017-05-31"}
