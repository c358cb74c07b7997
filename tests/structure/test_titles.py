"""The title of a document is neither the heading of its first chapter nor runs on into labelled facts."""

from __future__ import annotations

import pytest

from pipeline.model import Anchor, Line, TextBlock
from pipeline.structure.outline.report_title import find_title
from tests.building import document, heading, paragraph


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("Plan of Quen", "for open maps", "2019-2021"), "Plan of Quen for open maps 2019-2021"),
        (("Open maps", "Details", "Period: 2019/01 - 2021/05"), "Open maps"),
        (("1. Open maps", "Details"), None),
    ],
)
def test_the_title_ends_before_facts_and_is_no_chapter(lines: tuple[str, ...], title: str | None) -> None:
    found = find_title(document(*(heading(line) for line in lines), paragraph("Maps are closed today. " * 12)))
    assert (found["title"].text if "title" in found else None) == title


def test_a_heading_over_two_lines_names_the_plan() -> None:
    lines = Line("Open Government Plan of Quen", Anchor(1)), Line("and its islands 2019-2021", Anchor(1), glue="space")
    found = find_title(document(TextBlock("heading", lines), paragraph("Maps are closed today. " * 12)))
    assert found["plan"].text == "Open Government Plan of Quen and its islands 2019-2021"
