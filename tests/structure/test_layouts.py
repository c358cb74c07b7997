"""Layouts of plans that no parser knows: each gives the same commitments, and no text goes to another commitment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document

TITLES = ("Open water data", "Contracts in the open", "A forum of citizens")
PROBLEMS = (
    "Nobody can see how clean the water of the lakes is, since results are kept in drawers.",
    "Contracts are signed behind closed doors and prices are not known to anybody outside.",
    "Citizens are asked for their views after decisions have been taken, if they are asked at all.",
)
DOINGS = (
    "The ministry will publish all measurements of water quality each month on one portal.",
    "All contracts above one thousand crowns will be published within ten days of signature.",
    "A standing forum of forty citizens will be drawn by lot and will be heard on every bill.",
)
LEADS = ("Ministry of Water", "Treasury", "Office of Parliament")
TITLE = "Kenya Open Government National Action Plan 2021-2023"
INTRO = "<h2>Introduction</h2><p>The plan was written after nine meetings in all regions of the country.</p>"


def read(folder: Path, text: str, name: str = "plan.html") -> list[dict[str, object]]:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    found = extract_document(folder, describe_file(file)).extraction
    return [dict(row.values) for row in found.rows if row.table == "commitments"]


def page(body: str) -> str:
    return f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{INTRO}{body}</body></html>"


def accordion() -> str:
    return page(
        "<h2>Commitments</h2>"
        + "".join(
            f"<section><button aria-expanded='false'>Commitment {n}: {title}</button><div hidden>"
            f"<p><strong>Lead agency:</strong> {lead}</p><h4>Problem</h4><p>{problem}</p>"
            f"<h4>Proposed solution</h4><p>{doing}</p></div></section>"
            for n, (title, lead, problem, doing) in enumerate(zip(TITLES, LEADS, PROBLEMS, DOINGS, strict=True), 1)
        )
    )


def cards() -> str:
    return page(
        "<h2>Our commitments</h2>"
        + "".join(
            f"<div class='card'><div class='head'><span>{n}</span><h3>{title}</h3></div>"
            f"<div class='row'><div>Lead agency</div><div>{lead}</div></div>"
            f"<div class='row'><div>Problem</div><div>{problem}</div></div>"
            f"<div class='row'><div>Proposed solution</div><div>{doing}</div></div></div>"
            for n, (title, lead, problem, doing) in enumerate(zip(TITLES, LEADS, PROBLEMS, DOINGS, strict=True), 1)
        )
    )


def bold_run_ins() -> str:
    """Labels in bold that a stop closes, as writers of blogs set them."""
    return page(
        "<h2>Commitments</h2>"
        + "".join(
            f"<h2>{n}. {title}</h2><p><strong>Lead agency</strong>: {lead}</p>"
            f"<p><strong>Whence we come.</strong> {problem}</p><p><strong>What we will do.</strong> {doing}</p>"
            for n, (title, lead, problem, doing) in enumerate(zip(TITLES, LEADS, PROBLEMS, DOINGS, strict=True), 1)
        )
    )


def register() -> str:
    head = "".join(f"<th>{name}</th>" for name in ("No.", "Measure", "Goal", "Problem", "Carrier of the measure"))
    rows = "".join(
        f"<tr><td>{n}.</td><td>{title}</td><td>{doing}</td><td>{problem}</td><td>{lead}</td></tr>"
        for n, (title, lead, problem, doing) in enumerate(zip(TITLES, LEADS, PROBLEMS, DOINGS, strict=True), 1)
    )
    bar = "<tr><td colspan='5'><b>Water and money</b></td></tr>"
    return page(f"<h2>Measures</h2><table><tr>{head}</tr>{bar}{rows}</table>")


def plain() -> str:
    parts = [TITLE, "", "This plan holds three commitments.", ""]
    for n, (title, lead, problem, doing) in enumerate(zip(TITLES, LEADS, PROBLEMS, DOINGS, strict=True), 1):
        parts += [f"COMMITMENT {n}", title, "", f"Lead agency: {lead}", "", "Problem", problem, ""]
        parts += ["Proposed solution", doing, ""]
    return "\n".join(parts)


def margins() -> str:
    """Labels in words that no lexicon knows, in a table without rules: by repetition alone."""
    rows = "".join(
        f"<h3>{n}. {title}</h3><table><tr><td>Whence we come</td><td>{problem}</td></tr>"
        f"<tr><td>Whither we go</td><td>{doing}</td></tr><tr><td>Lead agency</td><td>{lead}</td></tr></table>"
        for n, (title, lead, problem, doing) in enumerate(zip(TITLES, LEADS, PROBLEMS, DOINGS, strict=True), 1)
    )
    return page(f"<h2>Commitments</h2>{rows}")


def restarting() -> str:
    """Prose under two themes, the numbers beginning anew."""
    parts = ["<h2>Water</h2>"]
    for n, (title, problem, doing) in enumerate(zip(TITLES[:2], PROBLEMS, DOINGS, strict=False), 1):
        parts.append(f"<h3>{n}. {title}</h3><p>{problem}</p><p>{doing}</p>")
    parts.append(f"<h2>People</h2><h3>1. {TITLES[2]}</h3><p>{PROBLEMS[2]}</p><p>{DOINGS[2]}</p>")
    return page("".join(parts) + "<h2>Conclusion</h2><p>We thank all who took part.</p>")


LAYOUTS = {
    "accordion": accordion(),
    "bold run-ins": bold_run_ins(),
    "cards": cards(),
    "register": register(),
    "margins": margins(),
    "restarting": restarting(),
}


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_titles_stand_in_order(name: str, tmp_path: Path) -> None:
    assert [row.get("title") for row in read(tmp_path, LAYOUTS[name])] == list(TITLES)


@pytest.mark.parametrize("name", sorted({*LAYOUTS} - {"restarting"}))
def test_each_lead_stands_by_its_own(name: str, tmp_path: Path) -> None:
    assert [row.get("lead_institution") for row in read(tmp_path, LAYOUTS[name])] == list(LEADS)


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_no_text_goes_to_another_commitment(name: str, tmp_path: Path) -> None:
    assert_own_texts(read(tmp_path, LAYOUTS[name]))


def assert_own_texts(rows: Sequence[dict[str, object]]) -> None:
    for index, row in enumerate(rows):
        told = str(row)
        others = [text for i, text in enumerate((*PROBLEMS, *DOINGS)) if i % len(TITLES) != index]
        assert not [text for text in others if text in told]
        assert PROBLEMS[index] in told
        assert DOINGS[index] in told


def test_a_text_file_with_titles_below_their_numbers(tmp_path: Path) -> None:
    rows = read(tmp_path, plain(), "plan.txt")
    assert [(row["number"], row.get("title")) for row in rows] == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    assert_own_texts(rows)


def test_a_label_without_a_column_keeps_its_name(tmp_path: Path) -> None:
    first = read(tmp_path, margins())[0]
    assert first["other_fields"] == [
        {"label": "Whence we come", "text": PROBLEMS[0]},
        {"label": "Whither we go", "text": DOINGS[0]},
    ]


def test_the_outline_is_printed_as_a_tree(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from pipeline.cli import main

    file = tmp_path / "plan.html"
    file.write_text(restarting(), encoding="utf-8")
    told = CliRunner().invoke(main, ["outline", str(file)])
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert "    1. Open water data" in lines
    assert lines[-1] == "3 commitments, 0 labels"


def titled_texts(tag: str, around: str) -> str:
    """Themes in prose; texts whose first words are bold are the commitments, bullets without are past results."""
    bullets = [f"<{tag}><b>{title} for all.</b> {doing}</{tag}>" for title, doing in zip(TITLES, DOINGS, strict=True)]
    past = "<ul><li>Registers. The first register was opened in 2019.</li><li>Forums. Three were held.</li></ul>"
    return page(
        f"<h2>Results of the first plan</h2><p>Among them are:</p>{past}<h2>Commitments</h2><h3>Water</h3>"
        f"<p>Results are kept in drawers. The government will:</p><{around}>{bullets[0]}{bullets[1]}</{around}>"
        f"<h3>People</h3><p>Citizens are asked late. The government will:</p><{around}>{bullets[2]}</{around}>"
    )


@pytest.mark.parametrize(("tag", "around"), [("li", "ul"), ("p", "div")])
def test_texts_with_bold_first_words_are_the_commitments(tag: str, around: str, tmp_path: Path) -> None:
    found = read(tmp_path, titled_texts(tag, around))
    assert [(row["title"], row["description"]) for row in found] == [
        (f"{title} for all", doing) for title, doing in zip(TITLES, DOINGS, strict=True)
    ]


def test_a_period_below_the_title_is_no_text_of_the_commitment(tmp_path: Path) -> None:
    period = "<tr><td colspan='2'>March 2021 - June 2022</td></tr>"
    forms = "".join(
        f"<table><tr><td colspan='2'>Commitment {n}: {title}</td></tr>{period}"
        f"<tr><td>Lead agency</td><td>{lead}</td></tr><tr><td>Proposed solution</td><td>{doing}</td></tr></table>"
        for n, (title, lead, doing) in enumerate(zip(TITLES, LEADS, DOINGS, strict=True), 1)
    )
    found = read(tmp_path, page(f"<h2>Commitments</h2>{forms}"))
    assert [(row["end_date_raw"], row.get("brief_description")) for row in found] == [
        ("March 2021 - June 2022", None)
    ] * 3


def test_a_register_of_the_follow_up_holds_no_commitments(tmp_path: Path) -> None:
    rows = "<tr><th>No.</th><th>Activity</th><th>Deadline</th></tr><tr><td>1</td><td>Report</td><td>May 2022</td></tr>"
    follow_up = f"<h2>Monitoring</h2><table>{rows}<tr><td>2</td><td>Audit</td><td>June 2022</td></tr></table>"
    found = read(tmp_path, register().replace("</body>", f"{follow_up}</body>"))
    assert [row["title"] for row in found] == list(TITLES)


def test_a_sentence_that_announces_milestones_lists_them(tmp_path: Path) -> None:
    steps = "It goes in these steps: (1) draft the law; (2) ask the towns; and (3) publish the law."
    body = page(cards_with(f"{DOINGS[0]} {steps}"))
    file = tmp_path / "plan.html"
    file.write_text(body, encoding="utf-8")
    rows = extract_document(tmp_path, describe_file(file)).extraction.rows
    assert [row.values["text"] for row in rows if row.table == "milestones"][:3] == [
        "draft the law;",
        "ask the towns",
        "publish the law.",
    ]


def cards_with(doing: str) -> str:
    """Two forms under headings, the first one's solution as given."""
    return "<h2>Commitments</h2>" + "".join(
        f"<h3>Commitment {n}: {title}</h3><h4>Problem</h4><p>{problem}</p><h4>Proposed solution</h4><p>{text}</p>"
        for n, (title, problem, text) in enumerate(zip(TITLES, PROBLEMS, (doing, *DOINGS[1:]), strict=True), 1)
    )


