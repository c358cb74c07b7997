"""Items of a list that say in their own text how far they are: 'Publish the guide. Status: Completed. It is online.'

The state may follow a dash or be in a bracket without a label. A heading that returns, with such items below, asks for
milestones, whatever its words are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.lexicon import match_label
from pipeline.model import Line, TextBlock
from pipeline.structure.commitments.completion import names_status
from pipeline.structure.commitments.legends import LONGEST_LEVEL
from pipeline.structure.dates import is_date
from pipeline.structure.lines import Stream, cut_lines, lines_of, make_stream, text_of
from pipeline.structure.milestones.columns import DATES, column_field, raw_fields
from pipeline.structure.milestones.item_parts import iterate_part_labels
from pipeline.structure.milestones.numbering import split_milestone_number
from pipeline.structure.milestones.progress import is_percentage
from pipeline.structure.surfaces.milestone_sections import (
    EVIDENCE,
    STATUS,
    MilestoneSection,
    asks_milestones,
    make_milestone_table,
    print_head,
)
from pipeline.structure.surfaces.piece import Piece

FEWEST_HEADINGS = 2
"""Headings of one wording that ask for milestones: one alone may head the text of a chapter."""

SENTENCE_ENDS = (".", ";", "!", "?", "…", "。", "–", "—", ")")
"""What is between a milestone and its first label; words in front of a colon without it belong to the sentence."""

BEHIND = " \t\n.;,)]–—"
"""What closes one part in front of the next one."""

LONGEST_STATE = 40
"""Characters of a state in words."""

_OPENS = re.compile(r"[.;:!]\s+|\s[–—-]\s+|[(\[]|\n")
"""What is in front of a state: the end of a sentence, a colon, a dash, a bracket."""

_SENTENCE_STOP = re.compile(r"[.;\n](?=\s)")

_LAST_WORDS = re.compile(r"(?<=\s)[^\W\d_]")

_CLOSES = re.compile(r"[.;)\]\n]|\s[–—-]\s|$")


Part = tuple[str, int, int, int]
"""Field of a milestone, where the text before it ends, where its answer begins and ends."""


def join_described_items(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces, the items below each heading that asks for milestones joined to one table of milestones.

    The heading says what it asks for where its words do not.
    """
    items: dict[int, tuple[int, list[Piece]]] = {}
    places: dict[str, list[int]] = defaultdict(list)
    for index, piece in enumerate(pieces):
        if _is_heading(piece):
            places[piece.key].append(index)
            if found := _read_items(pieces, index):
                items[index] = found
    end = 0
    for index, piece in enumerate(pieces):
        if index < end:
            continue
        alike = places[piece.key] if index in items else []
        returns = len(alike) >= FEWEST_HEADINGS and 2 * sum(at in items for at in alike) > len(alike)
        names_them = index in items and asks_milestones(piece)
        yield replace(piece, asks="milestones") if returns and not names_them else piece
        if returns or names_them:
            end, parts = items[index]
            yield _build_items(parts)


def _is_heading(piece: Piece) -> bool:
    """Return whether a piece may head a list: a heading, or a line before a colon with nothing behind it."""
    return piece.surface in ("heading", "bar", "run_in") and piece.table < 0 and not piece.answer


def _read_items(pieces: Sequence[Piece], index: int) -> tuple[int, list[Piece]] | None:
    """Return where the items below a heading end, and their parts; None for other texts.

    They are numbered or several, each with its state right behind it.
    """
    parts: list[Piece] = []
    end = index + 1
    while end < len(pieces) and pieces[end].table < 0 and _is_below(pieces[end], pieces[index]):
        if _name_part(pieces[end]) == STATUS and parts and _name_part(parts[-1]) == STATUS:
            break  # how far the commitment is
        parts += split_item(pieces[end])
        end += 1
        if len(parts) > 1 and not _is_state(parts[1]):
            return None
    starts = _find_starts(parts)
    if starts[:1] != [0]:
        return None
    # Labels below the last item that the first one lacks are of the commitment.
    own = {_name_part(part) for part in parts[: starts[1]]} if len(starts) > 1 else set()
    while parts[-1] is pieces[end - 1] and parts[-1].surface == "run_in" and not _is_state(parts[-1]):
        if _name_part(parts[-1]) in own - {None}:
            break
        del parts[-1]
        end -= 1
    return (end, parts) if len(starts) > 1 or _is_numbered(parts[0]) else None


def _find_starts(parts: Sequence[Piece]) -> list[int]:
    """Return where the milestones begin: with what is in front of a state, and no label itself."""
    return [at for at, (above, part) in enumerate(pairwise(parts)) if _is_state(part) and above.surface != "run_in"]


def _is_below(piece: Piece, heading: Piece) -> bool:
    """Return whether a piece is below a heading: text, or a lower heading with a number."""
    return piece.surface not in ("heading", "bar") or (0 < heading.rank < piece.rank and _is_numbered(piece))


def _is_numbered(piece: Piece) -> bool:
    """Return whether a number opens a text."""
    block = piece.block
    lines = block.lines if isinstance(block, TextBlock) else piece.lines
    has_marker = isinstance(block, TextBlock) and any(map(str.isdigit, block.marker or ""))
    return has_marker or split_milestone_number(make_stream(lines).text)[0] is not None


def _is_state(piece: Piece) -> bool:
    return _name_part(piece) in (STATUS, EVIDENCE)


