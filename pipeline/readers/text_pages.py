"""The pages of a text file as pages of printed words, which the layout of PDF pages reads.

A text with form feeds keeps its pages, and its blanks keep where words were printed on them. How wide a word was is
estimated from its letters: a line of proportional type ends at its margin with more or fewer characters. What type
showed is inferred by `readers.text_type`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.model import Anchor, Document, SourceDocument
from pipeline.readers.pdf.assembly import assemble_document, move_anchors
from pipeline.readers.pdf.chars.drawing import Drawing
from pipeline.readers.pdf.chars.geometry import PageFrame
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.opening import PdfReading
from pipeline.readers.pdf.page import PageContent
from pipeline.readers.text_lines import NEAR, TextFileLine
from pipeline.readers.text_type import BODY_SIZE, INDENT, PageRow, WordRun, infer_type, split_runs

PITCH, WIDTH = 12.0, 5.0
"""Points: the step of lines and the width of a character on the pages that are made."""
ASCENT, DESCENT = 8.0, 2.0
"""Points that a word reaches above and below its baseline."""
MARGIN = 2
"""Characters left free at the left edge."""
BLANK = 0.55
"""Width of a blank in usual letters, as in Times and Arial."""
CROWDED_GAP, COLUMN_GAP = 8.0, 12.0
"""Points that are free before a run behind two blanks, and behind more: the first parts columns that are known, the
second parts them by itself."""
SLACK = 0.06
"""Share by which the width of a line may be estimated too small; so little is no room for another word."""
SHIFTED = 3
"""Characters by which a column is shifted on the next page."""
MOST_LINES = 300
"""Lines of a page: pages of real plans have up to 130, and the time of finding tables grows with them."""

_NARROW, _SLIM, _WIDE = frozenset("iljI.,:;'|!’‘"), frozenset('ftr()[]-/"“”'), frozenset("mwMWшщжюмЖШЩЮМфы—…%@")


def has_pages(lines: Sequence[TextFileLine]) -> bool:
    """Return whether form feeds part a text into pages; tabs say more about its columns than its blanks do."""
    counts = Counter(line.page for line in lines)
    is_tabbed = any("\t" in line.raw for line in lines)
    return len(counts) > 1 and max(counts.values()) <= MOST_LINES and not is_tabbed


def read_text_pages(lines: Sequence[TextFileLine], running: Collection[int], source: SourceDocument) -> Document:
    """Return the document of the lines of a text with pages; the lines with the `running` numbers are left blank."""
    pages = {
        number + 1: [PageRow(line, [] if line.number in running else split_runs(line)) for line in page]
        for number, page in groupby(lines, key=lambda line: line.page)
    }
    above: Counter[int] = Counter()
    for rows in pages.values():
        above = _align_starts(rows, above)
    infer_type(list(pages.values()))
    unit = _measure_unit(lines)
    words = {number: _set_words(rows, unit) for number, rows in pages.items()}
    width = max((word.end for page in words.values() for row in page for word in row), default=0.0) + MARGIN * WIDTH
    contents = tuple(_make_content(number, page, width) for number, page in words.items())
    document = assemble_document(PdfReading(contents), source)
    return replace(move_anchors(document, lambda anchor: _find_in_text(anchor, pages, words)), pages=())


def _make_content(number: int, rows: Sequence[Sequence[Word]], width: float) -> PageContent:
    last = max((index for index, words in enumerate(rows) if words), default=0)
    words = tuple(word for row in rows for word in row)
    return PageContent(number, PageFrame(0, 0, width, (last + 2) * PITCH), words, (), (), (), Drawing((), ()))


def _find_in_text(
    anchor: Anchor, pages: Mapping[int, Sequence[PageRow]], words: Mapping[int, Sequence[Sequence[Word]]]
) -> Anchor:
    """Return the place in the file of what begins in a box of a page: its first line, and its characters in it."""
    if anchor.box is None or anchor.page is None:
        return anchor
    at = min(max(round((anchor.box.top + ASCENT) / PITCH) - 1, 0), len(pages[anchor.page]) - 1)
    inside = [word for word in words[anchor.page][at] if word.end > anchor.box.x0 and word.start < anchor.box.x1]
    path = f"line[{pages[anchor.page][at].line.number}]"
    return Anchor(path=path, start=inside[0].first, end=inside[-1].after) if inside else Anchor(path=path)


def _align_starts(rows: Sequence[PageRow], above: Counter[int]) -> Counter[int]:
    """Move runs to the column beside which they begin, and return how many begin at each place of the page.

    Places are rounded to whole characters, and shifted from those `above`, on the page before: each page has a width of
    characters of its own. What the first line continues says by how much.
    """
    counts = Counter(run.start for row in rows for run in row.runs[1:] or row.runs)
    for run in (run for row in rows for run in row.runs[1:]):
        near = max((run.start, run.start - NEAR, run.start + NEAR), key=lambda start: counts[start])
        run.start = near if counts[near] > 2 * counts[run.start] else run.start
    first = next((row.runs for row in rows if row.runs), [])
    moved = {run.start: _find_column(run.start, above) for run in first if run.start > INDENT}
    for run in (run for row in rows for run in row.runs):
        run.start = moved.get(run.start, run.start)
    return Counter(run.start for row in rows for run in row.runs)


def _find_column(start: int, above: Counter[int]) -> int:
    """Return where the column of the page before begins that the first line of a page continues."""
    near = [place for place in range(start - SHIFTED, start + SHIFTED + 1) if above[place] > 1]
    return start if start in above else max(near, key=lambda place: above[place], default=start)


class _LetterWidths(dict[str, float]):
    """The widths of characters in usual letters, in the proportions of Times and Arial."""

    def __missing__(self, char: str) -> float:
        narrow, slim, wide, capital, usual = 0.5, 0.65, 1.5, 1.3, 1.0
        by_class = narrow if char in _NARROW else slim if char in _SLIM else wide if char in _WIDE else 0.0
        self[char] = by_class or (capital if char.isupper() else usual)
        return self[char]


_WIDTHS = _LetterWidths()


def _measure(text: str) -> float:
    return sum([_WIDTHS[char] for char in text])


def _measure_run(run: WordRun) -> float:
    return sum(_measure(text) for _, text in run.words) + BLANK * (len(run.words) - 1)


def _measure_unit(lines: Sequence[TextFileLine]) -> float:
    """Return the width of a usual letter in points that makes all text as wide as its characters."""
    texts = [line.raw.split() for line in lines]
    characters = sum(len(" ".join(words)) for words in texts)
    letters = sum(sum(map(_measure, words)) + BLANK * max(len(words) - 1, 0) for words in texts)
    return WIDTH * characters / letters if letters else WIDTH


def _set_words(rows: Sequence[PageRow], unit: float) -> list[list[Word]]:
    """Return the words of each line of a page in their places; no line is wider than the widest by its letters."""
    ends = [_place(row.runs[-1].start) + _measure_run(row.runs[-1]) * unit for row in rows if row.runs]
    limit = max(ends, default=0.0)
    return [
        [word for index in range(len(row.runs)) for word in _set_run(row, index, number * PITCH, unit, limit)]
        for number, row in enumerate(rows, 1)
    ]


def _set_run(row: PageRow, index: int, base: float, unit: float, limit: float) -> Iterator[Word]:
    """Yield the words of a run: short of the run behind it, or as wide as its letters may be up to the limit."""
    run = row.runs[index]
    left, letters = _place(run.start), _measure_run(run)
    if index + 1 < len(row.runs):
        after = row.runs[index + 1]
        gap = CROWDED_GAP if after.words[0][0] - run.end <= 2 else COLUMN_GAP
        scale = min(unit, (_place(after.start) - left - gap) / letters)
    else:
        scale = max(unit, (min(limit, left + (1 + SLACK) * letters * unit) - left) / letters)
    for start, text in run.words:
        right = left + _measure(text) * scale
        x0, x1, first = round(left, 2), round(right, 2), row.line.offset + start
        box = (x0, base - ASCENT, x1, base + DESCENT)
        yield Word(text, box, x0, x1, base, BODY_SIZE * run.size, run.bold, 0, first, first + len(text))
        left = right + BLANK * scale


def _place(column: int) -> float:
    return (column + MARGIN) * WIDTH
