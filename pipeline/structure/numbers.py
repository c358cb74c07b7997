"""Numbers in front of titles: '3.3.1.1.Monitor ...', 'Commitment 4: ...', '2a. ...'."""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicon.text_folding import join_alternatives
from pipeline.schema.data import load_data

ROMAN = r"(?-i:[IVX]{1,5})"
"""A Roman number; a larger one than 39 numbers no commitment."""

FIGURES = rf"(?:(?-i:[A-Z])\.|{ROMAN}\.|[A-Z]{{1,2}})?\d{{1,3}}(?:\.(?:\d{{1,3}}|[A-Za-z])\b)*[a-z]?"
"""A commitment's number in figures, with a letter or Roman number before or behind: 3, 1.2, 2a, 1.A, C1, A.1."""

SECTION = r"(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s+)?"
"""The number of a section in front of the word for commitment: '3.1 Commitment 1' is the first commitment."""

PICTURE = r"[\u2190-\u23ff\u2600-\u2604\u2607-\u260f\u2613-\u2712\u2719-\u2728\u272b-\u27bf\U0001f300-\U0001faff]"
"""A sign that is a title's icon, as a font or a keyboard has it. Stars, boxes and ticks are marks instead."""

ICON = rf"(?:(?:[$£€¥₹₽]|{PICTURE})\s+)?"
"""An icon in front of the word for commitment: '£ Commitment 1'."""

NUMBER = rf"(?P<number>\d{{1,2}}-\d{{1,2}}(?=[\s.:])|{FIGURES})"


@cache
def commitment_words() -> str:
    """Return the pattern of the words for commitment in all languages."""
    return join_alternatives(load_data("numbering")["commitment"])


@cache
def _number_pattern() -> re.Pattern[str]:
    signs = join_alternatives(load_data("numbering")["number_signs"])
    # A letter or Roman number alone could be a word: only a sign or the end behind it shows that it is none.
    lone = rf"(?<=\s)(?P<lone>{ROMAN}|(?-i:[A-Z]))(?=\s*(?:[.):|–—-]|$))"
    word = rf"{ICON}{SECTION}(?P<word>{commitment_words()})"
    named = rf"{word}\s*(?:(?:{signs})\s*)?(?:{NUMBER}|{lone})\s*(?:[.):|–—-]+\s*|\s+|$)"
    # A chapter is '3. Commitments', the third commitment '3. commitment' or '3. Commitment: Open data'.
    ordinal = r"(?P<ordinal>\d{1,3})(?:\.|-?[^\W\d_]{1,3}|[º°ª])?\s+"
    before = rf"{ordinal}(?:{commitment_words()})(?:\s*[.:|–—-]+\s*(?=\w)|(?-i:(?<=[a-zà-ÿа-яα-ω]))$)"
    bare = NUMBER.replace("number", "bare") + r"(?:\s*[.)](?!\d)\s*|\s*[–—:|-]\s+|\s+(?=\w))"
    return re.compile(rf"\s*(?:{named}|{before}|{bare})", re.IGNORECASE)


def split_number(text: str) -> tuple[str | None, str]:
    """Return the number in front of a title and the rest; (None, text) where there is none.

    >>> split_number("3.3.1.1.Monitor the law")
    ('3.3.1.1', 'Monitor the law')
    >>> split_number("Commitment 4: Open data"), split_number("Open data")
    (('4', 'Open data'), (None, 'Open data'))
    >>> split_number("3.1 Commitment 4: Open data"), split_number("3.1 Commitments of the agency")
    (('4', 'Open data'), ('3.1', 'Commitments of the agency'))
    >>> split_number("Commitment 2 | Open data"), split_number("2 | Open data")
    (('2', 'Open data'), ('2', 'Open data'))
    >>> split_number("Commitment IV: Open data"), split_number("A.1. Open data"), split_number("Action plan")
    (('IV', 'Open data'), ('A.1', 'Open data'), (None, 'Action plan'))
    >>> split_number("£ COMMITMENT 1"), split_number("£ 5 million"), split_number("★ Commitment 2")
    (('1', ''), (None, '£ 5 million'), (None, '★ Commitment 2'))
    >>> split_number("☀ Climate change")
    (None, 'Climate change')
    >>> split_number("2. vállalás: Open data"), split_number("2nd commitment - Open data"), split_number("2. Actions")
    (('2', 'Open data'), ('2', 'Open data'), ('2', 'Actions'))
    """
    match = _number_pattern().match(text)
    if not match:
        return None, re.sub(rf"^\s*{PICTURE}\s+(?=\w)", "", text).strip()
    return match["number"] or match["lone"] or match["ordinal"] or match["bare"], text[match.end() :].strip()


def is_number(text: str) -> bool:
    """Return whether a text is a commitment's number and nothing else.

    >>> is_number("12"), is_number("3.1"), is_number("2019"), is_number("2 roads")
    (True, True, False, False)
    """
    return re.fullmatch(NUMBER, text.strip()) is not None


def is_roman(number: str) -> bool:
    """Return whether a number is in Roman figures alone, as those of a document's chapters are as well.

    >>> is_roman("IV"), is_roman("I.2")
    (True, False)
    """
    return re.fullmatch(ROMAN, number) is not None


def is_named(text: str) -> bool:
    """Return whether a text opens with the word for commitment and a number ('Compromiso No. 3', '3. vállalás')."""
    match = _number_pattern().match(text)
    return bool(match and (match["word"] or match["ordinal"]))
