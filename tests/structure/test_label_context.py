"""Labels in words that no lexicon has are filed by their place among the others and by their answers."""

from __future__ import annotations

from pathlib import Path

from tests.structure.test_layouts import DOINGS, LEADS, PROBLEMS, TITLES, page, read

HELPERS = ("Lake Council; Agency of Rivers", "Court of Auditors; Office of Prices", "Youth Council; Ministry of Law")


def forms(*labels: tuple[str, tuple[str, ...]]) -> str:
    return page(
        "<h2>Commitments</h2>"
        + "".join(
            f"<h3>Commitment {n + 1}: {title}</h3><table>"
            + "".join(f"<tr><td>{label}</td><td>{answers[n]}</td></tr>" for label, answers in labels)
            + "</table>"
            for n, title in enumerate(TITLES)
        )
    )


def test_a_question_behind_the_problem_asks_for_the_commitment(tmp_path: Path) -> None:
    relevance = ("It opens data.", "It opens contracts.", "It lets citizens take part.")
    found = read(
        tmp_path,
        forms(
            ("Lead agency", LEADS),
            ("Problem", PROBLEMS),
            ("Answer of the government", DOINGS),
            ("How will the commitment contribute to solving the problem?", DOINGS[::-1]),
            ("Relevance to OGP values", relevance),
        ),
    )
    assert [(row["problem_statement"], row["description"]) for row in found] == list(zip(PROBLEMS, DOINGS, strict=True))


def test_bodies_behind_the_lead_support_it(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        forms(
            ("Problem", PROBLEMS),
            ("Proposed solution", DOINGS),
            ("Lead agency", LEADS),
            ("Bodies that lend a hand", HELPERS),
        ),
    )
    assert [row["support_institutions"] for row in found] == [text.split("; ") for text in HELPERS]


def test_a_label_that_fits_nowhere_keeps_its_printed_name(tmp_path: Path) -> None:
    marks = ("four of nine", "six of nine", "two of nine")
    found = read(
        tmp_path, forms(("Lead agency", LEADS), ("Problem", PROBLEMS), ("Proposed solution", DOINGS), ("Votes", marks))
    )
    assert [row["other_fields"] for row in found] == [[{"label": "Votes", "text": text}] for text in marks]


def test_what_opens_each_form_over_a_numbered_title_is_the_name_of_the_form(tmp_path: Path) -> None:
    body = "<h2>4. What became of the commitments of the plan</h2>" + "".join(
        f'<table><tr><th colspan="2">Sheet of the round</th></tr><tr><th colspan="2">{n} {title}</th></tr>'
        f"<tr><td>Lead agency</td><td>{lead}</td></tr><tr><td>Problem</td><td>{problem}</td></tr>"
        f"<tr><td>End date</td><td>31 May 2019</td></tr></table>"
        for n, (title, lead, problem) in enumerate(zip(TITLES[:2], LEADS[:2], PROBLEMS[:2], strict=True), 1)
    )
    found = read(tmp_path, page(body))
    assert [(row.get("number"), row["title"]) for row in found] == [("1", TITLES[0]), ("2", TITLES[1])]


def test_headings_in_own_words_are_filed_by_their_ideas_and_answers(tmp_path: Path) -> None:
    money = ("Fees of skippers", "A loan of the bank", "The lottery")
    periods = ("May 2021 – June 2022", "June 2021 to July 2022", "2021 – 2022")
    found = read(
        tmp_path,
        page(
            "".join(
                f"<h2>Commitment {n + 1}: {title}</h2><h3>Problem</h3><p>{PROBLEMS[n]}</p>"
                f"<p><strong>What shall be done?</strong> {DOINGS[n]}</p><h3>Who will do it</h3><p>{LEADS[n]}</p>"
                f"<h3>Where the money will come from</h3><p>{money[n]}</p>"
                f"<p><strong>Uvtyrnmod:</strong> {periods[n]}</p>"
                for n, title in enumerate(TITLES)
            )
        ),
    )
    assert [row["description"] for row in found] == list(DOINGS)
    assert [row["lead_institution"] for row in found] == list(LEADS)
    assert [row["budget"] for row in found] == list(money)
    assert [row["end_date_raw"] for row in found] == list(periods)


def test_the_source_of_funding_is_the_budget(tmp_path: Path) -> None:
    money = ("Fees of skippers", "A loan of the bank", "The lottery")
    found = read(tmp_path, forms(("Lead agency", LEADS), ("Problem", PROBLEMS), ("Source(s) of funding", money)))
    assert [(row["budget"], row.get("additional_information")) for row in found] == [(text, None) for text in money]
