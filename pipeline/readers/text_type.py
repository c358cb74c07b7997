"""What type lines of a text had before it was lost: headings in sizes, labels in bold.

A heading has a line of its own that ends early, between the end of a sentence and the beginning of another. A label is
one of the lexicon, or comes again: in front of answers, or alone in its line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.lexicon import match_exact_label
from pipeline.lexicon.text_folding import fold_to_words
from pipeline.readers.text_lines import BULLET, NEAR, TextFileLine
from pipeline.structure.numbers import is_named, split_number

BODY_SIZE = 10.0
"""Points of the body text."""
CAPITALS, PLAIN, NUMBERED = 1.5, 1.35, 1.2
"""Sizes of headings in body sizes: parts are in capitals, their sections are not, what these list has numbers."""
MOST_LABEL_LINES, MOST_LABEL_WORDS = 4, 12
"""Lines over which a label in a narrow column is wrapped, and its words."""
FEWEST_BESIDE, FEWEST_ALONE = 2, 3
"""Times that a label comes in front of answers, and in lines of its own."""
FEWEST_LETTERS = 4
"""Letters of a label that comes again: numbers of rows do, too."""
HEAD_CELLS = 3
"""Cells of a header row."""
MOST_HEADING_WORDS, MOST_HEADING_LINES, MOST_WRAPPED_WORDS = 15, 3, 25
"""Words of a heading in one line; lines and words of one that is wrapped."""
FULL_LINE, WIDEST = 0.9, 0.85
"""Share of the lines that are at most as long as a full one, and how much of a full line a heading fills at most."""
INDENT, CENTERED = 12, 4
"""Characters from the usual margin at which a heading begins, or from the middle at which its middle is."""

_WORD = re.compile(r"\S+")
_SENTENCE_ENDS = (".", "!", "?", "”", '"', "»", "。", "…")
_OPEN_ENDS = (":", ";", ",")
_INNER_END = re.compile(r"(?<=[^\W\d_]{4})[.!?;]\s+\S")


@dataclass(slots=True)
class WordRun:
    """Words of a line that single blanks part, each with its place in the line; `start` is a column of characters.

    `size` is in body sizes.
    """

    start: int
    words: list[tuple[int, str]]
    size: float = 1.0
    bold: bool = False

    @property
    def end(self) -> int:
        """The place in the line behind the last word."""
        return self.words[-1][0] + len(self.words[-1][1])

    @property
    def text(self) -> str:
        """The words with blanks between."""
        return " ".join(text for _, text in self.words)


@dataclass(slots=True)
class PageRow:
    """A line of a page with its runs; `is_apart` says that more than the usual step is above it."""

    line: TextFileLine
    runs: list[WordRun]
    is_apart: bool = True

    @property
    def lone(self) -> WordRun | None:
        """The only run of the line."""
        return self.runs[0] if len(self.runs) == 1 else None


Page = Sequence[PageRow]


def split_runs(line: TextFileLine) -> list[WordRun]:
    """Return the runs of a line."""
    shift = line.raw.count("\f")
    runs: list[WordRun] = []
    for match in _WORD.finditer(line.raw):
        if runs and match.start() == runs[-1].end + 1:
            runs[-1].words.append((match.start(), match[0]))
        else:
            runs.append(WordRun(match.start() - shift, [(match.start(), match[0])]))
    return runs


def infer_type(pages: Sequence[Page]) -> None:
    """Set labels in bold and headings in larger type."""
    filled = [[row for row in rows if row.runs] for rows in pages]
    _mark_apart(pages)
    _mark_labels(filled)
    for row in (row for rows in filled for row in rows if len(row.runs) >= HEAD_CELLS):
        if sum(_is_label(run.text) for run in row.runs) * 2 > len(row.runs):
            for run in row.runs:
                run.bold = True
    _mark_headings(filled)


def _mark_apart(pages: Sequence[Page]) -> None:
    """Note which lines are further below the line above them than lines usually are: those of wide type have blanks."""
    filled = [[(at, row) for at, row in enumerate(rows) if row.runs] for rows in pages]
    steps = [(row, at - above) for page in filled for (above, _), (at, row) in pairwise(page)]
    usual = Counter(step for _, step in steps).most_common(1)[0][0] if steps else 1
    for row, step in steps:
        row.is_apart = step > usual


@lru_cache(maxsize=20_000)
def _is_label(text: str) -> bool:
    text = text.rstrip(" :")
    return len(text.split()) <= MOST_LABEL_WORDS and match_exact_label(text) is not None


def _is_run_in(text: str) -> bool:
    """Return whether a label opens a line in front of its answer."""
    label, colon, answer = text.partition(":")
    return bool(colon and answer.strip()) and not is_named(label) and _is_label(label)


def _opens_in_capital(text: str) -> bool:
    return next(filter(str.isalpha, text), "").isupper()


def _mark_labels(pages: Sequence[Page]) -> None:
    """Set labels in bold: known ones, and texts that come again in front of answers or alone."""
    stacks = [stack for rows in pages for stack in _list_stacks(rows)]
    counts = Counter(key for _, _, key in stacks)
    best: dict[int, tuple[bool, int, list[WordRun]]] = {}
    for row, runs, key in stacks:
        text = " ".join(run.text for run in runs)
        is_known = _is_label(text)
        if _may_be_label(row, text) and (is_known or _comes_again(row, runs, key, counts)):
            chosen = best.get(id(runs[0]))
            if chosen is None or (is_known, len(runs)) >= chosen[:2]:
                best[id(runs[0])] = is_known, len(runs), runs
    for _, _, runs in best.values():
        for run in runs:
            run.bold = True


def _list_stacks(rows: Page) -> Iterator[tuple[PageRow, list[WordRun], str]]:
    """Yield the first run of each line, with up to three below it in one column, and their text folded."""
    for at, row in enumerate(rows):
        runs: list[WordRun] = []
        above = rows[at - 1].lone if at else None
        is_open = row.is_apart or (above is not None and _is_run_in(above.text))
        for below in rows[at : at + MOST_LABEL_LINES]:
            if abs(below.runs[0].start - row.runs[0].start) > NEAR or (runs and below.is_apart):
                break
            runs = [*runs, below.runs[0]]
            if row.lone is None or is_open or runs[-1].text.endswith(":"):
                yield row, runs, fold_to_words(" ".join(run.text for run in runs))


def _may_be_label(row: PageRow, text: str) -> bool:
    if not _opens_in_capital(text) or len(text.split()) > MOST_LABEL_WORDS or text.endswith((".", ",", ";")):
        return False
    return row.lone is None or not split_number(text)[0]


def _comes_again(row: PageRow, runs: Sequence[WordRun], key: str, counts: Counter[str]) -> bool:
    if sum(map(str.isalpha, key)) < FEWEST_LETTERS:
        return False
    if row.lone is None:
        return counts[key] >= FEWEST_BESIDE
    return len(runs) == 1 and counts[key] >= FEWEST_ALONE and not BULLET.match(row.lone.text)


@dataclass(frozen=True, slots=True)
class _Measure:
    """The length of a full line and the usual left margin, in characters."""

    full: int
    left: int

    def holds(self, run: WordRun) -> bool:
        """Return whether a run begins near the margin or is centered."""
        middle = run.start + len(run.text) / 2
        return run.start <= self.left + INDENT or abs(middle - self.left - self.full / 2) <= CENTERED


def _mark_headings(pages: Sequence[Page]) -> None:
    lengths = sorted(len(row.lone.text) for rows in pages for row in rows if row.lone)
    if not lengths:
        return
    starts = Counter(row.runs[0].start for rows in pages for row in rows)
    measure = _Measure(lengths[int(len(lengths) * FULL_LINE) - 1], starts.most_common(1)[0][0])
    for rows in pages:
        at = 0
        while at < len(rows):
            count = _count_heading_lines(rows, at, measure)
            text = " ".join(row.runs[0].text for row in rows[at : at + count])
            for row in rows[at : at + count]:
                row.runs[0].bold = True
                row.runs[0].size = CAPITALS if text.isupper() else NUMBERED if split_number(text)[0] else PLAIN
            at += max(count, 1)


def _count_heading_lines(rows: Page, at: int, measure: _Measure) -> int:
    """Return how many lines from one on are a heading, 0 for none."""
    if not _may_open_heading(rows, at):
        return 0
    lines: list[str] = []
    for row, below in zip(rows[at:], [*rows[at + 1 : at + MOST_HEADING_LINES], None], strict=False):
        run = row.lone
        if run is None or run.bold or not measure.holds(run) or (lines and row.is_apart):
            return 0
        lines.append(run.text)
        if below is None or not _is_title(" ".join(lines)):
            return 0
        if len(lines) == 1 and _ends_early(run.text, below.runs[0].text, measure.full):
            return 1
        is_label_below = below.lone is not None and (below.lone.bold or _is_run_in(below.lone.text))
        if len(lines) > 1 and (is_label_below or (below.is_apart and is_named(lines[0]))):
            return len(lines)
    return 0


def _may_open_heading(rows: Page, at: int) -> bool:
    """Return whether a line is apart from the text above it, below a sentence's end or a heading, and no answer."""
    row, above = rows[at], rows[at - 1] if at else None
    if above is None:
        return True
    last = above.runs[0]
    # What is below a label in a line of its own is its answer.
    is_answer = above.lone is not None and last.bold and last.size == 1 and not is_named(row.runs[0].text)
    return not is_answer and (row.is_apart or last.size > 1 or last.text.endswith(_SENTENCE_ENDS))


def _ends_early(text: str, below: str, full: int) -> bool:
    """Return whether a line had room for the first word of the line below, which begins anew."""
    room = min(WIDEST * full, full - len(below.split(maxsplit=1)[0]) - 1)
    return len(text) <= room and len(text.split()) <= MOST_HEADING_WORDS and not below[:1].islower()


def _is_title(text: str) -> bool:
    """Return whether a text may be a heading by its words."""
    title = split_number(text)[1] or text
    is_item = BULLET.match(text) is not None and not text[0].isdigit()
    is_sentence = text.endswith((*_SENTENCE_ENDS, *_OPEN_ENDS)) or _INNER_END.search(title) is not None
    is_short = len(title) >= FEWEST_LETTERS and len(text.split()) <= MOST_WRAPPED_WORDS
    return is_short and _opens_in_capital(title) and not is_item and not is_sentence and not _is_run_in(text)
