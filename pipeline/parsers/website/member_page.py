"""Read OGP's member pages: their list of commitments, rows of the registry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.model import Claim, Document, Line, Parsed, RawRecord, RawValue
from pipeline.parsers.website.commitment_page_outline import (
    LISTED,
    PageEntry,
    fold_label,
    list_entries,
    load_words,
    match_page_heading,
    opening_text,
)
from pipeline.parsers.website.commitment_page_outline import TITLE as TITLE_LINE
from pipeline.schema.data import load_data
from pipeline.structure.lines import cut_lines, make_code_value, make_stream, make_value

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


_POSITION = re.compile(r"[0-9]{1,3}\.\s+")


@dataclass(frozen=True, slots=True)
class ListedCommitment:
    """One commitment of the list: ID, title, year and policy area as printed; whether a star is printed."""

    fields: Mapping[str, RawValue]
    starred: RawValue | None


def iterate_listed(entries: Sequence[PageEntry]) -> Iterator[ListedCommitment]:
    """Yield the commitments of a list: a title, then a line 'QN0022, 2016, E-Government'."""
    title: list[Line] = []
    for entry in entries:
        match = LISTED.fullmatch(entry.text)
        if match is None:
            title.extend(entry.lines)
            continue
        yield _make_listed(title, entry, match)
        title = []


def _make_listed(title: Sequence[Line], entry: PageEntry, match: re.Match[str]) -> ListedCommitment:
    whole = make_stream(entry.lines)
    fields = {
        "commitment_id": make_value(cut_lines(whole, *match.span("id")), "list"),
        "cycle_year": make_value(cut_lines(whole, *match.span("year")), "list"),
    }
    if match["area"]:
        fields["policy_area"] = make_value(cut_lines(whole, *match.span("area")), "list")
    starred, lines = _split_title(title)
    if lines:
        fields["title"] = make_value(lines, "list")
    return ListedCommitment(fields, starred)


def _split_title(lines: Sequence[Line]) -> tuple[RawValue | None, tuple[Line, ...]]:
    """Part the star and the position in the list from the title; the position is no number of the commitment."""
    whole = make_stream(lines)
    position = _POSITION.match(whole.text)
    begin = position.end() if position else 0
    for prefix in load_words()["starred_prefixes"]:
        if whole.text.startswith(prefix, begin):
            end = begin + len(prefix)
            star = RawValue("yes", "list", cut_lines(whole, begin, end))
            return star, cut_lines(whole, end, len(whole.text))
    return None, cut_lines(whole, begin, len(whole.text))


def registry_records(
    found: Sequence[ListedCommitment], own: Mapping[str, RawValue], country: RawValue | None
) -> Iterator[RawRecord]:
    """Yield a row for every ID of the list, and for the page's own where the list lacks it.

    That a commitment has no star is known only where the list prints stars at all.
    """
    stars = any(item.starred for item in found)
    known: set[str] = set()
    for item in found:
        identifier = item.fields["commitment_id"].text
        if identifier in known:
            continue
        known.add(identifier)
        fields = dict(item.fields)
        if country:
            fields["country"] = country
        own_star = own.get("starred") if own and own["commitment_id"].text == identifier else None
        if item.starred or own_star or stars:
            fields["starred"] = item.starred or own_star or make_code_value("no")
        yield RawRecord("registry", f"r{len(known)}", fields)
    if own and own["commitment_id"].text not in known:
        yield RawRecord("registry", f"r{len(known) + 1}", own)
