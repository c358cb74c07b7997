"""Find the template's labels in running text: whole lines, run-in labels, questions, labels glued to what follows."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.label_grammar import Folded, find, fold
from pipeline.layout.meaning import asked_field
from pipeline.lexicon import match_label

TEMPLATE_FIELDS = frozenset(
    [
        "problem_statement",
        "main_objective",
        "brief_description",
        "description",
        "expected_results",
        "relevance",
        "ambition",
        "ogp_values",
        "ogp_challenge",
        "additional_information",
        "inclusion",
        "milestones",
        "new_or_ongoing",
        "indicators",
        "expected_outputs",
        "commitment",
        "heading",
        "theme",
        "lead_institution",
        "support_institutions",
        "implementing_institutions",
        "actors",
        "actors_government",
        "actors_non_government",
        "contacts",
        "contact_name",
        "contact_position",
        "contact_email",
        "contact_phone",
        "timeline",
        "start_date",
        "end_date",
        "budget",
        "results",
        "next_steps",
        "completion",
    ]
)
"""Fields whose labels part the text of a commitment; all others only stand in table heads."""
COLUMN_FIELDS = frozenset(
    [
        "start_date",
        "end_date",
        "timeline",
        "responsible",
        "budget",
        "indicators",
        "expected_outputs",
        "status",
        "number",
        "text",
        "evidence",
        "reasons",
        "new_or_ongoing",
        "results",
        "expected_results",
        "lead_institution",
        "implementing_institutions",
        "milestones",
    ]
)
"""Fields that head the columns of a milestone table."""

_SHORT_FIELDS = frozenset(
    ["problem_statement", "main_objective", "brief_description", "relevance", "ambition", "expected_results"]
)
_NAMES = frozenset(
    [
        "actors",
        "actors_government",
        "actors_non_government",
        "lead_institution",
        "support_institutions",
        "implementing_institutions",
        "contacts",
        "contact_name",
        "contact_position",
        "contact_email",
        "contact_phone",
        "budget",
        "heading",
        "theme",
        "commitment",
    ]
)
_ENUMERATION = re.compile(r"(?:[0-9]{1,2}(?:\.[0-9]{1,2})?[.)]|[•●▪\uf0b7-]|\(?[a-z]\))\s{0,3}$")
_CLOSING = re.compile(r"[:*?.…)\s]{0,6}")
_LIMIT = re.compile(r"\([^()\n]{0,40}(?:charact|caract|known|optional|deliverable)[^()\n]{0,40}\)[:.\s]{0,3}", re.I)
_QUESTION = re.compile(r"¿?[^?¿\n]{8,260}\?")
_HEAD = re.compile(r"[^:?.\n]{3,80}(?=:|$)", re.MULTILINE)
_WORD = re.compile(r"(?:¿\s?)?[^\W\d_][^\s]*")
_COLON = re.compile(r"[ )*]{0,3}:")
_NUMBERED = re.compile(r"\s{0,2}[0-9#]")
_ITEM = re.compile(r"[^\W\d]+ [A-Z]?[0-9.]+")
_BEHIND = re.compile(r"[ \t*)]{0,4}[.:]?[ \t]{0,20}")
_SENTENCE_END = re.compile(r"[.;!?:]\s+[^\sa-z]")
_GAP = re.compile(r"[\s\-–—|/(),:.*]{0,12}(?:\([^()\n]{1,40}\)[\s\-–—|/(),:.*]{0,12})?")
_ADDRESSES = frozenset({"contact_email", "contact_phone", "contacts"})
_ADDRESS = re.compile(r"[\w.+-]{1,60}@|\+?\(?[0-9]")
_VALUE_OPENERS = "\n•●▪➢√✓☐☒¿“\"'(-–—|+Ø\uf0a7\uf0b7"
BETWEEN = " \n\t-–—|/():.*?"
_SENTENCE_ENDS = '.?!:;”")]|'


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a text: its field and span, its enumeration included; `columns` where it is a table's head.

    `line_start` says whether it opens a line, `question` whether it asks.
    """

    field: str
    start: int
    end: int
    line_start: bool = False
    question: bool = False
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """A place where a label may begin: `start` is its enumeration's; what stands before it.

    `firm` is a line start that no wrapped sentence reaches over.
    """

    at: int
    start: int
    line_start: bool
    after_sentence: bool
    firm: bool


