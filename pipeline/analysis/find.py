"""Find commitments by words in their texts: the texts of each commitment, and the search over them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pipeline.analysis.rows import Row, Tables
from pipeline.lexicon.vocabularies import fold_printed_word

SHOWN_COLUMNS = (
    "country_code", "plan_id", "plan_number", "position", "commitment_id", "number", "theme", "title",
    "lead_institution", "start_date", "start_date_precision", "end_date", "end_date_precision",
    "completion_government", "completion_government_phase", "completion_irm", "completion_irm_phase", "verifiable",
    "potential", "early_results", "starred", "milestones_total", "milestones_complete", "milestones_limited",
    "milestones_not_started", "policy_areas", "ogp_values", "documents", "thread_id",
)  # fmt: skip
"""Columns of plan_commitments that the site shows and that its downloads have."""


def list_plan_commitments(tables: Tables) -> Sequence[Row]:
    """Return the rows of plan_commitments; folders of version 0.1 have none, so each commitment ID gives one."""
    if tables["plan_commitments"]:
        return tables["plan_commitments"]
    rows: dict[str, dict[str, Any]] = {}
    for row in tables["commitments"]:
        name = commitment_name(row)
        known = rows.setdefault(name, {"plan_commitment_key": name, "documents": 0})
        known |= {column: known.get(column) or row.get(column) for column in SHOWN_COLUMNS if column != "documents"}
        known["documents"] += 1
    return list(rows.values())


def map_plan_keys(tables: Tables) -> dict[str, str]:
    """Return every name of a commitment, its ID or the key of one of its records -> its plan_commitment_key."""
    keys = {str(row["commitment_key"]): plan_key(row) for row in tables["commitments"]}
    own = {str(row["commitment_id"]): plan_key(row) for row in tables["commitments"] if row["commitment_id"]}
    registered = {
        str(row["commitment_id"]): str(row["plan_commitment_key"])
        for row in list_plan_commitments(tables)
        if row.get("commitment_id")
    }
    return keys | own | registered


def plan_key(row: Row) -> str:
    """Return the plan_commitment_key of a row of commitments."""
    return str(row.get("plan_commitment_key") or commitment_name(row))


def commitment_name(row: Row) -> str:
    """Return the ID of a commitment row, or its key if it has none."""
    return str(row["commitment_id"] or row["commitment_key"])


SEARCHED_COLUMNS = {
    "commitments": (
        "title", "problem_statement", "main_objective", "brief_description", "description", "relevance", "ambition",
        "expected_results", "results", "next_steps", "additional_information",
    ),
    "milestones": ("text", "evidence", "reasons", "next_steps"),
    "assessments": ("evidence",),
    "comments": ("text",),
}  # fmt: skip
"""Columns with running text; names, dates and codes are among the commitments' own values."""


def name_group(country_code: str | None) -> str:
    """Return the name of a country's file of texts: corrections may have set any text as a code, and it becomes a path.

    >>> [name_group(code) for code in ("QN", "SCO", "../x", None)]
    ['QN', 'SCO', 'none', 'none']
    """
    return country_code if country_code and re.fullmatch("[A-Za-z]{2,6}", country_code) else "none"


def build_search_texts(tables: Tables) -> dict[str, dict[str, list[list[Any]]]]:
    """Return country code -> plan_commitment_key -> [field, text, table, record key], each text once.

    Commitments of no known country are under `none`.
    """
    plan_keys = map_plan_keys(tables)
    countries = {
        str(row["plan_commitment_key"]): name_group(row.get("country_code")) for row in list_plan_commitments(tables)
    }
    texts: dict[str, dict[str, list[list[Any]]]] = {country: {} for country in countries.values()}
    known: set[tuple[str, str]] = set()
    for table, row in _iterate_rows(tables):
        key = plan_keys.get(str(row["commitment_key"]), "")
        if key not in countries:
            continue
        for name in SEARCHED_COLUMNS[table]:
            text = " ".join(str(row.get(name) or "").split())
            # Copies and translations repeat a text: one of them is enough to find it.
            if text and (key, text.casefold()) not in known:
                known.add((key, text.casefold()))
                record = str(row[f"{table.removesuffix('s')}_key"])
                texts[countries[key]].setdefault(key, []).append([name, text, table, record])
    return texts


def _iterate_rows(tables: Tables) -> Iterator[tuple[str, Row]]:
    for table in SEARCHED_COLUMNS:
        for row in tables[table]:
            if row["commitment_key"]:
                yield table, row


NAMED_COLUMNS = ("commitment_id", "number", "title", "theme", "lead_institution", "plan_id", "policy_areas")
"""Columns of plan_commitments that are searched besides the running texts."""


@dataclass(frozen=True, slots=True)
class FoundCommitment:
    """A commitment that has all words: `field` and `text` are where a word is outside its title."""

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
