"""Clean the text of one line, alike in every reader."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1b\x7f]")
"""Soft hyphen, characters without width and control characters that print nothing."""


_SPACED = re.compile(
    r"(?:^|(?<=[:.)–—-] )|(?<=[ \u00a0]{2}))"
    r"[^\W\d_](?: [^\W\d_]){1,60}(?:[ \u00a0]{2,6}[^\W_](?: [^\W_]){0,60}){0,20}(?!\S)"
)
"""Letters typed with a blank behind each, for emphasis; two or more blanks part the words.

They are a line of their own or a part of one: behind a mark or a wide gap ('Measure 2: O p e n   d a t a').
"""
_WORD_GAP = re.compile(r"[ \u00a0]{2,}")
_LEAST_SPACED = 5
"""Letters of one spaced word, fewer are initials."""


def _join_spaced(spaced: re.Match[str]) -> str:
    """Return the words of spaced letters; letters in the order of the alphabet are a list."""
    words = [word.replace(" ", "") for word in _WORD_GAP.split(spaced[0])]
    longest = max(words, key=len)
    is_word = len(longest) >= _LEAST_SPACED and "".join(sorted(longest)) != longest
    return " ".join(words) if is_word else spaced[0]


def clean_text(text: str) -> str:
    r"""Return the text in NFC with soft hyphens and invisible characters dropped and blanks single, stripped.

    >>> clean_text("  open\u00a0 govern\u00adment\t data ")
    'open government data'
    >>> clean_text("M i n i s t r y   o f   R o a d s"), clean_text("Lead: O f f i c e"), clean_text("a b c")
    ('Ministry of Roads', 'Lead: Office', 'a b c')
    """
    if list(map(len, text.split())).count(1) >= _LEAST_SPACED:
        text = _SPACED.sub(_join_spaced, text.strip())
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(_DROPPED.sub("", text).split())
