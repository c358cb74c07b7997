"""Sections of commitments in a report: from the name of a commitment to the next one, a chapter, or the end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from pipeline.lexicon.text_folding import join_alternatives
from pipeline.model import RawValue
from pipeline.parsers.irm.items import BOLD, LONGEST_HEADING, PLAIN, Item
from pipeline.parsers.irm.labels import find_label
from pipeline.parsers.irm.naming import Naming, read_naming
from pipeline.parsers.irm.ratings import read_rating
from pipeline.parsers.irm.words import CAPTION, load_words, match_word
from pipeline.structure.lines import make_value
from pipeline.structure.numbers import is_roman

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
