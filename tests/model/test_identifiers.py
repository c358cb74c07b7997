"""Identifiers: commitment IDs of known members, plan IDs, printed numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import identifiers


@pytest.mark.parametrize("text", ["MN0046", "UK0101", "XK0003", "PNG0004", "COT0005", "SCO0002", "MO0022"])
def test_ids_of_countries_and_local_members(text: str) -> None:
    assert identifiers.is_id(text)
    assert identifiers.find_ids(f"See {text}, and {text}.") == [text]


@pytest.mark.parametrize("text", ["ISO9001", "GB0001", "MN46", "MN00461", "XMN0046", "mn0046", "QQ0001", "MN-0046"])
def test_look_alikes_are_no_ids(text: str) -> None:
    assert identifiers.find_ids(text) == []


@pytest.mark.parametrize(
    ("printed", "bare"),
    [
        ("3.3.1.1.", "3.3.1.1"),
        ("Commitment 12:", "12"),
        ("8.1999999999999993", "8.2"),
        ("10.130000000000001", "10.13"),
        ("2.3.2.A", "2.3.2.A"),
        ("SC17", "SC17"),
        ("3b;", "3b"),
        ("4M3", "4M3"),
        ("COMPROMISO NRO. 4", "4"),
        ("no number", None),
    ],
)
def test_numbers_lose_their_decoration_only(printed: str, bare: str | None) -> None:
    assert identifiers.bare_number(printed) == bare


@given(st.text(max_size=300))
def test_reading_numbers_and_ids_never_raises(text: str) -> None:
    number = identifiers.bare_number(text)
    assert number is None or identifiers.bare_number(number) == number
    assert all(identifiers.is_id(found) for found in identifiers.find_ids(text))


def test_plan_ids_go_both_ways() -> None:
    assert identifiers.plan_year(identifiers.plan_id("MN", 2014) or "") == 2014
    assert identifiers.find_prefix("MN-2014") == "MN"
