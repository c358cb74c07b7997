"""Items, the pieces of a report: labels with their answers, headings, paragraphs, rating grids.

Every way to print a label gives the same item: a heading of its own, 'Label: answer' in a paragraph, several of them in
one line, a cell next to its answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.model import Line, TextBlock
from pipeline.model.issues import Issue
from pipeline.parsers.irm.labels import (
    BULLETS,
    Label,
    find_run_in_labels,
    find_template_label,
    find_text_label,
    find_whole_label,
    guess_field,
)
from pipeline.parsers.irm.rating_rows import Rated
from pipeline.parsers.irm.ratings import Rating
from pipeline.parsers.irm.totals import Total
from pipeline.structure.lines import cut_lines, lines_of, make_stream, split_paragraphs
from pipeline.structure.numbers import is_named
from pipeline.structure.surfaces.texts import is_term

BOLD, PLAIN = 7, 8
"""Ranks behind the six heading levels: a paragraph set in bold, and any other."""

LONGEST_HEADING = 240


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of the report.

    `label` is what the item asks for and `lines` its answer; without a label `lines` are text. `rank` is the heading
    level (1 to 6), `BOLD` or `PLAIN`. `is_cell_start` marks the first item of a cell of a table that is no form.
    """

    lines: tuple[Line, ...]
    text: str
    rank: int = PLAIN
    label: Label | None = None
    is_list_item: bool = False
    is_cell_start: bool = False
    grid: tuple[Rated, ...] | None = None
    ratings: tuple[Rating, ...] = ()
    totals: tuple[Total, ...] = ()
    issue: Issue | None = None
    page: int | None = None


def find_weight(block: TextBlock) -> int:
    """Return the rank of a text that is no heading: that of one in bold or capitals or of a term, or `PLAIN`."""
    text = make_stream(block.lines).text
    is_set_apart = is_bold(block) or is_term(block) or (text.isupper() and len(text.split()) > 1)
    return BOLD if is_set_apart and len(text) <= LONGEST_HEADING else PLAIN


def is_bold(block: TextBlock) -> bool:
    """Return whether all of a text is in bold."""
    return all(line.bold for line in block.lines)


def read_text(block: TextBlock, rank: int | None = None, is_cell_start: bool = False) -> Iterator[Item]:
    """Yield the items of a text block; without a rank each paragraph has its own."""
    lines = _split_label_lines(lines_of(block))
    for index, group in enumerate(split_paragraphs(lines)):
        own = find_weight(replace(block, lines=group)) if rank is None else rank
        yield from _read_paragraph(group, own, block.kind == "list_item", is_cell_start and index == 0)


def _split_label_lines(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines as a paragraph each where several of them are labels: plain text has no other sign of it."""
    if len(lines) < 2 or sum(1 for line in lines if _opens_with_label(line.text)) < 2:
        return lines
    return tuple(replace(line, glue="paragraph") for line in lines)


def _opens_with_label(text: str) -> bool:
    return find_whole_label(text) is not None or next(find_run_in_labels(text), None) is not None


def _read_paragraph(group: tuple[Line, ...], rank: int, is_list_item: bool, is_cell_start: bool) -> Iterator[Item]:
    """Yield a paragraph as one item, or as several where it holds several labels."""
    page = group[0].anchor.page
    joined = make_stream(group)
    # Only a heading as a whole is compared loosely: one line of it may have the words of another label.
    known = _match_heading(joined.text) if rank < PLAIN else find_whole_label(joined.text)
    if known is not None:
        yield Item((), "", rank, known, is_list_item, is_cell_start, page=page)
        return
    found = list(find_run_in_labels(joined.text)) or list(_find_bold_label(group[0]))
    if not found:
        yield Item(joined.lines, joined.text, rank, None, is_list_item, is_cell_start, page=page)
        return
    ends = [*(start for start, _, _ in found[1:]), len(joined.text)]
    for (_, end, known), stop in zip(found, ends, strict=True):
        answer = cut_lines(joined, end, stop) if stop > end else ()
        text = joined.text[end:stop].strip()
        yield Item(answer, text, rank, known, is_list_item, is_cell_start, page=page)


def _match_heading(text: str) -> Label | None:
    plain = text.strip(BULLETS)
    if is_named(plain):
        return find_whole_label(text)  # the words of a commitment's title are not compared loosely
    return find_whole_label(text) or find_text_label(plain) or guess_field(plain) or find_template_label(plain)


def _find_bold_label(line: Line) -> Iterator[tuple[int, int, Label]]:
    """Yield the label in bold that opens a line, which may have no sign: '**Looking ahead** The ministry ...'."""
    label = _match_heading(line.text[: line.bold_start].rstrip(" .|–—-")) if line.bold_start else None
    if label is not None:
        yield 0, line.bold_start, label
