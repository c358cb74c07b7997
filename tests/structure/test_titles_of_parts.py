"""Where a form begins: panels that open, glossaries that repeat labels, headings over parts, titles of parts."""

from __future__ import annotations

from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.structure.rows import goes_on_with_form
from tests.building import row

Values = dict[str, object]
NAMES = ("harbours", "schools", "wells")


def commitments(folder: Path, body: str) -> list[Values]:
    file = folder / "plan.html"
    front = "<h1>National Action Plan 2021-2023</h1><p>Open Government Partnership</p>"
    file.write_text(f"<html><body><main>{front}{body}</main></body></html>", encoding="utf-8")
    extraction = extract_document(folder, describe_file(file)).extraction
    return [dict(row.values) for row in extraction.rows if row.table == "commitments"]


def form(name: str) -> str:
    lead = f"<dl><dt>Lead agency</dt><dd>Ministry of {name}</dd><dt>Partners</dt><dd>Friends of {name}</dd></dl>"
    problem = f"<p><strong>Problem:</strong> Nobody counts the {name} of the country today.</p>"
    return f"{lead}{problem}<p><strong>Objective:</strong> Everybody knows all {name} by the end.</p>"


def test_what_opens_a_panel_heads_it_and_a_glossary_is_no_commitment(tmp_path: Path) -> None:
    glossary = "<dl><dt>Lead agency</dt><dd>Who is responsible.</dd><dt>Problem</dt><dd>What is to change.</dd></dl>"
    panels = "".join(
        f"<details><summary>Commitment {number} Open {name}</summary><div>{form(name)}</div></details>"
        for number, name in enumerate(NAMES, 1)
    )
    found = commitments(tmp_path, f"<h2>Words</h2>{glossary}<h2>What we promise</h2>{panels}")
    assert [(one["number"], one["title"]) for one in found] == [
        (str(number), f"Open {name}") for number, name in enumerate(NAMES, 1)
    ]
    assert [one["lead_institution"] for one in found] == [f"Ministry of {name}" for name in NAMES]


def test_a_commitment_that_is_only_a_heading_leaves_the_title_to_its_first_part(tmp_path: Path) -> None:
    parts = "".join(f"<h3>2.{number} Open {name}</h3>{form(name)}" for number, name in enumerate(NAMES, 1))
    whole = f"<h2>Commitment 1: Open courts</h2>{form('courts')}<h2>Commitment 2: All places</h2><p>Both.</p>{parts}"
    found = commitments(tmp_path, whole)
    titles = [(one["number"], one["title"]) for one in found]
    assert titles == [("1", "Open courts"), *((f"2.{at}", f"Open {name}") for at, name in enumerate(NAMES, 1))]


def test_a_row_that_goes_on_in_mid_sentence_in_both_cells_is_the_rest_of_the_one_above() -> None:
    above = row("Which trouble of the", "All of us wait for the")
    assert goes_on_with_form(above, row("people does it end", "lists of the office."))
    assert not goes_on_with_form(above, row("Who pays", "lists of the office."))


def test_a_bullet_that_opens_with_a_sentence_in_bold_is_the_title_of_what_follows(tmp_path: Path) -> None:
    def item(name: str) -> str:
        promise = f"<strong>Open all {name}.</strong> The government will publish the list of {name}."
        return (
            f"<ul><li>{promise}</li></ul><p><strong>Lead:</strong> Ministry of {name}</p>"
            f"<p><strong>Partners:</strong> Friends of {name}</p>"
            f"<p><strong>Objective:</strong> Everybody knows all {name} by the end.</p>"
        )

    found = commitments(
        tmp_path, f"<h2>What we will do</h2>{''.join(map(item, NAMES))}<h2>Monitoring</h2><p>We do.</p>"
    )
    assert [one["title"] for one in found] == [f"Open all {name}." for name in NAMES]
    assert found[0]["description"] == "The government will publish the list of harbours."
    assert [one["lead_institution"] for one in found] == [f"Ministry of {name}" for name in NAMES]
