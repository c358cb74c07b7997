"""What a document says of its commitments next to their forms: titles listed before them, summary tables."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.model import Block, Line, Table, TableRow, TextBlock
from pipeline.structure.commitments.collection import MILESTONES, Commitment, LabelledItem
from pipeline.structure.commitments.completion import LEVELS
from pipeline.structure.labelling.document_labels import MILESTONES_LABEL, DocumentLabel, find_label
from pipeline.structure.labelling.forms import LabelledForms
from pipeline.structure.lines import join_lines, lines_of, text_of
from pipeline.structure.milestones.columns import DATES, OWNER, cells_under, find_milestone_head
from pipeline.structure.milestones.numbering import bare_number
from pipeline.structure.narrative.commitments import (
    NarrativeCommitment,
    find_narrative_commitments,
    find_titled_sections,
)
from pipeline.structure.numbers import split_number
from pipeline.structure.outline.tree import OutlineItem
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


FILLED = ("lead_institution", "timeline", "start_date", "end_date", "completion", "status")
"""Fields that a summary table next to forms may add: names, dates and levels, which it prints whole; texts are there in
short. Of registers next to each other, each says something of its own."""

SAME_NUMBER, NO_NUMBER = 0.5, 0.8
"""Share of the long words of two titles that both have, from which they name one commitment: a register shortens the
titles of its forms; where it prints no number, the words alone have to tell."""


@dataclass(slots=True)
class SummaryRow:
    """What a register next to the forms says of one commitment."""

    table: int
    number: str | None
    title: str
    entries: list[LabelledItem]


def add_from_summaries(forms: LabelledForms, commitments: Sequence[Commitment]) -> None:
    """Add each commitment's lead, dates, level and milestones from registers next to the forms, where it has none.

    A table of the milestones of all commitments is parted by their numbers.
    """
    inside = {index for group in forms.grouping.groups for index in group}
    rows = _read_rows(forms, inside)
    numbers = [_number_of(commitment) for commitment in commitments]
    steps = _read_steps(forms, inside, set(numbers))
    if not (rows or steps) or len(set(numbers)) < len(numbers):
        return
    asked = {entry.label.field for commitment in commitments for entry in commitment.entries}
    for commitment in commitments:
        own = {entry.label.field for entry in commitment.entries}
        # Levels say the same in different ways, and so do dates.
        taken = own.union(*(fields for fields in (LEVELS, DATES) if own & set(fields)))
        if MILESTONES in asked:
            taken.add(MILESTONES)
        for entry in _agreed_entries(_find_rows(rows, commitment)):
            if entry.label.field not in taken:
                commitment.entries.append(entry)
        commitment.entries += steps.get(_number_of(commitment), ())


TOLD = frozenset({"description", "brief_description", "problem_statement", "main_objective"})
"""Fields in which a register tells itself what its commitments are."""


def add_from_sections(commitments: Sequence[Commitment], items: Sequence[OutlineItem]) -> None:
    """Add to the rows of a register the text and theme of the sections that are on the same commitments.

    Nothing is added where the register has texts of its own, or where few sections are on its rows.
    """
    if any(entry.label.field in TOLD for commitment in commitments for entry in commitment.entries):
        return
    sections = [one for one in find_narrative_commitments(items) or find_titled_sections(items) if one.title]
    found = [
        _find_closest([one for one in sections if _is_on(one, commitment)], commitment) for commitment in commitments
    ]
    if 2 * sum(len(on) == 1 for on in found) <= len(commitments):
        return
    for commitment, on in zip(commitments, found, strict=True):
        if len(on) != 1:
            continue
        commitment.opening = [block for block in on[0].text if isinstance(block, TextBlock)]
        asked = {entry.label.field for entry in commitment.entries}
        for field, value in on[0].facts:
            if field not in asked:
                label = DocumentLabel(field, field, field, "exact")
                commitment.entries.append(
                    LabelledItem(label, Piece("text", "", ()), [TextBlock("paragraph", value.lines)])
                )
        above = on[0].theme
        commitment.theme = Piece("heading", above.text, lines_of([above.block])) if above else None
        steps: list[Block] = [*(replace(step, kind="list_item", level=0) for step in on[0].steps), *on[0].tables]
        if steps and not any(entry.label.field == MILESTONES for entry in commitment.entries):
            commitment.entries.append(LabelledItem(MILESTONES_LABEL, Piece("text", "", ()), steps))


def _find_closest(sections: Sequence[NarrativeCommitment], commitment: Commitment) -> Sequence[NarrativeCommitment]:
    """Return the sections whose titles have most words in common with a commitment's: titles of one plan are alike."""
    own = _long_words(_title_of(commitment))
    counts = [len(own & _long_words(join_lines(one.title.lines) if one.title else "")) for one in sections]
    return [one for one, count in zip(sections, counts, strict=True) if count == max(counts)]


def _is_on(section: NarrativeCommitment, commitment: Commitment) -> bool:
    number, title = split_number(join_lines(section.title.lines) if section.title else "")
    numbers = (text_of(entry.blocks).strip(" .") for entry in commitment.entries if entry.label.field == "number")
    own = commitment.number or next(numbers, None)
    row = SummaryRow(-1, number if own else None, title, [])
    is_same = own is None or number is None or own == number
    return (
        is_same
        and bool(_title_of(commitment))
        and _agree(row, _title_of(commitment), SAME_NUMBER if row.number else NO_NUMBER)
    )


