"""Read OGP's member pages: their list of commitments, rows of the registry."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pipeline.model import Claim, Document, Parsed, RawValue
from pipeline.parsers.website.commitment_listing import iterate_listed, registry_records
from pipeline.parsers.website.commitment_page_outline import (
    LISTED,
    PageEntry,
    fold_label,
    list_entries,
    match_page_heading,
    opening_text,
)
from pipeline.parsers.website.commitment_page_outline import TITLE as TITLE_LINE
from pipeline.schema.data import load_data
from pipeline.structure.lines import make_value

NAME = "member_page"
VERSION = "1"
TITLE = "A member's page on OGP's site: its list of commitments"


def identify(document: Document) -> Claim | None:
    """Claim a page that prints a member's facts and its list of commitments; without the list nothing is to be read."""
    if not any(label in fold_label(opening_text(document)) for label in _load_labels()):
        return None
    entries = list_entries(document)
    facts = [entry.text[:40] for entry in entries if _is_fact(entry)]
    found = sum(1 for entry in entries if LISTED.fullmatch(entry.text))
    own = any(TITLE_LINE.fullmatch(entry.text) for entry in entries[:20])
    if not facts or not found or own:
        return None
    return Claim(NAME, f"'{facts[0]}' and a list of {found} commitments")


def parse(document: Document) -> Parsed:
    """Read a row of the registry for every commitment of the list."""
    entries = list_entries(document)
    first = next((i for i, entry in enumerate(entries) if _is_fact(entry)), 0)
    country = _read_country(entries[:first])
    items = list(iterate_listed(_find_listing(entries)))
    records = tuple(registry_records(items, {}, country))
    return Parsed("member_page", "ogp", records, {"country": country, "title": country} if country else {})


def _find_listing(entries: Sequence[PageEntry]) -> Sequence[PageEntry]:
    """Return the entries from the list's heading to the next chapter."""
    found = [i for i, entry in enumerate(entries) if LISTED.fullmatch(entry.text)]
    if not found:
        return ()
    headings = [i for i, entry in enumerate(entries[: found[-1]]) if match_page_heading(entry.text) == "listing"]
    first = headings[0] + 1 if headings else found[0] - 1
    return entries[max(0, first) : found[-1] + 1]


def _read_country(entries: Sequence[PageEntry]) -> RawValue | None:
    names = [entry for entry in entries if len(entry.text) < 60 and not match_page_heading(entry.text)]
    return make_value(names[-1].lines, "heading") if names else None


def _is_fact(entry: PageEntry) -> bool:
    return fold_label(entry.text).startswith(_load_labels())


@cache
def _load_labels() -> tuple[str, ...]:
    return tuple(fold_label(label) for label in load_data("pages/member_page")["labels"])
