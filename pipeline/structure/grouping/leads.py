"""What precedes a commitment's first label and belongs to it: its title and opening text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.structure.labelling.document_labels import DocumentLabel, find_label
from pipeline.structure.labelling.forms import LabelledForms
from pipeline.structure.lines import text_of
from pipeline.structure.numbers import is_named, is_number, split_number
from pipeline.structure.surfaces import BESIDE, Piece

WIDE_GAP = 80.0
"""Points without text that part the end of a commitment from the beginning of the next: a picture or a new page."""

LATE_TOP = 1.6
"""How far down a page its first text stands, next to the usual: lower than this many times, a picture is above."""


def find_leads(forms: LabelledForms) -> dict[int, range]:
    """Return the pieces before the first label of each commitment that belong to it: its title and opening text."""
    if forms.grouping.by != "label" or _name_themselves(forms):
        return {}
    found: dict[int, range] = {}
    groups = forms.grouping.groups
    for number, group in enumerate(groups):
        floor = groups[number - 1].start if number else max(0, group.start - 6)
        first = find_lead_start(forms.pieces, floor, group.start, forms.labels)
        if not number:
            first = _titled_start(forms.pieces, first, group.start)
        found[number] = range(_numbered_start(forms.pieces, first, group.start), group.start)
    found[0] = _first_lead(forms, found)
    return from_numbered_lines(forms.pieces, found) or found


def from_numbered_lines(pieces: Sequence[Piece], leads: Mapping[int, range]) -> dict[int, range]:
    """Return the leads from the last line with a number on, where each has one with a number of its own; else none.

    Lines of a plain text show by no type that one names the theme and the next one the commitment.
    """
    starts = {
        number: max((place for place in lead if split_number(pieces[place].text)[0]), default=lead.stop)
        for number, lead in leads.items()
    }
    found = {number: range(start, leads[number].stop) for number, start in starts.items()}
    are_lines = all(lead and all(pieces[place].surface == "line" for place in lead) for lead in found.values())
    numbers = {split_number(pieces[start].text)[0] for start in starts.values()} if are_lines else set()
    return found if len(numbers) == len(leads) else {}


def _first_lead(forms: LabelledForms, leads: Mapping[int, range]) -> range:
    """Return the lead of the first commitment: from the last heading before it that is set as the second one's title.

    Headings of chapters are above it as well.
    """
    pieces, first = forms.pieces, leads[0]
    style = pieces[leads[1].start].style if len(leads) > 1 else None
    alike = [place for place in first if pieces[place].surface == "heading" and pieces[place].style == style]
    return range(alike[-1], first.stop) if alike else first


def _numbered_start(pieces: Sequence[Piece], first: int, start: int) -> int:
    """Return the place of a title with a number below a heading of the theme without one, else `first`."""
    heads = [place for place in range(first, start) if pieces[place].surface in ("heading", "bar")]
    numbers = [split_number(pieces[place].text)[0] for place in heads]
    return heads[-1] if len(heads) > 1 and numbers[-1] and not any(numbers[:-1]) else first


def _titled_start(pieces: Sequence[Piece], first: int, start: int) -> int:
    """Return where the lead of the first commitment begins: lines of a title page that look like no title are none."""
    for place in range(first, start):
        piece = pieces[place]
        if piece.surface in ("heading", "bar") or split_number(piece.text)[0] is not None:
            return place
    return start


def _name_themselves(forms: LabelledForms) -> bool:
    """Return whether most first labels ask for a name, with a number or short, or are above it as the theme's do."""
    named = 0
    for group in forms.grouping.groups:
        piece = forms.pieces[group.start]
        label = find_label(piece, forms.labels)
        below = forms.pieces[group.start + 1] if len(group) > 1 else piece
        text = text_of(piece.answer) or ("" if find_label(below, forms.labels) else text_of(below.as_blocks()))
        asked = label is not None and label.field in ("commitment", "title") and bool(text)
        named += asked and (split_number(text)[0] is not None or is_number(text) or is_named(piece.text))
        titled = below.surface == "bar" or is_named(below.text)
        named += label is not None and label.field == "theme" and bool(text) and titled
    return named * 2 > len(forms.grouping.groups)


def find_lead_start(pieces: Sequence[Piece], floor: int, start: int, labels: Mapping[str, DocumentLabel]) -> int:
    """Return where the title and opening text before a commitment's first label begin.

    They are what follows the last label's answer: a title in heading type, or text that a gap parts from it.
    """
    index = start
    while index - 1 > floor and find_label(pieces[index - 1], labels) is None and pieces[index - 1].surface != "table":
        index -= 1
    run = list(range(index, start))
    if index - 1 <= floor and find_label(pieces[floor], labels) is None:
        run.insert(0, floor)
    for place in run:
        piece = pieces[place]
        if piece.surface in ("heading", "bar") and place >= index:
            return place
        if piece.is_candidate and is_named(piece.text):
            return place
    behind_row = index > floor and pieces[index - 1].surface in BESIDE
    if behind_row or index - 1 <= floor:
        return run[0] if run else start
    for place in reversed(run):
        if place > 0 and _is_apart(pieces, place):
            return place
    return start


def _is_apart(pieces: Sequence[Piece], place: int) -> bool:
    """Return whether a wide gap is between a piece and the one before it."""
    above, piece = pieces[place - 1], pieces[place]
    if piece.top is None or above.bottom is None or piece.page is None or above.page is None:
        return False
    if piece.page == above.page:
        return piece.top - above.bottom > WIDE_GAP
    tops = sorted(_first_tops(pieces).values())
    usual = tops[len(tops) // 2] if tops else 0.0
    return piece.page > above.page and piece.top > max(LATE_TOP * usual, usual + WIDE_GAP)


def _first_tops(pieces: Sequence[Piece]) -> dict[int, float]:
    tops: dict[int, float] = {}
    for piece in pieces:
        if piece.page is not None and piece.top is not None:
            tops[piece.page] = min(piece.top, tops.get(piece.page, piece.top))
    return tops
