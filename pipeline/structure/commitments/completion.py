"""The completion level of a form: marks in a grid, check boxes in a line, or the level's word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.lexicon.vocabularies import find_code, fold_printed_word, printed_forms
from pipeline.model import Cell, Line, RawValue
from pipeline.structure.grids import Mark, find_marks, innermost_cells, is_tick, read_parts
from pipeline.structure.lines import join_lines, lines_of, text_of

VOCABULARY = "completion"
STATUS = "milestone_status"
"""The vocabulary of the words for how far a step is."""

LEVELS = ("completion", "status")
"""Fields whose answer may be a completion level, or a grid that ticks one for each milestone."""

BOX = re.compile(
    r"[☐☒☑□■✓✔√❏○◯●◉\uf0fe\uf0fd\uf052\uf0a8\uf06f]"
    r"|\[[ _]{0,3}[xXхХ✓✔√*]?[ _]{0,3}\]|\([ _]{0,3}[xXхХ✓✔√*●]?[ _]{0,3}\)"
)
"""A box as one sign or as it is typed, ticked or not: '☒', '[x]', '( )'."""
_UNTICKED = re.compile(r"[☐□❏○◯\uf0a8\uf06f]|[\[(][ _]*[\])]")
_PERCENT = re.compile(r"(?<![\s,(–-])[\s,(–-]*[0-9]{1,3}\s?%\)?\s*$")


@dataclass(frozen=True, slots=True)
class Level:
    """One level that is marked: the level's printed word as a value, and the part that it represents, None for all."""

    value: RawValue
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """What a completion row says: its levels, or why none can be determined (an issue's code and sentence)."""

    levels: tuple[Level, ...] = ()
    problem: tuple[str, str] | None = None

    @property
    def common(self) -> RawValue | None:
        """The level of the whole commitment: the one that all its parts share, else None."""
        words = {find_code(VOCABULARY, level.value.text) for level in self.levels}
        return self.levels[0].value if len(words) == 1 else None


def is_level(text: str) -> bool:
    """Return whether a text is the name of a completion level; letters that also represent one ('C') may name a part.

    >>> is_level("Substantia l"), is_level("Not started"), is_level("Law on data"), is_level("c"), is_level("有限")
    (True, True, False, False, True)
    """
    return (len(text) > 2 or not text.isascii()) and find_code(VOCABULARY, text) is not None


MOST_LEVELS = 6
"""Different words of a column of levels: scales have up to five, and one may be printed in two ways."""

FEWEST_LEVELS = 3
"""Cells of a column of levels."""


def repeats_levels(texts: Iterable[str]) -> bool:
    """Return whether texts repeat a few short answers of which one is the name of a level: 'Done', 'In progress'."""
    counts: Counter[str] = Counter()
    for text in texts:
        words = text.casefold().split()
        counts[" ".join(words)] += 1
        # Most columns hold other things, which their first cells show.
        if len(words) > MOST_LEVELS or len(counts) > MOST_LEVELS:
            return False
    is_repeated = counts.total() >= FEWEST_LEVELS and len(counts) < counts.total()
    return is_repeated and any(is_level(text) or find_code(STATUS, text) for text in counts)


def read_choices(text: str, is_name: Callable[[str], bool]) -> list[tuple[bool, str]]:
    """Return what is behind the boxes of a text, or before them where more of it are names, each with whether ticked.

    >>> read_choices("Not started [ ] Limited [x]", is_level)
    [(False, 'Not started'), (True, 'Limited')]
    >>> read_choices("☒ Limited ☐ Complete", is_level), read_choices("Limited", is_level)
    ([(True, 'Limited'), (False, 'Complete')], [])
    """
    boxes = list(BOX.finditer(text))
    starts, ends = [0, *(box.end() for box in boxes)], [*(box.start() for box in boxes), len(text)]
    parts = [text[start:end].strip(" ,;:|\n") for start, end in zip(starts, ends, strict=True)]
    before, behind = parts[:-1], parts[1:]
    names = behind if sum(map(is_name, behind)) >= sum(map(is_name, before)) else before
    return [(_UNTICKED.fullmatch(box[0]) is None, name) for box, name in zip(boxes, names, strict=True)]


