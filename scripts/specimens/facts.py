"""The facts behind the specimens: the fictional country, its plans and its registry of commitments."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "facts"
SITE = "https://example.org"


@dataclass(frozen=True, slots=True)
class Plan:
    """An action plan: its number, its years and its name on the website."""

    number: int
    start: int
    end: int
    site_name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A commitment as the registry knows it; `continues` names commitments of earlier plans."""

    id: str
    plan: int
    number: str
    title: str
    policy_area: str
    starred: bool
    other_titles: tuple[str, ...] = ()
    continues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Country:
    """The country: name, prefix of its commitment IDs, its part of web addresses and its plans."""

    name: str
    prefix: str
    slug: str
    iso3: str
    member_since: int
    plans: tuple[Plan, ...]


def load_facts(name: str) -> Any:
    """Return the content of `facts/<name>.json`."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@cache
def load_country() -> Country:
    """Return the country.

    >>> [plan.start for plan in load_country().plans]
    [2014, 2018, 2021, 2023]
    """
    facts = load_facts("country")
    plans = tuple(Plan(**plan) for plan in facts["plans"])
    return Country(facts["name"], facts["prefix"], facts["slug"], facts["iso3"], facts["member_since"], plans)


@cache
def load_registry() -> tuple[Entry, ...]:
    """Return the commitments of all plans, in the order of their IDs."""
    return tuple(_make_entry(**entry) for entry in load_facts("registry"))


def _make_entry(other_titles: Sequence[str] = (), continues: Sequence[str] = (), **facts: Any) -> Entry:
    return Entry(**facts, other_titles=tuple(other_titles), continues=tuple(continues))


def find_plan(start: int) -> Plan:
    """Return the plan that starts in a year; raise StopIteration where there is none.

    >>> find_plan(2018).end
    2020
    """
    return next(plan for plan in load_country().plans if plan.start == start)


def find_entry(commitment_id: str) -> Entry:
    """Return the registry entry of a commitment ID; raise StopIteration where there is none.

    >>> find_entry("QN0014").number
    '4'
    """
    return next(entry for entry in load_registry() if entry.id == commitment_id)


def document_path(name: str) -> str:
    """Return the path of a file of the country within the raw folder.

    >>> document_path("report.pdf")
    'norlandia/report.pdf'
    """
    return f"{load_country().slug}/{name}"


def document_facts(publisher: str, plan: Plan, report_type: str, family: str) -> dict[str, Any]:
    """Return the `document` part of an expectation."""
    prefix = load_country().prefix
    return {
        "country_code": prefix,
        "publisher": publisher,
        "plan_id": f"{prefix}-{plan.start}",
        "plan_start_year": plan.start,
        "plan_end_year": plan.end,
        "language": "en",
        "report_type": report_type,
        "report_format_family": family,
    }


def join_paragraphs(paragraphs: list[str] | None) -> str | None:
    """Return paragraphs as one text with newlines, None where there is nothing.

    >>> join_paragraphs(["One.", "Two."]), join_paragraphs([])
    ('One.\\nTwo.', None)
    """
    return "\n".join(paragraphs) if paragraphs else None
