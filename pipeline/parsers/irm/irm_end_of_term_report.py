"""End-of-term reports of the IRM: completion at midterm and at the end, and whether commitments opened government."""

from __future__ import annotations

from pipeline.model import Claim, Document, Parsed
from pipeline.parsers.irm import family

NAME = "irm_end_of_term_report"
VERSION = "1"
TITLE = "IRM End-of-Term Report (plans 2013-2018)"


def identify(document: Document) -> Claim | None:
    """Claim a report of this title with ratings that the IRM gives."""
    return family.claim(document, NAME)


def parse(document: Document) -> Parsed:
    """Read commitments and their ratings, recommendations, notes and totals."""
    return family.parse(document, NAME)
