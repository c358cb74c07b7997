"""Milestones that are headings with labels of their own below ('Milestone 2', then 'Dates: ...'): one table of all.

A number is enough for such a heading right below a label that asks for milestones: '1.2 Publish the guide'. So it is
with a day behind it where it counts the parts of the commitment's own number: 1.1 and 1.2 below 'Commitment 1'. Rows
of a form that a milestone's name and number open are read the same way: 'Milestone 1.1', and beside it text and labels.
So is a table of its own for each milestone below a commitment's heading: 'Activity 1' across it, rows of labels.

Headings of a milestone table whose cells became lines: one label for what is below them, not one each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.lexicon import match_exact_label, match_label
from pipeline.lexicon.ideas import weigh_ideas
from pipeline.model import Block, Cell, Line, Table, TableRow, TextBlock
from pipeline.structure.commitments.completion import is_level
from pipeline.structure.dates import is_date
from pipeline.structure.lines import lines_of, text_of
from pipeline.structure.milestones.columns import DATES, column_field, raw_fields
from pipeline.structure.milestones.item_parts import read_due_date
from pipeline.structure.milestones.numbering import is_milestone_number, named_mark
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.outline.tree import OutlineItem
from pipeline.structure.surfaces.piece import Piece
from pipeline.structure.surfaces.texts import text_pieces

FEWEST_COLUMNS = 3
"""Headings that follow each other without an answer: two labels of a form do so where one is not answered."""

MILESTONE = ("milestones", "text")

STATUS, TIMELINE, EVIDENCE = "status", "timeline", "evidence"
"""Fields of a milestone that a level, days, or what was done give without a label."""


def join_lost_heads(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces, the headings of a milestone table that lost its cells joined to its first heading."""
    at = 0
    while at < len(pieces):
        end = _end_of_heads(pieces, at)
        if end == at:
            yield pieces[at]
            at += 1
            continue
        lines = tuple(line for piece in pieces[at:end] for line in piece.lines)
        yield replace(pieces[at], surface="line", lines=lines, answer=(), block=None, asks="milestones")
        at = end


def _end_of_heads(pieces: Sequence[Piece], at: int) -> int:
    """Return the index behind the headings of a lost table that begin at a piece; `at` where none begin."""
    first = _head_field(pieces[at])
    if first not in MILESTONE:
        return at
    end = at
    while end < len(pieces) and _head_field(pieces[end]):
        end += 1
    fields = {_head_field(piece) for piece in pieces[at:end]}
    return end if end - at >= FEWEST_COLUMNS and fields & set(DATES) else at


def _head_field(piece: Piece) -> str | None:
    """Return the field of a heading in a line of its own."""
    if piece.surface not in ("line", "run_in", "heading") or piece.table >= 0 or piece.answer:
        return None
    field = column_field(piece.text.strip(" :："))
    return field if field and match_label(piece.text) is not None else None


PROGRESS = "progress"
"""Idea of a label above milestones below each of which a report says what was done."""

FEWEST_DATED = 2
"""Parts of a number with a day each that are milestones."""

FEWEST_PARTS = 1
"""Labels below a milestone's heading: a list of milestones without any is read as a list."""


@dataclass(slots=True)
class MilestoneSection:
    """A milestone: its heading with the text below, and the answers to its labels by field."""

    text: list[Block]
    parts: dict[str, list[Block]] = field(default_factory=dict)


_Run = tuple[int, list[MilestoneSection], dict[str, tuple[Line, ...]]]
"""Where a run of milestone sections ends, the sections, and the printed label of each field."""


