"""The marks of a commitment page: the IRM's ratings in the overview and in the two status summaries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.lexicon.vocabularies import find_code
from pipeline.model import Line, RawRecord, RawValue
from pipeline.parsers.website.commitment_page_outline import (
    INDICATORS,
    CommitmentPage,
    PageEntry,
    fold_label,
    is_mark,
    load_word_list,
    load_words,
    match_page_heading,
    match_page_label,
    value_pattern,
)
from pipeline.structure.lines import make_code_value, make_value
from pipeline.structure.stream import cut_lines, make_stream

NUMBERED = re.compile(
    r"(?:✪\s?)?(?:Commitment\s|Compromiso\s|Engagement\s)?(?P<number>[0-9]{1,2}(?:\.[0-9]{1,2}){0,3})[.:)]\s+(?P<title>\S.+)"
)


@dataclass(frozen=True, slots=True)
class PageRating:
    """A rating: indicator, its value as printed, phase, and the prose that reasons it."""

    indicator: str
    value: RawValue
    phase: str | None = None
    evidence: tuple[Line, ...] = ()


def iterate_overview_marks(page: CommitmentPage) -> Iterator[PageRating]:
    """Yield the ratings of the overview; what is pending or was never given is left out."""
    pending = fold_label(_join_text(page.facts.get("verifiable", ()))) in load_word_list("empty")
    for indicator in INDICATORS:
        lines = page.facts.get(indicator, [])
        if indicator == "relevance" and pending and fold_label(_join_text(lines)) == "not relevant":
            continue  # what the site prints before the review
        for found in iterate_values(indicator, lines):
            yield PageRating(indicator, found)


def iterate_values(indicator: str, lines: Sequence[Line]) -> Iterator[RawValue]:
    """Yield the values of one mark: none where it is empty, several where OGP's values are listed."""
    text = _join_text(lines)
    if fold_label(text) in load_word_list("empty"):
        return
    whole = make_stream(lines)
    if indicator == "relevance":
        spans = list(value_pattern().finditer(whole.text))
        for span in spans:
            yield make_value(cut_lines(whole, *span.span()), "label")
        if spans:
            return
    yield make_value(cut_lines(whole, 0, _single_mark_end(whole.text)), "label")


def _single_mark_end(text: str) -> int:
    """Return where a mark ends: the site doubles some ('Major Major') and adds 'Starred' to a starred 'Yes'."""
    parts = text.split()
    half = len(parts) // 2
    if half and len(parts) % 2 == 0 and parts[:half] == parts[half:]:
        return len(" ".join(parts[:half]))
    for suffix in load_words()["starred_suffixes"]:
        if text.endswith(" " + suffix):
            return len(text) - len(suffix)
    return len(text)


def _join_text(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)


def read_summary_number(entries: Sequence[PageEntry]) -> RawValue | None:
    """Return the commitment's number from the numbered title that opens a status summary."""
    match = NUMBERED.fullmatch(entries[0].text) if entries and len(entries[0].text) < 400 else None
    if match is None:
        return None
    whole = make_stream(entries[0].lines)
    return make_value(cut_lines(whole, *match.span("number")), "heading")


def iterate_summary_marks(entries: Sequence[PageEntry], phase: str) -> Iterator[PageRating]:
    """Yield the ratings of a status summary: labels with a value behind them or in the next paragraph.

    Those under 'IRM Design Report Assessment' are of the phase `design`. The end-of-term summaries open their prose
    with the level of completion as a label ('Complete: ...').
    """
    current = phase
    for index, entry in enumerate(entries):
        if match_page_heading(entry.text) == "design_assessment":
            current = "design"
            continue
        level = _read_level(entry)
        if level is not None and phase == "end_of_term":
            yield PageRating("completion", level, phase, _prose_lines(entries, index))
        label = match_page_label(entry.text)
        if label is not None and label[0] in INDICATORS:
            lines = _value_lines(entries, index, *label)
            if is_mark(label[0], _join_text(lines)):
                phase_now = phase if label[0] == "completion" and current == "design" else current
                yield from (PageRating(label[0], found, phase_now) for found in iterate_values(label[0], lines))


def _read_level(entry: PageEntry) -> RawValue | None:
    colon = entry.text.find(":")
    if not 0 < colon < 30 or not find_code("completion", entry.text[:colon]):
        return None
    return make_value(cut_lines(make_stream(entry.lines), 0, colon), "label")


def _prose_lines(entries: Sequence[PageEntry], index: int) -> tuple[Line, ...]:
    entry = entries[index]
    whole = make_stream(entry.lines)
    rest = cut_lines(whole, entry.text.find(":") + 1, len(whole.text))
    return rest or (entries[index + 1].lines if index + 1 < len(entries) else ())


def _value_lines(entries: Sequence[PageEntry], index: int, indicator: str, begin: int) -> Sequence[Line]:
    whole = make_stream(entries[index].lines)
    found = cut_lines(whole, begin, len(whole.text))
    if found or index + 1 == len(entries):
        return found
    after: list[Line] = []
    for entry in entries[index + 1 : index + 6]:
        if match_page_label(entry.text) or match_page_heading(entry.text) or not is_mark(indicator, entry.text):
            break
        after.extend(entry.lines)
    return after


def make_record(mark: PageRating, place: str, commitment: str) -> RawRecord:
    """Make the raw record of a rating."""
    fields = {
        "indicator": make_code_value(mark.indicator),
        "value": mark.value,
        "assessor": make_code_value("irm"),
    }
    if mark.phase:
        fields["phase"] = make_code_value(mark.phase)
    if mark.evidence:
        fields["evidence"] = make_value(mark.evidence, "label")
    return RawRecord("assessments", place, fields, commitment=commitment)
