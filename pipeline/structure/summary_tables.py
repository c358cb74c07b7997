"""What a document says of its commitments next to their forms: titles listed before them, summary tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.model import Block, Line, TextBlock
from pipeline.structure.commitments import Commitment, LabelledItem
from pipeline.structure.forms_of_labels import LabelledForms
from pipeline.structure.labelling import find_label
from pipeline.structure.lines import lines_of, text_of
from pipeline.structure.numbers import split_number
from pipeline.structure.surfaces import Piece

FEWEST = 3
"""Commitments of a document whose missing titles are looked for in a list."""

MOST_TITLED = 0.5
"""Share of the forms with a heading above them, below which those headings are of chapters and no titles."""

NAMES = frozenset({"commitment", "title"})
"""Fields of labels that ask for the commitment's name."""

SHORTEST_WORD = 5
"""Letters of words that show what a text is about."""


def add_listed_titles(forms: LabelledForms, commitments: Sequence[Commitment]) -> None:
    """Give each form without a title the title that a numbered list of as many entries has for it.

    The list's order is taken, but for neighbors whose texts show that they are the other way round.
    """
    titled = sum(bool(commitment.title) for commitment in commitments)
    named = sum(any(entry.label.field in NAMES for entry in commitment.entries) for commitment in commitments)
    if 2 * named > len(commitments):
        return  # the forms name their commitments themselves
    if len(commitments) < FEWEST or titled > MOST_TITLED * len(commitments) or forms.grouping.by != "label":
        return
    for commitment in commitments:
        if commitment.title and commitment.number is None:
            commitment.theme = Piece("heading", commitment.title_text, commitment.title)
            commitment.title = ()
    titles = _find_listed_entries(forms, len(commitments))
    for commitment, (number, lines) in zip(commitments, _fit_titles(titles, commitments), strict=False):
        if not commitment.title:
            commitment.title = lines
            commitment.number = commitment.number or number
            commitment.number_lines = commitment.number_lines or lines[:1]


ListedTitle = tuple[str, tuple[Line, ...]]


def _find_listed_entries(forms: LabelledForms, count: int) -> list[ListedTitle]:
    """Return the entries of a list that counts from 1 to the number of the forms, before the first of them."""
    found: list[ListedTitle] = []
    for piece in forms.pieces[: forms.grouping.groups[0].start]:
        entry = _read_entry(piece)
        if entry is None:
            continue
        if entry[0] == str(len(found) + 1):
            found.append(entry)
        elif len(found) == count:
            break
        elif entry[0] == "1":
            found = [entry]
    return found if len(found) == count else []


def _read_entry(piece: Piece) -> ListedTitle | None:
    block = piece.block
    if not isinstance(block, TextBlock):
        return None
    if block.marker and (number := re.sub(r"\D", "", block.marker)):
        return number, block.lines
    number_, rest = split_number(text_of(block))
    return (number_, lines_of(block)) if number_ and rest and number_.isdecimal() else None


def _fit_titles(titles: Sequence[ListedTitle], commitments: Sequence[Commitment]) -> list[ListedTitle]:
    """Return the titles in the order of the forms: two neighbors change places where that fits their texts better."""
    order = list(titles)
    words = [_long_words(_commitment_text(commitment)) for commitment in commitments]
    for i in range(len(order) - 1):
        a, b = (_long_words(" ".join(line.text for line in order[place][1])) for place in (i, i + 1))
        as_listed = len(a & words[i]) + len(b & words[i + 1])
        if len(a & words[i + 1]) + len(b & words[i]) > as_listed + 1:
            first, second = order[i], order[i + 1]
            order[i], order[i + 1] = (first[0], second[1]), (second[0], first[1])
    return order


def _commitment_text(commitment: Commitment) -> str:
    blocks = [*commitment.opening, *(block for entry in commitment.entries for block in entry.blocks)]
    return text_of(blocks)


def _long_words(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) >= SHORTEST_WORD}


FILLED = ("lead_institution", "timeline", "start_date", "end_date")
"""Fields that a summary table may add: names and dates, which it prints whole; texts are there in short."""


def add_from_summaries(forms: LabelledForms, commitments: Sequence[Commitment]) -> None:
    """Add each commitment's lead and dates from a register next to the forms."""
    inside = {index for group in forms.grouping.groups for index in group}
    told = _by_number(forms, inside)
    numbers = [commitment.number for commitment in commitments]
    if len(set(numbers)) < len(numbers):
        return
    for commitment in commitments:
        own = {entry.label.field for entry in commitment.entries}
        for entry in told.get(commitment.number or "", ()):
            if entry.label.field not in own:
                commitment.entries.append(entry)


def _by_number(forms: LabelledForms, inside: set[int]) -> Mapping[str, list[LabelledItem]]:
    """Return the entries of register rows outside the forms by their number; none for one that is there twice."""
    rows: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, piece in enumerate(forms.pieces):
        if piece.record >= 0 and index not in inside:
            rows[piece.table, piece.record].append(index)
    found: dict[str, list[LabelledItem]] = {}
    twice: set[str] = set()
    for indices in rows.values():
        number = _row_number(forms, indices)
        if number is None:
            continue
        if number in found:
            twice.add(number)
        found[number] = [entry for index in indices if (entry := _row_entry(forms, index))]
    return {number: entries for number, entries in found.items() if number not in twice}


def _row_number(forms: LabelledForms, indices: Sequence[int]) -> str | None:
    for index in indices:
        label = find_label(forms.pieces[index], forms.labels)
        text = text_of(forms.pieces[index].answer)
        if label and label.field == "number":
            # A narrow column breaks '10' over two lines.
            return "".join(text.split()).strip(".") or None
        if label and label.field == "commitment" and (number := split_number(text)[0]):
            return number
    return None


def _row_entry(forms: LabelledForms, index: int) -> LabelledItem | None:
    piece = forms.pieces[index]
    label = find_label(piece, forms.labels)
    if label is None or label.field not in FILLED or not text_of(piece.answer):
        return None
    blocks: list[Block] = list(piece.answer)
    return LabelledItem(label, piece, blocks, piece.cells)
