"""Cut a front that lost its line ends: where letterhead, title, contents and text meet on one long line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.identify.phrases import KIND, LINKER, PLAN, TITLE_WORDS, Hit

_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[^\W\d_]{3}[.!?。] (?=[^\W\d_])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"\d{1,2}\.|[IVX]{1,4}\.")
FEWEST_CAPITALS = 8
"""Letters of several words in capitals that are a line of their own; fewer are abbreviations in a line."""

Word = re.Match[str]


def find_seams(text: str, start: int, hits: Sequence[Hit]) -> list[int]:
    """Return the offsets of the blanks of a long line where a line end was lost, up to its first sentence.

    `start` is the offset of the line in the text that the hits were found in.

    A title shows where it consists of words of titles, a letterhead where it has capitals alone, contents and chapters
    by their names and numbers.
    """
    words = list(_WORD.finditer(text))
    inside = [hit._replace(start=hit.start - start, end=hit.end - start) for hit in hits]
    ends = (match.end() for match in _SENTENCE_END.finditer(text) if not match[0][:3].isupper())
    last = next(ends, len(text))
    places = {word.start() for word in _iterate_beginnings(words, inside)}
    return sorted(place - 1 for place in places if 0 < place < last and text[place - 1] == " ")


def _iterate_beginnings(words: Sequence[Word], hits: Sequence[Hit]) -> Iterator[Word]:
    """Yield the words with which a line of its own begins."""
    linkers = {hit.start for hit in hits if hit.group == LINKER}
    for start, last in _iterate_runs([_is_capital(word[0]) for word in words]):
        first = next((index for index in range(start, last) if words[index][0].isupper()), last)
        if 0 < first < last and words[first - 1].start() in linkers:
            first += 1  # 'Secrétariat du PGO PLAN D'ACTION': the name belongs to the line above.
        capitals = [word[0] for word in words[first:last] if word[0].isupper()]
        if len(capitals) > 1 and sum(map(len, capitals)) >= FEWEST_CAPITALS:
            yield from (words[first], *words[last : last + 1])
    own = [hit for hit in hits if hit.group in TITLE_WORDS]
    names = [hit for hit in hits if hit.group in (KIND, PLAN)]
    for first, behind in _iterate_runs([_is_covered(word, own) for word in words]):
        last = behind
        while last - 1 > first and words[last - 1].start() in linkers:
            last -= 1
        stop = words[last - 1].end()
        if any(words[first].start() <= hit.start and hit.end <= stop for hit in names):
            yield from (word for word in (words[first], *words[last : last + 1]) if _may_begin(word[0]))
            if last < len(words) and not _may_begin(words[last][0]):
                # The country behind the title's years is the subject of the next sentence.
                years = [index for index in range(first, last - 1) if _YEAR.search(words[index][0])]
                yield from (words[index + 1] for index in years[-1:] if _may_begin(words[index + 1][0]))
    heads = {hit.start for hit in hits if hit.group in ("contents", "sections")}
    for before, word in pairwise(words):
        if word.start() in heads and _may_begin(word[0]) and not _NUMBER.fullmatch(before[0]):
            yield word
    for word, following in pairwise(words):
        if _NUMBER.fullmatch(word[0]) and following.start() in heads:
            yield word


def _iterate_runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield the first index of each run of true flags and the index behind it."""
    first = None
    for index, flag in enumerate([*flags, False]):
        if flag and first is None:
            first = index
        elif not flag and first is not None:
            yield first, index
            first = None


def _is_capital(word: str) -> bool:
    """Return whether a word may be part of a line in capitals: it has no small letter."""
    return word.isupper() or not any(map(str.isalpha, word))


def _may_begin(word: str) -> bool:
    """Return whether a word may begin a line: scripts without capitals have small letters only."""
    letters = [char for char in word if char.isalpha()]
    return not letters or letters[0] == letters[0].title()


def _is_covered(word: Word, hits: Sequence[Hit]) -> bool:
    """Return whether a word belongs to phrases of titles, or is a number or mark."""
    letters = [index for index in range(word.start(), word.end()) if word.string[index].isalpha()]
    return not letters or any(hit.start <= letters[0] and letters[-1] < hit.end for hit in hits)
