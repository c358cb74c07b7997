"""Commitments of a plan without labels: sections, numbered paragraphs or titled bullets that repeat under themes.

The raw records of commitments in prose: title, theme, description, steps as milestones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.lexicon import match_exact_label, split_label
from pipeline.model import Block, RawRecord, RawValue, Table, TextBlock
from pipeline.structure.commitments.answers import answer_lines, named_bodies
from pipeline.structure.commitments.records import Template
from pipeline.structure.dates import is_date
from pipeline.structure.lines import cut_lines, join_lines, lines_of, make_stream, make_value
from pipeline.structure.milestones.columns import is_milestone_table
from pipeline.structure.milestones.listed import build_milestone_records
from pipeline.structure.narrative.bodies import (
    INDENT,
    ends_with_dates,
    is_continuation,
    is_set_apart,
    join_over_pages,
    looks_like_title,
    split_body,
    title_and_text,
)
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.outline.section_kinds import (
    is_aside,
    is_contents_heading,
    is_promise,
    names_document,
    stated_counts,
)
from pipeline.structure.outline.tree import BODY, OutlineItem
from pipeline.structure.surfaces.texts import CLOSING_FACTS, split_at_labels, split_closing_facts

FEWEST = 3
"""Sections of one level that make it the level of commitments."""

FEWEST_WORDS = 12
"""Words of text below a heading: with fewer it heads other headings, not a commitment."""

MOST = 120
"""Sections of one level: no plan has as many commitments, a longer list is of something else."""

LEAST_PROMISING = 0.4
"""Share of a level's sections that say what will be done; in the narrative plans read it is 0.7 at least."""

NAMES = frozenset({"commitment", "title", "number", "theme", "description", "brief_description"})
"""Fields that the heading and the text of a commitment in prose give."""

LabelledFact = tuple[str, RawValue]
"""The field that a label in the text asks for, and its answer."""


