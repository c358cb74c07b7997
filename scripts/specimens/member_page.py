"""The country's own page on the website: facts, list of commitments, resources."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from scripts.specimens.facts import SITE, Entry, country, list_item, listed_in, path_of, registry_row
from scripts.specimens.html_page import labelled, listing, page, tag
from scripts.specimens.specimen import Specimen

CYCLES = (2021, 2018, 2014)
RESOURCES = (
    ("Norlandia Action Plan 2021-2023", "2021, Action Plan, Web page"),
    ("Norlandia Design Report 2018-2020", "2019, IRM Report, Web page"),
    ("Norlandia End-of-Term Self-Assessment 2018-2020", "2020, Self Assessment, Web page"),
    ("Norlandia Letter on a delayed action plan", "2017, Letter, Web page"),
)


def specimens() -> Iterator[Specimen]:
    """Yield the member page as HTML."""
    entries = listed_in(list(CYCLES))
    url = f"{SITE}/members/{country().slug}/"
    expected: dict[str, Any] = {
        "document": {"country_code": country().prefix, "publisher": "ogp", "language": "en"},
        "registry_count": len(entries),
        "registry": [registry_row(entry, entry.starred) for entry in entries],
    }
    yield Specimen(path_of("member-page.html"), page(country().name, url, _parts(entries)), url, expected)


def _parts(entries: list[Entry]) -> list[str]:
    return [
        tag("h1", country().name),
        labelled("Member Since", str(country().member_since)),
        labelled("Action Plan", "3"),
        labelled("Current Action Plan", "2021-2023"),
        labelled("Number of Commitments:", "7"),
        labelled("Policy Area Focus:", "Fiscal Openness, Right to Information"),
        tag("h2", "Point of Contact"),
        tag("p", "Marit Eide, State Chancellery, marit.eide@chancellery.example.org"),
        tag("h2", "Commitments"),
        listing([_item(entry) for entry in entries]),
        tag("h2", "Resources"),
        listing([f"{escape(title)}<br><span>{about}</span>" for title, about in RESOURCES], "ul"),
    ]


def _item(entry: Entry) -> str:
    title, about = list_item(entry)
    return f"{escape(title)}<br><span>{escape(about)}</span>"
