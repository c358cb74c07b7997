"""Which candidates of a document are labels, and which field each asks for: all labels of the document together.

A wording that the lexicon knows is a label wherever it is separate. A wording that it does not know is one where it
returns once per commitment; it keeps its printed name, so that its answer is never poured into the one before it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.lexicon import LabelMatch, classify_label, is_prompt, match_exact_label, match_label
from pipeline.lexicon.ideas import find_idea, opens_question
from pipeline.model import TextBlock
from pipeline.structure.commitments.completion import states_level
from pipeline.structure.dates import is_date
from pipeline.structure.lines import text_of
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.outline.section_kinds import is_promise
from pipeline.structure.surfaces import BESIDE, Piece, label_key

SURE = frozenset({"exact", "prefix", "fuzzy"})
"""Ways of matching that need no repetition."""

LEAST_MEANT = 0.45
"""Trust from which a wording that repeats is filed by its meaning alone."""

LEAST_MEANT_IN_PLACE = 0.35
"""Trust from which a wording in a label's place is filed by its meaning, where other forms ask for that field."""

NO_LABELS = frozenset({"heading", "country", "plan", "cycle", "irm_report", "period", "relevant"})
"""Fields of the document, of the website or of the IRM: their labels head no answer of a commitment."""

MEANT = frozenset(
    {
        "problem_statement",
        "main_objective",
        "brief_description",
        "description",
        "expected_results",
        "relevance",
        "ambition",
        "results",
        "next_steps",
        "additional_information",
        "lead_institution",
        "support_institutions",
        "actors",
        "actors_government",
        "actors_non_government",
        "milestones",
        "timeline",
        "budget",
        "indicators",
        "contacts",
    }
)
"""Fields that a label may be filed under by meaning alone: texts and names, no codes."""

PARTS = frozenset(
    {"start_date", "end_date", "timeline", "responsible", "indicators", "status", "evidence", "expected_outputs"}
)
"""Fields of a milestone whose labels may be below each one."""

LONGEST_LABEL = 45
"""Words: a longer text is no label."""

LONGEST_HEAD = 3
"""Pieces from the heading of a form to its title: the form's own name may be between."""

LAST_WORDS = 3
"""Words at the end of a sentence that its list ends among which the promise is: 'will', 'is committed to'."""

_WORD = re.compile(r"[^\W\d_]{2}")
"""Two letters in a row: a text without them is a number or a date."""

STANDS_APART = frozenset({"heading", "bar", "row", "over", "column", "run_in", "question", "term"})
"""Surfaces that show a label by themselves; a short line needs repetition or a colon."""


@dataclass(frozen=True, slots=True)
class DocumentLabel:
    """A wording that labels answers in this document: its field, None for one that no column holds."""

    key: str
    name: str
    field: str | None
    method: str


MILESTONES_LABEL = DocumentLabel("milestones", "milestones", "milestones", "exact")
"""The label of a table or list of milestones that nothing is printed over."""


def find_label(piece: Piece, labels: Mapping[str, DocumentLabel]) -> DocumentLabel | None:
    """Return the label that a piece prints, None for a piece that is no label."""
    return labels.get(piece.key) if piece.is_candidate else None


def find_labels(pieces: Sequence[Piece], labels: Mapping[str, DocumentLabel]) -> list[DocumentLabel | None]:
    """Return the label of each piece; a table of milestones that answers none says what a label of milestones says.

    That of a register's row is part of the row, but for a row with a title alone.
    """
    found = [find_label(piece, labels) for piece in pieces]
    for index, piece in enumerate(pieces):
        others = [above.record for above in pieces[max(0, index - 2) : index]]
        if piece.is_milestone_table and (piece.record < 0 or others.count(piece.record) < 2):
            is_answer = index > 0 and found[index - 1] is not None and not pieces[index - 1].answer
            found[index] = None if is_answer else MILESTONES_LABEL
    return found


