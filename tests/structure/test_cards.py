"""Plans and trackers set as cards: a pill behind the title, labels over answers, panels side by side."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.lexicon import match_label
from tests.readers.pdf.drawing import HEIGHT, drawn, read, text, texts

BOLD = "Helvetica-Bold"
TITLES = ("Water tests online", "Budget in plain words", "A court that answers")
LEVELS = (("Limited", "35%"), ("Substantial", "70%"), ("Substantial", "60%"))


def panel(canvas: Canvas, box: tuple[float, float, float, float], color: str) -> None:
    """Fill a box of the page: left, top, right, bottom."""
    x0, top, x1, bottom = box
    canvas.setFillColor(color)
    canvas.rect(x0, HEIGHT - bottom, x1 - x0, bottom - top, stroke=0, fill=1)
    canvas.setFillColor("black")


def tracker(canvas: Canvas) -> None:
    text(
        canvas,
        50,
        40,
        "Open Government Partnership",
        "Action Plan 2021-2023: Progress Tracker",
        font=BOLD,
        size=18,
        step=22,
    )
    for index, (title, (level, percent)) in enumerate(zip(TITLES, LEVELS, strict=True)):
        top = 110.0 + 180 * index
        panel(canvas, (50, top, 560, top + 24), "#DDDDDD")
        panel(canvas, (440, top + 5, 510, top + 19), "#8BC34A")
        text(canvas, 56, top + 6, f"Commitment {index + 1} | {title}", font=BOLD, size=11)
        text(canvas, 446, top + 8, level, font=BOLD, size=8)
        text(canvas, 516, top + 8, percent, size=8)
        text(canvas, 56, top + 34, "LEAD", font=BOLD, size=7)
        text(canvas, 320, top + 34, "PARTNERS", font=BOLD, size=7)
        text(canvas, 56, top + 45, f"Ministry of Item {index + 1}", size=9)
        text(canvas, 320, top + 45, f"Friends of Item {index + 1}", size=9)
        text(canvas, 56, top + 66, "COMMITMENT", font=BOLD, size=7)
        text(canvas, 56, top + 77, "The ministry will publish what it knows each month on one portal for all.", size=9)
        text(canvas, 56, top + 98, "PROGRESS IN 2022", font=BOLD, size=7)
        text(canvas, 56, top + 109, "The first data were put online in June, and nobody has complained so far.", size=9)


def test_a_pill_behind_the_title_is_the_level(tmp_path: Path) -> None:
    path = drawn(tmp_path, tracker)
    rows = extract_document(tmp_path, describe_file(path)).extraction.rows
    commitments = [dict(row.values) for row in rows if row.table == "commitments"]
    assert [row["title"] for row in commitments] == list(TITLES)
    assert [row["completion"] for row in commitments] == ["limited", "substantial", "substantial"]
    assert [row["lead_institution"] for row in commitments] == [f"Ministry of Item {n}" for n in (1, 2, 3)]
    assert all(str(row["results"]).startswith("The first data") for row in commitments)


def test_cards_in_frames_stay_apart_over_the_page_end(tmp_path: Path) -> None:
    def card(canvas: Canvas, top: float, number: int) -> None:
        canvas.rect(50, HEIGHT - top - 120, 510, 120)
        panel(canvas, (50, top, 560, top + 22), "#336699")
        panel(canvas, (480, top + 5, 540, top + 18), "#8BC34A")
        text(canvas, 56, top + 5, f"{number}. {TITLES[number - 1]}", font=BOLD, size=12)
        text(canvas, 484, top + 7, LEVELS[number - 1][0], font=BOLD, size=8)
        for index, (label, answer) in enumerate(
            (
                ("Lead agency", f"Ministry of Item {number}"),
                ("Problem", "Nobody knows it."),
                ("Results in 2022", "None yet."),
            )
        ):
            text(canvas, 56, top + 30 + 28 * index, label, font=BOLD, size=8)
            text(canvas, 56, top + 42 + 28 * index, answer)

    def first(canvas: Canvas) -> None:
        text(canvas, 50, 60, "Open Government Partnership", "Action Plan 2021-2023", font=BOLD, size=18, step=22)
        card(canvas, 200, 1)
        card(canvas, 600, 2)

    path = drawn(tmp_path, first, lambda canvas: card(canvas, 60, 3))
    rows = extract_document(tmp_path, describe_file(path)).extraction.rows
    commitments = [dict(row.values) for row in rows if row.table == "commitments"]
    assert [row["title"] for row in commitments] == list(TITLES)
    assert [row["completion"] for row in commitments] == ["limited", "substantial", "substantial"]
    assert [row["lead_institution"] for row in commitments] == [f"Ministry of Item {n}" for n in (1, 2, 3)]


@pytest.mark.parametrize("color", ["#F5EBE0", "#DDEEFF"])
def test_panels_side_by_side_are_read_row_by_row(tmp_path: Path, color: str) -> None:
    names = (("Problem", "Causes"), ("Solution", "Results"))

    def draw(canvas: Canvas) -> None:
        for row, pair in enumerate(names):
            for column, name in enumerate(pair):
                x0, top = 50.0 + 260 * column, 80.0 + 80 * row
                panel(canvas, (x0, top, x0 + 250, top + 70 - 10 * column), color)
                text(canvas, x0 + 8, top + 6, f"{name}?", font=BOLD, size=9)
                text(canvas, x0 + 8, top + 20, f"{name} of the district", "that nobody has yet seen")
        text(canvas, 58, 250, "Participation?", font=BOLD, size=9)
        text(canvas, 58, 264, "Residents propose, vote and sit in all the commissions of the town.")

    found = [block.split("?")[0].split(" of")[0] for block in texts(read(drawn(tmp_path, draw)))]
    expected = [name for pair in names for name in pair for _ in range(2)]
    assert found == [*expected, "Participation", "Residents propose, vote and sit in all the commissions"]


def test_two_cards_laid_out_row_by_row_are_two_commitments(tmp_path: Path) -> None:
    titles = [f"{name} of the {place}" for place in ("lakes", "towns", "courts") for name in ("Data", "Budgets")]
    rows = (
        ("Problem", 90, ("What nobody knows about the {0} of this", "country is known to no one of us.")),
        (
            "What we will do",
            150,
            ("The ministry will publish the {0} online", "each month, and will ask for opinions."),
        ),
    )
    bodies = (("Lead", "Office for {0}"), ("Partners", "Friends of Water"))

    def slide(canvas: Canvas, pair: list[str], number: int) -> None:
        for column, title in enumerate(pair):
            left = 50.0 + 270 * column
            panel(canvas, (left, 50, left + 250, 80), "#E4572E")
            text(canvas, left + 8, 56, f"{number + column} {title}", font=BOLD, size=12)
        for label, top, lines in rows:
            for column, title in enumerate(pair):
                left = 50.0 + 270 * column
                panel(canvas, (left, top - 4, left + 250, top + 50), "#F2F5FB")
                text(canvas, left + 8, top, label, font=BOLD, size=9)
                text(canvas, left + 8, top + 14, *(line.format(title) for line in lines))
        for column, title in enumerate(pair):
            for index, (label, answer) in enumerate(bodies):
                left, height = 58.0 + 270 * column, 216.0 + 14 * index
                text(canvas, left, height, label, font=BOLD)
                text(canvas, left + canvas.stringWidth(f"{label} ", BOLD, 10), height, answer.format(title))

    def cover(canvas: Canvas) -> None:
        text(canvas, 50, 60, "Open Government Action Plan", "of Canada 2021-2023", font=BOLD, size=18, step=22)

    slides = [partial(slide, pair=titles[n : n + 2], number=n + 1) for n in (0, 2, 4)]
    found = extract_document(tmp_path, describe_file(drawn(tmp_path, cover, *slides))).extraction.rows
    commitments = [dict(row.values) for row in found if row.table == "commitments"]
    assert [row["title"] for row in commitments] == titles
    assert [row["lead_institution"] for row in commitments] == [f"Office for {title}" for title in titles]
    for row, title in zip(commitments, titles, strict=True):
        assert (
            row["problem_statement"] == f"What nobody knows about the {title} of this country is known to no one of us."
        )
        assert row["description"] == " ".join(rows[1][2]).format(title)


def test_borders_of_cells_are_no_rules_over_notes(tmp_path: Path) -> None:
    rows = ("1. Draw up the list of wells", "2. Test the water", "3. Print the results")

    def draw(canvas: Canvas) -> None:
        text(canvas, 50, 60, *("The plan was drawn up with all who drink the water of the lake." for _ in range(6)))
        for index, name in enumerate(rows):
            top = 640.0 + 18 * index
            text(canvas, 52, top, name, size=8)
            text(canvas, 252, top, "List", size=8)
            for x0, x1 in ((50, 250), (250, 400), (400, 560)):
                canvas.line(x0, HEIGHT - top - 13, x1, HEIGHT - top - 13)

    assert read(drawn(tmp_path, draw)).notes == ()


def test_a_year_behind_a_label_is_no_part_of_it() -> None:
    for label in ("Progress in 2022", "Progress as of 31 December 2022", "Avances en 2021"):
        match = match_label(label)
        assert (match.field, match.method) == ("results", "exact") if match else False
    match = match_label("Commitments 2021-2023")
    assert match is None or match.field != "commitment"


GOALS = (
    (
        "Open contracts",
        ("All contracts of the state will be", "published on one portal."),
        "Ministry of Finance",
        "2024-03-31",
    ),
    (
        "Owners of firms",
        ("A register will show who owns firms", "that win contracts."),
        "Ministry of Trade",
        "2024-06-30",
    ),
    (
        "Village budgets",
        ("Each county will hold two meetings a", "year and publish what was decided", "there."),
        "Council of Counties",
        "2025-05-31",
    ),
    ("Court rulings", ("Rulings will be published.",), "Supreme Court", "2024-12-31"),
)
MONTHS = ("March 2024", "June 2024", "31 May 2025", "December 2024")


def front(canvas: Canvas) -> None:
    for top, line in ((200, "National Action Plan 2023-2025"), (240, "Open Government Partnership"), (280, "Kenya")):
        text(canvas, 150, top, line, font=BOLD, size=18)


@pytest.mark.parametrize("form", ["{}. {}", "Commitment {}: {}", "{}"])
def test_commitments_on_cards_without_boxes_have_their_own_answers(tmp_path: Path, form: str) -> None:
    def cards(canvas: Canvas) -> None:
        text(canvas, 43, 60, "Our commitments", font=BOLD, size=16)
        for index, (title, lines, lead, _) in enumerate(GOALS):
            x, top = 43 + 180 * (index % 3), 100 + 150 * (index // 3)
            if form == "{}":
                text(canvas, x, top - 4, str(index + 1), font=BOLD, size=16)
            text(canvas, x, top + 16, form.format(index + 1, title) if form != "{}" else title, font=BOLD, size=11)
            text(canvas, x, top + 30, *lines)
            for label, answer, at in (("Lead", lead, 30), ("Deadline", MONTHS[index], 42)):
                text(canvas, x, top + at + 12 * len(lines), f"{label}: {answer}")

    path = drawn(tmp_path, front, cards)
    rows = [
        row.values
        for row in extract_document(tmp_path, describe_file(path)).extraction.rows
        if row.table == "commitments"
    ]
    assert [
        tuple(str(row.get(name)) for name in ("number", "title", "description", "lead_institution", "end_date"))
        for row in rows
    ] == [(str(at), title, " ".join(lines), lead, date) for at, (title, lines, lead, date) in enumerate(GOALS, 1)]


CARD_TITLES = ("Accounts of the towns", "School canteens", "Requests for papers", "Gold from small mines")
CARD_LABELS = ("Problem", "What the government will do", "Lead agency", "Milestones and deadlines")


def card_answers(title: str) -> tuple[str, ...]:
    about = title.lower()
    return (
        f"Nobody knows about {about}.",
        f"The ministry will publish {about} each month.",
        f"Office for {about}",
        f"1) Law on {about} – March 2024",
    )


def test_cards_in_the_cells_of_a_ruled_table_are_commitments(tmp_path: Path) -> None:
    def page(canvas: Canvas, first: int) -> None:
        text(canvas, 50, 50, f"Theme {first // 2 + 1}", font=BOLD, size=16)
        canvas.rect(50, HEIGHT - 400, 260, 310)
        canvas.rect(310, HEIGHT - 400, 260, 310)
        for column, title in enumerate(CARD_TITLES[first : first + 2]):
            x = 56 + 260 * column
            panel(canvas, (x - 2, 94, x + 240, 110), "#E4572E")
            text(canvas, x, 97, f"FICHE No. {first + column + 1}", font=BOLD, size=8)
            text(canvas, x, 118, title, font=BOLD, size=10)
            for index, (label, answer) in enumerate(zip(CARD_LABELS, card_answers(title), strict=True)):
                top = 140 + 50 * index + 10 * column
                text(canvas, x, top, label, font=BOLD, size=8)
                text(canvas, x, top + 11, answer, size=8)
            text(canvas, x, 326 + 10 * column, "2) Public report", "– April 2025", size=8)

    pages = [partial(page, first=first) for first in (0, 2)]
    rows = extract_document(tmp_path, describe_file(drawn(tmp_path, front, *pages))).extraction.rows
    commitments = [dict(row.values) for row in rows if row.table == "commitments"]
    assert [row["title"] for row in commitments] == list(CARD_TITLES)
    assert [row["number"] for row in commitments] == ["1", "2", "3", "4"]
    assert [row["problem_statement"] for row in commitments] == [card_answers(title)[0] for title in CARD_TITLES]
    assert [row["lead_institution"] for row in commitments] == [card_answers(title)[2] for title in CARD_TITLES]
    ends = [str(row.values["end_date"]) for row in rows if row.table == "milestones"]
    assert ends == ["2024-03-31", "2025-04-30"] * 4


@pytest.mark.parametrize("columns", [1, 2])
def test_cards_in_the_columns_of_a_table_are_commitments(tmp_path: Path, columns: int) -> None:
    form = "<td>{}<td>{}" if columns == 2 else "<td><p><b>{}</b></p><p>{}</p>"
    numbered = [f"{number}. {title}" for number, title in enumerate(CARD_TITLES, 1)]
    pairs = [numbered[:2], numbered[2:]]
    body = "".join(
        "<table>"
        + "".join(
            "<tr>" + "".join(form.format(label, answer) for answer in answers)
            for label, answers in (
                ("Commitment title", pair),
                *zip(CARD_LABELS[:3], zip(*(card_answers(title[3:]) for title in pair), strict=True), strict=False),
            )
        )
        + "</table>"
        for pair in pairs
    )
    path = tmp_path / "plan.html"
    path.write_text(f"<title>Kenya OGP National Action Plan 2023-2025</title><h1>Action plan</h1>{body}", "utf-8")
    rows = extract_document(tmp_path, describe_file(path)).extraction.rows
    commitments = [dict(row.values) for row in rows if row.table == "commitments"]
    assert [row["title"] for row in commitments] == list(CARD_TITLES)
    assert [row["lead_institution"] for row in commitments] == [card_answers(title)[2] for title in CARD_TITLES]


MONITOR = """<article><div class="top"><small>Commitment {number}</small> <span class="badge">{level}</span></div>
<h3>{title}</h3><p>The ministry will publish {about} each month, and will ask for opinions on them.</p>
<details><summary>More</summary><h4>Problem</h4><p>Nobody knows anything about {about} in this country.</p>
<h4>Milestones</h4>{steps}</details>
<div class="meta"><div><span>Lead agency</span>Office for {about}</div>
<div><span>Implementation period</span>September 2023 – August 2025</div></div></article>"""
STEP = """<div class="step"><div><div>{text}</div><small>Deadline: {date}</small></div>
<div><span class="badge">{level}</span></div></div>"""


def test_cards_of_a_monitor_on_the_web_have_levels_and_milestones(tmp_path: Path) -> None:
    levels = ("Limited", "Substantial", "Completed", "Not started")
    steps = [("Law on the data", "January 2024", "Completed"), ("First list of data", "May 2025", "Not started")]
    listed = "".join(STEP.format(text=text, date=date, level=level) for text, date, level in steps)
    cards = "".join(
        MONITOR.format(number=number, level=level, title=title, about=title.lower(), steps=listed)
        for number, (title, level) in enumerate(zip(CARD_TITLES, levels, strict=True), 1)
    )
    head = "<title>Commitment monitor</title><h1>Commitment monitor</h1><p>OGP Action Plan of Kenya 2023-2025.</p>"
    (tmp_path / "plan.html").write_text(f"<main>{head}<h2>Theme: Towns</h2>{cards}</main>", encoding="utf-8")
    rows = extract_document(tmp_path, describe_file(tmp_path / "plan.html")).extraction.rows
    commitments = [dict(row.values) for row in rows if row.table == "commitments"]
    assert [(row["number"], row["title"]) for row in commitments] == [
        (str(number), title) for number, title in enumerate(CARD_TITLES, 1)
    ]
    assert [row["completion"] for row in commitments] == ["limited", "substantial", "complete", "not_started"]
    assert [row["lead_institution"] for row in commitments] == [f"Office for {title.lower()}" for title in CARD_TITLES]
    milestones = [dict(row.values) for row in rows if row.table == "milestones"]
    found = [(row["text"], str(row["end_date"]), row["status"]) for row in milestones]
    assert (
        found
        == [
            ("Law on the data", "2024-01-31", "complete"),
            ("First list of data", "2025-05-31", "not_started"),
        ]
        * 4
    )


BADGE = """<article><div><span class="badge">{level}</span><h3>{title}</h3></div><div><span>{share} %</span></div>
<dl><dt>Lead agency</dt><dd>Office for {about}</dd></dl><h4>Works</h4><ul><li><span>Law on {about}</span>
<span class="badge">Completed</span></li><li><span>List of {about}</span> <span class="badge">Not started</span></li>
</ul></article>"""


def test_badges_in_front_of_titles_and_behind_items_are_levels(tmp_path: Path) -> None:
    levels = ("In progress", "Completed", "In progress", "Not started")
    cards = "".join(
        BADGE.format(level=level, title=title, about=title.lower(), share=share)
        for title, level, share in zip(CARD_TITLES, levels, (35, 100, 70, 0), strict=True)
    )
    head = "<title>Monitor</title><h1>Commitment monitor</h1><p>OGP Action Plan of Kenya 2023-2025.</p>"
    (tmp_path / "plan.html").write_text(f"<main>{head}<h2>Theme: Towns</h2>{cards}</main>", encoding="utf-8")
    rows = extract_document(tmp_path, describe_file(tmp_path / "plan.html")).extraction.rows
    commitments = [dict(row.values) for row in rows if row.table == "commitments"]
    # No scale of completion has 'in progress'.
    assert [row.get("completion") for row in commitments] == [None, "complete", None, "not_started"]
    milestones = [dict(row.values) for row in rows if row.table == "milestones"]
    expected = ((f"Law on {title.lower()}", f"List of {title.lower()}") for title in CARD_TITLES)
    assert [row["text"] for row in milestones] == [text for pair in expected for text in pair]
    assert [row["status"] for row in milestones] == ["complete", "not_started"] * 4
