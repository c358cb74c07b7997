"""One table of all commitments: a band and label rows for each, then its milestones under the heads at the top."""

from __future__ import annotations

from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document

HEADS = ("No.", "Piece of work", "Responsible party milestone", "Deadline", "Status")
TITLES = ("Open timetables of ferries", "A register of public wells")
GREEN, YELLOW = "#3cb44b", "#ffd500"


def across(text: str, columns: int = 5) -> str:
    return f"<td colspan='{columns}'>{text}</td>"


def make_row(*cells: str) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def part(number: int, title: str) -> str:
    """Make the rows of one commitment: its band, its labels, and two milestones whose status is a colour."""
    labels = {
        "Lead institution": "Agency of Harbours",
        "Main objective": f"People know what the state knows of {title}.",
    }
    rows = [make_row(across(f"Commitment {number}: {title}"))]
    rows += [make_row(across(label, 2), across(answer, 3)) for label, answer in labels.items()]
    for at, (text, color) in enumerate((("Gather the lists", GREEN), ("Publish the map", YELLOW)), start=1):
        told = (f"{number}.{at}", f"{text} of {title}", "Harbour office", "31 May 2019")
        rows.append(make_row(*(f"<td>{cell}</td>" for cell in told), f"<td style='background:{color}'></td>"))
    return "".join(rows)


def read(folder: Path, legend: str) -> dict[str, list[dict[str, object]]]:
    file = folder / "report.html"
    heads = make_row(*(f"<th>{head}</th>" for head in HEADS))
    body = "".join(part(number, title) for number, title in enumerate(TITLES, start=1))
    front = "<h1>End of term self-assessment report of the action plan 2018-2020</h1>"
    file.write_text(
        f"<html><body>{front}{legend}<table border='1'>{heads}{body}</table></body></html>", encoding="utf-8"
    )
    rows = extract_document(folder, describe_file(file)).extraction.rows
    return {name: [dict(row.values) for row in rows if row.table == name] for name in ("commitments", "milestones")}


def test_label_rows_part_the_milestones_under_common_heads(tmp_path: Path) -> None:
    found = read(tmp_path, "")
    assert [row["title"] for row in found["commitments"]] == list(TITLES)
    assert {row["lead_institution"] for row in found["commitments"]} == {"Agency of Harbours"}
    assert [row["number"] for row in found["milestones"]] == ["1.1", "1.2", "2.1", "2.2"]
    assert found["milestones"][0]["text"] == f"Gather the lists of {TITLES[0]}"
    assert {row["responsible"] for row in found["milestones"]} == {"Harbour office"}
    assert {str(row["end_date"]) for row in found["milestones"]} == {"2019-05-31"}


def test_a_colour_alone_is_a_status(tmp_path: Path) -> None:
    assert [row["status"] for row in read(tmp_path, "")["milestones"]] == ["complete_or_substantial", "limited"] * 2


def test_the_legend_says_what_a_colour_means(tmp_path: Path) -> None:
    legend = "<p>Green – Completed</p><p>Yellow – Not started</p>"
    assert [row["status"] for row in read(tmp_path, legend)["milestones"]] == ["complete", "not_started"] * 2
