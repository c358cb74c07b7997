"""The forms of a 'Commitment Completion Template' report: which rows belong to which commitment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.layout.flow import flow_entries, opened
from pipeline.layout.forms import Entry, entries
from pipeline.layout.lines import lines_of, text_of
from pipeline.layout.numbers import split_number
from pipeline.model import Block, Table, TextBlock

FIRST_FIELD = "lead_institution"
"""The field that the template asks first: the rows above it are the commitment's title."""

ORDER = (
    "commitment",
    FIRST_FIELD,
    "contact_name",
    "contact_position",
    "contact_email",
    "contact_phone",
    "actors",
    "actors_government",
    "actors_non_government",
    "main_objective",
    "brief_description",
    "relevance",
    "ambition",
    "completion",
    "results",
    "end_date",
    "next_steps",
    "additional_information",
)
"""The template's fields in order."""

SUB_LABELS = ("actors_government", "actors_non_government")
"""Fields whose labels stand within the row of the other actors."""


@dataclass(slots=True)
class Form:
    """The rows of one commitment and the heading of the section that it stands in."""

    theme: TextBlock | None
    title: Entry | TextBlock | None
    rows: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Placed:
    entry: Entry
    theme: TextBlock | None
    before: TextBlock | None
    """The text block right before the table, for the table's first row: a title may stand there."""


def forms(blocks: Sequence[Block]) -> tuple[Form, ...]:
    """Return the commitments' forms in reading order."""
    rows = tuple(_rows(blocks))
    if not any(row.entry.field == FIRST_FIELD for row in rows):
        lines = lines_of(blocks)
        told = flow_entries(lines, ORDER, FIRST_FIELD)
        rows = tuple(_Placed(part, None, None) for entry in told for part in opened(entry, "actors", SUB_LABELS))
    starts = [i for i, row in enumerate(rows) if row.entry.field == FIRST_FIELD]
    heads = [_head(rows, start, starts[n - 1] if n else -1) for n, start in enumerate(starts)]
    ends = [*(head[0] for head in heads[1:]), len(rows)][: len(starts)]
    found = []
    for start, (_, title), end in zip(starts, heads, ends, strict=True):
        form = Form(rows[start].theme, title or rows[start].before, [row.entry for row in rows[start:end]])
        found.append(form)
    return tuple(found)


def _rows(blocks: Sequence[Block]) -> Iterator[_Placed]:
    theme: TextBlock | None = None
    before: TextBlock | None = None
    for block in blocks:
        if isinstance(block, TextBlock):
            theme = block if block.kind == "heading" else theme
            before = block
            continue
        for entry in entries(block):
            yield _Placed(entry, theme, before)
        before = None


def _head(rows: Sequence[_Placed], start: int, previous: int) -> tuple[int, Entry | None]:
    """Return the index of the first row of the head above `start`, and the row that is the title.

    The head reaches up to the template's own title row ('Commitment Completion Template'); without one it is the
    last row that spans the table, which the value of the form above (a label row's answer) never is.
    """
    title: Entry | None = None
    first = start
    for index in range(start - 1, previous, -1):
        entry = rows[index].entry
        if entry.field == "commitment":
            return index, entry if any(map(text_of, entry.values)) else title
        if entry.field is not None or len(entry.values) != 1 or rows[index - 1].entry.field == "additional_information":
            break
        if title is None and text_of(entry.values[0]):
            title, first = entry, index
    return first, title


def number_and_title(form: Form) -> tuple[str | None, str]:
    """Return a form's number and title."""
    title = form.title
    if title is None:
        return None, ""
    text = text_of(title) if isinstance(title, TextBlock) else text_of([b for c in title.values for b in c.blocks])
    return split_number(text.replace("\n", " "))


def is_form_table(block: Block) -> bool:
    """Say whether a block is a table with at least one labelled row."""
    return isinstance(block, Table) and any(entry.field for entry in entries(block))
