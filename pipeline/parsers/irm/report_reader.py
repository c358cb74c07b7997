"""From a report to its items, and from these to its ledger: chapters, annexes, grids, merged by commitment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from pipeline.lexicon.language import split_sentences
from pipeline.lexicon.vocabularies import fold_printed_word, fold_wording
from pipeline.model import Block, RawValue, Table, TableRow, TextBlock
from pipeline.model.issues import Issue
from pipeline.parsers.forms.ratings import find_mentions
from pipeline.parsers.irm.form_tables import is_form_table, read_form
from pipeline.parsers.irm.labels import (
    find_label_without_sign,
    guess_indicator,
)
from pipeline.parsers.irm.ledger import Entry, GridReader, Ledger, Milestone, is_same_title
from pipeline.parsers.irm.naming import Naming, read_naming
from pipeline.parsers.irm.process import read_process
from pipeline.parsers.irm.rating_rows import read_rating_rows
from pipeline.parsers.irm.ratings import LONGEST_RATING, make_issue, match_word, read_rating
from pipeline.parsers.irm.section_reader import SectionReader, join_items, read_items_as_milestones, read_stars
from pipeline.parsers.irm.sections import (
    BOLD,
    LONGEST_HEADING,
    PLAIN,
    Item,
    Section,
    find_sections,
    find_weight,
    is_bold,
    read_text,
)
from pipeline.parsers.irm.totals import Total, read_totals
from pipeline.structure.grids import is_tick
from pipeline.structure.lines import cut_lines, filled_cells, lines_of, make_stream, make_value, text_of
from pipeline.structure.numbers import split_number
from pipeline.structure.outline.tree import BODY, OutlineItem
from pipeline.structure.rows import merge_continued_rows

HEAD_ROWS = 2
"""Rows of a table in which the names of its groups of columns stand."""

SHORTEST_SENTENCE = 60
"""Characters: a heading that a full stop ends is shorter ('1.2. Open data.')."""


def read_items(parts: Sequence[OutlineItem]) -> list[Item]:
    """Return the items of a report, whose outline is known, in reading order."""
    items: list[Item] = []
    is_behind_form = False
    for part in parts:
        block = part.block
        if isinstance(block, Table):
            items += _read_table(block)
            is_behind_form = not block.ruled and is_form_table(block)
        else:
            lost = _read_lost_row(block) if is_behind_form else None
            items += [lost] if lost else read_text(block, _find_rank(part, block))
            is_behind_form = is_behind_form and block.kind != "heading"
    return _label_repeated_headings(items, [part.block for part in parts])


def _find_rank(part: OutlineItem, block: TextBlock) -> int:
    """Return the rank of a text: that of a heading of the outline, that of a line set apart, or `PLAIN`."""
    if block.kind == "heading" and part.rank != BODY and len(part.text) <= LONGEST_HEADING:
        # Text that is larger than that of the tables around it is not yet a heading.
        is_sentence = len(part.text) >= SHORTEST_SENTENCE and part.text.endswith(".") and not is_bold(block)
        return PLAIN if is_sentence else min(part.rank, BOLD - 1)
    return find_weight(block)


def _label_repeated_headings(items: Sequence[Item], blocks: Sequence[Block]) -> list[Item]:
    """Return the items, headings in unknown words as labels where the report repeats them, as headings or over a grid.

    A commitment's chapter asks what the head of its grid asks, and so does every other chapter.
    """
    heads = (
        cell for block in blocks if isinstance(block, Table) for row in block.rows[:HEAD_ROWS] for cell in row.cells
    )
    # A number opens the name of a commitment, whose title may have the words of an indicator.
    headings = [
        item
        for item in items
        if item.label is None and item.lines and item.rank < PLAIN and not split_number(item.text)[0]
    ]
    texts = [*(item.text for item in headings), *map(text_of, heads)]
    repeated = {key for key, count in Counter(map(fold_wording, texts)).items() if count > 1}
    guessed = {
        id(item): label
        for item in headings
        if fold_wording(item.text) in repeated and (label := guess_indicator(item.text)) is not None
    }
    return [
        replace(item, label=guessed[id(item)], lines=(), text="") if id(item) in guessed else item for item in items
    ]


def _read_lost_row(block: TextBlock) -> Item | None:
    """Return the label and answer that a form without rules has as one paragraph below it: its last row, cut off."""
    joined = make_stream(block.lines)
    start, label = find_label_without_sign(joined.text) or (0, None)
    return Item(cut_lines(joined, start, len(joined.text)), joined.text[start:], PLAIN, label) if label else None


def _read_table(table: Table) -> Iterator[Item]:
    page = table.anchors[0].page if table.anchors else None
    counted = read_totals(table)
    if counted:
        yield Item((), "", totals=counted, page=page)
        return
    if is_form_table(table):
        yield from read_form(table)
        return
    grid = read_rating_rows(table)
    if grid is not None:
        yield Item((), "", grid=grid, page=page)
        return
    yield from _read_loose_table(table)


def _read_loose_table(table: Table) -> Iterator[Item]:
    """Yield the cells of any other table, one after the other; marks that no heading explains are a problem."""
    signs = [cell for row in table.rows for cell in row.cells if is_tick(text_of(cell)) and text_of(cell) not in "*+"]
    if len(signs) > 1 and not read_process([table], None):
        page = signs[0].anchors[0].page if signs[0].anchors else None
        message = f"A table with {len(signs)} marks has no headings that say what is marked; it was not read."
        yield Item((), "", issue=make_issue("grid-not-read", message, page))
    for index, row in enumerate(merge_continued_rows(table, _continues)):
        filled = filled_cells(row)
        for cell in filled:
            is_head = (
                index == 0 and len(filled) == 1 and cell.fill is not None and len(text_of(cell)) <= LONGEST_HEADING
            )
            first = len(filled) > 1 or len(table.rows) > 1
            for block in cell.blocks:
                if isinstance(block, Table):
                    yield from _read_table(block)
                else:
                    yield from read_text(block, BOLD if is_head else None, first)
                    first = False


def _continues(above: TableRow, below: TableRow) -> bool:
    """Return whether a row on a new page continues the row above in every cell: it names no commitment of its own."""
    filled = filled_cells(below)
    if len(above.cells) != len(below.cells) or not filled:
        return False
    naming = read_naming(lines_of(filled[0])[:1], "column")
    return filled[0] is not below.cells[0] or not (naming.numbers or naming.star)


MOST_BEFORE_NAME = 4
"""Words in front of the commitment that a sentence is on, a comma behind it ('In the case of Commitment 5, ...')."""

SAME_MILESTONE = 0.6
"""Similarity (0 to 1) from which a grid's shortened label and a milestone's text are taken for the same milestone."""


@dataclass(slots=True)
class Reading:
    """What a report says: the ledger, the counts that it states, issues.

    `sections` gives the commitments that an item, by its index, is in the section of.
    """

    ledger: Ledger
    totals: list[Total] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    sections: dict[int, tuple[str, ...]] = field(default_factory=dict)


def read_report(parts: Sequence[OutlineItem], phase: str | None) -> Reading:
    """Read the outline of a report whose own ratings are of a phase."""
    items = read_items(parts)
    found, outside = find_sections(items)
    own = {id(item): section.naming.numbers for section in found for item in section.items if section.naming.named}
    reading = Reading(
        Ledger(phase),
        totals=[total for item in items for total in item.totals],
        items=items,
        sections={index: own[id(item)] for index, item in enumerate(items) if id(item) in own},
    )
    contents: list[tuple[Section, tuple[Entry, ...], SectionReader]] = []
    for section in (section for section in found if section.is_labelled):
        section.naming = _add_number(section)
        entries = reading.ledger.name(section.naming, theme=section.theme)
        contents.append((section, entries, SectionReader(section.items, section.number)))
    # The richest section of a commitment gives its texts: the annex and the summary only add to the chapter.
    for _, entries, content in sorted(contents, key=lambda found: -len(found[2].fields)):
        for entry in entries:
            _add_content(reading, entry, content)
    for section, entries, content in contents:
        for grid in filter(None, (item.grid for item in section.items)):
            GridReader(reading.ledger, section.naming, reading.issues).read(grid)
        _match_milestones(entries[0], content)
    for item in outside:
        if item.grid is not None:
            GridReader(reading.ledger, None, reading.issues).read(item.grid)
        reading.issues += _find_outside_issues(item)
    for section in found:
        if not section.is_labelled:
            _add_unlabelled(reading.ledger, section)
    _add_other_commitments(reading.ledger, outside)
    if phase == "end_of_term":
        read_stars(items, reading.ledger)
    return reading


def _add_unlabelled(ledger: Ledger, section: Section) -> None:
    """Give a known commitment the prose of a chapter without labels: what came of it, where the report says that."""
    naming = section.naming
    known = [ledger.find(number, naming.title.text if naming.title else None) for number in naming.numbers]
    prose = [item for item in section.items if item.lines and item.label is None and item.rank >= PLAIN]
    for entry in known:
        if entry is None or not is_same_title(entry, naming):
            continue
        ledger.name(naming)
        if prose and ledger.phase != "design":
            entry.fields.setdefault("results", join_items(prose))


def _find_outside_issues(item: Item) -> Iterator[Issue]:
    """Yield an issue for a rating or a grid that is under no commitment."""
    if item.issue is not None:
        yield item.issue
    name = item.label.indicator if item.label else None
    if name and 0 < len(item.text) <= LONGEST_RATING and read_rating(name, item.text) is not None:
        message = f"'{name}: {item.text}' stands under no commitment's heading and is left out."
        yield make_issue("rating-without-commitment", message, item.page, "info")


def _add_other_commitments(ledger: Ledger, items: Sequence[Item]) -> None:
    """Give commitments without a chapter the sentences that a closing section has on them."""
    is_open = False
    for item in items:
        if item.rank < PLAIN:
            is_open = match_word("other_commitments", item.text) is not None
        elif is_open and item.lines:
            for numbers, said in _split_by_commitment(item):
                for entry in filter(None, (ledger.find(number, None) for number in numbers)):
                    entry.fields.setdefault("additional_information", said)


def _split_by_commitment(item: Item) -> Iterator[tuple[tuple[str, ...], RawValue]]:
    """Yield the commitments that sentences open with, and the text up to the sentence that opens with others."""
    joined = make_stream(item.lines)
    if not any(find_mentions(joined.text)):
        return
    # Words in bold that open the paragraph are the commitment's name.
    named = item.lines[0].bold_start
    opened = [
        (start, numbers)
        for start, end in split_sentences(joined.text)
        if (numbers := _find_opening_numbers(joined.text[start:end]))
    ]
    for at, (start, numbers) in enumerate(opened):
        end = opened[at + 1][0] if at + 1 < len(opened) else len(joined.text)
        yield numbers, make_value(cut_lines(joined, max(start, named), end), "prose")


def _find_opening_numbers(sentence: str) -> tuple[str, ...]:
    """Return the commitments that a sentence opens with: 'The Commitment 5 ...', 'As regards Commitment 5, ...'."""
    first = next(iter(find_mentions(sentence)), None)
    before = len(sentence[: first.start].split()) if first else 0
    is_set_off = first is not None and sentence.startswith(",", first.end)
    return first.numbers if first and before <= (MOST_BEFORE_NAME if is_set_off else 1) else ()


def _add_number(section: Section) -> Naming:
    """Return a section's naming; one without a number has that of its grid's first row ('1. Overall')."""
    naming = section.naming
    grid = next((item.grid for item in section.items if item.grid), None)
    first = grid[0].naming if grid else None
    if naming.numbers or first is None or len(first.numbers) != 1:
        return naming
    is_own = first.overall or (
        first.title and naming.title and fold_printed_word(first.title.text) == fold_printed_word(naming.title.text)
    )
    return replace(naming, numbers=first.numbers, number=first.number) if is_own else naming


def _add_content(reading: Reading, entry: Entry, content: SectionReader) -> None:
    entry.ratings += content.ratings
    if content.star is not None:
        entry.ratings.append(content.star)
        if content.star.code == "no":
            entry.ratings.append(
                replace(content.star, value=replace(content.star.value, text="yes"), code="yes", phase="midterm")
            )
    for name, printed in content.fields.items():
        entry.fields.setdefault(name, printed)
    if not entry.milestones:
        for fields in content.milestones:
            entry.add_milestone(fields)
    reading.issues += [replace(issue, place=entry.place) for issue in content.issues]


def _match_milestones(entry: Entry, content: SectionReader) -> None:
    """Give the milestones that only the grid names their full text from the commitment's text."""
    texts = [milestone for milestone in entry.milestones if not milestone.ratings]
    rated = [milestone for milestone in entry.milestones if milestone.ratings]
    if rated and not texts and len(content.list_entries) == len(rated):
        _take_entries(entry, rated, content)
    for at, milestone in enumerate(texts if rated else ()):
        twin = _find_twin(milestone, rated) or (rated[at] if len(texts) == len(rated) else None)
        if twin is not None and twin in entry.milestones:
            milestone.ratings = twin.ratings
            # A list may count its entries from 1 that the grid numbers below the commitment's own number.
            if twin.number and (milestone.number is None or twin.number.endswith(f".{milestone.number}")):
                milestone.fields["number"] = twin.fields["number"]
            entry.milestones.remove(twin)


