"""Sections of commitments in a report: from the name of a commitment to the next one, a chapter, or the end.

A section consists of items: labels with their answers, headings, paragraphs, rating grids. Every way to print a label
gives the same item: a heading of its own, 'Label: answer' in a paragraph, several of them in one line, a cell next to
its answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from pipeline.lexicon.text_folding import join_alternatives
from pipeline.model import Line, RawValue, TextBlock
from pipeline.model.issues import Issue
from pipeline.parsers.irm.labels import (
    BULLETS,
    Label,
    find_label,
    find_run_in_labels,
    find_template_label,
    find_text_label,
    find_whole_label,
    guess_field,
)
from pipeline.parsers.irm.naming import Naming, read_naming
from pipeline.parsers.irm.rating_rows import Rated
from pipeline.parsers.irm.ratings import CAPTION, Rating, load_words, match_word, read_rating
from pipeline.parsers.irm.totals import Total
from pipeline.structure.lines import cut_lines, lines_of, make_stream, make_value, split_paragraphs
from pipeline.structure.numbers import is_named, is_roman
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


STRONG = frozenset({"description", "milestones", "lead_institution", "support_institutions", "start_date", "end_date"})
"""Fields that only a commitment has: one of them shows that a heading names a commitment."""

_BRACKETS = re.compile(r"\[[^\[\]]{3,240}\]")
"""The bodies that lead a commitment, in brackets below its heading."""


@dataclass(slots=True)
class Section:
    """The items of one commitment's section (or of several that are treated together) and the heading above it.

    Without labels (`is_labelled` False) a numbered heading may be any: it counts only for a commitment that is known.
    """

    naming: Naming
    rank: int
    items: list[Item] = field(default_factory=list)
    theme: RawValue | None = None
    is_labelled: bool = True

    @property
    def number(self) -> str | None:
        """The first number that the section's heading names."""
        return self.naming.numbers[0] if self.naming.numbers else None


@dataclass(frozen=True, slots=True)
class _Start:
    index: int
    naming: Naming
    rank: int


def find_sections(items: Sequence[Item]) -> tuple[list[Section], list[Item]]:
    """Return the sections of commitments in the order of the report, and the items outside all of them."""
    starts = _drop_chapters(items, _find_starts(items))
    label_ranks = Counter(
        item.rank for item in items if item.label and item.label.kind == "field" and item.rank < PLAIN
    )
    sections: list[Section] = []
    inside: set[int] = set()
    theme: tuple[int, RawValue] | None = None
    for at, start in enumerate(starts):
        stop = starts[at + 1].index if at + 1 < len(starts) else len(items)
        theme = _find_theme(items, starts[at - 1].index if at else 0, start, theme)
        end = _find_end(items, start, stop, label_ranks)
        own = items[start.index + 1 : end]
        if not _is_commitment(start.naming, own):
            if items[start.index].rank < BOLD:
                theme = (start.rank, make_value(items[start.index].lines, "heading"))
            if start.rank < PLAIN and start.naming.numbers:
                sections.append(Section(start.naming, start.rank, list(own), is_labelled=False))
            continue
        above = theme[1] if theme and theme[0] < start.rank else None
        sections.append(Section(start.naming, start.rank, list(own), above))
        inside.update(range(start.index, end))
    return sections, [item for index, item in enumerate(items) if index not in inside]


def _find_theme(
    items: Sequence[Item], begin: int, start: _Start, theme: tuple[int, RawValue] | None
) -> tuple[int, RawValue] | None:
    """Return the theme that a start is under, None where a larger heading is in between."""
    if theme and theme[0] >= start.rank:
        theme = None
    for item in items[begin + 1 : start.index]:
        if item.label is None and item.rank < start.rank and item.lines:
            theme = None
    return theme


def _find_starts(items: Sequence[Item]) -> list[_Start]:
    has_headings = sum(1 for item in items if item.rank < PLAIN) > 1
    starts: list[_Start] = []
    described = False
    for index, item in enumerate(items):
        naming = _read_heading(items, index, has_headings)
        if naming is not None and (not _is_part(starts, naming) or _opens_theme(items, starts[-1].index, index)):
            starts.append(_Start(index, naming, item.rank))
            described = False
        elif item.label and item.label.name == "description":
            before = items[index - 1] if index else None
            if (described or not starts) and before is not None and _is_title(before):
                starts.append(_Start(index - 1, read_naming(before.lines, "heading"), before.rank))
            described = True
    return starts


def _drop_chapters(items: Sequence[Item], starts: Sequence[_Start]) -> list[_Start]:
    """Leave out headings with a Roman number that have no commitment's labels below them: they open chapters."""
    stops = [*(start.index for start in starts[1:]), len(items)]
    return [
        start
        for start, stop in zip(starts, stops, strict=False)
        if start.naming.named
        or not any(map(is_roman, start.naming.numbers))
        or any(item.label and item.label.name in STRONG for item in items[start.index + 1 : stop])
    ]


