"""Who carried out a review and which time it covers, where a report says it in a sentence or below its title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import zip_longest

from pipeline.lexicon.text_folding import join_alternatives
from pipeline.model import Document, Line, RawValue, TextBlock
from pipeline.parsers.irm.words import load_words, match_word
from pipeline.schema.codes import members
from pipeline.schema.data import load_data
from pipeline.structure.dates import find_date_chains
from pipeline.structure.lines import cut_line, lines_of
from pipeline.structure.stream import Stream, cut_lines, cut_value, make_stream

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
