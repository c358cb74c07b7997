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
