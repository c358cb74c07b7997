"""Milestones that are cards: texts in turn, each with its dates and bodies below or around it.

The cards of a web page are elements side by side: items, panels that open, boxes. In other documents a card is a text
with labels right below. What tells milestones is that cards repeat within what is said of one commitment, and hold
nothing but what describes a milestone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.lexicon import match_exact_label, match_label
from pipeline.model import Line
from pipeline.structure.dates import is_date
from pipeline.structure.lines import lines_of, text_of
from pipeline.structure.milestones.columns import DATES, column_fields, date_field
from pipeline.structure.milestones.numbering import is_milestone_number
from pipeline.structure.numbers import is_named
from pipeline.structure.surfaces.milestone_sections import (
    STATUS,
    TIMELINE,
    MilestoneSection,
    asks_milestones,
    make_milestone_table,
    part_field,
    print_head,
)
from pipeline.structure.surfaces.piece import Piece

MOST_PIECES = 16
"""Pieces of a card: a text of some paragraphs and a label with its answer for each column of a milestone table."""

FEWEST_CARDS = 2
"""Cards in turn that repeat; one alone is a card where others are in the same place of the page."""

FEWEST_LABELS = 2
"""Labels of a commitment above its cards, where none asks for milestones."""

NUMBER, TEXT = "number", "text"

NO_LABELS = frozenset({"heading", "country", "plan", "cycle", "irm_report", "period", "relevant"})
"""Fields of the document: their labels may be printed anywhere."""

FACTS = frozenset({*DATES, *NO_LABELS, "lead_institution", "support_institutions", "responsible", "actors", "contacts"})
"""Fields whose labels may be above a list of all commitments, too: they say who is behind the plan."""

_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class _Card:
    """What may be a milestone: its pieces, what they say, and the printed label of each field.

    `path` is that of the element on a web page, empty elsewhere.
    """

    path: str
    place: range
    section: MilestoneSection
    heads: Mapping[str, tuple[Line, ...]]

    @property
    def kind(self) -> str:
        """The path without the numbers of its elements: cards of one kind have the same."""
        return _INDEX.sub("", self.path)

    def is_below(self, other: _Card) -> bool:
        """Return whether a card follows another one in the same element."""
        same = self.kind == other.kind and self.path.rpartition("/")[0] == other.path.rpartition("/")[0]
        return same and other.place.stop == self.place.start


def join_milestone_cards(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces, each run of milestones in cards joined to one table of milestones."""
    runs = _choose_runs(pieces, _join_runs([*_find_elements(pieces), *_find_texts(pieces)]))
    above = [pieces[at - 1].key for at in runs if at and _may_ask(pieces[at - 1])]
    at = 0
    while at < len(pieces):
        run = runs.get(at)
        if run is None:
            is_label = at + 1 in runs and above.count(pieces[at].key) > 1
            yield replace(pieces[at], asks="milestones") if is_label else pieces[at]
            at += 1
            continue
        heads = {name: lines for card in reversed(run) for name, lines in card.heads.items()}
        yield make_milestone_table(pieces[at], [card.section for card in run], heads)
        at = run[-1].place.stop


def _find_elements(pieces: Sequence[Piece]) -> Iterator[_Card]:
    """Yield the elements of a web page that hold a text and labels of a milestone, the outer ones first."""
    paths = [_path_of(piece) for piece in pieces]
    depth = 1
    places = [range(len(pieces))]
    while places:
        inner: list[range] = []
        for place in places:
            for path, group in groupby(place, key=lambda at: "/".join(paths[at][: depth + 1])):
                indices = list(group)
                part = range(indices[0], indices[-1] + 1)
                if len(part) < 2 or len(paths[part[0]]) <= depth:
                    continue
                inner.append(part)
                if len(part) <= MOST_PIECES and (card := _read_card(pieces, path, part)):
                    yield card
        places, depth = inner, depth + 1


def _path_of(piece: Piece) -> list[str]:
    """Return the elements of a web page that a piece is in."""
    blocks = piece.as_blocks()
    lines = piece.lines or (lines_of(blocks[0]) if blocks else ())
    path = lines[0].anchor.path if lines else None
    return path.split("/")[1:] if path and path.startswith("/html") else []


def _find_texts(pieces: Sequence[Piece]) -> Iterator[_Card]:
    """Yield the texts with labels of a milestone right below."""
    at = 0
    while at < len(pieces):
        stop = at + 1
        fields: set[str] = set()
        while stop < len(pieces) and stop - at < MOST_PIECES:
            field = _find_field(pieces, stop)
            is_answer = field is None and stop > at + 1 and not pieces[stop - 1].answer
            if field in fields or not (field or (is_answer and _find_field(pieces, stop - 1))):
                break
            fields |= {field} if field else set()
            stop += 1
        if stop > at + 1 and not _find_field(pieces, at) and (card := _read_card(pieces, "", range(at, stop))):
            yield card
        at = stop


