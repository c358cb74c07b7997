"""Labels that open a paragraph or run in it, with their answers behind them: 'Start date: May 2013 End date: 2014'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.lexicon.vocabularies import LONGEST_WORDING
from pipeline.model import Line
from pipeline.parsers.irm.labels import Label, find_label, find_template_label, guess_indicator
from pipeline.parsers.irm.ratings import LONGEST_RATING, Rating, read_answer, read_rating
from pipeline.structure.stream import cut_lines, make_stream

MOST_WORDS = 14
"""Words of the longest label that may be in front of a colon."""

SHORT = 400
"""Characters: a longer paragraph holds one label, at its beginning; further ones in it are prose."""

BULLETS = " \t•·▪●–-*\uf0b7\uf0a7\uf0d8➢"
_COLON = re.compile(r"\?\s?:|[:：](?!//)|\?")
_WORD = re.compile(r"\S+")


def find_whole_label(text: str) -> Label | None:
    """Return the label that a text is as a whole; a bare OGP value or phase is none without its answer."""
    plain = text.strip(BULLETS)
    if len(plain) > LONGEST_WORDING:
        return None
    known = find_label(plain)
    return None if known is None or known.kind == "value" else known


def find_run_in_labels(text: str) -> Iterator[tuple[int, int, Label]]:
    """Yield the labels of a text that opens with one: where each begins, where its answer begins, what it asks for.

    >>> [(label.name, end) for _, end, label in find_run_in_labels("Start date: May 2013 End date: June 2014")]
    [('start_date', 11), ('end_date', 30)]
    >>> list(find_run_in_labels("The completion is limited: nothing was done."))
    []
    """
    begin = len(text) - len(text.lstrip(BULLETS))
    is_open, previous = False, begin
    limit = min(len(text), SHORT if len(text) <= SHORT else 2 * LONGEST_WORDING)
    for colon in _COLON.finditer(text, begin, limit):
        found = _label_before(text, previous, colon.start(), None if is_open else begin, colon[0])
        if found:
            yield found[0], colon.end(), found[1]
            is_open, previous = True, colon.end()
        # '?' within a label's own words does not end it ('Did it open government?: Major').
        elif not is_open and colon[0] != "?":
            return
        if is_open and len(text) > SHORT:
            return


def _label_before(text: str, previous: int, end: int, begin: int | None, sign: str) -> tuple[int, Label] | None:
    """Return the label whose words stand directly before an offset: at `begin`, else the longest one of whole words."""
    tail = text[end : end + 1] if sign.startswith("?") else ""
    if begin is not None:
        printed = text[begin:end] + tail if end - begin <= LONGEST_WORDING else ""
        known = find_label(printed) or find_template_label(printed)
        guess = None if known else guess_indicator(printed)
        answer = text[end + len(sign) : end + len(sign) + 2 * LONGEST_RATING].strip()
        known = guess if guess and answer and read_rating(guess.name, answer) else known
        return (begin, known) if known else None
    words = list(_WORD.finditer(text, previous, end))[-MOST_WORDS:]
    for word in words:
        if not word[0][:1].isupper() and not word[0].startswith("¿"):
            continue
        if known := find_label(text[word.start() : end] + tail):
            return word.start(), known
    return None


def find_label_without_sign(text: str) -> tuple[int, Label] | None:
    """Return where the answer begins behind a label that no sign ends, and the label: 'Next Steps The bill ...'."""
    for word in list(_WORD.finditer(text))[1 : MOST_WORDS + 1]:
        label = find_label(text[: word.start()]) if word[0][0].isupper() else None
        if label is not None and label.kind == "field":
            return word.start(), label
    return None


def read_labelled_rating(lines: Sequence[Line]) -> Rating | None:
    """Return the rating that a paragraph is, label and all: 'Did it open government? Did not change'."""
    joined = make_stream(lines)
    _, start, label = next(find_run_in_labels(joined.text), (0, 0, None))
    is_short = label is not None and label.kind == "rating" and len(joined.text) - start <= LONGEST_RATING
    answer = read_answer(label.name, cut_lines(joined, start, len(joined.text))) if label and is_short else None
    return Rating(label.name, answer.printed, answer.code, label.phase) if label and answer else None