def labels_in(text: str) -> tuple[Label, ...]:
    r"""Return the labels of a text in order, none over another.

    >>> [(l.field, l.end) for l in labels_in("Main objective: open data.\nAmbition\nMore of it.")]
    [('main_objective', 14), ('ambition', 35)]
    """
    folded = fold(text)
    found: list[Label] = []
    end = 0
    for place in _places(text):
        if place.at < end:
            continue
        behind_label = bool(found) and not text[found[-1].end : place.start].strip(BETWEEN)
        label = _label_at(text, folded, place, behind_label, len(found))
        if label is not None:
            found.append(label)
            end = label.end
    return tuple(found)


def _places(text: str) -> Iterator[_Place]:
    width = _wrap_width(text)
    for match in _WORD.finditer(text):
        at = match.start()
        before = text[max(0, at - 40) : at]
        opening = _ENUMERATION.search(before)
        if opening and not _opens(before, opening):
            opening = None
        lead = (before[: opening.start()] if opening else before).rstrip(" \t¿(")
        line_start = not lead or lead.endswith("\n")
        sentence = line_start or lead[-1] in _SENTENCE_ENDS or lead[-1].isdigit()
        if sentence or not match[0][0].islower():
            start = at - len(before) + opening.start() if opening else at
            yield _Place(at, start, line_start, sentence, line_start and not _runs_on(text, start, width))


