"""Tables without rules in looks that reports use: cells in the middle or at the foot, narrow columns, wide headings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf.drawing import Draw, drawn, grid, read, tables, text, texts

Rows = Sequence[Sequence[Sequence[str]]]
"""Rows of cells of lines."""

LINE = 12
BEFORE = "The ministry lists what was agreed with civil society, and who does it until when."
AFTER = "Everything else is left to the next plan, which the forum will discuss in the spring."
REGISTER: Rows = [
    [["No."], ["Activity"], ["Responsible"]],
    [["1"], ["Publish the register of", "all grants of the state"], ["Audit Office"]],
    [["2"], ["Open the budget"], ["Ministry of", "Finance"]],
    [["3"], ["Train clerks in all towns", "and adopt the guide of", "the archive for them"], ["Land Agency"]],
]
STARTS = (72, 110, 300)


def draw_table(canvas: Canvas, rows: Rows, starts: Sequence[float], top: float, align: str, gap: float) -> None:
    """Set the lines of each cell at the top, in the middle or at the foot of its row, `gap` points between rows."""
    for row in rows:
        height = max(map(len, row))
        for start, lines in zip(starts, row, strict=True):
            free = {"top": 0.0, "middle": (height - len(lines)) / 2, "foot": height - len(lines)}[align]
            text(canvas, start, top + free * LINE, *lines, step=LINE)
        top += height * LINE + gap


def read_table(
    folder: Path, rows: Rows, starts: Sequence[float], align: str = "top", gap: float = 6
) -> list[list[str]]:
    """Read a table between two paragraphs, neither of which may be in it."""

    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 60, BEFORE)
        draw_table(canvas, rows, starts, 100, align, gap)
        text(canvas, 72, 400, AFTER)

    document = read(drawn(folder, draw))
    assert texts(document) == [BEFORE, AFTER]
    (table,) = tables(document)
    return [[" ".join(cell.split()) for cell in row] for row in grid(table)]


def joined(rows: Rows) -> list[list[str]]:
    return [[" ".join(lines) for lines in row] for row in rows]


@pytest.mark.parametrize("align", ["top", "middle", "foot"])
def test_gaps_part_rows_however_cells_are_aligned(tmp_path: Path, align: str) -> None:
    assert read_table(tmp_path, REGISTER, STARTS, align) == joined(REGISTER)


@pytest.mark.parametrize("align", ["top", "middle"])
def test_lines_part_rows_without_gaps(tmp_path: Path, align: str) -> None:
    assert read_table(tmp_path, REGISTER, STARTS, align, gap=0) == joined(REGISTER)


def test_the_order_of_writing_parts_rows_and_columns(tmp_path: Path) -> None:
    # "the record" ends 3 points before the names; no gap, weight or capital says where a row begins.
    rows: Rows = [
        [["1"], ["open the budget of", "each town to all"], ["audit office"], ["may 2020"]],
        [["2"], ["name who keeps the record"], ["ministry", "of finance"], ["june 2021"]],
        [["3"], ["tell people of", "the new law"], ["land agency"], ["july", "2021"]],
    ]
    assert read_table(tmp_path, rows, (72, 110, 248, 330), "middle", 0) == joined(rows)


def test_stretched_blanks_part_no_columns(tmp_path: Path) -> None:
    labels = [("Name of the", "project"), ("Who has to", "act"), ("Results that we", "expect")]

    def draw(canvas: Canvas) -> None:
        for number, label in enumerate(labels):
            top = 100 + 40 * number
            words = label[0].split()
            free = (100 - sum(canvas.stringWidth(word, "Helvetica-Bold", 10) for word in words)) / (len(words) - 1)
            at = 72.0
            for word in words:
                text(canvas, at, top, word, font="Helvetica-Bold")
                at += canvas.stringWidth(word, "Helvetica-Bold", 10) + free
            text(canvas, 72, top + LINE, label[1], font="Helvetica-Bold")
            text(canvas, 200, top, f"The answer to question {number} is on", "one more line here")

    (table,) = tables(read(drawn(tmp_path, draw)))
    assert [row[0].split() for row in grid(table)] == [" ".join(label).split() for label in labels]


def test_rows_without_gaps_that_end_on_one_line(tmp_path: Path) -> None:
    rows: Rows = [
        [["Statement"], ["Yes"], ["No"]],
        [["The office answers requests for", "records within ten days"], ["81%"], ["19%"]],
        [["Budgets are easy to read"], ["40%"], ["60%"]],
        [["Meetings of the council can be", "followed by everybody"], ["55%"], ["45%"]],
        [["Contracts are published in time", "and in full"], ["12%"], ["88%"]],
    ]
    assert read_table(tmp_path, rows, (72, 260, 320), "foot", 0) == joined(rows)


def test_figures_part_columns_with_narrow_gaps(tmp_path: Path) -> None:
    figures = [
        ["Ardal", "12", "8", "31"],
        ["Bergen", "45", "17", "29"],
        ["Coast", "38", "11", "40"],
        ["Delta", "7", "9", "22"],
    ]
    rows = [[[cell] for cell in row] for row in [["Region", "A", "B", "C"], *figures]]
    assert read_table(tmp_path, rows, (72, 130, 146, 162), gap=4)[1:] == figures


def test_a_heading_over_several_columns_spans_them(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 96, "Area")
        text(canvas, 200, 96, "Contracts of the state in force")
        draw_table(
            canvas,
            [
                [[cell] for cell in row]
                for row in [["Region", "2015", "2016"], *([name, "12", "31"] for name in "ABCDEFG")]
            ],
            (72, 200, 320),
            112,
            "top",
            4,
        )

    (table,) = tables(read(drawn(tmp_path, draw)))
    heading = next(cell for row in table.rows for cell in row.cells if "Contracts" in str(cell.blocks))
    assert (heading.column, heading.column_span) == (1, 2)


def test_rows_with_empty_cells_are_rows(tmp_path: Path) -> None:
    rows = [
        [[cell] for cell in row]
        for row in (
            ["Region", "2015", "2016", "2017"],
            ["Ardal", "12", "", "31"],
            ["Bergen", "45", "17", "29"],
            ["Coast", "38", "11", ""],
            ["Delta", "", "9", "22"],
        )
    ]
    assert read_table(tmp_path, rows, (72, 180, 260, 340), gap=0) == joined(rows)


FORM: Rows = [
    [
        ["Which problem does the", "commitment solve?"],
        [
            "Owners of firms are hidden behind nominees, so that",
            "journalists cannot see who profits from contracts of",
            "the state.",
        ],
    ],
    [["Lead agency"], ["Ministry of Justice"]],
    [["Other bodies"], ["Chamber of Notaries"]],
    [["Description"], ["The register of owners will be open to all, and firms", "that bid must declare theirs."]],
    [
        ["What will be different", "when the work is done", "and who will see it?"],
        ["Banks check owners in minutes, and the", "courts keep the paper files no more."],
    ],
    [["Start"], ["May 2024"]],
    [["Progress so far"], ["The law was adopted in June, and the contract for the", "register has been signed."]],
]
FORM_STARTS = (72, 220)


@pytest.mark.parametrize("gap", [8, 0])
def test_labels_in_the_middle_of_their_answers(tmp_path: Path, gap: float) -> None:
    assert read_table(tmp_path, FORM, FORM_STARTS, "middle", gap) == joined(FORM)


def test_labels_at_the_foot_of_their_answers(tmp_path: Path) -> None:
    assert read_table(tmp_path, FORM, FORM_STARTS, "foot", 8) == joined(FORM)


def test_a_label_between_the_paragraphs_of_its_answer(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 60, BEFORE)
        draw_table(canvas, FORM[1:4], FORM_STARTS, 100, "middle", 8)
        text(canvas, 72, 181, "Progress so far")
        text(canvas, 220, 172, "The law was adopted in June.")
        text(canvas, 220, 190, "The contract has been signed.")
        draw_table(canvas, FORM[4:], FORM_STARTS, 210, "middle", 8)
        text(canvas, 72, 400, AFTER)

    (table,) = tables(read(drawn(tmp_path, draw)))
    rows = grid(table)
    assert rows[3] == ["Progress so far", "The law was adopted in June.\nThe contract has been signed."]
    assert [" ".join(row[0].split()) for row in rows[4:]] == [" ".join(row[0]) for row in FORM[4:]]


def test_answers_of_paragraphs_far_apart(tmp_path: Path) -> None:
    told = ["The forum met in June.", "", "It meets again in May.", ""]
    rows: Rows = [
        [["M1.1"], ["The register of owners will be open to all, and firms", "that bid must declare theirs."]],
        [["Lead agency"], ["Ministry of Justice"]],
        [["Progress", "so far"], [*told, "Evidence:", "", "None."]],
        [["Start"], ["May 2024"]],
        [["Progress", "until May"], [*told, "Nobody was against it.", "", "Some were."]],
    ]
    assert read_table(tmp_path, rows, FORM_STARTS, "middle", 14) == joined(
        [[[line for line in lines if line] for lines in row] for row in rows]
    )


TITLED = (["M1.1"], ["The register of owners of firms that bid for contracts", "will be open to all, and", "free."])
BOLD = "Helvetica-Bold"


def test_a_table_begins_with_an_answer_further_right(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        top = 72.0
        for row, start in [*((FORM[k], 220) for k in (1, 2, 5)), (TITLED, 240), (FORM[1], 240), (FORM[2], 240)]:
            (label, answer), is_title = row, row is TITLED
            text(canvas, start - 70, top + (len(answer) - len(label)) * LINE / 2, *label, font=BOLD, step=LINE)
            text(canvas, start, top, *answer, font=BOLD if is_title else "Helvetica", step=LINE)
            top += len(answer) * LINE + 8

    first, second = tables(read(drawn(tmp_path, draw)))
    assert [len(grid(table)) for table in (first, second)] == [3, 3]
    assert " ".join(grid(second)[0][1].split()) == " ".join(TITLED[1])


def test_labels_aligned_on_the_right_and_wrapped_as_often_as_their_answers(tmp_path: Path) -> None:
    rows: Rows = [
        [["Lead agency"], ["Ministry of Justice and the agency for the registers"]],
        [
            ["Problem to be", "solved by this", "commitment"],
            [
                "Owners of firms are hidden behind nominees, so that",
                "journalists cannot see who profits from contracts of",
                "the state.",
            ],
        ],
        [
            ["Description of", "the commitment"],
            ["The register of owners will be open to all, and firms", "that bid must declare theirs."],
        ],
        [["Start"], ["May 2024"]],
    ]

    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 60, BEFORE)
        top = 100.0
        for label, answer in rows:
            for index, line in enumerate(label):
                text(canvas, 150 - canvas.stringWidth(line, "Helvetica", 10), top + index * LINE, line)
            text(canvas, 170, top, *answer)
            top += len(answer) * LINE + 7
        text(canvas, 72, 400, AFTER)

    (table,) = tables(read(drawn(tmp_path, draw)))
    assert [[" ".join(cell.split()) for cell in row] for row in grid(table)] == joined(rows)


def test_a_form_that_begins_again_at_the_foot_of_a_page(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        draw_table(canvas, FORM, FORM_STARTS, 72, "middle", 8)
        text(canvas, 72, 300, "Commitment 2: Open budgets", font="Helvetica-Bold", size=14)
        draw_table(canvas, [[["Lead agency"], ["Ministry of Finance"]]], FORM_STARTS, 330, "middle", 8)

    _, second = tables(read(drawn(tmp_path, draw)))
    assert grid(second) == [["Lead agency", "Ministry of Finance"]]


def test_two_columns_of_running_text_are_no_form(tmp_path: Path) -> None:
    sentence = "The council heard forty groups in spring and wrote down what each asked for, which took long."
    words = (sentence + " ") * 8

    def draw(canvas: Canvas) -> None:
        lines = [words[at : at + 40].strip() for at in range(0, 640, 40)]
        text(canvas, 72, 100, *lines)
        text(canvas, 320, 106, *lines)

    assert not tables(read(drawn(tmp_path, draw)))


def test_heads_of_columns_at_the_top_of_each_page_are_no_running_header(tmp_path: Path) -> None:
    def draw_page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            rows = [[["No."], ["Activity"], ["Responsible", "body"]]]
            rows += [[[f"{number}.{step}"], [f"Open the register {number}{step}"], ["Archive"]] for step in range(3)]
            text(canvas, 72, 30, "Action plan of the state")
            draw_table(canvas, rows, STARTS, 60, "top", 6)
            text(canvas, 72, 300, f"Commitment {number + 1}: Open archive {number}", font=BOLD, size=14)
            text(canvas, 72, 330, BEFORE)

        return draw

    document = read(drawn(tmp_path, *map(draw_page, range(1, 5))))
    assert [grid(table)[0][1] for table in tables(document)] == ["Activity"] * 4
    assert "Action plan of the state" not in texts(document)