def test_a_title_goes_on_in_the_next_line(tmp_path: Path) -> None:
    body = page(cards_with(DOINGS[0]).replace(TITLES[0], f"{TITLES[0]} –</h3><p>of lakes and rivers</p><h3 hidden>"))
    assert read(tmp_path, body)[0]["title"] == f"{TITLES[0]} – of lakes and rivers"


def test_the_plan_itself_is_no_theme(tmp_path: Path) -> None:
    assert {row.get("theme") for row in read(tmp_path, page(cards_with(DOINGS[0])))} == {None}


def test_a_list_takes_the_day_by_which_its_introduction_announces_it(tmp_path: Path) -> None:
    steps = "<h4>Milestones</h4><p>By the end of June 2023 there will be:</p><ul><li>a law</li><li>a portal</li></ul>"
    body = page(cards_with(DOINGS[0]).replace("<h3>Commitment 2", f"{steps}<h3>Commitment 2"))
    file = tmp_path / "plan.html"
    file.write_text(body, encoding="utf-8")
    rows = extract_document(tmp_path, describe_file(file)).extraction.rows
    found = [(row.values["text"], str(row.values["end_date"])) for row in rows if row.table == "milestones"]
    assert found == [("a law", "2023-06-30"), ("a portal", "2023-06-30")]


