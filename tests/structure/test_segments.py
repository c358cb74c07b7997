from __future__ import annotations

import pytest

from pipeline.lexicon import match_label
from pipeline.lexicon.scope import narrow_languages
from pipeline.model import Anchor, Cell, Line, Table, TableRow, TextBlock
from pipeline.structure.lines import cut_lines, make_stream, row_lines
from pipeline.structure.text_labels.segments import TEMPLATE, Segments, describe_segments, field_values, split_segments


def lines(text: str) -> list[Line]:
    return [
        Line(" ".join(line.split()), Anchor(path=f"p[{i}]")) for i, line in enumerate(text.split("\n")) if line.strip()
    ]


def cut(text: str) -> Segments:
    return split_segments(lines(text))


def found(text: str) -> list[tuple[str | None, str]]:
    return [(section.field, "\n".join(line.text for line in section.value)) for section in cut(text).sections]


LABELS = {
    "whole line": ("Main objective\nOpen the register.", "main_objective", "Open the register."),
    "colon": ("Main Objective: Open the register.", "main_objective", "Open the register."),
    "short with colon": ("Ambition: To lead.", "ambition", "To lead."),
    "glued": ("Lead Agency Harbour Office", "lead_institution", "Harbour Office"),
    "limit in brackets": (
        "Brief Description of Commitment (140 character limit): Open data",
        "brief_description",
        "Open data",
    ),
    "question": ("What is the commitment? To open data.", "description", "To open data."),
    "numbered question": ("2. What are the causes of the problem? Old law.", "problem_statement", "Old law."),
    "question over lines": (
        "What is the public\nproblem that the\ncommitment will\naddress?\nNobody knows.",
        "problem_statement",
        "Nobody knows.",
    ),
    "Spanish question": ("¿Cuál es el compromiso? Abrir datos.", "description", "Abrir datos."),
    "unknown question": (
        "What are the gravest shortcomings that this reform will remedy? Slow courts.",
        "problem_statement",
        "Slow courts.",
    ),
    "bar of a form": ("Main objective | Open the register", "main_objective", "Open the register"),
}


@pytest.mark.parametrize("case", sorted(LABELS))
def test_label(case: str) -> None:
    text, field, value = LABELS[case]
    assert found(text) == [(field, value)]


NEAR = {
    "own line": "Objective: To inform.\nSources of the funding that will be needed\nFew clerks.\nAmbition: none.",
    "colon": "Objective: To inform.\nSources of the funding that will be needed: Few clerks.\nAmbition: none.",
}


BUDGETS = ("additional_information", "budget")


@pytest.mark.parametrize("case", sorted(NEAR))
def test_head_that_only_resembles_a_known_wording(case: str) -> None:
    assert match_label("Sources of the funding that will be needed") is None
    assert next(field for field, value in found(NEAR[case]) if value == "Few clerks.") in BUDGETS


IDEAS = {
    "English": ("Benefits that are expected", "expected_results"),
    "Spanish": ("Situación actual y retos", "problem_statement"),
    "French": ("Finalité globale de la mesure", "main_objective"),
    "Portuguese": ("Mudanças previstas pela medida", "expected_results"),
    "Russian": ("Больше информации", "additional_information"),
}


@pytest.mark.parametrize("case", sorted(IDEAS))
def test_head_without_a_known_wording_is_read_by_its_ideas(case: str) -> None:
    label, field = IDEAS[case]
    assert match_label(label) is None
    assert (field, "Nobody knows the quotas.") in found(f"Ambition: To lead.\n{label}\nNobody knows the quotas.")


QUAYS = {
    "English": {
        "Difficulties that are met today": ("problem_statement", "Skippers wait for days at the quay."),
        "Purpose of the reform": ("main_objective", "To publish each berth as soon as it is free."),
        "What is the reform": ("description", "A public timetable of the quays, kept by the harbour office."),
        "Why is this reform linked to the Partnership's principles": ("relevance", "It opens data."),
        "Benefits that are expected": ("expected_results", "Shorter waits and no queues of lorries."),
    },
    "Italian": {
        "Criticità e bisogni": ("problem_statement", "I pescherecci aspettano per giorni."),
        "Scopo generale della misura": ("main_objective", "Pubblicare ogni posto libero del molo."),
        "Contenuto della misura": ("description", "Un orario pubblico dei moli, tenuto dal porto."),
        "Coerenza con i principi di OGP": ("relevance", "Apre i dati del porto."),
        "Benefici e cambiamenti previsti": ("expected_results", "Attese più brevi e niente code."),
    },
    "Portuguese": {
        "Dificuldades e necessidades atuais": ("problem_statement", "Os pescadores esperam dias no cais."),
        "Finalidade da medida": ("main_objective", "Publicar cada lugar livre do cais."),
        "Conteúdo da medida": ("description", "Um horário público do cais, mantido pelo porto."),
        "Ligação com os princípios da OGP": ("relevance", "Abre os dados do porto."),
        "Mudanças e benefícios esperados": ("expected_results", "Esperas mais curtas e sem filas."),
    },
}
"""Forms whose labels are told by what their words mean: few are in the lexicon."""


