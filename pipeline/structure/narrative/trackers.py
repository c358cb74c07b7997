"""Pages that track one commitment by its parts: a small form for each part, numbered below the commitment's ID."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.lexicon import match_label
from pipeline.model import Block, Line, RawRecord, RawValue
from pipeline.structure.dates import find_date_chains
from pipeline.structure.lines import cut_lines as cut_out
from pipeline.structure.lines import lines_of, make_stream, make_value, text_of
from pipeline.structure.outline.tree import BODY, OutlineItem
from pipeline.structure.surfaces import Piece

_PART = re.compile(r"([A-Z]{2,3}\d{4})\.(\d{1,2})")
_NAMED_BEFORE = re.compile(r"(?:^|\|)\s*([^|:]{3,40}):\s*([^|]{3,200})$")

FIELDS = {"lead_institution": "responsible", "responsible": "responsible", "status": "status", "completion": "status"}
"""Field that a row of a part asks for -> raw field of the milestone."""


@dataclass(frozen=True, slots=True)
class TrackedPart:
    """A part of a commitment: its number below the ID, its text, and the rows of its form."""

    number: str
    text: tuple[Block, ...]
    number_lines: tuple[Line, ...]
    rows: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Tracker:
    """A page that tracks one commitment: its ID, title, theme and parts."""

    number: str
    title: OutlineItem | None
    theme: RawValue | None
    parts: tuple[TrackedPart, ...]


def find_tracker(items: Sequence[OutlineItem], pieces: Sequence[Piece]) -> Tracker | None:
    """Return what a page tracks, None for a page whose forms are not parts of one commitment."""
    parts = tuple(_iterate_parts(pieces))
    numbers = {match[1] for part in parts if (match := _PART.fullmatch(part.number))}
    if len(numbers) != 1:
        return None
    above = _items_above(items)
    title = next((item for item in reversed(above) if item.rank != BODY), None)
    return Tracker(numbers.pop(), title, _find_theme(above), parts)


def _items_above(items: Sequence[OutlineItem]) -> list[OutlineItem]:
    """Return the items before the first table: the page's head."""
    first = next((i for i, item in enumerate(items) if item.style == ("table",)), 0)
    return list(items[:first])


def _iterate_parts(pieces: Sequence[Piece]) -> Iterator[TrackedPart]:
    for index, piece in enumerate(pieces):
        if piece.surface != "row" or not _PART.fullmatch(piece.text.strip()):
            continue
        rows: list[Piece] = []
        for below in pieces[index + 1 :]:
            if below.surface != "row" or below.table != piece.table or _PART.fullmatch(below.text.strip()):
                break
            rows.append(below)
        yield TrackedPart(piece.text.strip(), piece.answer, piece.lines, tuple(rows))


def _find_theme(items: Sequence[OutlineItem]) -> RawValue | None:
    for item in items:
        named = _NAMED_BEFORE.search(item.text)
        label = match_label(named[1]) if named else None
        if named and label and label.field == "theme":
            whole = make_stream(item.lines)
            return make_value(cut_out(whole, named.start(2), named.end(2)), "label")
    return None


def build_tracker_records(tracker: Tracker) -> Iterator[RawRecord]:
    """Yield the raw records of a tracked commitment: its parts are its milestones."""
    yield RawRecord("commitments", "c1", dict(_commitment_fields(tracker)))
    for index, part in enumerate(tracker.parts, start=1):
        yield RawRecord("milestones", f"c1.m{index}", dict(_milestone_fields(part)), commitment="c1")


def _commitment_fields(tracker: Tracker) -> Iterator[tuple[str, RawValue]]:
    number = RawValue(tracker.number, "label", tracker.parts[0].number_lines)
    yield "number", number
    yield "commitment_id", number
    if tracker.title is not None:
        yield "title", make_value(tracker.title.lines, "heading")
    if tracker.theme is not None:
        yield "theme", tracker.theme
    if len(tracker.parts) == 1 and (status := dict(_milestone_fields(tracker.parts[0])).get("status")):
        yield "completion", status


def _milestone_fields(part: TrackedPart) -> Iterator[tuple[str, RawValue]]:
    yield "number", RawValue(part.number, "label", part.number_lines)
    yield "text", make_value(lines_of(part.text), "label")
    read: Mapping[str, RawValue] = _part_fields(part)
    yield from read.items()


def _without_dates(label: str) -> str:
    """Return a label without the month that it names: 'February 2024 Progress' asks for progress."""
    for chain in reversed(find_date_chains(label)):
        label = label[: chain.at] + label[chain.end :]
    return label.strip()


def _part_fields(part: TrackedPart) -> dict[str, RawValue]:
    """Return the fields of a part's form; progress of several dates is joined, its labels kept."""
    found: dict[str, RawValue] = {}
    progress: list[Line] = []
    for row in part.rows:
        match = match_label(_without_dates(row.text))
        name = FIELDS.get(match.field) if match else None
        if name is not None and text_of(row.answer):
            found.setdefault(name, make_value(lines_of(row.answer), "label"))
        elif match and match.field == "results" and text_of(row.answer):
            progress += [*row.lines, *lines_of(row.answer)]
    if progress:
        found["evidence"] = make_value(progress, "label")
    return found
