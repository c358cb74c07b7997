"""Forms with their milestones as rows of the same table, and with the names of groups next to their labels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.model import Extraction

Values = dict[str, object]


def extract(folder: Path, *forms: str) -> Extraction:
    file = folder / "plan.html"
    front = "<h1>National Action Plan 2021-2023</h1><p>Open Government Partnership</p>"
    file.write_text(f"<html><body>{front}{''.join(forms)}</body></html>", encoding="utf-8")
    return extract_document(folder, describe_file(file)).extraction


def rows(extraction: Extraction, table: str) -> list[Values]:
    return [dict(row.values) for row in extraction.rows if row.table == table]


def tr(*cells: str) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def td(text: str, columns: int = 1, down: int = 1) -> str:
    return f'<td colspan="{columns}" rowspan="{down}">{text}</td>'


def form_with_steps(number: int, name: str, heads: Sequence[str], steps: Sequence[Sequence[str]]) -> str:
    wide = len(heads) - 1
    return "<table>{}</table>".format(
        "".join(
            (
                tr(td(f"{number}. Open {name}", wide + 1)),
                tr(td("Lead institution"), td(f"Ministry of {name}", wide)),
                tr(td("What is the problem?"), td(f"Nobody knows how many {name} there are.", wide)),
                tr(td("Ambition"), td(f"All {name} are known.", wide)),
                tr(*map(td, heads)),
                *(tr(*map(td, step)) for step in steps),
                tr(td("Contact information"), td(f"Office of {name}, second floor.", wide)),
            )
        )
    )


def test_steps_below_the_labels_of_a_form_are_its_milestones_whatever_they_are_called(tmp_path: Path) -> None:
    heads = ("No.", "Measure", "Indicator", "Lead agency", "From", "Until")
    forms = [
        form_with_steps(
            number,
            name,
            heads,
            [
                (f"{number}.{step}", f"{verb} {name}", "A report", "The office", "01.2021", "12.2022")
                for step, verb in enumerate(("Count", "List", "Show"), 1)
            ],
        )
        for number, name in enumerate(("harbours", "schools", "wells"), 1)
    ]
    extraction = extract(tmp_path, *forms)
    assert [row["title"] for row in rows(extraction, "commitments")] == ["Open harbours", "Open schools", "Open wells"]
    steps = rows(extraction, "milestones")
    assert [row["text"] for row in steps[:4]] == ["Count harbours", "List harbours", "Show harbours", "Count schools"]
    assert {(str(row["start_date"]), str(row["end_date"])) for row in steps} == {("2021-01-01", "2022-12-31")}


@pytest.mark.parametrize("panel", ['<div class="panel" hidden>{}</div>', '<details open="">{}</details>', "{}"])
def test_a_table_below_the_labels_of_a_section_holds_its_steps(tmp_path: Path, panel: str) -> None:
    head = "<tr><th>No.</th><th>Measure</th><th>Starts</th><th>Ends</th><th>Status</th></tr>"
    sections = [
        f"<h3><button>Commitment {number}: Open {name}</button></h3>"
        + panel.format(
            f"<h4>What is the problem?</h4><p>Nobody knows how many {name} there are.</p><h4>Objective</h4>"
            f"<p>All {name} are known.</p><h4>Measures</h4><table>{head}"
            f"<tr><td>1</td><td>Count {name}</td><td>1.10.2021</td><td>31.12.2022</td><td>Complete</td></tr>"
            f"<tr><td>2</td><td>Map {name}</td><td>1.2.2022</td><td>30.6.2023</td><td>Limited</td></tr></table>"
        )
        for number, name in enumerate(("harbours", "schools", "wells"), 1)
    ]
    extraction = extract(tmp_path, *sections)
    assert [row["title"] for row in rows(extraction, "commitments")] == ["Open harbours", "Open schools", "Open wells"]
    steps = [(row["number"], row["text"], row["status"]) for row in rows(extraction, "milestones")]
    assert steps[1:3] == [("2", "Map harbours", "limited"), ("1", "Count schools", "complete")]


def test_a_column_of_dates_in_a_form_makes_the_unknown_one_before_it_that_of_milestones(tmp_path: Path) -> None:
    heads = ("Waymarks", "Ready", "Lead agency")
    forms = [
        form_with_steps(number, name, heads, [(f"Count {name}", "June 2022", "Office"), (f"Map {name}", "2023", "All")])
        for number, name in enumerate(("harbours", "schools", "wells"), 1)
    ]
    extraction = extract(tmp_path, *forms)
    assert [row["text"] for row in rows(extraction, "milestones")][:3] == [
        "Count harbours",
        "Map harbours",
        "Count schools",
    ]
    assert len(rows(extraction, "commitments")) == 3


def test_the_name_of_a_group_of_labels_is_no_label_of_the_first_answer(tmp_path: Path) -> None:
    def form(number: int, name: str) -> str:
        return "<h2>Commitment {}. Open {}</h2><table>{}</table>".format(
            number,
            name,
            "".join(
                (
                    tr(td("Lead institution", 2), td(f"Ministry of {name}")),
                    tr(td("Analysis", down=2), td("Who is troubled by it today?"), td(f"All who need {name}.")),
                    tr(td("Who gains from it?"), td(f"All owners of {name}.")),
                    tr(td("Description", down=2), td("What solution are you proposing?"), td(f"To count {name}.")),
                    tr(td("What results do we want to achieve?"), td(f"Everybody knows the {name}.")),
                )
            ),
        )

    found = rows(extract(tmp_path, form(1, "harbours"), form(2, "schools"), form(3, "wells")), "commitments")
    assert [row["description"] for row in found] == ["To count harbours.", "To count schools.", "To count wells."]
    assert found[0]["expected_results"] == "Everybody knows the harbours."
    asked = [(field["label"], field["text"]) for field in found[0]["other_fields"]]  # type: ignore[attr-defined]
    assert ("Who is troubled by it today?", "All who need harbours.") in asked
