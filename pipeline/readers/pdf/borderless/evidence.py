"""Evidence that lines side by side are a table: bold labels, a bold header row, rules, or gaps between rows.

Two columns of running text, lists, letterheads and captions next to pictures have none of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile
from statistics import median

from pipeline.readers.pdf.borderless.aligned_rows import AlignedRows, find_aligned_rows
from pipeline.readers.pdf.borderless.columns import LABEL, LEAST_CAPITALS, SAME_START, Strip
from pipeline.readers.pdf.borderless.grid import RULED_SHARE, find_row_starts
from pipeline.readers.pdf.borderless.level_lines import is_covered
from pipeline.readers.pdf.chars.drawing import Stroke
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.words import Word

LEAST_ROWS = 3
"""Rows of a table without other evidence: two lines side by side are often an address or a caption."""
LEAST_HEADED = 2
"""Rows of a table whose labels or headings are bold."""
LEAST_COLUMNS = 3
"""Columns that a short table with a bold header row must fill: with two it could be text in columns."""
MOST_LABELLED_LINES = 7
"""Lines of labels with answers below: names of institutions side by side run to six lines in the forms read."""
MOST_LABEL_SHARE = 0.75
"""Labels are on no more than this share of the lines of a form whose answers are long."""
TIMES_LONGER = 2.5
"""Words of answers for one of their labels in forms with wrapped labels; names next to offices have fewer."""
LEAST_WORDS = 3
"""Words in the first cell of an aligned table: lists of figures have fewer."""
ALIGNED_SHARE = 0.95
"""Share of pieces that start where a column does: without rules or bold type, alignment is the only evidence."""
MOST_LABEL_WORDS = 8
"""Words of a label that is not bold: longer ones are usually sentences."""
GUTTER = 6.0
"""Rules of one table are not broken within this distance (points) before a column."""
WIDER = 1.5
"""Times the blanks of its line that a gap before an answer is wide: 20 and more in the lone rows read, 1 in justified
text."""
ONE_SIZE, LEAST_OF_ONE_SIZE = 0.15, 0.85
"""Share by which sizes differ, and share of words in the middle size: posters mix sizes, tables do not."""


def is_table(strip: Strip) -> bool:
    """Return whether there is enough evidence that lines are a table."""
    flows_on = len(strip.places) == 1 and strip.typography.flows_on(strip.places[0])
    aligned = None if flows_on else find_aligned_rows(strip)
    if aligned:
        return _is_aligned_form(strip, aligned)
    starts = [index for index in find_row_starts(strip) if index not in strip.across]
    full_rows = _full_rows(strip, starts)
    if (
        flows_on
        or _is_running_text(strip)
        or len(full_rows) < LEAST_HEADED
        or len(full_rows) * 2 < len(starts)
        or _is_list(strip)
        or not (is_of_one_size(_below_labels(strip)) or _has_small_labels(strip))
    ):
        return False
    if strip.label_columns:
        return True
    if len(full_rows) < LEAST_ROWS:
        return _is_headed(strip, starts) and (
            (len(strip.places) > 1 and _fills_columns(strip)) or _has_labels_over(strip)
        )
    if _is_headed(strip, starts):
        return True
    return _is_ruled(strip, starts) or _is_spaced(strip, starts) or _is_aligned(strip, full_rows)


def _is_aligned_form(strip: Strip, rows: AlignedRows) -> bool:
    """Return whether labels are in the middle or at the foot of their answers: running text side by side never is."""
    least = LEAST_HEADED if strip.label_columns else LEAST_ROWS
    return (
        len(rows.full) >= least
        and len(rows.full) * 2 >= len(rows.starts)
        and not _is_list(strip)
        and _columns_are_of_one_size(strip)
    )


def _columns_are_of_one_size(strip: Strip) -> bool:
    """Return whether nearly all labels are set in one size, and nearly all answers."""
    columns: dict[int, list[Word]] = {}
    for cells in (cells for k, cells in enumerate(strip.cells) if k not in strip.across):
        for column, piece in cells.items():
            columns.setdefault(column, []).extend(piece.words)
    return all(map(_are_of_one_size, columns.values()))


def _below_labels(strip: Strip) -> Sequence[PrintedLine]:
    """Return the lines below bold first ones that are set smaller: labels over short answers are in small print."""
    labels = list(takewhile(lambda line: all(word.bold for word in line.words), strip.lines))
    below = strip.lines[len(labels) :]
    return below if labels and below and max(line.size for line in labels) < below[0].size else strip.lines


def is_known(strip: Strip) -> bool:
    """Return whether a few rows are set as a table near them is: bold labels next to answers, or rows parted alike."""
    full_rows = _known_rows(strip)
    if full_rows[:1] != [0] or not any(_is_gap_wider(strip, index) for index in full_rows):
        return False
    return strip.label_columns > 0 or _is_parted(strip, full_rows)


def _is_gap_wider(strip: Strip, index: int) -> bool:
    """Return whether the gap before a line's answer is wider than its blanks: justified lines stretch all alike."""
    pieces = [strip.cells[index][column] for column in sorted(strip.cells[index])]
    blanks = [b.start - a.end for piece in pieces for a, b in pairwise(piece.words)]
    gaps = [after.start - before.end for before, after in pairwise(pieces)]
    # A label in the middle of its answer may be in a line of its own.
    return not gaps or not blanks or max(gaps) >= WIDER * median(blanks)


