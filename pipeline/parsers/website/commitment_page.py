"""Read OGP's commitment pages: overview, template text under Description, the IRM's summaries, the list at the foot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.lexicon.vocabularies import find_code
from pipeline.model import Claim, Document, Line, Parsed, RawRecord, RawValue
from pipeline.model.issues import Issue
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
    opening_text,
    read_page,
    value_pattern,
)
from pipeline.parsers.website.commitment_page_outline import TITLE as TITLE_LINE
from pipeline.parsers.website.member_page import iterate_listed, registry_records
from pipeline.structure.lines import cut_lines, join_lines, make_code_value, make_stream, make_value
from pipeline.structure.milestones import milestone_records
from pipeline.structure.text_labels.segments import TEMPLATE, describe_segments, split_segments

NAME = "commitment_page"
VERSION = "1"
TITLE = "A commitment's page on OGP's site: overview, plan text, IRM summaries, list of commitments"

_PLACE = "c1"
_ID = re.compile(r"\([A-Z]{2,3}[0-9]{4}\)")
_NOTE = re.compile(r"\[(?P<label>[0-9]{1,3})\]\s{0,3}(?P<text>\S.*)", re.S)
_URL = re.compile(r"https?://[^\s<>\"]+")


def identify(document: Document) -> Claim | None:
    """Claim a page whose title carries an ID and that prints the overview's labels or has a commitment's address."""
    if not _ID.search(opening_text(document)):
        return None
    page = read_page(document)
    if page.title is None:
        return None
    overview = {"plan", "cycle_year", "lead_institution", "irm_report", "verifiable", "early_results"} & page.printed
    address = "/commitments/" in (document.properties.get("canonical_url") or document.source.url or "")
    if len(overview) >= 2 or (address and page.chapters):
        return Claim(NAME, f"title with ID '{page.title.text[-60:]}', labels {', '.join(sorted(overview)) or 'none'}")
    return None


def parse(document: Document) -> Parsed:
    """Read one page: a commitment with its milestones and ratings, references, and rows of the registry."""
    page = read_page(document)
    head = _read_head(page)
    if not head:
        return Parsed("commitment_page", "ogp", ())
    cut = split_segments([line for entry in page.chapters.get("description", ()) for line in entry.lines])
    summaries = [(phase, page.chapters.get(phase, [])) for phase in ("midterm", "end_of_term")]
    wanted = [*TEMPLATE, *(name for name in ("lead_institution", "support_institutions") if name not in head)]
    marks = [
        *iterate_overview_marks(page),
        *(mark for phase, entries in summaries for mark in iterate_summary_marks(entries, phase)),
    ]
    fields = {
        **describe_segments(cut, head["title"].text, wanted),
        **head,
        **_read_summaries(summaries),
        **_read_completion(marks),
    }
    records = [RawRecord("commitments", _PLACE, fields)]
    records += milestone_records(cut.milestones, _PLACE)
    records += [make_record(mark, f"{_PLACE}.a{i}", _PLACE) for i, mark in enumerate(marks, start=1)]
    records += _iterate_references(document, [entry for _, entries in summaries for entry in entries])
    records += registry_records(
        list(iterate_listed(page.chapters.get("listing", []))), _read_own_fields(page, document), _read_country(page)
    )
    return Parsed("commitment_page", "ogp", tuple(records), _read_document_fields(page), tuple(_report_unknown(page)))


def _report_unknown(page: CommitmentPage) -> Iterator[Issue]:
    """Yield an issue for every label of the overview that is not known."""
    for entry in page.unknown:
        message = f"The page's overview has a label that is not known: '{entry.text[:80]}'. Add it to schemas/pages."
        yield Issue("parse", "warning", "unmapped-label", message, entry.lines[0].anchor.page, _PLACE)


def _read_head(page: CommitmentPage) -> dict[str, RawValue]:
    whole = make_stream(page.title.lines if page.title else ())
    match = TITLE_LINE.fullmatch(whole.text.replace("\n", " "))
    if match is None:
        return {}
    found = {
        "title": make_value(cut_lines(whole, *match.span("title")), "heading"),
        "commitment_id": make_value(cut_lines(whole, *match.span("id")), "heading"),
    }
    for name in ("lead_institution", "support_institutions", "policy_areas"):
        lines = page.facts.get(name, [])
        if lines:
            found[name] = make_value(lines, "label")
    return found


def _read_summaries(summaries: Sequence[tuple[str, Sequence[PageEntry]]]) -> dict[str, RawValue]:
    found = (read_summary_number(entries) for _, entries in summaries)
    number = next((number for number in found if number is not None), None)
    return {"number": number} if number else {}


def _read_completion(marks: Sequence[PageRating]) -> dict[str, RawValue]:
    """Return the overview's level of completion; those of the summaries are assessments of their phase."""
    overview = [mark.value for mark in marks if mark.indicator == "completion" and mark.phase is None]
    return {"completion": overview[0]} if overview else {}


def _iterate_references(document: Document, entries: Sequence[PageEntry]) -> Iterator[RawRecord]:
    """Yield the footnotes: paragraphs '[99] ...' and the notes that the reader keeps apart."""
    notes = [(note.marker or "", note.lines) for note in document.notes]
    for entry in entries:
        match = _NOTE.fullmatch(entry.text)
        if match:
            whole = make_stream(entry.lines)
            notes.append(
                (entry.text[: match.start("text")].strip(), cut_lines(whole, match.start("text"), len(whole.text)))
            )
    for index, (label, lines) in enumerate(notes, start=1):
        yield RawRecord("references", f"n{index}", _read_reference(label, lines))


def _read_reference(label: str, lines: tuple[Line, ...]) -> dict[str, RawValue]:
    text = make_value(lines, "list")
    fields = {"text": text}
    if label:
        fields["label"] = RawValue(label, "list", lines[:1])
    url = _URL.search(text.text)
    if url:
        fields["url"] = RawValue(url[0].rstrip(".,;)"), "list", lines)
    return fields


def _read_own_fields(page: CommitmentPage, document: Document) -> dict[str, RawValue]:
    """Return the registry's fields that the page gives of its own commitment."""
    head = _read_head(page)
    found = {name: head[name] for name in ("commitment_id", "title")}
    for name, lines in (("cycle_year", page.facts.get("cycle_year")), ("plan", page.facts.get("plan"))):
        if lines:
            found[name] = make_value(lines, "label")
    country = _read_country(page)
    if country:
        found["country"] = country
    stars = [mark.value for mark in iterate_overview_marks(page) if mark.indicator == "starred"]
    if stars:
        found["starred"] = stars[0]
    url = document.properties.get("canonical_url") or document.source.url
    if url:
        found["url"] = make_code_value(url)
    return found


def _read_country(page: CommitmentPage) -> RawValue | None:
    return make_value(page.country.lines, "heading") if page.country else None


def _read_document_fields(page: CommitmentPage) -> dict[str, RawValue]:
    found = {"title": _read_head(page)["title"]}
    country = _read_country(page)
    if country:
        found["country"] = country
    plan = page.facts.get("plan", [])
    if plan and fold_label(join_lines(plan)) not in load_word_list("empty"):
        found["plan"] = make_value(plan, "label")
    return found


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
