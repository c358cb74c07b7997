"""Forms whose labels a parser declares as data: printed label -> field. Such a parser needs no code of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.lexicon import Candidate, Classified
from pipeline.model import Claim, Document, Parsed, RawRecord
from pipeline.model.issues import Issue
from pipeline.structure.form_groups import opened_by
from pipeline.structure.form_records import commitment, fields
from pipeline.structure.label_events import letters
from pipeline.structure.lines import text_of
from pipeline.structure.milestones.columns import raw_fields
from pipeline.structure.pairs import Pair, pairs
from pipeline.structure.titles import title_of

Labels = Mapping[str, str | None]
"""Printed label -> field; None for one whose answer is left out on purpose. The first one opens each form."""

ASSESSORS = frozenset({"government", "irm"})
"""Publishers whose forms rate the commitments themselves."""

MOST = 0.8
"""Share of the declared labels that a document of the format has."""


def identify(name: str, labels: Labels, document: Document) -> Claim | None:
    """Claim a document that has nearly all of the labels, in forms that the first one opens; none without labels.

    Raises ValueError where a label is mapped to a field that there is not.
    """
    if not labels:
        return None
    forms = _forms(labels, document)
    seen = {name for form in forms for pair in form for name in (pair.key, *heads(pair))}
    share = len(seen & set(declared(labels))) / len(labels)
    return Claim(name, f"{len(forms)} forms with {share:.0%} of the labels") if forms and share >= MOST else None


def parse(labels: Labels, document: Document, report_type: str, publisher: str) -> Parsed:
    """Read every form; a label in a form that was not declared is an issue."""
    records: list[RawRecord] = []
    issues: list[Issue] = []
    forms = _forms(labels, document)
    for index, form in enumerate(forms, 1):
        read, odd = commitment(form, f"c{index}", publisher if publisher in ASSESSORS else None)
        records += read
        issues += odd
    issues += _undeclared(labels, forms)
    return Parsed(report_type, publisher, tuple(records), title_of(document), tuple(issues))


def _forms(labels: Labels, document: Document) -> tuple[tuple[Pair, ...], ...]:
    found = pairs(document.blocks, declared=declared(labels))
    return opened_by(found, letters(next(iter(labels))))


def declared(labels: Labels) -> dict[str, Classified]:
    """Return the labels by their letters, each with its field; raise ValueError where one is mapped to no field."""
    fit = fields() | set(raw_fields())
    unknown = sorted({field for field in labels.values() if field is not None} - fit)
    if unknown:
        raise ValueError(f"LABELS names fields that are none: {', '.join(unknown)}. Known: {', '.join(sorted(fit))}")
    return {letters(label): _classified(label, field) for label, field in labels.items()}


def _classified(label: str, field: str | None) -> Classified:
    candidates = (Candidate(field, label, "", 1.0),) if field else ()
    return Classified(candidates, "exact", abstain=field is None, trust=1.0)


def _undeclared(labels: Labels, forms: Sequence[Sequence[Pair]]) -> list[Issue]:
    known = declared(labels)
    first: dict[str, tuple[str, Pair]] = {}
    for pair in (pair for form in forms for pair in form):
        for name, label in {pair.key: pair.label, **heads(pair)}.items():
            if name not in known:
                first.setdefault(name, (label, pair))
    return [_issue(label, pair) for label, pair in first.values()]


def heads(pair: Pair) -> dict[str, str]:
    """Return the headings of the tables that stand with a label, by their letters."""
    if pair.found.field == "completion":  # the levels of a grid
        return {}
    rows = [table.rows[0] for table in pair.tables if len(table.rows) > 1]
    texts = [text for row in rows for cell in row.cells if (text := text_of(cell))]
    return {letters(text): text for text in texts if letters(text)}


def _issue(label: str, pair: Pair) -> Issue:
    page = next((line.anchor.page for line in pair.lines if line.anchor.page), None)
    message = f"The forms have a label that the parser does not declare: '{label.strip()[:120]}'. Add it to LABELS."
    return Issue("parse", "warning", "unmapped-label", message, page)