@pytest.mark.parametrize("language", sorted(QUAYS))
@pytest.mark.parametrize("between", ["\n", "\n\n", ": "], ids=["lines", "blank lines", "colons"])
def test_labels_in_other_words(language: str, between: str) -> None:
    form = QUAYS[language]
    text = "\n".join(f"{label}{between}{value}" for label, (_, value) in form.items())
    assert found(text) == list(form.values())


def test_labels_in_other_words_in_a_text_of_one_line() -> None:
    text = (
        "Engagement 9 : Ouvrir les quais Problématique Les pêcheurs attendent des jours. Objectif de l'engagement "
        "Publier chaque place libre. De quelle façon cet engagement permettra-t-il de résoudre le problème ? "
        "Les camions ne feront plus la queue. Pertinence au regard des valeurs du PGO Il ouvre des données. "
        "Étapes suivies d'un produit Date de début Date de fin 1. Compter les quais mai 2021 juin 2021 "
        "2. Publier le registre juillet 2021 août 2021"
    )
    assert [field for field, _ in found(text) if field != "commitment"] == [
        "problem_statement",
        "main_objective",
        "expected_results",
        "relevance",
        "milestones",
    ]
    assert len(cut(text).milestones) == 2


def test_the_head_of_a_table_is_told_by_its_dates_whatever_names_the_rows() -> None:
    text = "Ambición: liderar.\nTrabajos del puerto Fecha de inicio Fecha de término\n1. Contar 05/2021 06/2021"
    assert cut(text).sections[-1].columns == ("milestones", "start_date", "end_date")
    assert len(cut(text).milestones) == 1


def test_a_sentence_behind_the_commitment_is_its_description_unless_it_may_be_the_title() -> None:
    promise = "The harbour office will publish each berth of the quay in a register that skippers and lorries can read."
    text = "Commitment: {}\nMain objective: To inform skippers."
    assert describe_segments(cut(text.format(promise)), "Open the quay", TEMPLATE)["description"].text == promise
    assert "description" not in describe_segments(cut(text.format("Open the quay to all.")), "Quay", TEMPLATE)
    work = "Main objective: To inform.\nDescription of work: The office counts the berths. It then tells the skippers."
    assert describe_segments(cut(work), "Open the quay", TEMPLATE)["description"].text.startswith("The office counts")


def test_a_wording_that_returns_is_a_label_inside_a_line_too() -> None:
    head, what = "Objectives of the commitment", "Brief description of the commitment"
    text = (
        f"{head}\nTo tell of berths.\n{what}\nBerths are counted.\n{head}\nTo tell of quays {what} ‐ Quays are counted"
    )
    assert [field for field, _ in found(text)] == ["main_objective", "brief_description"] * 2


def test_a_question_behind_a_heading_in_one_line_is_a_label() -> None:
    text = "Description of the commitment What is the problem that it solves? Skippers wait. Ambition: To lead."
    assert found(text)[-2:] == [("problem_statement", "Skippers wait."), ("ambition", "To lead.")]


def test_a_known_wording_that_opens_an_answer_is_no_label() -> None:
    text = "Ambition: To lead.\nAdditional information\nEstimated cost 5,000 crowns. It follows the plan of the port."
    assert found(text)[-1] == (
        "additional_information",
        "Estimated cost 5,000 crowns. It follows the plan of the port.",
    )


