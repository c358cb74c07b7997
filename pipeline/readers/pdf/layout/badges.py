"""Badges behind a title, such as a colored pill with a status: they are set apart from the title, below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.readers.pdf.chars.drawing import Fill
from pipeline.readers.pdf.chars.geometry import Rect
from pipeline.readers.pdf.chars.text_lines import PrintedLine, make_line, make_lines
from pipeline.readers.pdf.chars.words import Word

MOST_HEIGHT = 2.4
"""Font sizes: a pill is a line of text with some padding, a higher fill is a panel."""
HIGHEST = 40.0
"""Points: the pills of the largest titles are lower."""
MOST_SHARE = 0.4
"""Share of its line's width that a badge takes: a wider fill is a bar behind the title itself."""
MOST_STEP = 1.8
"""Font sizes between the lines of one title."""
SLACK = 1.0
"""Points by which text may begin before the edge of its badge."""


def set_badges_apart(lines: Sequence[PrintedLine], fills: Sequence[Fill]) -> Iterator[tuple[PrintedLine, ...]]:
    """Yield runs of lines in reading order: up to a title, the badges behind it, and so on; all lines without one."""
    small = [fill.box for fill in fills if fill.box[3] - fill.box[1] <= HIGHEST]
    run: list[PrintedLine] = []
    at = 0
    while at < len(lines):
        start = _find_badge_start(lines[at], small)
        if start is None:
            run.append(lines[at])
            at += 1
            continue
        end = _end_of_title(lines, at)
        parts = [_split(line, start) for line in lines[at:end]]
        run += [make_line(line.page, left) for line, (left, _) in zip(lines[at:end], parts, strict=True) if left]
        yield tuple(run)
        yield tuple(make_lines(lines[at].page, [word for _, right in parts for word in right]))
        run, at = [], end
    if run:
        yield tuple(run)


def _find_badge_start(line: PrintedLine, boxes: Sequence[Rect]) -> float | None:
    """Return where the first badge of a line begins, None for a line without one behind a bold title."""
    if line.angle or not line.words[0].bold:
        return None
    starts = [box[0] for box in boxes if _is_badge(box, line)]
    return min(starts, default=None)


def _is_badge(box: Rect, line: PrintedLine) -> bool:
    if not box[1] <= (line.box[1] + line.box[3]) / 2 <= box[3] or box[3] - box[1] > MOST_HEIGHT * line.size:
        return False
    left, right = _split(line, box[0])
    is_title = bool(left) and all(word.bold for word in left) and not left[-1].text.endswith(":")
    is_filled = bool(right) and right[0].end <= box[2] + SLACK
    return is_title and is_filled and box[2] - box[0] <= MOST_SHARE * (line.end - line.start)


def _split(line: PrintedLine, start: float) -> tuple[list[Word], list[Word]]:
    left = [word for word in line.words if word.start < start - SLACK]
    return left, [word for word in line.words if word.start >= start - SLACK]


def _end_of_title(lines: Sequence[PrintedLine], at: int) -> int:
    """Return the index behind the lines of a title: those below in its type, close to each other."""
    first, end = lines[at].words[0], at + 1
    while end < len(lines):
        word, step = lines[end].words[0], lines[end].base - lines[end - 1].base
        if word.bold != first.bold or abs(word.size - first.size) > SLACK or step > MOST_STEP * first.size:
            break
        end += 1
    return end
