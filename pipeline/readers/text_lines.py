"""The physical lines of a text file: what a page's head and foot repeat, and words broken at line ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.readers.cleaning import clean_text

_FEWEST_PAGES = 3
"""Pages with the same line at their head or foot that make it a running one."""
_LEAST_SHARE = 0.8
"""Share of the pages: a label at the head of each form is not on the pages before and after the forms."""
_OUTERMOST = 2
"""Lines from the head and from the foot of a page that may be running ones."""
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[ .|–-]*(\d{1,3})[ .|–-]*")
_SENTENCE_ENDS = (".", "!", "?", ":", ";")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NO_LETTER = re.compile(r"[\W\d_]")
_REST = re.compile(r"[^\W\d_]+")

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class TextFileLine:
    """A physical line: its number from 1, its offset in the file's text, and its characters without the line end.

    `page` counts the form feeds before it.
    """

    number: int
    offset: int
    raw: str
    page: int = 0

    @property
    def blank(self) -> bool:
        """Return whether nothing is printed on the line."""
        return not clean_text(self.raw)


def split_lines(text: str) -> list[TextFileLine]:
    r"""Return the physical lines of a text with their offsets, as an editor counts them.

    >>> [(line.number, line.offset, line.raw) for line in split_lines("one\r\ntwo")]
    [(1, 0, 'one'), (2, 5, 'two')]
    """
    lines: list[TextFileLine] = []
    offset = page = 0
    for number, raw in enumerate(_LINE.findall(text), start=1):
        page += raw.count("\f")
        lines.append(TextFileLine(number, offset, raw.rstrip("\r\n"), page))
        offset += len(raw)
    return lines


def find_running_lines(lines: Sequence[TextFileLine]) -> set[int]:
    """Return the numbers of the lines that pages repeat at their head or foot.

    At the foot the page's number may change: it grows with the pages. In a text without form feeds pages are known by a
    line that comes again next to a number which grows by one, and within a sentence at least once.
    """
    pages: dict[int, list[TextFileLine]] = {}
    for line in lines:
        if not line.blank:
            pages.setdefault(line.page, []).append(line)
    if len(pages) <= 1:
        return _find_numbered_pages([line for page in pages.values() for line in page])
    keys = {key: line for page in pages.values() for key, line in _edge_keys(page)}
    counts = Counter(text for text, _ in keys)
    least = max(_FEWEST_PAGES, _LEAST_SHARE * (len(pages) - 1))
    return {line.number for (text, _), line in keys.items() if counts[text] >= least}


def _find_numbered_pages(lines: Sequence[TextFileLine]) -> set[int]:
    """Return the numbers of the lines with a page's number, and of those repeated next to them."""
    counts = Counter(clean_text(line.raw) for line in lines)
    repeated = {text for text, count in counts.items() if count >= _FEWEST_PAGES and not text.isdigit()}
    found: set[int] = set()
    for step in (1, -1):
        pairs: dict[str, list[tuple[int, TextFileLine, TextFileLine]]] = {}
        for index, line in enumerate(lines):
            beside = lines[index + step] if 0 <= index + step < len(lines) else line
            text, number = clean_text(beside.raw), _PAGE_NUMBER.fullmatch(clean_text(line.raw))
            if number and text in repeated:
                pairs.setdefault(text, []).append((int(number[1]), line, beside))
        for text, places in pairs.items():
            grows = all(below - above == 1 for (above, *_), (below, *_) in pairwise(places))
            if grows and len(places) >= max(_FEWEST_PAGES, _LEAST_SHARE * counts[text]):
                at_pages = {line.number for _, *both in places for line in both}
                found |= at_pages if _breaks_sentence(lines, at_pages) else set()
    return found


def _breaks_sentence(lines: Sequence[TextFileLine], running: Collection[int]) -> bool:
    """Return whether a sentence goes on behind running lines: a number and a label that open each form break none."""
    kept = [(index, line) for index, line in enumerate(lines) if line.number not in running]
    return any(below - above > 1 and _goes_on(before, line) for (above, before), (below, line) in pairwise(kept))


def _goes_on(above: TextFileLine, below: TextFileLine) -> bool:
    return clean_text(below.raw)[0].islower() and not clean_text(above.raw).endswith(_SENTENCE_ENDS)


def drop_running_lines(lines: Sequence[TextFileLine], running: Collection[int]) -> list[TextFileLine]:
    """Return the lines but running ones, and without blank lines around these where a sentence goes on behind them."""
    kept: list[TextFileLine] = []
    for line in lines:
        if line.number in running:
            continue
        above = len(kept)
        while above and kept[above - 1].blank:
            above -= 1
        is_behind = above and any(n in running for n in range(kept[above - 1].number + 1, line.number))
        if is_behind and not line.blank and _goes_on(kept[above - 1], line):
            del kept[above:]
        kept.append(line)
    return kept


def _edge_keys(page: Sequence[TextFileLine]) -> Iterator[tuple[tuple[str, int], TextFileLine]]:
    """Yield what each line at a page's edges says, a page number given as its distance from the page's place."""
    for line in page[:_OUTERMOST]:
        yield (f"head {clean_text(line.raw)}", line.number), line
    for line in page[-_OUTERMOST:]:
        text = _NUMBER.sub(lambda number: f"#{int(number[0]) - line.page}", clean_text(line.raw), count=1)  # noqa: B023
        yield (f"foot {text}", line.number), line


def _broken_word(text: str) -> str:
    """Return the letters before the hyphen that ends a line, empty where none does.

    >>> _broken_word("in all munic-"), _broken_word("in all cities")
    ('munic', '')
    """
    return _NO_LETTER.split(text.removesuffix("-"))[-1] if text.endswith("-") else ""


def find_broken_words(lines: Sequence[TextFileLine]) -> set[int]:
    """Return the numbers of the lines that continue with a word broken at the end of the line above.

    The word occurs whole in the text: 'munic- / ipalities' next to 'municipalities'.
    """
    pairs = [
        (broken, rest[0], line.number)
        for above, line in pairwise(lines)
        if (broken := _broken_word(clean_text(above.raw))) and (rest := _REST.match(clean_text(line.raw)))
    ]
    words = {word.casefold() for line in lines for word in _WORD.findall(line.raw)} if pairs else set()
    return {number for head, rest, number in pairs if (head + rest).casefold() in words}