def _name_part(piece: Piece) -> str | None:
    """Return the field of a milestone that a label in front of an answer asks for."""
    if piece.surface != "run_in" or not piece.answer:
        return None
    name = raw_fields().get(column_field(piece.text.strip(" :：")) or "")
    return name if name not in ("text", "number") else None


def _build_items(parts: Sequence[Piece]) -> Piece:
    """Return the table of the milestones whose texts, and labels with answers, these are."""
    starts = set(_find_starts(parts))
    sections: list[MilestoneSection] = []
    heads: dict[str, tuple[Line, ...]] = {}
    for at, piece in enumerate(parts):
        blocks = piece.as_blocks()
        if at in starts:
            sections.append(MilestoneSection(list(blocks)))
            continue
        # A text behind the state says what was done.
        name = _name_part(piece)
        field = EVIDENCE if name is None or (name == STATUS and not is_state(text_of(piece.answer))) else name
        heads.setdefault(field, print_head(field, lines_of(blocks)))
        sections[-1].parts.setdefault(field, []).extend(piece.answer if name else blocks)
    return make_milestone_table(parts[0], sections, heads)


def split_item(piece: Piece) -> Iterator[Piece]:
    """Yield an item's text and its parts, each as a label with its answer; any other piece as it is."""
    block = piece.block
    is_body = piece.surface in ("text", "run_in", "opening", "line") and piece.table < 0
    if not is_body or not isinstance(block, TextBlock):
        yield piece
        return
    whole = make_stream(block.lines)
    parts = _find_parts(whole) or (_find_badge(whole.text) if block.kind == "list_item" else [])
    # Dates and bodies alone are read where lists are.
    if any(part[0] in (STATUS, EVIDENCE) for part in parts):
        text = replace(block, lines=cut_lines(whole, 0, parts[0][1]))
        yield replace(piece, surface="text", text="", lines=(), answer=(text,), block=text)
        yield from _make_parts(piece, whole, parts)
        return
    name = _name_part(piece)
    told = make_stream(lines_of(piece.answer))
    parts = list(_split_answer(told.text, name, 0, 0, len(told.text))) if name else []
    yield from _make_parts(piece, told, parts) if len(parts) > 1 else (piece,)


def _make_parts(piece: Piece, whole: Stream, parts: Sequence[Part]) -> Iterator[Piece]:
    for name, _, begin, end in parts:
        if answer := cut_lines(whole, end - len(whole.text[begin:end].lstrip(BEHIND)), end):
            blocks = (TextBlock("paragraph", (replace(answer[0], glue="paragraph"), *answer[1:])),)
            label = print_head(name, answer)
            yield replace(piece, surface="run_in", text=label[0].text, lines=label, answer=blocks, block=None)


def _find_parts(whole: Stream) -> list[Part]:
    """Return the parts of an item behind its text: those with a label, else its state alone."""
    text = whole.text
    found = list(iterate_part_labels(text, 0, len(text)))
    if found and _ends_sentence(text[: found[0][1]]):
        ends = [*(start for _, start, _ in found[1:]), len(text)]
        cut = [(name, start, colon + 1, end) for (name, start, colon), end in zip(found, ends, strict=True)]
        return [part for name, start, begin, end in cut for part in _split_answer(text, name, start, begin, end)]
    return _find_bare_state(text)


def _ends_sentence(head: str) -> bool:
    return head.rstrip(" *").endswith(SENTENCE_ENDS) or head.endswith("\n")


def _find_bare_state(text: str) -> list[Part]:
    """Return the state behind a milestone that has no label, or one with a dash behind it, and what was done."""
    above: tuple[int, int] | None = None
    for opening in _OPENS.finditer(text):
        begin, end = opening.end(), _find_close(text, opening.end())
        is_behind = bool(text[:begin].strip()) and is_state(text[begin:end])
        # 'Level of completion: limited' is said of the commitment.
        if is_behind and (opening[0][0] != ":" or match_label(text[:begin]) is None):
            has_label = above is not None and column_field(text[slice(*above)]) == STATUS
            start = above[0] if above and has_label else opening.start() + (opening[0][0] in ".;!")
            return [(STATUS, start, begin, end), (EVIDENCE, start, end + 1, len(text))]
        above = begin, end
    return []


def _find_badge(text: str) -> list[Part]:
    """Return the state that closes an item without a sign in front: a badge, which opens with no small letter."""
    starts = [match.start() for match in _LAST_WORDS.finditer(text) if not match[0].islower()]
    badge = next((start for start in starts[-LONGEST_LEVEL:] if start and is_state(text[start:])), None)
    return [(STATUS, badge, badge, len(text))] if badge else []


def _find_close(text: str, begin: int) -> int:
    closing = _CLOSES.search(text, begin)
    return closing.start() if closing else len(text)


def is_state(text: str) -> bool:
    """Return whether a text is the name of a state, or a percentage; a letter may name a part instead."""
    text = text.strip()
    return 2 < len(text) <= LONGEST_STATE and (names_status(text) or is_percentage(text))


def _split_answer(text: str, name: str, start: int, begin: int, end: int) -> Iterator[Part]:
    """Yield the answer to a label; a state and a date apart from what was done, which is behind them."""
    closing = (_SENTENCE_STOP if name in DATES else _CLOSES).search(text, begin, end)
    stop = closing.start() if closing else end
    is_whole = is_state if name == STATUS else is_date if name in DATES else None
    if stop < end and is_whole and is_whole(text[begin:stop]):
        yield name, start, begin, stop
        yield EVIDENCE, start, stop + 1, end
    else:
        yield EVIDENCE if name == STATUS else name, start, begin, end