def _find_field(pieces: Sequence[Piece], at: int) -> str | None:
    """Return the field of a label that describes a milestone; a name of a level above a day asks for the day."""
    piece = pieces[at]
    if not piece.is_candidate or piece.table >= 0:
        return None
    dated = date_field(piece.text.strip(" :："))
    below = pieces[at + 1].as_blocks() if at + 1 < len(pieces) else ()
    if dated and is_date(text_of(piece.answer or below)):
        return dated
    near = match_label(piece.text, fields=column_fields()) if not piece.answer else None
    return None if near is not None and near.method == "fuzzy" else part_field(piece)


def _read_card(pieces: Sequence[Piece], path: str, place: range) -> _Card | None:
    """Return the milestone that pieces are, None where they hold no text, no date, or more than a milestone."""
    section = MilestoneSection([])
    heads: dict[str, tuple[Line, ...]] = {}
    label, last = TEXT, section.text
    for index in place:
        piece = pieces[index]
        if piece.table >= 0 or piece.surface == "table" or is_named(piece.text):
            return None
        blocks = piece.as_blocks()
        if (field := _find_field(pieces, index)) in section.parts:
            return None  # two milestones
        if field is not None:
            label, last = field, section.parts.setdefault(field, [])
            last += piece.answer or (blocks if field == STATUS else ())
        elif _is_of_commitment(piece):
            return None
        elif (label == TEXT or last) and (field := _find_unlabelled(text_of(blocks), section)):
            section.parts[field] = list(blocks)
        elif label != TEXT and piece.surface in ("run_in", "term"):
            label, last = "", list(piece.answer)  # what no column of a milestone holds
        else:
            # The text may be below what describes it, or go on behind its dates.
            if last and label != TEXT and (label in DATES or not section.text):
                label, last = TEXT, section.text
            last += blocks
        if field is not None:
            heads.setdefault(field, print_head(field, lines_of(blocks)))
    is_milestone = any(map(str.isalpha, text_of(section.text))) and heads.keys() & set(DATES)
    return _Card(path, place, section, heads) if is_milestone else None


def _is_of_commitment(piece: Piece) -> bool:
    """Return whether a piece is a label that no column of milestones has."""
    known = match_exact_label(piece.text) if piece.is_candidate else None
    return known is not None and known.field not in {*column_fields(), *NO_LABELS}


def _find_unlabelled(text: str, section: MilestoneSection) -> str | None:
    """Return the field of a line that needs no label: a number above the text, a period."""
    if not section.text and NUMBER not in section.parts and is_milestone_number(text):
        return NUMBER
    return TIMELINE if is_date(text) and not section.parts.keys() & set(DATES) else None


def _join_runs(cards: Sequence[_Card]) -> list[list[_Card]]:
    """Return the cards in turn, those of each element together."""
    runs: list[list[_Card]] = []
    for card in cards:
        if runs and card.is_below(runs[-1][-1]):
            runs[-1].append(card)
        else:
            runs.append([card])
    return runs


def _choose_runs(pieces: Sequence[Piece], runs: Sequence[list[_Card]]) -> dict[int, list[_Card]]:
    """Return the runs of cards that are milestones by the index of their first piece.

    They are below a label that asks for milestones, or below labels of a commitment; what is in the same place of other
    elements of a page is the same.
    """
    kinds: set[str] = set()
    chosen: set[int] = set()
    end = 0
    for run in sorted((run for run in runs if len(run) >= FEWEST_CARDS), key=lambda run: run[0].place.start):
        if _are_of_commitment(pieces, range(end, run[0].place.start)):
            kinds |= {run[0].kind} - {""}
            chosen.add(id(run))
        end = run[-1].place.stop
    found: dict[int, list[_Card]] = {}
    taken: set[int] = set()
    for run in runs:
        place = range(run[0].place.start, run[-1].place.stop)
        if (id(run) in chosen or run[0].kind in kinds) and taken.isdisjoint(place):
            found[place.start] = run
            taken |= set(place)
    return found


def _are_of_commitment(pieces: Sequence[Piece], above: range) -> bool:
    """Return whether what is above cards is said of a commitment, or asks for its milestones."""
    labels = [known for at in above if pieces[at].is_candidate and (known := match_exact_label(pieces[at].text))]
    fields = {known.field for known in labels}
    if above and asks_milestones(pieces[above[-1]]):
        return True
    return len(fields) >= FEWEST_LABELS and not fields <= FACTS


def _may_ask(piece: Piece) -> bool:
    """Return whether a piece is a heading or line that may be a label, without an answer."""
    return piece.surface in ("heading", "line", "term") and piece.table < 0 and not piece.answer
