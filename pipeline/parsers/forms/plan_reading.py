"""What one commitment of an action plan tells: the parts of its fields, its milestones, and what is odd."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Line, TextBlock
from pipeline.parsers.forms.plan_answers import Reading, add, give_sections, tell
from pipeline.parsers.forms.plan_items import Item, Row, field_of, is_heading_like
from pipeline.parsers.forms.plan_lines import beside, mended, parted
from pipeline.parsers.forms.plan_tables import read_table
from pipeline.structure.lines import join, lines_of, text_of
from pipeline.structure.segments import segment_answer

LOST = (
    "Labels stand beside their answers here, but the file does not say which belong together; nothing of it is read. "
    "Take the DOCX of the plan, or add the answers by hand."
)

PROSE = 200
"""Characters: text before the first label that is longer, and has a sentence, is the commitment's description."""


def read(place: str, items: Sequence[Item], opening: Sequence[Line], recurring: frozenset[str]) -> Reading:
    """Read the items of one commitment; `opening` are lines behind its title, `recurring` the plan's own headings."""
    reading = Reading(place)
    texts: list[Line] = list(opening)
    for run in _runs(items, recurring):
        if isinstance(run[0], Row):
            _text(reading, texts)
            texts = []
            read_table(reading, [item.cells for item in run if isinstance(item, Row)])
        else:
            heading = run[0] if _is_foreign(run[0]) else None
            if heading is not None:
                _text(reading, texts)
                texts = []
            blocks = [item for item in run[1 if heading else 0 :] if isinstance(item, TextBlock)]
            texts += mended(tuple(parted(lines_of(blocks))), texts)
            if heading is not None:
                _foreign(reading, heading, texts)
                texts = []
    _text(reading, texts)
    return reading


def _is_foreign(item: Item) -> bool:
    return is_heading_like(item) and field_of(item) is None


def _runs(items: Sequence[Item], recurring: frozenset[str]) -> Iterator[list[Item]]:
    """Yield the rows of each table and the text between; an unknown heading opens a run of its own.

    An unknown heading behind the last label ends the commitment: what follows is the next theme or chapter.
    """
    labels = [i for i, item in enumerate(items) if field_of(item) is not None]
    until = next(
        (
            i
            for i, item in enumerate(items)
            if i > (labels[-1] if labels else -1) and _is_foreign(item) and _text_of(item) not in recurring
        ),
        len(items),
    )
    run: list[Item] = []
    for item in items[:until]:
        heads = isinstance(item, TextBlock) and item.kind == "heading" and _is_foreign(item)
        if run and (heads or _table_of(run[-1]) != _table_of(item)):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _text_of(item: Item) -> str:
    return text_of(item) if isinstance(item, TextBlock) else ""


def _table_of(item: Item) -> int:
    return item.table if isinstance(item, Row) else -1


def _foreign(reading: Reading, heading: Item, lines: Sequence[Line]) -> None:
    """Read the text under an unknown heading: from its first label on; what stands before it is told and left out."""
    sections = segment_answer(lines).sections if lines else ()
    if any(beside(section.label, lines) for section in sections if section.field and not section.value):
        tell(reading, "columns-lost", LOST, lines, "error")
        return
    dropped = [section for section in sections[:1] if section.field is None]
    if dropped:
        named = _text_of(heading)[:120]
        text = f"The heading '{named}' is not known; the text under it is not read. Add it to schemas/lexicon."
        tell(reading, "unmapped-label", text, dropped[0].value)
    give_sections(reading, sections[len(dropped) :])


def _text(reading: Reading, lines: Sequence[Line]) -> None:
    if not lines:
        return
    sections = list(segment_answer(lines).sections)
    if any(beside(section.label, lines) for section in sections if section.field and not section.value):
        tell(reading, "columns-lost", LOST, lines, "error")
        return
    if sections and sections[0].field is None:
        first = sections.pop(0)
        text = join(first.value)
        if not reading.parts and len(text) >= PROSE and ". " in text.replace("\n", " "):
            add(reading, "description", first.value, "prose")
        elif len(text) >= PROSE:
            tell(
                reading, "text-without-label", f"Text without a label is not read: '{text[:100]}'.", first.value, "info"
            )
    give_sections(reading, sections)
