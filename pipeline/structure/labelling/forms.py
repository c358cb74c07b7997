"""Find labels and commitments of a document together: each helps to find the other, until neither changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.structure.grouping.boundaries import Grouping, find_best_grouping
from pipeline.structure.labelling.context import infer_fields
from pipeline.structure.labelling.document_labels import (
    DocumentLabel,
    find_known_labels,
    find_label,
    find_repeated_labels,
    find_repeated_wordings,
)
from pipeline.structure.surfaces import Piece

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
    return LabelledForms(tuple(pieces), infer_fields(pieces, grouping.groups, labels), grouping)