def _find_twin(milestone: Milestone, rated: Sequence[Milestone]) -> Milestone | None:
    """Return the rated milestone whose shortened label is the beginning of a milestone's text, or much like it."""
    text = _fold_text(milestone)
    scored = [(_compute_similarity(text, _fold_text(other)), other) for other in rated]
    score, best = max(scored, key=lambda pair: pair[0])
    return best if score >= SAME_MILESTONE else None


def _fold_text(milestone: Milestone) -> str:
    return fold_printed_word(milestone.fields["text"].text) if "text" in milestone.fields else ""


def _compute_similarity(text: str, label: str) -> float:
    if not text or not label:
        return 0.0
    if text.startswith(label):
        return 1.0
    return SequenceMatcher(None, text[: len(label) + 10], label, autojunk=False).ratio()


def _take_entries(entry: Entry, rated: Sequence[Milestone], content: SectionReader) -> None:
    """Take the list within the commitment's text as its milestones: the grid has as many rows."""
    for milestone, item in zip(rated, content.list_entries, strict=True):
        found = read_items_as_milestones([item])
        milestone.fields |= {name: value for name, value in (found[0] if found else {}).items() if name != "number"}
    listed = {line for item in content.list_entries for line in item.lines}
    if description := entry.fields.get("description"):
        entry.fields["description"] = make_value(
            [line for line in description.lines if line not in listed], description.method
        )
        if not entry.fields["description"].lines:
            del entry.fields["description"]