def find_known_labels(pieces: Sequence[Piece], language: str | None = None) -> dict[str, DocumentLabel]:
    """Return the labels of a document that the lexicon knows, by their letters.

    A wording that is only near one of the lexicon counts in the document's language alone.
    """
    found: dict[str, DocumentLabel] = {}
    for name, group in _group_by_key(pieces).items():
        if asked := next((piece.asks for piece in group if piece.asks), None):
            found[name] = DocumentLabel(name, group[0].text, asked, "exact")
            continue
        match = match_label(group[0].text) or _match_above_hint(group[0])
        if match is not None and _is_known(match, group, language):
            # What is asked among the additional information may have a column of its own.
            is_money = match.field == "additional_information" and find_idea(group[0].text) == "budget"
            field = "budget" if is_money else match.field
            found[name] = DocumentLabel(name, group[0].text.strip(" :："), field, match.method)
    return found


def _match_above_hint(piece: Piece) -> LabelMatch | None:
    """Return the field of a label with a hint for the writer below it, a sentence in a line of its own."""
    lines = piece.lines
    if piece.surface not in BESIDE or len(lines) < 2 or lines[1].glue != "paragraph" or lines[1].text[:1].islower():
        return None
    return match_exact_label(lines[0].text)


def make_declared_labels(declared: Mapping[str, str | None]) -> dict[str, DocumentLabel]:
    """Return labels that a template declares: printed wording and the field that its answers give, None for none."""
    return {label_key(name): DocumentLabel(label_key(name), name, asked, "exact") for name, asked in declared.items()}


def find_repeated_labels(
    pieces: Sequence[Piece], groups: Sequence[range], known: Mapping[str, DocumentLabel]
) -> dict[str, DocumentLabel]:
    """Return the wordings that return once per commitment without being known.

    `groups` are the stretches of pieces that belong to one commitment each.
    """
    repeated = _repeated_keys(pieces)
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(groups))
    first: dict[str, Piece] = {}
    titles = _find_titles(pieces)
    for number, group in enumerate(groups):
        for index in group:
            piece = pieces[index]
            if (
                not _may_repeat(piece)
                or piece.key in known
                or piece.key in titles
                or _is_answer(pieces, index, repeated)
            ):
                continue
            counts[piece.key][number] += 1
            first.setdefault(piece.key, piece)
    least = max(2, round(0.3 * len(groups)))
    found: dict[str, DocumentLabel] = {}
    for name, per_group in counts.items():
        holding = sum(count > 0 for count in per_group)
        once = sum(count == 1 for count in per_group)
        if holding >= least and once >= 0.8 * holding:
            found[name] = _label_by_repetition(name, first[name])
    return found


def find_repeated_wordings(pieces: Sequence[Piece]) -> dict[str, DocumentLabel]:
    """Return the wordings that are at least twice in label places, for a document whose words the lexicon lacks."""
    repeated = _repeated_keys(pieces)
    answers = {id(piece) for index, piece in enumerate(pieces) if _is_answer(pieces, index, repeated)}
    titles = _find_titles(pieces)
    return {
        name: _label_by_repetition(name, group[0])
        for name, group in _group_by_key(pieces).items()
        if len(group) > 1
        and name not in titles
        and all(_may_repeat(piece) and id(piece) not in answers for piece in group)
    }


def _find_titles(pieces: Sequence[Piece]) -> set[str]:
    """Return the wordings that are titles: with a number of their own each time, or twice in one place alone.

    The latter are a heading with a number, and the same again in the form below.
    """
    numbered = {name for name, group in _group_by_key(pieces).items() if have_own_numbers(group)}
    places: dict[str, list[int]] = defaultdict(list)
    for index, piece in enumerate(pieces):
        if piece.is_candidate and split_number(piece.text)[0]:
            places[piece.key].append(index)
    twice = {name for name, found in places.items() if len(found) == 2 and found[1] - found[0] <= LONGEST_HEAD}
    return numbered | twice


def _repeated_keys(pieces: Sequence[Piece]) -> frozenset[str]:
    counts = Counter(piece.key for piece in pieces if piece.is_candidate)
    return frozenset(name for name, count in counts.items() if count > 1)