def read_completion(cells: Iterable[Cell]) -> Completion:
    """Read the completion level from the cells behind its label, nested grids entered."""
    inner = tuple(c for cell in cells for c in innermost_cells(cell))
    filled = [cell for cell in inner if text_of(cell)]
    if any(cell.right > cell.left for cell in inner):
        headings, found = find_marks(inner, is_level)
        if len(headings) > 1:
            return _judge_marks(found)
    if len(filled) == 1 and is_level(text_of(filled[0])):
        return Completion((Level(_read_word(filled[0])),))
    return _read_line(filled)


def states_level(text: str) -> bool:
    """Return whether a text is the name of a level or of how far a step is, with or without a percentage behind it.

    >>> states_level("Not started 0%"), states_level("Limited (35 %)"), states_level("Limited data")
    (True, True, False)
    >>> states_level("In progress"), states_level("G")
    (True, False)
    """
    word = _PERCENT.sub("", text).strip()
    return is_level(word) or names_status(word)


def names_status(text: str) -> bool:
    """Return whether a text is a word for how far a step is; a letter may name a part instead."""
    return len(text) > 2 and find_code(STATUS, text) is not None


def stated_level(lines: Sequence[Line]) -> RawValue:
    """Return the level that lines state, without the percentage behind it."""
    return RawValue(_PERCENT.sub("", join_lines(lines)).strip(), "label", tuple(lines))


def _read_word(cell: Cell) -> RawValue:
    return RawValue(text_of(cell), "label", lines_of(cell))


def _judge_marks(found: Sequence[Mark]) -> Completion:
    unclear = [m for m in found if m.heading is None or not (m.parts or is_tick(m.text) or not m.text)]
    if unclear:
        where = f"under '{text_of(unclear[0].heading)}'" if unclear[0].heading else "between two columns"
        text = f"The completion mark '{unclear[0].text[:60]}' {where} can't be told; the level is left empty."
        return Completion(problem=("completion-mark-unclear", text))
    whole = [mark for mark in found if not mark.parts]
    if len(whole) > 1 or (whole and len(found) > len(whole)):
        names = ", ".join(text_of(mark.heading) for mark in found if mark.heading)
        text = f"Several completion levels are marked ({names}); none is taken."
        return Completion(problem=("completion-ambiguous", text))
    return Completion(tuple(level for mark in found for level in _levels_of_mark(mark)))


def _levels_of_mark(mark: Mark) -> Iterator[Level]:
    assert mark.heading is not None
    value = RawValue(text_of(mark.heading), "mark", lines_of(mark.cell), mark.cell.anchors)
    yield from (Level(value, part) for part in mark.parts or (None,))


def _read_line(cells: Sequence[Cell]) -> Completion:
    """Read check boxes next to their words; a mark that lost its column is a problem, no mark is nothing."""
    text = " ".join(text_of(cell) for cell in cells)
    choices = read_choices(text, is_level)
    ticked = [word for is_ticked, word in choices if is_ticked and is_level(word)]
    lines = tuple(line for cell in cells for line in lines_of(cell))
    if len(ticked) == 1 and all(is_level(word) for _, word in choices):
        return Completion((Level(RawValue(ticked[0], "mark", lines)),))
    if choices and not ticked and all(not is_ticked and is_level(word) for is_ticked, word in choices):
        return Completion()
    rest = _text_after_levels(text)
    if is_tick(rest) or read_parts(rest):
        message = f"The completion mark '{rest}' lost its column in this file, so the level is left empty. Use the PDF."
        return Completion(problem=("completion-column-lost", message))
    if rest or len(ticked) > 1:
        return Completion(problem=("completion-unread", f"The completion level '{text[:80]}' can't be told."))
    return Completion()


def _text_after_levels(text: str) -> str:
    """Return what is behind the names of the levels, blanks dropped.

    >>> _text_after_levels("Not started Limited Substantia l Complete d x"), _text_after_levels("Limited")
    ('x', '')
    """
    names = sorted(
        {fold_printed_word(w) for words in printed_forms(VOCABULARY).values() for w in words}, key=len, reverse=True
    )
    rest = re.sub(r"\s+", "", text)
    while True:
        folded = fold_printed_word(rest)
        name = next((n for n in names if n and len(n) > 3 and folded.startswith(n)), None)
        if name is None:
            return rest
        rest = _cut_name(rest, name)


def _cut_name(text: str, folded: str) -> str:
    for end in range(1, len(text) + 1):
        if fold_printed_word(text[:end]) == folded:
            return text[end:]
    return ""
