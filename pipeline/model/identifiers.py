"""Identifiers: OGP's commitment IDs and action plan IDs, and the keys of records."""

from __future__ import annotations

import re
from functools import cache

from pipeline.schema.codes import members

_ID = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2,3})([0-9]{4})(?![A-Za-z0-9])")
_PLAN = re.compile(r"([A-Z]{2,4})-([0-9]{4})")
_NUMBER = re.compile(
    r"(?<![\w.])(?:[A-Z]{1,3}[.\-]?)?[0-9]{1,4}(?:\.[A-Za-z]?[0-9]{1,17}|[A-Za-z][0-9]{1,17})*(?:\.?[A-Za-z])?(?!\w)"
)
_LETTERED = re.compile(
    r"(?:^|\s)([0-9]{1,4}(?:\.[0-9]{1,3}){0,3}(?::[A-Za-z0-9]{1,2}|\([A-Za-z0-9]{1,2}\)))$|^([0-9]{1,3},[0-9]{1,3})$"
)
"""A number with a part behind a colon or in brackets, or with a comma for its point, that ends a text."""
_DAMAGED = re.compile(r"[0-9]{1,4}\.[0-9]{10,}")


@cache
def known_prefixes() -> frozenset[str]:
    """Return every known prefix of commitment IDs: countries and local members.

    >>> {"QN", "UK", "PNG", "COT"} <= known_prefixes()
    True
    """
    return frozenset(members())


def is_id(text: str) -> bool:
    """Return whether the text is one commitment ID of a known member.

    >>> is_id("QN0046"), is_id("ZZ0046"), is_id("QN46")
    (True, False, False)
    """
    match = _ID.fullmatch(text)
    return match is not None and match[1] in known_prefixes()


def has_id_form(text: str) -> bool:
    """Return whether a text is written as a commitment ID, of whatever member: new ones join each year.

    >>> has_id_form("QQ0046"), has_id_form("See QN0046")
    (True, False)
    """
    return _ID.fullmatch(text) is not None


def find_ids(text: str) -> list[str]:
    """Return the commitment IDs in a text, each once, in order.

    >>> find_ids("Continues QN0046 and QN0002 (QN0046), ISO9001, AB1234")
    ['QN0046', 'QN0002']
    """
    found = (match[0] for match in _ID.finditer(text) if match[1] in known_prefixes())
    return list(dict.fromkeys(found))


def find_prefix(identifier: str) -> str | None:
    """Return the member prefix of a commitment ID or plan ID, None if it is neither.

    >>> find_prefix("QN0046"), find_prefix("QN-2014"), find_prefix("COT0005"), find_prefix("nothing")
    ('QN', 'QN', 'COT', None)
    """
    match = _ID.fullmatch(identifier) or _PLAN.fullmatch(identifier)
    return match[1] if match and match[1] in known_prefixes() else None


def plan_id(country_code: str | None, start_year: int | None) -> str | None:
    """Return the ID of a plan from its member's prefix and first year.

    >>> plan_id("QN", 2014), plan_id("QN", None)
    ('QN-2014', None)
    """
    return f"{country_code}-{start_year}" if country_code and start_year else None


def plan_year(identifier: str) -> int | None:
    """Return the first year of a plan ID.

    >>> plan_year("QN-2014"), plan_year("AP_NOR01")
    (2014, None)
    """
    match = _PLAN.fullmatch(identifier)
    return int(match[2]) if match else None


def make_key(document_id: str, place: str) -> str:
    """Return the key of a record: the document and the record's place in it.

    >>> make_key("00ff00ff00ff00ff", "c3.m2")
    '00ff00ff00ff00ff:c3.m2'
    """
    return f"{document_id}:{place}"


def bare_number(text: str) -> str | None:
    """Return a commitment or milestone number without decoration, None if the text has none.

    Numbers that a spreadsheet turned into floats are repaired.

    >>> [bare_number(t) for t in ("3.3.1.1.", "Commitment 12:", "8.1999999999999993", "10.130000000000001", "4b")]
    ['3.3.1.1', '12', '8.2', '10.13', '4b']
    >>> [bare_number(t) for t in ("B.1.A", "SC17", "O1.M1", "P-01", "none")]
    ['B.1.A', 'SC17', 'O1.M1', 'P-01', None]
    >>> [bare_number(t) for t in ("1:A", "Commitment 1(B)", "3,1", "1: A plan", "8, 9")]
    ['1:A', '1(B)', '3,1', '1', '8']
    """
    lettered = _LETTERED.search(text[:200].rstrip(". "))
    if lettered:
        return lettered[1] or lettered[2]
    match = _NUMBER.search(text[:200])
    if match is None:
        return None
    number = match[0].rstrip(".")
    return f"{float(number):.10g}" if _DAMAGED.fullmatch(number) else number
