"""Find copies, versions and translations among the documents of a run by their text, not by their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from pipeline.identify.fingerprints import SKETCH
from pipeline.model import Extraction, Fingerprint

COPY = 0.85
"""Share of runs of words from which two texts are one: four formats of one report share 0.95 and more, other reports of
one country, and pages of the same site, 0.36 at most."""
VERSION = 0.45
SAME_NUMBERS = 0.8
"""Share of numbers that a copy has in common; where fewer are, the text is the same but what it reports is not."""
TRANSLATED_NUMBERS = 0.5
FEWEST_NUMBERS = 8
KEYS = 8
"""Smallest hashes by which documents are compared at all: a copy shares at least one of them."""
_FORMATS = ("wordprocessingml", "application/pdf", "text/html")
_IDENTITY = ("country_code", "local_member", "plan_start_year", "report_type")


def relate_documents(extractions: Sequence[Extraction]) -> list[Extraction]:
    """Return the extractions; an extraction that repeats another document gets its ID and the relation."""
    found: dict[int, tuple[int, str]] = {}
    for first, second in sorted(_find_candidates(extractions)):
        if relation := find_relation(extractions[first], extractions[second]):
            main, other = sorted((first, second), key=lambda index: _sort_key(extractions[index]))
            known = found.get(other)
            if known is None or _sort_key(extractions[main]) < _sort_key(extractions[known[0]]):
                found[other] = (main, relation)
    return [_add_relation(extractions, index, found) for index in range(len(extractions))]


def _add_relation(extractions: Sequence[Extraction], index: int, found: Mapping[int, tuple[int, str]]) -> Extraction:
    """Return one extraction without its fingerprint, with its relation to a document that repeats no other."""
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
    same = all(_fact_value(first, column) == _fact_value(second, column) for column in _IDENTITY)
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
    enough = min(len(a.numbers), len(b.numbers)) >= FEWEST_NUMBERS
    return "translation" if len(languages) == 2 and enough and _compute_similarity(a, b) >= TRANSLATED_NUMBERS else None


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


def _find_candidates(extractions: Sequence[Extraction]) -> set[tuple[int, int]]:
    """Return the pairs that may be related: those with a rare run of words in common, or of one plan and kind."""
    groups: dict[object, list[int]] = defaultdict(list)
    for index, extraction in enumerate(extractions):
        for key in _iterate_keys(extraction):
            groups[key].append(index)
    return {pair for members in groups.values() for pair in combinations(members, 2)}


def _iterate_keys(extraction: Extraction) -> Iterator[object]:
    if extraction.fingerprint is None:
        return
    yield from extraction.fingerprint.sketch[:KEYS]
    if _fact_value(extraction, "country_code") and _fact_value(extraction, "report_type") not in (
        "commitment_page",
        "unknown",
    ):
        yield tuple(_fact_value(extraction, column) for column in _IDENTITY)


def _commitment_key(extraction: Extraction) -> object:
    """Return the ID of the one commitment that a page of the site is of."""
    ids = [row.values.get("commitment_id") for row in extraction.rows if row.table == "commitments"]
    return ids[0] if len(ids) == 1 else None


def _sort_key(extraction: Extraction) -> tuple[object, ...]:
    """Return what orders documents that repeat each other: the first is the one that the others point to."""
    media_type = str(_fact_value(extraction, "media_type"))
    form = next((place for place, name in enumerate(_FORMATS) if name in media_type), len(_FORMATS))
    commitments = sum(row.table == "commitments" for row in extraction.rows)
    draft = _fact_value(extraction, "is_draft") is True
    return (draft, -commitments, form, str(_fact_value(extraction, "source_path")))


def _fact_value(extraction: Extraction, column: str) -> object:
    return extraction.document.get(column)
