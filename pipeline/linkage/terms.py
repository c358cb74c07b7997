"""Words as they compare, the concepts that they name, and how rare they are: the ground of all likeness.

A term is a folded word cut to its stem; a concept is a commitment's subject under any of its names in the languages of
`schemas/linkage/concepts.json` ('right to information', 'acceso a la información').
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np

from pipeline.lexicon.text_folding import fold_case
from pipeline.schema.data import load_data

LONGEST = 6_000
"""Characters of a text that are looked at: what a commitment is about is at its beginning."""
_STEM = 7
_WORD = re.compile(r"[^\W\d_]{3,}")

Terms = Counter[str]


@lru_cache(maxsize=200_000)
def stem_word(word: str) -> str:
    """Return what a folded word shares with its other forms: seven letters, no plural s.

    >>> stem_word("transparency") == stem_word("transparencia"), stem_word("laws")
    (True, 'law')
    """
    if len(word) > _STEM:
        return word[:_STEM]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def extract_stems(text: str) -> list[str]:
    """Return the stems of a text's words in order, small words left out.

    >>> extract_stems("Laws on the access to information of 2014")
    ['law', 'access', 'informa']
    """
    small = _small_words()
    return [stem_word(word) for word in _WORD.findall(fold_case(text[:LONGEST])) if word not in small]


def find_concepts(stems: Sequence[str]) -> Terms:
    """Return the concepts that a sequence of stems names, each with how often.

    >>> find_concepts(extract_stems("The right to information and the right to know"))
    Counter({'freedom_of_information': 1})
    """
    found: list[str] = []
    lengths, named = _concept_phrases()
    for start in [place for place, first in enumerate(stems) if first in lengths]:
        for length in lengths[stems[start]]:
            found.extend(named.get(tuple(stems[start : start + length]), ()))
    return Counter(found)


@cache
def _small_words() -> frozenset[str]:
    return frozenset(fold_case(word) for words in load_data("linkage/small_words")["words"].values() for word in words)


@cache
def _concept_phrases() -> tuple[Mapping[str, tuple[int, ...]], Mapping[tuple[str, ...], tuple[str, ...]]]:
    """Return the lengths of the phrases that a word opens, and the concepts that a phrase names."""
    named: dict[tuple[str, ...], dict[str, None]] = {}
    for concept, wordings in load_data("linkage/concepts")["concepts"].items():
        for wording in wordings:
            if phrase := tuple(extract_stems(wording)):
                named.setdefault(phrase, {})[concept] = None
    lengths: dict[str, set[int]] = {}
    for phrase in named:
        lengths.setdefault(phrase[0], set()).add(len(phrase))
    return (
        {first: tuple(sorted(found)) for first, found in lengths.items()},
        {phrase: tuple(found) for phrase, found in named.items()},
    )


def compute_rarity(bags: Iterable[Terms], kind: str) -> dict[str, float]:
    """Return how much a term says, from the number of texts that hold it: 0 for one that is in all.

    The texts of a `kind` are counted together with those of `schemas/linkage/background.json`. So what is rare depends
    little on which documents are linked together, and in a small archive, too, common words count as common.

    >>> found = compute_rarity([Counter("ab"), Counter("a"), Counter("a")], "text")
    >>> found["b"] > found["a"] > 0
    True
    """
    texts, background = _load_background(kind)
    counts: Counter[str] = Counter()
    for bag in bags:
        counts.update(bag.keys())
        texts += 1
    return {term: math.log((texts + 1) / (count + background.get(term, 0) + 0.5)) for term, count in counts.items()}


@cache
def _load_background(kind: str) -> tuple[int, Mapping[str, int]]:
    """Return the number of commitments of many countries, and of those that hold a term."""
    data = load_data("linkage/background")
    return data["commitments"], data["counts"][kind]


def build_matrix(bags: Sequence[Terms], weights: Mapping[str, float]) -> Any:
    """Return a sparse matrix of unit rows: one a bag, a column for each term, frequent terms damped."""
    from scipy import sparse

    columns = {term: position for position, term in enumerate(weights)}
    indices: list[int] = []
    counts: list[int] = []
    for bag in bags:
        indices.extend(map(columns.__getitem__, bag))
        counts.extend(bag.values())
    places = np.asarray(indices, dtype=np.int32)
    values = (1.0 + np.log(np.asarray(counts, dtype=np.float64))) * np.fromiter(weights.values(), float)[places]
    pointers = np.r_[0, np.cumsum(np.fromiter(map(len, bags), np.int64, len(bags)))]
    made = sparse.csr_matrix((values, places, pointers), shape=(len(bags), max(len(columns), 1)))
    made.sort_indices()
    return scale_rows(made)


def scale_rows(made: Any) -> Any:
    """Scale the rows of a sparse matrix to length 1; empty rows stay empty."""
    from scipy import sparse

    lengths = np.sqrt(np.asarray(made.multiply(made).sum(axis=1)).ravel())
    return sparse.diags(np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)) @ made


def pair_products(first: Any, second: Any, pairs: Any) -> Any:
    """Return the products of rows `pairs[:, 0]` of one matrix with rows `pairs[:, 1]` of another, a number a pair."""
    if not len(pairs):
        return np.zeros(0)
    step = 200_000
    parts = [
        np.asarray(first[part[:, 0]].multiply(second[part[:, 1]]).sum(axis=1)).ravel()
        for part in (pairs[begin : begin + step] for begin in range(0, len(pairs), step))
    ]
    return np.concatenate(parts)
