"""Clean the text of one line, alike in every reader."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1b\x7f]")
"""Soft hyphen, characters without width and control characters that print nothing."""


def clean(text: str) -> str:
    r"""Return the text in NFC with soft hyphens and invisible characters dropped and blanks single, stripped.

    >>> clean("  open\u00a0 govern\u00adment\t data ")
    'open government data'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(_DROPPED.sub("", text).split())
