"""Reports of the IRM, all products and generations: commitments with their texts, ratings and milestones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from pipeline.model import Block, Claim, Document, Parsed, Table
from pipeline.parsers.forms.references import is_note, read_references
from pipeline.parsers.irm.ledger import build_records
from pipeline.parsers.irm.process import read_process
from pipeline.parsers.irm.prose_ratings import ProseReading, mark_promising, read_prose, speaks_of_promise
from pipeline.parsers.irm.recommendations import read_recommendations
from pipeline.parsers.irm.report_reader import Reading, read_report
from pipeline.parsers.irm.review_facts import read_review_facts
from pipeline.parsers.irm.totals import check_totals
from pipeline.parsers.irm.words import load_words
from pipeline.structure.lines import text_of
from pipeline.structure.outline.tree import outline_items

NAME = "irm_report"
VERSION = "1"
TITLE = "IRM report (all products since 2011)"

REVIEW = "irm_action_plan_review"
"""The product whose ratings may be in prose alone."""

FEWEST_RATED = 3
"""Commitments with ratings that show a report of unknown title: a commitment's page has one, others may quote two."""

PLAINEST = "irm_results_report"
"""The product of a report that only the manifest names as the IRM's: the one of the plainest title."""

OWN = frozenset(
    {
        "specificity",
        "verifiable",
        "potential_impact",
        "potential_for_results",
        "did_it_open_government",
        "early_results",
        "starred",
    }
)
"""Indicators that only the IRM rates."""


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


def identify(document: Document) -> Claim | None:
    """Claim a report whose front is that of an IRM product, or whose ratings only the IRM gives."""
    product = document.report_type
    if product not in phases():
        return _claim_by_content(document)
    if product == REVIEW and speaks_of_promise(text_of(document.blocks)):
        return Claim(NAME, f"the front of an {product}", is_by_title=True)
    count = len(_read(document).ledger.entries)
    return Claim(NAME, f"the front of an {product} and {count} commitments", is_by_title=True) if count else None


def _claim_by_content(document: Document) -> Claim | None:
    """Claim a report of an unknown title that rates commitments as only the IRM does."""
    reading = _read(document)
    rated = [entry for entry in reading.ledger.entries if {rating.indicator for rating in entry.ratings} & OWN]
    product = _infer(reading) if len(rated) >= FEWEST_RATED else None
    return Claim(NAME, f"{len(rated)} commitments rated as in {product}") if product else None


def _infer(reading: Reading) -> str | None:
    return infer_product({(rating.indicator, rating.phase) for e in reading.ledger.entries for rating in e.ratings})


def parse(document: Document) -> Parsed:
    """Read commitments, ratings, recommendations and notes, and check the report's own totals."""
    reading = _read(document)
    product = document.report_type if document.report_type in phases() else None
    product = product or _infer(reading) or PLAINEST
    phase = reading.ledger.phase = phases()[product]
    prose = ProseReading()
    if product == REVIEW:
        mark_promising(reading.items, reading.ledger)
        if not _is_labelled(reading):
            prose = read_prose(reading.items, reading.sections, reading.ledger, document.language)
    body = _body(document)
    reading.ledger.process = read_process(body, phase)
    rows, conflicts = build_records(reading.ledger)
    advice, stated = read_recommendations(body)
    issues = (*prose.issues, *reading.issues, *conflicts, *stated, *check_totals(reading.totals, reading.ledger))
    records = (*rows, *(advice or prose.recommendations), *read_references(document))
    return Parsed(product, "irm", records, read_review_facts(document), issues)


def _is_labelled(reading: Reading) -> bool:
    """Return whether a review gives its marks commitment by commitment: its prose need not be searched then."""
    rated = [{rating.indicator for rating in entry.ratings} for entry in reading.ledger.entries]
    if not all("potential_for_results" in indicators for indicators in rated):
        return False
    return sum(1 for indicators in rated if "verifiable" in indicators) > 1


_READ: list[tuple[Document, Reading]] = []


def _read(document: Document) -> Reading:
    """Read a document once: the next call for a claimed document is to parse it."""
    if _READ and _READ[0][0] is document:
        return _READ.pop()[1]
    parts = outline_items(replace(document, blocks=_body(document)))
    reading = read_report(parts, phases().get(document.report_type or ""))
    _READ[:] = [(document, reading)]
    return reading


def _body(document: Document) -> tuple[Block, ...]:
    return tuple(block for block in document.blocks if isinstance(block, Table) or not is_note(block))
