"""What the parsers of IRM reports share: each claims its product by title and content, all read the same constructs."""

from __future__ import annotations

from pipeline.model import Block, Claim, Document, Parsed, Table
from pipeline.parsers.forms.references import is_note, references
from pipeline.parsers.irm.commitment_ledger import records
from pipeline.parsers.irm.products import facts, named_product, product, shown_by_title_page
from pipeline.parsers.irm.recommendations import recommendations
from pipeline.parsers.irm.report_walk import walk
from pipeline.parsers.irm.table_repair import lost_rows, mended
from pipeline.parsers.irm.totals import gaps, mismatches

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


def claim(document: Document, parser: str) -> Claim | None:
    """Claim a document that is titled as the parser's product and holds what the IRM alone rates, or is the IRM's."""
    found = product(document)
    if found is None or found.parser != parser or found.title is None:
        return None
    entries = walk(_body(document), found.phase).register.entries
    rated = {rating.indicator for entry in entries for rating in entry.ratings}
    if not entries or not (rated & OWN or shown_by_title_page(document)):
        return None
    what = f"{len(entries)} commitments" + (f" with {', '.join(sorted(rated))}" if rated else "")
    return Claim(parser, f"title '{found.title.text}' and {what}")


def parse(document: Document, parser: str) -> Parsed:
    """Read commitments, ratings, recommendations and notes, and check the report's own totals."""
    found = product(document)
    if found is None or found.parser != parser:
        found = named_product(parser)
    body = _body(document)
    reading = walk(body, found.phase)
    rows, conflicts = records(reading.register)
    advice, stated = recommendations(body)
    checked = (*lost_rows(body), *mismatches(reading.totals, reading.register), *gaps(reading.register))
    issues = (*reading.issues, *conflicts, *stated, *checked)
    return Parsed(found.report_type, "irm", (*rows, *advice, *references(document)), facts(document, found), issues)


def _body(document: Document) -> list[Block]:
    return list(mended(block for block in document.blocks if isinstance(block, Table) or not is_note(block)))
