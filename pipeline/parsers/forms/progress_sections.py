"""The parts of a progress page: labels in lines of their own or run in, and the milestones that 'Milestone 2' opens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.lexicon import match_label, split_label
from pipeline.lexicon.text_folding import key
from pipeline.lexicon.vocabularies import code
from pipeline.model import Block, Line, RawValue, Table, TextBlock
from pipeline.schema.data import reference
from pipeline.structure.lines import cut, lines_of, text_of, value
from pipeline.structure.stream import piece, stream

FIELDS = frozenset(
    {
        "lead_institution",
        "support_institutions",
        "main_objective",
        "ambition",
        "relevance",
        "ogp_values",
        "problem_statement",
        "description",
        "timeline",
        "start_date",
        "end_date",
        "results",
        "next_steps",
    }
)
OWN = ("results", "next_steps", "ends")
SHORT = frozenset({"lead_institution", "support_institutions", "timeline", "start_date", "end_date"})
"""Fields whose answer is no more than what stands behind the label."""

LONGEST_LABEL = 80
LONGEST_WORD = 40
"""Characters of a status in words ('Ongoing through the project')."""

VOCABULARY = "milestone_status"


@dataclass(slots=True)
class Section:
    """What stands under a label: its field (None: nothing known), and for a milestone its number."""

    field: str | None
    lines: list[Line]
    milestone: Line | None = None
    number: str | None = None


@cache
def wordings() -> Mapping[str, Any]:
    """Return the data of progress pages."""
    loaded: Mapping[str, Any] = reference("pages/progress_page")
    return loaded


@cache
def _opener() -> re.Pattern[str]:
    words = "|".join(wordings()["milestone"])
    return re.compile(
        rf"\s*(?:{words})\s{{1,3}}(?P<number>\d{{1,2}}(?:\.\d{{1,2}})?[a-z]?)\s{{0,3}}(?:[.:–—-]\s*|$|\s)", re.I
    )


@cache
def _own() -> Mapping[str, str]:
    return {key(word): name for name in OWN for word in wordings()[name]}


def sections(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """Cut the blocks of a page behind its title into sections, those of tables row by row left out."""
    found: list[Section] = [Section(None, [])]
    for block in blocks:
        if isinstance(block, Table):
            continue
        for section in _of_block(block, found[-1]):
            found.append(section)
    return tuple(found)


def _of_block(block: TextBlock, last: Section) -> Iterator[Section]:
    """Yield the sections that a block opens; what opens none is added to the last one, or is nobody's."""
    for group in _lines(block):
        opened = _opened(group)
        if opened is not None:
            last = opened
            yield opened
        elif last.field in SHORT and last.lines:
            last = Section(None, list(group))
            yield last
        else:
            last.lines.extend(group)


def _lines(block: TextBlock) -> Iterator[tuple[Line, ...]]:
    """Yield a block's lines in groups, one for each line that opens a section: a page sets them with line breaks."""
    held: list[Line] = []
    for line in lines_of(block):
        if held and _opened((line,)) is not None:
            yield tuple(held)
            held = []
        held.append(line)
    if held:
        yield tuple(held)


def _opened(lines: Sequence[Line]) -> Section | None:
    first = lines[0]
    milestone = _opener().match(first.text)
    if milestone:
        rest = piece(stream(lines), milestone.end(), len(stream(lines).text))
        return Section("milestone", list(rest), first, milestone["number"])
    name = _own().get(key(first.text)) if len(first.text) <= LONGEST_LABEL else None
    if name:
        return Section(name, list(lines[1:]))
    whole = match_label(first.text, fields=FIELDS) if len(first.text) <= LONGEST_LABEL else None
    if whole and whole.method == "exact":
        return Section(whole.field, list(lines[1:]))
    run_in = split_label(first.text, fields=FIELDS)
    if run_in is None:
        return None
    rest_line = cut(first, len(first.text) - len(run_in[1])) if run_in[1] else None
    return Section(run_in[0].field, [*([rest_line] if rest_line else []), *lines[1:]])


def headline(blocks: Sequence[Block]) -> TextBlock | None:
    """Return the line that calls the page a progress report."""
    for block in blocks:
        text = text_of(block).casefold() if isinstance(block, TextBlock) else ""
        if isinstance(block, TextBlock) and len(text) < 200 and any(word in text for word in wordings()["headlines"]):
            return block
    return None


def progress(lines: Sequence[Line]) -> dict[str, RawValue]:
    """Return a status that opens a progress text, and the rest as evidence; one that is only told is all evidence.

    >>> from pipeline.model import Anchor
    >>> {name: v.text for name, v in progress([Line("Completed. The guide was published.", Anchor())]).items()}
    {'status': 'Completed', 'evidence': 'The guide was published.'}
    >>> {name: v.text for name, v in progress([Line("Underway", Anchor())]).items()}
    {'status_raw': 'Underway'}
    """
    if not lines:
        return {}
    whole = stream(lines)
    for stop in _stops(lines[0].text):
        if code(VOCABULARY, whole.text[:stop]):
            rest = piece(whole, stop, len(whole.text))
            rest = _without_sign(rest)
            return _told("status", value(piece(whole, 0, stop), "label"), rest)
    if len(lines[0].text) <= LONGEST_WORD and not lines[0].text.rstrip().endswith("."):
        return _told("status_raw", value(lines[:1], "label"), lines[1:])
    return {"evidence": value(lines, "label")}


def _stops(text: str) -> Iterator[int]:
    yield len(text)
    yield from (match.start() for match in re.finditer(r"\s[–—-]\s|[.,;:(]", text[:LONGEST_WORD]))


def _without_sign(lines: Sequence[Line]) -> tuple[Line, ...]:
    if not lines:
        return ()
    bare = lines[0].text.lstrip(" .,;:–—-")
    first = cut(lines[0], len(lines[0].text) - len(bare)) if bare else None
    return (*([first] if first else []), *lines[1:])


def _told(name: str, word: RawValue, rest: Sequence[Line]) -> dict[str, RawValue]:
    return {name: word} | ({"evidence": value(rest, "label")} if rest else {})
