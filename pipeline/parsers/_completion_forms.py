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

BEFORE_COMPLETION = frozenset(ORDER[: ORDER.index("completion")]) - {"commitment"}
"""Fields that no form asks for again once it has asked for the completion level."""

LONGEST_TITLE = 300
"""Characters: a longer text before a table is prose."""

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
    """A row with the headings it stands under and, for a table's first row, the text right before the table."""

    entry: Entry
    headings: tuple[TextBlock, ...] = ()
    before: TextBlock | None = None


def forms(blocks: Sequence[Block]) -> tuple[Form, ...]:
    """Return the commitments' forms in reading order."""
    rows = tuple(_rows(blocks))
    if not any(row.entry.field == FIRST_FIELD for row in rows):
        told = flow_entries(lines_of(blocks), ORDER, FIRST_FIELD)
        rows = tuple(_Placed(part) for entry in told for part in opened(entry, "actors", SUB_LABELS))
    starts = _starts(rows)
    heads = [_head(rows, start, starts[n - 1] if n else -1) for n, start in enumerate(starts)]
    ends = [*(head[0] for head in heads[1:]), len(rows)][: len(starts)]
    return tuple(
        _form(rows[start:end], rows[first].before, title)
        for start, (first, title), end in zip(starts, heads, ends, strict=True)
    )


def _form(rows: Sequence[_Placed], before: TextBlock | None, title: Entry | None) -> Form:
    """Make a form; without a title row the text before the table is the title, where it reads like one."""
    headings = rows[0].headings
    if title is None and before is not None and _is_title(before):
        themes = [heading for heading in headings if heading is not before]
        return Form(themes[-1] if themes else None, before, [row.entry for row in rows])
    return Form(headings[-1] if headings else None, title, [row.entry for row in rows])


def _is_title(block: TextBlock) -> bool:
    text = text_of(block)
    return len(text) <= LONGEST_TITLE and (block.kind == "heading" or split_number(text)[0] is not None)


def _starts(rows: Sequence[_Placed]) -> list[int]:
    """Return the rows that open a form: the first field, or a field told already once the completion was told.

    The latter is a form whose first row was left out; without it its answers would run into the form above.
    """
    starts: list[int] = []
    seen: set[str] = set()
    for index, row in enumerate(rows):
        field = row.entry.field
        if field == FIRST_FIELD or (field in seen and "completion" in seen and field in BEFORE_COMPLETION):
            starts.append(index)
            seen = set()
        if field:
            seen.add(field)
    return starts


def _rows(blocks: Sequence[Block]) -> Iterator[_Placed]:
    headings: list[TextBlock] = []
    before: TextBlock | None = None
    for block in blocks:
        if isinstance(block, Table):
            for entry in entries(block):
                yield _Placed(entry, tuple(headings), before)
                before = None
            continue
        before = block
        if block.kind == "heading":
            headings = [heading for heading in headings if heading.level < block.level] + [block]


def _head(rows: Sequence[_Placed], start: int, previous: int) -> tuple[int, Entry | None]:
    """Return the index of the first row of the head above `start`, and the row that is the title.

    The head reaches up to the template's own title row ('Commitment Completion Template'); without one it is the
    last row that spans the table. A row that spans it behind a label without answer is that label's answer.
    """
    title: Entry | None = None
    first = start
    for index in range(start - 1, previous, -1):
        entry, above = rows[index].entry, rows[index - 1].entry if index else None
        if entry.field == "commitment":
            return index, entry if any(map(text_of, entry.values)) else title
        if entry.field is not None or len(entry.values) != 1 or _awaits_answer(above):
            break
        if title is None and text_of(entry.values[0]):
            title, first = entry, index
    return first, title


def _awaits_answer(entry: Entry | None) -> bool:
    return entry is not None and entry.field not in {None, "commitment"} and not entry.text


def number_and_title(form: Form) -> tuple[str | None, str]:
    """Return a form's number and title."""
    title = form.title
    if title is None:
        return None, ""
    text = text_of(title) if isinstance(title, TextBlock) else text_of([b for c in title.values for b in c.blocks])
    return split_number(text.replace("\n", " "))
