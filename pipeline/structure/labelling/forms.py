"""Find labels and commitments of a document together: each helps to find the other, until neither changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.structure.grouping.boundaries import Grouping, find_best_grouping
from pipeline.structure.grouping.register_rows import list_rows
from pipeline.structure.labelling.context import infer_fields
from pipeline.structure.labelling.document_labels import (
    DocumentLabel,
    find_known_labels,
    find_label,
    find_repeated_labels,
    find_repeated_wordings,
)
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.surfaces import Piece
from pipeline.structure.surfaces.texts import FACTS

LEAST_ASKED = 3
"""Different labels above headings of one type that are their answers: titles follow the last label of a form alone."""

MOST_ROUNDS = 3
"""Rounds after which labels and groups are taken as they are: two suffice on all labelled documents."""


@dataclass(frozen=True, slots=True)
class LabelledForms:
    """The labels of a document by their letters, and the stretches of pieces that are one commitment each."""

    pieces: tuple[Piece, ...]
    labels: Mapping[str, DocumentLabel]
    grouping: Grouping

    def share_of(self, label: DocumentLabel) -> float:
        """Return the share of the commitments that hold a label."""
        groups = self.grouping.groups
        holding = sum(any(find_label(self.pieces[i], self.labels) == label for i in group) for group in groups)
        return holding / len(groups)


def find_labelled_forms(
    pieces: Sequence[Piece], language: str | None = None, declared: Mapping[str, DocumentLabel] | None = None
) -> LabelledForms | None:
    """Find the labels of a document and the commitments that they part it into, None where it has no forms.

    `declared` are labels that a template names.
    """
    printed = {piece.key for piece in pieces if piece.is_candidate}
    own = {key: label for key, label in (declared or {}).items() if key in printed}
    known = {**find_known_labels(pieces, language or "en"), **own}
    pieces = _take_large_answers(pieces, known)
    labels = {**find_repeated_wordings(pieces), **known}
    grouping = find_best_grouping(pieces, labels)
    for _ in range(MOST_ROUNDS):
        if grouping is None:
            return None
        found = {**find_repeated_labels(pieces, grouping.groups, known), **known}
        if found.keys() == labels.keys():
            break
        labels = found
        grouping = find_best_grouping(pieces, labels)
    if grouping is None:
        return None
    pieces = _take_lone_openings(pieces, grouping.groups, labels)
    labels = infer_fields(pieces, grouping.groups, labels)
    if grouping.by == "record":
        labels = _label_other_registers(pieces, grouping.groups, labels)
    return LabelledForms(tuple(pieces), labels, grouping)


def _label_other_registers(
    pieces: Sequence[Piece], groups: Sequence[range], labels: dict[str, DocumentLabel]
) -> dict[str, DocumentLabel]:
    """Return the labels with those of the registers next to the plan's own, which say more of its commitments."""
    inside = {index for group in groups for index in group}
    rows_of: dict[int, list[range]] = defaultdict(list)
    for row in list_rows(pieces):
        if outside := [index for index in row if index not in inside]:
            rows_of[pieces[row[0]].table].append(range(outside[0], outside[-1] + 1))
    for others in rows_of.values():
        found = {**find_repeated_labels(pieces, others, labels), **labels}
        labels = {**infer_fields(pieces, others, found), **labels}
    return labels


def _take_large_answers(pieces: Sequence[Piece], labels: Mapping[str, DocumentLabel]) -> Sequence[Piece]:
    """Return the pieces with the headings as text that answer the labels above them: a name, date or sum in large type.

    A label that is mostly followed so asks for them; one that was once left blank is above the next title. A type in
    which most headings are below such labels, of several kinds, is the type of answers.
    """
    above: dict[int, DocumentLabel] = {}
    for index, piece in enumerate(pieces[:-1]):
        label = find_label(piece, labels)
        if label is not None and label.field is not None and not piece.answer and piece.record < 0:
            above[index + 1] = label
    styles = Counter(piece.style for piece in pieces if _may_be_answer(piece, labels))
    answers: set[int] = set()
    for style, count in styles.items():
        asked = [label.key for i, label in above.items() if pieces[i].style == style]
        if 2 * len(asked) > count and len(set(asked)) >= LEAST_ASKED:
            answers |= {i for i in above if pieces[i].style == style and _may_be_answer(pieces[i], labels)}
    for key in {label.key for label in above.values() if label.field in FACTS}:
        places = [index for index, label in above.items() if label.key == key]
        large = [i for i in places if _may_be_answer(pieces[i], labels) and split_number(pieces[i].text)[0] is None]
        answers |= set(large) if 2 * len(large) > len(places) > 1 else set()
    return [
        replace(piece, surface="text", text="", lines=(), rank=0, answer=piece.as_blocks()) if i in answers else piece
        for i, piece in enumerate(pieces)
    ]


def _take_lone_openings(
    pieces: Sequence[Piece], groups: Sequence[range], labels: Mapping[str, DocumentLabel]
) -> Sequence[Piece]:
    """Return the pieces with an answer's first words as text that are like a label, in one of many forms alone.

    'Cost: 38 million' right below 'Additional information', which all forms have, is what one of them says there.
    """
    numbers = {index: number for number, group in enumerate(groups) for index in group}
    held: dict[str, set[int]] = defaultdict(set)
    for index, number in numbers.items():
        if label := find_label(pieces[index], labels):
            held[label.key].add(number)
    lone = {
        index
        for index in numbers
        if pieces[index].surface == "run_in"
        and len(held.get(pieces[index].key, ())) == 1
        and index - 1 in numbers
        and (above := find_label(pieces[index - 1], labels)) is not None
        and not pieces[index - 1].answer
        and len(held[above.key]) >= max(LEAST_ASKED, len(groups) / 2)
    }
    return [
        replace(piece, surface="text", text="", lines=(), answer=piece.as_blocks()) if index in lone else piece
        for index, piece in enumerate(pieces)
    ]


def _may_be_answer(piece: Piece, labels: Mapping[str, DocumentLabel]) -> bool:
    return piece.surface == "heading" and find_label(piece, labels) is None and not is_named(piece.text)
