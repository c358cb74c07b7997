"""Words that a data file lists in groups: what a printed text is as one of them, by one folding and one lookup.

A group is a list of words, a name for each list of words, or rows that hold their words under `words`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from pipeline.lexicon.text_folding import FOOTNOTE_FIGURE
from pipeline.lexicon.vocabularies import fold_printed_word
from pipeline.schema.data import load_data

LONGEST_WORDING = 110
"""Characters: a longer text is no label or heading of a report (the longest that the data list has 84)."""

MEMORY = 20_000
"""Texts whose key is remembered: more than the distinct short texts of the longest report seen (about 3,000)."""


@lru_cache(maxsize=MEMORY)
def fold_wording(text: str) -> str:
    """Fold a label, heading or level; figures and asterisks of footnotes behind it don't count.

    >>> fold_wording("Well-Designed? *"), fold_wording("Well-Designed?3"), fold_wording("Table 1")
    ('welldesigned', 'welldesigned', 'table1')
    """
    return fold_printed_word(FOOTNOTE_FIGURE.sub("", text))


@cache
def list_meanings(file: str, group: str) -> Mapping[str, Any]:
    """Return what each word of a group means, by its key: itself, the name of its list, or its row."""
    data = load_data(file)[group]
    if isinstance(data, Mapping):
        return {fold_wording(word): name for name, words in data.items() for word in words}
    rows = (((word, row) for word in row["words"]) if isinstance(row, Mapping) else [(row, row)] for row in data)
    return {fold_wording(word): meaning for listed in rows for word, meaning in listed}


def find_meaning(file: str, group: str, text: str) -> Any | None:
    """Return what a text means as a word of a group; None where it is none.

    >>> find_meaning("irm/reports", "columns", "Commitment Overview")
    'commitment'
    """
    return list_meanings(file, group).get(fold_wording(text)) if 0 < len(text) <= LONGEST_WORDING else None