@dataclass(frozen=True, slots=True)
class NarrativeCommitment:
    """A commitment in prose: its heading or run-in title, theme, text, steps in lists or tables, labelled facts."""

    title: TextBlock | None
    theme: OutlineItem | None
    text: tuple[Block, ...]
    steps: tuple[TextBlock, ...]
    marker: str | None = None
    tables: tuple[Table, ...] = ()
    facts: tuple[LabelledFact, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unit:
    """What may be a commitment: its title, and its blocks."""

    title: TextBlock | None
    blocks: tuple[Block, ...]
    path: tuple[OutlineItem, ...]
    marker: str | None = None

    @property
    def words(self) -> int:
        return sum(len(line.text.split()) for block in self.blocks for line in lines_of(block))

    @property
    def title_text(self) -> str:
        return join_lines(self.title.lines) if self.title else ""

    @property
    def is_promising(self) -> bool:
        """Return whether it says what will be done."""
        return is_promise(f"{self.title_text} {' '.join(line.text for line in lines_of(self.blocks))}")


def find_narrative_commitments(items: Sequence[OutlineItem]) -> tuple[NarrativeCommitment, ...]:
    """Return the commitments of a plan without labels, none where no level of it repeats."""
    counts = stated_counts(item.text for item in items if item.text)
    best: tuple[float, list[_Unit]] | None = None
    for units in _iterate_levels(items):
        score = _score_level(units, counts)
        if score > 0 and (best is None or score > best[0]):
            best = (score, units)
    if best is None:
        return ()
    return tuple(_make_commitment(unit) for unit in best[1])


def find_titled_sections(items: Sequence[OutlineItem]) -> tuple[NarrativeCommitment, ...]:
    """Return the sections with text that headings open, for a document that names its commitments elsewhere."""
    sections = (unit for unit, _ in _iterate_sections(items) if unit.words >= FEWEST_WORDS)
    return tuple(_make_commitment(unit) for unit in sections)


def _make_commitment(unit: _Unit) -> NarrativeCommitment:
    tables = tuple(block for block in unit.blocks if isinstance(block, Table) and is_milestone_table(block))
    blocks, facts = split_facts([block for block in unit.blocks if block not in tables], unit.marker is not None)
    body = split_body(blocks)
    above = (item for item in reversed(unit.path) if not is_named(item.text))
    theme = next((item for item in above if not names_document(item.text)), None)
    return NarrativeCommitment(unit.title, theme, body.text, body.steps, unit.marker, tables, facts)


def split_facts(blocks: Sequence[Block], is_item: bool) -> tuple[list[Block], tuple[LabelledFact, ...]]:
    """Part the text of a commitment from what labels ask for, in front of a paragraph or behind its text.

    With `is_item` the first block is the commitment itself as an item of a list; other items are its steps.
    """
    rest: list[Block] = []
    found: list[LabelledFact] = []
    for index, block in enumerate(blocks):
        is_step = isinstance(block, TextBlock) and block.kind == "list_item" and (index > 0 or not is_item)
        if not isinstance(block, TextBlock) or is_step:
            rest.append(block)
            continue
        before, whole, cuts = split_closing_facts(block)
        for part in split_at_labels(before) if before else ():
            opened = _find_asked_field(part)
            found += [opened] if opened else []
            rest += [] if opened else [part]
        for (start, end, begin), (stop, *_) in pairwise([*cuts, (len(whole.text), 0, 0)]):
            match = match_exact_label(whole.text[start:end], fields=CLOSING_FACTS)
            close = len(whole.text[:stop].rstrip(" ();."))
            at = whole.text.rfind("; ", begin, close)
            if match and at > 0 and is_date(whole.text[at + 2 : close]):  # 'Lead: Ministry; by June 2013'
                found.append(("timeline", make_value(cut_lines(whole, at + 2, close), "prose")))
                close = at
            if match and (lines := cut_lines(whole, begin, close)):
                found.append((match.field, make_value(lines, "label")))
    return rest, tuple(found)


def _find_asked_field(block: TextBlock) -> LabelledFact | None:
    """Return the answer of a paragraph that opens with a label, None for text and for what leads to a list."""
    whole = make_stream(block.lines)
    known = split_label(whole.text)
    if known is None or not known[1] or known[0].method != "exact" or known[0].field in NAMES:
        return None
    is_text = Template(frozenset()).column(known[0].field) is not None and not whole.text.rstrip().endswith(":")
    lines = cut_lines(whole, len(whole.text) - len(known[1]), len(whole.text))
    return (known[0].field, make_value(lines, "label")) if is_text else None


def _score_level(units: Sequence[_Unit], counts: frozenset[int]) -> float:
    """Weigh a level: how many of its sections promise something, whether they are numbered, whether the count fits."""
    if not FEWEST <= len(units) <= MOST:
        return 0.0
    promising = sum(unit.is_promising for unit in units) / len(units)
    if promising < LEAST_PROMISING:
        return 0.0
    named = sum(is_named(unit.title_text) for unit in units) / len(units)
    numbered = sum(bool(unit.marker or split_number(unit.title_text)[0]) for unit in units) / len(units)
    told = sum(unit.words >= FEWEST_WORDS for unit in units) / len(units)
    titled = sum(unit.title is not None for unit in units) / len(units)
    quality = promising * told * (0.5 + 1.5 * named + 1.0 * numbered + 0.5 * titled)
    fits = 2.0 if len(units) in counts else 1.0
    return float(quality * fits * min(len(units), 12) ** 0.5)


def _iterate_levels(items: Sequence[OutlineItem]) -> Iterator[list[_Unit]]:
    """Yield what may be the level of commitments: headings of one style, numbered ones alone, titled items."""
    by_style: dict[object, list[_Unit]] = defaultdict(list)
    sections = list(_iterate_sections(items))
    for unit, style in sections:
        if not is_aside(unit.title_text) or _is_beside_commitments(unit, style, sections):
            by_style[style].append(unit)
    for units in by_style.values():
        told = [unit for unit in units if unit.words >= FEWEST_WORDS]
        numbered = [unit for unit in told if split_number(unit.title_text)[0]]
        yield told
        if len(numbered) < len(told):
            yield numbered
    named = [unit for units in by_style.values() for unit in units if is_named(unit.title_text)]
    yield named
    yield from _item_levels(items)


def _iterate_sections(items: Sequence[OutlineItem]) -> Iterator[tuple[_Unit, object]]:
    """Yield each heading with everything down to the next one as high, sub-headings as text, and its style."""
    first_chapter = find_first_chapter(items)
    for index, item in enumerate(items):
        if item.rank == BODY or not isinstance(item.block, TextBlock):
            continue
        path = path_to(items, index, first_chapter)
        if any(is_aside(above.text) or is_contents_heading(above.text) for above in path):
            continue
        if is_aside(item.text, anywhere=False) or is_contents_heading(item.text):
            continue
        blocks: list[Block] = []
        for below in items[index + 1 :]:
            if below.rank != BODY and below.rank <= item.rank:
                break
            blocks.append(below.block)
        yield _Unit(item.block, tuple(blocks), path), item.style


def _is_beside_commitments(unit: _Unit, style: object, sections: Sequence[tuple[_Unit, object]]) -> bool:
    """Return whether a heading that names what may be aside has promises below it, as one beside it has.

    'A standard for public consultation' is a commitment where another one of its theme is below the same heading.
    """
    if not unit.path or not unit.is_promising:
        return False
    beside = (other for other, own in sections if own == style and other.path and other.path[-1] is unit.path[-1])
    return any(other.is_promising for other in beside if not is_aside(other.title_text))


def find_first_chapter(items: Sequence[OutlineItem]) -> int:
    """Return the index of the first heading below the title page, whose headings no other of their rank follows.

    'Open Government Partnership' over a whole plan is no section on the partnership.
    """
    ranks = [item.rank or 1000 for item in items]
    headings = (index for index, item in enumerate(items) if item.rank != BODY)
    return next((index for index in headings if min(ranks[index + 1 :], default=0) <= ranks[index]), len(items))


def path_to(items: Sequence[OutlineItem], index: int, start: int = 0) -> tuple[OutlineItem, ...]:
    """Return the headings above an item, the most prominent first, those before `start` left out."""
    path: list[OutlineItem] = []
    rank = items[index].rank or 1000
    for item in reversed(items[start:index]):
        if item.rank != BODY and item.rank < rank:
            path.append(item)
            rank = item.rank
            if rank == 1:
                break
    return tuple(reversed(path))


def _item_levels(items: Sequence[OutlineItem]) -> Iterator[list[_Unit]]:
    """Yield the numbered items, those with a title, and the paragraphs with a bold one, outside front matter."""
    numbered: list[_Unit] = []
    titled: list[_Unit] = []
    opened: list[_Unit] = []
    first_chapter = find_first_chapter(items)
    for index, item in enumerate(items):
        block = item.block
        if isinstance(block, Table) or item.rank != BODY:
            continue
        marker = block.marker if block.kind == "list_item" and block.level == 0 else None
        number = marker if marker and any(map(str.isdigit, marker)) else split_number(item.text)[0]
        opens_bold = block.kind == "paragraph" and block.lines[0].bold_start > 0
        if not number and marker is None and not opens_bold:
            continue
        path = path_to(items, index, first_chapter)
        if not path or any(is_aside(above.text) for above in path):
            continue
        unit = _item_unit(_whole_item(items, index), path, number)
        if number:
            numbered.append(unit)
        if unit.title is not None:
            (opened if opens_bold else titled).append(unit)
    yield numbered
    yield titled
    yield opened


def _whole_item(items: Sequence[OutlineItem], index: int) -> tuple[TextBlock, ...]:
    """Return an item with what belongs to it: its rest behind a page end, what is nested, and dated steps set in."""
    block = items[index].block
    assert isinstance(block, TextBlock)
    parts = [block]
    left = min((line.anchor.box.x0 for line in block.lines if line.anchor.box), default=None)
    for below in items[index + 1 :]:
        if below.rank != BODY or not isinstance(below.block, TextBlock):
            break
        if below.block.kind == "list_item" and (below.block.marker, below.block.level) == (block.marker, block.level):
            break  # the next item, in the next column too
        nested = below.block.kind == "list_item" and below.block.level > block.level
        box = below.block.lines[0].anchor.box if below.block.lines else None
        is_set_in = left is not None and box is not None and box.x0 >= left + INDENT and ends_with_dates(below.block)
        if not nested and not is_set_in and not is_continuation(parts[-1], below.block):
            break
        parts.append(below.block)
    return tuple(block for block in join_over_pages(parts) if isinstance(block, TextBlock))


def _item_unit(blocks: Sequence[TextBlock], path: tuple[OutlineItem, ...], number: str | None) -> _Unit:
    first = blocks[0]
    parts = title_and_text(first.lines)
    if parts is not None and (looks_like_title(join_lines(parts[0])) or is_set_apart(first.lines, parts[0])):
        head, rest = parts
        text = TextBlock("paragraph", rest)
        return _Unit(TextBlock("heading", head), (text, *blocks[1:]), path, number)
    return _Unit(None, tuple(blocks), path, number)


def build_narrative_records(commitments: Sequence[NarrativeCommitment]) -> Iterator[RawRecord]:
    """Yield the raw records of commitments in reading order."""
    for index, commitment in enumerate(commitments, 1):
        place = f"c{index}"
        fields = dict(_iterate_heading_fields(commitment))
        if lines := answer_lines(commitment.text):
            fields["description"] = make_value(lines, "prose")
        fields |= {**named_bodies(commitment.text), **_name_columns(commitment.facts)}
        yield RawRecord("commitments", place, fields)
        listed = [replace(step, kind="list_item", level=0) for step in commitment.steps]
        yield from build_milestone_records([*listed, *commitment.tables], place)


def _name_columns(facts: Sequence[LabelledFact]) -> dict[str, RawValue]:
    template = Template(frozenset(name for name, _ in facts))
    return {column: value for name, value in reversed(facts) if (column := template.column(name))}


def _iterate_heading_fields(commitment: NarrativeCommitment) -> Iterator[tuple[str, RawValue]]:
    if commitment.title is not None:
        text = join_lines(commitment.title.lines).replace("\n", " ")
        number, rest = split_number(text)
        if number is not None:
            yield "number", RawValue(number, "heading", commitment.title.lines[:1])
        if any(map(str.isalpha, rest)):
            yield "title", RawValue(rest, "heading", commitment.title.lines)
    if commitment.marker and (number := commitment.marker.strip(" .()")):
        first = commitment.text[0] if commitment.text else None
        yield "number", RawValue(number, "list", first.lines[:1] if isinstance(first, TextBlock) else ())
    if commitment.theme is not None:
        yield "theme", RawValue(commitment.theme.text, "heading", commitment.theme.lines)
