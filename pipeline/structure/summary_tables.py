"""Summary tables next to the forms: what they say about a commitment, by its number, that its own form does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.model import Block
from pipeline.structure.commitments import Commitment, Entry
from pipeline.structure.forms_of_labels import LabelledForms
from pipeline.structure.labelling import find_label
from pipeline.structure.lines import text_of
from pipeline.structure.numbers import split_number

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


def _by_number(forms: LabelledForms, inside: set[int]) -> Mapping[str, list[Entry]]:
    """Return the entries of register rows outside the forms by the number of their row; none where one stands twice."""
    rows: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, piece in enumerate(forms.pieces):
        if piece.record >= 0 and index not in inside:
            rows[piece.table, piece.record].append(index)
    found: dict[str, list[Entry]] = {}
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


def _row_entry(forms: LabelledForms, index: int) -> Entry | None:
    piece = forms.pieces[index]
    label = find_label(piece, forms.labels)
    if label is None or label.field not in FILLED or not text_of(piece.answer):
        return None
    blocks: list[Block] = list(piece.answer)
    return Entry(label, piece, blocks, piece.cells)
