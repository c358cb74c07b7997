"""Find copies, versions and translations among the documents of a run by their text, not by their names."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from heapq import merge
from itertools import chain, groupby, islice, takewhile
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.identify.fingerprints import SKETCH
from pipeline.model import Extraction, Fingerprint

if TYPE_CHECKING:
    Array = np.ndarray[Any, Any]

COPY = 0.85
"""Share of runs of words from which two texts are one: four formats of one report share 0.95 and more, other reports of
one country, and pages of the same site, 0.36 at most."""
VERSION = 0.45
SAME_NUMBERS = 0.8
"""Share of numbers that a copy has in common; where fewer are, the text is the same but what it reports is not."""
TRANSLATED_NUMBERS = 0.5
FEWEST_NUMBERS = 8
FEWEST_COMMITMENTS = 3
KEYS = 8
"""Smallest hashes by which documents are compared at all: a copy shares at least one of them."""
FEW = 4
"""Documents that are compared one by one; the shares of more are estimated together first, which costs as much."""
_FORMATS = ("wordprocessingml", "application/pdf", "text/html")
_IDENTITY = ("country_code", "local_member", "plan_start_year", "report_type")


Relation = tuple[int, str]
"""The document that another repeats, by its position, and how: as a copy, version or translation."""


def find_relations(
    extractions: Sequence[Extraction], known: Mapping[int, Relation | None], unchanged: Collection[int] = ()
) -> dict[int, Relation]:
    """Return which of the documents repeats an earlier one; of several the first in order.

    Documents that are `unchanged` were compared with each other before; `known` has what came out for those whose
    document that they repeat is unchanged, too. They are compared with the other documents only.
    """
    order = sorted(range(len(extractions)), key=lambda index: _sort_key(extractions[index]))
    ranks = {index: rank for rank, index in enumerate(order)}
    changed = {rank for rank, index in enumerate(order) if index not in unchanged}
    candidates = _Candidates([extractions[index] for index in order], changed)
    found: dict[int, Relation] = {}
    for rank, other in enumerate(order):
        before = known.get(other)
        last = ranks[before[0]] if before else rank
        # A document points to the first of those that it repeats, so what follows that one is not compared.
        for earlier in candidates.find_earlier(rank, among_changed=other in known):
            if earlier < last and (relation := find_relation(extractions[order[earlier]], extractions[other])):
                before = (order[earlier], relation)
                break
        if before:
            found[other] = before
    return found


def add_relations(extractions: Sequence[Extraction], found: Mapping[int, Relation]) -> list[Extraction]:
    """Return the extractions without fingerprints, each with its relation to a document that repeats no other."""
    return [_add_relation(extractions, index, found) for index in range(len(extractions))]


def _add_relation(extractions: Sequence[Extraction], index: int, found: Mapping[int, Relation]) -> Extraction:
    extraction = replace(extractions[index], fingerprint=None)
    if index not in found:
        return extraction
    main, relation = found[index]
    while main in found:
        main = found[main][0]
    columns = {"related_document_id": extractions[main].document["document_id"], "relation": relation}
    return replace(extraction, document={**extraction.document, **columns})


def find_relation(first: Extraction, second: Extraction) -> str | None:
    """Return how two documents relate: copy, version or translation; None where they are two documents."""
    a, b = first.fingerprint, second.fingerprint
    if a is None or b is None or first.document["document_id"] == second.document["document_id"]:
        return None
    share = compute_shared(a, b)
    same = _get_identity(first) == _get_identity(second)
    drafts = _fact_value(first, "is_draft") != _fact_value(second, "is_draft")
    if share >= COPY:
        return "copy" if _compute_similarity(a, b) >= SAME_NUMBERS and not drafts else "version"
    if (
        not same
        or _fact_value(first, "report_type") in (None, "unknown")
        or _commitment_key(first) != _commitment_key(second)
    ):
        return None
    if share >= VERSION:
        return "version"
    languages = {_fact_value(first, "language"), _fact_value(second, "language")} - {None}
    return "translation" if len(languages) == 2 and _say_the_same(first, second) else None


def _say_the_same(first: Extraction, second: Extraction) -> bool:
    """Return whether two texts on one plan print the same numbers, or have as many commitments.

    As many commitments count where there are few numbers, or one of the texts calls itself a translation.
    """
    a, b = first.fingerprint, second.fingerprint
    if a and b and min(len(a.numbers), len(b.numbers)) >= FEWEST_NUMBERS:
        if _compute_similarity(a, b) >= TRANSLATED_NUMBERS:
            return True
        if not any(_fact_value(extraction, "is_translation") for extraction in (first, second)):
            return False
    counts = {_count_commitments(extraction) for extraction in (first, second)}
    return len(counts) == 1 and min(counts) >= FEWEST_COMMITMENTS


def compute_shared(first: Fingerprint, second: Fingerprint) -> float:
    """Return the share of the runs of words of two texts that both have.

    >>> compute_shared(Fingerprint((1, 2, 3), 3, frozenset()), Fingerprint((2, 3, 4), 3, frozenset()))
    0.5
    """
    every = sorted({*first.sketch, *second.sketch})
    # A whole sketch is a sample of its text: only the smallest of both together are comparable.
    smallest = every[: max(len(first.sketch), len(second.sketch))] if len(every) > SKETCH else every
    both = {*first.sketch} & {*second.sketch}
    return sum(value in both for value in smallest) / len(smallest) if smallest else 0.0


def _compute_similarity(first: Fingerprint, second: Fingerprint) -> float:
    """Return the share of the numbers of two texts that both print; 1 where neither prints any."""
    every = first.numbers | second.numbers
    return len(first.numbers & second.numbers) / len(every) if every else 1.0


class _Candidates:
    """The documents that may be related: with a run of words among the smallest hashes in common, or of one plan."""

    def __init__(self, extractions: Sequence[Extraction], changed: Collection[int]) -> None:
        self._extractions = extractions
        self._groups: dict[object, list[int]] = defaultdict(list)
        self._changed: dict[object, list[int]] = defaultdict(list)
        for rank, extraction in enumerate(extractions):
            for key in _iterate_keys(extraction):
                self._groups[key].append(rank)
                if rank in changed:
                    self._changed[key].append(rank)

    def find_earlier(self, rank: int, *, among_changed: bool = False) -> Iterator[int]:
        """Yield the documents before one, in order, that may be related to it, or only those that changed."""
        members = self._changed if among_changed else self._groups
        groups = [members[key] for key in _iterate_keys(self._extractions[rank]) if key in members]
        last = -1
        for last, _ in islice(groupby(takewhile(lambda place: place < rank, merge(*groups))), FEW):
            yield last
        # Pages of one site share their frame with thousands of others: most are ruled out without a comparison.
        remaining = np.zeros(rank, bool)
        for group in groups:
            remaining[group[bisect_right(group, last) : bisect_left(group, rank)]] = True
        yield from self._select_similar(rank, np.flatnonzero(remaining)).tolist() if remaining.any() else ()

    def _select_similar(self, rank: int, others: Array) -> Array:
        """Return the documents that share enough hashes for a version, and those that may be translations."""
        sizes, starts_of_documents, columns, starts, holders = self._sketches
        own = columns[starts_of_documents[rank] : starts_of_documents[rank + 1]]
        counts = np.bincount(np.concatenate([holders[starts[c] : starts[c + 1]] for c in own]), minlength=len(sizes))
        union = sizes[others] + sizes[rank] - counts[others]
        compared = np.where(union > SKETCH, np.maximum(sizes[others], sizes[rank]), union)
        plans, languages = self._plans_and_languages
        is_translated = (plans[others] == plans[rank]) & (languages[others] != languages[rank])
        similar: Array = others[(counts[others] >= VERSION * compared) | is_translated]
        return similar

    @cached_property
    def _sketches(self) -> tuple[Array, ...]:
        """Return how many hashes each document has and where they start, their columns, and who holds each column."""
        sketches = [e.fingerprint.sketch if e.fingerprint else () for e in self._extractions]
        sizes = np.array([len(sketch) for sketch in sketches])
        columns = np.unique(np.array(list(chain(*sketches)), np.int64), return_inverse=True)[1]
        holders = np.repeat(np.arange(len(sizes)), sizes)[np.argsort(columns, kind="stable")]
        return sizes, np.r_[0, np.cumsum(sizes)], columns, np.r_[0, np.cumsum(np.bincount(columns))], holders

    @cached_property
    def _plans_and_languages(self) -> tuple[Array, Array]:
        numbers: dict[object, int] = {}
        facts = [
            [numbers.setdefault(value, len(numbers)) for value in (_get_identity(e), _fact_value(e, "language"))]
            for e in self._extractions
        ]
        plans, languages = np.array(facts).T
        return plans, languages


def _get_identity(extraction: Extraction) -> tuple[object, ...]:
    return tuple(_fact_value(extraction, column) for column in _IDENTITY)


def _iterate_keys(extraction: Extraction) -> Iterator[object]:
    if extraction.fingerprint is None:
        return
    yield from extraction.fingerprint.sketch[:KEYS]
    if _fact_value(extraction, "country_code") and _fact_value(extraction, "report_type") not in (
        "commitment_page",
        "unknown",
    ):
        yield _get_identity(extraction)


def _commitment_key(extraction: Extraction) -> object:
    """Return the ID of the one commitment that a page of the site is of."""
    ids = [row.values.get("commitment_id") for row in extraction.rows if row.table == "commitments"]
    return ids[0] if len(ids) == 1 else None


def _sort_key(extraction: Extraction) -> tuple[object, ...]:
    """Return what orders documents that repeat each other: the first is the one that the others point to."""
    media_type = str(_fact_value(extraction, "media_type"))
    form = next((place for place, name in enumerate(_FORMATS) if name in media_type), len(_FORMATS))
    draft = _fact_value(extraction, "is_draft") is True
    return (draft, -_count_commitments(extraction), form, str(_fact_value(extraction, "source_path")))


def _count_commitments(extraction: Extraction) -> int:
    return sum(row.table == "commitments" for row in extraction.rows)


def _fact_value(extraction: Extraction, column: str) -> object:
    return extraction.document.get(column)
