"""Reports of the IRM, all products and generations: commitments with their texts, ratings and milestones."""

from __future__ import annotations

from pipeline.model import Block, Claim, Document, Parsed, Table
from pipeline.parsers.forms.references import is_note, references
from pipeline.parsers.irm.ledger import to_records
from pipeline.parsers.irm.process import read_process
from pipeline.parsers.irm.products import (
    Product,
    inferred_product,
    is_other_product,
    is_signed_by_irm,
    plainest_product,
    product,
    shown_by_title_page,
)
from pipeline.parsers.irm.prose_ratings import ProseReading, mark_promising, read_prose, speaks_of_promise
from pipeline.parsers.irm.recommendations import recommendations
from pipeline.parsers.irm.report_reader import Reading, read_report
from pipeline.parsers.irm.review_facts import read_review_facts
from pipeline.parsers.irm.totals import gaps, mismatches
from pipeline.structure.lines import text_of

NAME = "irm_report"
VERSION = "1"
TITLE = "IRM report (all products since 2011)"

REVIEW = "irm_action_plan_review"
"""The product whose ratings may stand in prose alone."""

UNKNOWN = Product("unknown", None, None)
"""Stands for the product while only the ratings can tell it."""

FEWEST_RATED = 2
"""Commitments with ratings that show a report of unknown title: a commitment's page has one."""

FEWEST_RATED_UNSIGNED = 3
"""The same without the IRM's name in front: two may be quoted in another document."""

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


def identify(document: Document) -> Claim | None:
    """Claim a document that is titled as a product of the IRM and holds what the IRM alone rates, or is the IRM's."""
    found = product(document)
    if found is None or found.title is None:
        return _claim_by_content(document)
    if found.report_type == REVIEW and speaks_of_promise(text_of(document.blocks)):
        return Claim(NAME, f"title '{found.title.text}'", is_by_title=True)
    commitments = _read(document, found).ledger.entries
    rated = {rating.indicator for entry in commitments for rating in entry.ratings}
    if not commitments or not (rated & OWN or shown_by_title_page(document)):
        return None
    what = f"{len(commitments)} commitments" + (f" with {', '.join(sorted(rated))}" if rated else "")
    return Claim(NAME, f"title '{found.title.text}' and {what}", is_by_title=True)


def _claim_by_content(document: Document) -> Claim | None:
    """Claim a report of an unknown title that rates commitments as only the IRM does; a few will do where it signs."""
    is_signed = is_signed_by_irm(document)
    if not is_signed and is_other_product(document):
        return None
    reading = _read(document, UNKNOWN)
    rated = [entry for entry in reading.ledger.entries if {rating.indicator for rating in entry.ratings} & OWN]
    found = _infer(reading) if len(rated) >= (FEWEST_RATED if is_signed else FEWEST_RATED_UNSIGNED) else None
    if found is None:
        return None
    return Claim(NAME, f"the IRM's name and {len(rated)} commitments rated as in {found.report_type}")


def _infer(reading: Reading) -> Product | None:
    ratings = {(rating.indicator, rating.phase) for entry in reading.ledger.entries for rating in entry.ratings}
    return inferred_product(ratings)


def parse(document: Document) -> Parsed:
    """Read commitments, ratings, recommendations and notes, and check the report's own totals."""
    titled = product(document)
    reading = _read(document, titled or UNKNOWN)
    found = titled or _infer(reading) or plainest_product()
    reading.ledger.phase = found.phase
    prose = ProseReading()
    if found.report_type == REVIEW:
        mark_promising(reading.items, reading.ledger)
        if not _is_labelled(reading):
            prose = read_prose(reading.items, reading.sections, reading.ledger, document.language)
    body = _body(document)
    reading.ledger.process = read_process(body, found.phase)
    rows, conflicts = to_records(reading.ledger)
    advice, stated = recommendations(body)
    checked = (*mismatches(reading.totals, reading.ledger), *gaps(reading.ledger))
    issues = (*prose.issues, *reading.issues, *conflicts, *stated, *checked)
    records = (*rows, *(advice or prose.recommendations), *references(document))
    return Parsed(found.report_type, "irm", records, read_review_facts(document, found.title), issues)


def _is_labelled(reading: Reading) -> bool:
    """Return whether a review gives its marks commitment by commitment: its prose need not be searched then."""
    rated = [{rating.indicator for rating in entry.ratings} for entry in reading.ledger.entries]
    if not all("potential_for_results" in indicators for indicators in rated):
        return False
    return sum(1 for indicators in rated if "verifiable" in indicators) > 1


_READ: list[tuple[Document, str, Reading]] = []


def _read(document: Document, found: Product) -> Reading:
    """Read a document once: whoever claims it parses it next."""
    if _READ and _READ[0][0] is document and _READ[0][1] == found.report_type:
        return _READ.pop()[2]
    reading = read_report(_body(document), found.phase)
    _READ[:] = [(document, found.report_type, reading)]
    return reading


def _body(document: Document) -> list[Block]:
    return [block for block in document.blocks if isinstance(block, Table) or not is_note(block)]
