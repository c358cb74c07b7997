"""Reports that explain their marks and percentages once and use them in every form."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.structure.commitments.legends import find_scale_legend

SCALE = (
    "Progress is given as a percentage: 0 % not started; from 1 to 59 % limited; 60-99 % substantial; 100 % complete."
)
MARKS = "Each step has a mark: ★ complete · ◑ substantial · ◇ not started."
FORMS = (
    ("Wells that can be checked", "70 %", (("★", "Map the wells"), ("◇", "Test the water"))),
    ("Night buses on paper", "100 %", (("★", "Ask the drivers"), ("◑", "Print the lines"))),
)


def form(number: int, title: str, share: str, steps: tuple[tuple[str, str], ...]) -> str:
    items = "".join(f"<li><b>{mark}</b> {text} <i>(deadline: May 2022)</i></li>" for mark, text in steps)
    return (
        f"<h3>Commitment {number}. {title}</h3><p><strong>Lead agency:</strong> Office of Item {number}</p>"
        f"<p><strong>Main objective:</strong> People see what is done.</p>"
        f"<p><strong>Progress achieved:</strong> {share}</p><p><strong>Milestones</strong></p><ul>{items}</ul>"
        "<p><strong>Next steps:</strong> Keep it up.</p>"
    )


def read(folder: Path, legend: str) -> dict[str, list[dict[str, object]]]:
    forms = "".join(form(number, *parts) for number, parts in enumerate(FORMS, 1))
    file = folder / "report.html"
    front = f"<h1>Self-Assessment Report 2020-2022</h1><h2>How to read it</h2><p>{legend}</p><h2>Commitments</h2>"
    file.write_text(f"<html><body><main>{front}{forms}</main></body></html>", encoding="utf-8")
    rows = extract_document(folder, describe_file(file)).extraction.rows
    return {name: [dict(row.values) for row in rows if row.table == name] for name in ("commitments", "milestones")}


def test_marks_and_percentages_mean_what_the_legend_says(tmp_path: Path) -> None:
    found = read(tmp_path, f"{SCALE} {MARKS}")
    assert [str(row["completion"]) for row in found["commitments"]] == ["substantial", "complete"]
    steps = [(row["text"], str(row["status"]), str(row["end_date"])) for row in found["milestones"]]
    assert steps == [
        ("Map the wells", "complete", "2022-05-31"),
        ("Test the water", "not_started", "2022-05-31"),
        ("Ask the drivers", "complete", "2022-05-31"),
        ("Print the lines", "substantial", "2022-05-31"),
    ]


def test_nothing_is_guessed_without_a_legend(tmp_path: Path) -> None:
    found = read(tmp_path, "Progress is given as a percentage, and each step has a mark.")
    assert not any(row.get("completion") for row in found["commitments"])
    assert not any(row.get("status") for row in found["milestones"])


@pytest.mark.parametrize(
    "text",
    ["30 % limited; 100 % complete", "0-60 % limited; 50-100 % complete", "In 2020, 95 % of the schools; 5 % complete"],
)
def test_figures_in_prose_are_no_scale(text: str) -> None:
    assert not find_scale_legend(text).scale


COLORS = {"Complete": "#2e9e4f", "Substantial": "#2f7fd1", "Not started": "#d63333"}


@pytest.mark.parametrize("is_explained", [True, False])
def test_dots_of_a_table_mean_what_the_legend_says_beside_them(tmp_path: Path, is_explained: bool) -> None:
    """The heads are red as well: that is decoration. Blue means nothing without a legend."""
    dot = "<td style='background:{}'></td>"
    head = "<tr style='background:#d21034'>{}</tr>"
    told = "".join(f"<tr>{dot.format(color)}<td>{level}</td></tr>" for level, color in COLORS.items())
    red = "<td style='background:#d21034'>{}</td>"
    legend = f"<table>{head.format(red.format('Color') + red.format('Meaning'))}{told}</table>" if is_explained else ""
    steps = "".join(
        f"<tr><td>{n}</td><td>Draft the text</td><td>May 2022</td>{dot.format(color)}</tr>"
        for n, color in enumerate(COLORS.values(), 1)
    )
    heads = "".join(f"<th>{name}</th>" for name in ("No.", "Milestone", "End date", "Status"))
    forms = "".join(
        f"<h3>Commitment {n}. {title}</h3><p><strong>Lead agency:</strong> Office {n}</p>"
        f"<p><strong>Main objective:</strong> People see it.</p><p><strong>Problem:</strong> Nobody sees item {n}.</p>"
        f"<p><strong>Next steps:</strong> Keep it up.</p><table><tr>{heads}</tr>{steps}</table>"
        for n, (title, _, _) in enumerate(FORMS, 1)
    )
    file = tmp_path / "report.html"
    front = f"<h1>Self-Assessment Report 2020-2022</h1><h2>How to read it</h2>{legend}<h2>Commitments</h2>"
    file.write_text(f"<html><body><main>{front}{forms}</main></body></html>", encoding="utf-8")
    rows = extract_document(tmp_path, describe_file(file)).extraction.rows
    found = [str(row.values.get("status")) for row in rows if row.table == "milestones"]
    levels = (
        ["complete", "substantial", "not_started"]
        if is_explained
        else ["complete_or_substantial", "None", "not_started_or_delayed"]
    )
    assert found == levels * 2