def short_register(heading: str, titles: Sequence[str]) -> str:
    rows = "".join(
        f"<tr><td>Commitment {n}</td><td>{title}</td><td>{lead}</td><td>Complete</td></tr>"
        for n, (title, lead) in enumerate(zip(titles, LEADS, strict=True), 1)
    )
    head = "<tr><th>No.</th><th>Commitment</th><th>Institution</th><th>Status</th></tr>"
    return f"<h2>{heading}</h2><table>{head}{rows}</table>"


@pytest.mark.parametrize("heading", ["Annex: commitments of the 2018-2020 plan", "Commitments of the previous plan"])
def test_commitments_of_an_earlier_plan_are_none_of_this_one(tmp_path: Path, heading: str) -> None:
    earlier = short_register(heading, ("Maps of roads", "Lists of gifts", "Hearings on dams"))
    found = read(tmp_path, page(cards_with(DOINGS[0]) + earlier))
    assert [row["title"] for row in found] == list(TITLES)


def test_registers_before_and_behind_the_forms_repeat_them_in_short(tmp_path: Path) -> None:
    tables = short_register("Commitments at a glance", TITLES), short_register("Responsible bodies", TITLES)
    found = read(tmp_path, accordion().replace(INTRO, INTRO + tables[0]).replace("</body>", f"{tables[1]}</body>"))
    assert [(row["title"], row["description"]) for row in found] == list(zip(TITLES, DOINGS, strict=True))


