"""How alike commitments and registry IDs are: sparse products over all, strings compared only where that may matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.linkage import terms
from pipeline.linkage.records import Known, Told
from pipeline.linkage.titles import bare, similarity

_CLOSEST = 4
"""Candidates of one commitment whose titles are compared letter by letter."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Likeness of the pairs of a group, 0 to 1, each an array of told x known."""

    title: Any
    words: Any
    text: Any
    lead: Any
    concepts: Any

    def without(self, pairs: Any) -> Shelf:
        """Return the likeness with that of some pairs taken away (an array of told x known, true for those)."""
        left = ~pairs
        return Shelf(self.title * left, self.words * left, self.text * left, self.lead, self.concepts * left)


class Likeness:
    """Term matrices of all commitments and IDs that are to be matched, made once."""

    def __init__(self, told: Sequence[Told], known: Sequence[Known]) -> None:
        both: list[Told | Known] = [*told, *known]
        self._cut = len(told)
        self._titles = [tuple(filter(None, dict.fromkeys(map(bare, one.titles)))) for one in both]
        named = [[terms.words(title) for title in titles] for titles in self._titles]
        full = [[word for title in titles for word in title] for titles in named]
        texts = [terms.words(one.text) for one in both]
        self._words = _matrices([Counter(words) for words in full], len(told))
        self._text = _matrices([Counter(words) for words in texts], len(told))
        self._lead = _matrices([Counter(terms.words(one.lead)) for one in both], len(told))
        pairs = zip(full, texts, strict=True)
        self._concepts = _matrices([terms.concepts(title * 2 + text) for title, text in pairs], len(told))

    def shelf(self, rows: Sequence[int], columns: Sequence[int]) -> Shelf:
        """Return the likeness of every pair of some commitments with some IDs."""
        words, text, lead, concepts = (
            (first[rows] @ second[columns].T).toarray()
            for first, second in (self._words, self._text, self._lead, self._concepts)
        )
        rough = words + text + 0.3 * concepts
        return Shelf(self._title(rows, columns, rough), words, text, lead, concepts)

    def _title(self, rows: Sequence[int], columns: Sequence[int], rough: Any) -> Any:
        found = np.zeros(rough.shape)
        closest = np.argsort(-rough, axis=1, kind="stable")[:, :_CLOSEST]
        for i, row in enumerate(rows):
            for j in closest[i]:
                others = self._titles[self._cut + columns[j]]
                found[i, j] = max(
                    (similarity(one, other) for one in self._titles[row] for other in others), default=0.0
                )
        return found


def _matrices(bags: Sequence[terms.Terms], cut: int) -> tuple[Any, Any]:
    made = terms.matrix(bags, terms.rarity(bags))
    return made[:cut], made[cut:]