def are_rows(strip: Strip) -> bool:
    """Return whether all of a few lines are rows of labels and answers."""
    full_rows = _known_rows(strip)
    return full_rows == find_row_starts(strip)


def _known_rows(strip: Strip) -> list[int]:
    """Return the rows with a label and an answer of a strip that is set as tables are; none otherwise."""
    if not (is_of_one_size(strip.lines) or _columns_are_of_one_size(strip)):
        return []
    aligned = find_aligned_rows(strip)
    return list(aligned.full) if aligned else _full_rows(strip, find_row_starts(strip))


def _is_parted(strip: Strip, full_rows: Sequence[int]) -> bool:
    """Return whether gaps or rules part nearly all rows of labels and answers in two columns."""
    starts = find_row_starts(strip)
    enough = len(full_rows) >= max(LEAST_ROWS, RULED_SHARE * len(starts))
    return len(strip.places) == 1 and enough and _are_parted(strip, starts)


def _are_parted(strip: Strip, starts: Sequence[int]) -> bool:
    """Return whether gaps or rules part nearly all rows."""
    parted = sum(strip.gaps[index] or bool(strip.cuts[index]) for index in starts if index)
    return parted >= RULED_SHARE * (len(starts) - 1)


def _has_small_labels(strip: Strip) -> bool:
    """Return whether bold labels are all in one size and their answers in another, larger one."""
    columns = strip.label_columns
    pieces = [(column, piece) for cells in strip.cells for column, piece in cells.items()]
    labels = [word for column, piece in pieces if column < columns for word in piece.words]
    answers = [word for column, piece in pieces if column >= columns for word in piece.words]
    if not labels or not (_are_of_one_size(labels) and _are_of_one_size(answers)):
        return False
    return max(word.size for word in labels) < min(word.size for word in answers)


def _is_running_text(strip: Strip) -> bool:
    """Return whether the text side by side is running text in the columns that the document uses elsewhere."""
    if strip.label_columns or len(strip.places) != 1 or not strip.typography.columns:
        return False
    return strip.typography.begins_column(strip.places[0]) and not _answers_are_longer(strip)


def _full_rows(strip: Strip, starts: Sequence[int]) -> list[int]:
    """Return the rows with a label and an answer."""
    return [index for index in starts if len(strip.cells[index]) > 1 and strip.labels[index]]


def _is_headed(strip: Strip, starts: Sequence[int]) -> bool:
    """Return whether the first row is bold in all its columns, and what is below it is not.

    A last row with nothing but a label is the heading of what follows.
    """
    end = starts[1] if len(starts) > 1 else len(strip.lines)
    bold = [all(piece.bold for piece in pieces.values()) for pieces in strip.cells]
    last = starts[-1] if len(starts) > 2 and all(set(pieces) == {0} for pieces in strip.cells[starts[-1] :]) else None
    below = [weight for index, weight in enumerate(bold[:last]) if index >= end and index not in strip.across]
    return all(bold[:end]) and sum(below) <= 0.1 * len(below) and len(strip.cells[0]) > 1


def _has_labels_over(strip: Strip) -> bool:
    """Return whether the first line holds a label over each column, and short answers are below.

    So a form prints two answers side by side. Columns of running text are longer, and open with one heading at most.
    """
    head, *below = strip.cells
    values = [pieces for pieces in below if len(pieces) > 1]
    labels = [piece.text for piece in head.values()]
    answers = [piece.text for pieces in values for piece in pieces.values()]
    if not values or any(map(_is_capital, answers)):
        return False
    is_short = len(strip.lines) <= MOST_LABELLED_LINES and all(len(t.split()) <= MOST_LABEL_WORDS for t in labels)
    return all(map(_is_capital, labels)) or (is_short and not any(text.endswith((".", ",", ";")) for text in labels))


