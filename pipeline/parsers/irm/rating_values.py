"""The rating that a text opens with: 'Limited', 'Limited. The portal is not open yet.', '☐ Low ☒ High'."""

from __future__ import annotations

import re

from pipeline.lexicon.vocabularies import find_code
from pipeline.parsers.irm.words import load_words, match_level
from pipeline.structure.completion import BOXES, TICKED

LONGEST_RATING = 60
"""Characters: what is longer behind a label is prose."""

FEWEST_WORDS = 5
"""Words of a short sentence behind a level; fewer are a remark on the level ('Limited, since 2015.')."""

_VALUE_END = re.compile(r"[.;:](?=\s|$|\d)|\s[–—-]\s|\s?\(|\n|,\s(?=[a-z])|\d{1,2}(?=\s|$)")


def printed_or_code(indicator: str, text: str, coded: str) -> str:
    """Return a rating as printed where its vocabulary has the words, else its code.

    >>> printed_or_code("completion", "Limited", "limited"), printed_or_code("completion", "☒ Limited", "limited")
    ('Limited', 'limited')
    """
    vocabulary = load_words()["levels"].get(indicator)
    plain = text.strip(" .:;,")
    return plain if vocabulary and find_code(vocabulary, plain) == coded else coded


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
    if boxes := BOXES.findall(text):
        ticked = [coded for box, word in boxes if box in TICKED and (coded := match_level(indicator, word.strip()))]
        return (ticked[0], len(text)) if len(ticked) == 1 else None
    if coded := match_level(indicator, text):
        return coded, len(text)
    for end in _VALUE_END.finditer(text, 0, 2 * LONGEST_RATING):
        if coded := match_level(indicator, text[: end.start()]):
            return coded, end.start()
    return None
