"""Find commitments by words in their titles and in what documents say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pipeline.analysis.rows import Row, Tables
from pipeline.analysis.search_texts import build_search_texts, list_plan_commitments
from pipeline.lexicon.vocabularies import fold_printed_word

NAMED_COLUMNS = ("commitment_id", "number", "title", "theme", "lead_institution", "plan_id", "policy_areas")
"""Columns of plan_commitments that are searched besides the running texts."""


@dataclass(frozen=True, slots=True)
class FoundCommitment:
    """A commitment that has all words: `field` and `text` are where a word stands outside its title."""

    name: str
    country_code: str | None
    plan_id: str | None
    number: str | None
    title: str | None
    completion_government: str | None
    completion_irm: str | None
    field: str | None
    text: str | None
    source_path: str | None


def find_commitments(words: Sequence[str], tables: Tables, country: str | None = None) -> list[FoundCommitment]:
    """Return the commitments in which each word occurs, those with all words in the title first.

    Accents and case do not count, and a word may be the part of a longer one.
    """
    terms = [fold_printed_word(word) for word in " ".join(words).split() if fold_printed_word(word)]
    texts = {key: found for by_key in build_search_texts(tables).values() for key, found in by_key.items()}
    paths = {str(row["document_id"]): str(row["source_path"]) for row in tables["documents"]}
    matches = []
    for row in list_plan_commitments(tables):
        if country in (None, row.get("country_code")):
            said = texts.get(str(row["plan_commitment_key"]), [])
            if terms and (match := _match_commitment(terms, row, said, paths)):
                matches.append(match)
    return [match for _, match in sorted(matches, key=lambda pair: pair[0])]


def _match_commitment(
    terms: Sequence[str], row: Row, said: Sequence[Sequence[Any]], paths: Mapping[str, str]
) -> tuple[tuple[int, str], FoundCommitment] | None:
    title = fold_printed_word(str(row.get("title") or ""))
    named = fold_printed_word(" ".join(str(row.get(column) or "") for column in NAMED_COLUMNS))
    missing = [term for term in terms if term not in named]
    folded = [fold_printed_word(text) for _, text, _, _ in said]
    if not all(any(term in text for text in folded) for term in missing):
        return None
    shown = (
        max(range(len(said)), key=lambda nth: (sum(term in folded[nth] for term in missing), -nth), default=None)
        if missing
        else None
    )
    field, text, record = (said[shown][0], said[shown][1], said[shown][3]) if shown is not None else (None, None, "")
    match = FoundCommitment(
        name=str(row.get("commitment_id") or row["plan_commitment_key"]),
        country_code=row.get("country_code"),
        plan_id=row.get("plan_id"),
        number=row.get("number"),
        title=row.get("title"),
        completion_government=row.get("completion_government"),
        completion_irm=row.get("completion_irm"),
        field=field,
        text=text,
        source_path=paths.get(record.partition(":")[0]),
    )
    rank = 0 if all(term in title for term in terms) else 1 if not missing else 2
    return (rank, str(row["plan_commitment_key"])), match


def suggest_words(words: Sequence[str], tables: Tables) -> list[str]:
    """Return words of the tables that are spelled nearly like those that were searched."""
    known = set(_iterate_words(tables))
    return [
        close for word in words for close in get_close_matches(word.lower(), known, 2, 0.75) if close != word.lower()
    ]


def _iterate_words(tables: Tables) -> Iterator[str]:
    for row in list_plan_commitments(tables):
        for column in ("title", "theme", "lead_institution"):
            yield from (word.strip(".,;:()").lower() for word in str(row.get(column) or "").split() if len(word) > 3)
