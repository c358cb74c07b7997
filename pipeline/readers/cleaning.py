"""Clean the text of one line, alike in every reader."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1b\x7f]")
"""Soft hyphen, characters without width and control characters that print nothing."""


_SPACED = re.compile(r"[^\W\d_](?: [^\W\d_]){4,60}(?:[ \u00a0]{2,6}[^\W_](?: [^\W_]){0,60}){0,20}")
"""A line of letters typed with a blank behind each, for emphasis; two or more blanks part the words.

Letters in the order of the alphabet are a list.
"""
_WORD_GAP = re.compile(r"[ \u00a0]{2,}")


def clean_text(text: str) -> str:
    r"""Return the text in NFC with soft hyphens and invisible characters dropped and blanks single, stripped.

    >>> clean_text("  open\u00a0 govern\u00adment\t data ")
    'open government data'
    >>> clean_text("M i n i s t r y   o f   R o a d s"), clean_text("a b c")
    ('Ministry of Roads', 'a b c')
    """
    if _SPACED.fullmatch(text.strip()):
        words = [word.replace(" ", "") for word in _WORD_GAP.split(text.strip())]
        text = text if "".join(sorted(words[0])) == words[0] else " ".join(words)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(_DROPPED.sub("", text).split())
