"""Blocks of labels over their answers in the margin, without a box around them: 'Lead', 'Timeline', 'Partners'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.readers.pdf.borderless.columns import LEAST_CAPITALS, SAME_START, ColumnPiece, split_line
from pipeline.readers.pdf.chars.geometry import Rect
from pipeline.readers.pdf.chars.text_lines import PrintedLine, make_lines
from pipeline.readers.pdf.layout.columns import GUTTER_WIDTH

WIDEST = 0.42
"""Share of the text's width: a wider block of headings and text is the main text, or one of two columns of it."""
LEAST_LABELS = 2
"""Labels over answers: a single one may be a heading over a column of text."""
LEAST_BESIDE = 2
"""Lines of the text next to a block."""
MOST_STEP = 2.2
"""A step beyond this many sizes ends a block."""
MOST_STEP_TO_LABEL = 4.0
"""The same before a label: designers leave a blank line, up to three sizes of the answer, before the next one."""
MOST_LEVEL = 0.8
"""Share of the answers of a block with text on their baselines: rows of a table have it all."""
SAME_BASE = 1.0
"""Points between baselines that are one."""

Pieces = list[ColumnPiece]


def find_label_columns(body: Sequence[PrintedLine], width: float) -> dict[Rect, tuple[PrintedLine, ...]]:
    """Return the blocks of labels over their answers next to other text, by their boxes; `width` is the text's."""
    upright = [line for line in body if line.angle == 0 and line.runs_rightwards]
    if not any(line.gaps for line in upright):
        return {}
    pieces = [piece for line in upright for piece in split_line(line)]
    found: dict[Rect, tuple[PrintedLine, ...]] = {}
    for run in _iterate_runs(pieces):
        block = _trim(run)
        if _count_labels(block) >= LEAST_LABELS and _is_apart(block, pieces, width):
            words = [word for piece in block for word in piece.words]
            lefts, tops, rights, bottoms = zip(*(word.box for word in words), strict=True)
            found[min(lefts), min(tops), max(rights), max(bottoms)] = tuple(make_lines(body[0].page, words))
    return found


def _iterate_runs(pieces: Sequence[ColumnPiece]) -> Iterator[Pieces]:
    """Yield the pieces that begin below each other, close enough to be one block."""
    ordered = sorted(pieces, key=lambda piece: piece.start)
    while ordered:
        first = ordered[0].start
        group = [piece for piece in ordered if piece.start - first <= SAME_START]
        ordered = ordered[len(group) :]
        if sum(map(_is_label, group)) < LEAST_LABELS:
            continue
        run: Pieces = []
        for piece in sorted(group, key=_base_of):
            most = MOST_STEP_TO_LABEL if _is_label(piece) else MOST_STEP
            if run and _base_of(piece) - _base_of(run[-1]) > most * piece.words[0].size:
                yield run
                run = []
            run.append(piece)
        yield run


def _base_of(piece: ColumnPiece) -> float:
    return piece.words[0].base


def _is_label(piece: ColumnPiece) -> bool:
    """Return whether a piece is bold, or set in capitals."""
    return piece.bold or (piece.text.isupper() and len(piece.text) > LEAST_CAPITALS)


def _trim(run: Pieces) -> Pieces:
    """Return a run from its first label to its last answer."""
    labels = [index for index, piece in enumerate(run) if _is_label(piece)]
    answers = [index for index, piece in enumerate(run) if not _is_label(piece)]
    return run[labels[0] : answers[-1] + 1] if labels and answers else []


def _count_labels(block: Pieces) -> int:
    return sum(_is_label(above) and not _is_label(below) for above, below in pairwise(block))


def _is_apart(block: Pieces, pieces: Sequence[ColumnPiece], width: float) -> bool:
    """Return whether a block is narrow, and text in lines of its own runs next to it, a gutter apart."""
    left, right = min(piece.start for piece in block), max(piece.end for piece in block)
    if right - left > WIDEST * width:
        return False
    top, bottom = _base_of(block[0]) - SAME_BASE, _base_of(block[-1]) + block[-1].words[0].size / 2
    own = {id(piece) for piece in block}
    beside = [piece for piece in pieces if top <= _base_of(piece) <= bottom and id(piece) not in own]
    if not all(piece.start >= right + GUTTER_WIDTH or piece.end <= left - GUTTER_WIDTH for piece in beside):
        return False
    bases = sorted({_base_of(piece) for piece in beside})
    answers = [_base_of(piece) for piece in block if not _is_label(piece)]
    level = sum(any(abs(answer - base) <= SAME_BASE for base in bases) for answer in answers)
    return len(bases) >= LEAST_BESIDE and level <= MOST_LEVEL * len(answers)


def split_at_labels(lines: Sequence[PrintedLine]) -> list[tuple[PrintedLine, ...]]:
    """Split the lines of a box that holds several bold labels over their answers before each label."""
    starts = [at for at, (above, below) in enumerate(pairwise(lines), 1) if below.bold and not above.bold]
    are_labels = lines[0].bold and all(word.bold == line.bold for line in lines for word in line.words)
    if not are_labels or not starts or lines[-1].bold:
        return [tuple(lines)]
    return [tuple(lines[start:end]) for start, end in pairwise([0, *starts, len(lines)])]
