"""Plain text: lines, paragraphs, bullets, encodings, tables laid out by tabs."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Table, TextBlock
from pipeline.structure.lines import text_of
from tests.readers.reading import read_bytes, said, shown

LONG = "A sentence that no one wrapped goes on and on until its paragraph ends, which takes some time. " * 2


def test_wrapped_lines_make_paragraphs(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, "Main objective\nPublish the\nbudget\n\n  End date 2015 \n")
    assert shown(document) == [("paragraph", 0, "Main objective|Publish the|budget"), ("paragraph", 0, "End date 2015")]
    lines = [line for block in document.blocks for line in block.lines]  # type: ignore[union-attr]
    assert [line.glue for line in lines] == ["paragraph", "space", "space", "paragraph"]
    assert (lines[3].anchor.path, lines[3].anchor.start, lines[3].anchor.end) == ("line[5]", 37, 50)


def test_heads_and_feet_of_pages_are_furniture_and_broken_words_are_joined(tmp_path: Path) -> None:
    pages = [
        "The munic-\nipalities publish their budgets in a well-\nknown",
        "form. All municipalities do",
        "so.",
        "End.",
    ]
    text = "\f".join(f"Action Plan of Arcadia\n{part}\n   {n} | P a g e\n" for n, part in enumerate(pages, start=2))
    document = read_bytes(tmp_path, text)
    assert len(document.furniture) == 2 * len(pages)
    assert text_of(document.blocks) == (
        "The municipalities publish their budgets in a well-known form. All municipalities do so.\nEnd."
    )


PAGE = """
2. Open {what} of companies
Lead agency: Ministry of {ministry}

What we promised to do

The owners of all companies will be published in an open format, together
with an interface for bulk downloads and {what}.

Name of the           Jane Roe, who answers questions about
contact person        the registers
Its office            Registry
Its budget            None

The Ministry of {ministry} will report every year, and asks for {what}.
Its report of {what} is open to all.

"""


def test_pages_show_headings_labels_and_rows_without_type(tmp_path: Path) -> None:
    pages = [PAGE.format(ministry="Justice", what="maps"), PAGE.format(ministry="Trade", what="a list") * 2]
    document = read_bytes(tmp_path, "\f".join(pages))
    first = document.blocks[: len(document.blocks) // 3]
    title, lead, label, text = [block for block in first[:4] if isinstance(block, TextBlock)]
    form = first[4]
    assert (title.kind, said(title)) == ("heading", "2. Open maps of companies")
    assert said(lead) == "Lead agency: Ministry of Justice"
    assert (label.kind, said(label)) == ("heading", "What we promised to do")
    assert label.level is not None
    assert title.level is not None
    assert label.level > title.level
    assert said(text).endswith("together|with an interface for bulk downloads and maps.")
    assert isinstance(form, Table)
    assert [[" ".join(text_of(cell).split()) for cell in row.cells] for row in form.rows] == [
        ["Name of the contact person", "Jane Roe, who answers questions about the registers"],
        ["Its office", "Registry"],
        ["Its budget", "None"],
    ]
    anchor = form.rows[0].cells[1].blocks[0].lines[0].anchor  # type: ignore[union-attr]
    assert (anchor.path, pages[0][anchor.start : anchor.end]) == ("line[10]", "Jane Roe, who answers questions about")


def test_a_label_at_the_head_of_some_pages_is_no_running_line(tmp_path: Path) -> None:
    text = "\f".join(
        ["Arcadia\nPlan\n", *(f"Action {n}\nLead: Ministry\nOpen {'the ' * n}data.\nEnd\n" for n in (1, 2, 3))]
    )
    document = read_bytes(tmp_path, text + "\fAnnex\nMeetings\n\fIndex\nWords\n")
    assert document.furniture == ()


def test_lines_of_a_text_that_is_not_wrapped_are_paragraphs(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, f"Heading\n{LONG}\n{LONG}\n")
    assert [text for _, _, text in shown(document)] == ["Heading", LONG.strip(), LONG.strip()]


def test_bullets_and_empty_values(tmp_path: Path) -> None:
    found = shown(read_bytes(tmp_path, "Steps:\n- publish\n  the data\n• review\n\n-\n"))
    assert found == [
        ("paragraph", 0, "Steps:"),
        ("list_item", 0, "- publish|the data"),
        ("list_item", 0, "• review"),
        ("paragraph", 0, "-"),
    ]


def test_phrases_of_sites_are_furniture(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, "Skip Navigation\n\nArcadia\n")
    assert [text for _, _, text in shown(document)] == ["Arcadia"]
    assert [said(block) for block in document.furniture] == ["Skip Navigation"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Санамж бичиг: үйл ажиллагааны төлөвлөгөө", "utf-8"),
        ("Санамж бичиг: үйл ажиллагааны төлөвлөгөө", "utf-8-sig"),
        ("Санамж бичиг: үйл ажиллагааны төлөвлөгөө", "utf-16"),
        ("План действий и обязательства министерства на год", "utf-16-le"),
        ("План действий и обязательства министерства на год", "cp1251"),
        ("Descripción de la acción: el próximo año se publicará", "latin-1"),
        ("Łączność z obywatelami: działania będą później", "cp1250"),
    ],
)
def test_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    assert shown(read_bytes(tmp_path, (text + "\n").encode(encoding)))[0][2] == text


def test_damaged_characters_are_told(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, "Обязательство".encode() * 20 + b"\xff end")
    assert [issue.code for issue in document.issues] == ["undecodable-characters"]


TABLE = f"""\
\tCountry
\tArcadia

