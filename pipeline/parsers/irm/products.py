"""The IRM's products: the phase of their ratings, and which one a report is whose front does not say so."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache

from pipeline.lexicon.vocabularies import fold_printed_word
from pipeline.model import Document
from pipeline.parsers.irm.words import load_words
from pipeline.structure.lines import text_of

OPENING = 18
"""Blocks at the beginning that make the title page: the longest one seen has 14."""

PLAINEST = "irm_results_report"
"""The product of a report that only the manifest names as the IRM's: the one of the plainest title."""


def phases() -> Mapping[str, str]:
    """Return the phase of the ratings of each product."""
    loaded: Mapping[str, str] = load_words()["products"]
    return loaded


def infer_product(ratings: Collection[tuple[str, str | None]]) -> str | None:
    """Return the product that has ratings of such indicators and phases, for a report whose front names none.

    >>> infer_product({("potential_for_results", None), ("early_results", None)})
    'irm_results_report'
    """
    indicators = {indicator for indicator, _ in ratings}
    is_final = bool(indicators & {"completion", "early_results", "did_it_open_government"})
    if "potential_for_results" in indicators:
        return "irm_results_report" if is_final else "irm_action_plan_review"
    if "verifiable" in indicators:
        return "irm_transitional_results_report" if is_final else "irm_design_report"
    if {("completion", "midterm"), ("did_it_open_government", None)} & set(ratings):
        return "irm_end_of_term_report"
    return "irm_progress_report" if {"specificity", "potential_impact"} & indicators else None


def is_signed_by_irm(document: Document) -> bool:
    """Say whether the title page gives the IRM's name in full: its letters alone are on many pages."""
    return not is_other_product(document) and _full_names().search(_front_text(document)) is not None


def is_other_product(document: Document) -> bool:
    """Say whether the title page names a product that is no report: a self-assessment, a letter, a brief."""
    plain = f" {_split_words(_front_text(document))} "
    return any(f" {_split_words(word)} " in plain for word in load_words()["not_reports"])


def _front_text(document: Document) -> str:
    return " ".join(text_of(part) for part in (*document.furniture, *document.blocks[:OPENING]))


def _split_words(text: str) -> str:
    """Fold a text to its words with a blank between them.

    >>> _split_words("End-of-Term Report: Année")
    'end of term report annee'
    """
    return " ".join(fold_printed_word(word) for word in re.split(r"[\W_]+", text) if word)


@cache
def _full_names() -> re.Pattern[str]:
    listed = "|".join(re.escape(word).replace(r"\ ", r"\s+").replace("'", "['’]") for word in load_words()["irm"])
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)
