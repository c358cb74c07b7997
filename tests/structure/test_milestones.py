"""Milestones: tables by their columns, lists, dated lines and prose give the same parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.model import Anchor, Cell, Line, Table, TableRow, TextBlock
from pipeline.structure.milestones import RawMilestone, read_milestone_lines
from pipeline.structure.milestones.listed import read_milestones_of_blocks
from pipeline.structure.text_labels.segments import split_segments


def lines(text: str) -> list[Line]:
    return [Line(line, Anchor()) for line in text.split("\n")]


def read(text: str) -> list[dict[str, str]]:
    """Return the parts of the milestones that stand under a label in a text."""
    return parts(split_segments(lines(text)).milestones)


MILESTONES = {
    "numbers": ("1. Draft law\n2. Pass law", [("1", "Draft law"), ("2", "Pass law")]),
    "glued numbers": ("4.1.The draft\n4.2.The law", [("4.1", "The draft"), ("4.2", "The law")]),
    "finest numbers": ("1. Law\n1.1 Draft\n1.2 Pass", [("1.1", "Draft"), ("1.2", "Pass")]),
    "words and numbers": (
        "Milestone 1 - Draft law May 2021 June 2021 Milestone 2 - Pass law May 2022 June 2022",
        [("1", "Draft law"), ("2", "Pass law")],
    ),
    "numbers in a line": (
        "1. Draft law 2. Pass law 3. Apply it",
        [("1", "Draft law"), ("2", "Pass law"), ("3", "Apply it")],
    ),
    "letters": ("A) Draft law B) Pass law", [("A", "Draft law"), ("B", "Pass law")]),
    "bars": ("Draft law | May 2021 - June 2021\nPass law | June 2022", [(None, "Draft law"), (None, "Pass law")]),
    "dates": (
        "Draft law March 2021 August 2021 Pass law August 2021 March 2022",
        [(None, "Draft law"), (None, "Pass law")],
    ),
    "dates on their own lines": (
        "Draft law\n7/1/2018 – 12/31/2019\nPass law\n7/1/2018 – 9/30/2020",
        [(None, "Draft law"), (None, "Pass law")],
    ),
    "bullets": ("• Draft law\n• Pass law", [(None, "Draft law"), (None, "Pass law")]),
    "one number behind a bullet": ("• 4.1. Draft the law", [("4.1", "Draft the law")]),
    "a count behind a bullet": ("• 12 audits of water", [(None, "12 audits of water")]),
    "paragraphs": ("Draft law\nPass law", [(None, "Draft law"), (None, "Pass law")]),
    "brackets": (
        "1. Draft law (May 2021 - June 2021 | Draft ready)\n2. Pass law (May 2022 - June 2022 | Law passed)",
        [("1", "Draft law"), ("2", "Pass law")],
    ),
}


@pytest.mark.parametrize("case", sorted(MILESTONES))
def test_rows(case: str) -> None:
    text, expected = MILESTONES[case]
    rows = read("Milestones:\n" + text)
    assert [(row.get("number"), row["text"]) for row in rows] == expected


def test_dates_of_a_row() -> None:
    row = read("Milestones Start Date: End Date:\n1. Draft law 01/07/2019 to 31/12/2019")[0]
    assert (row["start_date"], row["end_date"]) == ("01/07/2019", "31/12/2019")


def test_single_date_counts_only_under_one_head() -> None:
    row = read("Milestones | Expected Outputs | End date\nLaw | Act | May 2023")[0]
    assert row == {"text": "Law", "indicator": "Act", "end_date": "May 2023"}
    assert read("Milestones Start date End date\nLaw | May 2023")[0].keys() == {"text"}


def test_body_behind_the_dates() -> None:
    head = "Milestones Start date: End date: Responsible:"
    row = read(f"{head}\n1. Draft law 05/01/2021 06/01/2021 Harbour Office")[0]
    assert row["responsible"] == "Harbour Office"


def test_rows_told_twice_count_once() -> None:
    prose = "Milestones: 1. Draft it 2. Pass it"
    text = f"{prose}\nMilestones Start date End date\n1. Draft May 2021 June 2021\n2. Pass\n3. Use"
    assert [row["number"] for row in read(text)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "period", ["octubre – diciembre de 2014", "1-15 March 2015", "Q1–Q3 2016", "январь – март 2017 года"]
)
def test_a_range_whose_year_stands_at_its_end_is_one_period(period: str) -> None:
    row = read(f"Milestones:\n1. Draft law ({period})\n2. Pass it")[0]
    assert row == {"number": "1", "text": f"Draft law ({period})", "timeline": period}


ROWS = {
    "number in a bar cell of its own": (
        "No. | Milestone | Responsible | Start date | End date\n1 | Draft law | Ministry of Justice | May 2023 | 2024",
        ("1", "Draft law", "May 2023", "2024", "Ministry of Justice"),
    ),
    "number with a stop in a bar cell": (
        "Milestones:\n1. | Draft law | May 2023 | June 2023\n2. | Pass law | July 2023 | 2024",
        ("1", "Draft law", "May 2023", "June 2023", ""),
    ),
    "labels in the row": (
        "Milestones:\nMilestone 1. Draft law. Start: May 2023 End: June 2023\nMilestone 2. Pass it.",
        ("1", "Draft law.", "May 2023", "June 2023", ""),
    ),
    "labels on lines": (
        "Milestones:\n1. Draft law\nPeriod: May 2023 – June 2023\nResponsible: Ministry of Justice\n2. Pass it",
        ("1", "Draft law", "May 2023", "June 2023", "Ministry of Justice"),
    ),
    "Spanish labels": (
        "Hitos\nHito 1: Redactar la ley. Fecha de inicio: 01/05/2023 Fecha de término: 30/06/2023\nHito 2: Aprobarla.",
        ("1", "Redactar la ley.", "01/05/2023", "30/06/2023", ""),
    ),
    "French, blank before the colon": (
        "Jalons\nJalon 1 : Rédiger la loi (mai 2023 - juin 2023)\nJalon 2 : Voter la loi",
        ("1", "Rédiger la loi (mai 2023 - juin 2023)", "mai 2023", "juin 2023", ""),
    ),
    "Portuguese months with a stroke": (
        "Marcos\nMarco 1 – Redigir a lei – mai/2023 a jun/2023\nMarco 2 – Aprovar a lei",
        ("1", "Redigir a lei", "mai/2023", "jun/2023", ""),
    ),
    "Russian years": (
        "Milestones:\n1. Подготовить закон. Май 2023 г. - июнь 2023 г.\n2. Принять закон.",
        ("1", "Подготовить закон.", "Май 2023 г.", "июнь 2023 г.", ""),
    ),
    "brackets around the number": ("Milestones:\n(1) Draft law\n(2) Pass it", ("1", "Draft law", "", "", "")),
    "a last day in the sentence": (
        "Milestones:\n1. Draft law by May 2023\n2. Pass it",
        ("1", "Draft law by May 2023", "", "May 2023", ""),
    ),
    "a date that nothing explains stays": (
        "Milestones:\n1. Draft law, 5 May 2023\n2. Pass it",
        ("1", "Draft law, 5 May 2023", "", "", ""),
    ),
}


@pytest.mark.parametrize("case", sorted(ROWS))
def test_parts_of_a_milestone(case: str) -> None:
    text, expected = ROWS[case]
    row = read(text)[0]
    parts = ("number", "text", "start_date", "end_date", "responsible")
    assert tuple(row.get(part, "") for part in parts) == expected


NAMED = {
    "en": "Activity 1: Draft the law\nActivity 2: Pass it",
    "es": "Acción 1. Draft the law\nAcción 2. Pass it",
    "fr": "Activités 1 : Draft the law\nActivités 2 : Pass it",
    "pt": "Ação 1 – Draft the law\nAção 2 – Pass it",
    "it": "Attività n. 1: Draft the law\nAttività n. 2: Pass it",
    "ru": "Этап 1. Draft the law\nЭтап 2. Pass it",
    "in words": "Milestone one: Draft the law\nMilestone two: Pass it",
    "in one line": "Hito 1: Draft the law Hito 2: Pass it",
}


@pytest.mark.parametrize("case", sorted(NAMED))
def test_names_of_milestones_in_every_language(case: str) -> None:
    rows = [row.fields() for row in read_milestone_lines(lines(NAMED[case]))]
    assert [(row["number"].text, row["text"].text) for row in rows] == [("1", "Draft the law"), ("2", "Pass it")]


def test_due_dates_in_brackets_and_in_front() -> None:
    listed = read_milestone_lines(lines("• Publish the list (March 2014)\n• Map the stops (June 2014)"))
    assert [row.end_date.text for row in listed if row.end_date] == ["March 2014", "June 2014"]
    led = read_milestone_lines(lines("06/16: Publish the list\n09/16: Map the stops"))
    assert [(row.text.text, row.end_date.text) for row in led if row.end_date] == [
        ("Publish the list", "06/2016"),
        ("Map the stops", "09/2016"),
    ]


DUE = [
    "1. Publish the report, by March 2019\n2. Use it",
    "1. Publish the report – March 2019\n2. Use it",
    "1. Publish the report - by March 2019.\n2. Use it",
]


@pytest.mark.parametrize("text", DUE)
def test_a_day_behind_a_sign_is_the_end_and_no_text(text: str) -> None:
    row = read_milestone_lines(lines(text))[0]
    assert (row.text.text, row.end_date and row.end_date.text) == ("Publish the report", "March 2019")


@pytest.mark.parametrize("bracket", ["(March 2019)", "(by March 2019)."])
def test_a_single_day_in_a_bracket_stays_in_the_text(bracket: str) -> None:
    for head in ("", "Milestones (end date)\n"):
        row = read_milestone_lines(lines(f"{head}1. Publish the report {bracket}\n2. Use it"))[0]
        assert (row.text.text, row.end_date and row.end_date.text) == (f"Publish the report {bracket}", "March 2019")


def table(*rows: Sequence[str], broken: int | None = None) -> Table:
    """Return a table; the row with the index `broken` is the first on a new page."""
    made = []
    for number, row in enumerate(rows):
        cells = tuple(
            Cell(number, i, i, i + 1, (TextBlock("paragraph", tuple(lines(text))),) if text else (), ())
            for i, text in enumerate(row)
        )
        made.append(TableRow(cells, after_break=number == broken))
    return Table(tuple(made), ())


def parts(milestones: Sequence[RawMilestone]) -> list[dict[str, str]]:
    return [{name: value.text for name, value in row.fields().items()} for row in milestones]


def test_columns_in_any_order() -> None:
    blocks = [table(["End date", "Milestone", "Responsible", "Status"], ["May 2020", "1. Law", "Port", "Limited"])]
    told = {"text": "Law", "number": "1", "end_date": "May 2020", "responsible": "Port", "status": "Limited"}
    assert parts(read_milestones_of_blocks(blocks)) == [told]


def test_row_that_a_page_end_breaks() -> None:
    rows = ["No.", "Activity", "Timeline"], ["1", "Draft the", "2020"], ["", "new law", ""], ["2", "Pass it", "2021"]
    told = parts(read_milestones_of_blocks([table(*rows, broken=2)]))
    assert [row["text"] for row in told] == ["Draft the new law", "Pass it"]
    assert [row["timeline"] for row in told] == ["2020", "2021"]


def test_columns_without_headings() -> None:
    rows = ["1.", "Draft the law", "May 2020", "June 2020"], ["2.", "Pass it", "July 2020", "May 2021"]
    assert parts(read_milestones_of_blocks([table(*rows)]))[1] == {
        "text": "Pass it",
        "number": "2",
        "start_date": "July 2020",
        "end_date": "May 2021",
    }


def test_rows_without_headings_of_which_the_first_is_dated_too() -> None:
    rows = ["Draft the law", "May 2020", "June 2020"], ["Pass it", "July 2020", "May 2021"]
    told = parts(read_milestones_of_blocks([table(*rows)]))
    assert [(row["text"], row["end_date"]) for row in told] == [("Draft the law", "June 2020"), ("Pass it", "May 2021")]


def test_a_first_row_without_text_heads_nothing() -> None:
    rows = ["", "", ""], ["Milestone", "Start", "End"], ["Draft the law", "May 2020", "June 2020"]
    assert [row["text"] for row in parts(read_milestones_of_blocks([table(*rows)]))] == ["Draft the law"]


def test_list_that_a_table_repeats_counts_once() -> None:
    listed = TextBlock("paragraph", tuple(lines("1. Law\n2. Port")))
    rows = ["Milestone", "End date"], ["1. Law", "2020"], ["2. Port", "2021"], ["3. Map", "2022"]
    assert [row["number"] for row in parts(read_milestones_of_blocks([listed, table(*rows)]))] == ["1", "2", "3"]


def test_a_number_that_runs_on_in_a_numbered_paragraph_opens_the_next_one() -> None:
    found = read_milestone_lines(lines("5.2. Publish the plans.\n5.3. Plan the steps of 5.1 5.4. Open the data."))
    assert [m.number.text for m in found if m.number] == ["5.2", "5.3", "5.4"]


@pytest.mark.parametrize(
    ("item", "day"),
    [
        ("Publication du décret (avant fin mars 2017).", "mars 2017"),
        ("Publicar el registro, hasta finales de mayo de 2019", "mayo de 2019"),
        ("Pubblicare i dati (entro la fine di giugno 2021)", "giugno 2021"),
        ("Open the register (by the end of May 2018).", "May 2018"),
    ],
)
def test_a_last_day_is_named_in_the_words_of_its_language(item: str, day: str) -> None:
    row = read("Milestones:\n1. Draft the law\n2. " + item)[1]
    assert row["end_date"].endswith(day)


def items(*texts: str) -> list[dict[str, str]]:
    listed = [TextBlock("list_item", tuple(lines(text)), marker=f"{at}.") for at, text in enumerate(texts, 1)]
    return parts(read_milestones_of_blocks(listed))


def test_a_last_day_in_a_sentence_of_its_own_is_no_text_of_a_list_item_and_one_in_brackets_is() -> None:
    found = items("Agree on ten indicators. By March 2022", "Open the register (by May 2023)", "Use it")
    assert [(row["text"], row.get("end_date")) for row in found] == [
        ("Agree on ten indicators.", "March 2022"),
        ("Open the register (by May 2023)", "May 2023"),
        ("Use it", None),
    ]
    # A bracket with a date alone, and a day within the sentence, are part of what the document says.
    kept = items("Open the register (May 2023)", "Agree on the law by March 2022")
    assert [row["text"] for row in kept] == ["Open the register (May 2023)", "Agree on the law by March 2022"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "By May 2021, the law is drafted; by June 2022, it is passed, and by 2023 it works.",
            ["May 2021", "June 2022"],
        ),
        (
            "By May 2021 the office will draft it. By June 2022 it will pass, as in July 2020.",
            ["May 2021", "June 2022"],
        ),
        ("D'ici mai 2021, la loi est prête ; d'ici juin 2022, elle est votée.", ["mai 2021", "juin 2022"]),
        (
            "Antes de mayo de 2021 se redacta la ley; antes de junio de 2022 se aprueba.",
            ["mayo de 2021", "junio de 2022"],
        ),
    ],
)
def test_clauses_that_each_open_with_their_last_day_are_milestones(text: str, days: list[str]) -> None:
    found = parts(read_milestone_lines(lines(text)))
    assert [row["end_date"] for row in found][:2] == days
    assert found[0]["text"].startswith(text[:12])


@pytest.mark.parametrize(
    "bracket", ["(May 2021 – June 2022)", "(de mayo de 2021 a junio de 2022)", "(05/2021 - 06/2022)"]
)
def test_a_period_in_a_bracket_stays_in_the_text_as_one_day_does(bracket: str) -> None:
    for text in (f"1. Draft law {bracket}\n2. Pass it", f"Draft law {bracket}; Pass it {bracket}"):
        first = read_milestone_lines(lines(text))[0]
        assert first.text.text.rstrip(";") == f"Draft law {bracket}"
        assert first.start_date
        assert first.end_date
    item = items(f"Draft law {bracket}", f"Pass it {bracket}")[0]
    assert item["text"] == f"Draft law {bracket}"
    assert item["start_date"]
    assert item["end_date"]


def test_a_day_in_bold_opens_each_milestone() -> None:
    days = ("June 2021", "August 2022")
    items = [replace(lines(f"{day} {text}")[0], bold_start=len(day) + 1) for day, text in zip(days, "AB", strict=True)]
    blocks = [TextBlock("paragraph", (item,)) for item in items]
    assert parts(read_milestones_of_blocks(blocks)) == [
        {"text": text, "end_date": day} for day, text in zip(days, "AB", strict=True)
    ]
