"""How alike commitments and registry IDs are: sparse products over all, strings compared only where that may matter.

Titles as they compare: without number, label and markup; and how alike two are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from pipeline.lexicon.text_folding import fold_case
from pipeline.linkage import terms
from pipeline.linkage.records import Mention, RegistryEntry
from pipeline.schema.data import load_data

_NUMBER = re.compile(r"(?:[a-z]{1,2}[.-]?)?\d{1,4}(?:\.?[a-z]?\d{1,3}){0,4}[a-z]?(?=\W|$)[\W_]{0,6}")
_TOKEN = re.compile(r"\w+")


def strip_number(title: str) -> str:
    """Return a title folded, without the number and the label before it.

    >>> strip_number("Commitment 10: Elaborate a Freedom of Information Act")
    'elaborate a freedom of information act'
    >>> strip_number("D4. Draft Anti-Corruption Act")
    'draft anti corruption act'
    >>> strip_number("8 and 9. Open Budgets"), strip_number("2030 Agenda")
    ('open budgets', '2030 agenda')
    """
    text = _label_pattern().sub("", fold_case(title).strip(), count=1)
    rest = text
    while match := _NUMBER.match(rest):
        if match[0].strip().isdigit() and len(match[0].strip()) == 4:
            break
        rest = rest[match.end() :]
        rest = re.sub(r"^(?:and|y|et|e|&|und)\s(?=\w{0,2}\d)", "", rest)
    return " ".join(_TOKEN.findall(rest or text))


@cache
def _label_pattern() -> re.Pattern[str]:
    labels = "|".join(re.escape(fold_case(label)) for label in load_data("linkage/titles")["labels"])
    return re.compile(rf"\W{{0,3}}(?:{labels})s?\b[\s.:#]{{0,3}}(?:n[o°º.]{{0,3}}\s?)?(?=[a-z]{{0,2}}\d)")


def title_similarity(first: str, second: str) -> float:
    """Return how alike two bare titles are, 0 to 1: a short title may be the head of a long one.

    >>> title_similarity("open contracts", "open contracts of the state")
    0.95
    >>> title_similarity("open contracts", "clean water") < 0.5
    True
    """
    from rapidfuzz import fuzz

    if not first or not second:
        return 0.0
    whole = fuzz.token_sort_ratio(first, second)
    # A set comparison forgives words that one side adds, but one word in common proves nothing.
    enough = min(len(first.split()), len(second.split())) >= 2
    return float(max(whole, 0.95 * fuzz.token_set_ratio(first, second) if enough and whole < 100 else 0.0)) / 100


_CLOSEST = 4
"""Candidates of one commitment whose titles are compared letter by letter."""


@dataclass(frozen=True, slots=True)
class GroupSimilarity:
    """Likeness of the pairs of a group, 0 to 1, each an array of mentions x entries."""

    title: Any
    words: Any
    text: Any
    lead: Any
    concepts: Any

    def without(self, pairs: Any) -> GroupSimilarity:
        """Return the likeness with that of some pairs taken away (an array of mentions x entries, true for those)."""
        left = ~pairs
        return GroupSimilarity(self.title * left, self.words * left, self.text * left, self.lead, self.concepts * left)


class SimilarityIndex:
    """Term matrices of all commitments and IDs that are to be matched, made once."""

    def __init__(self, mentions: Sequence[Mention], entries: Sequence[RegistryEntry]) -> None:
        both: list[Mention | RegistryEntry] = [*mentions, *entries]
        self._cut = len(mentions)
        self._titles = [tuple(filter(None, dict.fromkeys(map(strip_number, one.titles)))) for one in both]
        named = [[terms.extract_stems(title) for title in titles] for titles in self._titles]
        full = [[word for title in titles for word in title] for titles in named]
        texts = [terms.extract_stems(one.text) for one in both]
        self._words = _build_matrices("titles", [Counter(words) for words in full], len(mentions))
        self._text = _build_matrices("text", [Counter(words) for words in texts], len(mentions))
        self._lead = _build_matrices("lead", [Counter(terms.extract_stems(one.lead)) for one in both], len(mentions))
        pairs = zip(full, texts, strict=True)
        self._concepts = _build_matrices(
            "concepts", [terms.find_concepts(title * 2 + text) for title, text in pairs], len(mentions)
        )

    def compare_group(self, rows: Sequence[int], columns: Sequence[int]) -> GroupSimilarity:
        """Return the likeness of every pair of some commitments with some IDs."""
        words, text, lead, concepts = (
            (first[rows] @ second[columns].T).toarray()
            for first, second in (self._words, self._text, self._lead, self._concepts)
        )
        rough = words + text + 0.3 * concepts
        return GroupSimilarity(self._title(rows, columns, rough), words, text, lead, concepts)

    def _title(self, rows: Sequence[int], columns: Sequence[int], rough: Any) -> Any:
        found = np.zeros(rough.shape)
        closest = np.argsort(-rough, axis=1, kind="stable")[:, :_CLOSEST]
        for i, row in enumerate(rows):
            for j in closest[i]:
                others = self._titles[self._cut + columns[j]]
                found[i, j] = max(
                    (title_similarity(one, other) for one in self._titles[row] for other in others), default=0.0
                )
        return found


def _build_matrices(kind: str, bags: Sequence[terms.Terms], cut: int) -> tuple[Any, Any]:
    made = terms.build_matrix(bags, terms.compute_rarity(bags, kind))
    return made[:cut], made[cut:]