def _is_capital(text: str) -> bool:
    return text.isupper() and len(text) > LEAST_CAPITALS


def _fills_columns(strip: Strip) -> bool:
    """Return whether the first line and a later one begin where columns do, in three of them or more."""
    aligned = [
        sum(
            column == 0 or abs(piece.start - strip.places[column - 1]) <= SAME_START for column, piece in pieces.items()
        )
        for pieces in strip.cells
    ]
    return aligned[0] >= LEAST_COLUMNS and max(aligned[1:]) >= LEAST_COLUMNS


def _is_ruled(strip: Strip, starts: Sequence[int]) -> bool:
    """Return whether rules over all columns, or the edges of shaded labels, separate the rows."""
    later = [index for index in starts if index]
    rules = sum(is_covered(_unbroken_strokes(strip, index), strip.left, strip.right) for index in later)
    shades = sum(strip.cuts[index] == {0} for index in later)
    return max(rules, shades) >= max(RULED_SHARE * len(later), LEAST_HEADED)


def _unbroken_strokes(strip: Strip, index: int) -> list[Stroke]:
    """Return what is drawn before a line and past where columns begin, as rules of two tables side by side are not."""
    crossing = [place for place in strip.places for stroke in strip.between(index) if _passes_column(stroke, place)]
    return strip.between(index) if len(set(crossing)) == len(strip.places) else []


def _passes_column(stroke: Stroke, place: float) -> bool:
    return stroke.start < place - GUTTER and stroke.end > place + SAME_START


def _is_spaced(strip: Strip, starts: Sequence[int]) -> bool:
    """Return whether gaps separate rows of two columns with short labels and longer answers."""
    later = [index for index in starts if index]
    spaced = sum(strip.gaps[index] for index in later)
    labelled = sum(0 in pieces for pieces in strip.cells)
    labels = [strip.labels[index] for index in starts]
    short = sum(len(pieces) == 1 and len(pieces[0].words) <= MOST_LABEL_WORDS for pieces in labels)
    return (
        len(strip.places) == 1
        and spaced >= max(RULED_SHARE * len(later), LEAST_HEADED)
        and (labelled <= MOST_LABEL_SHARE * len(strip.lines) or _answers_are_longer(strip))
        and short >= RULED_SHARE * len(starts)
    )


def _answers_are_longer(strip: Strip) -> bool:
    """Return whether answers have many more words than labels, which may be wrapped to as many lines."""
    words = [sum(len(pieces[column].words) for pieces in strip.cells if column in pieces) for column in (0, 1)]
    return words[0] * TIMES_LONGER <= words[1]


def _is_aligned(strip: Strip, full: Sequence[int]) -> bool:
    """Return whether rows of three columns or more begin where columns do, below words in the first one."""
    if len(strip.places) < 2 or any(len(strip.cells[index]) < 3 for index in full):
        return False
    pieces = [(column, piece) for pieces in strip.cells for column, piece in pieces.items() if column]
    at = sum(abs(piece.start - strip.places[column - 1]) <= SAME_START for column, piece in pieces)
    wordy = sum(len(strip.cells[index][0].words) >= LEAST_WORDS for index in full)
    return at >= ALIGNED_SHARE * len(pieces) and wordy * 2 > len(full)


def _is_list(strip: Strip) -> bool:
    """Return whether the first of two columns holds only list markers or numbers of headings."""
    first = [pieces[0] for pieces in strip.cells if 0 in pieces]
    return len(strip.places) == 1 and all(LABEL.fullmatch(piece.text) for piece in first)


def is_of_one_size(lines: Sequence[PrintedLine]) -> bool:
    """Return whether nearly all words are set in one size, as a table's are and a poster's are not."""
    return _are_of_one_size([word for line in lines for word in line.words])


def _are_of_one_size(words: Sequence[Word]) -> bool:
    sizes = sorted(word.size for word in words)
    middle = sizes[len(sizes) // 2]
    return sum(abs(size - middle) <= ONE_SIZE * middle for size in sizes) >= LEAST_OF_ONE_SIZE * len(sizes)