def _is_title(item: Item) -> bool:
    return item.label is None and bool(item.lines) and item.rank < PLAIN and not CAPTION.match(item.text)


def _is_part(starts: Sequence[_Start], naming: Naming) -> bool:
    """Return whether a numbered heading is within the section before it: '1.1' within '1'."""
    current = starts[-1] if starts else None
    if current is None or not current.naming.numbers or not naming.numbers:
        return False
    if naming.milestone:
        return True
    return naming.numbers[0].startswith(f"{current.naming.numbers[0]}.") and not naming.named


def _opens_theme(items: Sequence[Item], above: int, index: int) -> bool:
    """Return whether a heading is over commitments, the first at `index`: nothing on a commitment is in between."""
    label = items[index + 1].label if index + 1 < len(items) else None
    is_described = label is not None and label.name == "description"
    return index == above + 1 or (is_described and not any(item.label for item in items[above + 1 : index]))


def _read_heading(items: Sequence[Item], index: int, has_headings: bool) -> Naming | None:
    """Return the commitment that an item names as the heading of its section."""
    item = items[index]
    if item.label is not None or not item.lines or not _may_name(item.text):
        return None
    follows = items[index + 1] if index + 1 < len(items) else None
    has_body_below = follows is not None and _BRACKETS.fullmatch(follows.text) is not None
    naming = read_naming((*item.lines, *follows.lines) if follows and has_body_below else item.lines, "heading")
    if follows and has_body_below and len(naming.numbers) > 1 and ";" in follows.text:
        # Several bodies may lead one each of several commitments.
        naming = replace(naming, lead=None)
    if not (naming.title or naming.named) or naming.overall or (naming.title and _is_label(naming.title.text)):
        return None
    set_apart = item.rank < PLAIN
    before_label = follows is not None and follows.label is not None
    if naming.named and naming.numbers and not item.is_list_item:
        return naming if set_apart or naming.title or before_label else None
    if naming.star and set_apart:
        return naming
    if not (naming.numbers and naming.marked) or item.is_list_item:
        return None
    return naming if set_apart or ((item.is_cell_start or not has_headings) and before_label) else None


def _may_name(text: str) -> bool:
    """Return whether a text is short enough for a heading and is no sentence."""
    return 0 < len(text) <= LONGEST_HEADING and not text.endswith((".", ";", ","))


def _is_label(text: str) -> bool:
    """Return whether a text is a label: a value's name ('Right to information') may be a commitment's title."""
    known = find_label(text)
    return known is not None and known.kind not in ("value", "phase")


@cache
def _chapter_pattern() -> re.Pattern[str]:
    """Return the pattern of what opens a chapter that is on no commitment: a Roman number, 'Annex', 'Section 2'."""
    opening, numbered = (join_alternatives(load_words()[name]) for name in ("chapters", "numbered_chapters"))
    return re.compile(rf"(?:[IVXLC]{{1,5}}\s*[.:|)]|{opening}|(?:{numbered})\s+[IVX\d])", re.IGNORECASE)


def _find_end(items: Sequence[Item], start: _Start, stop: int, label_ranks: Counter[int]) -> int:
    """Return where a section ends: before the next chapter, or a heading as large as its own that is no label."""
    for index in range(start.index + 1, stop):
        item = items[index]
        is_chapter = _chapter_pattern().match(item.text) or match_word("other_commitments", item.text)
        if is_chapter and item.rank < PLAIN and item.label is None:
            return index
        is_label = item.label is not None and label_ranks[item.rank] > 2
        if item.rank < BOLD and (item.rank < start.rank or (item.rank == start.rank and not is_label)):
            return index
    return stop


def _is_commitment(naming: Naming, items: Sequence[Item]) -> bool:
    """Return whether what follows a name shows that it is a commitment's."""
    fields: set[str] = set()
    for item in items:
        if item.ratings or (item.grid is not None and _rates_commitment(naming, item)):
            return True
        if item.label is None:
            continue
        if item.label.name in STRONG:
            return True
        if item.label.kind == "rating" and read_rating(item.label.name, item.text):
            return True
        if item.label.kind in ("field", "rating"):
            fields.add(item.label.name)
    return len(fields) > 1 or (naming.named and bool(fields))


def _rates_commitment(naming: Naming, item: Item) -> bool:
    """Return whether a grid rates the commitment that is named, not all of the plan."""
    rows = [row for row in item.grid or () if row.ratings]
    numbers = [row.naming.numbers[0] for row in rows if row.naming.numbers]
    if not rows:
        return False
    if not numbers:
        return len(rows) < 3 or bool(rows[0].naming.overall)
    own = naming.numbers[0] if naming.numbers else numbers[0]
    return all(number == own or number.startswith(f"{own}.") for number in numbers) or rows[0].naming.overall
