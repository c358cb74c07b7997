from __future__ import annotations

from pathlib import Path

from pipeline.parsers.website import commitment_page, member_page
from tests.parsers.page_samples import LIST, PAGE, document_of, records, texts

MEMBER = """Norlandia

Member Since 2013

Number of Commitments: 2

Policy Area Focus: Open Data

Commitments

  1. Open Register of Fishing Quotas

    QN0011, 2018, Open Data

  2. Starred commitment Earlier Consultation on Draft Laws

    QN0014, 2018, Public Participation

Resources

Norlandia Action Plan 2018-2020

2018, Action Plan, Web page
"""


def test_list_gives_the_registry(tmp_path: Path) -> None:
    document = document_of(tmp_path, "member.txt", MEMBER)
    assert member_page.identify(document) is not None
    assert commitment_page.identify(document) is None
    parsed = member_page.parse(document)
    rows = [texts(record) for record in records(parsed, "registry")]
    assert [(row["commitment_id"], row["title"], row["starred"]) for row in rows] == [
        ("QN0011", "Open Register of Fishing Quotas", "no"),
        ("QN0014", "Earlier Consultation on Draft Laws", "yes"),
    ]
    assert parsed.document["country"].text == "Norlandia"


def test_page_without_its_list_is_not_claimed(tmp_path: Path) -> None:
    document = document_of(tmp_path, "member.txt", MEMBER[: MEMBER.index("Commitments\n\n")])
    assert member_page.identify(document) is None


def test_commitment_page_is_not_claimed(tmp_path: Path) -> None:
    assert member_page.identify(document_of(tmp_path, "page.txt", PAGE + LIST)) is None
