"""A fingerprint of a document's text, which distinguishes copies, versions and translations from other documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from zlib import crc32

from pipeline.model import Document, Fingerprint
from pipeline.structure.lines import text_of

SHINGLE = 3
"""Words of a shingle: the formats of one report break lines and tables in other places, so longer runs differ."""
SKETCH = 256
"""Smallest hashes that are stored: they estimate a share to about 0.03."""
MOST_NUMBERS = 2_000
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d(?<![\w.,]\d)(?:\d{0,2}(?:[.,]\d{3})+(?!\w)|(?<!/\d)\d*(?:[.,]\d+)?(?![\w/]))")
"""A figure comes first and what may not stand before it second: so the search goes from figure to figure."""
_FACTORS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)
_LOW_BITS = 0xFFFFFFFF
_YEAR = re.compile(r"(?:19|20)\d\d")


def compute_fingerprint(document: Document) -> Fingerprint | None:
    """Return the fingerprint of a document's text; None for data files and pages without text."""
    text = "\n".join(text_of(block) for block in document.blocks).casefold()
    words = _WORD.findall(text)
    if len(words) < 10 * SHINGLE:
        return None
    shingles = _hash_shingles(words)
    numbers = {_strip_separators(found) for found in _NUMBER.findall(text)} - {""}
    return Fingerprint(tuple(shingles[:SKETCH]), len(shingles), frozenset(islice(sorted(numbers), MOST_NUMBERS)))


def _hash_shingles(words: Sequence[str]) -> list[int]:
    """Return the different hashes of the runs of words, sorted; mixed so that the smallest ones are a fair sample."""
    import numpy as np  # takes a tenth of a second, which a run whose documents are all cached does without

    hashes = {word: crc32(word.encode()) for word in set(words)}
    of_words = np.fromiter(map(hashes.__getitem__, words), np.uint64, len(words))
    last = len(words) - SHINGLE + 1
    mixed = np.zeros(last, np.uint64)
    for place, factor in enumerate(_FACTORS):
        mixed ^= of_words[place : place + last] * np.uint64(factor) & np.uint64(_LOW_BITS)
    distinct = np.unique((mixed * np.uint64(0x27D4EB2F) & np.uint64(_LOW_BITS)) ^ mixed >> np.uint64(15))
    return [int(value) for value in distinct.tolist()]


def _strip_separators(number: str) -> str:
    """Return a number without its separators; years and single figures say nothing about a document."""
    digits = re.sub(r"[.,]", "", number)
    return "" if len(digits) < 2 or _YEAR.fullmatch(digits) else digits
