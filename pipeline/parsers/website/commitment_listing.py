"""The list of a member's commitments at the foot of a page, and the page's own entry in it: rows of the registry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Line, RawRecord, RawValue
from pipeline.parsers.website.commitment_page_outline import LISTED, PageEntry, load_words
from pipeline.structure.lines import make_code_value, make_value
from pipeline.structure.stream import cut_lines, make_stream

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
