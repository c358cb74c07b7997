"""The forms of a 'Commitment Completion Template' report: which rows belong to which commitment."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from pipeline.lexicon import match_label
from pipeline.model import Block, Table, TextBlock
from pipeline.parsers.forms.template_forms import as_cell
from pipeline.structure.flow import flow_entries, opened
from pipeline.structure.forms import Entry, entries
from pipeline.structure.lines import lines_of, text_of
from pipeline.structure.numbers import split_number

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
    titles = {id(rows[first].before) for first, title in heads if title is None}
    return tuple(
        _form(rows[start:end], rows[first].before, title, titles)
        for start, (first, title), end in zip(starts, heads, ends, strict=True)
    )


def _form(rows: Sequence[_Placed], before: TextBlock | None, title: Entry | None, titles: Collection[int]) -> Form:
    """Make a form; without a title row the text before the table is the title, where it reads like one.

    `titles` are the texts before other forms, which name those and no theme.
    """
    headings = [heading for heading in rows[0].headings if heading is before or id(heading) not in titles]
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
    taken = 0
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            for entry in entries(block):
                yield _Placed(entry, tuple(headings), before)
                before = None
        elif below := _label_below(blocks[index:], blocks[index - 1] if index else None):
            taken = index + 1 + len(below.values[0].blocks if below.values else ())
            yield _Placed(below, tuple(headings))
        elif index >= taken:
            before = block
            if block.kind == "heading":
                headings = [heading for heading in headings if heading.level < block.level] + [block]


def _answers(block: TextBlock) -> bool:
    """Say whether a block goes on with an answer: no heading, label or numbered title."""
    text = text_of(block)
    return block.kind != "heading" and split_number(text)[0] is None and match_label(text) is None


def _label_below(blocks: Sequence[Block], above: Block | None) -> Entry | None:
    """Return the last label of a form that runs below its table, with the answer under it, where no line rules it."""
    label = blocks[0]
    found = match_label(text_of(label)) if isinstance(above, Table) and isinstance(label, TextBlock) else None
    if found is None or found.method == "fuzzy" or found.field not in ORDER[ORDER.index("completion") :]:
        return None
    answer = tuple(takewhile(lambda block: isinstance(block, TextBlock) and _answers(block), blocks[1:]))
    texts = tuple(block for block in answer if isinstance(block, TextBlock))
    assert isinstance(label, TextBlock)
    return Entry(found.field, found, (as_cell((label,)),), (as_cell(texts),) if texts else ())


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
