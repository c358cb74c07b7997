"""Find labels in the text of one answer or cell by rules: whole lines, run-in labels, questions, glued labels.

A whole pasted template is labelled by `structure.labels`, which weighs these rules with all other evidence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from pipeline.lexicon import Context, classify_label, match_label
from pipeline.lexicon.ideas import find_asked_field, find_headed_field
from pipeline.lexicon.wording_trie import FoldedText, find_wordings, fold_with_places
from pipeline.structure.label_places import LabelPlace, find_label_places
from pipeline.structure.label_roles import NUMBERED, fields_with_role, names_a_value
from pipeline.structure.label_standing import Candidate, is_label
from pipeline.structure.running_labels import BETWEEN, Label

LONGEST_HEAD = 9
"""Words: a longer line that no wording fits is prose."""

LEAST_TRUST = 0.42
"""Trust that a head needs to be read by likeness alone (measured: `segments.leave_one_country_out`)."""

_QUESTION = re.compile(r"¿?[^?¿\n]{8,260}\?")
_HEAD = re.compile(r"[^:?.\n]{3,80}(?=:|$)", re.MULTILINE)
_ITEM = re.compile(r"[^\W\d]+ [A-Z]?[0-9.]+")
_SENTENCE_END = re.compile(r"[.;!?:]\s+[^\sa-z]")
_GAP = re.compile(r"[\s\-–—|/(),:.*?]{0,12}(?:\([^()\n]{1,40}\)[\s\-–—|/(),:.*?]{0,12})?")


def find_labels_by_rule(text: str) -> tuple[Label, ...]:
    r"""Return the labels of a text in order, none over another.

    >>> [(l.field, l.end) for l in find_labels_by_rule("Main objective: open data.\nAmbition\nMore of it.")]
    [('main_objective', 14), ('ambition', 35)]
    """
    folded = fold_with_places(text)
    found: list[Label] = []
    end = 0
    for place in find_label_places(text):
        if place.at < end:
            continue
        behind_label = bool(found) and not text[found[-1].end : place.start].strip(BETWEEN)
        label = _label_at(text, folded, place, behind_label, len(found))
        if label is None and not behind_label and not (found and found[-1].field == "milestones"):
            label = _find_resembling(text, place)
        if label is not None:
            found.append(label)
            end = label.end
    return tuple(found)


def _label_at(text: str, folded: FoldedText, place: LabelPlace, behind_label: bool, known: int) -> Label | None:
    head = _table_head(text, folded, place)
    if head is not None:
        return head
    hits = _find_exact(text, folded, place.at, fields_with_role("template"))
    candidates = (Candidate(text, field, place, end, behind_label, known) for field, end in hits)
    standing = [candidate for candidate in candidates if is_label(candidate)]
    exact = _as_label(standing[-1]) if standing else None
    asked = (place.after_sentence or behind_label or text[place.at] == "¿") and not place.dangling
    meant = _by_meaning(text, place) if asked and not (exact and exact.question) else None
    if exact and not (meant and meant.end > exact.end and meant.question):
        return exact
    return meant


def _as_label(candidate: Candidate) -> Label:
    place = candidate.place
    return Label(candidate.field, place.start, candidate.end, place.line_start, candidate.question)


def _find_exact(text: str, folded: FoldedText, at: int, fields: frozenset[str]) -> list[tuple[str, int]]:
    """Return field and end of the lexicon's wordings that begin at a place, from short to long, whole words only."""
    first = bisect_left(folded.at, at)
    found: list[tuple[str, int]] = []
    for hit in find_wordings(folded, first):
        end = folded.until[hit.end - 1]
        whole = end >= len(text) or not text[end].isalpha()
        if hit.field in fields and whole and not _is_broken(text[at:end]):
            found.append((hit.field, end))
    return found


def _is_broken(span: str) -> bool:
    """Return whether a sentence ends inside a span, or it has many lines: then it is no one label."""
    return span.count("\n") > 4 or _SENTENCE_END.search(span) is not None


def _table_head(text: str, folded: FoldedText, place: LabelPlace) -> Label | None:
    """Read the head of a milestone table run together: `Milestones Start Date: End Date:`."""
    columns: list[str] = []
    at = end = place.at
    while True:
        hits = _find_exact(text, folded, at, fields_with_role("columns"))
        hits = [(field, stop) for field, stop in hits if text[stop : stop + 1] not in ("-", "'", "’")]
        # 'Milestone 1' opens the first row.
        if not hits or (hits[-1][0] == "milestones" and NUMBERED.match(text, hits[-1][1])):
            break
        field, end = hits[-1]
        columns.append(field)
        gap = _GAP.match(text, end)
        at = gap.end() if gap else end
    alone = place.line_start and text[end : end + 20].lstrip(" :*)")[:1] in ("\n", "")
    if "milestones" not in columns or not _is_head(columns, text[place.at : end], alone):
        return None
    return Label("milestones", place.start, end, place.line_start, columns=tuple(columns))


def _is_head(columns: list[str], span: str, alone: bool) -> bool:
    parted = alone or bool({"start_date", "end_date", "timeline"} & set(columns)) or "|" in span
    return len(columns) >= 3 or (len(columns) == 2 and columns[0] == "milestones" and parted)


def _by_meaning(text: str, place: LabelPlace) -> Label | None:
    """Read a question or a short head by the lexicon's looser comparison, a question also by its ideas."""
    question = _QUESTION.match(text, place.at)
    if question and not _is_broken(question[0][:-1]):
        known = _find_meant(question[0]) or find_asked_field(question[0])
        if known:
            return Label(known, place.start, question.end(), place.line_start, question=True)
    # A numbered line that the lexicon only resembles is an item of a list.
    head = _HEAD.match(text, place.at) if place.line_start and place.start == place.at else None
    if head is None or len(head[0].split()) > 14 or head[0][0].islower() or _ITEM.fullmatch(head[0].strip()):
        return None
    known = _find_meant(head[0])
    return Label(known, place.start, head.end(), line_start=True) if known else None


def _find_resembling(text: str, place: LabelPlace) -> Label | None:
    """Read a head of its own line, or before a colon, that no wording fits but one is near.

    One right behind a label is that label's value, and rows of a table of milestones are no heads: the caller leaves
    them out.
    """
    head = _HEAD.match(text, place.at) if place.firm and not place.dangling and place.start == place.at else None
    if head is None or head[0][0].islower() or text[head.end() : head.end() + 1] not in ("", "\n", ":"):
        return None
    known = _find_resembled(head[0])
    return Label(known, place.start, head.end(), line_start=True) if known else None


@lru_cache(maxsize=20_000)
def _find_meant(text: str) -> str | None:
    match = match_label(text)
    return match.field if match and match.field in fields_with_role("template") else None


@lru_cache(maxsize=20_000)
def _find_resembled(text: str) -> str | None:
    """Return the field of a head that no wording fits but one is near."""
    if len(text.split()) > LONGEST_HEAD or names_a_value(text):
        return None
    # Of institutions and people there are too many names that a wording is near to.
    found = classify_label(text, Context(fields=fields_with_role("template") - fields_with_role("names")))
    return found.field if found.trust >= LEAST_TRUST else find_headed_field(text)