def _is_answer(pieces: Sequence[Piece], index: int, repeated: frozenset[str]) -> bool:
    """Return whether a short line is the answer to the label right above it: two lines of one kind never label it."""
    if pieces[index].surface != "line" or not index:
        return False
    above = pieces[index - 1]
    return above.is_candidate and above.surface != "line" and not above.answer and above.key in repeated


def meant_field(text: str) -> str | None:
    """Return the field that a wording asks for by its meaning, None where no field of texts or names is near."""
    classified = classify_label(text)
    is_near = classified.method != "meaning" or classified.trust >= LEAST_MEANT_IN_PLACE
    return classified.field if classified.field in MEANT and is_near else None


def _label_by_repetition(name: str, piece: Piece) -> DocumentLabel:
    classified = classify_label(piece.text)
    if classified.field == "plan" and classified.method in SURE:
        # A report that quotes its plan commitment by commitment heads the quotation so.
        return DocumentLabel(name, piece.text.strip(" :："), "description", "repetition")
    if classified.method == "fuzzy" or classified.field not in MEANT or classified.trust < LEAST_MEANT:
        idea = find_idea(piece.text)
        return DocumentLabel(
            name, piece.text.strip(" :："), *((idea, "meaning") if idea in MEANT else (None, "repetition"))
        )
    return DocumentLabel(name, piece.text.strip(" :："), classified.field, classified.method)


def have_own_numbers(group: Sequence[Piece]) -> bool:
    """Return whether texts of one wording have a number of their own each: titles that happen to be alike."""
    numbers = [split_number(piece.text)[0] for piece in group]
    if len(numbers) < 2 or None in numbers or len(set(numbers)) < len(numbers):
        return False
    # '4.1.2', '4.2.2', '4.3.2' are the second label of each commitment.
    ends = {number.rpartition(".")[2] for number in numbers if number}
    return len(ends) > 1 or not all(number and "." in number for number in numbers)


def _may_repeat(piece: Piece) -> bool:
    if not piece.is_candidate or not piece.key or len(piece.key) < 2 or len(piece.text.split()) > LONGEST_LABEL:
        return False
    if not _WORD.search(piece.text):
        return False
    is_item = piece.surface == "line" and isinstance(piece.block, TextBlock) and piece.block.kind == "list_item"
    if is_item or piece.is_running_line or is_prompt(text_of(piece.as_blocks())) or _announces_steps(piece):
        return False
    # A number alone tells two forms apart; it is the commitment's name and no label. Levels and dates are answers.
    return not (is_named(piece.text) or states_level(piece.text) or is_date(piece.text))


def _announces_steps(piece: Piece) -> bool:
    """Return whether a piece is the beginning of a sentence that a list ends: 'In these years the government will:'."""
    last = " ".join(piece.text.rstrip(" :：").split()[-LAST_WORDS:])
    text = text_of(piece.as_blocks()).rstrip()
    return text.endswith((":", "：")) and is_promise(last) and not opens_question(piece.text)


def _is_known(match: LabelMatch, group: Sequence[Piece], language: str | None) -> bool:
    if match.field in NO_LABELS or is_named(group[0].text) or states_level(group[0].text):
        return False
    if match.method == "fuzzy" and match.language not in (language, None, ""):
        return False
    if match.method == "fuzzy" and len(group) < 2 and group[0].surface in ("heading", "line", "bar"):
        return False
    return any(_stands_apart(piece, len(group)) for piece in group)


def _stands_apart(piece: Piece, count: int) -> bool:
    if piece.surface in STANDS_APART:
        return True
    return piece.surface == "line" and (count > 1 or piece.text.rstrip().endswith((":", "：")))


def _group_by_key(pieces: Iterable[Piece]) -> dict[str, list[Piece]]:
    found: dict[str, list[Piece]] = {}
    for piece in pieces:
        if piece.is_candidate and piece.key and len(piece.text.split()) <= LONGEST_LABEL:
            found.setdefault(piece.key, []).append(piece)
    return found