def _wrap_width(text: str) -> int:
    """Return the width to which the lines of a text were wrapped, 0 where they are paragraphs."""
    lengths = sorted(len(line) for line in text.split("\n"))
    width = lengths[len(lengths) * 9 // 10]
    return width if len(lengths) >= 12 and width <= 110 else 0


def _runs_on(text: str, start: int, width: int) -> bool:
    """Say whether the line before a place is a full one of a wrapped text, without a sentence's end."""
    before = text[:start].rstrip(" \n")
    line = before[before.rfind("\n") + 1 :]
    return bool(width) and len(line) >= 0.7 * width and not line.endswith(tuple(_SENTENCE_ENDS))


def _opens(before: str, opening: re.Match[str]) -> bool:
    lead = before[: opening.start()]
    return not lead or lead[-1] == "\n" or lead.rstrip(" ")[-1:] in _SENTENCE_ENDS


def _label_at(text: str, folded: Folded, place: _Place, behind_label: bool, known: int) -> Label | None:
    head = _table_head(text, folded, place)
    if head is not None:
        return head
    fields = _exact(text, folded, place.at, TEMPLATE_FIELDS)
    exact = [
        Label(field, place.start, end, place.line_start, _asks(text, place.at, end))
        for field, end in fields
        if _stands(text, field, place, end, behind_label, known)
    ]
    asked = place.after_sentence or behind_label or text[place.at] == "¿"
    meant = _by_meaning(text, place) if asked and not (exact and exact[-1].question) else None
    if exact and not (meant and meant.end > exact[-1].end and meant.question):
        return exact[-1]
    return meant


def _exact(text: str, folded: Folded, at: int, fields: frozenset[str]) -> list[tuple[str, int]]:
    """Return field and end of the lexicon's wordings that begin at a place, from short to long, whole words only."""
    first = bisect_left(folded.at, at)
    found: list[tuple[str, int]] = []
    for hit in find(folded, first):
        end = folded.until[hit.end - 1]
        whole = end >= len(text) or not text[end].isalpha()
        if hit.field in fields and whole and not _broken(text[at:end]):
            found.append((hit.field, end))
    return found


def _broken(span: str) -> bool:
    """Say whether a sentence ends inside a span, or it has many lines: then it is no one label."""
    return span.count("\n") > 4 or _SENTENCE_END.search(span) is not None


def _table_head(text: str, folded: Folded, place: _Place) -> Label | None:
    """Read the head of a milestone table run together: `Milestones Start Date: End Date:`."""
    columns: list[str] = []
    at = end = place.at
    while True:
        hits = _exact(text, folded, at, COLUMN_FIELDS)
        # A column's name is short; a line end may part two of them.
        hits = [(field, stop) for field, stop in hits if text[stop : stop + 1] not in ("-", "'", "’")]
        if not hits:
            break
        field, stop = hits[-1]
        if field == "milestones" and _NUMBERED.match(text, stop):
            break  # 'Milestone 1' opens the first row
        end = stop
        columns.append(field)
        gap = _GAP.match(text, end)
        at = gap.end() if gap else end
    if "milestones" not in columns or not _is_head(columns):
        return None
    return Label("milestones", place.start, end, place.line_start, columns=tuple(columns))


def _is_head(columns: list[str]) -> bool:
    dated = {"start_date", "end_date", "timeline"} & set(columns)
    return len(columns) >= 3 or (len(columns) == 2 and columns[0] == "milestones" and bool(dated))


def _asks(text: str, at: int, end: int) -> bool:
    return text[at] == "¿" or text[end : end + 3].lstrip(" )").startswith("?") or text[at:end].endswith("?")


def _stands(text: str, field: str, place: _Place, end: int, behind_label: bool, known: int) -> bool:
    """Say whether a known wording may be a label where it stands."""
    span, after = text[place.at : end], text[end : end + 60]
    words, rest = len(span.split()), _after(after)
    if len(span) < 4 or (words == 1 and field != "commitment" and _NUMBERED.match(after)):
        return False  # 'Activity 1', 'Goal 16' are names of things
    if _asks(text, place.at, end):
        return words >= 3
    if span[0].islower():
        return words >= 5 and place.after_sentence
    colon = _COLON.match(after) is not None
    if field == "commitment" and not colon and rest[:1] not in ("\n", ""):
        return False  # 'Measure 42 of the programme'
    if place.line_start and (colon or not rest or rest.startswith("\n")):
        return words > 1 or colon or place.firm
    if colon:
        return place.after_sentence or behind_label or words >= 2
    if field in _ADDRESSES and place.line_start and _ADDRESS.match(rest):
        return True
    return _opens_value(rest) and _stands_glued(text, field, place, words, len(span), behind_label, known)


def _stands_glued(
    text: str, field: str, place: _Place, words: int, length: int, behind_label: bool, known: int
) -> bool:
    """Say whether a wording may be a label though nothing but a capital letter parts it from what follows."""
    if place.firm or behind_label:
        return words >= 2 or length >= 8 or (known >= 3 and field in _SHORT_FIELDS)
    if field in _NAMES:
        return False  # words such as 'Government agencies' are names in a sentence as well
    if words >= 4:
        return True  # with a capital at both ends, whatever stands before
    if words >= 3 or length >= 18:
        return place.after_sentence or _apart(text, place.at)
    return place.after_sentence and words == 2 and field in _SHORT_FIELDS


def _after(text: str) -> str:
    closing = _BEHIND.match(text)
    return text[closing.end() :] if closing else text


def _opens_value(rest: str) -> bool:
    """Say whether what follows can be the beginning of a value: a capital, a figure, a bullet, a new line, the end."""
    return not rest or rest[0].isupper() or rest[0].isdigit() or rest[0] in _VALUE_OPENERS


def _apart(text: str, at: int) -> bool:
    """Say whether the word before a place cannot belong to one sentence with it."""
    words = text[max(0, at - 30) : at].split()
    return not words or not (words[-1][0].islower() or text[:at].rstrip().endswith("("))


def _by_meaning(text: str, place: _Place) -> Label | None:
    """Read a question or a short head by the lexicon's looser comparison."""
    question = _QUESTION.match(text, place.at)
    if question and not _broken(question[0][:-1]):
        known = _meant(question[0]) or asked_field(question[0])
        if known:
            return Label(known, place.start, question.end(), place.line_start, question=True)
    head = _HEAD.match(text, place.at) if place.line_start else None
    if head is None or len(head[0].split()) > 14 or head[0][0].islower() or _ITEM.fullmatch(head[0].strip()):
        return None
    known = _meant(head[0])
    return Label(known, place.start, head.end(), line_start=True) if known else None


@lru_cache(maxsize=20_000)
def _meant(text: str) -> str | None:
    match = match_label(text)
    return match.field if match and match.field in TEMPLATE_FIELDS else None


def value_start(text: str, label: Label) -> int:
    """Return where the value behind a label begins: colons, question marks, limits in brackets and blanks passed over.

    >>> value_start("Brief description (140 character limit): Open data", Label("brief_description", 0, 17))
    41
    """
    closing = _CLOSING.match(text, label.end)
    end = closing.end() if closing else label.end
    limit = _LIMIT.match(text, end)
    return limit.end() if limit else end
