"""Commitments in the tabs of a web page: captions of tabs, number and title side by side, steps as definitions."""

from __future__ import annotations

from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from tests.structure.test_layouts import TITLES, page


def write_measure(number: int, title: str) -> str:
    steps = "".join(
        f"<div><dt>Milestone {number}.{part}</dt><dd>{text}</dd><dd><time>01.10.2021</time> – "
        f"<time>31.0{part}.2022</time></dd><dd>Responsible: Office of Statistics</dd></div>"
        for part, text in ((1, f"Ask the users of {title}"), (3, f"Publish {title} on one portal"))
    )
    return (
        f"<details><summary><span class='badge'>Commitment {number}</span><span class='name'>{title}</span></summary>"
        "<div role='tablist'><button role='tab'>In short</button><button role='tab'>Steps</button></div>"
        "<div role='tabpanel'><dl><dt>Lead agency</dt><dd>Treasury</dd>"
        f"<dt>Problem</dt><dd>Nobody can tell what is known of {title}, and who has to answer for it.</dd></dl></div>"
        f"<div role='tabpanel' hidden><dl>{steps}</dl></div></details>"
    )


def test_each_tab_is_part_of_its_commitment(tmp_path: Path) -> None:
    file = tmp_path / "plan.html"
    file.write_text(
        page("<h2>Commitments</h2>" + "".join(write_measure(n, title) for n, title in enumerate(TITLES, 1))),
        encoding="utf-8",
    )
    rows = extract_document(tmp_path, describe_file(file)).extraction.rows
    commitments = [dict(row.values) for row in rows if row.table == "commitments"]
    assert [(one["number"], one["title"]) for one in commitments] == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    assert not any(one.get("other_fields") for one in commitments)
    steps = [dict(row.values) for row in rows if row.table == "milestones"]
    assert [(one["number"], one["text"]) for one in steps[:2]] == [
        ("1.1", f"Ask the users of {TITLES[0]}"),
        ("1.3", f"Publish {TITLES[0]} on one portal"),
    ]
    assert [str(one["end_date"]) for one in steps] == ["2022-01-31", "2022-03-31"] * len(TITLES)