\tPeriod
\t2021-2023

Introduction
{LONG}

\t
\tMilestone
\tEvidence

\tCommitment 1: Budgets

\t1
\tPublish
\tDone.

Body (1 May 2023):
Not quite done.

\t2
\tReview
\tLate.

Lessons
"""


def test_tables_laid_out_by_tabs(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, TABLE)
    facts, milestones = (block for block in document.blocks if isinstance(block, Table))
    assert [[text_of(cell) for cell in row.cells] for row in facts.rows] == [
        ["Country", "Arcadia"],
        ["Period", "2021-2023"],
    ]
    assert not milestones.ruled
    assert [[text_of(cell) for cell in row.cells] for row in milestones.rows[:3]] == [
        ["", "Milestone", "Evidence"],
        ["Commitment 1: Budgets"],
        ["1", "Publish", "Done."],
    ]
    assert milestones.rows[1].cells[0].column_span == 3
    assert milestones.rows[0].cells[1].blocks[0].lines[0].anchor.path == "line[11]"  # type: ignore[union-attr]


def test_paragraphs_within_a_cell_in_the_middle_stay_in_it(tmp_path: Path) -> None:
    rows = "\t1\n\tEvidence.\n\nBody (1 May 2023):\nRemark.\n\tReason\n"
    rows += "".join(f"\n\t{n}\n\tEvidence\n\tReason\n" for n in (2, 3))
    table = read_bytes(tmp_path, f"\tNo\n\tEvidence\n\tReasons\n\n{rows}\nEnd\n{LONG}").blocks[0]
    assert isinstance(table, Table)
    assert text_of(table.rows[1].cells[1]) == "Evidence.\nBody (1 May 2023):\nRemark."
    assert [len(row.cells) for row in table.rows] == [3, 3, 3, 3]


def test_a_row_broken_by_a_blank_line_in_a_cell_is_joined(tmp_path: Path) -> None:
    rows = "".join(f"\t{n}\n\tEvidence\n\tReason\n\n" for n in range(3))
    table = read_bytes(tmp_path, rows + "\t4\n\tEvidence\n\n\tReason\n\n" + LONG).blocks[0]
    assert isinstance(table, Table)
    assert [text_of(cell) for cell in table.rows[-1].cells] == ["4", "Evidence", "Reason"]


@pytest.mark.parametrize(
    "text", ["\tOne indented paragraph.\n\n\tAnother one.\n", "\tAn indented line\n\tand one more\n"]
)
def test_indented_prose_is_no_table(tmp_path: Path, text: str) -> None:
    assert not any(isinstance(block, Table) for block in read_bytes(tmp_path, text).blocks)


def test_a_line_underlined_by_characters_is_a_heading(tmp_path: Path) -> None:
    text = f"REPORT\n======\n\nClean rivers\n-----------\nWe clean\nthem.\n\n{'-' * 70}\n\nThe end\n{'*' * 70}\n"
    found = [(b.kind, b.level, text_of(b)) for b in read_bytes(tmp_path, text).blocks if not isinstance(b, Table)]
    assert found == [
        ("heading", 1, "REPORT"),
        ("heading", 2, "Clean rivers"),
        ("paragraph", 0, "We clean them."),
        ("paragraph", 0, "The end"),
    ]
