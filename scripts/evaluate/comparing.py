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


def normalize_value(value: object) -> str | None:
    """Return a value as text with single blanks; None for nothing.

    >>> normalize_value(" open \\n data "), normalize_value(True), normalize_value([]), normalize_value(None)
    ('open data', 'true', None, None)
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "; ".join(sorted(filter(None, map(normalize_value, value)))) or None
    if value is None:
        return None
    return " ".join(unicodedata.normalize("NFC", str(value)).split()) or None


def is_same(gold: object, got: object, soft: bool = False) -> bool:
    """Return whether a value is the gold one.

    >>> is_same("Open data – now", "Open data - now"), is_same("Open data – now", "Open data - now", soft=True)
    (False, True)
    """
    gold_text, found_text = normalize_value(gold), normalize_value(got)
    if gold_text is None or found_text is None or not soft:
        return gold_text == found_text
    gold_text, found_text = _fold(gold_text), _fold(found_text)
    if gold_text == found_text:
        return True
    return (
        min(len(gold_text), len(found_text)) >= SHORT
        and SequenceMatcher(None, gold_text, found_text, autojunk=False).ratio() >= ALIKE
    )


def has_same_start(gold: object, got: object) -> bool:
    """Return whether one of two texts is the beginning of the other.

    >>> has_same_start("Done. NGO: not so.", "Done."), has_same_start("Done.", None)
    (True, False)
    """
    gold_text, found_text = _fold(normalize_value(gold) or ""), _fold(normalize_value(got) or "")
    return bool(gold_text and found_text) and (gold_text.startswith(found_text) or found_text.startswith(gold_text))


def _fold(text: str) -> str:
    text = _BULLETS.sub(" ", _DASHES.sub("-", unicodedata.normalize("NFKC", text)))
    return "".join(_QUOTES.sub("", text).casefold().split())


def compute_overlap(gold: str, got: str) -> float:
    """Return the F1 of the words of two texts.

    >>> compute_overlap("open the data", "open data")
    0.8
    """
    gold_words, found_words = _count_words(gold), _count_words(got)
    shared = sum((gold_words & found_words).values())
    return 2 * shared / (sum(gold_words.values()) + sum(found_words.values())) if shared else 0.0


def _count_words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFKC", text).lower()))
