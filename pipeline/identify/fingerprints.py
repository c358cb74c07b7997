"""A fingerprint of a document's text, which distinguishes copies, versions and translations from other documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from heapq import nsmallest
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
_YEAR = re.compile(r"(?:19|20)\d\d")


def compute_fingerprint(document: Document) -> Fingerprint | None:
    """Return the fingerprint of a document's text; None for data files and pages without text."""
    text = "\n".join(text_of(block) for block in document.blocks).casefold()
    words = _WORD.findall(text)
    if len(words) < 10 * SHINGLE:
        return None
    shingles = set(_iterate_shingles(words))
    numbers = {_strip_separators(found) for found in _NUMBER.findall(text)} - {""}
    return Fingerprint(
        tuple(nsmallest(SKETCH, shingles)), len(shingles), frozenset(islice(sorted(numbers), MOST_NUMBERS))
    )


def _iterate_shingles(words: list[str]) -> Iterator[int]:
    """Yield a hash of each run of words, mixed so that the smallest ones are a fair sample."""
    hashes = {word: crc32(word.encode()) for word in set(words)}
    # Words come again: each is multiplied once for each of its places in a run.
    placed = ({word: value * factor & 0xFFFFFFFF for word, value in hashes.items()} for factor in _FACTORS)
    columns = (map(by_word.__getitem__, words[place:]) for place, by_word in enumerate(placed))
    for first, second, third in zip(*columns, strict=False):
        value = first ^ second ^ third
        yield (value * 0x27D4EB2F & 0xFFFFFFFF) ^ value >> 15


def _strip_separators(number: str) -> str:
    """Return a number without its separators; years and single figures say nothing about a document."""
    digits = re.sub(r"[.,]", "", number)
    return "" if len(digits) < 2 or _YEAR.fullmatch(digits) else digits
