"""Forms of label and value cells: each row as an entry that says which template field its value answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.lexicon import LabelMatch, is_prompt, match_label
from pipeline.model import Cell, Table, TableRow
from pipeline.structure.lines import text_of
from pipeline.structure.rows import whole

LONGEST_LABEL_IN_PROMPT = 4
"""Words: prompts speak of other fields ('its main objective'), so that so short a text may be a label all the same."""

Matcher = Callable[[str], LabelMatch | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a form: the field its label names (None without a label), the label's and the values' cells."""

    field: str | None
    match: LabelMatch | None
    labels: tuple[Cell, ...]
    values: tuple[Cell, ...]

    @property
    def text(self) -> str:
        """The text of all value cells."""
        return "\n".join(filter(None, map(text_of, self.values)))


def entries(table: Table, match: Matcher = match_label) -> tuple[Entry, ...]:
    """Return the rows of a form as entries, rows that a page end breaks joined first."""
    rows = whole(table.rows, lambda above, below: goes_on(above, below, match))
    return tuple(entry_of(row.cells, match) for row in rows)


def entry_of(cells: Sequence[Cell], match: Matcher = match_label) -> Entry:
    """Split a row's cells into its labels (from the left, as long as they are known) and its values.

    The innermost label decides: 'Other actors involved | Government | Ministry of Finance' answers the latter.
    """
    labels: list[Cell] = []
    found: LabelMatch | None = None
    filled = [cell for cell in cells if text_of(cell)]
    for cell in filled:
        known = match(text_of(cell))
        # The last cell of a row with a label is its value, even where it reads like a label ('Government').
        if known is None or (labels and cell is filled[-1] and cell is cells[-1]):
            break
        labels.append(cell)
        found = known
    values = tuple(cell for cell in cells if cell not in labels)
    return Entry(found.field if found else None, found, tuple(labels), values)


def goes_on(above: TableRow, below: TableRow, match: Matcher) -> bool:
    """Return whether a form's row on a new page is the rest of the last row on the page before.

    A row that opens with a label of its own is new; one whose label cell is empty, or goes on with the label or
    prompt of the row above, is not. Marks below the headings of a completion grid stay a row of their own.
    """
    filled = [cell for cell in below.cells if text_of(cell)]
    if not filled or entry_of(above.cells, match).field == "completion":
        return False
    if _label_goes_on(above, filled[0], match):
        return True
    if match(text_of(filled[0])) is not None:
        return False
    if len(below.cells) == 1:
        return len(above.cells) == 1 and match(text_of(above.cells[0])) is None and text_of(filled[0])[:1].islower()
    return not text_of(below.cells[0])


def _label_goes_on(above: TableRow, opener: Cell, match: Matcher) -> bool:
    """Return whether a cell goes on with the label or the prompt in the cell above it."""
    over = [c for c in above.cells if min(c.right, opener.right) > max(c.left, opener.left) and text_of(c)]
    if not over:
        return False
    before, after = text_of(over[0]), text_of(opener)
    known, whole, own = match(before), match(f"{before} {after}"), match(after)
    if whole is None:
        return own is None and known is not None and is_prompt(after)
    mid_sentence = after[:1].islower() and is_prompt(after) and known is not None and known.field == whole.field
    if own is None or mid_sentence:
        return True
    if own.method == "prefix":
        # A label with its own prompt behind it is a row of its own.
        return False
    # Both 'implementing agency' and 'responsible person from implementing agency' are labels: the whole one counts
    # where the row above was none, was known by likeness alone, or had no more than the beginning of its prompt.
    if known is None or (known.method == "fuzzy" and whole.method == "exact"):
        return True
    goes_on_prompting = len(after.split()) > LONGEST_LABEL_IN_PROMPT and is_prompt(after)
    return known.field == whole.field and whole.method == "prefix" and goes_on_prompting
