"""Compare a printed label with the lexicon's wordings by meaning: weighted character n-grams and words.

Rare pieces weigh more than common ones (TF-IDF), and a piece that no wording has counts against every wording, so that
a sentence that shares two words with a label is not near it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import log, sqrt
from typing import Any

from pipeline.lexicon.index import Entry, entries, languages
from pipeline.lexicon.text_folding import enumerator, words

LENGTHS = (3, 4, 5)
"""Lengths of the character n-grams, word ends included."""

MOST_EXPANSIONS = 6
"""Expansions of one field and language that open alike are near each other: a sample of them stands for all."""


@dataclass(frozen=True, slots=True)
class Near:
    """The wording of one field that is nearest to a text, and its cosine similarity, 0 to 1."""

    field: str
    wording: str
    language: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Space:
    """Wordings as rows of a sparse matrix of unit vectors over the n-grams of `weights`."""

    entries: tuple[Entry, ...]
    columns: Mapping[str, int]
    weights: Mapping[str, float]
    unknown: float
    matrix: Any

    def nearest(self, text: str) -> tuple[Near, ...]:
        """Return the nearest wording of each field, the nearest field first; empty for a text without words."""
        vector = _vector(text, self.weights, self.unknown)
        if not vector:
            return ()
        query = _sparse([vector], self.columns)
        similarities = (self.matrix @ query.T).toarray().ravel()
        best: dict[str, Near] = {}
        for row in similarities.argsort(kind="stable")[::-1]:
            entry, similarity = self.entries[row], float(similarities[row])
            if similarity <= 0:
                break
            best.setdefault(entry.field, Near(entry.field, entry.wording, entry.language, similarity))
        return tuple(best.values())

    def similarities(self, texts: Sequence[str], groups: Mapping[str, int], size: int) -> Any:
        """Return each text's similarity to the nearest wording of each group of fields: an array of texts by groups.

        `groups` gives the group of a field; wordings of other fields are left out.
        """
        import numpy as np

        found = np.zeros((len(texts), size))
        vectors = [_vector(text, self.weights, self.unknown) for text in texts]
        product = (_sparse(vectors, self.columns) @ self.matrix.T).tocoo()
        of_row = np.array([groups.get(entry.field, -1) for entry in self.entries])
        group = of_row[product.col]
        wanted = group >= 0
        np.maximum.at(found, (product.row[wanted], group[wanted]), product.data[wanted])
        return found


@cache
def lexicon_space() -> Space:
    """Return the space of the lexicon's wordings in all languages, built once per process."""
    return space(sampled(entry for language in languages() for entry in entries(language)))


def space(known: Iterable[Entry]) -> Space:
    """Build the space of some wordings.

    >>> made = space([Entry("budget", "Source of funding", "en"), Entry("end_date", "End date", "en")])
    >>> [near.field for near in made.nearest("Sources of the funding")]
    ['budget']
    """
    kept = tuple(entry for entry in known if grams(entry.wording))
    counts = Counter(gram for entry in kept for gram in grams(entry.wording))
    weights = {gram: log(1 + len(kept) / count) for gram, count in counts.items()}
    columns = {gram: column for column, gram in enumerate(weights)}
    unknown = log(1 + len(kept))
    matrix = _sparse([_vector(entry.wording, weights, unknown) for entry in kept], columns)
    return Space(kept, columns, weights, unknown, matrix)


def sampled(known: Iterable[Entry]) -> list[Entry]:
    """Return at most `MOST_EXPANSIONS` of the wordings of one field and language that open with the same two words."""
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in known:
        opening = " ".join(words(entry.wording).split()[:2])
        groups.setdefault((entry.language, entry.field, opening), []).append(entry)
    return [entry for group in groups.values() for entry in group[:: 1 + (len(group) - 1) // MOST_EXPANSIONS]]


@lru_cache(maxsize=50_000)
def grams(text: str) -> Mapping[str, int]:
    """Return the pieces of a text with their counts: n-grams of its words, the words, pairs of words; no enumerator.

    >>> sorted(grams("1. End date"))[:4]
    ['# date', '# end', '# end date', '<da']
    """
    said = (words(enumerator(text)[1]) or words(text)).split()
    found = Counter(gram for word in said for gram in _pieces(f"<{word}>"))
    found.update(f"# {word}" for word in said)
    found.update(f"# {one} {other}" for one, other in pairwise(said))
    return found


def _pieces(word: str) -> Iterable[str]:
    return (word[at : at + length] for length in LENGTHS for at in range(len(word) - length + 1))


def _vector(text: str, weights: Mapping[str, float], unknown: float) -> dict[str, float]:
    """Return a text's unit vector; its unknown pieces only lengthen it."""
    weighed = {gram: (1 + log(count)) * weights.get(gram, unknown) for gram, count in grams(text).items()}
    length = sqrt(sum(weight * weight for weight in weighed.values()))
    return {gram: weight / length for gram, weight in weighed.items()}


def _sparse(vectors: Sequence[Mapping[str, float]], columns: Mapping[str, int]) -> Any:
    from scipy.sparse import csr_matrix

    cells = [(row, columns[g], w) for row, vector in enumerate(vectors) for g, w in vector.items() if g in columns]
    rows, places, values = zip(*cells, strict=True) if cells else ((), (), ())
    return csr_matrix((values, (rows, places)), shape=(len(vectors), len(columns)))
