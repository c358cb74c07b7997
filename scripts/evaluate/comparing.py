"""Compare a value with gold: strictly (the same text but for blanks) and softly (the same but for signs and a slip)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher

ALIKE = 0.985
"""Least similarity of two long texts that count as the same softly."""

SHORT = 20
"""Characters: shorter texts must be the same letter by letter."""

_DASHES = re.compile(r"[‐‑‒–—―]")
_QUOTES = re.compile(r"[“”„«»″\"‘’`´']")
_BULLETS = re.compile(r"(^|\s)[•·▪●-]+\s+")


def plain(value: object) -> str | None:
    """Return a value as text with single blanks; None for nothing.

    >>> plain(" open \\n data "), plain(True), plain([]), plain(None)
    ('open data', 'true', None, None)
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "; ".join(sorted(filter(None, map(plain, value)))) or None
    if value is None:
        return None
    return " ".join(unicodedata.normalize("NFC", str(value)).split()) or None


def same(gold: object, got: object, soft: bool = False) -> bool:
    """Say whether a value is the gold one.

    >>> same("Open data – now", "Open data - now"), same("Open data – now", "Open data - now", soft=True)
    (False, True)
    """
    one, other = plain(gold), plain(got)
    if one is None or other is None or not soft:
        return one == other
    one, other = _folded(one), _folded(other)
    if one == other:
        return True
    return min(len(one), len(other)) >= SHORT and SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def opens_alike(gold: object, got: object) -> bool:
    """Say whether one of two texts is the beginning of the other.

    >>> opens_alike("Done. NGO: not so.", "Done."), opens_alike("Done.", None)
    (True, False)
    """
    one, other = _folded(plain(gold) or ""), _folded(plain(got) or "")
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _folded(text: str) -> str:
    text = _BULLETS.sub(" ", _DASHES.sub("-", unicodedata.normalize("NFKC", text)))
    return "".join(_QUOTES.sub("", text).casefold().split())


def overlap(gold: str, got: str) -> float:
    """Return the F1 of the words of two texts.

    >>> overlap("open the data", "open data")
    0.8
    """
    one, other = _words(gold), _words(got)
    both = sum((one & other).values())
    return 2 * both / (sum(one.values()) + sum(other.values())) if both else 0.0


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFKC", text).lower()))
