"""Ratings as an IRM report prints them: 'Limited', 'Limited. The portal is not open yet.', '☐ Low ☒ High'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.lexicon.vocabularies import find_code
from pipeline.model import Line, Method, RawValue
from pipeline.model.issues import Issue, Severity
from pipeline.parsers.irm.words import load_words, match_level
from pipeline.structure.commitments.completion import read_choices
from pipeline.structure.lines import cut_lines, make_stream

LONGEST_RATING = 60
"""Characters: what is longer behind a label is prose."""

FEWEST_WORDS = 4
"""Words of a short sentence behind a level; fewer are a remark on the level ('Limited, since 2015.')."""

_VALUE_END = re.compile(r"[.;:](?=\s|$|\d)|\s[–—-]\s|\s?\(|\n|,\s(?=[a-z])|\d{1,2}(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating as printed: indicator, phase (None: the report's own), value, its code, and the part it represents.

    `part` is one of OGP's values where government's opening is rated by value.
    """

    indicator: str
    value: RawValue
    code: str
    phase: str | None = None
    part: str | None = None
    evidence: RawValue | None = None


def make_issue(code: str, message: str, page: int | None = None, severity: Severity = "warning") -> Issue:
    """Return the issue that something in a report could not be determined, without the place that it is on."""
    return Issue("parse", severity, code, message, page)


def is_prose(text: str) -> bool:
    """Return whether the text behind a level is prose: long, or a sentence."""
    return len(text) > LONGEST_RATING or (len(text.split()) >= FEWEST_WORDS and text.rstrip().endswith("."))


def read_rating(indicator: str, text: str) -> tuple[str, int] | None:
    """Return the code that a text opens with and where its words end.

    >>> read_rating("completion", "Limited. The portal is not open yet."), read_rating("specificity", "☐ Low ☒ High")
    (('limited', 7), ('high', 12))
    >>> read_rating("completion", "The completion is limited") is None
    True
    """
    if choices := read_choices(text, lambda word: match_level(indicator, word) is not None):
        ticked = [coded for is_ticked, word in choices if is_ticked and (coded := match_level(indicator, word))]
        return (ticked[0], len(text)) if len(ticked) == 1 else None
    if coded := match_level(indicator, text):
        return coded, len(text)
    for end in _VALUE_END.finditer(text, 0, 2 * LONGEST_RATING):
        if coded := match_level(indicator, text[: end.start()]):
            return coded, end.start()
    return None


@dataclass(frozen=True, slots=True)
class Answer:
    """The rating that a text opens with, as printed and as a code, and the lines behind it."""

    printed: RawValue
    code: str
    rest: tuple[Line, ...]


def read_answer(indicator: str, lines: Sequence[Line], method: Method = "label") -> Answer | None:
    """Return the rating that the answer to a label, or a cell, opens with: as printed if its vocabulary has the words.

    >>> from pipeline.model import Anchor
    >>> found = read_answer("completion", [Line("Limited: two of nine portals are open.", Anchor())])
    >>> found.printed.text, found.code, [line.text for line in found.rest]
    ('Limited', 'limited', ['two of nine portals are open.'])
    """
    joined = make_stream(lines)
    found = read_rating(indicator, joined.text)
    if found is None:
        return None
    code, end = found
    vocabulary = load_words()["levels"].get(indicator)
    plain = joined.text[:end].strip(" .:;,")
    printed = plain if vocabulary and find_code(vocabulary, plain) == code else code
    start = len(joined.text) - len(joined.text[end:].lstrip(" .:;–—-\n"))
    return Answer(
        RawValue(printed, method, cut_lines(joined, 0, end)), code, cut_lines(joined, start, len(joined.text))
    )
