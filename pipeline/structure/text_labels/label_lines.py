"""Find the template's labels in running text: whole lines, run-in labels, questions, labels glued to what follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import zip_longest

from pipeline.lexicon.ideas import find_idea
from pipeline.lexicon.similarity import lexicon_space
from pipeline.lexicon.spelling import correct_spelling
from pipeline.lexicon.wording_trie import FoldedText, fold_with_places
from pipeline.structure.dates import find_date_chains
from pipeline.structure.milestones.columns import column_field
from pipeline.structure.text_labels import OTHER, Choice, choose_labels, find_candidates, load_model
from pipeline.structure.text_labels.places import BETWEEN, RunningLabel, fields_with_role
from pipeline.structure.text_labels.table_heads import read_columns

OTHER_FIELDS = "other_fields"
"""Field of a label that the lexicon has no field for: its answer is kept under the printed name."""

_BRACKET = re.compile(r"[ \n]?\(([^()|\n]*(?:\([^()]*\))?\|[^\n]{0,200}?)\)(?=\s|$)")
"""A table's head as the website prints it behind the label: '(Milestones | Expected outputs | Due date)'."""

_MARK_NEXT = re.compile(r"[ \t]*(?:[^\w \t]|$)")

_SENTENCE_END = re.compile(r"[.;!?]\s")

WORDS_OF_A_RANGE = 4
"""Words: 'Start date End date', as the head of one column or of two."""

HEAD_REACH = 200
"""Characters in which the names of a table's columns stand: guidance may be between the label and them."""

LEAST_LIKE = 0.5
"""Similarity that a wording without a column needs to name a label (budget, theme, indicators)."""


def find_labels(text: str, answers: Set[int] = frozenset()) -> tuple[RunningLabel, ...]:
    r"""Return the labels of a text in order, none over another; none but known ones with a colon begin at `answers`.

    >>> [(l.field, l.end) for l in find_labels("Main objective: open data.\nAmbition: More of it.")]
    [('main_objective', 14), ('ambition', 35)]
    """
    folded = correct_spelling(text, fold_with_places(text))
    labels: list[RunningLabel] = []
    candidates = [
        candidate
        for candidate in find_candidates(text, folded)
        if candidate.start not in answers or (candidate.known and text[candidate.end : candidate.end + 1] == ":")
    ]
    for choice in choose_labels(text, candidates, load_model()):
        label = _with_columns(text, folded, _make_label(text, choice))
        if labels and label.start < labels[-1].end:
            continue
        if labels and _is_column(text, labels[-1], label):
            above = labels[-1]
            labels[-1] = replace(above, end=label.end, columns=(*(above.columns or (above.field,)), label.field))
        else:
            labels.append(label)
    return tuple(_without_answers(text, labels))


def _without_answers(text: str, labels: Sequence[RunningLabel]) -> Iterator[RunningLabel]:
    """Leave out what is the answer of the label before it.

    That is an unknown wording that fills the whole room behind a label, and a known one that opens the first line of a
    field's answer: 'Additional information', then 'Estimated cost 5,000' or 'Related plans: ...'.
    """
    open_end = above_field = None
    for label, below in zip_longest(labels, labels[1:]):
        after = below.start if below else len(text)
        is_behind = open_end is not None and not text[open_end : label.start].strip(BETWEEN)
        is_unanswered = not text[label.end : after].strip(BETWEEN)
        if is_behind and is_unanswered and not (label.is_known or label.question or label.columns):
            open_end = None
            continue
        is_remark = not (label.is_known or label.question) and text[label.end : label.end + 2].strip()[:1] == ":"
        if is_behind and is_remark and above_field == "additional_information":
            continue
        if is_behind and label.field not in NEVER_ANSWERS and above_field in ANSWERED and _runs_on(text, label):
            continue
        open_end = label.end if label.is_known or label.question else None
        above_field = label.field
        yield label


ANSWERED = fields_with_role("core") | {"additional_information"}
"""Fields that are answered in prose."""

NEVER_ANSWERS = ANSWERED | {"description", "milestones"}
"""Fields of labels that open no answer."""


def _runs_on(text: str, label: RunningLabel) -> bool:
    """Return whether a label opens its line and its answer follows on it without any mark."""
    return label.line_start and not (label.question or label.columns) and _MARK_NEXT.match(text, label.end) is None


def _with_columns(text: str, folded: FoldedText, label: RunningLabel) -> RunningLabel:
    """Return the label of milestones with the columns named behind it: 'Activities', then 'Result Start date'."""
    if label.field != "milestones" or label.columns:
        return label
    bracket = _BRACKET.match(text, label.end)
    if bracket:
        cells = [column_field(cell) or "" for cell in bracket[1].split("|")]
        return replace(label, end=bracket.end(), columns=("milestones", *cells[1:]))
    for at in _places_of_columns(text, label.end):
        end, columns = read_columns(text, folded, at)
        is_range = "timeline" in columns and len(text[at:end].split()) >= WORDS_OF_A_RANGE
        is_dated = is_range or set(columns) >= {"start_date", "end_date"}
        is_next = not text[label.end : at].strip(BETWEEN)
        is_alone = bool(columns) and text[end : end + 20].lstrip(" :*)")[:1] in ("\n", "")
        if is_dated or (is_next and (len(columns) > 1 or is_alone)):
            return replace(label, end=end, columns=("milestones", *columns) if is_next else columns)
    return label


def _places_of_columns(text: str, start: int) -> Iterator[int]:
    """Yield the beginnings of words in which a table's head may go on, up to the first date or sentence."""
    reach = text[start : start + HEAD_REACH]
    stop = next(iter([chain.at for chain in find_date_chains(reach)] + [len(reach)]))
    stop = min(stop, *(match.start() + 1 for match in _SENTENCE_END.finditer(reach)), len(reach))
    return (start + match.start() for match in re.finditer(r"\w+", reach[:stop]))


def _make_label(text: str, choice: Choice) -> RunningLabel:
    candidate = choice.candidate
    span = text[candidate.at : candidate.end]
    question = span.startswith("¿") or "?" in text[candidate.end - 1 : candidate.end + 2]
    line_start = candidate.place.line_start
    field = _find_field(span, choice)
    is_known = bool(candidate.known or candidate.columns)
    return RunningLabel(field, candidate.start, candidate.end, line_start, question, is_known, candidate.columns)


def _find_field(span: str, choice: Choice) -> str:
    """Return the lexicon's field of a chosen label: a known one of its class, the nearest of it, or the class."""
    class_of = load_model().class_of
    wanted = class_of[choice.name]
    known = [field for field in choice.candidate.known if class_of.get(field) == wanted]
    if known:
        return known[0]
    near = [n for n in lexicon_space().nearest(span) if class_of.get(n.field) == wanted]
    if near and near[0].similarity >= LEAST_LIKE:
        return near[0].field
    if choice.name != OTHER:
        return choice.name
    idea = find_idea(span)
    return idea if idea is not None and class_of.get(idea) == wanted else OTHER_FIELDS


def _is_column(text: str, above: RunningLabel, label: RunningLabel) -> bool:
    """Return whether a label continues the head of a milestone table: 'Milestones', then 'Start date'."""
    is_behind = not text[above.end : label.start].strip(BETWEEN)
    return (
        is_behind and above.field == "milestones" and label.field in fields_with_role("columns") and not label.question
    )