def join_milestone_sections(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces, each run of milestone sections joined to one table of milestones."""
    at = 0
    pieces = [part for piece in pieces for part in (_unfold_row(piece) if _is_milestone_row(piece) else (piece,))]
    while at < len(pieces):
        run = _read_parts_of_number(pieces, at) or _read_described_run(pieces, at)
        if run is None:
            yield pieces[at]
            at += 1
            continue
        end, sections, heads = run
        yield make_milestone_table(pieces[at], sections, heads)
        at = end


def _read_described_run(pieces: Sequence[Piece], at: int) -> _Run | None:
    """Return the run of milestone sections that begins at a piece, None where they are not described by labels."""
    if pieces[at].surface == "bar" and not _is_below_commitment(pieces, at):
        return None
    end, sections, heads = _read_run(pieces, at)
    is_described = _is_milestone_row(pieces[at]) or _are_described(sections, _opens_milestone(pieces[at]))
    is_run = is_described and not _holds_commitment(pieces[at], pieces[end : end + 1])
    return (end, sections, heads) if is_run else None


def _is_milestone_row(piece: Piece) -> bool:
    """Return whether a row of a form is a milestone: its label is a milestone's name and number."""
    is_named_row = piece.surface == "row" and piece.record < 0 and bool(piece.answer) and not is_named(piece.text)
    has_number = piece.text[:1].isalpha() and any(map(str.isdigit, piece.text))
    return is_named_row and has_number and is_milestone_number(piece.text)


def _unfold_row(piece: Piece) -> Iterator[Piece]:
    """Yield the row of a milestone with its text, and what the labels below the text say as pieces of their own."""
    texts = [block for block in piece.answer if isinstance(block, TextBlock)]
    parts = [part for block in texts for part in text_pieces(OutlineItem(block, text_of([block])))]
    end = next((i for i, part in enumerate(parts) if part_field(part)), len(parts))
    if 0 < end < len(parts) and len(texts) == len(piece.answer):
        yield replace(piece, answer=tuple(block for part in parts[:end] for block in part.as_blocks()), cells=())
        yield from parts[end:]
    else:
        yield piece


def _are_described(sections: Sequence[MilestoneSection], are_named: bool) -> bool:
    """Return whether milestones have labels of their own; where numbers alone open them, each of several has."""
    if not are_named:
        return len(sections) > 1 and all(section.parts for section in sections)
    return bool(sections) and sum(len(section.parts) for section in sections) >= FEWEST_PARTS * len(sections)


def _holds_commitment(first: Piece, after: Sequence[Piece]) -> bool:
    """Return whether what ends a run is a commitment's label below its heading: 'Action 1' is a commitment then."""
    if first.surface != "heading" or not first.rank:
        return False
    below = [piece for piece in after if piece.surface != "heading" or piece.rank > first.rank]
    return any(piece.is_candidate and match_label(piece.text) is not None for piece in below)


def _is_below_commitment(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether the heading that a piece is under names a commitment: 'Commitment 3'."""
    lowest = None
    for piece in reversed(pieces[:at]):
        if piece.surface == "heading" and (lowest is None or piece.rank < lowest):
            if is_named(piece.text):
                return True
            lowest = piece.rank
    return False


def _opens_milestone(piece: Piece) -> bool:
    is_apart = piece.table < 0 and piece.surface in ("heading", "line", "run_in", "term")
    is_apart |= piece.surface == "bar" and piece.record < 0
    return _is_milestone_row(piece) or (is_apart and named_mark().match(piece.text) is not None)


def asks_milestones(piece: Piece) -> bool:
    """Return whether a piece is a label without an answer that asks for milestones."""
    known = match_exact_label(piece.text) if piece.is_candidate and piece.table < 0 and not piece.answer else None
    return known is not None and known.field == "milestones"


def _number_depth(piece: Piece) -> int:
    """Return how many parts the number in front of a heading or line has ('1.2' two), 0 for one without a number."""
    is_titled = piece.surface in ("heading", "line") and piece.table < 0 and not is_named(piece.text)
    number = split_number(piece.text)[0] if is_titled else None
    return len(number.split(".")) if number else 0


def _read_run(pieces: Sequence[Piece], at: int) -> _Run:
    """Return the run of milestone sections that begins at a piece."""
    sections: list[MilestoneSection] = []
    heads: dict[str, tuple[Line, ...]] = {}
    # Below the heads of a table that lost its cells, lines are its rows.
    is_asked = at > 0 and asks_milestones(pieces[at - 1]) and pieces[at - 1].asks is None
    depth = _number_depth(pieces[at]) if is_asked else 0
    if not depth and not _opens_milestone(pieces[at]):
        return at, sections, heads
    index = at
    last: list[Block] = []
    while index < len(pieces):
        piece = pieces[index]
        part = part_field(piece)
        if _opens_milestone(piece) or 0 < depth == _number_depth(piece):
            last = list(piece.as_blocks())
            sections.append(MilestoneSection(last))
        elif 0 < _number_depth(piece) < depth:
            break
        elif part is not None:
            heads.setdefault(part, print_head(part, piece.lines) if is_level(piece.text) else piece.lines)
            last = sections[-1].parts.setdefault(part, [])
            last += piece.answer or (piece.as_blocks() if part == STATUS else ())
        elif 0 <= piece.table == pieces[index - 1].table and piece.surface == "row":
            pass  # what no column of a milestone holds
        elif _is_as_high(piece, pieces[at]) or _is_table_or_label(piece):
            break
        elif not sections[-1].parts.keys() & set(DATES) and is_date(text_of(piece.as_blocks())):
            # A period in a line of its own needs no label.
            heads.setdefault(TIMELINE, print_head(TIMELINE, lines_of(piece.as_blocks())))
            sections[-1].parts[TIMELINE] = list(piece.as_blocks())
        else:
            last += piece.as_blocks()
        index += 1
    return index, sections, heads


def _read_parts_of_number(pieces: Sequence[Piece], at: int) -> _Run | None:
    """Read milestones that count the parts of the number above them, each with its day and text below; else None.

    Below a label that asks for progress the texts say what was done.
    """
    above = _number_above(pieces, at) if _is_dated(pieces[at]) else None
    is_report = at > 0 and pieces[at - 1].is_candidate and PROGRESS in weigh_ideas(pieces[at - 1].text)
    sections: list[MilestoneSection] = []
    index = at
    while above and index < len(pieces):
        piece = pieces[index]
        if _is_dated(piece) and _number_in_front(piece) == f"{above}.{len(sections) + 1}":
            sections.append(MilestoneSection(list(piece.as_blocks())))
        elif not sections or piece.surface == "heading" or _is_table_or_label(piece):
            break
        else:
            text = sections[-1].parts.setdefault(EVIDENCE, []) if is_report else sections[-1].text
            text += piece.as_blocks()
        index += 1
    if len(sections) < FEWEST_DATED or index < at + 2 * len(sections):
        return None
    lines = (Line(EVIDENCE, pieces[at - 1].lines[0].anchor),) if is_report else ()
    return index, sections, {EVIDENCE: lines} if is_report else {}


def _is_dated(piece: Piece) -> bool:
    """Return whether a piece is a text that its last day closes."""
    block = piece.block
    return piece.table < 0 and isinstance(block, TextBlock) and read_due_date(block.lines) is not None


def _number_in_front(piece: Piece) -> str | None:
    return split_number(text_of(piece.as_blocks()))[0]


def _number_above(pieces: Sequence[Piece], at: int) -> str | None:
    """Return the number of the commitment that a piece is under, where the number of the piece is its first part."""
    above, _, first = (_number_in_front(pieces[at]) or "").rpartition(".")
    if first != "1":
        return None
    titles = (piece for piece in reversed(pieces[:at]) if piece.surface in ("heading", "bar") or is_named(piece.text))
    number = next((number for piece in titles if (number := split_number(piece.text)[0])), None)
    return above if above and number == above else None


def part_field(piece: Piece) -> str | None:
    """Return the field of a label that describes a milestone, or of a level that needs no label."""
    if not piece.is_candidate or piece.surface == "bar":
        return None
    if piece.surface == "line" and is_level(piece.text):
        return STATUS
    name = column_field(piece.text.strip(" :："))
    # What is next is said of the commitment, but in a milestone's own table.
    others = ("text", "number", *(("next_steps",) if piece.table < 0 else ()))
    return name if name and raw_fields().get(name, "text") not in others else None


def _is_as_high(piece: Piece, first: Piece) -> bool:
    return piece.surface == "heading" and (not first.rank or piece.rank <= first.rank)


def _is_table_or_label(piece: Piece) -> bool:
    """Return whether a piece is in a table, or a label of the commitment: either ends the milestones above it."""
    return piece.table >= 0 or (piece.is_candidate and match_exact_label(piece.text) is not None)


def print_head(field: str, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the printed label of a column where the document has none: its field, at the first of some lines."""
    return (replace(lines[0], text=field.replace("_", " ")),)


def make_milestone_table(
    piece: Piece, sections: Sequence[MilestoneSection], heads: Mapping[str, tuple[Line, ...]]
) -> Piece:
    """Return the piece that the milestones from a piece on are: a table of them, which needs no label above it."""
    table = _build_table(sections, heads)
    return replace(piece, surface="table", text="milestones", lines=(), rank=0, answer=(table,), block=table, asks=None)


def _build_table(sections: Sequence[MilestoneSection], heads: Mapping[str, tuple[Line, ...]]) -> Table:
    """Return the table of milestones: a row for each section, a column for each of the labels `heads`."""
    first = sections[0].text[0]
    anchor = first.lines[0].anchor if isinstance(first, TextBlock) else first.anchors[0]
    names = list(heads)
    head: list[tuple[Block, ...]] = [(TextBlock("paragraph", (Line("Milestone", anchor),)),)]
    head += [(TextBlock("paragraph", heads[name]),) for name in names]
    rows: list[list[tuple[Block, ...]]] = [
        [tuple(section.text), *(tuple(section.parts.get(name, ())) for name in names)] for section in sections
    ]
    return Table(tuple(_build_row(number, cells) for number, cells in enumerate([head, *rows])), (anchor,))


def _build_row(number: int, cells: Sequence[tuple[Block, ...]]) -> TableRow:
    return TableRow(tuple(Cell(number, i, float(i), i + 1.0, blocks, ()) for i, blocks in enumerate(cells)))