def test_lines_that_resemble_a_label_but_are_answers() -> None:
    # Right behind a label, a value of OGP's, a row of the milestones' table, a line of prose.
    assert found("Objective:\nSources of the funding that will be needed\nMore of it.")[0][0] == "main_objective"
    assert [field for field, _ in found("Relevance: it opens data.\nIncrease civic participation\nAll.")] == [
        "relevance"
    ]
    rows = "Milestones:\nSources of the funding that will be needed\nReport published"
    assert [field for field, _ in found(rows)] == ["milestones"]
    assert [
        field
        for field, _ in found(
            "Objective: To inform.\nSources of the funding that will be needed by the clerks of each port"
        )
    ] == ["main_objective"]


def test_labels_inside_one_line() -> None:
    text = "To open data. Objective: To inform. Status quo: Nothing is known. Additional information Law 5 applies."
    assert found(text) == [
        (None, "To open data."),
        ("main_objective", "To inform."),
        ("problem_statement", "Nothing is known."),
        ("additional_information", "Law 5 applies."),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The main objective of the law is to inform citizens.",
        "It supports Goal 16 and the ambition of the plan.",
        "Activities are led by the Open\nGovernment Partnership of the region.",
        "Why was the port closed? Nobody knows.",
    ],
)
def test_words_of_a_sentence_are_no_label(sentence: str) -> None:
    assert [field for field, _ in found(sentence) if field] == []


def test_names_of_values_stay_in_the_relevance() -> None:
    value = "Transparency\nData is open.\nCivic participation\nPeople speak."
    assert found("Why is this commitment relevant to OGP values?\n" + value) == [("relevance", value)]


def test_label_of_an_empty_field_has_no_value() -> None:
    assert found("Additional information\nMilestones:\n1. Open")[0] == ("additional_information", "")


def test_two_sections_of_a_field_are_its_paragraphs() -> None:
    text = "Problem definition: One.\nMain objective: Two.\nChallenges: Three."
    assert field_values(cut(text), TEMPLATE)["problem_statement"].text == "One.\nThree."


def test_prose_before_the_labels_is_the_description() -> None:
    opening = "Ministries hold many data sets that nobody may see. " * 5
    assert (
        describe_segments(cut(opening + "\nMain objective: To open them."), "Data", TEMPLATE)["description"].method
        == "prose"
    )
    assert "description" not in describe_segments(
        cut("Open data of ministries\nMain objective: To open."), "Data", TEMPLATE
    )


def test_spans_lead_back_to_the_text() -> None:
    whole = make_stream(lines("Main objective: open data.\nAmbition: lead."))
    section = cut("Main objective: open data.\nAmbition: lead.").sections[1]
    assert whole.text[section.value_start : section.end] == "lead."


def test_table_rows_become_lines_with_bars() -> None:
    anchor = Anchor(path="td")
    cells = [
        Cell(0, i, i, i + 1, (TextBlock("paragraph", (Line(text, anchor),)),), (anchor,))
        for i, text in enumerate(["Milestones", "End date", "Responsible"])
    ]
    whole = make_stream(list(row_lines(Table((TableRow(tuple(cells)),), (anchor,)))))
    assert whole.text == "Milestones | End date | Responsible"
    assert [line.text for line in cut_lines(whole, 13, 21)] == ["End date"]


def test_words_printed_as_the_known_labels_are_a_label_too() -> None:
    text = "Main objective: To inform.\nOGP issue in focus: Ports.\nAmbition: To lead.\nRelevance: It opens data."
    assert ("main_objective", "To inform.") in found(text)
    assert ("ambition", "To lead.") in found(text)


def test_words_that_complete_a_known_wording_belong_to_the_label() -> None:
    text = "Main objective\nTo inform.\nOther relevant information and research being done\nA survey was made."
    assert ("additional_information", "A survey was made.") in found(text)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Milestones\nResult Start date End date Draft law 01.2021 06.2021 Pass law 07.2021 12.2021", 2),
        ("Milestones (Step | Outcome | End date)\nDraft law | A draft | Q1 2024\n\nPass law | A law | Q2 2024", 2),
        ("Milestones:\n(i) Draft the law\n(ii) Pass the law\n(iii) Publish the law", 3),
        ("Milestones\nDraft law\nMay 2021 June 2021\nPass law\nJuly 2021 May 2022\nIndicator The law is in force", 2),
        ("Milestones\nDraft law Spring 2021 Summer 2021 Pass law Autumn 2021 2022", 2),
        ("2.1. Tell the public of it\n\n2.2. Ask the towns\n\n2.3. Hold a day of it", 3),
    ],
)
def test_rows_of_lists_of_milestones(text: str, rows: int) -> None:
    assert len(split_segments(lines(text)).milestones) == rows


