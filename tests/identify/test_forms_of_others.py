"""Documents of others with forms like those of commitments: no number of forms makes them the partnership's."""

from __future__ import annotations

import pytest

from pipeline.extraction import parse_document
from pipeline.model import Block, Document
from tests.building import document, heading, paragraph, table

STRATEGY = (
    "Republic of Malawi",
    "NATIONAL ANTI-CORRUPTION STRATEGY AND ACTION PLAN 2020-2024",
    "Contents",
    "Malawi is a member of the Open Government Partnership.",
)
CLIMATE = ("National Climate Action Plan 2020-2024", "Republic of Kenya", "Contents", "Kenya joined OGP in 2011.")
SHADOW = ("SHADOW REPORT", "on the Open Government Partnership Action Plan 2018-2020 of Kenya", "Contents")
PAPER = ("Action plans in the Open Government Partnership", "Journal of Politics", "Abstract", "Keywords: Kenya, plan")
PLAN = ("Republic of Kenya", "Open Government Partnership National Action Plan 2018-2020", "Contents")


def write_forms(*front: str) -> Document:
    """Return a document with a front, and seven forms with the labels of a template."""
    blocks: list[Block] = [paragraph(text) for text in front]
    for number in range(1, 8):
        rows = (
            ["Main objective", "Fewer conflicts of interest"],
            ["Lead implementing agency", "Anti-Corruption Bureau"],
            ["Brief description of commitment", "Declarations are put on a site"],
            ["Relevance", "Transparency"],
        )
        blocks += [heading(f"Commitment {number}: Publish declarations of group {number}"), table(*rows)]
    return document(*blocks)


@pytest.mark.parametrize("lines", [STRATEGY, CLIMATE, SHADOW, PAPER], ids=["strategy", "climate", "shadow", "paper"])
def test_forms_of_others_are_not_claimed(lines: tuple[str, ...]) -> None:
    extraction = parse_document(write_forms(*lines))
    assert (extraction.document["status"], extraction.rows) == ("unidentified", ())


def test_the_same_forms_in_a_plan_of_the_partnership_are_read() -> None:
    extraction = parse_document(write_forms(*PLAN))
    assert extraction.document["report_type"] == "action_plan"
    assert sum(row.table == "commitments" for row in extraction.rows) == 7
