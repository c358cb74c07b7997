"""Results reports of the IRM under their several names: completion and what has come of each commitment."""

from __future__ import annotations

from pipeline.model import Claim, Document, Parsed
from pipeline.parsers.irm import family

NAME = "irm_results_report"
VERSION = "1"
TITLE = "IRM Results, Transitional Results and Implementation Report (plans from 2017)"


def identify(document: Document) -> Claim | None:
    """Claim a report of this title with ratings that the IRM gives."""
    return family.claim(document, NAME)


def parse(document: Document) -> Parsed:
    """Read commitments and their ratings, recommendations, notes and totals."""
    return family.parse(document, NAME)
