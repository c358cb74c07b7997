"""The IRM's products: the phase of their ratings, and which one a report is whose front does not say so."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pipeline.parsers.irm.words import load_words

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
