"""Progress and mid-term reports of the IRM: each commitment's specificity, relevance, potential impact, completion."""

from __future__ import annotations

from pipeline.model import Claim, Document, Parsed
from pipeline.parsers.irm import family

NAME = "irm_progress_report"
VERSION = "1"
TITLE = "IRM Progress or Mid-Term Report (2011-2018)"


def identify(document: Document) -> Claim | None:
    """Claim a report of this title with ratings that the IRM gives."""
    return family.claim(document, NAME)


def parse(document: Document) -> Parsed:
    """Read commitments and their ratings, recommendations, notes and totals."""
    return family.parse(document, NAME)
