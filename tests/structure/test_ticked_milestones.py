"""Forms whose title is a row below the theme's, and whose milestones are rows with a tick under a completion level."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document

TITLES = ("Medicines at known prices", "Safe wells for villages", "Schools that parents can see")
LEVELS = ("Not started", "Limited", "Substantial", "Completed")
STEPS = (
    (("a. Print the prices", 3), ("b. Build an application", 1)),
    (("a) Test all wells", 2), ("b) Form committees", 2)),
)


def grid(steps: tuple[tuple[str, int], ...], corner: str) -> tuple[str, ...]:
    head = f"<td>{corner}</td>" + "".join(f"<td>{level}</td>" for level in LEVELS)
    ticks = ("".join(f"<td>{'✓' if at == level else ''}</td>" for at in range(4)) for _, level in steps)
    return (head, *(f"<td>{text}</td>{marks}" for (text, _), marks in zip(steps, ticks, strict=True)))


def form(number: int, is_nested: bool, corner: str) -> str:
    rows = grid(STEPS[number % 2], corner)
    if is_nested:
        table = "".join(f"<tr>{row}</tr>" for row in rows)
        milestones = f"<tr><td>Completion level</td><td colspan='5'><table>{table}</table></td></tr>"
    else:
        first, *others = rows
        milestones = f"<tr><td rowspan='{len(rows)}'>Completion level</td>{first}</tr>"
        milestones += "".join(f"<tr>{row}</tr>" for row in others)
    return (
        f"<table border='1'><tr><td colspan='6'>Theme: Health</td></tr>"
        f"<tr><td colspan='6'>Commitment {number + 1}: {TITLES[number]}</td></tr>"
        f"<tr><td>Lead implementing agency</td><td colspan='5'>Ministry of Item {number + 1}</td></tr>"
        f"<tr><td>Main objective</td><td colspan='5'>Nobody pays more than is printed.</td></tr>{milestones}"
        f"<tr><td>Description of results</td><td colspan='5'>Prices were printed in the gazette.</td></tr></table>"
    )


def read(folder: Path, is_nested: bool, corner: str) -> dict[str, list[dict[str, object]]]:
    file = folder / "report.html"
    forms = "".join(form(number, is_nested, corner) for number in range(3))
    front = "<h1>Self-Assessment Report 2016-2018</h1><h2>3. Recommendations</h2><p>None were made to us.</p>"
    file.write_text(f"<html><body>{front}<h2>4. Commitments</h2>{forms}</body></html>", encoding="utf-8")
    rows = extract_document(folder, describe_file(file)).extraction.rows
    return {name: [dict(row.values) for row in rows if row.table == name] for name in ("commitments", "milestones")}


@pytest.mark.parametrize("is_nested", [False, True])
def test_title_is_the_row_below_the_theme(is_nested: bool, tmp_path: Path) -> None:
    commitments = read(tmp_path, is_nested, "Milestone")["commitments"]
    assert [row.get("title") for row in commitments] == list(TITLES)


@pytest.mark.parametrize("is_nested", [False, True])
@pytest.mark.parametrize("corner", ["Milestone", ""])
def test_ticks_give_each_milestone_its_status(is_nested: bool, corner: str, tmp_path: Path) -> None:
    milestones = read(tmp_path, is_nested, corner)["milestones"]
    assert [(row["text"], row.get("status")) for row in milestones[:4]] == [
        ("Print the prices", "complete"),
        ("Build an application", "limited"),
        ("Test all wells", "substantial"),
        ("Form committees", "substantial"),
    ]


def test_level_of_all_milestones_is_the_commitments(tmp_path: Path) -> None:
    commitments = read(tmp_path, False, "Milestone")["commitments"]
    assert [row.get("completion") for row in commitments] == [None, "substantial", None]
