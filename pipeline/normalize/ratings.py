"""Ratings: an assessment's word to the code of its indicator's scale, one row a value."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.lexicon.vocabularies import find_code, has_no_value, rating_vocabulary
from pipeline.model import RawRecord, RawValue, Row, identifiers
from pipeline.model.issues import Issue
from pipeline.normalize.columns import ColumnInput, raw_text, unknown_code_issue
from pipeline.normalize.records import Draft, RecordContext, read_fields
from pipeline.normalize.relevance import values_listed
from pipeline.normalize.text import clean_text


def normalize_assessment(record: RawRecord, context: RecordContext) -> Iterator[Row | Issue]:
    """Yield the rows of a rating: one, or one for each OGP value that relevance lists; none for an empty one."""
    value = record.fields.get("value")
    draft = read_fields(record, context)
    yield from draft.issues
    if value is None or not (
        clean_text(value.text) or value.method == "mark" or read_rating(str(draft.values.get("indicator")), value.text)
    ):
        return
    indicator = str(draft.values.get("indicator"))
    codes = read_rating(indicator, value.text)
    if codes is None and not _is_no_value(indicator, value.text):
        yield unknown_code_issue(
            ColumnInput(indicator, value, record.place, vocabulary=rating_vocabulary(indicator) or indicator)
        )
    for number, found in enumerate(codes or [None], 1):
        place = record.place if number == 1 else f"{record.place}.{number}"
        yield _rating_row(draft, found, value, record, context, identifiers.make_key(context.document_id, place))


def read_rating(indicator: str, text: str) -> list[str] | None:
    """Return the codes that a rating's words represent, None where its vocabulary does not know them.

    >>> read_rating("relevance", "Access to Information , Civic Participation")
    ['access_to_information', 'civic_participation']
    >>> read_rating("verifiable", "Yes"), read_rating("early_results", "NR"), read_rating("potential_impact", "great")
    (['yes'], ['no_irm_data'], None)
    """
    if indicator == "relevance":
        return values_listed(text)
    name = rating_vocabulary(indicator)
    if name is None:
        words = clean_text(text)
        return ["_".join(words.casefold().split())] if words and len(words) < 40 else None
    found = find_code(name, text)
    return [found] if found else None


def _is_no_value(indicator: str, text: str) -> bool:
    name = rating_vocabulary(indicator)
    return name is not None and has_no_value(name, text)


def _rating_row(
    draft: Draft, found: str | None, value: RawValue, record: RawRecord, context: RecordContext, key: str
) -> Row:
    own = Draft(dict(draft.values), list(draft.places))
    own.take({"value": found, "value_raw": raw_text(value) or clean_text(value.text)}, value)
    own.values |= {
        "commitment_key": context.key(record.commitment),
        "milestone_key": context.key(record.milestone),
        "commitment_id": context.stated.get(record.commitment or ""),
    }
    if own.values.get("assessor") == "government" and not own.values.get("phase"):
        own.values["phase"] = context.phase
    return own.row("assessments", key)