def test_words_before_the_only_form_do_not_make_the_plan_a_commitment(tmp_path: Path) -> None:
    rows = (("Problem", PROBLEMS[0]), ("Proposed solution", DOINGS[0]), ("Lead agency", LEADS[0]))
    cells = "".join(f"<tr><td>{label}</td><td>{answer}</td></tr>" for label, answer in rows)
    text = (
        f"<body><h1>Open Government Partnership</h1><h1>{TITLE}</h1><p>This is the second plan of the country, and it "
        "was written with forty organisations from all regions in nine meetings.</p>"
        f"<table><tr><th colspan='2'>Commitment 4: {TITLES[0]}</th></tr>{cells}</table></body>"
    )
    assert [(row["number"], row["title"]) for row in read(tmp_path, text)] == [("4", TITLES[0])]


def test_deadlines_in_front_of_a_colon_open_steps_and_are_no_labels(tmp_path: Path) -> None:
    draft = "<li>By {month} 2022: Draft the list of {thing}</li>"
    steps = f"<ul>{draft}<li>By June 2023: Publish the list of {{thing}}</li></ul>"
    forms = "".join(
        f"<h3>Commitment {n}: {title}</h3><h4>Problem</h4><p>{problem}</p><h4>Key steps</h4>"
        + steps.format(month=month, thing=title.lower())
        + f"<p><b>Lead agency:</b> {lead}</p>"
        for n, (title, problem, lead, month) in enumerate(
            zip(TITLES, PROBLEMS, LEADS, ("May", "May", "March"), strict=True), 1
        )
    )
    file = tmp_path / "plan.html"
    file.write_text(page(f"<h2>Commitments</h2>{forms}"), encoding="utf-8")
    found = extract_document(tmp_path, describe_file(file)).extraction.rows
    rows = [row.values for row in found if row.table == "milestones"]
    assert [(row["text"], row["end_date_raw"]) for row in rows[:2]] == [
        ("Draft the list of open water data", "May 2022"),
        ("Publish the list of open water data", "June 2023"),
    ]
    assert len(rows) == 6


@pytest.mark.parametrize("dates_first", [True, False])
def test_a_line_of_time_gives_each_date_the_step_in_its_column(tmp_path: Path, dates_first: bool) -> None:
    rows = ["<tr><td>May 2021 – June 2022</td><td>July 2022</td></tr>", "<tr><td>Draft it</td><td>Pass it</td></tr>"]
    line = f"<h4>Milestones</h4><table>{''.join(rows if dates_first else rows[::-1])}</table>"
    file = tmp_path / "plan.html"
    file.write_text(page(cards_with(DOINGS[0]).replace("<h3>", f"{line}<h3>") + line), encoding="utf-8")
    found = extract_document(tmp_path, describe_file(file)).extraction.rows
    steps = [row.values for row in found if row.table == "milestones"]
    assert [(step["text"], str(step.get("start_date")), str(step.get("end_date"))) for step in steps][:1] == [
        ("Draft it", "2021-05-01", "2022-06-30")
    ]
    assert [(step["text"], step["end_date_raw"]) for step in steps][1:2] == [("Pass it", "July 2022")]


def test_a_grid_within_a_form_lists_its_steps_whatever_their_heading_adds(tmp_path: Path) -> None:
    head = "<tr><td>No.</td><td>Milestone that anybody can check</td><td>Begins</td><td>Ends</td></tr>"
    forms = "".join(
        f"<table><tr><td colspan='4'>Commitment {n}: {title}</td></tr>"
        f"<tr><td>Problem</td><td colspan='3'>{problem}</td></tr>"
        f"<tr><td>Proposed solution</td><td colspan='3'>{doing}</td></tr>{head}"
        f"<tr><td>{n}.1</td><td>Draft it</td><td>1 May 2021</td><td>1 June 2021</td></tr>"
        f"<tr><td>{n}.2</td><td>Pass it</td><td>1 June 2021</td><td>1 July 2021</td></tr>"
        f"<tr><td>Lead agency</td><td colspan='3'>{LEADS[n - 1]}</td></tr></table>"
        for n, (title, problem, doing) in enumerate(zip(TITLES, PROBLEMS, DOINGS, strict=True), 1)
    )
    assert [row["title"] for row in read(tmp_path, page(forms))] == list(TITLES)
    rows = extract_document(tmp_path, describe_file(tmp_path / "plan.html")).extraction.rows
    assert [row.values["text"] for row in rows if row.table == "milestones"] == ["Draft it", "Pass it"] * 3


