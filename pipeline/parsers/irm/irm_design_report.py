"""Design reports of the IRM: whether commitments are verifiable, which values they serve, their potential impact."""

from __future__ import annotations

from pipeline.model import Claim, Document, Parsed
from pipeline.parsers.irm import family

NAME = "irm_design_report"
VERSION = "1"
TITLE = "IRM Design Report (plans 2017-2021)"


def identify(document: Document) -> Claim | None:
    """Claim a report of this title with ratings that the IRM gives."""
    return family.claim(document, NAME)


def parse(document: Document) -> Parsed:
    """Read commitments and their ratings, recommendations, notes and totals."""
    return family.parse(document, NAME)
