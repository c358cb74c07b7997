"""Reports of the IRM, all products and generations: commitments with their texts, ratings and milestones."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import zip_longest

from pipeline.lexicon.text_folding import join_alternatives
from pipeline.model import Block, Claim, Document, Line, Parsed, RawValue, Table, TextBlock
from pipeline.parsers.forms.references import is_note, read_references
from pipeline.parsers.irm.ledger import build_records
from pipeline.parsers.irm.process import read_process
from pipeline.parsers.irm.prose_ratings import ProseReading, mark_promising, read_prose, speaks_of_promise
from pipeline.parsers.irm.ratings import load_words, match_word
from pipeline.parsers.irm.recommendations import read_recommendations
from pipeline.parsers.irm.report_reader import Reading, read_report
from pipeline.parsers.irm.totals import check_totals
from pipeline.schema.codes import members
from pipeline.schema.data import load_data
from pipeline.structure.dates import find_date_chains
from pipeline.structure.lines import Stream, cut_line, cut_lines, cut_value, lines_of, make_stream, text_of
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


OPENING = 40
"""Blocks at the beginning in which a report introduces itself: the longest title page and summary seen have 34."""

TITLE_PAGE = 6
"""Blocks in which a researcher's name may follow the title: mechanism, title in two lines, date, name."""

LONGEST_BYLINE = 120

REACH = 60
"""Characters between the words for the period and its dates ('for the period of the action plan from ...')."""

_LABEL_END = re.compile(r"(?<!\s)\s*[:：]\s*")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_WORD = r"(?:[^\W\d_a-zà-öø-ÿ][\w’'.-]*)"
_NAME = rf"{_WORD}(?:\s+(?:d[aeio]s?\s+|del\s+|la\s+|van\s+|von\s+|bin\s+|y\s+|al-)?{_WORD}){{1,4}}"
PERSONS = re.compile(rf"{_NAME}(?:(?:,\s+|\s+(?:and|y|et|e|&)\s+){_NAME})*")
_BYLINE = re.compile(rf"(?P<name>{_NAME}(?:\s+(?:and|y|et|e|&)\s+{_NAME})*),\s+(?P<place>[^\W\d].{{5,}})")


def read_review_facts(document: Document) -> dict[str, RawValue]:
    """Return the researcher and the period under review; title, member and plan are identified before."""
    blocks = document.blocks[:OPENING]
    # A summary next to a box is a table or many short paragraphs in some files: its sentences run over them.
    front = make_stream([line for block in blocks for line in lines_of(block)])
    texts = [make_stream(lines_of(block)) for block in blocks if isinstance(block, TextBlock)]
    found: dict[str, RawValue | None] = dict(_read_labelled([line for text in texts for line in text.lines]))
    found.setdefault("researcher", _find_byline(texts) or next(_find_researchers(front), None))
    found.setdefault("review_period", _find_period(front))
    return {name: value for name, value in found.items() if value is not None}


def _read_labelled(lines: Sequence[Line]) -> Iterator[tuple[str, RawValue]]:
    """Yield facts behind a label in their line or below it: 'Dates Under Review : ...'."""
    for line, below in zip_longest(lines, lines[1:]):
        colon = _LABEL_END.search(line.text)
        name = match_word("facts", line.text[: colon.start()] if colon else line.text)
        answer = cut_line(line, colon.end()) if colon else below
        if name is None or answer is None or len(answer.text) > LONGEST_BYLINE:
            continue
        if name == "researcher" and (person := PERSONS.match(answer.text)):
            yield name, RawValue(person[0], "label", (answer,))
        elif name != "researcher" and _YEAR.search(answer.text):
            yield name, RawValue(answer.text, "label", (answer,))


def _find_byline(texts: Sequence[Stream]) -> RawValue | None:
    """Return the name below the title: 'Ana Berg, Institute for Public Policy'; a town and its country is none."""
    for text in texts[1:TITLE_PAGE]:
        byline = _BYLINE.fullmatch(text.text.strip()) if len(text.text) <= LONGEST_BYLINE else None
        if byline and byline["place"].strip() not in members().values() and not _names_mechanism(text.text):
            begin = text.text.index(byline["name"])
            return cut_value(text, begin, begin + len(byline["name"]), "heading")
    return None


def _find_researchers(front: Stream) -> Iterator[RawValue]:
    for opener in _pattern("researcher_sentences").finditer(front.text):
        name = PERSONS.match(front.text, opener.end())
        if name:
            yield RawValue(name[0].rstrip("."), "prose", cut_lines(front, *name.span()))


def _find_period(front: Stream) -> RawValue | None:
    for subject in _pattern("review_subjects").finditer(front.text):
        opener = _pattern("review_sentences").search(front.text, subject.end(), subject.end() + 2 * REACH)
        rest = front.text[opener.end() : opener.end() + 2 * REACH] if opener else ""
        dates = next((found for found in find_date_chains(rest) if found.is_range and found.at <= REACH), None)
        if opener and dates and "." not in rest[: dates.at]:
            span = (opener.end() + dates.dates[0][0], opener.end() + dates.dates[1][1])
            return cut_value(front, *span, "prose")
    return None


def _names_mechanism(text: str) -> bool:
    plain = text.casefold()
    return any(name in plain for name in load_data("identify/words")["irm"] if " " in name)


@cache
def _pattern(group: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{join_alternatives(load_words()[group])})(?:\s+|$)", re.IGNORECASE)
