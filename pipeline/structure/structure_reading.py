"""The commitments of any document by its structure: outline, surfaces, labels, groups, records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Document, RawRecord
from pipeline.model.issues import Issue
from pipeline.structure.commitment_records import records_of, template_of
from pipeline.structure.commitments import Commitment, commitments_of
from pipeline.structure.forms_of_labels import LabelledForms, labelled_forms
from pipeline.structure.labelling import Label, label_of
from pipeline.structure.listed_titles import add_listed_titles
from pipeline.structure.narrative import NarrativeCommitment, narrative_commitments
from pipeline.structure.narrative_records import narrative_records
from pipeline.structure.outline import Item, outline_items
from pipeline.structure.summary_tables import add_from_summaries
from pipeline.structure.surfaces import pieces
from pipeline.structure.trackers import Tracker, find_tracker, tracker_records

LEAST_LABELS = 1.5
"""Labels that a commitment has on average, from which labels and not headings part a document."""

UNKNOWN = 0.5
"""What a label that only repeats is worth beside one with a field: headings of prose may repeat, too."""


@dataclass(frozen=True, slots=True)
class StructureReading:
    """What the engine saw: the forms by their labels, or the sections of a plan in prose."""

    forms: LabelledForms | None = None
    commitments: tuple[Commitment, ...] = ()
    narrative: tuple[NarrativeCommitment, ...] = ()
    tracker: Tracker | None = None

    @property
    def labels(self) -> tuple[Label, ...]:
        """The labels that stand in the commitments, in the order of their first occurrence."""
        entries = (entry.label for commitment in self.commitments for entry in commitment.entries)
        return tuple({label.key: label for label in entries}.values())

    @property
    def count(self) -> int:
        """The number of commitments."""
        return len(self.commitments) or len(self.narrative) or int(self.tracker is not None)

    def records(self, assessor: str | None = None) -> tuple[tuple[RawRecord, ...], tuple[Issue, ...]]:
        """Return the raw records of the commitments and what could not be told."""
        if self.tracker is not None:
            return tuple(tracker_records(self.tracker)), ()
        if self.narrative:
            return tuple(narrative_records(self.narrative)), ()
        template = template_of(self.commitments)
        records: list[RawRecord] = []
        issues: list[Issue] = []
        for number, commitment in enumerate(self.commitments, 1):
            made, odd = records_of(commitment, template, f"c{number}", assessor)
            records += made
            issues += odd
        return tuple(records), tuple(issues)


def read_structure(document: Document, prose: bool = True) -> StructureReading:
    """Read the commitments of a document by its labels; with `prose`, by its sections where it has none."""
    items = outline_items(document)
    parts = pieces(items)
    tracker = find_tracker(items, parts)
    if tracker is not None:
        return StructureReading(tracker=tracker)
    forms = labelled_forms(parts, document.language)
    if forms is not None and _labels_per_commitment(forms) >= LEAST_LABELS:
        commitments = commitments_of(forms)
        add_from_summaries(forms, commitments)
        add_listed_titles(forms, commitments)
        return StructureReading(forms, commitments)
    return _in_prose(items) if prose else StructureReading()


def _in_prose(items: Sequence[Item]) -> StructureReading:
    return StructureReading(narrative=narrative_commitments(items))


def _labels_per_commitment(forms: LabelledForms) -> float:
    groups = forms.grouping.groups
    weight = 0.0
    for group in groups:
        found = {label.key: label for i in group if (label := label_of(forms.pieces[i], forms.labels))}
        weight += sum(1.0 if label.field else UNKNOWN for label in found.values())
    return weight / len(groups) if groups else 0.0
