"""Trackers on the web, printed to PDF: labels in the middle beside their answers, levels, rows over page ends."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.lexicon import match_label

BOLD = "Helvetica-Bold"
TITLES = ("Water tests online", "Budget in plain words", "A court that answers", "Roads under watch")
LEVELS = ("Substantial execution", "Limited execution", "Completed", "Not started")
STEP, GAP = 13.0, 9.0
FOOT = 700.0

Rows = Sequence[tuple[str, Sequence[str]]]


def _rows(number: int, title: str) -> Rows:
    about = title.lower()
    return (
        ("Status", [LEVELS[number - 1]]),
        (
            "Problem",
            [
                f"Nobody knows anything about {about}, and who asks",
                "the offices for it gets no answer at all",
                "for months.",
            ],
        ),
        (
            "What we promised",
            [f"The ministry will publish all about {about} on", "one portal, each month and for everybody."],
        ),
        ("Lead agency", [f"Office for {about}"]),
        (
            "Progress so far",
            [
                f"The first data on {about} were put online in June,",
                "after two meetings, and nobody",
                "has complained so far.",
            ],
        ),
        (f"Milestone {number}.1", [f"Rules for {about}", "Deadline: 30/11/2022", "Status: Completed"]),
        (f"Milestone {number}.2", [f"Report on {about}", "Deadline: 31/10/2023", "Status: Limited progress"]),
    )


class _Printer:
    """Sets rows as a browser prints them: the label in the middle of its whole answer, lines cut by the page's foot."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "tracker.pdf"
        self.canvas = Canvas(str(self.path), pagesize=(612, 792))
        self.top = 60.0

    def put(self, left: float, top: float, words: str, size: float = 10, font: str = "Helvetica") -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(left, 792 - top - size, words)

    def turn(self) -> None:
        self.canvas.showPage()
        self.top = 60.0

    def heading(self, words: str, size: float) -> None:
        if self.top + size + 60 > FOOT:
            self.turn()
        self.put(50, self.top, words, size, BOLD)
        self.top += size + 14

    def row(self, label: str, lines: Sequence[str]) -> None:
        middle = (len(lines) - 1) / 2
        for index, line in enumerate(lines):
            if self.top > FOOT:
                self.turn()
            if index - 0.5 <= middle < index + 0.5 or index == middle:
                self.put(50, self.top + STEP * (middle - index), label)
            self.put(190, self.top, line)
            self.top += STEP
        self.top += GAP


@pytest.mark.parametrize("shift", [0, 1, 2, 3, 4])
def test_labels_in_the_middle_keep_their_answers_over_page_ends(tmp_path: Path, shift: int) -> None:
    page = _Printer(tmp_path)
    page.heading("Tracker of the OGP Action Plan of Kenya 2021-2023", 18)
    page.top += shift * STEP
    for number, title in enumerate(TITLES, 1):
        page.heading(f"{number}. {title}", 13)
        for label, lines in _rows(number, title):
            page.row(label, lines)
    page.canvas.save()
    rows = extract_document(tmp_path, describe_file(page.path)).extraction.rows
    commitments = [dict(row.values) for row in rows if row.table == "commitments"]
    assert [row["title"] for row in commitments] == list(TITLES)
    assert [row["completion"] for row in commitments] == ["substantial", "limited", "complete", "not_started"]
    for number, (row, title) in enumerate(zip(commitments, TITLES, strict=True), 1):
        answers = {label: " ".join(lines) for label, lines in _rows(number, title)}
        assert row["problem_statement"] == answers["Problem"]
        assert row["description"] == answers["What we promised"]
        assert row["results"] == answers["Progress so far"]
        assert row["lead_institution"] == answers["Lead agency"]
    milestones = [dict(row.values) for row in rows if row.table == "milestones"]
    expected = [
        (f"{number}.{step}", f"{name} {title.lower()}", date, status)
        for number, title in enumerate(TITLES, 1)
        for step, name, date, status in (
            (1, "Rules for", "2022-11-30", "complete"),
            (2, "Report on", "2023-10-31", "limited"),
        )
    ]
    assert [(row["number"], row["text"], str(row["end_date"]), row["status"]) for row in milestones] == expected


@pytest.mark.parametrize("count", [2, 3])
def test_rows_beside_one_label_are_milestones_with_their_levels(tmp_path: Path, count: int) -> None:
    steps = (
        ("Set up the portal", "31 March 2024", "Completed"),
        ("Train all offices", "30 June 2024", "Limited progress"),
        ("Report to parliament", "31 May 2025", "Not started"),
    )[:count]

    def form(number: int, title: str) -> str:
        first, *rest = ("".join(f"<td>{part}</td>" for part in step) for step in steps)
        listed = f"<tr><td rowspan={count}>Milestones</td>{first}</tr>" + "".join(f"<tr>{row}</tr>" for row in rest)
        return (
            f"<h3>{number}. {title}</h3><table><tr><td>Lead agency</td><td colspan=3>Office for {title}</td></tr>"
            f"<tr><td>Why it matters</td><td colspan=3>Nobody knows about {title}.</td></tr>"
            f"<tr><td>Coming up</td><td colspan=3>More meetings on {title}.</td></tr>{listed}</table>"
        )

    forms = "".join(form(number, title) for number, title in enumerate(TITLES, 1))
    (tmp_path / "plan.html").write_text(f"<h1>Kenya OGP Action Plan 2023-2025: tracker</h1>{forms}", encoding="utf-8")
    rows = extract_document(tmp_path, describe_file(tmp_path / "plan.html")).extraction.rows
    milestones = [dict(row.values) for row in rows if row.table == "milestones"]
    ends, statuses = ["2024-03-31", "2024-06-30", "2025-05-31"], ["complete", "limited", "not_started"]
    assert [row["text"] for row in milestones] == [step[0] for step in steps] * len(TITLES)
    assert [str(row["end_date"]) for row in milestones] == ends[:count] * len(TITLES)
    assert [row["status"] for row in milestones] == statuses[:count] * len(TITLES)
    assert all(str(row.values["next_steps"]).startswith("More meetings") for row in rows if row.table == "commitments")


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Reported progress", "results"),
        ("Avances reportados", "results"),
        ("Où en sommes-nous ?", "results"),
        ("Next up", "next_steps"),
        ("O que se segue", "next_steps"),
        ("What we promised", "description"),
    ],
)
def test_words_of_trackers_are_labels(label: str, field: str) -> None:
    match = match_label(label)
    assert match is not None
    assert (match.field, match.method) == (field, "exact")
