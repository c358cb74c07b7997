"""Choices that are printed next to each other, of which one is circled, underlined or highlighted by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from pipeline.readers.marks import EMPTY_BOX, LONGEST_OPTION, TICKED_BOX
from pipeline.readers.pdf.chars.drawing import Drawing
from pipeline.readers.pdf.chars.geometry import Rect
from pipeline.readers.pdf.chars.words import Word

OPTION_GAP = 0.8
"""Font sizes between choices; words of one choice are a blank apart."""
SEPARATORS = frozenset("/|•·;,")
"""Words that part choices."""
LEAST_CIRCLED, LEAST_UNDERLINED = 2, 3
"""Choices of which one is marked: a line under one of two words may be emphasis."""
NEAR = 2.5
"""Points by which the ends of a line and of the words above it differ at most."""
LONGEST_LINE = 200.0
"""Points of a line under a choice of some words; longer ones are rules."""
BELOW = 0.3
"""Font sizes by which such a line is below the baseline at most."""
MOST_AROUND = 3.0
"""Font sizes by which an oval is wider or higher than the words within at most; others are parts of drawings."""

Option = list[Word]
_PLACE = attrgetter("base", "start")


def mark_choices(words: Sequence[Word], drawing: Drawing, underlined: Sequence[Rect]) -> tuple[list[Word], int]:
    """Return words with a box before each choice where one is marked, and how many marks around words say nothing.

    `underlined` are the boxes of annotations that underline or highlight text.
    """
    circled = [run for oval in drawing.ovals if (run := _words_within(oval, words))]
    lines = [*_underlined_words(words, drawing), *(_words_within(box, words) for box in underlined)]
    marked, unread = list(words), 0
    for run, least in (*((run, LEAST_CIRCLED) for run in circled), *((run, LEAST_UNDERLINED) for run in lines)):
        if not run:
            continue
        options = _options_around(run[0], words)
        chosen = [option for option in options if all(word in run for word in option)]
        others = [option for option in options if not any(word in run for word in option)]
        if len(chosen) == 1 and len(others) == len(options) - 1 and len(options) >= least:
            marked += _boxes(options, chosen[0], max(word.after for word in marked) + 2)
        elif least == LEAST_CIRCLED:
            unread += 1
    return marked, unread


def _words_within(box: Rect, words: Sequence[Word]) -> list[Word]:
    """Return the words in a box that is drawn around them."""
    within = [
        word for word in words if box[0] <= (word.box[0] + word.box[2]) / 2 <= box[2] and box[1] <= word.base <= box[3]
    ]
    if not within:
        return []
    room = MOST_AROUND * within[0].size
    wide = max(word.box[2] for word in within) - min(word.box[0] for word in within)
    high = max(word.box[3] for word in within) - min(word.box[1] for word in within)
    return within if box[2] - box[0] <= wide + room and box[3] - box[1] <= high + room else []


def _underlined_words(words: Sequence[Word], drawing: Drawing) -> Iterator[list[Word]]:
    """Yield the words that a line as long as them is drawn below."""
    strokes = [stroke for stroke in drawing.strokes if stroke.level and stroke.end - stroke.start <= LONGEST_LINE]
    by_base: dict[int, list[Word]] = {}
    for word in words if strokes else ():
        by_base.setdefault(round(word.base), []).append(word)
    for stroke in strokes:
        above = [word for base in range(round(stroke.at) - 5, round(stroke.at) + 2) for word in by_base.get(base, ())]
        run = [
            word
            for word in above
            if word.start >= stroke.start - NEAR
            and word.end <= stroke.end + NEAR
            and -1 <= stroke.at - word.base <= BELOW * word.size
        ]
        if run and abs(run[0].start - stroke.start) <= NEAR and abs(run[-1].end - stroke.end) <= NEAR:
            yield run


def _options_around(word: Word, words: Sequence[Word]) -> list[Option]:
    """Return the choices on the line of a word, within its cell; those on lines of their own where there is one."""
    cell = [other for other in words if other.owner == word.owner]
    line = sorted((other for other in cell if abs(other.base - word.base) <= 1), key=_PLACE)
    options = list(_split_options(line))
    if len(options) < LEAST_CIRCLED and word.owner >= 0:
        cell.sort(key=_PLACE)
        bases = sorted({round(other.base) for other in cell})
        options = [[other for other in cell if round(other.base) == base] for base in bases]
    return options if all(len(option) <= LONGEST_OPTION for option in options) else []


def _split_options(line: Sequence[Word]) -> Iterator[Option]:
    """Yield the choices on a line: words between wide gaps or separators."""
    option: Option = []
    for left, word in pairwise([None, *line]):
        is_apart = left is not None and word is not None and word.start - left.end >= OPTION_GAP * word.size
        if option and word and (is_apart or word.text in SEPARATORS):
            yield option
            option = []
        if word and word.text not in SEPARATORS:
            option.append(word)
    if option:
        yield option


def _boxes(options: Sequence[Option], chosen: Option, first: int) -> Iterator[Word]:
    """Yield a box before each choice."""
    for number, option in enumerate(options):
        word = option[0]
        start, end = word.start - 0.7 * word.size, word.start - 0.1 * word.size
        box = (start, word.box[1], end, word.box[3])
        place = first + 2 * number
        state = TICKED_BOX if option is chosen else EMPTY_BOX
        yield Word(state, box, start, end, word.base, word.size, False, 0, place, place + 1, word.owner)
