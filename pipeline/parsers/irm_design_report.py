"""Design reports of the IRM: whether commitments are verifiable, which values they serve, their potential impact."""

from __future__ import annotations

from pipeline.model import Claim, Document, Parsed
from pipeline.parsers import _irm_report

NAME = "irm_design_report"
VERSION = "1"
TITLE = "IRM Design Report (plans 2017-2021)"


def identify(document: Document) -> Claim | None:
    """Claim a report of this title with ratings that the IRM gives."""
    return _irm_report.claim(document, NAME)


def parse(document: Document) -> Parsed:
    """Read commitments and their ratings, recommendations, notes and totals."""
    return _irm_report.parse(document, NAME)