def test_a_level_is_ticked_below_its_name_under_a_row_across(tmp_path: Path) -> None:
    levels = "".join(f"<td>{name}</td>" for name in ("Not started", "Limited", "Substantial", "Completed"))
    ticks = "".join(f"<td>{'✓' if at == 2 else ''}</td>" for at in range(4))
    scale = f"<tr><td colspan='4'>Level of completion at mid-term</td></tr><tr>{levels}</tr><tr>{ticks}</tr>"
    body = cards_with(DOINGS[0]).replace("<h4>Problem", f"<table>{scale}</table><h4>Problem")
    found = read(
        tmp_path, page(body).replace("Action Plan 2021-2023", "Action Plan 2021-2023: Mid-term Self-Assessment")
    )
    assert [row.get("completion") for row in found] == ["substantial"] * 3


def test_one_commitment_announces_its_steps_where_the_others_have_a_label(tmp_path: Path) -> None:
    steps = (
        "<p>To get there, the following steps are foreseen:</p><ul><li>Draft it</li><li>Ask all (by May 2022)</li></ul>"
    )
    body = cards_with(DOINGS[0]).replace("<h4>Problem</h4>", f"<p>{DOINGS[0]}</p>{steps}<h4>Problem</h4>", 1)
    listed = "<h4>Milestones</h4><ul><li>Map the lakes</li><li>Print it</li></ul>"
    for doing in DOINGS[1:]:
        body = body.replace(f"{doing}</p>", f"{doing}</p>{listed}")
    file = tmp_path / "plan.html"
    file.write_text(page(body), encoding="utf-8")
    rows = extract_document(tmp_path, describe_file(file)).extraction.rows
    assert [row.values["text"] for row in rows if row.table == "milestones"][:3] == [
        "Draft it",
        "Ask all (by May 2022)",
        "Map the lakes",
    ]


@pytest.mark.parametrize(
    "heads", [("Action", "Responsible"), ("#", "Deliverable", "End date"), ("Deliverable", "Lead")]
)
def test_a_table_below_a_label_for_milestones_holds_them_whatever_heads_it(
    tmp_path: Path, heads: tuple[str, ...]
) -> None:
    cells = {"#": ("1", "2"), "End date": ("May 2022", "June 2022")}
    text = ("Map the lakes", "Print the maps")
    columns = [text if head in ("Action", "Deliverable") else cells.get(head, ("Port", "Office")) for head in heads]
    rows = "".join(f"<tr>{''.join(f'<td>{column[at]}</td>' for column in columns)}</tr>" for at in (0, 1))
    head = f"<tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr>"
    listed = f"<h4>Milestones</h4><table>{head}{rows}</table>"
    body = cards_with(DOINGS[0])
    for doing in DOINGS:
        body = body.replace(f"{doing}</p>", f"{doing}</p>{listed}")
    file = tmp_path / "plan.html"
    file.write_text(page(body), encoding="utf-8")
    rows_read = extract_document(tmp_path, describe_file(file)).extraction.rows
    assert [row.values["text"] for row in rows_read if row.table == "milestones"][:4] == [*text, *text]


def test_labels_above_their_answers_in_the_cells_of_a_grid(tmp_path: Path) -> None:
    body = "<h2>Commitments</h2>" + "".join(
        f"<h3>{n}. {title}</h3><table><tr><td>Lead agency<br>{lead}</td><td>Partners<br>Forum {n}</td></tr>"
        f"<tr><td>End date<br>May 202{n}</td><td></td></tr></table><h4>Problem</h4><p>{problem}</p>"
        for n, (title, lead, problem) in enumerate(zip(TITLES, LEADS, PROBLEMS, strict=True), 1)
    )
    found = read(tmp_path, page(body))
    assert [row["lead_institution"] for row in found] == list(LEADS)
    assert [row["end_date_raw"] for row in found] == ["May 2021", "May 2022", "May 2023"]