def test_an_unknown_question_among_questions_is_a_label() -> None:
    text = (
        "Why is this needed?\nNobody answers letters.\nWhat do we do?\nWe answer within a week.\nWhat will change?\n"
        "People write again.\nWhose garden is it anyway?\nThe harbour's.\n"
    )
    assert ("expected_results", "People write again.") in found(text)


def test_a_question_how_it_proceeds_asks_for_milestones() -> None:
    sections = cut(
        "What will change?\nPeople write.\nHow do we proceed?\n– Survey, spring 2024\n– Model, autumn 2026\n"
    )
    assert [milestone.text.text for milestone in sections.milestones if milestone.text] == [
        "Survey, spring 2024",
        "Model, autumn 2026",
    ]


def test_a_row_whose_dates_open_with_end_is_no_head() -> None:
    rows = (
        ("Draft the law", "May 2023 - July 2023"),
        ("Survey of the laws in force", "June 2023 - July 2024"),
        ("Commencement of the presentation of all laws in their full version", "End of December 2024 - 2025"),
    )
    text = "Additional information\nTwo ministries run it.\nMilestone with deliverable | Start date - End date\n"
    milestones = cut(text + "\n".join(map(" | ".join, rows))).milestones
    assert [one.text.text for one in milestones if one.text] == [text for text, _ in rows]


def test_dates_behind_bars_head_a_table_of_milestones_whatever_its_first_column() -> None:
    text = (
        "Main objective\nOpen the data.\nTask and proof | Start date | End date\n"
        "Diagnosis | May 2018 | June 2018\nPublication | January 2019 | May 2019\n"
    )
    rows = [
        (one.text.text, one.start_date.text, one.end_date.text)
        for one in cut(text).milestones
        if one.text and one.start_date and one.end_date
    ]
    assert rows == [("Diagnosis", "May 2018", "June 2018"), ("Publication", "January 2019", "May 2019")]


def test_a_short_line_that_is_the_whole_answer_is_no_label() -> None:
    text = "What is the commitment?\nTo teach.\nIs it linked with a Sustainable Development Goal?\nSDG 16, goal 16.7\n"
    assert ("additional_information", "SDG 16, goal 16.7") in found(text + "Milestones\n1. Manual, October 2021\n")


def test_a_sentence_behind_the_word_for_a_commitment_is_what_it_says() -> None:
    text = "Rationale: Reports are internal.\nMeasure: Build a platform on which each measure has a page of its own.\n"
    read = describe_segments(cut(text), "Monitoring of the reform", TEMPLATE)
    assert read["description"].text == "Build a platform on which each measure has a page of its own."
    assert "description" not in describe_segments(
        cut(text), "Build a platform on which each measure has a page of its own", TEMPLATE
    )


@pytest.mark.parametrize(
    "labels",
    [
        ("Welches Problem soll die Maßnahme lösen?", "Worin besteht die Maßnahme?", "Verantwortliche Stelle"),
        ("Care este problema publică pe care o abordează angajamentul?", "Descrierea angajamentului", "Instituția responsabilă"),  # noqa: E501
        ("Яку проблему буде вирішено", "У чому полягає зобов’язання?", "Відповідальний виконавець"),
        ("Koji problem rješava mjera", "Opis mjere", "Nositelj provedbe"),
        ("Welk probleem wordt er aangepakt?", "Wat houdt het actiepunt in?", "Verantwoordelijke organisatie"),
    ],
)  # fmt: skip
def test_labels_in_other_languages_of_members(labels: tuple[str, ...]) -> None:
    text = "\n".join(f"{label}\nText {number}." for number, label in enumerate(labels))
    assert found(text) == [
        ("problem_statement", "Text 0."),
        ("description", "Text 1."),
        ("lead_institution", "Text 2."),
    ]


def test_text_of_a_table_is_read_in_its_own_language() -> None:
    text = (
        "Quel problème public l’engagement vise-t-il à résoudre ? Les usagers ne savent pas quels ponts sont fermés.\n"
        "Objectif principal Publier chaque mois l’état des ponts.\n"
        "Informations supplémentaires Le budget vient de la région."
    )
    with narrow_languages(["en"]):
        assert [field for field, _ in found(text)] == ["problem_statement", "main_objective", "additional_information"]
