"""Registers as governments print them: merged or blank cells, numbered steps, heads of two rows, levels in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drawn_grids import KINDS, DrawnCell, over, read_grid

TITLE = "Norlandia Open Government Action Plan 2023-2025"
FRONT = "The government adopted this plan in an open process."
TOPICS = ("budgets", "roads", "courts", "schools", "forests", "rivers")
OPENERS = ("No.", "Commitment", "Lead institution")
PAGES = ("html", "docx", "pdf")


def steps_of(topic: str) -> tuple[str, str]:
    return f"Draw up a list of {topic}", f"Publish the list of {topic}"


def merged_rows() -> list[list[DrawnCell]]:
    """Return a register whose number, commitment, description and lead reach over two milestones each."""
    rows: list[list[DrawnCell]] = [["No.", "Commitment", "Description", "Activities", "Deadline", "Lead institution"]]
    for number, topic in enumerate(TOPICS, 1):
        first, second = steps_of(topic)
        opener = (str(number), f"Open data on {topic}", f"Nobody knows how many {topic} there are. " * 6)
        rows.append([*(over(text, 2) for text in opener), first, "June 2023", over(f"Ministry of {topic.title()}", 2)])
        rows.append([second, "December 2024"])
    return rows


@pytest.mark.parametrize("kind", KINDS)
def test_cells_merged_over_milestones_are_the_commitments(tmp_path: Path, kind: str) -> None:
    found = read_grid(tmp_path, kind, TITLE, FRONT, merged_rows())
    assert [(row["number"], row["title"], row["lead_institution"]) for row in found["commitments"]] == [
        (str(number), f"Open data on {topic}", f"Ministry of {topic.title()}") for number, topic in enumerate(TOPICS, 1)
    ]
    texts = [(row["text"], str(row["end_date"])) for row in found["milestones"]]
    assert texts == [pair for t in TOPICS for pair in zip(steps_of(t), ("2023-06-30", "2024-12-31"), strict=True)]


@pytest.mark.parametrize("kind", ["html", "docx", "xlsx"])
def test_a_head_over_two_columns_is_of_numbers_and_texts(tmp_path: Path, kind: str) -> None:
    """The first milestone, next to the merged cells of its commitment, is read as those below."""
    rows: list[list[DrawnCell]] = [
        ["No.", "Commitment", "Lead institution", over("Milestone", 1, 2), "Planned start", "Planned end"]
    ]
    for number, topic in enumerate(TOPICS, 1):
        first, second = steps_of(topic)
        name = f"Open {topic}: lists for everyone"
        opener = (over(text, 2) for text in (str(number), name, f"Ministry of {topic.title()}"))
        rows += [[*opener, f"{number}.1", first, "2023-02-01", "2023-06-30"]]
        rows += [[f"{number}.2", second, "2023-07-01", "2024-12-31"]]
    found = read_grid(tmp_path, kind, TITLE, FRONT, rows)
    assert [row["title"] for row in found["commitments"]] == [f"Open {topic}: lists for everyone" for topic in TOPICS]
    steps = [(row["number"], row["text"], str(row["start_date"]), str(row["end_date"])) for row in found["milestones"]]
    assert steps[:2] == [
        ("1.1", "Draw up a list of budgets", "2023-02-01", "2023-06-30"),
        ("1.2", "Publish the list of budgets", "2023-07-01", "2024-12-31"),
    ]
    assert len(steps) == 2 * len(TOPICS)


@pytest.mark.parametrize("kind", KINDS)
def test_blank_cells_below_a_commitment_are_as_merged_ones(tmp_path: Path, kind: str) -> None:
    rows: list[list[DrawnCell]] = [["No", "Commitment", "Lead institution", "Milestone", "Start date", "End date"]]
    for number, topic in enumerate(TOPICS, 1):
        opener = (str(number), f"Open data on {topic}", f"Ministry of {topic.title()}")
        steps = steps_of(topic)[: 1 if number == 3 else 2]
        rows += [[*(opener if not at else ("", "", "")), step, "01/2024", "06/2024"] for at, step in enumerate(steps)]
    found = read_grid(tmp_path, kind, TITLE, FRONT, rows)
    assert [row["title"] for row in found["commitments"]] == [f"Open data on {topic}" for topic in TOPICS]
    expected = [step for number, topic in enumerate(TOPICS, 1) for step in steps_of(topic)[: 1 if number == 3 else 2]]
    assert [row["text"] for row in found["milestones"]] == expected
    # A commitment of one milestone is read as the others: the dates are the milestone's.
    assert {str(row["end_date"]) for row in found["milestones"]} == {"2024-06-30"}
    assert not any(row.get("end_date") for row in found["commitments"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("body", ["", "Office for data"])
def test_rows_numbered_below_a_commitment_are_steps(tmp_path: Path, body: str, kind: str) -> None:
    rows: list[list[DrawnCell]] = [["No.", "Action", "Lead", "When"]]
    for number, topic in enumerate(TOPICS, 1):
        rows.append([str(number), f"Open data on {topic}", f"Ministry of {topic.title()}", "2023 - 2025"])
        rows += [[f"{number}.{at}", step, body, "Jan - June 2024"] for at, step in enumerate(steps_of(topic), 1)]
    found = read_grid(tmp_path, kind, TITLE, FRONT, rows)
    assert [row["number"] for row in found["commitments"]] == ["1", "2", "3", "4", "5", "6"]
    assert {str(row["end_date"]) for row in found["commitments"]} == {"2025-12-31"}
    assert {row.get("responsible", "") for row in found["milestones"]} == {body}
    assert [(row["number"], row["text"], str(row["end_date"])) for row in found["milestones"]] == [
        (f"{number}.{at}", step, "2024-06-30")
        for number, topic in enumerate(TOPICS, 1)
        for at, step in enumerate(steps_of(topic), 1)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_rows_numbered_below_a_heading_are_commitments(tmp_path: Path, kind: str) -> None:
    rows: list[list[DrawnCell]] = [["#", "Commitment", "Lead agency", "Partners", "Term"]]
    for number, theme in enumerate(("Open money", "Open nature"), 1):
        rows.append([str(number), theme, "", "", ""])
        for at, topic in enumerate(TOPICS[3 * number - 3 : 3 * number], 1):
            lead, support = f"Ministry of {topic.title()}", f"Union of {topic.title()}"
            rows.append([f"{number}.{at}", f"Publish what is known of {topic}", lead, support, "June - Dec 2025"])
    found = read_grid(tmp_path, kind, TITLE, FRONT, rows)["commitments"]
    assert [(row["number"], row["theme"]) for row in found] == [
        *((f"1.{at}", "Open money") for at in (1, 2, 3)),
        *((f"2.{at}", "Open nature") for at in (1, 2, 3)),
    ]
    assert {(str(row["start_date"]), str(row["end_date"])) for row in found} == {("2025-06-01", "2025-12-31")}


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("heading", ["", "#", "Nr."])
def test_numbers_have_a_narrow_column_of_their_own(tmp_path: Path, kind: str, heading: str) -> None:
    rows: list[list[DrawnCell]] = [[heading, "Measure", "Responsible", "Partners", "Deadline"]]
    for number, topic in enumerate(TOPICS, 1):
        rows.append([str(number), f"Publish what is known of {topic}", f"Ministry of {topic.title()}", "", "June 2024"])
    found = read_grid(tmp_path, kind, TITLE, FRONT, rows)["commitments"]
    titles = [(str(number), f"Publish what is known of {topic}") for number, topic in enumerate(TOPICS, 1)]
    assert [(row["number"], row["title"]) for row in found] == titles


LEVELS = ("Completed", "Delayed", "In progress", "Not started", "In progress", "Delayed")


@pytest.mark.parametrize("label", ["Where are we?", "Progress", "Status"])
def test_a_column_of_repeated_levels_is_the_completion(tmp_path: Path, label: str) -> None:
    rows: list[list[DrawnCell]] = [["No.", "Commitment", "Responsible body", "Deadline", label]]
    for number, (topic, level) in enumerate(zip(TOPICS, LEVELS, strict=True), 1):
        rows.append([str(number), f"Open data on {topic}", f"Ministry of {topic.title()}", "June 2024", level])
    found = read_grid(tmp_path, "html", TITLE, FRONT, rows)
    assert tuple(row["completion_raw"] for row in found["commitments"]) == LEVELS
    known = [row.get("completion") for row in found["commitments"]]
    assert known == ["complete", None, None, "not_started", None, None]
    assert {"code": "unknown-code"} in found["issues"]


@pytest.mark.parametrize("kind", PAGES)
def test_lower_heads_are_read_with_the_merged_ones_above(tmp_path: Path, kind: str) -> None:
    upper: list[DrawnCell] = [
        over("#", 2),
        over("Commitment", 2),
        over("Institutions", 1, 2),
        over("Timeline", 1, 2),
        over("Progress", 2),
    ]
    rows: list[list[DrawnCell]] = [upper, ["Lead", "Support", "From", "To"]]
    for number, (topic, level) in enumerate(zip(TOPICS, LEVELS, strict=True), 1):
        bodies = (f"Ministry of {topic.title()}", f"Union of {topic.title()}")
        rows.append([str(number), f"Open data on {topic}", *bodies, "01/2024", "06/2024", level])
    found = read_grid(tmp_path, kind, TITLE, FRONT, rows)["commitments"]
    assert [(row["lead_institution"], row["support_institutions"]) for row in found] == [
        (f"Ministry of {topic.title()}", [f"Union of {topic.title()}"]) for topic in TOPICS
    ]
    assert {(str(row["start_date"]), str(row["end_date"])) for row in found} == {("2024-01-01", "2024-06-30")}


@pytest.mark.parametrize("kind", KINDS)
def test_heads_of_milestones_are_below_their_common_one(tmp_path: Path, kind: str) -> None:
    upper: list[DrawnCell] = [
        over("No.", 2),
        over("Commitment", 2),
        over("Lead institution", 2),
        over("Milestones", 1, 3),
    ]
    rows: list[list[DrawnCell]] = [upper, ["Activity", "Start", "End"]]
    for number, topic in enumerate(TOPICS, 1):
        first, second = steps_of(topic)
        opener = (str(number), f"Open data on {topic}", f"Ministry of {topic.title()}")
        rows.append([*(over(text, 2) for text in opener), first, "01/2024", "06/2024"])
        rows.append([second, "07/2024", "12/2024"])
    found = read_grid(tmp_path, kind, TITLE, FRONT, rows)
    assert [row["title"] for row in found["commitments"]] == [f"Open data on {topic}" for topic in TOPICS]
    assert [(row["text"], str(row["end_date"])) for row in found["milestones"]] == [
        pair for t in TOPICS for pair in zip(steps_of(t), ("2024-06-30", "2024-12-31"), strict=True)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_heads_of_two_lines_that_each_page_repeats_are_no_commitment(tmp_path: Path, kind: str) -> None:
    head: list[DrawnCell] = ["N.º", "Compromiso /\nAcción", "Entidad\nresponsable", "Fecha de\nconclusión"]
    rows: list[list[DrawnCell]] = [head]
    for number, topic in enumerate(TOPICS, 1):
        rows += [head] if number == 4 else []
        rows.append([str(number), f"Datos abiertos de {topic}", f"Ministerio de {topic.title()}", "junio 2024"])
    title = "Plan de Acción de Gobierno Abierto de Norlandia 2023-2025"
    found = read_grid(tmp_path, kind, title, "El gobierno aprobó este plan.", rows)["commitments"]
    assert [(row["number"], str(row["end_date"])) for row in found] == [(str(n), "2024-06-30") for n in range(1, 7)]


TIMES = {
    "Q2 2024": (None, "2024-06-30"),
    "June - Dec 2025": ("2025-06-01", "2025-12-31"),
    "by end of 2024": (None, "2024-12-31"),
    "first half of 2023": (None, "2023-06-30"),
    "H1 2024": (None, "2024-06-30"),
    "T1 2023 - T4 2024": ("2023-01-01", "2024-12-31"),
    "II trimestre 2024": (None, "2024-06-30"),
    "from March 2024": ("2024-03-01", None),
    "2024 onwards": ("2024-01-01", None),
    "до конца 2024 года": (None, "2024-12-31"),
    "1. Halbjahr 2024": (None, "2024-06-30"),
    "2.º semestre de 2024": (None, "2024-12-31"),
    "au plus tard en juin 2024": (None, "2024-06-30"),
    "până la sfârșitul anului 2024": (None, "2024-12-31"),
}

THINGS = [
    "budgets",
    "roads",
    "courts",
    "schools",
    "forests",
    "rivers",
    "land",
    "taxes",
    "trains",
    "bridges",
    "parks",
    "mines",
    "wells",
    "ports",
]


@pytest.mark.parametrize("heading", ["When", "Term", "Timeline"])
def test_a_column_of_dates_is_the_time_however_it_is_headed(tmp_path: Path, heading: str) -> None:
    rows: list[list[DrawnCell]] = [["No.", "Action", "Owner", heading]]
    for number, time in enumerate(TIMES, 1):
        rows.append([str(number), f"Publish what is known of {THINGS[number - 1]}", f"Ministry {number}", time])
    found = read_grid(tmp_path, "html", TITLE, FRONT, rows)["commitments"]
    read = [tuple(str(row[name]) if row.get(name) else None for name in ("start_date", "end_date")) for row in found]
    assert dict(zip(TIMES, read, strict=True)) == TIMES


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("head", [("", "Activity", "Responsible"), ("No.", "Task", "Responsible")])
def test_activities_alone_are_the_commitments(tmp_path: Path, kind: str, head: tuple[str, str, str]) -> None:
    parts: list[str | list[list[DrawnCell]]] = []
    for theme, topics in (("Open money", TOPICS[:3]), ("Open nature", TOPICS[3:])):
        rows: list[list[DrawnCell]] = [[*head, "Deadline"]]
        for topic in topics:
            number = str(TOPICS.index(topic) + 1)
            rows.append([number, f"Publish what is known of {topic}", f"Ministry of {topic.title()}", "June 2024"])
        parts += [f"# {theme}", rows]
    found = read_grid(tmp_path, kind, TITLE, FRONT, *parts)
    assert [(row["number"], row["title"]) for row in found["commitments"]] == [
        (str(number), f"Publish what is known of {topic}") for number, topic in enumerate(TOPICS, 1)
    ]
    assert [row["theme"] for row in found["commitments"]] == ["Open money"] * 3 + ["Open nature"] * 3
    assert not found["milestones"]


def test_a_register_is_read_below_the_title_of_a_plan_in_any_language(tmp_path: Path) -> None:
    rows: list[list[DrawnCell]] = [["Nr.", "Angajament", "Instituția responsabilă", "Termen", "Semafor"]]
    for number, (topic, level) in enumerate(zip(TOPICS, ("Realizat", "Neînceput") * 3, strict=True), 1):
        rows.append([str(number), f"Date despre {topic}", f"Ministerul {topic.title()}", "Trimestrul II 2024", level])
    title = "Plan de acțiuni pentru o guvernare deschisă Norlandia 2023-2025"
    found = read_grid(tmp_path, "html", title, "Guvernul a adoptat acest plan.", rows)["commitments"]
    assert [row["completion"] for row in found] == ["complete", "not_started"] * 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_theme_reaches_down_over_its_commitments(tmp_path: Path, kind: str) -> None:
    rows: list[list[DrawnCell]] = [["Eje", "Compromiso", "Entidad responsable", "Hitos", "Inicio", "Fecha de término"]]
    for number, topic in enumerate(TOPICS[:4]):
        theme = [over(("Transparencia", "Justicia")[number // 2], 4)] if number % 2 == 0 else []
        opener = (over(f"Datos de {topic}", 2), over(f"Ministerio de {topic.title()}", 2))
        rows.append([*theme, *opener, f"Lista de {topic}", "enero 2023", "junio 2023"])
        rows.append([f"Portal de {topic}", "julio 2023", "diciembre 2023"])
    title = "Plan de Acción de Gobierno Abierto de Norlandia 2023-2025"
    found = read_grid(tmp_path, kind, title, "El gobierno aprobó este plan.", rows)
    assert [row["theme"] for row in found["commitments"]] == ["Transparencia"] * 2 + ["Justicia"] * 2
    leads = [f"Ministerio de {topic.title()}" for topic in TOPICS[:4]]
    assert [row["lead_institution"] for row in found["commitments"]] == leads
    ends = [(row.get("responsible"), str(row["end_date"])) for row in found["milestones"]]
    assert ends == [(None, "2023-06-30"), (None, "2023-12-31")] * 4


@pytest.mark.parametrize("kind", KINDS)
def test_a_description_below_the_head_of_activities_is_their_text(tmp_path: Path, kind: str) -> None:
    openers = ("S/N", "Commitment", "Lead agency")
    rows: list[list[DrawnCell]] = [
        [*(over(head, 2) for head in openers), over("Activity", 1, 2), over("Timeline", 1, 2), over("Status", 2)],
        ["Ref", "Description", "Start", "End"],
    ]
    for number, topic in enumerate(TOPICS):
        rows += [[over(f"THEMATIC AREA {number // 2 + 1}: OPEN THINGS", 1, 8)]] if number % 2 == 0 else []
        opener = (str(number % 2 + 1), f"Open data on {topic}", f"Ministry of {topic.title()}")
        for at, step in enumerate(steps_of(topic)):
            cells = [over(text, 2) for text in opener] if not at else []
            rows.append([*cells, f"{number % 2 + 1}{'ab'[at]}", step, "01/2024", "06/2024", "On-going"])
    found = read_grid(tmp_path, kind, TITLE, FRONT, rows)
    assert [(row["number"], row["title"], row["theme"]) for row in found["commitments"]] == [
        (str(number % 2 + 1), f"Open data on {topic}", f"THEMATIC AREA {number // 2 + 1}: OPEN THINGS")
        for number, topic in enumerate(TOPICS)
    ]
    assert [(row["number"], row["text"], str(row["end_date"])) for row in found["milestones"]] == [
        (f"{number % 2 + 1}{letter}", step, "2024-06-30")
        for number, topic in enumerate(TOPICS)
        for letter, step in zip("ab", steps_of(topic), strict=True)
    ]


@pytest.mark.parametrize("kind", [*KINDS, "csv"])
@pytest.mark.parametrize("is_merged", [True, False])
def test_dated_texts_beside_a_commitment_are_its_steps_however_they_are_headed(
    tmp_path: Path, kind: str, is_merged: bool
) -> None:
    rows: list[list[DrawnCell]] = [[*OPENERS, "What we will do", "By when"]]
    for number, topic in enumerate(TOPICS, 1):
        opener = (str(number), f"Open data on {topic}", f"Ministry of {topic.title()}")
        first, second = steps_of(topic)
        rows.append([*(over(text, 2) if is_merged else text for text in opener), first, "June 2024"])
        rows.append([*([] if is_merged else ["", "", ""]), second, "Dec 2024"])
    found = read_grid(tmp_path, kind, TITLE, FRONT, rows)
    assert [row["title"] for row in found["commitments"]] == [f"Open data on {topic}" for topic in TOPICS]
    assert [(row["text"], str(row["end_date"])) for row in found["milestones"]] == [
        pair for t in TOPICS for pair in zip(steps_of(t), ("2024-06-30", "2024-12-31"), strict=True)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_texts_in_rows_beside_a_merged_title_are_one_commitments(tmp_path: Path, kind: str) -> None:
    rows: list[list[DrawnCell]] = [["No.", "Commitment", "Problem", "Lead institution"]]
    for number, topic in enumerate(TOPICS, 1):
        opener = [over(str(number), 2), over(f"Open data on {topic}", 2)]
        rows.append([*opener, f"Nobody knows the {topic}.", over(f"Ministry of {topic.title()}", 2)])
        rows.append([f"Nobody asks about {topic}."])
    found = read_grid(tmp_path, kind, TITLE, FRONT, rows)["commitments"]
    assert [row["title"] for row in found] == [f"Open data on {topic}" for topic in TOPICS]
    assert ["".join(str(row["problem_statement"]).split()) for row in found] == [
        f"Nobodyknowsthe{topic}.Nobodyasksabout{topic}." for topic in TOPICS
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_lead_over_several_commitments_is_each_ones(tmp_path: Path, kind: str) -> None:
    rows: list[list[DrawnCell]] = [["No.", "Commitment", "Lead institution", "Deadline"]]
    for number, topic in enumerate(TOPICS, 1):
        lead = [over(f"Ministry of {topic.title()}", 2)] if number % 2 else []
        rows.append([str(number), f"Open data on {topic}", *lead, "June 2024"])
    found = read_grid(tmp_path, kind, TITLE, FRONT, rows)["commitments"]
    leads = [f"Ministry of {topic.title()}" for topic in TOPICS[::2]]
    assert [row["lead_institution"] for row in found] == [lead for lead in leads for _ in "12"]