def _find_rows(rows: Sequence[SummaryRow], commitment: Commitment) -> list[SummaryRow]:
    """Return the one row of each register that is on a commitment."""
    title, number = _title_of(commitment), _number_of(commitment)
    found = [row for row in rows if row.number and row.number == number and _agree(row, title, SAME_NUMBER)]
    found += [row for row in rows if not row.number and title and _agree(row, title, NO_NUMBER)]
    counts = Counter(row.table for row in found)
    return [row for row in found if counts[row.table] == 1]


def _number_of(commitment: Commitment) -> str | None:
    """Return the number in a commitment's title, or in the column of numbers or of names of a register's row."""
    columns = (text_of(entry.blocks) for entry in commitment.entries if entry.label.field == "number")
    names = (text_of(entry.blocks) for entry in commitment.entries if entry.label.field in NAMES)
    own = commitment.number or next((_join_digits(text) for text in columns), None)
    return own or next((split_number(name)[0] for name in names), None)


def _join_digits(text: str) -> str | None:
    """Return the number in a cell: a narrow column breaks '10' over two lines."""
    return "".join(text.split()).strip(".") or None


def _title_of(commitment: Commitment) -> str:
    answers = (text_of(entry.blocks) for entry in commitment.entries if entry.label.field in NAMES)
    return split_number(commitment.title_text or next(answers, ""))[1]


def _agree(row: SummaryRow, title: str, share: float) -> bool:
    """Return whether a row's title names what a title names; by its number alone where one of the two has none."""
    own, other = _long_words(row.title), _long_words(title)
    if not own or not other:
        return row.number is not None
    least = min if row.number else max
    return len(own & other) >= share * least(len(own), len(other))


def _agreed_entries(rows: Sequence[SummaryRow]) -> list[LabelledItem]:
    """Return what registers say of a commitment, without that in which two of them differ."""
    said: dict[str, list[LabelledItem]] = defaultdict(list)
    for row in rows:
        for field, entries in groupby(row.entries, key=lambda entry: entry.label.field or entry.label.key):
            said[field].append(next(entries))
    texts = {field: {text_of(entry.blocks) for entry in entries} for field, entries in said.items()}
    return [entries[0] for field, entries in said.items() if len(texts[field]) == 1]


def _read_rows(forms: LabelledForms, inside: set[int]) -> list[SummaryRow]:
    """Return the rows of the registers outside the forms."""
    rows: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, piece in enumerate(forms.pieces):
        if piece.record >= 0 and index not in inside:
            rows[piece.table, piece.record].append(index)
    return [
        SummaryRow(
            table,
            *_row_name(forms, indices),
            [entry for index in indices if (entry := _row_entry(forms, index))],
        )
        for (table, _), indices in rows.items()
    ]


def _row_name(forms: LabelledForms, indices: Sequence[int]) -> tuple[str | None, str]:
    """Return the number and the title of a register's row."""
    number, title = None, ""
    for index in indices:
        label = find_label(forms.pieces[index], forms.labels)
        text = text_of(forms.pieces[index].answer)
        if label and label.field == "number":
            number = number or _join_digits(text)
        elif label and label.field in NAMES and not title:
            printed, title = split_number(text)
            number = number or printed
    return number, title


def _row_entry(forms: LabelledForms, index: int) -> LabelledItem | None:
    piece = forms.pieces[index]
    label = find_label(piece, forms.labels)
    if piece.is_milestone_table:
        label = MILESTONES_LABEL
    elif label is None or not text_of(piece.answer) or not _adds(label.field, forms.grouping.by == "record"):
        return None
    blocks: list[Block] = list(piece.answer)
    return LabelledItem(label, piece, blocks, piece.cells)


def _read_steps(
    forms: LabelledForms, inside: set[int], numbers: set[str | None]
) -> Mapping[str | None, list[LabelledItem]]:
    """Return the milestones of each commitment, by its number, that tables outside the forms have: 2.1 is one of 2."""
    found: dict[str | None, list[LabelledItem]] = defaultdict(list)
    for index, piece in enumerate(forms.pieces):
        table = piece.block
        if index in inside or piece.record >= 0 or not piece.is_milestone_table or not isinstance(table, Table):
            continue
        parts = _part_by_number(table)
        for number, rows in parts.items() if parts.keys() <= numbers else ():
            part = replace(table, rows=(table.rows[0], *rows))
            found[number].append(LabelledItem(MILESTONES_LABEL, piece, [part]))
    return found


def _part_by_number(table: Table) -> Mapping[str, list[TableRow]]:
    """Return the rows of a table below its head by the number of their commitment, in a column or before their own."""
    head, *rows = table.rows
    columns = find_milestone_head(head, rows)
    key = columns.get(OWNER) or columns.get("number")
    parts: dict[str, list[TableRow]] = defaultdict(list)
    if key is None:
        return parts
    for row in rows:
        number = bare_number(" ".join(map(text_of, cells_under(row, key))))
        parts[number if OWNER in columns else number.rpartition(".")[0]].append(row)
    return parts


def _adds(field: str | None, is_register: bool) -> bool:
    """Return whether a register adds what a column of this field says, to forms or to another register."""
    return field in FILLED or (is_register and field not in (*NAMES, "number"))
