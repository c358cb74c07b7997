"""In which column the prose of a commitment's chapter in an IRM report is filed, by the heading above it."""

from __future__ import annotations

import pytest

from tests.building import heading, paragraph
from tests.parsers.irm_building import parsed


@pytest.mark.parametrize(
    ("label", "column"),
    [
        ("Commitment Analysis", "problem_statement"),
        ("¿Por qué es importante?", "results"),
        ("Why does this matter?", "results"),
        ("En quoi est-ce important ?", "results"),
    ],
)
def test_what_a_chapter_says_below_a_heading_is_filed_in_its_column(label: str, column: str) -> None:
    given = parsed(
        heading("Commitment 3: Open data", 2),
        paragraph("Completion: Limited"),
        heading(label, 3),
        paragraph("Parents know nothing of the grants that schools get."),
    )
    texts = next(r.fields for r in given.records if r.table == "commitments")
    assert texts[column].text == "Parents know nothing of the grants that schools get."
